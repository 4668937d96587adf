// SPDX-License-Identifier: Apache-2.0
// An item of an index, as the views that its entries are.
#ifndef MIEN_TOOL_MATCH_ITEM_H
#define MIEN_TOOL_MATCH_ITEM_H

#include <stdbool.h>

#include <mien/index.h>
#include <mien/views.h>

// Zero-initialised it is empty; each call keeps the memory for the next one.
struct match_item {
    // Kinds and numbers; an index knows no places. The hashes are in `hash`.
    struct mien_view *view;
    size_t view_count;
    // Those of all entries, and which of them belongs to which view.
    struct mien_hash *hash;
    struct match_item_hash {
        uint32_t view;
        enum mien_dihedral way;
    } * of;
    size_t hash_count, room;
    // Between the views of an upload and these.
    struct mien_view_match *match;
    size_t match_count, match_room;
    struct mien_near *near; // [room]
};

void match_item_free(struct match_item *item);

// Whether a view shows the whole picture, or what a frame or an edge leaves of it: a
// match of two such views says that it is the same picture. An entry whose variant is
// no view (some lists keep flags there) stands for a whole picture.
bool match_is_whole(enum mien_view_kind kind);
// Whether a view of an upload and an entry of a variant are a match by themselves: both
// are of a whole picture, and not both of one found inside another (mien/views.h).
bool match_is_direct(const struct mien_view *view, uint32_t variant);

// Makes it of the entries of one id in one list, in the order of the index.
void match_item_set(struct match_item *item, const struct mien_entries *entries);

// Finds the hashes within `radius` of those of an upload's views. Where there are more
// views than a decision takes, since the id stands for several pictures, those stay of
// which hashes were found.
enum mien_status match_item_compare(struct match_item *item,
                                    const struct mien_view *views, size_t count,
                                    unsigned radius);

#endif
