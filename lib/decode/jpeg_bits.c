// SPDX-License-Identifier: Apache-2.0
#include "decode/jpeg_bits.h"

#include <jerror.h>

// Reads on when the reader is empty. Returns false at the end of the file.
static bool fill(struct mien_jpeg_feed *feed)
{
    if (mien_job_fill(feed->job))
        return true;
    if (feed->job->failure.status != MIEN_OK)
        ERREXIT(feed->cinfo, JERR_FILE_READ);
    feed->ended = true;
    feed->cut_short = true;
    return false;
}

// Takes the next byte of the scan. False at its end, with the marker left in place:
// 0xFF followed by zero is a byte of the scan, and by anything else but itself a
// marker.
static bool take_byte(struct mien_jpeg_feed *feed, uint8_t *byte)
{
    struct mien_reader *reader = &feed->job->reader;
    if (reader->begin == reader->end && !fill(feed))
        return false;
    *byte = reader->buffer[reader->begin];
    if (*byte != 0xFF) {
        reader->begin++;
        return true;
    }
    do {
        while (reader->end - reader->begin < 2)
            if (!fill(feed))
                return false;
        reader->begin++;
    } while (reader->buffer[reader->begin] == 0xFF);
    if (reader->buffer[reader->begin] != 0) {
        feed->ended = true;
        reader->begin--;
        return false;
    }
    reader->begin++;
    return true;
}

void mien_jpeg_refill_slowly(struct mien_jpeg_feed *feed)
{
    uint8_t byte;
    while (!feed->ended && feed->bits.left <= 56 && take_byte(feed, &byte)) {
        feed->bits.word |= (uint64_t)byte << (56 - feed->bits.left);
        feed->bits.left += 8;
    }
}
