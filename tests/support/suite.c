// SPDX-License-Identifier: Apache-2.0
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SKIPS_MAX = 64
};
static struct {
    const char *name, *reason;
} skips[SKIPS_MAX];
static int skip_count;

void mien_suite_skip(const char *name, const char *reason)
{
    if (skip_count == SKIPS_MAX) {
        fprintf(stderr, "more than %d skipped tests\n", SKIPS_MAX);
        exit(1);
    }
    skips[skip_count].name = name;
    skips[skip_count].reason = reason;
    skip_count++;
}

uint64_t mien_suite_seed(uint64_t usual)
{
    const char *given = getenv("MIEN_SEED");
    const uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : usual;
    printf("# MIEN_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

unsigned mien_suite_every(void)
{
    const char *given = getenv("MIEN_EVERY");
    const unsigned every = given != NULL ? (unsigned)strtoul(given, NULL, 10) : 1;
    return every > 0 ? every : 1;
}

const char *mien_source_root(void)
{
    const char *root = getenv("MIEN_SOURCE_ROOT");
    return root != NULL ? root : ".";
}

const char *mien_shared_root(void)
{
    static char path[4096];
    const char *named = getenv("MIEN_SHARED");
    if (named != NULL)
        snprintf(path, sizeof path, "%s", named);
    else
        snprintf(path, sizeof path, "%s/../shared", mien_source_root());
    char probe[4200];
    snprintf(probe, sizeof probe, "%s/vectors/synthetic.tsv", path);
    return access(probe, R_OK) == 0 ? path : NULL;
}

// Check writes TAP into a file of its own, with a plan that knows nothing of the tests
// that were skipped: prints its lines but the plan, and returns how many there were.
static int copy_results(FILE *tap)
{
    char line[4096];
    int count = 0;
    while (fgets(line, sizeof line, tap) != NULL) {
        if (strncmp(line, "1..", 3) == 0)
            continue;
        count += strncmp(line, "ok ", 3) == 0 || strncmp(line, "not ok ", 7) == 0;
        fputs(line, stdout);
    }
    return count;
}

int mien_suite_run(Suite *suite)
{
    char path[] = "/tmp/mien-tap-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0) {
        perror(path);
        return 1;
    }
    close(fd);
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, path);
    srunner_run_all(runner, CK_SILENT);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    FILE *tap = fopen(path, "r");
    int count = tap != NULL ? copy_results(tap) : 0;
    if (tap != NULL)
        fclose(tap);
    unlink(path);
    if (count != run || count + skip_count == 0) {
        fprintf(stderr, "%d tests were run and %d reported\n", run, count);
        return 1;
    }
    for (int i = 0; i < skip_count; i++)
        printf("ok %d - %s # SKIP %s\n", count + i + 1, skips[i].name, skips[i].reason);
    printf("1..%d\n", count + skip_count);
    return 0;
}
