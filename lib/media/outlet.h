// SPDX-License-Identifier: Apache-2.0
// Where the rows of a picture go in a pass: into PDQ alone, or into all of its views.
#ifndef MIEN_MEDIA_OUTLET_H
#define MIEN_MEDIA_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>
#include <mien/media.h>
#include <mien/pdq.h>
#include <mien/views.h>

// The calls come in this order, each once but for push(); abandon() in any case. After
// AGAIN of finish(), and abandon(), they begin again with scratch_size().
struct mien_outlet {
    void *context;
    // Takes what it needs of the options, for a file that can be read `again` or only
    // once. Returns NULL, or what is wrong with the options.
    const char *(*judge)(void *context, const struct mien_media_options *options,
                         bool again);
    // The memory that it needs, which then is given to begin().
    enum mien_status (*scratch_size)(void *context, size_t *size,
                                     const struct mien_image_info *info);
    enum mien_status (*begin)(void *context, void *scratch, size_t size,
                              const struct mien_image_info *info);
    enum mien_status (*push)(void *context, const void *pixels, ptrdiff_t stride,
                             uint32_t rows);
    // The last thing that can fail: fills in the hashes and the quality of *media,
    // whose image is there. *why is set on failure. AGAIN, once at most, is none: the
    // whole file is wanted a second time.
    enum mien_status (*finish)(void *context, struct mien_media *media,
                               const char **why);
    // Wipes the scratch memory.
    void (*abandon)(void *context);
};

// The hash of the whole picture. The context is zero-initialised.
struct mien_outlet_pdq {
    enum mien_pdq_mode mode; // of the stream
    struct mien_pdq_stream *stream;
};
struct mien_outlet mien_outlet_pdq(struct mien_outlet_pdq *context);

// The views. The context holds what the caller of mien_media_views_*() gave, and NULL.
struct mien_outlet_views {
    struct mien_view *views;
    size_t capacity;
    size_t *count;
    const struct mien_views_options *options;
    struct mien_views_stream *stream;
};
struct mien_outlet mien_outlet_views(struct mien_outlet_views *context);

#endif
