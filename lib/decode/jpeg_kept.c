// SPDX-License-Identifier: Apache-2.0
// No picture may learn anything of the one before it: not its tables, not its markers.
// What libjpeg knows of a file is in three places. Of the struct, each file gets the
// copy that was made before the first one; nothing keeps its address, since every
// function of libjpeg is given it. The pools are emptied, the permanent one as well.
// The objects of libjpeg's own that were made with the struct are set back by its
// functions, which may be called for one file after another (libjpeg.txt,
// "Decompression details"): the reader of markers and the controller of input by
// jpeg_read_header(), the master by jpeg_start_decompress() and, as to the last row
// without damage, by the first block of each scan.
#include "decode/jpeg_kept.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>

struct mien_jpeg_kept {
    struct jpeg_decompress_struct fresh;
    struct jpeg_error_mgr errors;
    jmp_buf jump;
};

static void on_error(j_common_ptr cinfo)
{
    struct mien_jpeg_kept *kept = cinfo->client_data;
    longjmp(kept->jump, 1);
}

static bool create(struct mien_jpeg_kept *kept)
{
    if (setjmp(kept->jump) != 0)
        return false;
    jpeg_create_decompress(&kept->fresh);
    return true;
}

struct mien_jpeg_kept *mien_jpeg_kept_new(void)
{
    struct mien_jpeg_kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        return NULL;
    kept->fresh.err = jpeg_std_error(&kept->errors);
    kept->fresh.client_data = kept;
    kept->errors.error_exit = on_error;
    if (create(kept))
        return kept;
    mien_jpeg_kept_free(kept);
    return NULL;
}

void mien_jpeg_kept_free(struct mien_jpeg_kept *kept)
{
    if (kept == NULL)
        return;
    jpeg_destroy_decompress(&kept->fresh);
    free(kept);
}

void mien_jpeg_kept_lend(const struct mien_jpeg_kept *kept, j_decompress_ptr cinfo)
{
    struct jpeg_error_mgr *errors = cinfo->err;
    *cinfo = kept->fresh;
    cinfo->err = errors;
}
