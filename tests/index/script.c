// SPDX-License-Identifier: Apache-2.0
#include "script.h"

#include <string.h>

enum {
    IDS = 150,
    HASHES = 100
};

static struct mien_hash hash_number(uint32_t number)
{
    struct mien_random random = {number};
    struct mien_hash hash;
    mien_random_bytes(&random, &hash, sizeof hash);
    return hash;
}

static struct mien_change make_change(struct mien_random *random)
{
    struct mien_change change = {
        .entry = {.hash = hash_number(mien_random_below(random, HASHES)),
                  .id = mien_random_below(random, IDS),
                  .list = mien_random_below(random, 2),
                  .variant = mien_random_below(random, 2)}};
    uint32_t dice = mien_random_below(random, 100);
    change.kind = dice < 65   ? MIEN_CHANGE_ADD
                  : dice < 80 ? MIEN_CHANGE_REPLACE
                  : dice < 92 ? MIEN_CHANGE_REMOVE_ID
                  : dice < 95 ? MIEN_CHANGE_REMOVE
                              : MIEN_CHANGE_REMOVE_HASH;
    if (change.kind > MIEN_CHANGE_REPLACE && dice % 2 == 0)
        change.entry.list = MIEN_LIST_ANY;
    return change;
}

struct mien_step mien_step_make(struct mien_random *random)
{
    struct mien_step step = {0};
    uint32_t dice = mien_random_below(random, 100);
    step.kind = dice < 88   ? MIEN_STEP_CHANGE
                : dice < 94 ? MIEN_STEP_COMPACT
                : dice < 97 ? MIEN_STEP_SYNC
                            : MIEN_STEP_REOPEN;
    if (step.kind != MIEN_STEP_CHANGE)
        return step;
    step.count = 1 + mien_random_below(random, MIEN_STEP_CHANGES);
    for (size_t i = 0; i < step.count; i++)
        step.change[i] = make_change(random);
    return step;
}

enum mien_status mien_step_do(struct mien_index **index, const char *path,
                              const struct mien_index_options *options,
                              const struct mien_step *step)
{
    enum mien_status status = MIEN_OK;
    switch (step->kind) {
    case MIEN_STEP_CHANGE:
        return mien_index_change(*index, step->change, step->count, NULL, NULL);
    case MIEN_STEP_COMPACT:
        return mien_index_compact(*index, NULL);
    case MIEN_STEP_SYNC:
        return mien_index_sync(*index, NULL);
    case MIEN_STEP_REOPEN:
        status = mien_index_close(*index);
        *index = NULL;
        return status != MIEN_OK ? status : mien_index_open(index, path, options, NULL);
    }
    return status;
}

void mien_step_expect(struct mien_model *model, const struct mien_step *step)
{
    if (step->kind == MIEN_STEP_CHANGE)
        mien_model_change(model, step->change, step->count, NULL);
}
