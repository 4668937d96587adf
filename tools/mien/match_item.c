// SPDX-License-Identifier: Apache-2.0
#include "match_item.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void match_item_free(struct match_item *item)
{
    free(item->view);
    free(item->hash);
    free(item->of);
    free(item->match);
    free(item->near);
    memset(item, 0, sizeof *item);
}

bool match_is_whole(enum mien_view_kind kind)
{
    return kind != MIEN_VIEW_WINDOW && kind != MIEN_VIEW_TURNED;
}

static void read_variant(enum mien_view_kind *kind, uint32_t *number,
                         enum mien_dihedral *way, uint32_t variant)
{
    if (mien_view_from_variant(kind, number, way, variant) == MIEN_OK)
        return;
    *kind = MIEN_VIEW_WHOLE;
    *number = 0;
    *way = MIEN_DIHEDRAL_ORIGINAL;
}

bool match_is_direct(const struct mien_view *view, uint32_t variant)
{
    enum mien_view_kind kind;
    enum mien_dihedral way;
    uint32_t number;
    read_variant(&kind, &number, &way, variant);
    return match_is_whole(view->kind) && match_is_whole(kind) &&
           (view->kind != MIEN_VIEW_TRIMMED || kind != MIEN_VIEW_TRIMMED ||
            view->number == 0 || number == 0);
}

static void make_room(struct match_item *item, size_t count)
{
    if (count <= item->room)
        return;
    item->room = count;
    item->view = memory_resize(item->view, count, sizeof *item->view);
    item->hash = memory_resize(item->hash, count, sizeof *item->hash);
    item->of = memory_resize(item->of, count, sizeof *item->of);
    item->near = memory_resize(item->near, count, sizeof *item->near);
}

// The eight hashes of a view follow each other. Where an id stands for several
// pictures, there are several views of one name.
static bool belongs_to(const struct match_item *item, enum mien_view_kind kind,
                       uint32_t number, enum mien_dihedral way)
{
    if (item->view_count == 0)
        return false;
    const struct mien_view *view = &item->view[item->view_count - 1];
    return view->kind == kind && view->number == number &&
           way > item->of[item->hash_count - 1].way;
}

static void add_entry(struct match_item *item, const struct mien_entry *entry)
{
    enum mien_view_kind kind;
    enum mien_dihedral way;
    uint32_t number;
    read_variant(&kind, &number, &way, entry->variant);
    if (!belongs_to(item, kind, number, way))
        item->view[item->view_count++] = (struct mien_view){
            .kind = kind, .number = number, .quality = MIEN_PDQ_QUALITY_MIN};
    struct mien_view *view = &item->view[item->view_count - 1];
    view->count = way == MIEN_DIHEDRAL_ORIGINAL ? 1 : MIEN_DIHEDRAL_COUNT;
    item->hash[item->hash_count] = entry->hash;
    item->of[item->hash_count++] =
        (struct match_item_hash){(uint32_t)item->view_count - 1, way};
}

void match_item_set(struct match_item *item, const struct mien_entries *entries)
{
    make_room(item, entries->count);
    item->match_count = 0;
    item->view_count = item->hash_count = 0;
    for (size_t i = 0; i < entries->count; i++)
        add_entry(item, &entries->entry[i]);
}

static void add_matches(struct match_item *item, uint32_t query, size_t found)
{
    if (item->match_room - item->match_count < found) {
        item->match_room = 2 * item->match_room + found + 64;
        item->match = memory_resize(item->match, item->match_room, sizeof *item->match);
    }
    for (size_t i = 0; i < found; i++) {
        const struct match_item_hash *of = &item->of[item->near[i].row];
        item->match[item->match_count++] =
            (struct mien_view_match){query, of->view, of->way, item->near[i].distance};
    }
}

// Keeps the views that matched, with new places, and no more than a decision takes.
static void keep_matched(struct match_item *item)
{
    uint32_t *place = memory_zeroed(item->view_count, sizeof *place); // from 1
    uint32_t kept = 0;
    size_t matches = 0;
    for (size_t i = 0; i < item->match_count; i++)
        place[item->match[i].bank] = 1;
    for (size_t i = 0; i < item->view_count; i++) {
        if (place[i] == 0 || kept == MIEN_VIEWS_MAX) {
            place[i] = 0;
            continue;
        }
        item->view[kept++] = item->view[i];
        place[i] = kept;
    }
    for (size_t i = 0; i < item->match_count; i++) {
        struct mien_view_match match = item->match[i];
        if (place[match.bank] == 0)
            continue;
        match.bank = place[match.bank] - 1;
        item->match[matches++] = match;
    }
    item->view_count = kept;
    item->match_count = matches;
    free(place);
}

enum mien_status match_item_compare(struct match_item *item,
                                    const struct mien_view *views, size_t count,
                                    unsigned radius)
{
    item->match_count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t found = 0;
        enum mien_status status =
            mien_hash_scan(item->near, item->room, &found, item->hash, item->hash_count,
                           &views[i].dihedral[MIEN_DIHEDRAL_ORIGINAL], radius);
        if (status != MIEN_OK)
            return status;
        add_matches(item, (uint32_t)i, found);
    }
    if (item->view_count > MIEN_VIEWS_MAX)
        keep_matched(item);
    return MIEN_OK;
}
