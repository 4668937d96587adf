// SPDX-License-Identifier: Apache-2.0
// Kinds of files by their first bytes. What a file is called says nothing: phones and
// messengers rename at will.
#include <mien/decode.h>

#include <string.h>

// A pattern at an offset from the beginning of the file.
struct magic {
    enum mien_format format;
    uint8_t offset, length;
    const char *bytes;
};

// clang-format off
static const struct magic magics[] = {
    {MIEN_FORMAT_PNG,       0,  8, "\x89PNG\r\n\x1a\n"},
    {MIEN_FORMAT_GIF,       0,  6, "GIF87a"},
    {MIEN_FORMAT_GIF,       0,  6, "GIF89a"},
    {MIEN_FORMAT_TIFF,      0,  4, "II*\0"},
    {MIEN_FORMAT_TIFF,      0,  4, "MM\0*"},
    {MIEN_FORMAT_TIFF,      0,  4, "II+\0"}, // BigTIFF
    {MIEN_FORMAT_TIFF,      0,  4, "MM\0+"},
    {MIEN_FORMAT_JPEG_XL,   0,  2, "\xff\x0a"},
    {MIEN_FORMAT_JPEG_XL,   0, 12, "\0\0\0\x0cJXL \r\n\x87\n"},
    {MIEN_FORMAT_JPEG_2000, 0, 12, "\0\0\0\x0cjP  \r\n\x87\n"},
    {MIEN_FORMAT_JPEG_2000, 0,  4, "\xff\x4f\xff\x51"}, // a bare codestream
    {MIEN_FORMAT_ICO,       0,  4, "\0\0\1\0"},
    {MIEN_FORMAT_ICO,       0,  4, "\0\0\2\0"}, // a mouse cursor
    {MIEN_FORMAT_PSD,       0,  4, "8BPS"},
    {MIEN_FORMAT_PDF,       0,  5, "%PDF-"},
    {MIEN_FORMAT_MATROSKA,  0,  4, "\x1a\x45\xdf\xa3"}, // EBML, RFC 8794
    {MIEN_FORMAT_ISO_VIDEO, 4,  4, "moov"}, // QuickTime from before there were brands
    {MIEN_FORMAT_ISO_VIDEO, 4,  4, "mdat"},
    {MIEN_FORMAT_ISO_VIDEO, 4,  4, "wide"},
    {MIEN_FORMAT_ISO_VIDEO, 4,  4, "pnot"},
};
// clang-format on

// A FourCC in the file type box of the ISO family (ISO/IEC 14496-12), and what it says.
struct brand {
    char name[5];
    enum mien_format format;
};

// Source: ISO/IEC 23008-12 annexes (HEVC), AV1 Image File Format section 6.
static const struct brand brands[] = {
    {"avif", MIEN_FORMAT_AVIF}, {"avis", MIEN_FORMAT_AVIF}, {"heic", MIEN_FORMAT_HEIC},
    {"heix", MIEN_FORMAT_HEIC}, {"heim", MIEN_FORMAT_HEIC}, {"heis", MIEN_FORMAT_HEIC},
    {"hevc", MIEN_FORMAT_HEIC}, {"hevx", MIEN_FORMAT_HEIC}, {"hevm", MIEN_FORMAT_HEIC},
    {"hevs", MIEN_FORMAT_HEIC},
};

static bool has(const uint8_t *head, size_t size, size_t offset, const char *bytes,
                size_t length)
{
    return size >= offset + length && memcmp(head + offset, bytes, length) == 0;
}

static enum mien_format brand_format(const uint8_t *name)
{
    for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
        if (memcmp(name, brands[i].name, 4) == 0)
            return brands[i].format;
    return MIEN_FORMAT_UNKNOWN;
}

// Box: size, "ftyp", major brand, minor version, compatible brands up to its size.
static enum mien_format sniff_iso(const uint8_t *head, size_t size)
{
    if (size < 12)
        return MIEN_FORMAT_ISO_VIDEO;
    enum mien_format format = brand_format(head + 8);
    if (format != MIEN_FORMAT_UNKNOWN)
        return format;
    // mif1 and msf1 are pictures that leave the codec to the compatible brands.
    bool picture = memcmp(head + 8, "mif1", 4) == 0 || memcmp(head + 8, "msf1", 4) == 0;
    if (!picture)
        return MIEN_FORMAT_ISO_VIDEO;
    size_t box =
        (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    for (size_t i = 16; i + 4 <= size && i + 4 <= box; i += 4) {
        format = brand_format(head + i);
        if (format != MIEN_FORMAT_UNKNOWN)
            return format;
    }
    return MIEN_FORMAT_HEIC;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// P1 to P7 and white space, a comment, or in P7 always a line feed.
static bool is_netpbm(const uint8_t *head, size_t size)
{
    return size >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '7' &&
           (is_space(head[2]) || head[2] == '#');
}

// SVG is text: "<svg" behind a byte order mark, white space, or an XML declaration.
// What follows a longer declaration is out of sight, so any XML that begins one is
// searched.
static bool is_svg(const uint8_t *head, size_t size)
{
    size_t at = has(head, size, 0, "\xef\xbb\xbf", 3) ? 3 : 0;
    while (at < size && is_space(head[at]))
        at++;
    if (has(head, size, at, "<svg", 4))
        return true;
    if (!has(head, size, at, "<?xml", 5) && !has(head, size, at, "<!--", 4) &&
        !has(head, size, at, "<!DOCTYPE svg", 13))
        return false;
    for (; at + 4 <= size; at++)
        if (memcmp(head + at, "<svg", 4) == 0 || memcmp(head + at, " svg", 4) == 0)
            return true;
    return false;
}

// "BM", and the header of the picture behind the 14 bytes of the file header has one of
// the sizes in use: two letters alone are too little to go by.
static bool is_bmp(const uint8_t *head, size_t size)
{
    if (!has(head, size, 0, "BM", 2) || size < 18)
        return false;
    return head[14] >= 12 && head[14] <= 124 && head[15] == 0 && head[16] == 0 &&
           head[17] == 0;
}

enum mien_format mien_format_sniff(const void *head, size_t size)
{
    const uint8_t *bytes = head;
    if (head == NULL)
        return MIEN_FORMAT_UNKNOWN;
    if (size > MIEN_FORMAT_SNIFF_SIZE)
        size = MIEN_FORMAT_SNIFF_SIZE;
    // The start marker and the 0xff of the next marker.
    if (has(bytes, size, 0, "\xff\xd8\xff", 3))
        return MIEN_FORMAT_JPEG;
    if (has(bytes, size, 0, "RIFF", 4) && has(bytes, size, 8, "WEBP", 4))
        return MIEN_FORMAT_WEBP;
    if (has(bytes, size, 0, "RIFF", 4) && has(bytes, size, 8, "AVI ", 4))
        return MIEN_FORMAT_AVI;
    if (has(bytes, size, 4, "ftyp", 4))
        return sniff_iso(bytes, size);
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (has(bytes, size, magics[i].offset, magics[i].bytes, magics[i].length))
            return magics[i].format;
    if (is_bmp(bytes, size))
        return MIEN_FORMAT_BMP;
    if (is_netpbm(bytes, size))
        return MIEN_FORMAT_NETPBM;
    if (is_svg(bytes, size))
        return MIEN_FORMAT_SVG;
    return MIEN_FORMAT_UNKNOWN;
}

const char *mien_format_name(enum mien_format format)
{
    switch (format) {
    case MIEN_FORMAT_UNKNOWN:
        break;
    case MIEN_FORMAT_JPEG:
        return "JPEG";
    case MIEN_FORMAT_PNG:
        return "PNG";
    case MIEN_FORMAT_WEBP:
        return "WebP";
    case MIEN_FORMAT_HEIC:
        return "HEIC";
    case MIEN_FORMAT_AVIF:
        return "AVIF";
    case MIEN_FORMAT_GIF:
        return "GIF";
    case MIEN_FORMAT_TIFF:
        return "TIFF";
    case MIEN_FORMAT_BMP:
        return "BMP";
    case MIEN_FORMAT_JPEG_XL:
        return "JPEG XL";
    case MIEN_FORMAT_JPEG_2000:
        return "JPEG 2000";
    case MIEN_FORMAT_NETPBM:
        return "Netpbm";
    case MIEN_FORMAT_ICO:
        return "ICO";
    case MIEN_FORMAT_PSD:
        return "PSD";
    case MIEN_FORMAT_SVG:
        return "SVG";
    case MIEN_FORMAT_PDF:
        return "PDF";
    case MIEN_FORMAT_ISO_VIDEO:
        return "MP4 or MOV video";
    case MIEN_FORMAT_MATROSKA:
        return "Matroska or WebM video";
    case MIEN_FORMAT_AVI:
        return "AVI video";
    }
    return "unknown";
}
