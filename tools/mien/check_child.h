// SPDX-License-Identifier: Apache-2.0
// One picture, changed in many ways and compared with its own hashes, in the sandbox:
// this process holds no pixel.
#ifndef MIEN_TOOL_CHECK_CHILD_H
#define MIEN_TOOL_CHECK_CHILD_H

#include <mien/media.h>
#include <mien/views.h>

#include "check_edits.h"
#include "sandbox.h"

// What became of one edit, in its worst form.
struct check_found {
    // From the changed picture to the nearest of the eight hashes of the original, and
    // which of them that is.
    uint32_t distance;
    enum mien_dihedral way;
    uint32_t quality; // of the changed picture
    // What those decide who have the views of the original, in its worst form.
    enum mien_verdict with_views;
};

// Plain values, judged as hash_child.h says of its own.
struct check_result {
    enum mien_status status;
    int error_number;        // errno, for MIEN_ERROR_IO
    struct mien_error error; // for all but MIEN_OK
    // The rest for MIEN_OK.
    struct mien_image_info image;
    struct mien_hash hash; // of the stored rows, as it stands in a case; and its
    uint32_t quality;
    uint32_t windows; // among the views of the original
    struct check_found edits[CHECK_EDITS];
};

// Reads the picture from `fd`, hashes it as mien_media_hash_fd() does, and tries every
// edit on a copy of at most 1024 pixels in width and height. As hash_child_run() for
// the rest; `options` has limits.
enum sandbox_end check_child_run(struct check_result *result, int fd,
                                 const struct mien_media_options *options);

#endif
