// SPDX-License-Identifier: Apache-2.0
// Kinds of files are told by their content, and each by a name that people know.
#include <stdlib.h>
#include <string.h>

#include <mien/decode.h>

#include "suite.h"

struct sample {
    enum mien_format format;
    const char *bytes;
    size_t size;
};

// A literal without its terminating zero.
#define BYTES(literal) literal, sizeof(literal) - 1

static const struct sample samples[] = {
    {MIEN_FORMAT_JPEG, BYTES("\xff\xd8\xff\xe0\0\x10JFIF")},
    {MIEN_FORMAT_JPEG, BYTES("\xff\xd8\xff")},
    {MIEN_FORMAT_PNG, BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")},
    {MIEN_FORMAT_WEBP, BYTES("RIFF\x10\0\0\0WEBPVP8 ")},
    {MIEN_FORMAT_GIF, BYTES("GIF87a\1\0\1\0")},
    {MIEN_FORMAT_GIF, BYTES("GIF89a\1\0\1\0")},
    {MIEN_FORMAT_HEIC, BYTES("\0\0\0\x18"
                             "ftypheic\0\0\0\0mif1heic")},
    {MIEN_FORMAT_HEIC, BYTES("\0\0\0\x18"
                             "ftypmif1\0\0\0\0mif1heix")},
    {MIEN_FORMAT_HEIC, BYTES("\0\0\0\x10"
                             "ftypmif1\0\0\0\0")},
    {MIEN_FORMAT_HEIC, BYTES("\0\0\0\x18"
                             "ftypmsf1\0\0\0\0msf1hevc")},
    {MIEN_FORMAT_AVIF, BYTES("\0\0\0\x18"
                             "ftypavif\0\0\0\0mif1miaf")},
    {MIEN_FORMAT_AVIF, BYTES("\0\0\0\x1c"
                             "ftypmif1\0\0\0\0mif1miafavif")},
    // The box ends before the brand.
    {MIEN_FORMAT_HEIC, BYTES("\0\0\0\x18"
                             "ftypmif1\0\0\0\0mif1miafavif")},
    {MIEN_FORMAT_ISO_VIDEO, BYTES("\0\0\0\x18"
                                  "ftypisom\0\0\2\0isommp42")},
    {MIEN_FORMAT_ISO_VIDEO, BYTES("\0\0\0\x14"
                                  "ftypqt  \0\0\2\0qt  ")},
    {MIEN_FORMAT_ISO_VIDEO, BYTES("\0\0\0\x08wide\0\0\0\0mdat")},
    {MIEN_FORMAT_TIFF, BYTES("II*\0\x08\0\0\0")},
    {MIEN_FORMAT_TIFF, BYTES("MM\0*\0\0\0\x08")},
    {MIEN_FORMAT_TIFF, BYTES("MM\0+\0\x08\0\0")},
    {MIEN_FORMAT_BMP, BYTES("BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0")},
    {MIEN_FORMAT_JPEG_XL, BYTES("\xff\x0a\xfa\x7f")},
    {MIEN_FORMAT_JPEG_XL, BYTES("\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14"
                                "ftypjxl ")},
    {MIEN_FORMAT_JPEG_2000, BYTES("\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14"
                                  "ftypjp2 ")},
    {MIEN_FORMAT_JPEG_2000, BYTES("\xff\x4f\xff\x51\0\x2f")},
    {MIEN_FORMAT_NETPBM, BYTES("P6\n640 480\n255\n")},
    {MIEN_FORMAT_NETPBM, BYTES("P5 1 1 255 ")},
    {MIEN_FORMAT_NETPBM, BYTES("P7\nWIDTH 1\n")},
    {MIEN_FORMAT_ICO, BYTES("\0\0\1\0\1\0\x10\x10")},
    {MIEN_FORMAT_PSD, BYTES("8BPS\0\1\0\0")},
    {MIEN_FORMAT_SVG, BYTES("<svg xmlns=")},
    {MIEN_FORMAT_SVG, BYTES("\xef\xbb\xbf \n<svg>")},
    {MIEN_FORMAT_SVG, BYTES("<?xml version=\"1.0\"?>\n<svg xmlns=")},
    {MIEN_FORMAT_SVG, BYTES("<!DOCTYPE svg PUBLIC>")},
    {MIEN_FORMAT_PDF, BYTES("%PDF-1.7\n")},
    {MIEN_FORMAT_MATROSKA, BYTES("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1")},
    {MIEN_FORMAT_AVI, BYTES("RIFF\x10\0\0\0AVI LIST")},
    {MIEN_FORMAT_UNKNOWN, BYTES("")},
    {MIEN_FORMAT_UNKNOWN, BYTES("\xff\xd8")},
    {MIEN_FORMAT_UNKNOWN, BYTES("RIFF\x10\0\0\0WAVEfmt ")},
    {MIEN_FORMAT_UNKNOWN, BYTES("<html><body>not found</body></html>")},
    {MIEN_FORMAT_UNKNOWN, BYTES("<?xml version=\"1.0\"?><html>")},
    {MIEN_FORMAT_UNKNOWN, BYTES("BMW sells cars, this is a letter")},
    {MIEN_FORMAT_UNKNOWN, BYTES("P8\n1 1")},
    {MIEN_FORMAT_UNKNOWN, BYTES("PK\3\4\x14\0")},
};
enum {
    SAMPLES = sizeof samples / sizeof *samples
};

START_TEST(content_tells_the_kind)
{
    const struct sample *sample = &samples[_i];
    ck_assert_int_eq(mien_format_sniff(sample->bytes, sample->size), sample->format);
}
END_TEST

// No prefix may be taken for another kind of file, nor be read beyond its end (which a
// sanitizer sees, since the copy is exactly as long as the prefix).
START_TEST(prefixes_are_the_same_kind_or_unknown)
{
    const struct sample *sample = &samples[_i];
    for (size_t size = 0; size < sample->size; size++) {
        char *prefix = malloc(size + (size == 0));
        memcpy(prefix, sample->bytes, size);
        enum mien_format format = mien_format_sniff(prefix, size);
        free(prefix);
        // A file type box whose brands are not yet in sight is some ISO file.
        bool iso = size >= 8 && memcmp(sample->bytes + 4, "ftyp", 4) == 0;
        ck_assert_msg(format == sample->format || format == MIEN_FORMAT_UNKNOWN || iso,
                      "%zu bytes of sample %d", size, _i);
    }
}
END_TEST

START_TEST(nothing_is_no_format)
{
    ck_assert_int_eq(mien_format_sniff(NULL, 0), MIEN_FORMAT_UNKNOWN);
    ck_assert_int_eq(mien_format_sniff(NULL, 64), MIEN_FORMAT_UNKNOWN);
}
END_TEST

START_TEST(names_are_known_and_different)
{
    const char *seen[MIEN_FORMAT_AVI + 1];
    size_t count = 0;
    for (int format = 0; format <= MIEN_FORMAT_AVI; format++) {
        const char *name = mien_format_name((enum mien_format)format);
        ck_assert_ptr_nonnull(name);
        if (strcmp(name, "unknown") == 0)
            continue;
        for (size_t i = 0; i < count; i++)
            ck_assert_str_ne(name, seen[i]);
        seen[count++] = name;
    }
    ck_assert_uint_eq(count, 18);
    ck_assert_str_eq(mien_format_name((enum mien_format)12345), "unknown");
}
END_TEST

START_TEST(jpeg_and_png_are_always_supported)
{
    const char *version = NULL;
    ck_assert(mien_format_supported(MIEN_FORMAT_JPEG, &version));
    ck_assert_msg(strncmp(version, "libjpeg-turbo ", 14) == 0, "%s", version);
    ck_assert(mien_format_supported(MIEN_FORMAT_PNG, &version));
    ck_assert_msg(strncmp(version, "libpng 1.6.", 11) == 0, "%s", version);
    ck_assert(mien_format_supported(MIEN_FORMAT_PNG, NULL));
}
END_TEST

START_TEST(other_formats_are_not_supported)
{
    const char *version = "untouched";
    ck_assert(!mien_format_supported(MIEN_FORMAT_UNKNOWN, &version));
    ck_assert(!mien_format_supported((enum mien_format)12345, &version));
    for (int format = MIEN_FORMAT_TIFF; format <= MIEN_FORMAT_AVI; format++)
        ck_assert(!mien_format_supported((enum mien_format)format, &version));
    ck_assert_str_eq(version, "untouched");
}
END_TEST

// Whatever the build has: a version is given if and only if the answer is yes.
START_TEST(optional_formats_have_versions)
{
    for (int format = MIEN_FORMAT_WEBP; format <= MIEN_FORMAT_GIF; format++) {
        const char *version = NULL;
        bool there = mien_format_supported((enum mien_format)format, &version);
        ck_assert_int_eq(there, version != NULL);
        if (there)
            ck_assert_msg(strncmp(version, "lib", 3) == 0 ||
                              strncmp(version, "giflib ", 7) == 0,
                          "%s", version);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sniff");
    TCase *sniff = tcase_create("sniff");
    tcase_add_loop_test(sniff, content_tells_the_kind, 0, SAMPLES);
    tcase_add_loop_test(sniff, prefixes_are_the_same_kind_or_unknown, 0, SAMPLES);
    tcase_add_test(sniff, nothing_is_no_format);
    suite_add_tcase(suite, sniff);
    TCase *names = tcase_create("formats");
    tcase_add_test(names, names_are_known_and_different);
    tcase_add_test(names, jpeg_and_png_are_always_supported);
    tcase_add_test(names, other_formats_are_not_supported);
    tcase_add_test(names, optional_formats_have_versions);
    suite_add_tcase(suite, names);
    return mien_suite_run(suite);
}
