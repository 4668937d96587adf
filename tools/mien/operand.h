// SPDX-License-Identifier: Apache-2.0
// Operands that are a picture or a hash: what `compare` and `show` take.
#ifndef MIEN_TOOL_OPERAND_H
#define MIEN_TOOL_OPERAND_H

#include <stdbool.h>
#include <stddef.h>

#include <mien/media.h>

struct operand {
    const char *text; // as on the command line
    const char *name; // for messages, or NULL for a hash
    bool ready;       // its hash is there
    struct mien_hash hash;
    struct mien_media media; // of a picture only
    struct mien_view *views; // of a picture, when asked for
    size_t view_count;
};

// Reads the operands: 64 hexadecimal digits are a hash, "-" is a picture on standard
// input, all else the name of a picture. False after saying what is wrong; others may
// be ready then. When a signal asks to stop, the process ends here.
bool operands_read(struct operand *operands, char **texts, size_t count,
                   const struct mien_media_options *options);

// The same, with the views of each picture; `views` says what for, and may be NULL.
// What it keeps is freed by operands_free().
bool operands_read_views(struct operand *operands, char **texts, size_t count,
                         const struct mien_media_options *options,
                         const struct mien_views_options *views);
void operands_free(struct operand *operands, size_t count);

// Writes ,"KEY":{…} with its hash and, of a picture, its quality and name.
void operand_print_json(const char *key, const struct operand *operand);

#endif
