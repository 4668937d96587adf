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

// How to hash a file. Zero-initialise it, set size, change what you need.
struct mien_media_options {
    size_t size;                             // sizeof(struct mien_media_options)
    const struct mien_decode_limits *limits; // NULL: the defaults
    mien_progress_fn *progress;              // NULL: none; see mien/decode.h
    void *progress_context;
    enum mien_pdq_mode mode; // 0: MIEN_PDQ_FULL
    uint32_t flags;          // MIEN_MEDIA_*
};

// Hash a damaged or cut-short picture as far as it goes, marked MIEN_IMAGE_PARTIAL.
#define MIEN_MEDIA_ALLOW_PARTIAL 1u
// Lay transparent pixels over white, as viewers do, instead of dropping the alpha
// channel, as the reference does.
#define MIEN_MEDIA_ALPHA_ON_WHITE 2u
// Do not compute MD5 and SHA-256, which then are zero: for those who only want to know
// the picture, some 5 % faster.
#define MIEN_MEDIA_NO_DIGESTS 4u

// What was found. Everything is a plain value; nothing to free.
struct mien_media {
    struct mien_image_info image;
    // The hash of the rows as stored, dihedral[MIEN_DIHEDRAL_ORIGINAL], which equals
    // the reference's; and its seven companions.
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    // The hash of the picture as a viewer shows it: dihedral[seen].
    enum mien_dihedral seen;
    uint32_t quality; // 0 to 100, one for all eight
    uint64_t file_bytes;
    uint8_t md5[16];
    uint8_t sha256[32];
    uint8_t reserved[64]; // zero; room for what later versions find
};

// Hash the file at a path, the rest of an open file (a pipe or a socket will do; it is
// left open, at its end), or a file in memory.
//
// options    NULL for the defaults.
// error      receives the reason of a failure, or is NULL.
//
// A path is opened as it stands: opening a FIFO waits until somebody writes to it.
//
// Errors: those of mien_decode(), and IO with errno set. A file that cannot be decoded
// yields no hash at all; how much damage a decoder can see, mien/decode.h says at
// struct mien_decode_options. Any thread, any time.
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
// Errors: as above; ARGUMENT also for a mode that is not MIEN_PDQ_FULL and for options
// that mien_views_finish() refuses, before anything is read. Any thread, any time.
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
