// SPDX-License-Identifier: Apache-2.0
// GIF, by giflib: the first frame, on the canvas that the file calls its logical
// screen. Source: "Graphics Interchange Format, Version 89a", CompuServe, 1990.
#include "decode/decoder.h"

#include <string.h>

#include <gif_lib.h>

#include "base/checked.h"
#include "decode/library.h"

#define FUNCTIONS(F)                                                                   \
    F(DGifCloseFile)                                                                   \
    F(DGifGetExtension)                                                                \
    F(DGifGetExtensionNext)                                                            \
    F(DGifGetImageDesc)                                                                \
    F(DGifGetLine)                                                                     \
    F(DGifGetRecordType)                                                               \
    F(DGifOpen)                                                                        \
    F(GifErrorString)

struct giflib {
    FUNCTIONS(MIEN_LIBRARY_MEMBER)
};
#define SYMBOL(function) MIEN_LIBRARY_SYMBOL(struct giflib, function)
static const struct mien_symbol symbols[] = {FUNCTIONS(SYMBOL)};

// giflib tells its version to compilers only.
static void describe(const void *functions, struct mien_text *text)
{
    (void)functions;
    mien_text_add(text, "giflib ");
    mien_text_add_number(text, GIFLIB_MAJOR);
    mien_text_add(text, ".");
    mien_text_add_number(text, GIFLIB_MINOR);
    mien_text_add(text, ".");
    mien_text_add_number(text, GIFLIB_RELEASE);
}

static const struct mien_library library = {
    .names = {"libgif.so.7"},
    .symbols = symbols,
    .symbol_count = sizeof symbols / sizeof symbols[0],
    .size = sizeof(struct giflib),
    .describe = describe,
};
static mien_library_slot slot;

enum {
    NO_INDEX = -1
};

struct run {
    const struct giflib *giflib;
    struct mien_job *job;
    GifFileType *gif;
    int transparent; // an index into the palette, or NO_INDEX
    uint8_t palette[256][4];
    uint8_t outside[4];                // the colour of the canvas around the frame
    uint32_t left, top, width, height; // of the frame
    uint8_t *line;                     // one row of indices
    uint8_t *indices;                  // all of them, of an interlaced frame; else NULL
    bool damaged;                      // the frame ended early, and that is allowed
};

static int read_bytes(GifFileType *gif, GifByteType *out, int size)
{
    struct mien_job *job = gif->UserData;
    return size > 0 ? (int)mien_job_read(job, out, (size_t)size) : 0;
}

static bool fail(struct run *run, int code)
{
    const char *message = run->giflib->GifErrorString(code);
    enum mien_status status =
        code == D_GIF_ERR_NOT_ENOUGH_MEM ? MIEN_ERROR_MEMORY : MIEN_ERROR_CORRUPT;
    return mien_job_fail(run->job, status,
                         "GIF: ", message != NULL ? message : "damaged");
}

// An extension: a kind, and blocks of bytes that begin with their length.
static bool read_extension(struct run *run)
{
    int kind;
    GifByteType *block;
    if (run->giflib->DGifGetExtension(run->gif, &kind, &block) == GIF_ERROR)
        return false;
    if (kind == GRAPHICS_EXT_FUNC_CODE && block != NULL && block[0] >= 4)
        run->transparent = (block[1] & 1) != 0 ? block[4] : NO_INDEX;
    while (block != NULL)
        if (run->giflib->DGifGetExtensionNext(run->gif, &block) == GIF_ERROR)
            return false;
    return true;
}

// Goes on to the next frame and returns true, or false at the end or at damage.
static bool find_frame(struct run *run)
{
    GifRecordType kind;
    while (run->giflib->DGifGetRecordType(run->gif, &kind) != GIF_ERROR) {
        if (kind == IMAGE_DESC_RECORD_TYPE)
            return true;
        if (kind != EXTENSION_RECORD_TYPE || !read_extension(run))
            return false;
    }
    return false;
}

static bool at_end(const struct mien_job *job)
{
    return job->reader.ended && job->reader.begin == job->reader.end;
}

static bool open_frame(struct run *run)
{
    int code = 0;
    run->gif = run->giflib->DGifOpen(run->job, read_bytes, &code);
    // giflib calls a palette for which it found no memory a missing screen.
    if (run->gif == NULL && code == D_GIF_ERR_NO_SCRN_DSCR && !at_end(run->job))
        code = D_GIF_ERR_NOT_ENOUGH_MEM;
    if (run->gif == NULL)
        return fail(run, code);
    if (!find_frame(run) || run->giflib->DGifGetImageDesc(run->gif) == GIF_ERROR)
        return fail(run,
                    run->gif->Error != 0 ? run->gif->Error : D_GIF_ERR_NO_IMAG_DSCR);
    // giflib reads these as unsigned 16-bit numbers.
    run->left = (uint32_t)run->gif->Image.Left;
    run->top = (uint32_t)run->gif->Image.Top;
    run->width = (uint32_t)run->gif->Image.Width;
    run->height = (uint32_t)run->gif->Image.Height;
    if (run->width == 0 || run->height == 0)
        return mien_job_fail(run->job, MIEN_ERROR_CORRUPT, "GIF: an empty frame", NULL);
    return true;
}

static void set_colours(struct run *run)
{
    const ColorMapObject *screen = run->gif->SColorMap;
    const ColorMapObject *map = run->gif->Image.ColorMap;
    if (map == NULL)
        map = screen;
    // Without any palette the standard leaves the choice to the reader: shades of grey,
    // as Pillow takes them. Indices behind the end of a palette are black.
    for (int i = 0; i < 256; i++) {
        uint8_t level = map == NULL ? (uint8_t)i : 0;
        bool known = map != NULL && i < map->ColorCount;
        run->palette[i][0] = known ? map->Colors[i].Red : level;
        run->palette[i][1] = known ? map->Colors[i].Green : level;
        run->palette[i][2] = known ? map->Colors[i].Blue : level;
        run->palette[i][3] = i == run->transparent ? 0 : 255;
    }
    int background = run->gif->SBackGroundColor;
    if (screen != NULL && background >= 0 && background < screen->ColorCount) {
        run->outside[0] = screen->Colors[background].Red;
        run->outside[1] = screen->Colors[background].Green;
        run->outside[2] = screen->Colors[background].Blue;
    }
}

// A frame that reaches beyond the screen makes it larger, as in browsers and in Pillow.
static bool describe_picture(struct run *run)
{
    struct mien_job *job = run->job;
    uint32_t width = (uint32_t)run->gif->SWidth, height = (uint32_t)run->gif->SHeight;
    if (width < run->left + run->width)
        width = run->left + run->width;
    if (height < run->top + run->height)
        height = run->top + run->height;
    if (!mien_job_size(job, width, height))
        return false;
    set_colours(run);
    bool covers = run->width == width && run->height == height;
    bool alpha = run->transparent != NO_INDEX || !covers;
    if (alpha)
        job->info.flags |= MIEN_IMAGE_ALPHA;
    if (run->gif->Image.Interlace)
        job->info.flags |= MIEN_IMAGE_INTERLACED;
    job->info.pixel_format =
        alpha && mien_job_wants_alpha(job) ? MIEN_PIXEL_RGBA8 : MIEN_PIXEL_RGB8;
    return true;
}

// The next row of the file. After damage that the caller allows, index 0.
static bool read_line(struct run *run, uint8_t *indices)
{
    if (!run->damaged &&
        run->giflib->DGifGetLine(run->gif, indices, (int)run->width) == GIF_ERROR) {
        const char *message = run->giflib->GifErrorString(run->gif->Error);
        if (!mien_job_damaged(run->job, "GIF: ", message != NULL ? message : "damaged"))
            return false;
        run->damaged = true;
    }
    if (run->damaged)
        memset(indices, 0, run->width);
    return true;
}

static bool read_interlaced(struct run *run)
{
    static const uint32_t first[4] = {0, 4, 2, 1}, step[4] = {8, 8, 4, 2};
    size_t size;
    if (!mien_size_mul(&size, run->width, run->height))
        return mien_job_fail(run->job, MIEN_ERROR_LIMIT, "GIF: the frame is too large",
                             NULL);
    run->indices = mien_job_alloc(run->job, size);
    if (run->indices == NULL)
        return false;
    for (int pass = 0; pass < 4; pass++) {
        for (uint32_t y = first[pass]; y < run->height; y += step[pass]) {
            if (!read_line(run, run->indices + (size_t)y * run->width) ||
                (y % 64 == 0 && !mien_job_progress(run->job)))
                return false;
        }
    }
    return true;
}

// Row y of the canvas: what is left of the frame, the frame, what is right of it.
static bool make_row(struct run *run, uint32_t y, uint8_t *row)
{
    const struct mien_image_info *info = &run->job->info;
    size_t pixel = mien_pixel_size(info->pixel_format);
    for (uint32_t x = 0; x < info->width; x++)
        memcpy(row + x * pixel, run->outside, pixel);
    if (y < run->top || y - run->top >= run->height)
        return true;
    const uint8_t *indices = run->line;
    if (run->indices != NULL)
        indices = run->indices + (size_t)(y - run->top) * run->width;
    else if (!read_line(run, run->line))
        return false;
    for (uint32_t x = 0; x < run->width; x++)
        memcpy(row + (run->left + x) * pixel, run->palette[indices[x]], pixel);
    return true;
}

static bool run_gif(struct run *run)
{
    struct mien_job *job = run->job;
    if (!open_frame(run) || !describe_picture(run) || !mien_job_begin(job))
        return false;
    run->line = mien_job_alloc(job, run->width);
    size_t pixel = mien_pixel_size(job->info.pixel_format);
    if (run->line == NULL || !mien_job_batch_open(job, job->info.width * pixel, 1) ||
        (run->gif->Image.Interlace && !read_interlaced(run)))
        return false;
    for (uint32_t y = 0; y < job->info.height; y++)
        if (!make_row(run, y, mien_job_batch_row(job, 0)) ||
            !mien_job_batch_done(job, 1))
            return false;
    if (!mien_job_batch_flush(job))
        return false;
    // What comes behind the first frame matters only for whether there is another.
    if (!run->damaged && find_frame(run))
        job->info.flags |= MIEN_IMAGE_ANIMATED;
    return job->failure.status == MIEN_OK;
}

static bool decode(struct mien_job *job)
{
    enum {
        GIFLIB_MEMORY = 128 * 1024
    }; // its tables, and what a palette takes
    struct run *run = mien_job_alloc(job, sizeof *run);
    if (run == NULL)
        return false;
    run->job = job;
    run->transparent = NO_INDEX;
    run->giflib = mien_library_get(&slot, &library, NULL);
    bool done = false;
    if (mien_budget_claim(job->budget, GIFLIB_MEMORY) == MIEN_OK) {
        done = run_gif(run);
        mien_budget_unclaim(job->budget, GIFLIB_MEMORY);
    } else {
        mien_job_fail(job, MIEN_ERROR_LIMIT,
                      "GIF: giflib needs more memory than the limit", NULL);
    }
    int code;
    if (run->gif != NULL)
        run->giflib->DGifCloseFile(run->gif, &code);
    mien_job_free(job, run->line);
    mien_job_free(job, run->indices);
    mien_job_free(job, run);
    return done;
}

static bool available(const char **version)
{
    return mien_library_get(&slot, &library, version) != NULL;
}

const struct mien_decoder mien_decoder_gif = {MIEN_FORMAT_GIF, available, decode};
