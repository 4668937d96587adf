// SPDX-License-Identifier: Apache-2.0
// From a file to its hashes, in one pass over its bytes: PDQ of the picture and of its
// views, MD5 and SHA-256 of the file.
//
// Nothing of the picture outlives a call: its pixels and every buffer that held bytes
// of the file are wiped before the memory is given back. (The memory that libwebp,
// libheif, its codecs and giflib allocate for themselves is out of reach, and is not.)
#ifndef MIEN_MEDIA_H
#define MIEN_MEDIA_H

#include <stddef.h>
#include <stdint.h>

#include <mien/decode.h>
#include <mien/export.h>
#include <mien/image.h>
#include <mien/pdq.h>
#include <mien/status.h>
#include <mien/views.h>

MIEN_BEGIN_DECLS

// The one knob of a platform that hashes every upload: how much of a JPEG is decoded.
// Other files are decoded whole. The hashes of FAST and FASTEST are for looking up
// only, and never belong into a case. Their distance from the exact ones, by the size
// of the picture, is measured in doc/fast-modes.md.
enum mien_media_speed {
    // All of it. The default.
    MIEN_MEDIA_EXACT = 0,
    // When its shorter side has 512 pixels or more, its luma, no colours; and from 1023
    // on a reduced picture, made from the coarser part of each block, whose shorter
    // side keeps 512: 4 bits off at most on every photo that mien was tried with. (One
    // that was saved again at JPEG quality 10 is 6 off.) The hash is that of
    // MIEN_PDQ_APPROXIMATE, with what is said there of drawings.
    MIEN_MEDIA_FAST = 1,
    // Its luma, reduced as far as the shorter side keeps 192 pixels, and of a
    // progressive file that can be reduced only the first scans: about 2 bits off on
    // average. Damage behind those scans is not seen.
    MIEN_MEDIA_FASTEST = 2
};

// The memory of a server's thread, taken once: see mien_media_context_open().
struct mien_media_context;

// How to hash a file. Zero-initialise it, set size, change what you need.
struct mien_media_options {
    size_t size;                             // sizeof(struct mien_media_options)
    const struct mien_decode_limits *limits; // NULL: the defaults
    mien_progress_fn *progress;              // NULL: none; see mien/decode.h
    void *progress_context;
    // 0: MIEN_PDQ_FULL. In MIEN_PDQ_GUARDED a file may be read and decoded twice, and
    // the progress then begins again; one that cannot be read twice, as a pipe, is
    // hashed exactly at once.
    enum mien_pdq_mode mode;
    uint32_t flags;                     // MIEN_MEDIA_*
    enum mien_media_speed speed;        // 0: MIEN_MEDIA_EXACT; others with mode 0 only
    uint32_t reserved;                  // zero
    struct mien_media_context *context; // NULL: memory comes from malloc()
};

// Hash a damaged or cut-short picture as far as it goes, marked MIEN_IMAGE_PARTIAL.
#define MIEN_MEDIA_ALLOW_PARTIAL 1u
// Lay transparent pixels over white, as viewers do, instead of dropping the alpha
// channel, as the reference does.
#define MIEN_MEDIA_ALPHA_ON_WHITE 2u
// Do not compute MD5 and SHA-256, which then are zero: for those who only want to know
// the picture, some 5 % faster. A build that makes none (WebAssembly's) answers
// UNSUPPORTED without this.
#define MIEN_MEDIA_NO_DIGESTS 4u
// With MIEN_MEDIA_FASTEST: of a progressive file with 1529 pixels or more on its
// shorter side read also the first scan of luma's lowest frequencies above zero, as of
// a smaller one. The hash is somewhat nearer to the exact one, for some time more.
#define MIEN_MEDIA_FIRST_AC 8u

// What was found. Everything is a plain value; nothing to free.
struct mien_media {
    struct mien_image_info image;
    // The hash of the rows as stored, dihedral[MIEN_DIHEDRAL_ORIGINAL], which equals
    // the reference's where it is exact; and its seven companions.
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    // The hash of the picture as a viewer shows it: dihedral[seen].
    enum mien_dihedral seen;
    uint32_t quality; // 0 to 100, one for all eight
    uint64_t file_bytes;
    uint8_t md5[16];
    uint8_t sha256[32];
    // How the hashes were made, as the options asked. Those of MIEN_PDQ_FULL with
    // MIEN_MEDIA_EXACT, both of them 0, are fit for a case; no others are.
    enum mien_pdq_mode mode;
    enum mien_media_speed speed;
    uint8_t reserved[56]; // zero; room for what later versions find
};

// Takes `memory` bytes, once, for all the pictures that are then hashed with the
// context: a server opens one for each of its threads and gives it in the options of
// each call. Such a call asks the system for no memory at all (but for what libwebp,
// libheif and giflib allocate for themselves), holds no more than this, and leaves the
// memory wiped. A picture that needs more is LIMIT; limits->memory holds besides. 64
// MiB are enough for JPEG and PNG of 100 megapixels, but not for progressive or
// interlaced ones, which are held whole.
//
// A context belongs to one call at a time: two at once are BUSY.
//
// Errors: ARGUMENT (NULL, below 1 MiB), MEMORY. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_media_context_open(struct mien_media_context **context, size_t memory,
                        struct mien_error *error);

// Gives everything back. NULL does nothing.
MIEN_API void mien_media_context_close(struct mien_media_context *context);

// Hash the file at a path, the rest of an open file (a pipe or a socket will do; it is
// left open, at its end), or a file in memory.
//
// options    NULL for the defaults.
// error      receives the reason of a failure, or is NULL.
//
// A path is opened as it stands: opening a FIFO waits until somebody writes to it.
//
// Errors: those of mien_decode(), IO with errno set, and BUSY for the context. A file
// that cannot be decoded yields no hash at all; how much damage a decoder can see,
// mien/decode.h says at struct mien_decode_options. Any thread, any time.
MIEN_API MIEN_NODISCARD enum mien_status
mien_media_hash_path(struct mien_media *out, const char *path,
                     const struct mien_media_options *options,
                     struct mien_error *error);
MIEN_API MIEN_NODISCARD enum mien_status
mien_media_hash_fd(struct mien_media *out, int fd,
                   const struct mien_media_options *options, struct mien_error *error);
MIEN_API MIEN_NODISCARD enum mien_status
mien_media_hash_bytes(struct mien_media *out, const void *bytes, size_t size,
                      const struct mien_media_options *options,
                      struct mien_error *error);

// The same, and the views of the picture (mien/views.h), from one decoding.
//
// views      receives at most `capacity` of them, the best first; there are never more
//            than MIEN_VIEWS_MAX. Hashes and quality of *out are those of the first.
// views_options   what the views are for: not NULL. EXIF's orientation is in them.
//
// The memory for the views counts for limits->memory, too. On failure *out and
// *count are untouched, and nothing of the picture is in `views`.
//
// Errors: as above; ARGUMENT also for a mode that is not MIEN_PDQ_FULL, for a speed
// that is not MIEN_MEDIA_EXACT, and for options that mien_views_finish() refuses,
// before anything is read. Any thread, any time.
MIEN_API MIEN_NODISCARD enum mien_status mien_media_views_path(
    struct mien_media *out, struct mien_view *views, size_t capacity, size_t *count,
    const char *path, const struct mien_media_options *options,
    const struct mien_views_options *views_options, struct mien_error *error);
MIEN_API MIEN_NODISCARD enum mien_status
mien_media_views_fd(struct mien_media *out, struct mien_view *views, size_t capacity,
                    size_t *count, int fd, const struct mien_media_options *options,
                    const struct mien_views_options *views_options,
                    struct mien_error *error);
MIEN_API MIEN_NODISCARD enum mien_status mien_media_views_bytes(
    struct mien_media *out, struct mien_view *views, size_t capacity, size_t *count,
    const void *bytes, size_t size, const struct mien_media_options *options,
    const struct mien_views_options *views_options, struct mien_error *error);

MIEN_END_DECLS

#endif
