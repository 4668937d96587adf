// SPDX-License-Identifier: Apache-2.0
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SKIPS_MAX = 64 };
static struct {
    const char *name, *reason;
} skips[SKIPS_MAX];
static int skip_count;

void mien_suite_skip(const char *name, const char *reason)
{
    if (skip_count < SKIPS_MAX) {
        skips[skip_count].name = name;
        skips[skip_count].reason = reason;
        skip_count++;
    }
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

int mien_suite_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_SILENT);
    int count = srunner_ntests_run(runner);
    TestResult **results = srunner_results(runner);
    printf("1..%d\n", count + skip_count);
    for (int i = 0; i < count; i++) {
        const TestResult *result = results[i];
        bool passed = tr_rtype(result) == CK_PASS;
        printf("%s %d - %s:%s\n", passed ? "ok" : "not ok", i + 1, tr_tcname(result),
               tr_lfile(result) != NULL ? tr_msg(result) : "");
        if (!passed)
            printf("# %s:%d: %s\n", tr_lfile(result), tr_lno(result), tr_msg(result));
    }
    for (int i = 0; i < skip_count; i++)
        printf("ok %d - %s # SKIP %s\n", count + i + 1, skips[i].name, skips[i].reason);
    free(results);
    srunner_free(runner);
    return 0;
}
