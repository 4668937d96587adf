// SPDX-License-Identifier: Apache-2.0
// Hashes of the parts of a picture, for a case: they find cropped, framed and covered
// copies, and tell more of the picture. So they are offered where the recipients take
// them, with what they give and what they cost, and never sent unasked.
#ifndef MIEN_TOOL_CASE_VIEWS_H
#define MIEN_TOOL_CASE_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

#include "case_pictures.h"

enum case_views_choice {
    CASE_VIEWS_OPEN,
    CASE_VIEWS_NO,
    CASE_VIEWS_YES
};

// Her choice. Zero-initialise it.
struct case_views {
    enum case_views_choice choice;
    bool by_option;  // it was given, and is not asked
    uint32_t budget; // hashes of a picture, at most; 0: as many as is usual
};

// Reads --budget. False after a complaint.
bool case_views_budget(struct case_views *its, const char *command, const char *text);
// Whether the options go together. False after a complaint.
bool case_views_judge(const struct case_views *its, const char *command);

// What all of some recipients take of a picture; 8 hashes are the whole picture alone.
struct case_views_offer {
    uint32_t hashes;
    bool places;
};
// Those that are NULL do not count.
struct case_views_offer case_views_offer(const struct mien_recipient *const *list,
                                         size_t count);
// Whether there is more to it than whole pictures.
bool case_views_offered(const struct case_views_offer *offer);

// How many hashes of each picture are worth making: 0, when views are not wanted.
uint32_t case_views_worth(const struct case_views *its, size_t pictures);
// How many of a picture may be sent at most, if she agrees.
uint32_t case_views_most(const struct case_views *its,
                         const struct case_views_offer *offer);
// Notes her choice in the case. An open one is none.
enum mien_status case_views_note(const struct case_views *its, struct mien_case *of,
                                 struct mien_error *error);

// Asks on a screen. 0, or BACK or STOP of case_screen.h.
int case_views_ask(struct case_views *its, const struct case_views_offer *offer,
                   bool can_go_back);
// Says so when --views was given and a recipient takes whole pictures only.
void case_views_warn(const struct case_views *its,
                     const struct mien_recipient *const *list, size_t count);

// What a payload holds.
struct case_views_count {
    size_t pictures, hashes;
};
struct case_views_count case_views_count(const char *json, size_t length);
// "the hashes of 2 pictures: 640", to be freed.
char *case_views_count_text(const struct case_views_count *count);

#endif
