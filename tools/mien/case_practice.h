// SPDX-License-Identifier: Apache-2.0
// What a dialogue for practice works with: nobody's picture, nobody's recipient.
#ifndef MIEN_TOOL_CASE_PRACTICE_H
#define MIEN_TOOL_CASE_PRACTICE_H

#include "case_new.h"

// Adds a recipient and a picture where she named none. False after saying what went
// wrong.
bool case_practice_begin(struct case_new *its);

#endif
