// SPDX-License-Identifier: Apache-2.0
// The same pixels give the same views on every machine: what a set is comes down to one
// number here, which this program compares on each of them, emulated ones too.
#include <stdlib.h>
#include <string.h>

#include <mien/views.h>

#include "suite.h"
#include "viewed.h"

// FNV-1a over what a set says, number by number, in little-endian bytes.
static void add(uint64_t *sum, uint32_t number)
{
    for (int i = 0; i < 4; i++, number >>= 8)
        *sum = (*sum ^ (number & 255)) * 0x100000001b3u;
}

static void add_float(uint64_t *sum, float number)
{
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    add(sum, bits);
}

static uint64_t sum_of(const struct mien_viewed *set)
{
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < set->count; i++) {
        const struct mien_view *view = &set->views[i];
        add(&sum, (uint32_t)view->kind);
        add(&sum, view->number);
        add(&sum, view->quality);
        add(&sum, view->count);
        add_float(&sum, view->place.x);
        add_float(&sum, view->place.y);
        add_float(&sum, view->place.width);
        add_float(&sum, view->place.height);
        add_float(&sum, view->place.degrees);
        for (uint32_t k = 0; k < view->count; k++)
            for (int b = 0; b < MIEN_HASH_BYTES; b++)
                add(&sum, view->dihedral[k].bytes[b]);
    }
    return sum;
}

static const struct {
    uint32_t width, height, seed, purposes;
    uint64_t sum;
} sets[] = {
    {1100, 800, 4, MIEN_VIEWS_BANK, 0xfc9a6e711a98a554},
    {333, 500, 5, MIEN_VIEWS_QUERY, 0x0ab8567d3a134b01},
};

START_TEST(sets_are_the_same_on_every_machine)
{
    static struct mien_viewed set;
    uint8_t *rgb = mien_scene_new(sets[_i].width, sets[_i].height, sets[_i].seed);
    mien_viewed_rgb(&set, rgb, sets[_i].width, sets[_i].height, sets[_i].purposes);
    free(rgb);
    ck_assert_uint_gt(set.count, 50);
    uint64_t sum = sum_of(&set);
    ck_assert_msg(sum == sets[_i].sum, "set %d came to 0x%016llx", _i,
                  (unsigned long long)sum);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("views_same");
    TCase *same = tcase_create("same");
    tcase_set_timeout(same, 600);
    tcase_add_loop_test(same, sets_are_the_same_on_every_machine, 0,
                        (int)(sizeof sets / sizeof sets[0]));
    suite_add_tcase(suite, same);
    return mien_suite_run(suite);
}
