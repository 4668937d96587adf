// SPDX-License-Identifier: Apache-2.0
// Here no call fails at will, nor can one be watched: tests that want it are skipped.
#include "faults.h"

#include "check.h"

void mien_faults_begin(long n, int error)
{
    mien_check_skip(MIEN_LACKS_FAULTS);
}

void mien_faults_begin_lasting(long n, int error)
{
    mien_check_skip(MIEN_LACKS_FAULTS);
}

long mien_faults_end(void)
{
    mien_check_skip(MIEN_LACKS_FAULTS);
}

void mien_calls_watch(mien_call_fn *watch, void *context)
{
    mien_check_skip(MIEN_LACKS_FAULTS);
}
