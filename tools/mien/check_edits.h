// SPDX-License-Identifier: Apache-2.0
// The changes that `mien check` tries: what people and platforms do to pictures that
// they pass on. Made up here, for they are ordinary ones; nobody can know them all.
#ifndef MIEN_TOOL_CHECK_EDITS_H
#define MIEN_TOOL_CHECK_EDITS_H

#include "check_picture.h"

enum check_group {
    CHECK_RECOMPRESS,
    CHECK_RESIZE,
    CHECK_MIRROR,
    CHECK_COLOUR,
    CHECK_BLUR,
    CHECK_GRAIN,
    CHECK_CROP,
    CHECK_SIDE,
    CHECK_TILT,
    CHECK_BORDER,
    CHECK_CAPTION,
    CHECK_STICKER,
    CHECK_SCREENSHOT,
    CHECK_GROUPS
};

struct check_group_text {
    const char *token; // in JSON; never changed
    const char *label; // for people, untranslated: what was done to the picture
};
extern const struct check_group_text check_groups[CHECK_GROUPS];

enum {
    CHECK_EDITS = 34
};

// An edit has one form, or several that are the same to a person: a crop at the left or
// at the right. The worst one counts.
struct check_edit {
    const char *token; // in JSON; never changed
    enum check_group group;
    const char *label; // for people, untranslated: how it was done
    // Makes form 0, 1, … of the edit; false as check_picture.h says.
    bool (*make)(struct check_picture *out, const struct check_picture *in,
                 uint32_t amount, int form);
    uint32_t amount;
    int forms;
};
// Those of a group stand together, from the mildest on.
extern const struct check_edit check_edits[CHECK_EDITS];

#endif
