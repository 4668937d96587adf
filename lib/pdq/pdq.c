// SPDX-License-Identifier: Apache-2.0
// Hashing a whole buffer at once: the stream, with its scratch from the heap.
#include <mien/pdq.h>

#include <stdlib.h>

enum mien_status mien_pdq_hash(struct mien_pdq *out,
                               struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                               const void *pixels, ptrdiff_t stride, uint32_t width,
                               uint32_t height, enum mien_pixel_format format,
                               enum mien_pdq_mode mode)
{
    if (out == NULL || pixels == NULL)
        return MIEN_ERROR_ARGUMENT;
    size_t size;
    enum mien_status status = mien_pdq_scratch_size(&size, width, height, mode);
    if (status != MIEN_OK)
        return status;
    void *scratch = malloc(size);
    if (scratch == NULL)
        return MIEN_ERROR_MEMORY;

    struct mien_pdq_stream *stream = NULL;
    status = mien_pdq_begin(&stream, scratch, size, width, height, format, mode);
    if (status == MIEN_OK)
        status = mien_pdq_push(stream, pixels, stride, height);
    if (status == MIEN_OK)
        status = mien_pdq_finish(stream, out, dihedral, NULL);
    if (status == MIEN_ERROR_AGAIN) {
        status = mien_pdq_push(stream, pixels, stride, height);
        if (status == MIEN_OK)
            status = mien_pdq_finish(stream, out, dihedral, NULL);
    }
    if (status != MIEN_OK)
        mien_pdq_abandon(stream);
    free(scratch);
    return status;
}
