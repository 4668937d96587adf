// SPDX-License-Identifier: Apache-2.0
// Writes the sample photo that ./try hashes: `sample_photo FILE.jpg [SEED]`.
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "scene.h"

enum {
    WIDTH = 1200,
    HEIGHT = 800,
    QUALITY = 90
};

static void write_jpeg(FILE *file, uint8_t *rgb)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors); // prints and exits: right for this program
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < HEIGHT) {
        JSAMPROW row = rgb + (size_t)jpeg.next_scanline * WIDTH * 3;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
}

int main(int argc, char **argv)
{
    static uint8_t rgb[WIDTH * HEIGHT * 3];
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE.jpg [SEED]\n", argv[0]);
        return 2;
    }
    FILE *file = fopen(argv[1], "wb");
    if (file == NULL) {
        perror(argv[1]);
        return 1;
    }
    mien_scene(rgb, WIDTH, HEIGHT, argc > 2 ? (uint32_t)atoi(argv[2]) : 1);
    write_jpeg(file, rgb);
    if (fclose(file) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
