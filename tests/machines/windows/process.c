// SPDX-License-Identifier: Apache-2.0
// The same program is started once more; its environment says which function it is to
// run, with what.
#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "check.h"

#define PROCESS "MIEN_PROCESS"
#define KILLED 0x4b494c4c

enum {
    CONTEXT_MAX = 12000 // as hexadecimal digits it must fit into the environment
};

static const char *base(void)
{
    return (const char *)GetModuleHandleW(NULL);
}

// ------------------------------------------------------------------- the new process

static void read_hex(uint8_t *bytes, const char *digits)
{
    unsigned value;
    for (; sscanf(digits, "%2x", &value) == 1; digits += 2)
        *bytes++ = (uint8_t)value;
}

__attribute__((constructor)) static void run_instead(void)
{
    static uint8_t context[CONTEXT_MAX];
    long long place, from, to;
    int read = 0;
    const char *said = getenv(PROCESS);
    if (said == NULL)
        return;
    if (sscanf(said, "%lld %lld %lld %n", &place, &from, &to, &read) < 3)
        _exit(126);
    read_hex(context, said + read);
    mien_process_fn *live = (mien_process_fn *)(uintptr_t)(base() + place);
    _exit(live(context, _open_osfhandle((intptr_t)from, _O_BINARY),
               _open_osfhandle((intptr_t)to, _O_BINARY)));
}

// ----------------------------------------------------------------------- the test's
// own

// The one end of a pipe that goes to the new process.
static HANDLE to_be_inherited(int fd)
{
    HANDLE self = GetCurrentProcess(), copy = NULL;
    ck_assert(DuplicateHandle(self, (HANDLE)_get_osfhandle(fd), self, &copy, 0, TRUE,
                              DUPLICATE_SAME_ACCESS));
    _close(fd);
    return copy;
}

static void make_pipe(int ends[2])
{
    ck_assert_int_eq(_pipe(ends, 1 << 16, _O_BINARY | _O_NOINHERIT), 0);
}

static void say(mien_process_fn *live, HANDLE from, HANDLE to, const uint8_t *context,
                size_t size)
{
    static char said[2 * CONTEXT_MAX + 100];
    ck_assert_uint_le(size, CONTEXT_MAX);
    int length = snprintf(said, sizeof said, "%lld %lld %lld ",
                          (long long)((const char *)(uintptr_t)live - base()),
                          (long long)(intptr_t)from, (long long)(intptr_t)to);
    for (size_t i = 0; i < size; i++)
        length += snprintf(said + length, 3, "%02x", context[i]);
    ck_assert(SetEnvironmentVariableA(PROCESS, said));
}

void mien_process_start(struct mien_process *process, mien_process_fn *live,
                        const void *context, size_t size)
{
    wchar_t program[2 * MAX_PATH];
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION started;
    int there[2], back[2];
    make_pipe(there);
    make_pipe(back);
    HANDLE from = to_be_inherited(there[0]), to = to_be_inherited(back[1]);
    say(live, from, to, context, size);
    ck_assert(GetModuleFileNameW(NULL, program, 2 * MAX_PATH) < 2 * MAX_PATH);
    ck_assert(
        CreateProcessW(program, NULL, NULL, NULL, TRUE, 0, NULL, NULL, &how, &started));
    SetEnvironmentVariableA(PROCESS, NULL);
    CloseHandle(from);
    CloseHandle(to);
    CloseHandle(started.hThread);
    *process = (struct mien_process){(intptr_t)started.hProcess, back[0], there[1]};
}

static DWORD end_of(const struct mien_process *process)
{
    HANDLE handle = (HANDLE)process->id;
    DWORD status = 0;
    ck_assert_uint_eq(WaitForSingleObject(handle, INFINITE), WAIT_OBJECT_0);
    ck_assert(GetExitCodeProcess(handle, &status));
    CloseHandle(handle);
    return status;
}

void mien_process_kill(struct mien_process *process)
{
    TerminateProcess((HANDLE)process->id, KILLED);
    DWORD status = end_of(process);
    ck_assert_msg(status == KILLED, "the process ended by itself: exit %lu", status);
    _close(process->to);
}

int mien_process_wait(struct mien_process *process)
{
    _close(process->to);
    return (int)end_of(process);
}

void mien_process_forget(struct mien_process *process)
{
    _close(process->from);
}

bool mien_process_get(int fd, void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        int got = _read(fd, (char *)bytes + at, (unsigned)(size - at));
        if (got <= 0)
            return false;
        at += (size_t)got;
    }
    return true;
}

bool mien_process_put(int fd, const void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        int done = _write(fd, (const char *)bytes + at, (unsigned)(size - at));
        if (done <= 0)
            return false;
        at += (size_t)done;
    }
    return true;
}
