// SPDX-License-Identifier: Apache-2.0
#include "decode/jpeg_status.h"

#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

#include <jerror.h>

enum mien_status mien_jpeg_status(int code)
{
    switch (code) {
    case JERR_OUT_OF_MEMORY:
        return MIEN_ERROR_MEMORY;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return MIEN_ERROR_LIMIT;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION: // 12 bits a sample
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED: // lossless and hierarchical
        return MIEN_ERROR_UNSUPPORTED;
    case JERR_BAD_LIB_VERSION:
    case JERR_BAD_POOL_ID:
    case JERR_BAD_STATE:
    case JERR_BAD_STRUCT_SIZE:
    case JERR_BAD_VIRTUAL_ACCESS:
        return MIEN_ERROR_INTERNAL;
    default:
        return MIEN_ERROR_CORRUPT;
    }
}
