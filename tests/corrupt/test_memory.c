// SPDX-License-Identifier: Apache-2.0
// Every single allocation of a call fails in its turn, those of libjpeg, libpng, zlib,
// OpenSSL and the optional libraries included: the call says so, and nothing leaks.
//
// The program brings its own malloc(), which the dynamic linker then gives to all
// libraries. That is for glibc, and not beside a sanitizer, which does the same.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include <mien/media.h>

#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_MALLOC 0
#endif
#endif
#ifndef OWN_MALLOC
#define OWN_MALLOC 1
#endif

static bool counting;
static long taken;        // allocations since counting began
static long live;         // of them and of earlier ones, not yet freed
static long fail_at = -1; // this one fails; -1: none
static long failures;     // that really happened

#if OWN_MALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static bool may_go_on(void)
{
    if (!counting)
        return true;
    if (taken++ == fail_at) {
        failures++;
        errno = ENOMEM;
        return false;
    }
    return true;
}

static void *counted(void *memory)
{
    live += counting && memory != NULL;
    return memory;
}

void *malloc(size_t size)
{
    return may_go_on() ? counted(__libc_malloc(size)) : NULL;
}

void *calloc(size_t count, size_t size)
{
    return may_go_on() ? counted(__libc_calloc(count, size)) : NULL;
}

void *realloc(void *old, size_t size)
{
    if (!may_go_on())
        return NULL;
    void *memory = __libc_realloc(old, size);
    if (old == NULL)
        return counted(memory);
    return memory;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return may_go_on() ? counted(__libc_memalign(alignment, size)) : NULL;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = aligned_alloc(alignment, size);
    return *memory != NULL ? 0 : ENOMEM;
}

void free(void *memory)
{
    live -= counting && memory != NULL;
    __libc_free(memory);
}
#endif

enum {
    SIDE = 40
};

static const struct mien_jpeg_recipe jpegs[] = {
    {.width = SIDE, .height = SIDE, .components = 3, .orientation = 6},
    {.width = SIDE, .height = SIDE, .components = 1, .progressive = true},
    {.width = SIDE, .height = SIDE, .components = 4, .arithmetic = true},
};
static const struct mien_png_recipe pngs[] = {
    {.width = SIDE,
     .height = SIDE,
     .colour = PNG_COLOR_TYPE_RGB,
     .depth = 8,
     .text = true,
     .orientation = 3},
    {.width = SIDE,
     .height = SIDE,
     .colour = PNG_COLOR_TYPE_PALETTE,
     .depth = 4,
     .interlaced = true,
     .transparent = true,
     .orientation = 3,
     .exif_at_end = true},
};
enum {
    JPEGS = sizeof jpegs / sizeof *jpegs,
    PNGS = sizeof pngs / sizeof *pngs
};

static struct mien_file new_file(int which)
{
    struct mien_random random = {20240308};
    uint8_t pixels[SIDE * SIDE * 4];
    mien_random_bytes(&random, pixels, sizeof pixels);
    return which < JPEGS ? mien_jpeg_make(&jpegs[which], pixels)
                         : mien_png_make(&pngs[which - JPEGS], pixels);
}

// One call with allocation number `n` failing.
static enum mien_status hash_failing(struct mien_file file, uint32_t flags, long n)
{
    const struct mien_media_options options = {.size = sizeof options, .flags = flags};
    struct mien_media media;
    struct mien_error error = {.status = MIEN_OK};
    taken = live = failures = 0;
    fail_at = n;
    counting = true;
    enum mien_status status =
        mien_media_hash_bytes(&media, file.bytes, file.size, &options, &error);
    counting = false;
    ck_assert_int_eq(error.status, status);
    return status;
}

static void sweep(struct mien_file file, uint32_t flags)
{
    // What libraries keep from their first call on is no leak.
    ck_assert_int_eq(hash_failing(file, flags, -1), MIEN_OK);
    ck_assert_int_eq(hash_failing(file, flags, -1), MIEN_OK);
    ck_assert_int_eq(live, 0);
    long all = taken;
    ck_assert_int_gt(all, 5);
    long refusals = 0;
    for (long n = 0; n < all; n++) {
        enum mien_status status = hash_failing(file, flags, n);
        ck_assert_msg(status == MIEN_OK || status == MIEN_ERROR_MEMORY,
                      "allocation %ld of %ld: status %d", n, all, status);
        ck_assert_msg(failures == 1, "allocation %ld did not come", n);
        ck_assert_msg(live == 0, "allocation %ld of %ld: %ld left behind", n, all,
                      live);
        refusals += status == MIEN_ERROR_MEMORY;
    }
    ck_assert_int_gt(refusals, all / 2);
    printf("# %ld allocations, %ld of them indispensable\n", all, refusals);
}

START_TEST(every_allocation_may_fail)
{
    struct mien_file file = new_file(_i);
    sweep(file, 0);
    sweep(file, MIEN_MEDIA_ALPHA_ON_WHITE | MIEN_MEDIA_ALLOW_PARTIAL);
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *memory = tcase_create("memory");
    if (OWN_MALLOC)
        tcase_add_loop_test(memory, every_allocation_may_fail, 0, JPEGS + PNGS);
    else
        mien_suite_skip("every_allocation_may_fail",
                        "this build cannot replace malloc()");
    suite_add_tcase(suite, memory);
    return mien_suite_run(suite);
}
