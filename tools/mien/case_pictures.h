// SPDX-License-Identifier: Apache-2.0
// The pictures and films of a new case: each is read once, in the sandbox, and what is
// kept of it is numbers.
#ifndef MIEN_TOOL_CASE_PICTURES_H
#define MIEN_TOOL_CASE_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

enum case_picture_state {
    CASE_PICTURE_FINE,
    CASE_PICTURE_DULL, // too few details for a recipient: it would not be protected
    CASE_PICTURE_UNREADABLE
};

struct case_picture {
    char *name; // as she gave it; shown to her, and kept nowhere
    bool film;
    enum case_picture_state state;
    char *reason;     // why it could not be read, as a translated clause
    const char *step; // what she can do about it, as a translated sentence, or NULL
    uint32_t quality;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    uint8_t md5[16]; // of a film
    // The whole picture and its other views, the best first, when they were wanted.
    struct mien_view *views;
    size_t view_count;
};

struct case_pictures {
    struct case_picture *list;
    size_t count;
    bool read;
    uint32_t hashes; // wanted of each picture, views among them; 0: of the whole only
};
void case_pictures_add(struct case_pictures *its, const char *name, bool film);
void case_pictures_free(struct case_pictures *its);

// Reads them, once. `progress` is called before each. False when a signal asks to stop.
bool case_pictures_read(struct case_pictures *its,
                        void (*progress)(size_t number, size_t count));
// Tells apart those that have enough details for all recipients.
void case_pictures_judge(struct case_pictures *its, uint32_t minimum);
// How many are in a state.
size_t case_pictures_in(const struct case_pictures *its, enum case_picture_state state);

// How many of those that are fine have other views than the whole.
size_t case_pictures_with_views(const struct case_pictures *its);
// Puts a picture or film that is fine into a case.
enum mien_status case_picture_take(const struct case_picture *its, struct mien_case *to,
                                   bool with_views, struct mien_error *error);

// A picture that nobody took, for practice.
bool case_pictures_add_made_up(struct case_pictures *its, const char *name);

#endif
