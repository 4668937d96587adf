// SPDX-License-Identifier: Apache-2.0
// What `mien compare --views` says.
#ifndef MIEN_TOOL_VIEWS_REPORT_H
#define MIEN_TOOL_VIEWS_REPORT_H

#include "views_compare.h"

// In the person's language, to standard output.
void views_report_text(const struct views_comparison *comparison);

// One object on a line.
void views_report_json(const struct views_comparison *comparison,
                       const struct operand operands[2]);

// The map from the pixels of the first operand to those of the second, as in
// struct mien_agreement. False when none is known.
bool views_report_transform(float transform[6],
                            const struct views_comparison *comparison);

#endif
