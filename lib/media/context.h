// SPDX-License-Identifier: Apache-2.0
// What a server's thread keeps from call to call.
#ifndef MIEN_MEDIA_CONTEXT_H
#define MIEN_MEDIA_CONTEXT_H

#include <stdatomic.h>

#include <mien/media.h>

#include "decode/arena.h"
#include "decode/budget.h"
#include "decode/jpeg_kept.h"

struct mien_media_context {
    struct mien_arena arena;
    struct mien_jpeg_kept *jpeg;
    atomic_flag busy; // a call is going on
};

// Lends what the context keeps to the budget of a call, whose limit becomes the
// context's when that is lower. Does nothing without a context. Errors: BUSY.
MIEN_NODISCARD enum mien_status
mien_media_context_enter(struct mien_media_context *context, struct mien_budget *budget,
                         struct mien_error *error);

// Ends the loan. Everything that the budget gave out has come back.
void mien_media_context_leave(struct mien_media_context *context);

#endif
