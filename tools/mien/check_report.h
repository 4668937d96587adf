// SPDX-License-Identifier: Apache-2.0
// What `mien check` found, said to a person and to programs.
#ifndef MIEN_TOOL_CHECK_REPORT_H
#define MIEN_TOOL_CHECK_REPORT_H

#include "check_child.h"

// Whether the hash rests on enough detail to be of use.
bool check_report_enough(const struct check_result *result);

// The verdict, the table and the sentence about one picture.
void check_report_text(const char *name, const struct check_result *result);
// What holds for every picture: said once, at the end. `enough` of them have a hash
// that is of use.
void check_report_advice(size_t enough);

// One object on a line, never translated.
void check_report_json(const char *name, const struct check_result *result);

#endif
