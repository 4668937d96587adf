// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_DECODE_JPEG_STATUS_H
#define MIEN_DECODE_JPEG_STATUS_H

#include <mien/status.h>

// What an error of libjpeg means: something that it cannot decode, or that mien is not
// built for, as opposed to damage.
enum mien_status mien_jpeg_status(int code);

#endif
