// SPDX-License-Identifier: Apache-2.0
// One picture to its hashes, read in the sandbox: this process never looks at the bytes
// itself, and holds no pixel.
#ifndef MIEN_TOOL_HASH_CHILD_H
#define MIEN_TOOL_HASH_CHILD_H

#include <mien/media.h>

#include "sandbox.h"

// Plain values. What came out of the child was judged: each is one that
// mien_media_hash_fd() can give, and the detail is printable ASCII.
struct hash_child_result {
    enum mien_status status;
    int error_number;        // errno, for MIEN_ERROR_IO
    struct mien_media media; // for MIEN_OK
    struct mien_error error; // for all but MIEN_OK
};

// Opens an original to be read: without a new access time where the system allows that,
// and never changed. "-" is standard input. Returns a descriptor that the caller
// closes, or -1 with errno set: EISDIR for a folder, ENOTSUP for what is no file at all
// (a pipe or a device, but standard input may be one).
int hash_child_open(const char *path);

// Like mien_media_hash_fd(), in the sandbox. *result is set when the answer is
// SANDBOX_DONE; otherwise its status is not MIEN_OK. `options` may be NULL; its
// progress function is not called. One thread only, and before secrets are in memory.
enum sandbox_end hash_child_run(struct hash_child_result *result, int fd,
                                const struct mien_media_options *options);

// The most views that come out of the child, and those of a picture for a bank.
#define HASH_CHILD_VIEWS 128
struct hash_child_views {
    struct hash_child_result result; // its hashes are those of the first view
    size_t count;                    // 1 or more, for MIEN_OK
    struct mien_view views[HASH_CHILD_VIEWS];
};

// Like mien_media_views_fd() for a bank with so many hashes, 8 to 8 * HASH_CHILD_VIEWS;
// the rest as hash_child_run(). *found is large: wipe it when its work is done.
enum sandbox_end hash_child_views(struct hash_child_views *found, int fd,
                                  uint32_t budget);

// Loads the libraries that are loaded when first needed: in the sandbox no file can be
// opened. hash_child_run() does it by itself; other work in the sandbox that decodes
// pictures needs it.
void hash_child_prepare(void);

#endif
