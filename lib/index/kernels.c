// SPDX-License-Identifier: Apache-2.0
#include "index/kernels.h"

const struct mien_index_kernels *mien_index_kernels_for(unsigned cpu_flags)
{
    (void)cpu_flags;
    return &mien_index_kernels_c;
}
