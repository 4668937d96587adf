// SPDX-License-Identifier: Apache-2.0
// What the child that hashes answers is judged: a decoder that was taken over can give
// a wrong hash, and nothing that is no value of its kind. The sandbox is played here.
#include <stdlib.h>
#include <string.h>

#include "hash_child.h"
#include "suite.h"

static struct hash_child_result answer;
static struct hash_child_views views; // but for its result, which is `answer`
static enum sandbox_end answer_end;

enum sandbox_end sandbox_run(sandbox_work *work, void *result, size_t size, int fd,
                             const void *context, const struct sandbox_limits *limits)
{
    (void)work, (void)fd, (void)context, (void)limits;
    views.result = answer;
    ck_assert(size == sizeof answer || size == sizeof views);
    if (answer_end == SANDBOX_DONE)
        memcpy(result, &views, size); // the answer comes first in it
    return answer_end;
}

static void answer_well(void)
{
    memset(&answer, 0, sizeof answer);
    answer.media.quality = 100;
    answer.media.seen = MIEN_DIHEDRAL_FLIPMINUS1;
    answer.media.image.format = MIEN_FORMAT_PNG;
    answer.media.image.width = answer.media.image.height = 1;
    answer_end = SANDBOX_DONE;
}

static void expect_end(enum sandbox_end end)
{
    struct hash_child_result result;
    ck_assert_int_eq(hash_child_run(&result, -1, NULL), end);
    if (end == SANDBOX_DONE)
        ck_assert_int_eq(result.status, answer.status);
    else
        ck_assert_int_eq(result.status, MIEN_ERROR_INTERNAL);
}

START_TEST(values_of_no_kind)
{
    answer_well();
    expect_end(SANDBOX_DONE);
    answer.media.quality = 101;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.media.seen = (enum mien_dihedral)MIEN_DIHEDRAL_COUNT;
    expect_end(SANDBOX_CRASHED);
    answer.media.seen = (enum mien_dihedral) - 1;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.media.image.format = (enum mien_format)77;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.media.image.width = 0;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.media.image.height = 0;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.status = MIEN_ERROR_CORRUPT;
    expect_end(SANDBOX_DONE);
    answer.error_number = -1;
    expect_end(SANDBOX_CRASHED);
    static const int none[] = {-1, 1000, INT32_MIN};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        answer_well();
        answer.status = (enum mien_status)none[i];
        expect_end(SANDBOX_CRASHED);
    }
    memset(&answer, 0xFF, sizeof answer);
    expect_end(SANDBOX_CRASHED);
}
END_TEST

static void answer_views_well(void)
{
    answer_well();
    memset(&views, 0, sizeof views);
    views.count = HASH_CHILD_VIEWS;
    for (uint32_t i = 0; i < HASH_CHILD_VIEWS; i++)
        views.views[i] =
            (struct mien_view){.kind = i == 0 ? MIEN_VIEW_WHOLE : MIEN_VIEW_WINDOW,
                               .number = i,
                               .quality = 100,
                               .count = MIEN_DIHEDRAL_COUNT};
}

static void expect_views(enum sandbox_end end)
{
    static struct hash_child_views found;
    ck_assert_int_eq(hash_child_views(&found, -1, 16), end);
    ck_assert(end == SANDBOX_DONE || found.count == 0);
    if (end == SANDBOX_DONE)
        ck_assert_int_eq(found.result.status, answer.status);
    else
        ck_assert_int_eq(found.result.status, MIEN_ERROR_INTERNAL);
}

START_TEST(views_of_no_kind)
{
    answer_views_well();
    expect_views(SANDBOX_DONE);
    static const size_t counts[] = {0, HASH_CHILD_VIEWS + 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        answer_views_well();
        views.count = counts[i];
        expect_views(SANDBOX_CRASHED);
    }
    for (int i = 0; i < 6; i++) {
        answer_views_well();
        if (i == 0)
            views.views[0].kind = MIEN_VIEW_SEEN;
        if (i == 1)
            views.views[7].kind = MIEN_VIEW_WHOLE;
        if (i == 2)
            views.views[7].kind = (enum mien_view_kind)MIEN_VIEW_KIND_COUNT;
        if (i == 3)
            views.views[7].number = 256;
        if (i == 4)
            views.views[7].quality = 101;
        if (i == 5)
            views.views[7].count = 9;
        expect_views(SANDBOX_CRASHED);
    }
    answer_views_well();
    answer.media.quality = 101;
    expect_views(SANDBOX_CRASHED);
    answer_views_well();
    answer.status = MIEN_ERROR_CORRUPT; // then there are none to be judged
    views.count = 0;
    expect_views(SANDBOX_DONE);
}
END_TEST

START_TEST(texts_that_command_a_terminal)
{
    struct hash_child_result result;
    answer_well();
    answer.status = MIEN_ERROR_CORRUPT;
    memset(answer.error.detail, '\033', sizeof answer.error.detail);
    ck_assert_int_eq(hash_child_run(&result, -1, NULL), SANDBOX_DONE);
    ck_assert_int_eq(result.error.status, MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(strlen(result.error.detail), sizeof result.error.detail - 1);
    ck_assert_uint_eq(strspn(result.error.detail, "?"), strlen(result.error.detail));
}
END_TEST

START_TEST(other_ends)
{
    answer_well();
    for (int end = SANDBOX_CRASHED; end <= SANDBOX_FAILED; end++) {
        answer_end = (enum sandbox_end)end;
        expect_end(answer_end);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash_judged");
    TCase *tcase = tcase_create("judging");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, values_of_no_kind);
    tcase_add_test(tcase, views_of_no_kind);
    tcase_add_test(tcase, texts_that_command_a_terminal);
    tcase_add_test(tcase, other_ends);
    return mien_suite_run(suite);
}
