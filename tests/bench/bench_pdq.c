// SPDX-License-Identifier: Apache-2.0
// A door for pdq.py to the kernels: hashes with those of its choice, many times.
#include <stdlib.h>

#include <mien/export.h>
#include <mien/pdq.h>

#include "base/cpu.h"
#include "pdq/stream.h"

// Returns the flags of base/cpu.h that this processor has.
MIEN_API unsigned bench_cpu(void);
// Hashes RGB8 pixels `times` times with the kernels for `flags`, each time with fresh
// scratch memory from the heap, as mien_pdq_hash() does. Returns 0, or a status.
MIEN_API int bench_hash(struct mien_pdq *out, const void *pixels, uint32_t width,
                        uint32_t height, unsigned flags, int times);

unsigned bench_cpu(void)
{
    return mien_cpu_flags();
}

static enum mien_status hash_once(struct mien_pdq *out, const void *pixels,
                                  uint32_t width, uint32_t height, unsigned flags)
{
    size_t size;
    enum mien_status status =
        mien_pdq_scratch_size(&size, width, height, MIEN_PDQ_FULL);
    if (status != MIEN_OK)
        return status;
    void *scratch = malloc(size);
    struct mien_pdq_stream *stream = NULL;
    status = mien_pdq_begin_with(&stream, scratch, size, width, height, MIEN_PIXEL_RGB8,
                                 MIEN_PDQ_FULL, mien_kernels_for(flags));
    if (status == MIEN_OK)
        status = mien_pdq_push(stream, pixels, (ptrdiff_t)width * 3, height);
    if (status == MIEN_OK)
        status = mien_pdq_finish(stream, out, NULL, NULL);
    free(scratch);
    return status;
}

int bench_hash(struct mien_pdq *out, const void *pixels, uint32_t width,
               uint32_t height, unsigned flags, int times)
{
    for (int i = 0; i < times; i++) {
        enum mien_status status = hash_once(out, pixels, width, height, flags);
        if (status != MIEN_OK)
            return (int)status;
    }
    return 0;
}
