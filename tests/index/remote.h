// SPDX-License-Identifier: Apache-2.0
// A reader of an index in a process of its own.
#ifndef MIEN_TESTS_REMOTE_H
#define MIEN_TESTS_REMOTE_H

#include <mien/index.h>

#include "process.h"

struct mien_remote {
    struct mien_process process;
    struct mien_match *match; // the answer to the last query
    size_t room;
};

// Starts the process, which opens the index for reading. Start it before anything is
// opened here that it must not inherit.
void mien_remote_start(struct mien_remote *remote, const char *path, uint32_t flags);
// What it finds; the test fails when it cannot say.
struct mien_matches mien_remote_query(struct mien_remote *remote,
                                      const struct mien_hash *hash, unsigned radius);
// Ends it. The test fails unless it ends well.
void mien_remote_stop(struct mien_remote *remote);

#endif
