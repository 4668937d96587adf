// SPDX-License-Identifier: Apache-2.0
// mien: perceptual hashes that stop intimate images from being shared without consent.
// This header only gathers the others; each of them can be included alone.
#ifndef MIEN_MIEN_H
#define MIEN_MIEN_H

#include <mien/decode.h>
#include <mien/export.h>
#include <mien/image.h>
#include <mien/index.h>
#include <mien/media.h>
#include <mien/pdq.h>
#include <mien/status.h>
#include <mien/version.h>
#include <mien/views.h>

#endif
