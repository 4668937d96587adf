// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of any format.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mien_fuzz_image(data, size);
    return 0;
}
