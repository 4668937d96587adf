// SPDX-License-Identifier: Apache-2.0
// Small JPEG and PNG files, made with libjpeg's and libpng's own writers, and what mien
// makes of them again.
#ifndef MIEN_TESTS_FIXTURE_H
#define MIEN_TESTS_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <mien/decode.h>

// A file in memory, from malloc().
struct mien_file {
    uint8_t *bytes;
    size_t size;
};

struct mien_jpeg_recipe {
    uint32_t width, height;
    int components; // 1: grey, 3: RGB (stored as YCbCr), 4: CMYK as it goes into the
                    // file
    bool progressive, arithmetic;
    bool rgb;                  // store RGB as it is
    bool ycck;                 // store CMYK as YCCK
    bool one_scan_a_component; // sequential, but not interleaved
    int sample_h, sample_v;    // of the first component; 0: 2 x 2
    unsigned restart;          // MCUs between restart markers; 0: none
    unsigned orientation;      // of an EXIF segment; 0: none
    bool exif_big;             // its byte order
};
// pixels: width * height * components bytes.
struct mien_file mien_jpeg_make(const struct mien_jpeg_recipe *recipe,
                                const uint8_t *pixels);

struct mien_png_recipe {
    uint32_t width, height;
    int colour, depth; // as in IHDR
    bool interlaced;
    unsigned orientation;  // of an eXIf chunk; 0: none
    bool exif_at_end;      // behind IDAT
    bool transparent;      // a tRNS chunk: palette entry 0, or the colour 0
    bool text;             // some chunks that do not matter
    unsigned empty_chunks; // chunks without data, behind IDAT
    const char *extra;     // the type of a chunk of 8 zeros in front of IDAT, or NULL
};
// rows: height rows as PNG packs them (16-bit big-endian, small depths from the top
// bit). A palette file has the palette mien_png_palette().
struct mien_file mien_png_make(const struct mien_png_recipe *recipe,
                               const uint8_t *rows);
size_t mien_png_row_size(const struct mien_png_recipe *recipe);
// The four ways in which JPEG and PNG files come to their rows.
enum mien_kind {
    MIEN_KIND_JPEG,
    MIEN_KIND_JPEG_PROGRESSIVE,
    MIEN_KIND_PNG,
    MIEN_KIND_PNG_INTERLACED,
    MIEN_KINDS
};

// A file of random RGB pixels.
struct mien_file mien_kind_make(enum mien_kind kind, uint32_t width, uint32_t height,
                                uint64_t seed);

// The colour of entry `index` in the palettes that mien_png_make() writes.
void mien_png_palette(uint8_t rgb[3], unsigned index);

// An EXIF block: TIFF header and IFD0 with some entries, of which one is Orientation.
// Returns its size, at most 64.
size_t mien_exif_make(uint8_t out[64], unsigned orientation, bool big);

// A whole decoded picture.
struct mien_picture {
    struct mien_image_info info; // as begin() was told of it
    uint8_t *pixels;             // from malloc(); rows without padding
    size_t stride;
    uint32_t rows, rows_all; // taken so far, and awaited
};
// A sink that collects the rows; the picture is zero-initialised.
struct mien_sink mien_picture_sink(struct mien_picture *picture);
// Decodes a file in memory. *info may be NULL. The picture is to be freed in any case.
enum mien_status mien_picture_decode(struct mien_picture *picture, const void *bytes,
                                     size_t size,
                                     const struct mien_decode_options *options,
                                     struct mien_image_info *info,
                                     struct mien_error *error);
void mien_picture_free(struct mien_picture *picture);

// A source over memory that gives at most `portion` bytes at a time (0: as many as
// wanted).
struct mien_memory {
    const uint8_t *next;
    size_t left, portion;
};
enum mien_status mien_memory_read(void *memory, void *buffer, size_t capacity,
                                  size_t *got);

// Reads a file from the disk; ends the program when that is not possible.
struct mien_file mien_file_read(const char *path);
// Writes the whole file; ends the program when that is not possible.
void mien_file_write(int fd, struct mien_file file);
// Returns the end of a pipe from which the file can be read: a child process, to be
// waited for, writes it in small portions. Ends the program when that is not possible.
int mien_file_pipe(struct mien_file file, pid_t *child);

#endif
