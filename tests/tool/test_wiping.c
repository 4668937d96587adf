// SPDX-License-Identifier: Apache-2.0
// What was freed is nowhere in the memory of the process any more, whoever freed it.
// Without wiping the same search finds it.
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guard.h"
#include "suite.h"
#include "wiping_malloc.h"

enum {
    PATTERN = 64,
    WINDOW = 1 << 20
};

// Bytes that are nowhere but where this puts them: the search makes each one anew.
static unsigned char pattern_byte(size_t i)
{
    return (unsigned char)(0x80 | (i * 37 + 11) % 97);
}

static void put_pattern(void *memory, size_t size)
{
    volatile unsigned char *bytes = memory; // or nothing is put where nobody reads
    for (size_t i = 0; i < size; i++)
        bytes[i] = pattern_byte(i % PATTERN);
}

// How often the second half of a pattern is in this memory; the first 32 bytes of a
// freed block are the heap's own.
static int count_in(const unsigned char *memory, size_t size)
{
    int count = 0;
    for (size_t at = 0; at + PATTERN / 2 <= size; at++) {
        size_t i = 0;
        while (i < PATTERN / 2 && memory[at + i] == pattern_byte(PATTERN / 2 + i))
            i++;
        count += i == PATTERN / 2;
    }
    return count;
}

// Memory that is not from the heap: what malloc() gives may be what was just freed.
static char *map(size_t size)
{
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(memory, MAP_FAILED);
    return memory;
}

// Reads the table of mappings into the window.
static void read_maps(char *window)
{
    int fd = open("/proc/self/maps", O_RDONLY);
    size_t size = 0;
    for (ssize_t got; (got = read(fd, window + size, WINDOW - 1 - size)) > 0;)
        size += (size_t)got;
    window[size] = '\0';
    close(fd);
}

// Looks through all memory of this process that can be read and written, as another
// program would, without the two windows that it needs for it.
static int count_everywhere(void)
{
    static char *table, *window;
    if (table == NULL) {
        table = map(WINDOW);
        window = map(WINDOW);
    }
    read_maps(table);
    int memory = open("/proc/self/mem", O_RDONLY), count = 0;
    ck_assert_int_ge(memory, 0);
    for (char *line = table; *line != '\0'; line = strchr(line, '\n') + 1) {
        unsigned long begin = strtoul(line, &line, 16),
                      end = strtoul(line + 1, &line, 16);
        if (strncmp(line, " rw", 3) != 0)
            continue;
        for (unsigned long at = begin; at < end; at += WINDOW - PATTERN) {
            size_t size = end - at < WINDOW ? end - at : WINDOW;
            ssize_t got = pread(memory, window, size, (off_t)at);
            count += got > 0 ? count_in((unsigned char *)window, (size_t)got) : 0;
            memset(window, 0, WINDOW);
        }
    }
    close(memory);
    return count;
}

typedef void leaver(size_t size);

static void leave_by_free(size_t size)
{
    unsigned char *block = malloc(size);
    put_pattern(block, size);
    free(block);
}

static void leave_by_growing(size_t size)
{
    unsigned char *block = malloc(size), *behind = malloc(size);
    put_pattern(block, size);
    block = realloc(block, size * 8);
    memset(block, 0, size * 8);
    free(block);
    free(behind);
}

static void leave_by_shrinking(size_t size)
{
    unsigned char *block = malloc(size * 2);
    memset(block, 0, size);
    put_pattern(block + size, size);
    block = realloc(block, size);
    memset(block, 0, size);
    free(block);
}

static void leave_by_emptying(size_t size)
{
    unsigned char *block = malloc(size);
    put_pattern(block, size);
    ck_assert_ptr_null(realloc(block, 0));
}

static void leave_aligned(size_t size)
{
    void *block;
    ck_assert_int_eq(posix_memalign(&block, 64, size), 0);
    put_pattern(block, size);
    free(block);
}

// A library that knows nothing of this.
static void leave_in_library(size_t size)
{
    char *text =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    put_pattern(text, size);
    json_t *string = json_stringn_nocheck(text, size);
    munmap(text, size);
    ck_assert_ptr_nonnull(string);
    json_decref(string);
}

static leaver *const leavers[] = {leave_by_free,      leave_by_growing,
                                  leave_by_shrinking, leave_by_emptying,
                                  leave_aligned,      leave_in_library};

enum {
    SIZE = 4 * PATTERN,
    TIMES = 20
};

START_TEST(without_wiping_it_is_found)
{
    leavers[_i](SIZE);
    ck_assert_int_gt(count_everywhere(), 0);
}
END_TEST

START_TEST(nothing_is_left)
{
    wiping_begin();
    for (size_t i = 0; i < TIMES; i++)
        leavers[_i](SIZE);
    guard_end(); // for what went through the registers to the stack
    ck_assert_int_eq(count_everywhere(), 0);
}
END_TEST

START_TEST(blocks_keep_their_bytes)
{
    wiping_begin();
    unsigned seed = 1;
    unsigned char *block = NULL;
    size_t size = 0;
    for (int i = 0; i < 2000; i++) {
        seed = seed * 1103515245 + 12345;
        size_t wanted = 1 + seed / 65536 % (i % 100 == 0 ? 300000 : 3000);
        block = realloc(block, wanted);
        ck_assert_ptr_nonnull(block);
        ck_assert_uint_ge(malloc_usable_size(block), wanted);
        for (size_t j = 0; j < size && j < wanted; j++)
            if (block[j] != pattern_byte(j % PATTERN))
                ck_abort_msg("step %d, byte %zu", i, j);
        put_pattern(block, wanted);
        size = wanted;
    }
    free(block);
    unsigned char *zeros = calloc(1000, 3);
    for (size_t i = 0; i < 3000; i++)
        ck_assert_uint_eq(zeros[i], 0);
    free(zeros);
    free(NULL);
}
END_TEST

START_TEST(it_fails_as_malloc_does)
{
    wiping_begin();
    volatile size_t huge = SIZE_MAX / 2 + 1; // half of it there could be, of 32 bits
    void *block = malloc(100), *aligned = NULL;
    errno = 0;
    ck_assert_ptr_null(malloc(huge));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_ptr_null(realloc(block, huge)); // the block is still there
    ck_assert_ptr_null(calloc(huge, 4));
    ck_assert_int_eq(posix_memalign(&aligned, 3, 8), EINVAL);
    ck_assert_int_eq(posix_memalign(&aligned, 64, huge), ENOMEM);
    ck_assert_ptr_null(aligned);
    ck_assert_int_eq(posix_memalign(&aligned, 4096, 8), 0);
    ck_assert_uint_eq((uintptr_t)aligned % 4096, 0);
    free(aligned);
    aligned = aligned_alloc(256, 512);
    ck_assert_uint_eq((uintptr_t)aligned % 256, 0);
    free(aligned);
    free(block);
}
END_TEST

int main(void)
{
#ifdef M_PERTURB
    mallopt(M_PERTURB, 0); // meson asks the C library itself to spoil what is freed
#endif
    Suite *suite = suite_create("wiping");
    TCase *tcase = tcase_create("wiping");
    suite_add_tcase(suite, tcase);
    const int count = sizeof leavers / sizeof leavers[0];
    if (wiping_available()) {
        tcase_add_loop_test(tcase, without_wiping_it_is_found, 0, count);
        tcase_add_loop_test(tcase, nothing_is_left, 0, count);
        tcase_add_test(tcase, it_fails_as_malloc_does);
    } else {
        mien_suite_skip("nothing_is_left", "not with this C library or sanitizer");
    }
    tcase_add_test(tcase, blocks_keep_their_bytes);
    return mien_suite_run(suite);
}
