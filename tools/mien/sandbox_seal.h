// SPDX-License-Identifier: Apache-2.0
// What the decoding child gives up before it looks at the first byte: memory and time
// beyond a limit, and nearly everything that one can ask of Linux. It cannot be undone.
#ifndef MIEN_TOOL_SANDBOX_SEAL_H
#define MIEN_TOOL_SANDBOX_SEAL_H

#include <stdbool.h>
#include <stdint.h>

// The only descriptors of the child: one it may read, the other it may write.
enum {
    SANDBOX_FD_INPUT = 3,
    SANDBOX_FD_RESULT = 4,
    SANDBOX_FD_END = 5
};

// Limits this process: bytes of address space in all, and seconds of processor time.
// False with errno set.
bool sandbox_seal_limits(uint64_t address_space, unsigned seconds);

// Whether the second half, the filter, is built in and this system has it.
bool sandbox_seal_has_filter(void);

// Lets this process only compute, read its input and write its result; for anything
// else the system ends it with SIGSYS. False with errno set.
bool sandbox_seal_filter(void);

#endif
