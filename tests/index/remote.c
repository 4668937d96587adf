// SPDX-License-Identifier: Apache-2.0
#include "remote.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct question {
    struct mien_hash hash;
    uint32_t radius;
};

struct answer {
    enum mien_status status;
    uint64_t count; // of matches, which follow
};

// Whole messages, or the end (false).
static bool get(int fd, void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t got = read(fd, (char *)bytes + at, size - at);
        if (got <= 0)
            return false;
        at += (size_t)got;
    }
    return true;
}

static bool put(int fd, const void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t done = write(fd, (const char *)bytes + at, size - at);
        if (done <= 0)
            return false;
        at += (size_t)done;
    }
    return true;
}

static bool serve(int fd, struct mien_search *search)
{
    struct question question;
    while (get(fd, &question, sizeof question)) {
        struct mien_matches matches = {0};
        struct answer answer = {.status =
                                    mien_search_hash(search, &matches, &question.hash,
                                                     question.radius, NULL)};
        answer.count = matches.count;
        if (!put(fd, &answer, sizeof answer) ||
            !put(fd, matches.match, matches.count * sizeof matches.match[0]))
            return false;
    }
    return true;
}

// The whole of the process's life; returns its exit status.
static int live(int fd, const char *path, uint32_t flags)
{
    const struct mien_index_options options = {.size = sizeof options, .flags = flags};
    struct mien_index *index;
    struct mien_search *search;
    if (mien_index_open(&index, path, &options, NULL) != MIEN_OK)
        return 2;
    if (mien_search_new(&search, index) != MIEN_OK)
        return 3;
    bool served = serve(fd, search);
    mien_search_free(search);
    return mien_index_close(index) == MIEN_OK && served ? 0 : 4;
}

void mien_remote_start(struct mien_remote *remote, const char *path, uint32_t flags)
{
    int ends[2];
    *remote = (struct mien_remote){0};
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    remote->pid = fork();
    ck_assert_int_ge(remote->pid, 0);
    if (remote->pid == 0) {
        close(ends[0]);
        _exit(live(ends[1], path, flags));
    }
    close(ends[1]);
    remote->socket = ends[0];
}

struct mien_matches mien_remote_query(struct mien_remote *remote,
                                      const struct mien_hash *hash, unsigned radius)
{
    const struct question question = {*hash, radius};
    struct answer answer;
    ck_assert(put(remote->socket, &question, sizeof question));
    ck_assert_msg(get(remote->socket, &answer, sizeof answer), "the reader is gone");
    ck_assert_int_eq(answer.status, MIEN_OK);
    if (answer.count > remote->room) {
        remote->room = answer.count;
        remote->match = realloc(remote->match, remote->room * sizeof remote->match[0]);
        ck_assert_ptr_nonnull(remote->match);
    }
    ck_assert(
        get(remote->socket, remote->match, answer.count * sizeof remote->match[0]));
    return (struct mien_matches){remote->match, answer.count};
}

void mien_remote_stop(struct mien_remote *remote)
{
    int status = 0;
    close(remote->socket);
    ck_assert_int_eq(waitpid(remote->pid, &status, 0), remote->pid);
    ck_assert_int_eq(status, 0);
    free(remote->match);
}
