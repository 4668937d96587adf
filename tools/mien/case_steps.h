// SPDX-License-Identifier: Apache-2.0
// The steps of the dialogue of `mien case new`, each one screen or a few.
#ifndef MIEN_TOOL_CASE_STEPS_H
#define MIEN_TOOL_CASE_STEPS_H

#include "case_new.h"

enum case_move {
    CASE_MOVE_NEXT,
    CASE_MOVE_BACK,
    CASE_MOVE_AGAIN, // the same step
    CASE_MOVE_GO,    // to the step that the summary noted
    CASE_MOVE_STOP,  // she stops, a signal came, or it was explained why it ends
    CASE_MOVE_MADE
};

// What of the dialogue the steps share.
struct case_walk {
    struct case_new *its;
    // Where she wants to go from the summary: a step of case_walk_places.
    size_t go_step, go_number;
};

// A step that is repeated `number` times. `back`: whether there is one before it.
typedef enum case_move case_step(struct case_walk *walk, size_t number, bool back);

case_step case_step_safety, case_step_question, case_step_recipient, case_step_pick,
    case_step_pictures, case_step_views, case_step_keeping, case_step_wallet,
    case_step_passphrase, case_step_out, case_step_summary, case_step_words,
    case_step_write;

// From what a screen returned: 0 is NEXT.
enum case_move case_move_of(int answer);

// The steps to which the summary can lead back, by their place in the dialogue.
enum case_place {
    CASE_PLACE_SAFETY,
    CASE_PLACE_QUESTIONS,
    CASE_PLACE_RECIPIENTS,
    CASE_PLACE_PICK,
    CASE_PLACE_PICTURES,
    CASE_PLACE_VIEWS,
    CASE_PLACE_KEEPING,
    CASE_PLACE_WALLET,
    CASE_PLACE_PASSPHRASE,
    CASE_PLACE_OUT,
    CASE_PLACE_SUMMARY,
    CASE_PLACE_WORDS,
    CASE_PLACE_WRITE,
    CASE_PLACES
};

// Where to find help, on screens: she is asked for her country. BACK or STOP of
// case_screen.h, or 0.
int case_help_screens(bool minors, const char *title, const char *text,
                      const char *country, bool can_go_back);

#endif
