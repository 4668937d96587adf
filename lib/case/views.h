// SPDX-License-Identifier: Apache-2.0
// The views of the pictures of a case, as a wallet keeps them, and as documents hold
// them.
//
// A wallet keeps all of them, also those that no document holds: the next recipient may
// take more. So it keeps them short, one after the other, the whole picture first:
//
//     {"view":"window-3","quality":87,"hashes":"<8 x 64 digits>","place":[…]}
//
// A document holds a signal for each hash, and of the views only the first few.
#ifndef MIEN_CASE_VIEWS_H
#define MIEN_CASE_VIEWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include <mien/case.h>

// The members of a place: x, y, width, height, degrees.
#define MIEN_PLACE_NUMBERS 5

// A signal of a document, of the first 64 digits of `hex`. view: NULL for the whole
// picture; place: of that, or NULL. NULL: no memory.
json_t *mien_image_signal(const char *hex, uint32_t quality, enum mien_dihedral which,
                          const char *view, const json_t *place);

// Whether they are views of one picture for a bank: the whole one first, eight hashes
// each.
bool mien_views_are_for_bank(const struct mien_view *views, size_t count);

// What a wallet keeps of them. NULL: no memory.
json_t *mien_views_keep(const struct mien_view *views, size_t count);
// Whether it is what a wallet keeps.
bool mien_views_are_good(const json_t *kept);

// What a document may hold of each picture.
struct mien_views_share {
    uint32_t hashes;  // at most
    uint32_t quality; // of views, at least
    bool places;
};
// The signals of a picture. NULL: no memory.
json_t *mien_views_signals(const json_t *kept, const struct mien_views_share *share);

// Reads the place of a signal. False: it is none.
bool mien_place_read(struct mien_view_place *out, const json_t *place);

#endif
