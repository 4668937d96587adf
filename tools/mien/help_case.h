// SPDX-License-Identifier: Apache-2.0
// The help texts of `mien case`.
#ifndef MIEN_TOOL_HELP_CASE_H
#define MIEN_TOOL_HELP_CASE_H

// The English text on a topic, "case" or "case add", to be translated; NULL when there
// is none.
const char *help_case_text(const char *topic);

#endif
