// SPDX-License-Identifier: Apache-2.0
// A case that is being made: what `mien case new` knows so far. The dialogue and the
// file of answers both fill it in; case_new_make.c makes the files of it.
#ifndef MIEN_TOOL_CASE_NEW_H
#define MIEN_TOOL_CASE_NEW_H

#include <stdbool.h>
#include <stddef.h>

#include <mien/case.h>

#include "case_pictures.h"
#include "case_questions.h"
#include "case_recipients.h"
#include "case_views.h"
#include "secret.h"

enum case_new_end {
    CASE_NEW_MADE,
    CASE_NEW_NOT_MADE, // she stopped, it was refused, or it failed
    CASE_NEW_USAGE
};

// What she says about the fingerprint of a recipient.
enum case_trust {
    CASE_TRUST_OPEN,
    CASE_TRUST_SAME,
    CASE_TRUST_OTHER,
    CASE_TRUST_NOT_COMPARED
};

// Where the key goes.
enum case_keeping {
    CASE_KEEP_OPEN,
    CASE_KEEP_WALLET,
    CASE_KEEP_BOTH,
    CASE_KEEP_WORDS
};

struct case_new {
    // From the command line, or asked.
    char *out, *wallet_name;
    const char *answers; // the source of answers, or NULL
    const char *expires; // or NULL
    const char *const *regions;
    size_t region_count;
    int passphrase_fd; // -1: the terminal
    bool practice;
    bool out_given, wallet_given; // by option
    bool files_given;             // pictures or films on the command line
    char day[MIEN_CASE_DAY_SIZE];

    // Her answers.
    struct case_recipients recipients;
    enum case_trust trust[MIEN_CASE_RECIPIENTS_MAX];
    struct case_questions questions;
    struct case_pictures pictures;
    struct case_views views;
    bool pictures_settled; // she saw the results, and goes on with those that are fine
    enum case_keeping keeping;

    // The case and what is written of it; not before the summary.
    bool guarded; // see guard.h: all pictures were read
    struct secret *passphrase;
    bool wallet_exists; // it was opened, and gets one case more
    int wallet_held;    // see case_hold()
    struct mien_wallet *wallet;
    struct mien_case *its;
    char expiry[MIEN_CASE_DAY_SIZE]; // as the document will say it
    struct case_views_count count;   // what it holds
    char *document;
    size_t document_length;
};

// The least quality that all recipients take.
uint32_t case_new_minimum(const struct case_new *its);
// How many recipients are confirmed, and them.
size_t case_new_confirmed(const struct case_new *its,
                          const struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX]);
// What of a picture all recipients take.
struct case_views_offer case_new_offer(const struct case_new *its);
// Whether fingerprints of parts are something to ask her about.
bool case_new_asks_views(const struct case_new *its);
// Reads the pictures, once; see case_pictures_read().
bool case_new_read(struct case_new *its, void (*progress)(size_t number, size_t count));
// Whether the recipients take what she names: films, pictures, practice. False after
// saying what does not fit. Before a picture is opened.
bool case_new_fits(const struct case_new *its);
// Whether they take as many as are fine. False after saying so.
bool case_new_is_few(const struct case_new *its);

// Whether the files can be made; false after saying why not.
bool case_new_out_is_possible(const struct case_new *its);
bool case_new_wallet_is_possible(struct case_new *its);
// Opens the wallet, or begins one. False after saying why not.
bool case_new_open_wallet(struct case_new *its);

// Makes the case of the answers, in memory, and judges it. False after saying why the
// recipients would refuse it.
bool case_new_prepare(struct case_new *its);
// Forgets it again, because an answer changes.
void case_new_unprepare(struct case_new *its);
// Writes document and wallet: both, or neither. False after saying why.
bool case_new_write(struct case_new *its);

// Goes through the dialogue at the terminal; or takes all answers from a file.
enum case_new_end case_new_dialogue(struct case_new *its);
enum case_new_end case_new_unattended(struct case_new *its);

#endif
