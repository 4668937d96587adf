// SPDX-License-Identifier: Apache-2.0
// Lists with several hashes of one picture, as `mien hash --views` writes them. All of
// them get one id: the one that the first, which is that of the whole picture, has by
// itself.
#ifndef MIEN_TOOL_IMPORT_VIEWS_H
#define MIEN_TOOL_IMPORT_VIEWS_H

#include <jansson.h>

#include "import.h"

// Reads HASH, two blanks, QUALITY, two blanks, NAME, two blanks, VIEW into a record.
// False when it is another kind of line.
bool import_views_line(struct import *import, struct import_record *record,
                       const char *line);
// Whether it is such a line but for what VIEW says: no list of numbers.
bool import_views_shaped(const char *line);

// Takes the hashes of the array "views" of an object, whose record was read. Sets *why
// when one of them is wrong, or NULL. Returns as import_take() does.
bool import_views_array(struct import *import, const struct import_record *record,
                        const json_t *views, const char **why);

#endif
