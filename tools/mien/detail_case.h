// SPDX-License-Identifier: Apache-2.0
// What lib/case says about a failure, said to a person in her language.
#ifndef MIEN_TOOL_DETAIL_CASE_H
#define MIEN_TOOL_DETAIL_CASE_H

// Returns the clause, which the caller frees; NULL when lib/case does not say such a
// thing.
char *detail_case_text(const char *detail);

#endif
