// SPDX-License-Identifier: Apache-2.0
// What the child of `mien check` answers is judged: a decoder that was taken over can
// give wrong numbers, and nothing that is no number of its kind. The sandbox is played
// here.
#include <stdlib.h>
#include <string.h>

#include "check_child.h"
#include "hash_child.h"
#include "suite.h"

static struct check_result answer;
static enum sandbox_end answer_end;
static struct sandbox_limits asked;

enum sandbox_end sandbox_run(sandbox_work *work, void *result, size_t size, int fd,
                             const void *context, const struct sandbox_limits *limits)
{
    (void)work, (void)fd, (void)context;
    ck_assert_uint_eq(size, sizeof answer);
    asked = *limits;
    if (answer_end == SANDBOX_DONE)
        memcpy(result, &answer, sizeof answer);
    return answer_end;
}

void hash_child_prepare(void)
{
}

static enum sandbox_end run(struct check_result *result, uint64_t memory)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.memory = memory;
    const struct mien_media_options options = {.size = sizeof options,
                                               .limits = &limits};
    memset(result, 0, sizeof *result);
    return check_child_run(result, -1, &options);
}

static void expect_end(enum sandbox_end end)
{
    struct check_result result;
    ck_assert_int_eq(run(&result, 1), end);
    ck_assert((end == SANDBOX_DONE) == (result.status == answer.status));
    if (end == SANDBOX_CRASHED)
        ck_assert_int_eq(result.status, MIEN_ERROR_INTERNAL);
}

static void answer_well(void)
{
    memset(&answer, 0, sizeof answer);
    answer.quality = 100;
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        answer.edits[i].distance = MIEN_HASH_BITS;
        answer.edits[i].way = MIEN_DIHEDRAL_FLIPMINUS1;
        answer.edits[i].quality = 100;
    }
    answer_end = SANDBOX_DONE;
}

START_TEST(numbers_of_no_kind)
{
    answer_well();
    expect_end(SANDBOX_DONE);
    uint32_t *const numbers[] = {&answer.quality, &answer.edits[0].quality,
                                 &answer.edits[0].distance,
                                 &answer.edits[CHECK_EDITS - 1].quality,
                                 &answer.edits[CHECK_EDITS - 1].distance};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        answer_well();
        ++*numbers[i];
        expect_end(SANDBOX_CRASHED);
        *numbers[i] = UINT32_MAX;
        expect_end(SANDBOX_CRASHED);
    }
    answer_well();
    answer.edits[3].way = (enum mien_dihedral)MIEN_DIHEDRAL_COUNT;
    expect_end(SANDBOX_CRASHED);
    answer.edits[3].way = (enum mien_dihedral) - 1;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.error_number = -1;
    expect_end(SANDBOX_CRASHED);
    answer_well();
    answer.status = (enum mien_status) - 1;
    expect_end(SANDBOX_CRASHED);
    memset(&answer, 0xFF, sizeof answer);
    expect_end(SANDBOX_CRASHED);
}
END_TEST

START_TEST(texts_that_command_a_terminal)
{
    struct check_result result;
    answer_well();
    answer.status = MIEN_ERROR_CORRUPT;
    memset(answer.error.detail, '\033', sizeof answer.error.detail);
    answer.error.status = MIEN_OK;
    ck_assert_int_eq(run(&result, 1), SANDBOX_DONE);
    ck_assert_int_eq(result.error.status, MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(strlen(result.error.detail), sizeof result.error.detail - 1);
    ck_assert_uint_eq(strspn(result.error.detail, "?"), strlen(result.error.detail));
}
END_TEST

START_TEST(other_ends)
{
    answer_well();
    for (int end = SANDBOX_CRASHED; end <= SANDBOX_FAILED; end++) {
        struct check_result result;
        answer_end = (enum sandbox_end)end;
        ck_assert_int_eq(run(&result, 1), answer_end);
        ck_assert_int_eq(result.status, MIEN_ERROR_INTERNAL);
    }
}
END_TEST

START_TEST(memory)
{
    struct check_result result;
    answer_well();
    ck_assert_int_eq(run(&result, UINT64_C(5) << 30), SANDBOX_DONE);
    ck_assert_uint_gt(asked.memory, UINT64_C(5) << 30);
    ck_assert_int_eq(run(&result, UINT64_MAX - 5), SANDBOX_DONE);
    ck_assert_uint_eq(asked.memory, UINT64_MAX);
    ck_assert_uint_gt(asked.seconds, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("check_child");
    TCase *tcase = tcase_create("judging");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, numbers_of_no_kind);
    tcase_add_test(tcase, texts_that_command_a_terminal);
    tcase_add_test(tcase, other_ends);
    tcase_add_test(tcase, memory);
    return mien_suite_run(suite);
}
