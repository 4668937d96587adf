// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jpeglib.h>
#include <png.h>

#include "synthetic.h"

static void *checked(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

size_t mien_exif_make(uint8_t out[64], unsigned orientation, bool big)
{
    // ImageWidth as a LONG, Orientation as a SHORT, no next directory.
    static const uint8_t little_endian[] = {
        'I',  'I',  '*', 0, 8, 0, 0, 0,             // header
        2,    0,                                    // two entries
        0x00, 0x01, 4,   0, 1, 0, 0, 0, 9, 0, 0, 0, // 0x0100
        0x12, 0x01, 3,   0, 1, 0, 0, 0, 0, 0, 0, 0, // 0x0112
        0,    0,    0,   0};
    static const uint8_t big_endian[] = {
        'M',  'M',  0, '*', 0, 0, 0, 8,             // header
        0,    2,                                    // two entries
        0x01, 0x00, 0, 4,   0, 0, 0, 1, 0, 0, 0, 9, // 0x0100
        0x01, 0x12, 0, 3,   0, 0, 0, 1, 0, 0, 0, 0, // 0x0112
        0,    0,    0, 0};
    memcpy(out, big ? big_endian : little_endian, sizeof big_endian);
    out[big ? 31 : 30] = (uint8_t)orientation;
    return sizeof big_endian;
}

static void write_jpeg_exif(j_compress_ptr cinfo, const struct mien_jpeg_recipe *recipe)
{
    uint8_t app1[6 + 64] = "Exif\0";
    size_t size = 6 + mien_exif_make(app1 + 6, recipe->orientation, recipe->exif_big);
    jpeg_write_marker(cinfo, JPEG_APP0 + 1, app1, (unsigned)size);
}

static void set_jpeg_scans(j_compress_ptr cinfo, const struct mien_jpeg_recipe *recipe)
{
    static jpeg_scan_info scans[4];
    if (recipe->progressive)
        jpeg_simple_progression(cinfo);
    if (!recipe->one_scan_a_component)
        return;
    for (int i = 0; i < cinfo->num_components; i++)
        scans[i] = (jpeg_scan_info){
            .comps_in_scan = 1, .component_index = {i}, .Ss = 0, .Se = 63};
    cinfo->scan_info = scans;
    cinfo->num_scans = cinfo->num_components;
}

static void set_jpeg_colours(j_compress_ptr cinfo,
                             const struct mien_jpeg_recipe *recipe)
{
    cinfo->input_components = recipe->components;
    cinfo->in_color_space = recipe->components == 1   ? JCS_GRAYSCALE
                            : recipe->components == 3 ? JCS_RGB
                                                      : JCS_CMYK;
    jpeg_set_defaults(cinfo);
    if (recipe->rgb)
        jpeg_set_colorspace(cinfo, JCS_RGB);
    if (recipe->ycck)
        jpeg_set_colorspace(cinfo, JCS_YCCK);
}

struct mien_file mien_jpeg_make(const struct mien_jpeg_recipe *recipe,
                                const uint8_t *pixels)
{
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    jpeg_mem_dest(&cinfo, &bytes, &size);
    cinfo.image_width = recipe->width;
    cinfo.image_height = recipe->height;
    set_jpeg_colours(&cinfo, recipe);
    jpeg_set_quality(&cinfo, 90, TRUE);
    cinfo.arith_code = recipe->arithmetic;
    cinfo.restart_interval = recipe->restart;
    if (recipe->sample_h > 0) {
        cinfo.comp_info[0].h_samp_factor = recipe->sample_h;
        cinfo.comp_info[0].v_samp_factor = recipe->sample_v;
    }
    set_jpeg_scans(&cinfo, recipe);
    jpeg_start_compress(&cinfo, TRUE);
    if (recipe->orientation > 0)
        write_jpeg_exif(&cinfo, recipe);
    size_t stride = (size_t)recipe->width * (size_t)recipe->components;
    for (uint32_t y = 0; y < recipe->height; y++) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)(pixels + y * stride);
        jpeg_write_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    return (struct mien_file){bytes, size};
}

static void append(png_structp png, png_bytep bytes, size_t size)
{
    struct mien_file *file = png_get_io_ptr(png);
    file->bytes = checked(realloc(file->bytes, file->size + size));
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void flush(png_structp png)
{
    (void)png;
}

void mien_png_palette(uint8_t rgb[3], unsigned index)
{
    rgb[0] = (uint8_t)(255 - index);
    rgb[1] = (uint8_t)(index * 7);
    rgb[2] = (uint8_t)(index * 29 + 3);
}

static void set_png_palette(png_structp png, png_infop info, int depth)
{
    png_color palette[256];
    for (unsigned i = 0; i < 1u << depth; i++) {
        uint8_t rgb[3];
        mien_png_palette(rgb, i);
        palette[i] = (png_color){rgb[0], rgb[1], rgb[2]};
    }
    png_set_PLTE(png, info, palette, 1 << depth);
}

static int png_channels(int colour)
{
    return (colour == PNG_COLOR_TYPE_PALETTE       ? 1
            : (colour & PNG_COLOR_MASK_COLOR) != 0 ? 3
                                                   : 1) +
           ((colour & PNG_COLOR_MASK_ALPHA) != 0);
}

size_t mien_png_row_size(const struct mien_png_recipe *recipe)
{
    return ((size_t)recipe->width * (size_t)png_channels(recipe->colour) *
                (size_t)recipe->depth +
            7) /
           8;
}

static void set_png_extras(png_structp png, png_infop info,
                           const struct mien_png_recipe *recipe)
{
    if (recipe->colour == PNG_COLOR_TYPE_PALETTE)
        set_png_palette(png, info, recipe->depth);
    if (recipe->transparent) {
        png_byte entry = 0;
        png_color_16 colour = {0};
        png_set_tRNS(png, info, &entry, 1, &colour);
    }
    if (recipe->text) {
        png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE,
                         .key = (char[]){"Comment"},
                         .text = (char[]){"made by a test"}};
        png_set_text(png, info, &text, 1);
        png_set_gAMA(png, info, 1.0);
        png_set_pHYs(png, info, 1, 1, PNG_RESOLUTION_METER);
    }
}

static void write_png_exif(png_structp png, const struct mien_png_recipe *recipe)
{
    uint8_t exif[64];
    size_t size = mien_exif_make(exif, recipe->orientation, true);
    png_write_chunk(png, (png_const_bytep) "eXIf", exif, size);
}

struct mien_file mien_png_make(const struct mien_png_recipe *recipe,
                               const uint8_t *rows)
{
    struct mien_file file = {0};
    png_structp png =
        checked(png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL));
    png_infop info = checked(png_create_info_struct(png));
    png_set_write_fn(png, &file, append, flush);
    png_set_IHDR(png, info, recipe->width, recipe->height, recipe->depth,
                 recipe->colour,
                 recipe->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    set_png_extras(png, info, recipe);
    png_write_info(png, info);
    if (recipe->orientation > 0 && !recipe->exif_at_end)
        write_png_exif(png, recipe);
    if (recipe->extra != NULL)
        png_write_chunk(png, (png_const_bytep)recipe->extra, (const png_byte[8]){0}, 8);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < recipe->height; y++)
            png_write_row(png, rows + y * mien_png_row_size(recipe));
    if (recipe->orientation > 0 && recipe->exif_at_end)
        write_png_exif(png, recipe);
    for (unsigned i = 0; i < recipe->empty_chunks; i++)
        png_write_chunk(png, (png_const_bytep) "tiNy", NULL, 0);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return file;
}

enum mien_status mien_memory_read(void *context, void *buffer, size_t capacity,
                                  size_t *got)
{
    struct mien_memory *memory = context;
    size_t part = memory->left < capacity ? memory->left : capacity;
    if (memory->portion > 0 && part > memory->portion)
        part = memory->portion;
    if (part > 0)
        memcpy(buffer, memory->next, part);
    memory->next += part;
    memory->left -= part;
    *got = part;
    return MIEN_OK;
}

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    struct mien_picture *picture = context;
    picture->info = *info;
    uint32_t columns = (info->width + info->scale - 1) / info->scale;
    picture->rows_all = (info->height + info->scale - 1) / info->scale;
    picture->stride = columns * mien_pixel_size(info->pixel_format);
    picture->pixels = malloc(picture->stride * picture->rows_all);
    return picture->pixels != NULL ? MIEN_OK : MIEN_ERROR_MEMORY;
}

static enum mien_status take_rows(void *context, void *pixels, ptrdiff_t stride,
                                  uint32_t count)
{
    struct mien_picture *picture = context;
    if (count > picture->rows_all - picture->rows)
        return MIEN_ERROR_STATE;
    for (uint32_t y = 0; y < count; y++) {
        uint8_t *row = (uint8_t *)pixels + stride * (ptrdiff_t)y;
        memcpy(picture->pixels + picture->rows++ * picture->stride, row,
               picture->stride);
        memset(row, 0xee, picture->stride); // rows may be changed in place
    }
    return MIEN_OK;
}

struct mien_sink mien_picture_sink(struct mien_picture *picture)
{
    return (struct mien_sink){picture, begin, take_rows};
}

enum mien_status mien_picture_decode(struct mien_picture *picture, const void *bytes,
                                     size_t size,
                                     const struct mien_decode_options *options,
                                     struct mien_image_info *info,
                                     struct mien_error *error)
{
    struct mien_memory memory = {.next = bytes, .left = size};
    const struct mien_source source = {&memory, mien_memory_read};
    *picture = (struct mien_picture){0};
    const struct mien_sink sink = mien_picture_sink(picture);
    return mien_decode(&source, &sink, options, info, error);
}

void mien_picture_free(struct mien_picture *picture)
{
    free(picture->pixels);
    picture->pixels = NULL;
}

struct mien_file mien_file_read(const char *path)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0) {
        perror(path);
        exit(2);
    }
    long size = ftell(stream);
    rewind(stream);
    struct mien_file file = {checked(malloc((size_t)size + 1)), (size_t)size};
    if (fread(file.bytes, 1, file.size, stream) != file.size) {
        perror(path);
        exit(2);
    }
    fclose(stream);
    return file;
}

void mien_file_write(int fd, struct mien_file file)
{
    for (size_t done = 0; done < file.size;) {
        ssize_t part = write(fd, file.bytes + done, file.size - done);
        if (part <= 0) {
            perror("write");
            exit(2);
        }
        done += (size_t)part;
    }
}

int mien_file_pipe(struct mien_file file, pid_t *child)
{
    int ends[2];
    if (pipe(ends) != 0 || (*child = fork()) < 0) {
        perror("a pipe");
        exit(2);
    }
    if (*child == 0) {
        close(ends[0]);
        for (size_t i = 0; i < file.size; i += 1000) {
            size_t part = file.size - i < 1000 ? file.size - i : 1000;
            mien_file_write(ends[1], (struct mien_file){file.bytes + i, part});
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

struct mien_file mien_kind_make(enum mien_kind kind, uint32_t width, uint32_t height,
                                uint64_t seed)
{
    struct mien_random random = {seed};
    size_t size = (size_t)width * height * 3;
    uint8_t *pixels = malloc(size);
    mien_random_bytes(&random, pixels, size);
    const struct mien_jpeg_recipe jpeg = {.width = width,
                                          .height = height,
                                          .components = 3,
                                          .progressive =
                                              kind == MIEN_KIND_JPEG_PROGRESSIVE};
    const struct mien_png_recipe png = {.width = width,
                                        .height = height,
                                        .colour = PNG_COLOR_TYPE_RGB,
                                        .depth = 8,
                                        .interlaced = kind == MIEN_KIND_PNG_INTERLACED};
    bool is_jpeg = kind == MIEN_KIND_JPEG || kind == MIEN_KIND_JPEG_PROGRESSIVE;
    struct mien_file file =
        is_jpeg ? mien_jpeg_make(&jpeg, pixels) : mien_png_make(&png, pixels);
    free(pixels);
    return file;
}
