// SPDX-License-Identifier: Apache-2.0
// A memory manager for libjpeg that counts, wipes, and never touches the disk.
#ifndef MIEN_DECODE_JPEG_MEMORY_H
#define MIEN_DECODE_JPEG_MEMORY_H

#include <stddef.h>
#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

#include "decode/job.h"

struct mien_jpeg_block;

// Takes the place of cinfo->mem between jpeg_create_decompress() and
// jpeg_destroy_decompress(). `public` comes first, since libjpeg knows only that part.
struct mien_jpeg_memory {
    struct jpeg_memory_mgr public;
    struct jpeg_memory_mgr *original;
    struct mien_job *job;
    struct mien_jpeg_block *pools[JPOOL_NUMPOOLS]; // what was allocated, newest first
    struct jvirt_barray_control *block_arrays;     // requested in the image pool
};

// Swaps the manager in. It must outlive cinfo. jpeg_destroy_decompress() frees all that
// it gave out and puts the original manager back, to free what that one gave out.
// Running out of the budget ends in cinfo->err->error_exit(), with the reason noted in
// the job.
void mien_jpeg_memory_install(struct mien_jpeg_memory *memory, j_common_ptr cinfo,
                              struct mien_job *job);

// Frees all that it gave out and puts the original manager back. For a cinfo that is
// not destroyed afterwards.
void mien_jpeg_memory_remove(struct mien_jpeg_memory *memory, j_common_ptr cinfo);

#endif
