// SPDX-License-Identifier: Apache-2.0
// Views: more hashes of one picture, so that it is found again when it was cropped,
// mirrored, framed, tilted, covered or put into a screenshot.
//
// A view is a part of the picture, hashed as plain PDQ: every hash here lies in the
// same index as any other, and is compared in the same way. There are views of the
// whole picture, and *windows*: squares around places that the content itself chooses
// (the extrema of its scale space: D. Lowe, "Distinctive Image Features from
// Scale-Invariant Keypoints", 2004). A copy that shows a part of the picture chooses
// the same places wherever it has them, whatever surrounds them.
//
// One window in common is a sign that two pictures share an object, a room say: a case
// for human eyes. That they are one picture is said when several windows agree
// (mien_views_decide).
//
// More hashes say more of a picture: whoever holds them can tell whether another
// picture shows a part of it. They are sent only to those who ask for them.
#ifndef MIEN_VIEWS_H
#define MIEN_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/export.h>
#include <mien/image.h>
#include <mien/pdq.h>
#include <mien/status.h>

MIEN_BEGIN_DECLS

// ------------------------------------------------------------------------------ a view

// What a view shows. The values and the names go into documents and indexes: they are
// never renumbered.
enum mien_view_kind {
    MIEN_VIEW_WHOLE = 0, // "whole": every pixel as stored: plain PDQ
    MIEN_VIEW_SEEN = 1,  // "seen": as a viewer turns it, where that makes a difference
    MIEN_VIEW_TRIMMED = 2, // "trimmed-0" without its frame, "trimmed-1" from a page
    MIEN_VIEW_ZOOM = 3,    // "zoom-N": its centre
    MIEN_VIEW_CROP = 4,    // "crop-N": an edge cut off, or to a usual format
    MIEN_VIEW_TILT = 5,    // "tilt-N": turned by a few degrees
    MIEN_VIEW_WINDOW = 6,  // "window-N": around a place that the content chose
    MIEN_VIEW_TURNED = 7,  // "turned-N": such a window, turned by a few degrees
    MIEN_VIEW_NEGATIVE = 8 // "negative": the whole picture with its colours inverted
};
#define MIEN_VIEW_KIND_COUNT 9

// Where a view lies in the stored picture, in its pixels: the centre (0, 0 is the
// corner of the first pixel), the sides, and by how many degrees it is turned clockwise
// about its centre. A width of 0: not known.
struct mien_view_place {
    float x, y;
    float width, height;
    float degrees;
};

// One view. A plain value; its layout is frozen. Its hashes say much of a picture, and
// its place more: wipe it when they are secret.
struct mien_view {
    enum mien_view_kind kind;
    // Among those of its kind, from 0 to 255. A plan fixes what zoom 3 is; windows are
    // counted, the best first.
    uint32_t number;
    uint32_t quality; // of the hashes, 0 to 100
    uint32_t count;   // of hashes: 1 (the original alone), or 8
    struct mien_view_place place;
    uint32_t reserved[3]; // zero
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
};

// The room for a name, with its terminating zero.
#define MIEN_VIEW_NAME_SIZE 24

// Writes the name of a view: its kind, and its number where there are several.
//
// Errors: ARGUMENT (NULL, an unknown kind, a number above 255). Any thread.
MIEN_API MIEN_NODISCARD enum mien_status mien_view_name(char name[MIEN_VIEW_NAME_SIZE],
                                                        enum mien_view_kind kind,
                                                        uint32_t number);
// Reads a name of `length` characters. Errors: ARGUMENT (NULL), FORMAT. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status mien_view_from_name(enum mien_view_kind *kind,
                                                             uint32_t *number,
                                                             const char *name,
                                                             size_t length);

// The 32-bit variant of an index entry (mien/index.h): bits 0-2 the dihedral, 3-7 the
// kind, 8-15 the number of the view, the rest zero. The eight hashes of a whole picture
// thus have the variants 0 to 7. Any thread.
MIEN_API uint32_t mien_view_variant(enum mien_view_kind kind, uint32_t number,
                                    enum mien_dihedral dihedral);
// Takes a variant apart; the out-pointers may be NULL. Errors: FORMAT (not a variant of
// a view). Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_view_from_variant(enum mien_view_kind *kind, uint32_t *number,
                       enum mien_dihedral *dihedral, uint32_t variant);

// -------------------------------------------------------------- the views of a picture

// What views are for.
//
// BANK: to be found. The whole picture and the plan's views, trimmed, and windows, each
// with its eight dihedral hashes, so that the one who looks up needs to try none.
#define MIEN_VIEWS_BANK 1u
// QUERY: to look up. The whole picture, its negative, what lies inside its frames, and
// many windows, upright and turned: one hash each, to be looked up as they are.
#define MIEN_VIEWS_QUERY 2u

// The most views that a set has.
#define MIEN_VIEWS_MAX 384

// How many hashes the sets have at most when no budget is given.
#define MIEN_VIEWS_BANK_BUDGET 704u
#define MIEN_VIEWS_QUERY_BUDGET 300u

// Zero-initialise it, set size and purposes.
struct mien_views_options {
    size_t size;       // sizeof(struct mien_views_options)
    uint32_t purposes; // MIEN_VIEWS_BANK, MIEN_VIEWS_QUERY or both
    // The most hashes, the best ones first: each view of a set for a bank has 8, the
    // others 1. 0: the defaults above, or their sum. The whole picture is always there,
    // and counts 1 in a set for queries alone.
    uint32_t budget;
};

// A picture on its way into views: a stream of rows like mien_pdq_stream, in memory of
// the caller, with the same duty to end it. It holds the picture reduced to 1024
// pixels. One stream belongs to one thread at a time; different streams are
// independent.
struct mien_views_stream;

// Tells how many bytes of scratch a stream needs: that of mien_pdq_scratch_size(), and
// about 8 MB.
//
// Errors: ARGUMENT (a side of 0 or above MIEN_PDQ_SIDE_MAX), LIMIT. Any thread, any
// time.
MIEN_API MIEN_NODISCARD enum mien_status
mien_views_scratch_size(size_t *size, uint32_t width, uint32_t height);

// Begins a stream in the caller's memory; scratch and size as for mien_pdq_begin().
// Errors: ARGUMENT, LIMIT.
MIEN_API MIEN_NODISCARD enum mien_status
mien_views_begin(struct mien_views_stream **stream, void *scratch, size_t size,
                 uint32_t width, uint32_t height, enum mien_pixel_format format);

// Gives the next rows, as mien_pdq_push(). Errors: ARGUMENT, STATE.
MIEN_API MIEN_NODISCARD enum mien_status
mien_views_push(struct mien_views_stream *stream, const void *pixels, ptrdiff_t stride,
                uint32_t rows);

// Ends the stream after its last row and gives the views, the best first.
//
// views      receives at most `capacity` of them; there are never more than
//            MIEN_VIEWS_MAX. The first is the whole picture, with all eight hashes, of
//            whatever quality. Views of a quality below MIEN_PDQ_QUALITY_MIN are left
//            out, and those that another view already stands for.
// orientation   how a viewer turns the picture; MIEN_ORIENTATION_TOP_LEFT if not known.
//
// The same pixels give the same views on every machine and with every kernel. On
// success the scratch memory has been wiped and the handle is dead. Errors, after which
// the stream goes on: ARGUMENT (NULL, unknown purposes, no capacity), STATE (rows are
// missing).
MIEN_API MIEN_NODISCARD enum mien_status
mien_views_finish(struct mien_views_stream *stream, struct mien_view *views,
                  size_t capacity, size_t *count, enum mien_orientation orientation,
                  const struct mien_views_options *options);

// Ends the stream without views: wipes its scratch memory. NULL does nothing.
MIEN_API void mien_views_abandon(struct mien_views_stream *stream);

// --------------------------------------------------------------------------- agreement

// A view of an upload and a view of one item of the bank at a small distance.
struct mien_view_match {
    uint32_t query;              // which of the upload's views: its place in the array
    uint32_t bank;               // which of the item's
    enum mien_dihedral dihedral; // which hash of the item's view
    uint32_t distance;
};

// How far apart the hashes of windows may be that take part in an agreement. One window
// at least has to be within MIEN_PDQ_RADIUS, so looking up at that radius finds every
// item for which this can say anything.
#define MIEN_VIEWS_RADIUS 64

enum mien_verdict {
    MIEN_VERDICT_NOTHING = 0,
    MIEN_VERDICT_REVIEW = 1, // they share something: for a person to look at
    MIEN_VERDICT_MATCH = 2   // it is this picture, or a part of it
};

// Why.
enum mien_verdict_reason {
    MIEN_REASON_NONE = 0, // nothing matched
    // A view of the whole picture matched: a match. (A picture found on a page, in
    // both, is none by itself: it may be a screen on a wall.)
    MIEN_REASON_VIEW = 1,
    MIEN_REASON_WINDOWS = 2, // windows agree: a match
    MIEN_REASON_SHARED = 3   // windows matched that do not agree, or too few: a review
};

// What was decided.
struct mien_agreement {
    enum mien_verdict verdict;
    enum mien_verdict_reason reason;
    // The nearest views within MIEN_PDQ_RADIUS, as places in the two arrays, and their
    // distance; 256 when there are none. With MIEN_REASON_VIEW of whole pictures.
    uint32_t query, bank, distance;
    // How the stored item is turned in the upload (with MIEN_REASON_NONE 0); when a
    // view "seen" matched, how the one that is seen is turned.
    enum mien_dihedral dihedral;
    // Of the item's windows: how many agree, and with how many of them they were
    // compared (those that must lie in the upload, as far as places tell; all of them
    // otherwise).
    uint32_t agreeing, windows;
    // The part of what upload and item have in common that agreeing windows cover, 0 to
    // 1; without places, of the box around them in the upload.
    float covered;
    // With places on both sides: where the item's pixel (x, y) is in the upload,
    //     x' = a x + b y + c,    y' = d x + e y + f,
    // a turn, a scale and perhaps a mirroring (with MIEN_REASON_VIEW perhaps a
    // stretch); all zero otherwise, and when a view "seen" matched.
    float transform[6];
    uint32_t reserved[4]; // zero
};

// Compares every view of an upload with every view of an item and gives the pairs
// within `radius`, in the order of the upload's views, then the item's.
//
// matches    room for `capacity` of them; *count receives how many there are.
//
// Errors: ARGUMENT (NULL), LIMIT (the capacity is too small: *count tells how many are
// needed, and the first of them are there). Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_views_match(struct mien_view_match *matches, size_t capacity, size_t *count,
                 const struct mien_view *query, size_t query_count,
                 const struct mien_view *bank, size_t bank_count, unsigned radius);

// Decides whether the upload is the item, from the views of the two that matched.
//
// query      the upload's views, as mien_views_finish() gave them, places included.
// bank       the item's, as far as they are known: kind and number of each; places
//            where the item has them (all or none), with which the decision is sharper:
//            in pixels, or in parts of the longer side, as documents give them
//            (mien/case.h). Their hashes are not looked at.
// matches    between these two arrays, in any order, those within MIEN_VIEWS_RADIUS.
//            Fewer (those within MIEN_PDQ_RADIUS, which an index gives) are enough for
//            most matches, and never make one of what is none.
//
// The rule is explained in lib/views/decide.c; how often it errs, in doc/recall.md.
// Quality is not looked at: that the hash of a whole upload matched which is below
// MIEN_PDQ_QUALITY_MIN (a flat picture, say) means nothing.
//
// Errors: ARGUMENT (NULL, more views than MIEN_VIEWS_MAX, a match that points outside
// the arrays), MEMORY. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_views_decide(struct mien_agreement *out, const struct mien_view *query,
                  size_t query_count, const struct mien_view *bank, size_t bank_count,
                  const struct mien_view_match *matches, size_t match_count);

MIEN_END_DECLS

#endif
