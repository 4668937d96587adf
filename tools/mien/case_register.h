// SPDX-License-Identifier: Apache-2.0
// The file in which a recipient remembers cases: read at the start, replaced in one
// step at the end, and used by one process at a time.
#ifndef MIEN_TOOL_CASE_REGISTER_H
#define MIEN_TOOL_CASE_REGISTER_H

#include <stdbool.h>

#include <mien/case.h>

// Zero-initialise it.
struct case_register {
    const char *name; // NULL: nothing is remembered beyond this run
    struct mien_register *seen;
    int lock; // the file as it was read, or -1
};

// Reads it; a file that does not exist is an empty register. With `keep`, other
// processes are kept from changing it. False after saying what is wrong.
bool case_register_begin(struct case_register *its, const char *name, bool keep);
// Replaces the file. False after saying what is wrong: the older one is still there.
bool case_register_save(struct case_register *its);
void case_register_end(struct case_register *its);

#endif
