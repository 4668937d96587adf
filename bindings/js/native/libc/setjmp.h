// SPDX-License-Identifier: Apache-2.0
// What wasi-libc lacks. clang makes exceptions of WebAssembly of these; what it needs
// for that is in sjlj.c.
#ifndef MIEN_JS_SETJMP_H
#define MIEN_JS_SETJMP_H

typedef unsigned long jmp_buf[1];

int setjmp(jmp_buf place) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf place, int value);

#endif
