// SPDX-License-Identifier: Apache-2.0
// jpeg_create_decompress() takes a few blocks from malloc() each time, before another
// manager of memory can be put in its place. Here its work is kept, for one file after
// another.
#ifndef MIEN_DECODE_JPEG_KEPT_H
#define MIEN_DECODE_JPEG_KEPT_H

#include <stddef.h>
#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

struct mien_jpeg_kept;

// Returns NULL when there is no memory.
struct mien_jpeg_kept *mien_jpeg_kept_new(void);
// NULL does nothing.
void mien_jpeg_kept_free(struct mien_jpeg_kept *kept);

// In place of jpeg_create_decompress(), for one cinfo at a time. Its memory manager is
// to be replaced at once (decode/jpeg_memory.h), so that nothing is added to what is
// kept; and in place of jpeg_destroy_decompress(), mien_jpeg_memory_remove() is called.
void mien_jpeg_kept_lend(const struct mien_jpeg_kept *kept, j_decompress_ptr cinfo);

#endif
