// SPDX-License-Identifier: Apache-2.0
// Makes the seeds of the fuzz targets: `make_corpus FOLDER`. Small pictures in the ways
// that JPEG and PNG can be written, and short inputs for the other targets.
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jpeglib.h>
#ifdef HAVE_WEBP
#include <webp/encode.h>
#endif
#ifdef HAVE_HEIF
#include <libheif/heif.h>
#endif

#ifdef HAVE_CASE
#include "case_corpus.h"
#endif
#include "scene.h"

enum {
    WIDTH = 40,
    HEIGHT = 30
};

static uint8_t scene[HEIGHT][WIDTH][4];
static char folder[2048];

// Opens a new file in the folder of a target.
static FILE *create(const char *target, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, target);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%s", folder, target, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void write_bytes(const char *target, const char *name, const void *bytes,
                        size_t size)
{
    FILE *file = create(target, name);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

// An EXIF block with nothing but an orientation.
static size_t exif(uint8_t out[32], bool big_endian, uint8_t orientation)
{
    static const uint8_t little[26] = {'I',  'I',  '*', 0, 8, 0, 0, 0, 1,
                                       0,    0x12, 1,   3, 0, 1, 0, 0, 0,
                                       0xFF, 0,    0,   0, 0, 0, 0, 0};
    static const uint8_t big[26] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                                    3,   0,   0, 0,   1, 0, 0, 0, 0, 0, 0, 0,    0};
    memcpy(out, big_endian ? big : little, 26);
    out[big_endian ? 19 : 18] = orientation;
    return 26;
}

struct jpeg_kind {
    const char *name;
    J_COLOR_SPACE colours; // of the file
    int sampling;          // of the luma, 1 or 2
    bool progressive, arithmetic, exif;
    int restart; // rows of blocks between two markers
};

static const struct jpeg_kind jpeg_kinds[] = {
    {"baseline_420", JCS_YCbCr, 2, false, false, true, 0},
    {"baseline_444_restart", JCS_YCbCr, 1, false, false, false, 1},
    {"progressive", JCS_YCbCr, 2, true, false, true, 0},
    {"arithmetic", JCS_YCbCr, 1, false, true, false, 0},
    {"progressive_arithmetic", JCS_YCbCr, 2, true, true, false, 1},
    {"grey", JCS_GRAYSCALE, 1, false, false, false, 0},
    {"grey_progressive", JCS_GRAYSCALE, 1, true, false, false, 0},
    {"rgb", JCS_RGB, 1, false, false, false, 0},
    {"cmyk", JCS_CMYK, 1, false, false, false, 0},
    {"ycck", JCS_YCCK, 2, true, false, false, 0},
};

static void write_jpeg(const struct jpeg_kind *kind)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t block[38] = "Exif\0";
    FILE *file = create("jpeg", kind->name);
    bool four = kind->colours == JCS_CMYK || kind->colours == JCS_YCCK;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    jpeg.input_components = 4;
    jpeg.in_color_space = four ? JCS_CMYK : JCS_EXT_RGBX;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, kind->colours);
    jpeg_set_quality(&jpeg, 60, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = kind->sampling;
    jpeg.arith_code = kind->arithmetic;
    jpeg.restart_in_rows = kind->restart;
    if (kind->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (kind->exif) {
        size_t size = exif(block + 6, true, 6);
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, block, (unsigned)size + 6);
    }
    while (jpeg.next_scanline < HEIGHT) {
        JSAMPROW row = scene[jpeg.next_scanline][0];
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    fclose(file);
}

struct png_kind {
    const char *name;
    int colour_type, depth;
    bool interlaced, exif, transparent;
};

static const struct png_kind png_kinds[] = {
    {"rgb", PNG_COLOR_TYPE_RGB, 8, false, false, false},
    {"rgb_interlaced_exif", PNG_COLOR_TYPE_RGB, 8, true, true, false},
    {"rgba", PNG_COLOR_TYPE_RGBA, 8, false, true, false},
    {"rgba_16", PNG_COLOR_TYPE_RGBA, 16, false, false, false},
    {"rgb_transparent", PNG_COLOR_TYPE_RGB, 8, false, false, true},
    {"grey", PNG_COLOR_TYPE_GRAY, 8, false, false, false},
    {"grey_16_interlaced", PNG_COLOR_TYPE_GRAY, 16, true, false, false},
    {"grey_alpha", PNG_COLOR_TYPE_GRAY_ALPHA, 8, false, false, false},
    {"grey_1", PNG_COLOR_TYPE_GRAY, 1, false, false, false},
    {"grey_2_transparent", PNG_COLOR_TYPE_GRAY, 2, false, false, true},
    {"grey_4_interlaced", PNG_COLOR_TYPE_GRAY, 4, true, false, false},
    {"palette", PNG_COLOR_TYPE_PALETTE, 8, false, false, false},
    {"palette_4_transparent", PNG_COLOR_TYPE_PALETTE, 4, false, false, true},
    {"palette_1_interlaced", PNG_COLOR_TYPE_PALETTE, 1, true, false, false},
};

static void write_png(const struct png_kind *kind)
{
    // Rows of any kind are the scene's bytes, taken as they come.
    static uint8_t rows[HEIGHT][WIDTH * 8];
    png_bytep pointers[HEIGHT];
    png_color palette[256];
    png_byte alphas[256];
    uint8_t block[32];
    FILE *file = create("png", kind->name);
    for (int y = 0; y < HEIGHT; y++) {
        for (size_t i = 0; i < sizeof rows[y]; i++)
            rows[y][i] = ((const uint8_t *)scene[y])[i % sizeof scene[y]];
        pointers[y] = rows[y];
    }
    for (int i = 0; i < 256; i++) {
        palette[i] = (png_color){(png_byte)i, (png_byte)(255 - i), (png_byte)(i * 7)};
        alphas[i] = (png_byte)i;
    }
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, WIDTH, HEIGHT, kind->depth, kind->colour_type,
                 kind->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    if (kind->colour_type == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, 1 << kind->depth);
    if (kind->transparent)
        png_set_tRNS(png, info, alphas, 1 << (kind->depth < 8 ? kind->depth : 8),
                     &(png_color_16){0, 1, 2, 3, 1});
    if (kind->exif)
        png_set_eXIf_1(png, info, (png_uint_32)exif(block, false, 8), block);
    png_set_rows(png, info, pointers);
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    png_destroy_write_struct(&png, &info);
    fclose(file);
}

#ifdef HAVE_WEBP
static void write_webp(void)
{
    uint8_t *bytes;
    size_t size = WebPEncodeRGBA(scene[0][0], WIDTH, HEIGHT, WIDTH * 4, 50, &bytes);
    write_bytes("image", "webp_lossy_alpha", bytes, size);
    WebPFree(bytes);
    size = WebPEncodeLosslessRGBA(scene[0][0], WIDTH, HEIGHT, WIDTH * 4, &bytes);
    write_bytes("image", "webp_lossless", bytes, size);
    WebPFree(bytes);
}
#endif

#ifdef HAVE_HEIF
// Writes nothing when libheif has no encoder for the format.
static void write_heif(enum heif_compression_format format, const char *name)
{
    struct heif_context *context = heif_context_alloc();
    struct heif_encoder *encoder = NULL;
    struct heif_image *image = NULL;
    struct heif_image_handle *handle = NULL;
    int stride;
    char path[4096];
    if (heif_context_get_encoder_for_format(context, format, &encoder).code != 0)
        goto out;
    if (heif_image_create(WIDTH, HEIGHT, heif_colorspace_RGB,
                          heif_chroma_interleaved_RGBA, &image)
            .code != 0)
        goto out;
    heif_image_add_plane(image, heif_channel_interleaved, WIDTH, HEIGHT, 8);
    uint8_t *plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < HEIGHT; y++)
        memcpy(plane + (ptrdiff_t)y * stride, scene[y], sizeof scene[y]);
    heif_encoder_set_lossy_quality(encoder, 40);
    if (heif_context_encode_image(context, image, encoder, NULL, &handle).code != 0)
        goto out;
    fclose(create("image", name)); // makes the folder
    snprintf(path, sizeof path, "%s/image/%s", folder, name);
    heif_context_write_to_file(context, path);
out:
    heif_image_handle_release(handle);
    heif_image_release(image);
    if (encoder != NULL)
        heif_encoder_release(encoder);
    heif_context_free(context);
}
#endif

// A GIF of four grey pixels in two frames: LZW with codes of three bits.
static const uint8_t tiny_gif[] = {
    'G', 'I', 'F', '8', '9', 'a', 2,   0, 2, 0, 0x80, 0,    0,    0,  0,
    0,   255, 255, 255, ',', 0,   0,   0, 0, 2, 0,    2,    0,    0,  2,
    3,   4,   1,   5,   0,   '!', 249, 4, 0, 0, 0,    0,    0,    44, 0,
    0,   0,   0,   2,   0,   2,   0,   0, 2, 3, 0x44, 0x34, 0x05, 0,  ';'};

// Heads that are told apart, with nothing behind them.
static void write_heads(void)
{
    static const struct {
        const char *name, *head;
        size_t size;
    } heads[] = {
        {"webp_head",
         "RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\x30\x01\0\x9d\x01\x2a\x01\0\x01\0", 30},
        {"webp_lossless_head",
         "RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe"
         "\x07\0",
         34},
        {"heic_head",
         "\0\0\0\x18"
         "ftypheic\0\0\0\0mif1heic",
         24},
        {"avif_head",
         "\0\0\0\x18"
         "ftypavif\0\0\0\0mif1avif",
         24},
        {"tiff", "II*\0\x08\0\0\0", 8},
        {"bmp", "BM\x46\0\0\0\0\0\0\0\x36\0\0\0", 14},
        {"jxl", "\xff\x0a", 2},
        {"svg", "<?xml version='1.0'?><svg/>", 27},
        {"pdf", "%PDF-1.7\n", 9},
        {"empty", "", 0},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        write_bytes("image", heads[i].name, heads[i].head, heads[i].size);
    write_bytes("image", "gif", tiny_gif, sizeof tiny_gif);
}

static void write_texts(void)
{
    static const char digits[] =
        "0123456789abcdefABCDEF0123456789fedcba98765432100123456789abcdefX";
    write_bytes("hex", "hash", digits, 64);
    write_bytes("hex", "longer", digits, 65);
    write_bytes("hex", "shorter", digits, 63);
    write_bytes("hex", "other", digits + 1, 64);
}

static void write_exif_blocks(void)
{
    uint8_t block[38];
    write_bytes("exif", "little_6", block, exif(block, false, 6));
    write_bytes("exif", "big_3", block, exif(block, true, 3));
    write_bytes("exif", "big_9", block, exif(block, true, 9));
    write_bytes("exif", "cut", block, exif(block, true, 3) - 5);
}

static void write_streams(void)
{
    static const struct {
        const char *name;
        uint16_t width, height;
        uint8_t format_and_mode, padding;
    } kinds[] = {
        {"grey_64x64", 63, 63, 0, 0},      {"rgb_200x131", 199, 130, 1, 3},
        {"bgr_65x513", 64, 512, 2, 8},     {"rgba_700x40", 699, 39, 3, 7},
        {"cli512_600x90", 599, 89, 6, 2},  {"cli512_5x1030", 4, 1029, 9, 1},
        {"too_small_4x300", 3, 299, 1, 0}, {"wide_2000x6", 1999, 5, 4, 0},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint8_t input[6 + 300];
        input[0] = (uint8_t)kinds[i].width;
        input[1] = (uint8_t)(kinds[i].width >> 8);
        input[2] = (uint8_t)kinds[i].height;
        input[3] = (uint8_t)(kinds[i].height >> 8);
        input[4] = kinds[i].format_and_mode;
        input[5] = kinds[i].padding;
        memcpy(input + 6, scene[10 + i], 160);
        memcpy(input + 166, scene[1 + i], 140);
        write_bytes("stream", kinds[i].name, input, sizeof input);
    }
}

static void write_views(void)
{
    static const struct {
        const char *name;
        uint16_t longer;
        uint8_t shorter, shape, format, orientation, purposes, budget, padding;
    } kinds[] = {
        {"grey_1x1", 0, 0, 0, 0, 0, 2, 0, 0},
        {"rgb_64x64", 63, 0, 250, 1, 6, 2, 0, 3},
        {"bgr_220x52_bank", 219, 240, 0, 2, 1, 0, 0, 8},
        {"rgba_55x250_query", 249, 224, 1, 3, 8, 1, 0, 7},
        {"bgra_40x300_budget", 299, 134, 1, 4, 3, 2, 9, 0},
        {"grey_1025x15", 1024, 14, 0, 0, 5, 2, 255, 1},
        {"rgb_2000x4", 1999, 2, 0, 1, 2, 2, 0, 0},
        {"rgb_7x2000", 1999, 3, 1, 1, 9, 0, 3, 1},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint8_t input[9 + 600];
        input[0] = (uint8_t)kinds[i].longer;
        input[1] = (uint8_t)(kinds[i].longer >> 8);
        input[2] = kinds[i].shorter;
        input[3] = kinds[i].shape;
        input[4] = kinds[i].format;
        input[5] = kinds[i].orientation;
        input[6] = kinds[i].purposes;
        input[7] = kinds[i].budget;
        input[8] = kinds[i].padding;
        for (size_t k = 0; k < 4; k++)
            memcpy(input + 9 + 150 * k, scene[(3 * i + 7 * k) % HEIGHT], 150);
        write_bytes("views", kinds[i].name, input, sizeof input);
    }
}

// Inputs of target_snapshot.c: as it is, and damaged here and there.
static void write_snapshots(void)
{
    static const struct {
        const char *name;
        uint8_t input[26];
        size_t size;
    } inputs[] = {
        {"none", {0, 0}, 2},
        {"few", {1, 0}, 2},
        {"some_resident", {18, 0}, 2},
        {"more_changed", {227, 0}, 2},
        {"shorter", {2, 1}, 2},
        {"longer", {2, 129}, 2},
        {"a_page_shorter", {2, 67}, 2},
        {"rows", {6, 0, 0, 3, 6, 0, 7, 0, 0, 0}, 10},
        {"bands", {6, 0, 0, 3, 8, 0, 16, 0, 0, 0}, 10},
        {"version", {6, 0, 0, 3, 2, 0, 2, 0, 0, 0}, 10},
        {"hash", {14, 0, 1, 7, 9, 0, 1, 0, 0, 0}, 10},
        {"id", {174, 0, 2, 3, 4, 0, 255, 255, 255, 255}, 10},
        {"kind", {46, 0, 3, 1, 4, 0, 255, 255, 0, 0}, 10},
        {"pair", {46, 0, 4, 3, 1, 0, 1, 0, 0, 0}, 10},
        {"offset", {46, 0, 5, 3, 0, 1, 255, 255, 255, 255}, 10},
        {"two_offsets", {47, 0, 5, 3, 0, 1, 200, 0, 0, 0, 5, 3, 1, 1, 10, 0, 0, 0}, 18},
        {"fingerprint", {46, 0, 6, 1, 20, 0, 0, 0, 0, 0}, 10},
        {"row_number", {46, 0, 7, 3, 20, 0, 255, 255, 255, 255}, 10},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        write_bytes("snapshot", inputs[i].name, inputs[i].input, inputs[i].size);
}

// Inputs of target_log.c: every kind of record, groups, and what goes wrong with them.
static void write_logs(void)
{
    static const struct {
        const char *name;
        uint8_t input[40];
        size_t size;
    } inputs[] = {
        {"empty", {6, 0, 0, 0}, 4},
        {"add", {7, 0, 0, 1, 1, 1, 5, 0, 0, 3, 0}, 11},
        {"group",
         {103, 0, 0, 3, 1, 0, 5, 0, 0,   3, 0, 2, 0,
          6,   1, 2, 3, 0, 3, 1, 2, 255, 0, 0, 0},
         25},
        {"removals",
         {7, 0,   0, 3, 3, 1, 2, 255, 0, 3, 0, 4, 1,
          0, 255, 0, 6, 0, 5, 1, 4,   1, 0, 8, 0},
         25},
        {"replaced", {7, 0, 0, 2, 2, 1, 3, 1, 9, 3, 0, 2, 1, 3, 1, 8, 3, 0}, 18},
        {"open_group", {3, 0, 0, 2, 1, 1, 5, 0, 0, 3, 0, 1, 0, 6, 0, 0, 4, 0}, 18},
        {"wrong_checksum", {3, 0, 0, 2, 1, 1, 5, 0, 0, 3, 0, 1, 3, 6, 0, 0, 4, 0}, 18},
        {"another_place", {1, 1, 0, 2, 1, 1, 5, 0, 0, 3, 0, 1, 5, 6, 0, 0, 4, 0}, 18},
        {"not_acknowledged", {1, 0, 0, 1, 1, 1, 5, 0, 0, 3, 0}, 11},
        {"durable_and_gone", {7, 0, 0, 1, 1, 3, 5, 0, 0, 3, 0}, 11},
        {"goes_on", {7, 0, 0, 1, 64, 1, 2, 0, 0, 0, 0}, 11},
        {"goes_on_in_itself", {7, 0, 0, 1, 64, 1, 1, 0, 0, 0, 0}, 11},
        {"snapshot", {7, 0, 0, 1, 65, 1, 2, 0, 0, 0, 0}, 11},
        {"unknown", {7, 0, 0, 1, 9, 1, 2, 0, 0, 0, 0}, 11},
        {"cut", {3, 0, 0, 2, 1, 1, 5, 0, 0, 3, 0, 1, 1, 6, 0, 0, 4, 0, 20}, 19},
        {"patched", {7, 0, 0, 1, 1, 1, 5, 0, 0, 3, 0, 64, 0, 1}, 14},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        write_bytes("log", inputs[i].name, inputs[i].input, inputs[i].size);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    snprintf(folder, sizeof folder, "%s", argv[1]);
    mkdir(folder, 0777);
    uint8_t rgb[HEIGHT][WIDTH][3];
    mien_scene(rgb[0][0], WIDTH, HEIGHT, 1);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            memcpy(scene[y][x], rgb[y][x], 3);
            scene[y][x][3] = (uint8_t)(x * 6);
        }
    for (size_t i = 0; i < sizeof jpeg_kinds / sizeof *jpeg_kinds; i++)
        write_jpeg(&jpeg_kinds[i]);
    for (size_t i = 0; i < sizeof png_kinds / sizeof *png_kinds; i++)
        write_png(&png_kinds[i]);
    write_heads();
#ifdef HAVE_WEBP
    write_webp();
#endif
#ifdef HAVE_HEIF
    write_heif(heif_compression_HEVC, "heic");
    write_heif(heif_compression_AV1, "avif");
#endif
    write_texts();
    write_exif_blocks();
    write_streams();
    write_views();
    write_snapshots();
    write_logs();
#ifdef HAVE_CASE
    mien_case_corpus(write_bytes);
#endif
    return 0;
}
