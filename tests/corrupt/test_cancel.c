// SPDX-License-Identifier: Apache-2.0
// Whoever is asked whether to go on may say no each time, and the call ends.
#include <stdlib.h>
#include <string.h>

#include <mien/media.h>

#include "fixture.h"
#include "suite.h"

enum {
    SIDE = 300,
    KINDS = MIEN_KINDS
};

static struct mien_file new_file(int kind)
{
    return mien_kind_make((enum mien_kind)kind, SIDE, SIDE, 20240307);
}

struct patience {
    uint32_t calls, stop_at;
};

static bool ask(void *context, uint32_t done, uint32_t all)
{
    (void)done, (void)all;
    struct patience *patience = context;
    // Nobody is asked again after a no.
    ck_assert_uint_le(patience->calls, patience->stop_at);
    return patience->calls++ != patience->stop_at;
}

static struct mien_view views[MIEN_VIEWS_MAX];

// The second half of them with views.
START_TEST(every_no_is_obeyed)
{
    const struct mien_views_options views_options = {.size = sizeof views_options,
                                                     .purposes = MIEN_VIEWS_QUERY};
    size_t count;
    struct mien_file file = new_file(_i % KINDS);
    enum mien_status status = MIEN_ERROR_CANCELLED;
    uint32_t stop_at = 0;
    for (; status != MIEN_OK; stop_at++) {
        struct patience patience = {.stop_at = stop_at};
        const struct mien_media_options options = {.size = sizeof options,
                                                   .progress = ask,
                                                   .progress_context = &patience,
                                                   .flags = stop_at % 2};
        struct mien_media media;
        memset(&media, 0x5a, sizeof media);
        struct mien_error error = {0};
        status = _i < KINDS ? mien_media_hash_bytes(&media, file.bytes, file.size,
                                                    &options, &error)
                            : mien_media_views_bytes(&media, views, MIEN_VIEWS_MAX,
                                                     &count, file.bytes, file.size,
                                                     &options, &views_options, &error);
        ck_assert_int_eq(error.status, status);
        if (status == MIEN_OK)
            break;
        ck_assert_int_eq(status, MIEN_ERROR_CANCELLED);
        ck_assert_uint_eq(patience.calls, stop_at + 1);
        ck_assert_uint_eq(((unsigned char *)&media)[0], 0x5a);
    }
    ck_assert_uint_ge(stop_at, SIDE / 64 + 2);
    free(file.bytes);
}
END_TEST

// A progressive file is read to its end before the first row is made: the caller must
// be asked during that time, too.
START_TEST(the_caller_is_asked_between_scans)
{
    struct mien_file baseline = new_file(0), progressive = new_file(1);
    uint32_t calls[2];
    for (int i = 0; i < 2; i++) {
        struct mien_file file = i == 0 ? baseline : progressive;
        struct patience patience = {.stop_at = UINT32_MAX};
        const struct mien_decode_options options = {
            .size = sizeof options, .progress = ask, .progress_context = &patience};
        struct mien_picture picture;
        ck_assert_int_eq(
            mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, NULL),
            MIEN_OK);
        mien_picture_free(&picture);
        calls[i] = patience.calls;
    }
    ck_assert_uint_ge(calls[1], calls[0] + 10); // ten scans
    free(baseline.bytes);
    free(progressive.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cancel");
    TCase *cancel = tcase_create("cancel");
    tcase_add_loop_test(cancel, every_no_is_obeyed, 0, 2 * KINDS);
    tcase_add_test(cancel, the_caller_is_asked_between_scans);
    suite_add_tcase(suite, cancel);
    return mien_suite_run(suite);
}
