// SPDX-License-Identifier: Apache-2.0
// What views are called: in documents by a name, in an index by the variant word.
#include <mien/views.h>

#include <string.h>

enum {
    NUMBER_MAX = 255,
    DIHEDRAL_BITS = 3,
    KIND_BITS = 5,
    NUMBER_SHIFT = DIHEDRAL_BITS + KIND_BITS
};

static const struct {
    const char *name;
    bool numbered;
} kinds[MIEN_VIEW_KIND_COUNT] = {
    [MIEN_VIEW_WHOLE] = {"whole", false},      [MIEN_VIEW_SEEN] = {"seen", false},
    [MIEN_VIEW_TRIMMED] = {"trimmed", true},   [MIEN_VIEW_ZOOM] = {"zoom", true},
    [MIEN_VIEW_CROP] = {"crop", true},         [MIEN_VIEW_TILT] = {"tilt", true},
    [MIEN_VIEW_WINDOW] = {"window", true},     [MIEN_VIEW_TURNED] = {"turned", true},
    [MIEN_VIEW_NEGATIVE] = {"negative", false}};

static bool is_view(enum mien_view_kind kind, uint32_t number)
{
    return (unsigned)kind < MIEN_VIEW_KIND_COUNT &&
           number <= (kinds[kind].numbered ? NUMBER_MAX : 0);
}

enum mien_status mien_view_name(char name[MIEN_VIEW_NAME_SIZE],
                                enum mien_view_kind kind, uint32_t number)
{
    if (name == NULL || !is_view(kind, number))
        return MIEN_ERROR_ARGUMENT;
    size_t length = strlen(kinds[kind].name);
    memcpy(name, kinds[kind].name, length);
    if (kinds[kind].numbered) {
        name[length++] = '-';
        for (uint32_t power = number >= 100  ? 100
                              : number >= 10 ? 10
                                             : 1;
             power > 0; power /= 10)
            name[length++] = (char)('0' + number / power % 10);
    }
    name[length] = '\0';
    return MIEN_OK;
}

// The number after the dash, from digits without a leading zero; NUMBER_MAX + 1 when it
// is none.
static uint32_t read_number(const char *digits, size_t length)
{
    if (length == 0 || length > 3 || (digits[0] == '0' && length > 1))
        return NUMBER_MAX + 1;
    uint32_t number = 0;
    for (size_t i = 0; i < length; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return NUMBER_MAX + 1;
        number = 10 * number + (uint32_t)(digits[i] - '0');
    }
    return number;
}

enum mien_status mien_view_from_name(enum mien_view_kind *kind, uint32_t *number,
                                     const char *name, size_t length)
{
    if (kind == NULL || number == NULL || name == NULL)
        return MIEN_ERROR_ARGUMENT;
    for (int i = 0; i < MIEN_VIEW_KIND_COUNT; i++) {
        size_t word = strlen(kinds[i].name);
        if (length < word || memcmp(name, kinds[i].name, word) != 0)
            continue;
        uint32_t read = 0;
        if (kinds[i].numbered) {
            if (length == word || name[word] != '-')
                continue;
            read = read_number(name + word + 1, length - word - 1);
        } else if (length != word) {
            continue;
        }
        if (read > NUMBER_MAX)
            return MIEN_ERROR_FORMAT;
        *kind = (enum mien_view_kind)i;
        *number = read;
        return MIEN_OK;
    }
    return MIEN_ERROR_FORMAT;
}

uint32_t mien_view_variant(enum mien_view_kind kind, uint32_t number,
                           enum mien_dihedral dihedral)
{
    return (uint32_t)dihedral | (uint32_t)kind << DIHEDRAL_BITS |
           number << NUMBER_SHIFT;
}

enum mien_status mien_view_from_variant(enum mien_view_kind *kind, uint32_t *number,
                                        enum mien_dihedral *dihedral, uint32_t variant)
{
    uint32_t read_kind = variant >> DIHEDRAL_BITS & ((1u << KIND_BITS) - 1);
    uint32_t read_number = variant >> NUMBER_SHIFT;
    if (read_kind >= MIEN_VIEW_KIND_COUNT ||
        !is_view((enum mien_view_kind)read_kind, read_number))
        return MIEN_ERROR_FORMAT;
    if (kind != NULL)
        *kind = (enum mien_view_kind)read_kind;
    if (number != NULL)
        *number = read_number;
    if (dihedral != NULL)
        *dihedral = (enum mien_dihedral)(variant & (MIEN_DIHEDRAL_COUNT - 1));
    return MIEN_OK;
}
