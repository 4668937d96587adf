// SPDX-License-Identifier: Apache-2.0
#include "media/context.h"

#include <stdlib.h>

#include "base/status.h"

enum {
    MEMORY_MIN = 1024 * 1024
};

enum mien_status mien_media_context_open(struct mien_media_context **context,
                                         size_t memory, struct mien_error *error)
{
    if (context == NULL || memory < MEMORY_MIN)
        return mien_fail(error, MIEN_ERROR_ARGUMENT,
                         "context is NULL, or its memory is less than 1 MiB");
    struct mien_media_context *made = calloc(1, sizeof *made);
    if (made == NULL || !mien_arena_open(&made->arena, memory) ||
        (made->jpeg = mien_jpeg_kept_new()) == NULL) {
        mien_media_context_close(made);
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for the context");
    }
    atomic_flag_clear(&made->busy);
    *context = made;
    return MIEN_OK;
}

void mien_media_context_close(struct mien_media_context *context)
{
    if (context == NULL)
        return;
    mien_jpeg_kept_free(context->jpeg);
    mien_arena_close(&context->arena);
    free(context);
}

enum mien_status mien_media_context_enter(struct mien_media_context *context,
                                          struct mien_budget *budget,
                                          struct mien_error *error)
{
    if (context == NULL)
        return MIEN_OK;
    if (atomic_flag_test_and_set_explicit(&context->busy, memory_order_acquire))
        return mien_fail(error, MIEN_ERROR_BUSY,
                         "the context is in use by another call");
    if (budget->limit > context->arena.size)
        budget->limit = context->arena.size;
    budget->arena = &context->arena;
    budget->jpeg = context->jpeg;
    return MIEN_OK;
}

void mien_media_context_leave(struct mien_media_context *context)
{
    if (context != NULL)
        atomic_flag_clear_explicit(&context->busy, memory_order_release);
}
