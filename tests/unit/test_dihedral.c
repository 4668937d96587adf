// SPDX-License-Identifier: Apache-2.0
// The eight ways to turn a picture: their names, their hashes against pictures that
// really were turned, and which of them a viewer shows.
#include <stdlib.h>
#include <string.h>

#include <mien/pdq.h>

#include "scene.h"
#include "suite.h"

struct picture {
    uint32_t width, height;
    uint8_t *rgb;
};

static struct picture new_picture(uint32_t width, uint32_t height)
{
    struct picture picture = {width, height, malloc((size_t)width * height * 3)};
    ck_assert_ptr_nonnull(picture.rgb);
    return picture;
}

static struct picture new_scene(uint32_t width, uint32_t height, uint32_t number)
{
    struct picture picture = new_picture(width, height);
    mien_scene(picture.rgb, width, height, number);
    return picture;
}

static struct mien_hash hash_of(struct picture picture,
                                struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT])
{
    struct mien_pdq found;
    ck_assert_int_eq(mien_pdq_hash(&found, dihedral, picture.rgb,
                                   (ptrdiff_t)picture.width * 3, picture.width,
                                   picture.height, MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                     MIEN_OK);
    ck_assert_uint_eq(found.quality, 100);
    return found.hash;
}

// Turns a picture as a viewer does that reads the EXIF tag. The standard says where the
// stored row 0 and column 0 are seen: "RIGHT_TOP", row 0 at the right, column 0 on top.
static struct picture view(struct picture stored, enum mien_orientation orientation)
{
    bool transposed = orientation >= MIEN_ORIENTATION_LEFT_TOP;
    uint32_t last_row = stored.height - 1, last_column = stored.width - 1;
    struct picture seen = new_picture(transposed ? stored.height : stored.width,
                                      transposed ? stored.width : stored.height);
    for (uint32_t row = 0; row < stored.height; row++)
        for (uint32_t column = 0; column < stored.width; column++) {
            uint32_t x = column, y = row;
            switch (orientation) {
            case MIEN_ORIENTATION_TOP_LEFT:
                break;
            case MIEN_ORIENTATION_TOP_RIGHT:
                x = last_column - column;
                break;
            case MIEN_ORIENTATION_BOTTOM_RIGHT:
                x = last_column - column;
                y = last_row - row;
                break;
            case MIEN_ORIENTATION_BOTTOM_LEFT:
                y = last_row - row;
                break;
            case MIEN_ORIENTATION_LEFT_TOP:
                x = row;
                y = column;
                break;
            case MIEN_ORIENTATION_RIGHT_TOP:
                x = last_row - row;
                y = column;
                break;
            case MIEN_ORIENTATION_RIGHT_BOTTOM:
                x = last_row - row;
                y = last_column - column;
                break;
            case MIEN_ORIENTATION_LEFT_BOTTOM:
                x = row;
                y = last_column - column;
                break;
            }
            memcpy(seen.rgb + ((size_t)y * seen.width + x) * 3,
                   stored.rgb + ((size_t)row * stored.width + column) * 3, 3);
        }
    return seen;
}

START_TEST(names_are_those_of_the_reference)
{
    static const char *const names[] = {"original", "rot90", "rot180",    "rot270",
                                        "flipX",    "flipY", "flipPlus1", "flipMinus1"};
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        ck_assert_str_eq(mien_dihedral_name((enum mien_dihedral)i), names[i]);
    ck_assert_ptr_null(mien_dihedral_name((enum mien_dihedral)MIEN_DIHEDRAL_COUNT));
    ck_assert_ptr_null(mien_dihedral_name((enum mien_dihedral) - 1));
}
END_TEST

// The dihedral hash that mien_dihedral_seen() names is the one of what a viewer shows:
// nearer than its seven sisters, and a match.
//
// How near, depends on the size of the picture, since PDQ's windows lean to the right
// and down by up to a pixel, and a pixel of a small picture is much. The scenes stay
// below 9 bits at 1200 x 800 and below 19 at 480 x 320.
static void check_seen(uint32_t width, uint32_t height, uint32_t number,
                       unsigned distance_max)
{
    struct picture stored = new_scene(width, height, number);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    hash_of(stored, dihedral);
    for (int orientation = 1; orientation <= 8; orientation++) {
        struct picture shown = view(stored, (enum mien_orientation)orientation);
        struct mien_hash hash = hash_of(shown, NULL);
        enum mien_dihedral seen =
            mien_dihedral_seen((enum mien_orientation)orientation);
        unsigned distance = mien_hash_distance(&hash, &dihedral[seen]);
        ck_assert_msg(distance <= distance_max, "scene %u, orientation %d: %u bits",
                      number, orientation, distance);
        for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
            if (i != (int)seen)
                ck_assert_uint_gt(mien_hash_distance(&hash, &dihedral[i]),
                                  MIEN_PDQ_RADIUS);
        free(shown.rgb);
    }
    free(stored.rgb);
}

START_TEST(seen_is_near_what_viewers_show)
{
    check_seen(1200, 800, (uint32_t)_i, 8);
}
END_TEST

START_TEST(seen_is_near_what_viewers_show_of_small_pictures)
{
    check_seen(480, 320, (uint32_t)_i, 18);
}
END_TEST

START_TEST(unknown_orientations_are_taken_as_upright)
{
    static const int unknown[] = {0, 9, -1, 255, 65535};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        ck_assert_int_eq(mien_dihedral_seen((enum mien_orientation)unknown[i]),
                         MIEN_DIHEDRAL_ORIGINAL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dihedral");
    TCase *names = tcase_create("names");
    tcase_add_test(names, names_are_those_of_the_reference);
    tcase_add_test(names, unknown_orientations_are_taken_as_upright);
    suite_add_tcase(suite, names);
    TCase *seen = tcase_create("seen");
    tcase_add_loop_test(seen, seen_is_near_what_viewers_show, 1, 4);
    tcase_add_loop_test(seen, seen_is_near_what_viewers_show_of_small_pictures, 1, 5);
    suite_add_tcase(suite, seen);
    return mien_suite_run(suite);
}
