// SPDX-License-Identifier: Apache-2.0
// JSON on its way in, by jansson.
#ifndef MIEN_TOOL_IMPORT_JSON_H
#define MIEN_TOOL_IMPORT_JSON_H

#include <jansson.h>

#include "import.h"

// Reads the next of the values that follow one another in the file. NULL at its end,
// and after reporting what is no JSON: then *wrong, and nothing that follows makes
// sense.
json_t *import_value(struct import *import, bool *wrong);

// Gives the string of a member, or NULL.
const char *import_member(const json_t *object, const char *name);

#endif
