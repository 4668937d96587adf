// SPDX-License-Identifier: Apache-2.0
// The bits of a scan of a JPEG, from the reader of a job, without what is put between
// them.
#ifndef MIEN_DECODE_JPEG_BITS_H
#define MIEN_DECODE_JPEG_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h> // jpeglib.h needs FILE
#include <string.h>

#include <jpeglib.h>

#include "decode/job.h"

// The next bits, from the top; behind the end of the scan there are zeros. `left` of
// them are there, fewer than none when more were taken.
struct mien_jpeg_bits {
    uint64_t word;
    int left;
};

// Zero-initialised but for the first two.
struct mien_jpeg_feed {
    struct jpeg_decompress_struct *cinfo;
    struct mien_job *job;
    struct mien_jpeg_bits bits;
    bool ended;     // there is a marker in front of the reader, or nothing
    bool cut_short; // it is nothing
};

// Takes as many bytes as fit. A failure to read ends in cinfo->err.
void mien_jpeg_refill_slowly(struct mien_jpeg_feed *feed);

static inline uint64_t mien_jpeg_load(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

// Is a byte of the word 0xFF, which is zero when inverted?
static inline bool mien_jpeg_has_ff(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return ((~word - ones) & word & (ones << 7)) != 0;
}

// Afterwards there are `needed` bits at least, up to 56, or all that the scan has. The
// bits are a copy of the feed's, which lives in registers.
static inline void mien_jpeg_refill(struct mien_jpeg_feed *feed,
                                    struct mien_jpeg_bits *bits, int needed)
{
    struct mien_reader *reader = &feed->job->reader;
    if (bits->left >= needed)
        return;
    if (!feed->ended && reader->end - reader->begin >= 8) {
        uint64_t word = mien_jpeg_load(reader->buffer + reader->begin);
        if (!mien_jpeg_has_ff(word)) {
            // The last byte may fit in part only. It comes again, to the same place.
            bits->word |= word >> bits->left;
            unsigned bytes = (64 - (unsigned)bits->left) / 8;
            bits->left += (int)bytes * 8;
            reader->begin += bytes;
            return;
        }
    }
    feed->bits = *bits;
    mien_jpeg_refill_slowly(feed);
    *bits = feed->bits;
}

static inline void mien_jpeg_drop(struct mien_jpeg_bits *bits, unsigned count)
{
    bits->word <<= count;
    bits->left -= (int)count;
}

#endif
