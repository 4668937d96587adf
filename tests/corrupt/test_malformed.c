// SPDX-License-Identifier: Apache-2.0
// Files made to break decoders, from the folder of shared material beside the checkout:
// truncations, lying headers, bombs, loops and known crashers. Each is hashed in a
// child process whose time and memory are watched.
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mien/media.h>

#include "suite.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if SANITIZED
#include <sanitizer/lsan_interface.h>
#endif

enum {
    SECONDS = SANITIZED ? 20 : 2, // of processor time, for one file
    MEMORY_MB = 256,              // limits.memory
    PROCESS_MB = 64,              // what the process is without a picture
};

// Slow builds, which count lines for instance, and emulators may take $MIEN_SLOW times
// as long.
static unsigned slowness(void)
{
    const char *slow = getenv("MIEN_SLOW");
    return slow != NULL ? (unsigned)strtoul(slow, NULL, 10) : 1;
}

// Exit codes of the children. Sanitizers end a process with 1.
enum {
    HASHED = 10,
    REFUSED = 11,
    WRONG = 12,
    LEAKED = 13
};

static int hash_one(const char *path, uint32_t flags, enum mien_media_speed speed)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.memory = (uint64_t)MEMORY_MB << 20;
    const struct mien_media_options options = {
        .size = sizeof options, .limits = &limits, .flags = flags, .speed = speed};
    struct mien_media media;
    struct mien_error error = {0};
    enum mien_status status = mien_media_hash_path(&media, path, &options, &error);
    switch (status) {
    case MIEN_OK:
        return media.image.width > 0 && media.image.height > 0 ? HASHED : WRONG;
    case MIEN_ERROR_FORMAT:
    case MIEN_ERROR_UNSUPPORTED:
    case MIEN_ERROR_LIMIT:
    case MIEN_ERROR_CORRUPT:
        return error.status == status && error.detail[0] != '\0' ? REFUSED : WRONG;
    default:
        return WRONG;
    }
}

static bool leaks(void)
{
#if SANITIZED
    return __lsan_do_recoverable_leak_check() != 0;
#else
    return false;
#endif
}

static int hashed, refused, failed;
static unsigned every;
static uint32_t flags_now;
static enum mien_media_speed speed_now;

static void watch(const char *path)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        const unsigned most = SECONDS * slowness();
        const struct rlimit seconds = {most, most + 1};
        setrlimit(RLIMIT_CPU, &seconds);
        signal(SIGALRM, SIG_DFL); // Check's handler would end the whole test
        alarm(10 * most);         // a child that waits uses no processor
        int answer = hash_one(path, flags_now, speed_now);
        _exit(leaks() ? LEAKED : answer);
    }
    int ended;
    struct rusage usage;
    ck_assert_int_eq(wait4(child, &ended, 0, &usage), child);
    const char *problem = NULL;
    if (WIFSIGNALED(ended))
        problem = WTERMSIG(ended) == SIGXCPU || WTERMSIG(ended) == SIGALRM
                      ? "takes too long"
                      : "crashes";
    else if (WEXITSTATUS(ended) == WRONG)
        problem = "has an answer that does not fit";
    else if (WEXITSTATUS(ended) == LEAKED)
        problem = "leaks";
    else if (WEXITSTATUS(ended) != HASHED && WEXITSTATUS(ended) != REFUSED)
        problem = "is stopped by a sanitizer";
    else if (!SANITIZED && usage.ru_maxrss > (MEMORY_MB + PROCESS_MB) * 1024L)
        problem = "takes too much memory";
    if (problem != NULL) {
        printf("# %s: %s (signal %d, exit %d, %ld MB)\n", path, problem,
               WIFSIGNALED(ended) ? WTERMSIG(ended) : 0, WEXITSTATUS(ended),
               usage.ru_maxrss / 1024);
        failed++;
    }
    hashed += WIFEXITED(ended) && WEXITSTATUS(ended) == HASHED;
    refused += WIFEXITED(ended) && WEXITSTATUS(ended) == REFUSED;
}

static int visit(const char *path, const struct stat *about, int kind,
                 struct FTW *where)
{
    (void)about;
    unsigned sum = 0; // the same files, in whatever order a folder has them
    for (const char *name = path + where->base; *name != '\0'; name++)
        sum = sum * 31 + (unsigned char)*name;
    if (kind == FTW_F && sum % every == 0)
        watch(path);
    return 0;
}

static void watch_all(uint32_t flags, enum mien_media_speed speed)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/malformed", mien_shared_root());
    flags_now = flags;
    speed_now = speed;
    every = mien_suite_every();
    ck_assert_int_eq(nftw(folder, visit, 16, FTW_PHYS), 0);
    printf("# flags %u: %d hashed, %d refused\n", flags, hashed, refused);
    ck_assert_int_eq(failed, 0);
    ck_assert_int_gt(refused, 500 / (int)every);
    ck_assert_int_gt(hashed, 50 / (int)every); // some are only odd
}

START_TEST(malformed_files_are_refused_or_hashed)
{
    watch_all(0, MIEN_MEDIA_EXACT);
}
END_TEST

START_TEST(malformed_files_may_be_hashed_in_part)
{
    watch_all(MIEN_MEDIA_ALLOW_PARTIAL | MIEN_MEDIA_ALPHA_ON_WHITE, MIEN_MEDIA_EXACT);
}
END_TEST

START_TEST(malformed_files_may_be_hashed_fast)
{
    watch_all(0, MIEN_MEDIA_FAST);
}
END_TEST

START_TEST(malformed_files_may_be_hashed_fastest)
{
    watch_all(MIEN_MEDIA_ALLOW_PARTIAL, MIEN_MEDIA_FASTEST);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("malformed");
    TCase *malformed = tcase_create("malformed");
    tcase_set_timeout(malformed, 800);
    mien_tcase_add_shared(malformed, malformed_files_are_refused_or_hashed);
    mien_tcase_add_shared(malformed, malformed_files_may_be_hashed_in_part);
    mien_tcase_add_shared(malformed, malformed_files_may_be_hashed_fast);
    mien_tcase_add_shared(malformed, malformed_files_may_be_hashed_fastest);
    suite_add_tcase(suite, malformed);
    return mien_suite_run(suite);
}
