// SPDX-License-Identifier: Apache-2.0
// setjmp() and longjmp() by exceptions of WebAssembly (in browsers since 2021), as
// clang's -wasm-enable-sjlj wants them; the names are its own. A longjmp() is thrown,
// and each function between that has called setjmp() catches it and asks whether it is
// meant.
//
// Source: WebAssemblyLowerEmscriptenEHSjLj.cpp of LLVM 14.
#include <setjmp.h>
#include <stdint.h>

// A call of setjmp() in a running function: clang keeps these in a table, of which it
// takes and frees the memory itself. The one with number 0 is behind the last.
struct place {
    uintptr_t number; // of the call, which is also put into the jmp_buf; never again
    uint32_t label;   // of the call in the function, from 1 on
};

struct jump {
    unsigned long *to;
    int value;
};

void setTempRet0(int value);
int getTempRet0(void);
struct place *saveSetjmp(unsigned long *to, uint32_t label, struct place *table,
                         uint32_t size);
uint32_t testSetjmp(uintptr_t number, const struct place *table, uint32_t size);
_Noreturn void __wasm_longjmp(unsigned long *to, int value);

// A second value that functions return.
static int second;

void setTempRet0(int value)
{
    second = value;
}

int getTempRet0(void)
{
    return second;
}

// Puts a call into the table; returns the table and its size, which clang would let
// grow. mien calls setjmp() once in a function.
struct place *saveSetjmp(unsigned long *to, uint32_t label, struct place *table,
                         uint32_t size)
{
    static uintptr_t last;
    uint32_t i = 0;
    while (i < size && table[i].number != 0)
        i++;
    if (i == size || ++last == 0)
        __builtin_trap();
    *to = last;
    table[i] = (struct place){last, label};
    table[i + 1].number = 0;
    setTempRet0((int)size);
    return table;
}

// Returns the label of the call that is meant, or 0 when it is another function's.
uint32_t testSetjmp(uintptr_t number, const struct place *table, uint32_t size)
{
    for (uint32_t i = 0; i < size && table[i].number != 0; i++)
        if (table[i].number == number)
            return table[i].label;
    return 0;
}

_Noreturn void __wasm_longjmp(unsigned long *to, int value)
{
    enum {
        C_LONGJMP = 1 // the tag of such exceptions
    };
    static struct jump jump; // looked at at once, where it is caught
    jump = (struct jump){to, value != 0 ? value : 1};
    __builtin_wasm_throw(C_LONGJMP, &jump);
}
