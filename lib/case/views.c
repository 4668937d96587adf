// SPDX-License-Identifier: Apache-2.0
#include "case/views.h"

#include <string.h>

#include "case/json.h"

enum {
    UNIT = 1000,     // the longer side of the stored picture, in a place
    SIDE_MAX = 2000, // of a view that is turned, in the same
    HEX = MIEN_HASH_HEX_SIZE - 1,
    HEX_ALL = HEX * MIEN_DIHEDRAL_COUNT,
    VIEWS_KEPT = MIEN_CASE_HASHES_MAX / MIEN_DIHEDRAL_COUNT
};

static const char whole[] = "whole";

// -------------------------------------------------------------------------- places

// Parts of the longer side: a place does not tell how large the picture is. And so few
// of them that it does not tell it by its last digits, either.
static json_int_t part_of(float pixels, float longer)
{
    float part = pixels / longer * (float)UNIT;
    return part >= 0 && part < 1e6f ? (json_int_t)(part + 0.5f) : -1;
}

static json_int_t whole_degrees(float degrees)
{
    json_int_t rounded = (json_int_t)(degrees + (degrees < 0 ? -0.5f : 0.5f)) % 360;
    return rounded < 0 ? rounded + 360 : rounded;
}

static bool is_place(const json_int_t part[MIEN_PLACE_NUMBERS])
{
    return part[0] >= 0 && part[0] <= UNIT && part[1] >= 0 && part[1] <= UNIT &&
           part[2] >= 1 && part[2] <= SIDE_MAX && part[3] >= 1 && part[3] <= SIDE_MAX &&
           part[4] >= 0 && part[4] < 360;
}

// Sets the place of a view in a picture, where it is known. False: no memory.
static bool set_place(json_t *kept, const struct mien_view_place *place, float longer)
{
    if (!(longer > 0) || !(place->width > 0) || !(place->degrees > -1e6f) ||
        !(place->degrees < 1e6f))
        return true;
    const json_int_t part[MIEN_PLACE_NUMBERS] = {
        part_of(place->x, longer), part_of(place->y, longer),
        part_of(place->width, longer), part_of(place->height, longer),
        whole_degrees(place->degrees)};
    if (!is_place(part))
        return true;
    return json_object_set_new(kept, "place",
                               json_pack("[I,I,I,I,I]", part[0], part[1], part[2],
                                         part[3], part[4])) == 0;
}

bool mien_place_read(struct mien_view_place *out, const json_t *place)
{
    json_int_t part[MIEN_PLACE_NUMBERS];
    if (!json_is_array(place) || json_array_size(place) != MIEN_PLACE_NUMBERS)
        return false;
    for (size_t i = 0; i < MIEN_PLACE_NUMBERS; i++) {
        const json_t *number = json_array_get(place, i);
        if (!json_is_integer(number))
            return false;
        part[i] = json_integer_value(number);
    }
    if (!is_place(part))
        return false;
    // Views are turned a few degrees either way.
    const json_int_t degrees = part[4] > 180 ? part[4] - 360 : part[4];
    *out = (struct mien_view_place){(float)part[0] / UNIT, (float)part[1] / UNIT,
                                    (float)part[2] / UNIT, (float)part[3] / UNIT,
                                    (float)degrees};
    return true;
}

// ------------------------------------------------------------------------- keeping

bool mien_views_are_for_bank(const struct mien_view *views, size_t count)
{
    if (views == NULL || count == 0 || count > MIEN_VIEWS_MAX ||
        views[0].kind != MIEN_VIEW_WHOLE)
        return false;
    for (size_t i = 0; i < count; i++) {
        char name[MIEN_VIEW_NAME_SIZE];
        if (views[i].quality > 100 || views[i].count != MIEN_DIHEDRAL_COUNT ||
            (i > 0 && views[i].kind == MIEN_VIEW_WHOLE) ||
            mien_view_name(name, views[i].kind, views[i].number) != MIEN_OK)
            return false;
    }
    return true;
}

static json_t *keep(const struct mien_view *view, float longer)
{
    char name[MIEN_VIEW_NAME_SIZE], hashes[HEX_ALL + 1];
    if (mien_view_name(name, view->kind, view->number) != MIEN_OK)
        return NULL; // they were judged
    for (size_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        mien_hash_to_hex(hashes + i * HEX, &view->dihedral[i]);
    json_t *kept = json_pack("{s:s,s:i,s:s}", "view", name, "quality",
                             (int)view->quality, "hashes", hashes);
    if (kept == NULL || set_place(kept, &view->place, longer))
        return kept;
    mien_json_free_secret(kept);
    return NULL;
}

json_t *mien_views_keep(const struct mien_view *views, size_t count)
{
    const struct mien_view_place *all = &views[0].place;
    float longer = all->width > all->height ? all->width : all->height;
    json_t *kept = json_array();
    for (size_t i = 0; i < count && i < VIEWS_KEPT && kept != NULL; i++)
        if (json_array_append_new(kept, keep(&views[i], longer)) != 0) {
            mien_json_free_secret(kept);
            return NULL;
        }
    return kept;
}

static bool is_kept(const json_t *view)
{
    const char *name = mien_json_text(view, "view", MIEN_VIEW_NAME_SIZE);
    const char *hashes = mien_json_text(view, "hashes", HEX_ALL);
    const json_t *place = json_object_get(view, "place");
    struct mien_view_place read;
    int64_t quality;
    return name != NULL && hashes != NULL && strlen(hashes) == HEX_ALL &&
           strspn(hashes, "0123456789abcdef") == HEX_ALL &&
           mien_json_integer(view, "quality", 0, 100, &quality) &&
           (place == NULL || mien_place_read(&read, place));
}

bool mien_views_are_good(const json_t *kept)
{
    json_t *view;
    size_t i;
    if (!json_is_array(kept) || json_array_size(kept) == 0 ||
        json_array_size(kept) > VIEWS_KEPT)
        return false;
    json_array_foreach(kept, i, view)
    {
        if (!is_kept(view) ||
            (strcmp(mien_json_text(view, "view", SIZE_MAX), whole) == 0) != (i == 0))
            return false;
    }
    return true;
}

// ------------------------------------------------------------------------- sending

json_t *mien_image_signal(const char *hex, uint32_t quality, enum mien_dihedral which,
                          const char *view, const json_t *place)
{
    json_t *signal = json_pack("{s:s,s:s%,s:i,s:s}", "signalType", "ImagePDQ",
                               "hashValue", hex, (size_t)HEX, "quality", (int)quality,
                               "variant", mien_dihedral_name(which));
    if (signal != NULL &&
        (view == NULL || json_object_set_new(signal, "view", json_string(view)) == 0) &&
        (place == NULL ||
         json_object_set_new(signal, "place", json_deep_copy(place)) == 0))
        return signal;
    mien_json_free_secret(signal);
    return NULL;
}

// Appends the eight signals of a view. False: no memory.
static bool add_view(json_t *signals, const json_t *view, bool places)
{
    const char *name = mien_json_text(view, "view", SIZE_MAX);
    const char *hashes = mien_json_text(view, "hashes", SIZE_MAX);
    json_int_t quality = json_integer_value(json_object_get(view, "quality"));
    const json_t *place = places ? json_object_get(view, "place") : NULL;
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        json_t *signal = mien_image_signal(
            hashes + i * HEX, (uint32_t)quality, (enum mien_dihedral)i,
            strcmp(name, whole) != 0 ? name : NULL, place);
        if (json_array_append_new(signals, signal) != 0)
            return false;
    }
    return true;
}

json_t *mien_views_signals(const json_t *kept, const struct mien_views_share *share)
{
    json_t *signals = json_array(), *view;
    size_t i, room = share->hashes / MIEN_DIHEDRAL_COUNT;
    json_array_foreach(kept, i, view)
    {
        json_int_t quality = json_integer_value(json_object_get(view, "quality"));
        // The whole picture was judged by itself.
        if (signals == NULL || (i > 0 && (room == 0 || quality < share->quality)))
            continue;
        if (!add_view(signals, view, share->places)) {
            mien_json_free_secret(signals);
            return NULL;
        }
        room -= room > 0;
    }
    return signals;
}
