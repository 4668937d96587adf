// SPDX-License-Identifier: Apache-2.0
// The recipient files that a person names: read, shown, and confirmed by her.
#ifndef MIEN_TOOL_CASE_RECIPIENTS_H
#define MIEN_TOOL_CASE_RECIPIENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <mien/case.h>

// Takes the value of an option that names a recipient or its fingerprint into
// list[MIEN_CASE_RECIPIENTS_MAX]. False after a complaint that there are too many.
bool case_recipients_option(const char *command, char **list, size_t *count,
                            char *value);

// Zero-initialise it.
struct case_recipients {
    struct mien_recipient *list[MIEN_CASE_RECIPIENTS_MAX];
    size_t count;
};
void case_recipients_free(struct case_recipients *its);

// Reads one file. NULL after saying what is wrong.
struct mien_recipient *case_recipient_read(const char *name);

// Adds a recipient, which belongs to `its` from then on; the same one is there once.
// False after saying that there are too many, or another of the same id.
bool case_recipients_add(struct case_recipients *its, struct mien_recipient *recipient);
// Reads and adds files. False after saying what is wrong.
bool case_recipients_read(struct case_recipients *its, char *const *names,
                          size_t count);
// Adds all for whom the case was sealed before, but for those whose newer file is
// there. False after saying what is wrong.
bool case_recipients_add_earlier(struct case_recipients *its,
                                 const struct mien_case *earlier);
// Confirms those that were confirmed when the case was sealed before. False after
// saying what is wrong.
bool case_recipients_confirm_earlier(struct case_recipients *its,
                                     const struct mien_case *earlier);

// A fingerprint in groups of four letters, to be compared by eye.
#define CASE_FINGERPRINT_ROOM (MIEN_FINGERPRINT_SIZE + MIEN_FINGERPRINT_SIZE / 4)
void case_fingerprint_group(char out[CASE_FINGERPRINT_ROOM], const char *fingerprint);

// Confirms those that are not yet: by the fingerprints that were given as options, in
// any order, or by asking at the terminal. False after saying what is wrong.
bool case_recipients_confirm(struct case_recipients *its, char *const *fingerprints,
                             size_t count);

#endif
