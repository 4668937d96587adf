// SPDX-License-Identifier: Apache-2.0
// Many documents on a recipient's side: found in files and folders, opened, and judged
// in an order in which no older document slips in beside a withdrawal. One bad file
// never stops the others. Documents are opened one at a time, so memory does not grow
// with their number.
#ifndef MIEN_TOOL_CASE_BATCH_H
#define MIEN_TOOL_CASE_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

#include "case_files.h"
#include "case_register.h"

enum case_batch_order {
    // Withdrawals come first: what is older than one is refused. For judging what came.
    CASE_BATCH_WITHDRAWALS_FIRST,
    // As they were made: withdrawals last. For writing down the state of all cases.
    CASE_BATCH_WITHDRAWALS_LAST
};

struct case_batch_entry;

// Zero-initialise it.
struct case_batch {
    const char *command; // for complaints of the command line
    const char *key_file;
    const char *register_file; // or NULL
    bool practice;             // practice documents only
    bool remember;             // the register is going to be saved

    // Its own.
    struct case_bytes key;
    struct case_register seen;
    struct case_batch_entry *entries;
    size_t count;
    bool failed; // a folder or a file that was named could not be read
};

// What became of one file.
struct case_judged {
    const char *name;
    enum mien_status status; // MIEN_OK: it is valid
    struct mien_error error; // for all but MIEN_OK
    bool said;               // the person was told why, by case_read()
    // Set when it was opened; info is then set, too. Whoever takes it over sets NULL.
    struct mien_document *document;
    struct mien_document_info info;
};
typedef void case_batch_take(void *context, struct case_judged *judged);

// Complains that the key or the documents were not named. Returns ARGS_EXIT_USAGE.
int case_batch_complain(const struct case_batch *its);

// Reads key and register, and finds the files. False after saying what is wrong.
bool case_batch_begin(struct case_batch *its, char **operands, size_t count);
// Opens and judges all; gives each once, in the order of the judging, files that are no
// documents first. Ends early when a signal came.
void case_batch_run(struct case_batch *its, enum case_batch_order order,
                    case_batch_take *take, void *context);
void case_batch_end(struct case_batch *its);

#endif
