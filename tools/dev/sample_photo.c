// SPDX-License-Identifier: Apache-2.0
// Writes a sample photo, as ./try hashes one and a test a larger one:
// `sample_photo FILE.jpg [SEED [WIDTH HEIGHT]]`.
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "scene.h"

enum {
    QUALITY = 90
};

static void write_jpeg(FILE *file, uint8_t *rgb, unsigned width, unsigned height)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors); // prints and exits: right for this program
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < height) {
        JSAMPROW row = rgb + (size_t)jpeg.next_scanline * width * 3;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
}

int main(int argc, char **argv)
{
    unsigned width = argc > 4 ? (unsigned)atoi(argv[3]) : 1200;
    unsigned height = argc > 4 ? (unsigned)atoi(argv[4]) : 800;
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE.jpg [SEED [WIDTH HEIGHT]]\n", argv[0]);
        return 2;
    }
    uint8_t *rgb = malloc((size_t)width * height * 3);
    FILE *file = fopen(argv[1], "wb");
    if (rgb == NULL || file == NULL) {
        perror(argv[1]);
        return 1;
    }
    mien_scene(rgb, width, height, argc > 2 ? (uint32_t)atoi(argv[2]) : 1);
    write_jpeg(file, rgb, width, height);
    free(rgb);
    if (fclose(file) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
