// SPDX-License-Identifier: Apache-2.0
// What lib/index says about a failure, said to a person in her language.
#ifndef MIEN_TOOL_DETAIL_INDEX_H
#define MIEN_TOOL_DETAIL_INDEX_H

// Returns the clause, which the caller frees; NULL when lib/index does not say such a
// thing.
char *detail_index_text(const char *detail);

#endif
