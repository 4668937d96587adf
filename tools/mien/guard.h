// SPDX-License-Identifier: Apache-2.0
// Keeps what is in the memory of this process from the disk and from other programs:
// passphrases, keys, what she answered.
#ifndef MIEN_TOOL_GUARD_H
#define MIEN_TOOL_GUARD_H

#include <stdbool.h>

// Every command: no core dump, and no other program of hers may look into this one.
void guard_forbid_dumps(void);

// The commands that handle secrets: locks the heap and the stack against the swap, and
// from here on wipes all that is freed. Call it before the first secret, and after the
// last picture was read in the sandbox. False when the system does not let so much
// memory be locked: then show guard_warning(), and go on.
bool guard_begin(void);

// A translated sentence: what it means for her that memory could not be locked.
const char *guard_warning(void);

// When the work is done and all secrets are freed, on success and on failure: wipes
// what functions that have returned left on the stack and in registers. (In the build
// for tests the process then stops, so that a test can look at its memory.)
void guard_end(void);

#endif
