// SPDX-License-Identifier: Apache-2.0
// Image files to rows of pixels, with the file distrusted from its first byte.
//
// JPEG (libjpeg-turbo) and PNG (libpng) are always there. WebP (libwebp), HEIC and AVIF
// (libheif) and GIF (giflib) are build options, and their libraries are loaded when the
// first file of that kind is met, so they cost nothing before.
#ifndef MIEN_DECODE_H
#define MIEN_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/export.h>
#include <mien/image.h>
#include <mien/status.h>

MIEN_BEGIN_DECLS

// Kinds of image files, told apart by their first bytes, never by their name. The
// values are stable. Those from MIEN_FORMAT_TIFF on are recognised for the sake of a
// clear message, and not decoded.
enum mien_format {
    MIEN_FORMAT_UNKNOWN = 0,
    MIEN_FORMAT_JPEG = 1,
    MIEN_FORMAT_PNG = 2,
    MIEN_FORMAT_WEBP = 3,
    MIEN_FORMAT_HEIC = 4,
    MIEN_FORMAT_AVIF = 5,
    MIEN_FORMAT_GIF = 6,
    MIEN_FORMAT_TIFF = 64,
    MIEN_FORMAT_BMP = 65,
    MIEN_FORMAT_JPEG_XL = 66,
    MIEN_FORMAT_JPEG_2000 = 67,
    MIEN_FORMAT_NETPBM = 68,
    MIEN_FORMAT_ICO = 69,
    MIEN_FORMAT_PSD = 70,
    MIEN_FORMAT_SVG = 71,
    MIEN_FORMAT_PDF = 72,
    MIEN_FORMAT_ISO_VIDEO = 73, // MP4, MOV and their family
    MIEN_FORMAT_MATROSKA = 74,  // and WebM
    MIEN_FORMAT_AVI = 75
};

// How many first bytes of a file mien_format_sniff() wants at most.
#define MIEN_FORMAT_SNIFF_SIZE 64

// Tells the kind of a file from its first bytes (fewer than MIEN_FORMAT_SNIFF_SIZE when
// the file is shorter). Any thread, any time.
MIEN_API enum mien_format mien_format_sniff(const void *head, size_t size);

// Returns the usual name, "JPEG" for instance: static text, never NULL. Any thread.
MIEN_API const char *mien_format_name(enum mien_format format);

// Tells whether this build decodes the format and, for the optional ones, whether its
// library is on this machine (it is loaded to find out). version, when not NULL,
// receives a static text such as "libjpeg-turbo 2.1.5"; it is set only when the answer
// is true. Any thread, any time.
MIEN_API bool mien_format_supported(enum mien_format format, const char **version);

// What a call may spend on one file. Every limit is checked before the memory in
// question is allocated. Begin with mien_decode_limits_init(), then change what you
// need.
//
// `memory` counts every byte that mien, libjpeg and libpng allocate for the call. What
// libwebp, libheif and giflib allocate for themselves is estimated from the sizes of
// the picture and its data, and counted before they begin. (HEIC and AVIF say their
// size twice, and libheif 1.15 goes by the one that mien cannot see: a file whose two
// sizes differ is CORRUPT, but only after libheif took the memory for it.) Keep it
// below what the machine has: mien, libjpeg, libpng and giflib survive a failed
// allocation, but libwebp 1.2 and libheif may end the process.
struct mien_decode_limits {
    size_t size; // sizeof(struct mien_decode_limits), set by mien_decode_limits_init()
    uint64_t pixels;     // width x height; default 200 million
    uint64_t file_bytes; // default 256 MiB
    uint64_t memory;     // bytes that the call may hold at once; default 1 GiB
    uint32_t side;       // longest side in pixels; default 65535
    // Scans of one JPEG file; default 100. Besides, scans x width x height may be 16
    // times `pixels` at most, since each scan goes over the whole picture.
    uint32_t jpeg_scans;
    uint32_t png_chunks; // chunks of one PNG file; default 100000
    uint32_t reserved;   // zero
};

// Fills in the size and the defaults. Any thread, any time.
MIEN_API void mien_decode_limits_init(struct mien_decode_limits *limits);

// What is known of a picture before its first row; the flags MIEN_IMAGE_PARTIAL and
// MIEN_IMAGE_ANIMATED and the orientation are final only after the last.
struct mien_image_info {
    enum mien_format format;
    enum mien_pixel_format pixel_format; // of the rows that will be delivered
    uint32_t width, height;              // of the stored picture, in pixels
    // What a viewer still does to the delivered rows before it shows them.
    enum mien_orientation orientation;
    // The EXIF tag Orientation as it stands in the file, 1 to 8, or 0 without one. It
    // differs from `orientation` in HEIC and AVIF, where the file format itself turns
    // the picture and viewers ignore the tag.
    uint32_t exif_orientation;
    uint32_t flags; // MIEN_IMAGE_*
    // 1, and 2, 4 or 8 when mien_media_hash_*() was asked to be fast and a pixel that
    // was decoded stands for so many pixels of the stored picture on each axis. 0 while
    // it is not known.
    uint32_t scale;
    uint32_t reserved[4]; // zero; room for what later versions learn
};

#define MIEN_IMAGE_ALPHA 1u       // the file has transparency
#define MIEN_IMAGE_PROGRESSIVE 2u // JPEG in several scans: needs memory for all of it
#define MIEN_IMAGE_INTERLACED 4u  // PNG or GIF: needs memory for all of it
#define MIEN_IMAGE_ANIMATED 8u    // only the first frame is delivered
#define MIEN_IMAGE_PARTIAL 16u    // damaged or cut short, and delivered all the same
// Only the first scans of a progressive JPEG were decoded, as MIEN_MEDIA_FASTEST does.
#define MIEN_IMAGE_FIRST_SCANS 32u

// Where the bytes of a file come from. read() puts up to `capacity` bytes (never 0)
// into `buffer` and their number into *got; 0 is the end of the file. What it returns
// other than MIEN_OK ends the decoding and is returned to the caller.
struct mien_source {
    void *context;
    enum mien_status (*read)(void *context, void *buffer, size_t capacity, size_t *got);
};

// Where the rows go. begin() is called once, before any row; then rows() with every row
// of the picture once, from the top down. Both may return anything but MIEN_OK to end
// the decoding; that status is returned to the caller. The pixels belong to the decoder
// and are valid, and may be changed in place, during the call only.
struct mien_sink {
    void *context;
    enum mien_status (*begin)(void *context, const struct mien_image_info *info);
    enum mien_status (*rows)(void *context, void *pixels, ptrdiff_t stride,
                             uint32_t count);
};

// Called during the work with the rows delivered so far and the rows in all (0 while it
// is not known). It returns true to go on and false to stop: then the call answers
// MIEN_ERROR_CANCELLED. Called in the thread of the call, at least once per 64 rows
// and, where the image library allows, also while a progressive file is being read.
typedef bool mien_progress_fn(void *context, uint32_t rows_done, uint32_t rows_all);

// How to decode. Zero-initialise it, set size, change what you need.
struct mien_decode_options {
    size_t size;                             // sizeof(struct mien_decode_options)
    const struct mien_decode_limits *limits; // NULL: the defaults
    mien_progress_fn *progress;              // NULL: none
    void *progress_context;
    // MIEN_DECODE_*. A picture that is damaged or cut short is MIEN_ERROR_CORRUPT
    // unless MIEN_DECODE_ALLOW_PARTIAL is set: the hash of a half-grey picture protects
    // nobody. Rows that are then not known are grey (JPEG), of palette index 0 (GIF),
    // or zero. Whole is also a JPEG of one scan without its end marker, a PNG with
    // damage in optional chunks (tRNS counts when alpha is delivered), and a GIF whose
    // first frame is whole.
    //
    // Damage is seen as far as the format lets it be seen. PNG has checksums: all of
    // it. JPEG: impossible codes, missing scans, and data that is missing or left over,
    // but not every turned bit. GIF: impossible codes and missing data, not data left
    // over. WebP, HEIC and AVIF: missing data, little else; their codes give some
    // picture for any bytes, and a file of the right length with bytes that were
    // overwritten mostly has a hash.
    uint32_t flags;
    uint32_t reserved; // zero
};

#define MIEN_DECODE_ALLOW_PARTIAL 1u
// Leave the alpha channel out of the rows: the colours stand as in the file, and grey
// with alpha stays grey. MIEN_IMAGE_ALPHA still tells that there was one.
#define MIEN_DECODE_DROP_ALPHA 2u

// Decodes one file: tells its kind, checks it against the limits, and gives its rows to
// the sink as 8-bit pixels in one of the formats GRAY8, RGB8 and RGBA8.
//
// Rows are those stored in the file: the EXIF orientation is reported, not applied.
// Grey stays grey. 16-bit samples are cut to their high byte, CMYK and YCCK become RGB
// by multiplying with K (taken as inverted, as Adobe stores them and others read them),
// palettes are looked up, alpha is straight. No colour management and no gamma. Of
// animations the first frame is taken.
//
// Memory: baseline JPEG and non-interlaced PNG are streamed in a few rows; progressive
// JPEG holds its coefficients (about 3 bytes a pixel at 4:2:0, 6 at 4:4:4); interlaced
// PNG and GIF, WebP, HEIC and AVIF hold the whole picture and the last three the file.
//
// source     is read forwards, once, and perhaps not to its end.
// options    NULL for the defaults.
// info       receives what was learned, or is NULL.
// error      receives the reason of a failure, or is NULL.
//
// Errors: ARGUMENT, MEMORY, FORMAT, UNSUPPORTED, LIMIT, CORRUPT, CANCELLED, INTERNAL,
// and whatever source and sink return. Rows may have been delivered before a failure:
// throw them away. Any thread; callbacks run in the thread of the call.
MIEN_API MIEN_NODISCARD enum mien_status
mien_decode(const struct mien_source *source, const struct mien_sink *sink,
            const struct mien_decode_options *options, struct mien_image_info *info,
            struct mien_error *error);

MIEN_END_DECLS

#endif
