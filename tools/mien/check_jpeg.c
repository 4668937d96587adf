// SPDX-License-Identifier: Apache-2.0
// Saving a picture as JPEG again, for `mien check`, really done: what it does to a
// picture is libjpeg's doing.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "check_look.h"

// libjpeg's own handlers print and exit.
struct errors {
    struct jpeg_error_mgr manager; // first, so that libjpeg's pointer is ours
    jmp_buf back;
};

static void leave(j_common_ptr jpeg)
{
    longjmp(((struct errors *)jpeg->err)->back, 1);
}

static void say_nothing(j_common_ptr jpeg, int level)
{
    (void)jpeg, (void)level;
}

static struct jpeg_error_mgr *quiet(struct errors *errors)
{
    jpeg_std_error(&errors->manager);
    errors->manager.error_exit = leave;
    errors->manager.emit_message = say_nothing;
    return &errors->manager;
}

// Begins with room for all of it, which is the caller's; libjpeg takes more by malloc()
// if that is too little, and says so only at the end.
struct file {
    unsigned char *bytes;
    unsigned long size;
};

static bool encode(struct file *file, const struct check_picture *in, int quality)
{
    struct jpeg_compress_struct jpeg;
    struct errors errors;
    jpeg.err = quiet(&errors);
    if (setjmp(errors.back) != 0) {
        jpeg_destroy_compress(&jpeg);
        return false;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &file->bytes, &file->size);
    jpeg.image_width = in->width;
    jpeg.image_height = in->height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < in->height) {
        JSAMPROW row = check_picture_at(in, 0, jpeg.next_scanline);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return true;
}

// The picture has its size already.
static bool decode(const struct check_picture *out, const struct file *file)
{
    struct jpeg_decompress_struct jpeg;
    struct errors errors;
    jpeg.err = quiet(&errors);
    if (setjmp(errors.back) != 0) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, file->bytes, file->size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    while (jpeg.output_scanline < out->height) {
        JSAMPROW row = check_picture_at(out, 0, jpeg.output_scanline);
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return true;
}

bool check_jpeg(struct check_picture *out, const struct check_picture *in, int quality)
{
    size_t size = ((size_t)in->width + 16) * ((size_t)in->height + 16) * 3 + 4096;
    unsigned char *room = malloc(size);
    struct file file = {room, size};
    bool done = room != NULL && encode(&file, in, quality) &&
                check_picture_new(out, in->width, in->height);
    if (done && !decode(out, &file)) {
        check_picture_free(out);
        done = false;
    }
    if (file.bytes != room)
        free(file.bytes);
    free(room);
    return done;
}
