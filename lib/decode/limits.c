// SPDX-License-Identifier: Apache-2.0
#include <mien/decode.h>

void mien_decode_limits_init(struct mien_decode_limits *limits)
{
    *limits = (struct mien_decode_limits){
        .size = sizeof *limits,
        .pixels = 200000000,
        .file_bytes = (uint64_t)256 << 20,
        .memory = (uint64_t)1 << 30,
        .side = 65535,
        .jpeg_scans = 100,
        .png_chunks = 100000,
    };
}
