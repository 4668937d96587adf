// SPDX-License-Identifier: Apache-2.0
// PDQ: 256 bits that describe the look of a picture.
//
// Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
// Facebook, 2019, and its C++ reference in the ThreatExchange repository (pdq/cpp).
// mien gives the same bits, the same quality and the same eight dihedral hashes as that
// reference for the same pixels, on every processor and with every kernel.
//
// Two ways to hash pixels: all at once with mien_pdq_hash(), or row by row with a
// stream, which never holds the whole picture and never touches the heap.
#ifndef MIEN_PDQ_H
#define MIEN_PDQ_H

#include <stddef.h>
#include <stdint.h>

#include <mien/export.h>
#include <mien/image.h>
#include <mien/status.h>

MIEN_BEGIN_DECLS

#define MIEN_HASH_BITS 256
#define MIEN_HASH_BYTES 32
// The room for a hash in hexadecimal, with its terminating zero.
#define MIEN_HASH_HEX_SIZE 65

// One PDQ hash: a 256-bit number, most significant byte first, so that bytes[0] is the
// first pair of hexadecimal digits. The bit of the DCT coefficient in row i and column
// j (0 <= i, j < 16) has the weight 2^(16 i + j). A plain value: copy it, compare it
// with memcmp, store it. Its layout is frozen.
struct mien_hash {
    uint8_t bytes[MIEN_HASH_BYTES];
};

// Two hashes at this Hamming distance or nearer show the same picture.
#define MIEN_PDQ_RADIUS 31
// A hash of a lower quality than this says too little: it matches strangers and does
// not protect the picture.
#define MIEN_PDQ_QUALITY_MIN 50
// Sides below this many pixels have no PDQ: the hash is all zero and the quality 0. (In
// the mode MIEN_PDQ_CLI512 this is asked after the resizing.)
#define MIEN_PDQ_SIDE_MIN 5
// The longest side that mien hashes. Wide enough for JPEG (65535) and PNG panoramas,
// and small enough that no size computed from two sides overflows 64 bits.
#define MIEN_PDQ_SIDE_MAX 1048576

// A hash and how much detail it rests on, 0 (none) to 100.
struct mien_pdq {
    struct mien_hash hash;
    uint32_t quality;
};

// The hashes of the eight ways to turn and mirror one picture, computed from its DCT
// without decoding it again. The names are those of the reference, which puts the
// hashes into this order. A dihedral hash lies near the hash of the picture really
// turned that way: a few bits from it when the picture is large, and the more the
// smaller it is, at times beyond the radius for thumbnails, since the blur leans to one
// side by half a pixel.
enum mien_dihedral {
    MIEN_DIHEDRAL_ORIGINAL = 0,
    MIEN_DIHEDRAL_ROT90 = 1, // counter-clockwise
    MIEN_DIHEDRAL_ROT180 = 2,
    MIEN_DIHEDRAL_ROT270 = 3,    // clockwise
    MIEN_DIHEDRAL_FLIPX = 4,     // mirrored top to bottom
    MIEN_DIHEDRAL_FLIPY = 5,     // mirrored left to right
    MIEN_DIHEDRAL_FLIPPLUS1 = 6, // transposed: mirrored along the main diagonal
    MIEN_DIHEDRAL_FLIPMINUS1 = 7 // mirrored along the other diagonal
};
#define MIEN_DIHEDRAL_COUNT 8

// Returns the name of a dihedral hash as the reference writes it, "rot90" for instance:
// static text, or NULL for a number outside 0..7. Any thread, any time.
MIEN_API const char *mien_dihedral_name(enum mien_dihedral which);

// Returns which of the eight hashes of the stored rows is the hash of the picture as a
// viewer shows it. Anything that is no orientation is taken as
// MIEN_ORIENTATION_TOP_LEFT, which is what viewers do. Any thread, any time.
MIEN_API enum mien_dihedral mien_dihedral_seen(enum mien_orientation orientation);

// How a hash is made: from which of PDQ's two canonical inputs, and whether bit for bit
// or for almost nothing.
enum mien_pdq_mode {
    // Every pixel, every rounding of the reference. The default, and the only mode
    // whose hashes belong into a case.
    MIEN_PDQ_FULL = 0,
    // What Meta's pdq-photo-hasher and its WebAssembly build hash: a picture with a
    // side above 512 is first resized to exactly 512 x 512 by nearest neighbour. For
    // comparison with lists that were made that way; such a hash is 7 bits from the
    // full one on average, 28 at most (369 photos).
    MIEN_PDQ_CLI512 = 1,
    // Every pixel, in integers, and some four times as fast: for platforms that look up
    // each upload. Blur and decimation are linear, and so are done as sums of bytes
    // with whole weights. Made alike on every processor and by every kernel; no
    // rounding is the reference's, though, so that a coefficient beside the median may
    // fall on its other side. With photos it seldom does, and then by a bit or two:
    // doc/fast-modes.md measures it. Of a drawing so regular that many coefficients are
    // equal but for roundings (one colour, stripes, a chequerboard), it can be another
    // hash altogether, also of quality 100; MIEN_PDQ_GUARDED sees those. A picture with
    // a side below 128 is hashed as in MIEN_PDQ_FULL.
    MIEN_PDQ_APPROXIMATE = 2,
    // MIEN_PDQ_APPROXIMATE, and where its hash or quality is in doubt, MIEN_PDQ_FULL
    // from the same rows: if one of the coefficients next to the median is nearer than
    // 0.05 to the other, or the quality below 100 or not much above it. No photo that
    // mien was tried with has another hash or quality than in MIEN_PDQ_FULL; that is an
    // observation and no proof. A stream wants the rows once more when it is in doubt:
    // see mien_pdq_finish().
    MIEN_PDQ_GUARDED = 3
};

// What a hash was made of, for video hashing (vPDQ) and for debugging. These numbers
// let a small grey copy of the picture be rebuilt: treat them as the picture itself.
struct mien_pdq_details {
    // The 64 x 64 image-domain buffer: luma, 0 to 255, blurred and decimated, in rows.
    float luma[64][64];
    // The 16 x 16 DCT coefficients, frequencies 1 to 16 on both axes:
    // [vertical][horizontal].
    float coefficients[16][16];
};

// Hashes a whole buffer.
//
// out        receives the hash and its quality.
// dihedral   receives the 8 hashes in the order of enum mien_dihedral, or is NULL.
// pixels     points to the first pixel of the first row and is only read.
// stride     bytes from a row to the next, negative when the rows lie bottom-up; in
//            magnitude at least width times the pixel size.
// width, height   in pixels, 1 to MIEN_PDQ_SIDE_MAX.
//
// Allocates mien_pdq_scratch_size() bytes for the duration of the call and wipes them.
// Errors: ARGUMENT (NULL, a size or stride out of range, an unknown format or mode),
// MEMORY. Any thread, any time.
MIEN_API MIEN_NODISCARD enum mien_status
mien_pdq_hash(struct mien_pdq *out, struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
              const void *pixels, ptrdiff_t stride, uint32_t width, uint32_t height,
              enum mien_pixel_format format, enum mien_pdq_mode mode);

// A picture on its way into a hash. It lives in memory of the caller, so there is
// nothing to free; but there are pixels to wipe: end each stream with mien_pdq_finish()
// or mien_pdq_abandon(). One stream belongs to one thread at a time; different streams
// are independent.
struct mien_pdq_stream;

// Tells how many bytes of scratch a stream needs: some 60 kB, and for large pictures
// about 4 * width * (height / 128 + 36), which is below 6 MB for 12000 x 8400 pixels.
// MIEN_PDQ_APPROXIMATE needs less: some 100 bytes for each pixel of a row.
//
// Errors: ARGUMENT (a side of 0 or above MIEN_PDQ_SIDE_MAX, an unknown mode), LIMIT
// (the size does not fit into size_t). Any thread, any time.
MIEN_API MIEN_NODISCARD enum mien_status mien_pdq_scratch_size(size_t *size,
                                                               uint32_t width,
                                                               uint32_t height,
                                                               enum mien_pdq_mode mode);

// Begins a stream in the caller's memory and gives its handle in *stream.
//
// scratch    of any alignment; stays in place, and left alone, until the stream ends.
// size       its size in bytes, at least mien_pdq_scratch_size().
//
// Errors: as mien_pdq_scratch_size(), and ARGUMENT for NULL, too little scratch or an
// unknown format.
MIEN_API MIEN_NODISCARD enum mien_status mien_pdq_begin(struct mien_pdq_stream **stream,
                                                        void *scratch, size_t size,
                                                        uint32_t width, uint32_t height,
                                                        enum mien_pixel_format format,
                                                        enum mien_pdq_mode mode);

// Gives the next rows to the stream, from the top of the stored picture down, in
// portions of any size. The pixels are only read, and nothing of them is kept by
// reference.
//
// pixels     the first pixel of the first of these rows.
// stride     bytes from a row to the next, of either sign; in magnitude at least width
//            times the pixel size when rows > 1.
// rows       how many; 0 does nothing.
//
// Errors, after which the stream stands as before the call: ARGUMENT (NULL, a stride
// out of range), STATE (more rows than the picture has).
MIEN_API MIEN_NODISCARD enum mien_status mien_pdq_push(struct mien_pdq_stream *stream,
                                                       const void *pixels,
                                                       ptrdiff_t stride, uint32_t rows);

// Ends the stream after its last row and gives the hash. dihedral receives the 8 hashes
// and details the numbers behind them; either may be NULL.
//
// On success the scratch memory has been wiped and the handle is dead. Errors, after
// which the stream goes on: ARGUMENT (NULL), STATE (rows are missing), and in the mode
// MIEN_PDQ_GUARDED once at most AGAIN: the stream is in doubt, and stands before its
// first row again, to be hashed exactly. Push all rows a second time, then finish.
// (Nothing of the picture is kept for that, since the caller mostly has it still, or
// can decode it again. mien_pdq_hash() does it by itself.)
MIEN_API MIEN_NODISCARD enum mien_status
mien_pdq_finish(struct mien_pdq_stream *stream, struct mien_pdq *out,
                struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                struct mien_pdq_details *details);

// Ends the stream without a hash: wipes its scratch memory. NULL does nothing.
MIEN_API void mien_pdq_abandon(struct mien_pdq_stream *stream);

// Returns the Hamming distance of two hashes, 0 (equal) to 256. Any thread, any time.
MIEN_API unsigned mien_hash_distance(const struct mien_hash *a,
                                     const struct mien_hash *b);

// Writes the hash as 64 lower-case hexadecimal digits and a terminating zero. Any
// thread, any time.
MIEN_API void mien_hash_to_hex(char hex[MIEN_HASH_HEX_SIZE],
                               const struct mien_hash *hash);

// Reads a hash from exactly 64 hexadecimal digits of either case; length is the number
// of characters at hex, which need not end with a zero.
//
// Errors: ARGUMENT (NULL), FORMAT (another length or another character: here it means
// "not a hash", whatever mien_strerror() says of images). Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_hash_from_hex(struct mien_hash *hash, const char *hex, size_t length);

MIEN_END_DECLS

#endif
