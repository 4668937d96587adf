// SPDX-License-Identifier: Apache-2.0
#include "jpegs.h"

#include <stdlib.h>

#include "synthetic.h"

const struct mien_jpeg_recipe mien_jpeg_recipes[] = {
    {.width = 65, .height = 49, .components = 1},
    {.width = 65, .height = 49, .components = 3},
    {.width = 64, .height = 64, .components = 3, .sample_h = 1, .sample_v = 1},
    {.width = 67, .height = 50, .components = 3, .sample_h = 2, .sample_v = 1},
    {.width = 67, .height = 50, .components = 3, .sample_h = 1, .sample_v = 2},
    {.width = 67, .height = 50, .components = 3, .sample_h = 4, .sample_v = 1},
    {.width = 67, .height = 50, .components = 3, .sample_h = 4, .sample_v = 2},
    {.width = 67, .height = 50, .components = 3, .sample_h = 1, .sample_v = 4},
    {.width = 301, .height = 200, .components = 3, .sample_h = 2, .sample_v = 1},
    {.width = 65, .height = 49, .components = 3, .restart = 1},
    {.width = 300, .height = 201, .components = 3, .restart = 7},
    {.width = 290, .height = 230, .components = 1, .restart = 5},
    {.width = 65, .height = 49, .components = 3, .rgb = true},
    {.width = 65, .height = 49, .components = 3, .progressive = true},
    {.width = 65, .height = 49, .components = 1, .progressive = true},
    {.width = 65, .height = 49, .components = 3, .arithmetic = true},
    {.width = 65,
     .height = 49,
     .components = 3,
     .arithmetic = true,
     .progressive = true},
    {.width = 65, .height = 49, .components = 3, .one_scan_a_component = true},
    {.width = 1, .height = 1, .components = 3},
    {.width = 1, .height = 300, .components = 3},
    {.width = 3000, .height = 2, .components = 3},
    {.width = 40000, .height = 17, .components = 3},
};
const int mien_jpeg_recipe_count = sizeof mien_jpeg_recipes / sizeof *mien_jpeg_recipes;

uint8_t *mien_jpeg_pixels(uint32_t width, uint32_t height, int components)
{
    struct mien_random random = {20240302};
    size_t stride = (size_t)width * (size_t)components;
    uint8_t *pixels = malloc(stride * height);
    for (uint32_t y = 0; y < height; y++)
        for (size_t x = 0; x < stride; x++)
            pixels[y * stride + x] =
                (uint8_t)((x * 255 / stride + y * 128 / height) / 2 +
                          mien_random_below(&random, 32));
    return pixels;
}

struct mien_file mien_jpeg_new(const struct mien_jpeg_recipe *recipe)
{
    uint8_t *pixels =
        mien_jpeg_pixels(recipe->width, recipe->height, recipe->components);
    struct mien_file file = mien_jpeg_make(recipe, pixels);
    free(pixels);
    return file;
}

uint8_t *mien_jpeg_plain(struct mien_file file, J_COLOR_SPACE colours, uint32_t scale,
                         size_t *size)
{
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&cinfo);
    jpeg_mem_src(&cinfo, file.bytes, file.size);
    jpeg_read_header(&cinfo, TRUE);
    cinfo.out_color_space = colours;
    cinfo.scale_num = 1;
    cinfo.scale_denom = scale;
    jpeg_start_decompress(&cinfo);
    size_t stride = (size_t)cinfo.output_width * (size_t)cinfo.output_components;
    *size = stride * cinfo.output_height;
    uint8_t *pixels = malloc(*size);
    while (cinfo.output_scanline < cinfo.output_height) {
        JSAMPROW row = pixels + cinfo.output_scanline * stride;
        jpeg_read_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_decompress(&cinfo);
    jpeg_destroy_decompress(&cinfo);
    return pixels;
}

size_t mien_jpeg_marker(struct mien_file file, size_t at)
{
    while (at + 1 < file.size && (file.bytes[at] != 0xff || file.bytes[at + 1] == 0 ||
                                  file.bytes[at + 1] == 0xff))
        at++;
    return at;
}
