// SPDX-License-Identifier: Apache-2.0
// A case as JSON, as a wallet keeps it.
#ifndef MIEN_CASE_RECORD_H
#define MIEN_CASE_RECORD_H

#include <jansson.h>

#include <mien/case.h>

#include "case/key.h"

// Everything about a case, its private key among it, and the members that a later
// version put there. To be freed with mien_json_free_secret(). NULL: no memory.
json_t *mien_case_to_record(const struct mien_case *its);

// The other way round; judges it completely. Errors: CORRUPT, LIMIT, MEMORY, INTERNAL.
MIEN_NODISCARD enum mien_status mien_case_from_record(struct mien_case **out,
                                                      const json_t *record,
                                                      struct mien_error *error);

// A case of which only the key is known: it can be taken back, and nothing else. id:
// NULL, when it follows from the key. Errors: ARGUMENT (no id), MEMORY, INTERNAL.
MIEN_NODISCARD enum mien_status mien_case_from_key(struct mien_case **out,
                                                   const struct mien_case_key *key,
                                                   const char *id, bool practice,
                                                   struct mien_error *error);
// Its key; lives as long as the case.
const struct mien_case_key *mien_case_key_get(const struct mien_case *its);

#endif
