// SPDX-License-Identifier: Apache-2.0
#include "remote.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "scratch.h"

struct question {
    struct mien_hash hash;
    uint32_t radius;
};

struct answer {
    enum mien_status status;
    uint64_t count; // of matches, which follow
};

static bool serve(int from, int to, struct mien_search *search)
{
    struct question question;
    while (mien_process_get(from, &question, sizeof question)) {
        struct mien_matches matches = {0};
        struct answer answer = {.status =
                                    mien_search_hash(search, &matches, &question.hash,
                                                     question.radius, NULL)};
        answer.count = matches.count;
        if (!mien_process_put(to, &answer, sizeof answer) ||
            !mien_process_put(to, matches.match,
                              matches.count * sizeof matches.match[0]))
            return false;
    }
    return true;
}

struct life {
    char path[MIEN_PATH_SIZE];
    uint32_t flags;
};

// The whole of the process's life; returns its exit status.
static int live(const void *context, int from, int to)
{
    const struct life *life = context;
    const struct mien_index_options options = {.size = sizeof options,
                                               .flags = life->flags};
    struct mien_index *index;
    struct mien_search *search;
    if (mien_index_open(&index, life->path, &options, NULL) != MIEN_OK)
        return 2;
    if (mien_search_new(&search, index) != MIEN_OK)
        return 3;
    bool served = serve(from, to, search);
    mien_search_free(search);
    return mien_index_close(index) == MIEN_OK && served ? 0 : 4;
}

void mien_remote_start(struct mien_remote *remote, const char *path, uint32_t flags)
{
    struct life life = {.flags = flags};
    snprintf(life.path, sizeof life.path, "%s", path);
    *remote = (struct mien_remote){0};
    mien_process_start(&remote->process, live, &life, sizeof life);
}

struct mien_matches mien_remote_query(struct mien_remote *remote,
                                      const struct mien_hash *hash, unsigned radius)
{
    const struct question question = {*hash, radius};
    struct answer answer;
    ck_assert(mien_process_put(remote->process.to, &question, sizeof question));
    ck_assert_msg(mien_process_get(remote->process.from, &answer, sizeof answer),
                  "the reader is gone");
    ck_assert_int_eq(answer.status, MIEN_OK);
    if (answer.count > remote->room) {
        remote->room = answer.count;
        remote->match = realloc(remote->match, remote->room * sizeof remote->match[0]);
        ck_assert_ptr_nonnull(remote->match);
    }
    ck_assert(mien_process_get(remote->process.from, remote->match,
                               answer.count * sizeof remote->match[0]));
    return (struct mien_matches){remote->match, answer.count};
}

void mien_remote_stop(struct mien_remote *remote)
{
    ck_assert_int_eq(mien_process_wait(&remote->process), 0);
    mien_process_forget(&remote->process);
    free(remote->match);
}
