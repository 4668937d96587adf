// SPDX-License-Identifier: Apache-2.0
// A case from within.
#ifndef MIEN_CASE_ITS_H
#define MIEN_CASE_ITS_H

#include <jansson.h>

#include <mien/case.h>

#include "case/key.h"

struct mien_case {
    struct mien_case_key key;
    char id[MIEN_CASE_ID_SIZE];
    char day[MIEN_CASE_DAY_SIZE];     // on which it began; "" of a case from words
    char expires[MIEN_CASE_DAY_SIZE]; // "" before the first sealing
    bool practice;
    bool refused;   // an answer forbids it, for good
    bool only_key;  // made of words: it can be taken back, and nothing else
    bool created;   // a document created it
    bool withdrawn; // a document took it back
    // Items as documents hold them, in the order of their numbers. Documents hold the
    // first `sent` of them already.
    json_t *items;
    uint32_t sent;
    uint32_t last; // the highest number that an item ever had
    // Of pictures that have more than the whole, their views, by the number of the
    // item: see views.h.
    json_t *views;
    uint32_t hashes; // of one picture, at most: her choice. 0: none
    json_t *answers;
    json_t *regions;
    json_t *unknown; // members of its record that a later version put there
    // For whom it was sealed: copies, confirmed.
    struct mien_recipient *recipients[MIEN_CASE_RECIPIENTS_MAX];
    uint32_t recipient_count;
};

// A case without key and id. NULL: no memory.
struct mien_case *mien_case_make(bool practice);

// Where the case has a recipient of this id, or its recipient_count.
uint32_t mien_case_place(const struct mien_case *its, const char *id);

// The number of an item as a case gives it; 0: it is none.
uint32_t mien_item_number(const json_t *item);

// What is wrong with an item of a document or a record, or NULL. Kinds of media and
// signals that this version does not know are right.
const char *mien_item_problem(const json_t *item);

#endif
