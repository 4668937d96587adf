// SPDX-License-Identifier: Apache-2.0
#include "view_text.h"

#include <stdio.h>
#include <string.h>

bool view_text(char text[VIEW_TEXT_SIZE], uint32_t variant)
{
    char name[MIEN_VIEW_NAME_SIZE];
    enum mien_view_kind kind;
    enum mien_dihedral way;
    uint32_t number;
    *text = '\0';
    if (mien_view_from_variant(&kind, &number, &way, variant) != MIEN_OK ||
        mien_view_name(name, kind, number) != MIEN_OK)
        return false;
    if (way == MIEN_DIHEDRAL_ORIGINAL)
        snprintf(text, VIEW_TEXT_SIZE, "%s", name);
    else
        snprintf(text, VIEW_TEXT_SIZE, "%s/%s", name, mien_dihedral_name(way));
    return true;
}

static bool read_way(enum mien_dihedral *way, const char *text, size_t length)
{
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        const char *name = mien_dihedral_name((enum mien_dihedral)i);
        if (strlen(name) == length && memcmp(name, text, length) == 0) {
            *way = (enum mien_dihedral)i;
            return true;
        }
    }
    return false;
}

bool view_text_read(uint32_t *variant, const char *text, size_t length)
{
    const char *slash = memchr(text, '/', length);
    size_t named = slash != NULL ? (size_t)(slash - text) : length;
    enum mien_view_kind kind;
    enum mien_dihedral way = MIEN_DIHEDRAL_ORIGINAL;
    uint32_t number;
    if (mien_view_from_name(&kind, &number, text, named) != MIEN_OK ||
        (slash != NULL && !read_way(&way, slash + 1, length - named - 1)))
        return false;
    *variant = mien_view_variant(kind, number, way);
    return true;
}

const char *view_verdict_token(enum mien_verdict verdict)
{
    switch (verdict) {
    case MIEN_VERDICT_MATCH:
        return "match";
    case MIEN_VERDICT_REVIEW:
        return "review";
    default:
        return "no";
    }
}

const char *view_reason_token(enum mien_verdict_reason reason)
{
    switch (reason) {
    case MIEN_REASON_VIEW:
        return "view";
    case MIEN_REASON_WINDOWS:
        return "windows";
    case MIEN_REASON_SHARED:
        return "shared";
    default:
        return "none";
    }
}
