// SPDX-License-Identifier: Apache-2.0
// The luma of an ordinary JPEG (sequential, Huffman codes, one scan), reduced by 8 or
// 4, with no more of its codes looked at than that needs. libjpeg decodes every code to
// a number, whether it is wanted or not, and that is most of its work on a photo.
//
// libjpeg still reads and judges all that stands before the scan, its tables included,
// and all behind it. Rows reduced by 8 are the same as libjpeg's, bit for bit; reduced
// by 4 they are rounded once instead of twice, and a pixel may be one lighter or
// darker.
#ifndef MIEN_DECODE_JPEG_LUMA_H
#define MIEN_DECODE_JPEG_LUMA_H

#include <stdbool.h>
#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

#include "decode/job.h"

// Tells whether the file is such a one, and nothing but grey rows of it are wanted. To
// be asked when the output is chosen. A picture that may be damaged is libjpeg's.
bool mien_jpeg_luma_can(const struct jpeg_decompress_struct *cinfo,
                        const struct mien_job *job);

// In place of jpeg_read_scanlines(), after jpeg_start_decompress(): gives all rows to
// the job, reading the scan from job->reader, which then stands at what follows it.
// Failures and damage end in cinfo->err, as libjpeg's. Returns whether the file ended
// there.
bool mien_jpeg_luma_rows(struct jpeg_decompress_struct *cinfo, struct mien_job *job);

#endif
