// SPDX-License-Identifier: Apache-2.0
// What a writer does to an index, as a sequence that its seed alone determines: so one
// process can do it, and another one knows what was to be done.
#ifndef MIEN_TESTS_SCRIPT_H
#define MIEN_TESTS_SCRIPT_H

#include <stddef.h>

#include <mien/index.h>

#include "model.h"
#include "synthetic.h"

#define MIEN_STEP_CHANGES 8

enum mien_step_kind {
    MIEN_STEP_CHANGE,
    MIEN_STEP_COMPACT,
    MIEN_STEP_SYNC,
    MIEN_STEP_REOPEN
};
struct mien_step {
    enum mien_step_kind kind;
    size_t count;
    struct mien_change change[MIEN_STEP_CHANGES];
};

// The next step. Ids, lists and hashes are few, so that steps meet entries of earlier
// ones.
struct mien_step mien_step_make(struct mien_random *random);
// Does it; MIEN_STEP_REOPEN uses the path and the options.
enum mien_status mien_step_do(struct mien_index **index, const char *path,
                              const struct mien_index_options *options,
                              const struct mien_step *step);
// What it makes of the entries.
void mien_step_expect(struct mien_model *model, const struct mien_step *step);

#endif
