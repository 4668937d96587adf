// SPDX-License-Identifier: Apache-2.0
// One question before something that cannot be undone.
#ifndef MIEN_TOOL_CASE_ASK_H
#define MIEN_TOOL_CASE_ASK_H

#include <stdbool.h>

// Asks on a screen of its own, which is gone afterwards. `yes` is the answer that goes
// on, in words that say what will happen. With `given`, which --yes stands for, nothing
// is asked; without it and without a terminal, that is said, and the answer is no.
bool case_ask(const char *title, const char *text, const char *yes, bool given);

#endif
