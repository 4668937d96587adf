// SPDX-License-Identifier: Apache-2.0
#include "views_draw.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_picture.h"
#include "errno_text.h"
#include "fd_source.h"
#include "hash_child.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "status_text.h"
#include "ui.h"
#include "views_canvas.h"

enum {
    SIDE = 1024,
    GAP = 8,
    MARKS_MAX = 32
};

static bool complain(const char *name, int number)
{
    ui_error(name, "%s", errno_text(number));
    return false;
}

// False after saying why nothing can be made beside where the file will be.
static bool folder_writable(const char *file)
{
    char *copy = memory_text(file);
    const char *folder = dirname(copy);
    bool writable = access(folder, W_OK | X_OK) == 0 || complain(folder, errno);
    free(copy);
    return writable;
}

bool views_draw_possible(const char *file, char *const *pictures)
{
    if (strcmp(pictures[0], "-") == 0 || strcmp(pictures[1], "-") == 0) {
        ui_error(NULL, "%s",
                 _("to draw pictures they are read twice: give files, not '-'"));
        return false;
    }
    struct stat about;
    if (lstat(file, &about) == 0) {
        ui_error(file, "%s", _("it exists already, and is not overwritten"));
        ui_hint(_("Choose another name."));
        return false;
    }
    if (errno != ENOENT)
        return complain(file, errno);
    return folder_writable(file);
}

// -------------------------------------------------------------------- reading it again

struct reading {
    int fd;
    size_t pixel_size;
    struct check_shrink shrink;
};

// A side of the small picture, which is half as wide as the drawing.
static uint32_t reduced(uint32_t side, const struct mien_image_info *info)
{
    const uint32_t width = (SIDE - GAP) / 2, height = SIDE;
    double scale =
        fmin((double)width / info->width, fmin((double)height / info->height, 1));
    return (uint32_t)fmax(1, floor(side * scale));
}

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    struct reading *reading = context;
    reading->pixel_size = mien_pixel_size(info->pixel_format);
    return check_shrink_begin(&reading->shrink, info->width, info->height,
                              reduced(info->width, info), reduced(info->height, info))
               ? MIEN_OK
               : MIEN_ERROR_MEMORY;
}

static enum mien_status rows(void *context, void *pixels, ptrdiff_t stride,
                             uint32_t count)
{
    struct reading *reading = context;
    for (uint32_t y = 0; y < count; y++)
        check_shrink_row(&reading->shrink,
                         (const uint8_t *)pixels + stride * (ptrdiff_t)y,
                         reading->pixel_size);
    return MIEN_OK;
}

static bool go_on(void *context, uint32_t rows_done, uint32_t rows_all)
{
    (void)context, (void)rows_done, (void)rows_all;
    return signals_caught() == 0;
}

// False after saying why it cannot be read.
static bool read_small(struct check_picture *small, const char *name,
                       const struct mien_media_options *options)
{
    struct reading reading = {.fd = hash_child_open(name)};
    if (reading.fd < 0) {
        ui_error(name, "%s", errno_text(errno));
        return false;
    }
    const struct mien_source source = {&reading.fd, fd_source_read};
    const struct mien_sink sink = {&reading, begin, rows};
    const struct mien_decode_options decoding = {
        .size = sizeof decoding,
        .limits = options->limits,
        .progress = go_on,
        .flags = (options->flags & MIEN_MEDIA_ALLOW_PARTIAL) != 0
                     ? MIEN_DECODE_ALLOW_PARTIAL
                     : 0,
    };
    enum mien_status status = mien_decode(&source, &sink, &decoding, NULL, NULL);
    *small = check_shrink_end(&reading.shrink);
    close(reading.fd);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    if (status != MIEN_OK)
        ui_error(name, "%s", status_text_picture(status));
    return status == MIEN_OK;
}

// ------------------------------------------------------------------ what is marked

// Pairs of views, one for each view of the item.
struct marks {
    struct mien_view_match pair[MARKS_MAX];
    size_t count;
};

// Whether the transform takes the item's window to where the upload's is.
static bool lies_right(const float transform[6], const struct mien_view_place *item,
                       const struct mien_view_place *upload)
{
    const float *t = transform;
    float x = t[0] * item->x + t[1] * item->y + t[2];
    float y = t[3] * item->x + t[4] * item->y + t[5];
    float scale = sqrtf(fabsf(t[0] * t[4] - t[1] * t[3]));
    return hypotf(x - upload->x, y - upload->y) <= upload->width * 0.15f &&
           fabsf(item->width * scale - upload->width) <= upload->width * 0.2f;
}

static bool worth_a_mark(const struct views_comparison *comparison,
                         const struct mien_view_match *match)
{
    const struct mien_agreement *agreement = &comparison->agreement;
    if (agreement->reason == MIEN_REASON_WINDOWS)
        return lies_right(agreement->transform,
                          &comparison->bank.views[match->bank].place,
                          &comparison->query.views[match->query].place);
    if (agreement->reason == MIEN_REASON_VIEW)
        return match->query == agreement->query && match->bank == agreement->bank;
    return match->distance <= MIEN_PDQ_RADIUS;
}

// Adds a pair, or puts it in the place of a worse one with the same view of the item.
static void add_mark(struct marks *marks, const struct mien_view_match *match)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->pair[i].bank != match->bank)
            continue;
        if (match->distance < marks->pair[i].distance)
            marks->pair[i] = *match;
        return;
    }
    if (marks->count < MARKS_MAX)
        marks->pair[marks->count++] = *match;
}

static struct marks find_marks(const struct views_comparison *comparison)
{
    struct marks marks = {.count = 0};
    for (size_t i = 0; i < comparison->match_count; i++) {
        const struct mien_view_match *match = &comparison->matches[i];
        if (comparison->bank.views[match->bank].place.width > 0 &&
            comparison->query.views[match->query].place.width > 0 &&
            worth_a_mark(comparison, match))
            add_mark(&marks, match);
    }
    return marks;
}

// ------------------------------------------------------------------------- the drawing

static bool draw(struct check_picture *canvas, const struct check_picture small[2],
                 const struct operand operands[2],
                 const struct views_comparison *comparison)
{
    uint32_t height =
        small[0].height > small[1].height ? small[0].height : small[1].height;
    if (!check_picture_new(canvas, small[0].width + GAP + small[1].width, height))
        return false;
    struct canvas_frame frame[2];
    for (size_t i = 0; i < 2; i++) {
        uint32_t x = i == 0 ? 0 : small[0].width + GAP;
        canvas_put(canvas, &small[i], x, 0);
        frame[i] = (struct canvas_frame){.on = canvas,
                                         .x = x,
                                         .scale = (double)small[i].width /
                                                  operands[i].media.image.width};
    }
    struct marks marks = find_marks(comparison);
    size_t item = comparison->item;
    for (size_t i = 0; i < marks.count; i++) {
        const struct mien_view_match *pair = &marks.pair[i];
        canvas_mark(&frame[item], &comparison->bank.views[pair->bank].place,
                    (unsigned)i);
        canvas_mark(&frame[1 - item], &comparison->query.views[pair->query].place,
                    (unsigned)i);
    }
    return true;
}

// Returns 0, or what errno says; then no file is left.
static int write_file(const char *file, const uint8_t *bytes, size_t size)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    while (size > 0) {
        ssize_t part = write(fd, bytes, size);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            break;
        bytes += part;
        size -= (size_t)part;
    }
    int number = size > 0 ? errno : 0;
    if (close(fd) != 0 && number == 0)
        number = errno;
    if (number != 0)
        unlink(file);
    return number;
}

static bool write_png(const char *file, const struct check_picture *canvas)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = canvas->width,
                       .height = canvas->height,
                       .format = PNG_FORMAT_RGB};
    png_alloc_size_t size = 0;
    void *bytes = NULL;
    bool packed =
        png_image_write_to_memory(&image, NULL, &size, 0, canvas->rgb, 0, NULL) != 0;
    if (packed) {
        bytes = memory_resize(NULL, size, 1);
        packed = png_image_write_to_memory(&image, bytes, &size, 0, canvas->rgb, 0,
                                           NULL) != 0;
    }
    int number = packed ? write_file(file, bytes, size) : ENOMEM;
    free(bytes);
    if (number != 0)
        ui_error(file, "%s", errno_text(number));
    return number == 0;
}

bool views_draw(const char *file, const struct operand operands[2],
                const struct views_comparison *comparison,
                const struct mien_media_options *options)
{
    struct check_picture small[2] = {{0}}, canvas = {0};
    bool done = read_small(&small[0], operands[0].name, options) &&
                read_small(&small[1], operands[1].name, options);
    if (done) {
        done = draw(&canvas, small, operands, comparison);
        if (!done)
            ui_error(NULL, "%s", status_text(MIEN_ERROR_MEMORY));
    }
    done = done && write_png(file, &canvas);
    check_picture_free(&small[0]);
    check_picture_free(&small[1]);
    check_picture_free(&canvas);
    return done;
}
