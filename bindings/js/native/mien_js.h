// SPDX-License-Identifier: Apache-2.0
// What the WebAssembly modules and JavaScript have between them, in both directions.
//
//     pixels.wasm     pixels-simd.wasm      hash from pixels
//     pictures.wasm   pictures-simd.wasm    all that, and files and views
//
// mien_js_abi() is the number of what stands here.
//
// - Numbers have 32 bits unless said otherwise. Pointers are places in the exported
//   `memory`. Everything is little-endian.
// - All modules export, besides what is declared here, these functions of mien/pdq.h
//   and mien/status.h as they are there, where size_t and ptrdiff_t have 32 bits:
//   mien_pdq_scratch_size, mien_pdq_begin, mien_pdq_push, mien_pdq_finish,
//   mien_pdq_abandon, mien_hash_distance, mien_strerror, mien_dihedral_name,
//   mien_dihedral_seen.
// - The modules for pictures export of mien/views.h and mien/decode.h, too:
//   mien_views_scratch_size, mien_views_begin, mien_views_push, mien_views_finish,
//   mien_views_abandon, mien_view_name, mien_format_sniff, mien_format_name,
//   mien_format_supported.
// - Those for pixels import nothing; those for pictures the two functions below.
// - Any call may let `memory` grow; JavaScript's earlier views of it are empty then. It
//   never shrinks.
// - A module is for one thread and one call at a time. After a trap (RuntimeError) it
//   is of no further use.
//
// Plain values, in bytes from their beginning:
//   struct mien_pdq, 36    0 the hash, 32 the quality
//   8 hashes, 256          32 each, in the order of enum mien_dihedral
//   struct mien_error, 124     0 the status, 4 the detail, zero terminated
//   struct mien_views_options, 12     0 its size: 12, 4 purposes, 8 budget
//   struct mien_view, 304  0 kind, 4 number, 8 quality, 12 how many hashes: 1 or 8,
//                          16 its place, 5 floats: x, y, width, height, degrees,
//                          48 the hashes
#ifndef MIEN_JS_H
#define MIEN_JS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/mien.h>

#define MIEN_JS_ABI 1

#define MIEN_JS_EXPORT(name) __attribute__((export_name(#name)))
#define MIEN_JS_IMPORT(name) __attribute__((import_module("env"), import_name(#name)))

// ------------------------------------------------------------------------- all modules

// Returns MIEN_JS_ABI.
MIEN_JS_EXPORT(mien_js_abi) int mien_js_abi(void);

// What is in the module: 1 kernels for SIMD128, 2 files and views.
MIEN_JS_EXPORT(mien_js_features) int mien_js_features(void);

// The version of mien: "0.1.0", zero terminated.
MIEN_JS_EXPORT(mien_js_version) const char *mien_js_version(void);

// Returns memory at a multiple of 16 or, when there is none, 0. Its bytes are anything.
MIEN_JS_EXPORT(mien_js_alloc) void *mien_js_alloc(size_t size);

// Wipes `size` bytes, as many as were asked for, and gives them back. 0 does nothing.
MIEN_JS_EXPORT(mien_js_free) void mien_js_free(void *memory, size_t size);

// ------------------------------------------------------------------ those for pictures

// How to hash a file, 48 bytes. All zero: the defaults.
struct mien_js_options {
    uint32_t flags; // MIEN_MEDIA_*; digests are never made here
    uint32_t mode;  // enum mien_pdq_mode
    uint32_t speed; // enum mien_media_speed
    // 1: mien_js_progress() is called.
    uint32_t with_progress;
    // Of one file. 0: those of mien/decode.h. Whole numbers up to 2^53.
    double pixels, file_bytes, memory;
    // For mien_js_views() only: MIEN_VIEWS_BANK, MIEN_VIEWS_QUERY or both, and the most
    // hashes, or 0.
    uint32_t purposes, budget;
};

// What was found in a file, 320 bytes: of struct mien_media.
struct mien_js_picture {
    uint32_t format, pixel_format;                // 0, 4
    uint32_t width, height;                       // 8, 12
    uint32_t orientation;                         // 16
    uint32_t exif_orientation;                    // 20
    uint32_t flags;                               // 24: MIEN_IMAGE_*
    uint32_t scale;                               // 28
    uint32_t quality;                             // 32
    uint32_t seen;                                // 36: enum mien_dihedral
    uint32_t mode, speed;                         // 40, 44: as they were asked for
    double file_bytes;                            // 48
    uint32_t reserved[2];                         // 56: zero
    struct mien_hash hashes[MIEN_DIHEDRAL_COUNT]; // 64
};

// Hashes a file: `size` bytes in memory, or, when bytes is NULL, what mien_js_read()
// gives (size then counts for nothing). options and error may be NULL. Nothing is
// written to *out on failure. Returns what mien_media_hash_bytes() and
// mien_media_hash_fd() do.
MIEN_JS_EXPORT(mien_js_hash)
enum mien_status mien_js_hash(struct mien_js_picture *out, const void *bytes,
                              size_t size, const struct mien_js_options *options,
                              struct mien_error *error);

// The same with views, of which there are MIEN_VIEWS_MAX, 384, at most; options may not
// be NULL. Nothing of the picture is in `views` on failure. Afterwards `views` is wiped
// and given back by mien_js_free().
MIEN_JS_EXPORT(mien_js_views)
enum mien_status mien_js_views(struct mien_js_picture *out, struct mien_view *views,
                               size_t capacity, size_t *count, const void *bytes,
                               size_t size, const struct mien_js_options *options,
                               struct mien_error *error);

// JavaScript gives the next bytes of the file, 1 to `capacity` of them, to `buffer` and
// returns how many: 0 at the end of the file, and below 0 when it cannot be read, which
// then is IO. It returns always: an exception that goes through the module leaves its
// memory unwiped.
MIEN_JS_IMPORT(mien_js_read) int mien_js_read(size_t capacity, void *buffer);

// JavaScript hears how far the work is, as mien_progress_fn; it returns 1 to go on, and
// 0 to stop: CANCELLED. The same is to be said of exceptions.
MIEN_JS_IMPORT(mien_js_progress) int mien_js_progress(uint32_t done, uint32_t all);

#endif
