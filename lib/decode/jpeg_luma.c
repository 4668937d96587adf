// SPDX-License-Identifier: Apache-2.0
// Source: ITU-T T.81, annex F; what a damaged scan is, as jdhuff.c has it.
//
// A block is a DC and up to 63 AC coefficients, each of them a code for a run of zeros
// and a size, and so many bits. Reduced by 8, the pixel of a block is its DC, and of
// the others only the length must be known; so it is with all blocks of colour.
//
// Reduced by 4, a pixel is the mean of a quarter of the block, and so the sum of the
// coefficients times the means of their waves over that quarter. A wave of even
// frequency, above 0, has the mean 0 over either half of the block; one of odd
// frequency has m over the first and -m over the second. So there are four sums: of
// what is alike in all quarters (the DC), what changes its sign from left to right,
// from top to bottom, or with both; and the four pixels are these with their signs.
#include "decode/jpeg_luma.h"

#include <string.h>

#include <jerror.h>

#include "decode/jpeg_bits.h"
#include "decode/jpeg_codes.h"

enum {
    LOOK = MIEN_JPEG_LOOK,
    MOST = 31, // bits of a code and what follows it
    FULL = 56,
    END_OF_BLOCK = 0x00,
    SIXTEEN_ZEROS = 0xF0,
    LAST = 63,
    FRACTION = 14 // bits of a weight behind the point
};

// What one coefficient of the luma adds to which of the four sums.
struct weight {
    int32_t times;
    uint32_t sum;
};

struct luma {
    struct mien_jpeg_feed feed;
    uint32_t until_restart;
    int next_restart;
    uint32_t dc[MAX_COMPS_IN_SCAN]; // the last one of each component
    struct weight weights[DCTSIZE2];
    struct mien_jpeg_code dc_codes[NUM_HUFF_TBLS], ac_codes[NUM_HUFF_TBLS];
    bool skips_made[NUM_HUFF_TBLS];
    mien_jpeg_skip skips[NUM_HUFF_TBLS][MIEN_JPEG_LOOKS];
    mien_jpeg_whole wholes[MIEN_JPEG_LOOKS]; // of the luma
};

bool mien_jpeg_luma_can(const struct jpeg_decompress_struct *cinfo,
                        const struct mien_job *job)
{
    const jpeg_component_info *luma = &cinfo->comp_info[0];
    return !cinfo->progressive_mode && !cinfo->arith_code &&
           cinfo->data_precision == 8 &&
           cinfo->comps_in_scan == cinfo->num_components &&
           cinfo->out_color_space == JCS_GRAYSCALE &&
           (cinfo->jpeg_color_space == JCS_GRAYSCALE ||
            cinfo->jpeg_color_space == JCS_YCbCr) &&
           luma->h_samp_factor == cinfo->max_h_samp_factor &&
           luma->v_samp_factor == cinfo->max_v_samp_factor &&
           (cinfo->scale_denom == 8 || cinfo->scale_denom == 4) &&
           (job->options.flags & MIEN_DECODE_ALLOW_PARTIAL) == 0;
}

// ------------------------------------------------------------------------------ blocks

static inline unsigned look(const struct mien_jpeg_bits *bits)
{
    return (unsigned)(bits->word >> (64 - LOOK));
}

// Returns length << 8 | symbol.
static unsigned long_symbol(const struct luma *luma, struct mien_jpeg_bits bits,
                            const struct mien_jpeg_code *code)
{
    for (unsigned length = LOOK + 1; length <= 16; length++) {
        int32_t found = (int32_t)(bits.word >> (64 - length));
        if (found <= code->most[length])
            return length << 8 | code->values[(found + code->offset[length]) & 255];
    }
    // Behind the end of the scan there is no code to be wrong.
    WARNMS(luma->feed.cinfo, bits.left >= 16 ? JWRN_HUFF_BAD_CODE : JWRN_HIT_MARKER);
    return END_OF_BLOCK;
}

static inline unsigned take_symbol(const struct luma *luma, struct mien_jpeg_bits *bits,
                                   const struct mien_jpeg_code *code)
{
    unsigned symbol = code->symbols[look(bits)];
    if (symbol == 0)
        symbol = long_symbol(luma, *bits, code);
    mien_jpeg_drop(bits, symbol >> 8);
    return symbol & 255;
}

// Takes `size` bits, up to 15, as a number.
static inline int32_t take_number(struct mien_jpeg_bits *bits, unsigned size)
{
    if (size == 0)
        return 0;
    uint32_t number = (uint32_t)(bits->word >> (64 - size));
    mien_jpeg_drop(bits, size);
    return mien_jpeg_number(number, size);
}

static inline void take_dc(struct luma *luma, struct mien_jpeg_bits *bits,
                           int component, const struct mien_jpeg_code *code)
{
    mien_jpeg_refill(&luma->feed, bits, FULL);
    unsigned size = take_symbol(luma, bits, code) & 15;
    luma->dc[component] += (uint32_t)take_number(bits, size);
}

static inline void skip_ac(struct luma *luma, struct mien_jpeg_bits *bits, int table)
{
    for (unsigned at = 0; at < LAST;) {
        mien_jpeg_refill(&luma->feed, bits, LOOK);
        unsigned skip = luma->skips[table][look(bits)];
        unsigned ends = skip >> 4 & 1, coefficients = skip >> 5;
        if ((skip & 15) > 0 && at + coefficients + ends <= LAST) {
            mien_jpeg_drop(bits, skip & 15);
            if (ends)
                return;
            at += coefficients;
            continue;
        }
        mien_jpeg_refill(&luma->feed, bits, MOST);
        unsigned symbol = take_symbol(luma, bits, &luma->ac_codes[table]);
        if ((symbol & 15) == 0 && symbol != SIXTEEN_ZEROS)
            return;
        mien_jpeg_drop(bits, symbol & 15);
        at += (symbol >> 4) + 1;
    }
}

// Adds up what the coefficients of a block of luma bring.
static inline void add_ac(struct luma *luma, struct mien_jpeg_bits *bits, int table,
                          uint32_t sums[4])
{
    for (unsigned at = 1; at <= LAST; at++) {
        mien_jpeg_refill(&luma->feed, bits, LOOK);
        int32_t whole = luma->wholes[look(bits)], value = whole >> 8;
        unsigned run = (unsigned)whole >> 4 & 15;
        if ((whole & 15) != 0) {
            mien_jpeg_drop(bits, (unsigned)whole & 15);
        } else {
            mien_jpeg_refill(&luma->feed, bits, MOST);
            unsigned symbol = take_symbol(luma, bits, &luma->ac_codes[table]);
            run = symbol >> 4;
            value = take_number(bits, symbol & 15);
        }
        at += run;
        if (value != 0) {
            // A run beyond the block ends in its last place, as with libjpeg.
            const struct weight *weight = &luma->weights[at <= LAST ? at : LAST];
            sums[weight->sum] += (uint32_t)value * (uint32_t)weight->times;
        } else if (run != 15) {
            break;
        }
    }
}

// 0 is in the middle.
static inline uint8_t limit(int32_t value)
{
    return (uint8_t)(value < -128 ? 0 : value > 127 ? 255 : value + 128);
}

static inline void one_pixel(struct luma *luma, struct mien_jpeg_bits *bits,
                             int component, const jpeg_component_info *info,
                             uint8_t *out)
{
    take_dc(luma, bits, component, &luma->dc_codes[info->dc_tbl_no]);
    skip_ac(luma, bits, info->ac_tbl_no);
    int32_t dc = (int16_t)luma->dc[component];
    *out = limit((dc * (int16_t)info->quant_table->quantval[0] + 4) >> 3);
}

static inline uint8_t sum_pixel(uint32_t sum)
{
    return limit((int32_t)(sum + (1u << (FRACTION - 1))) >> FRACTION);
}

static inline void four_pixels(struct luma *luma, struct mien_jpeg_bits *bits,
                               int component, const jpeg_component_info *info,
                               uint8_t *top, uint8_t *bottom)
{
    take_dc(luma, bits, component, &luma->dc_codes[info->dc_tbl_no]);
    uint32_t dc = (uint32_t)(int16_t)luma->dc[component];
    uint32_t sums[4] = {dc * (uint32_t)luma->weights[0].times};
    add_ac(luma, bits, info->ac_tbl_no, sums);
    top[0] = sum_pixel(sums[0] + sums[1] + sums[2] + sums[3]);
    top[1] = sum_pixel(sums[0] - sums[1] + sums[2] - sums[3]);
    bottom[0] = sum_pixel(sums[0] + sums[1] - sums[2] - sums[3]);
    bottom[1] = sum_pixel(sums[0] - sums[1] - sums[2] + sums[3]);
}

// -------------------------------------------------------------------------------- scan

// The mean over the first half of a block of each wave, times 2^15 (and sqrt(2), as a
// DC is worth more by that); in the order of the file the weights of all places.
static void make_weights(struct luma *luma)
{
    static const int64_t means[DCTSIZE] = {32768, 29692, 0, -10426, 0, 6967, 0, -5906};
    static const uint8_t places[DCTSIZE2] = {
        0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    };
    const JQUANT_TBL *quantizers = luma->feed.cinfo->comp_info[0].quant_table;
    for (unsigned i = 0; i < DCTSIZE2; i++) {
        unsigned down = places[i] / DCTSIZE, across = places[i] % DCTSIZE;
        int64_t times = means[down] * means[across];
        times *= (int16_t)quantizers->quantval[places[i]];
        // An eighth, and 30 bits behind the point.
        const int shift = 3 + 30 - FRACTION;
        luma->weights[i].times =
            (int32_t)((times + ((int64_t)1 << (shift - 1))) >> shift);
        luma->weights[i].sum = (across > 0 ? 1u : 0u) + (down > 0 ? 2u : 0u);
    }
}

static void make_tables(struct luma *luma)
{
    const struct jpeg_decompress_struct *cinfo = luma->feed.cinfo;
    for (int i = 0; i < cinfo->comps_in_scan; i++) {
        const jpeg_component_info *info = cinfo->cur_comp_info[i];
        const int dc = info->dc_tbl_no, ac = info->ac_tbl_no;
        if (luma->dc_codes[dc].values == NULL)
            mien_jpeg_code_make(&luma->dc_codes[dc], cinfo->dc_huff_tbl_ptrs[dc]);
        if (luma->ac_codes[ac].values == NULL)
            mien_jpeg_code_make(&luma->ac_codes[ac], cinfo->ac_huff_tbl_ptrs[ac]);
        if (info->component_index == 0 && cinfo->scale_denom == 4) {
            mien_jpeg_wholes_make(luma->wholes, &luma->ac_codes[ac]);
        } else if (!luma->skips_made[ac]) {
            mien_jpeg_skips_make(luma->skips[ac], &luma->ac_codes[ac]);
            luma->skips_made[ac] = true;
        }
    }
    make_weights(luma);
}

// Between two intervals stands a marker, and they are numbered. Bytes that were left
// over do not count when they are as few as libjpeg may have read ahead.
static void restart(struct luma *luma)
{
    struct jpeg_decompress_struct *cinfo = luma->feed.cinfo;
    struct mien_reader *reader = &luma->feed.job->reader;
    const int wanted = JPEG_RST0 + luma->next_restart;
    mien_jpeg_refill_slowly(&luma->feed);
    if (!luma->feed.ended)
        WARNMS2(cinfo, JWRN_EXTRANEOUS_DATA, luma->feed.bits.left / 8, wanted);
    if (luma->feed.cut_short)
        WARNMS(cinfo, JWRN_HIT_MARKER);
    const int marker = reader->buffer[reader->begin + 1];
    if (marker != wanted)
        WARNMS2(cinfo, JWRN_MUST_RESYNC, marker, luma->next_restart);
    reader->begin += 2;
    luma->feed.bits = (struct mien_jpeg_bits){0, 0};
    luma->feed.ended = false;
    luma->next_restart = (luma->next_restart + 1) & 7;
    luma->until_restart = cinfo->restart_interval;
    memset(luma->dc, 0, sizeof luma->dc);
}

static inline void colour_blocks(struct luma *luma, struct mien_jpeg_bits *bits,
                                 int component, const jpeg_component_info *info)
{
    for (int i = 0; i < info->MCU_width * info->MCU_height; i++) {
        take_dc(luma, bits, component, &luma->dc_codes[info->dc_tbl_no]);
        skip_ac(luma, bits, info->ac_tbl_no);
    }
}

static inline void luma_blocks(struct luma *luma, struct mien_jpeg_bits *bits,
                               int component, const jpeg_component_info *info,
                               uint8_t *out, size_t stride)
{
    const bool four = luma->feed.cinfo->scale_denom == 4;
    for (int y = 0; y < info->MCU_height; y++) {
        uint8_t *at = out;
        for (int x = 0; x < info->MCU_width; x++) {
            if (four)
                four_pixels(luma, bits, component, info, at, at + stride);
            else
                one_pixel(luma, bits, component, info, at);
            at += four ? 2 : 1;
        }
        out += four ? 2 * stride : stride;
    }
}

// The blocks of each component that belong to one place; `out` is of the luma.
static void take_mcu(struct luma *luma, uint8_t *out, size_t stride)
{
    struct jpeg_decompress_struct *cinfo = luma->feed.cinfo;
    if (cinfo->restart_interval > 0) {
        if (luma->until_restart == 0)
            restart(luma);
        luma->until_restart--;
    }
    struct mien_jpeg_bits bits = luma->feed.bits;
    for (int i = 0; i < cinfo->comps_in_scan; i++) {
        const jpeg_component_info *info = cinfo->cur_comp_info[i];
        if (info->component_index == 0)
            luma_blocks(luma, &bits, i, info, out, stride);
        else
            colour_blocks(luma, &bits, i, info);
    }
    luma->feed.bits = bits;
    if (bits.left < 0)
        WARNMS(cinfo, JWRN_HIT_MARKER);
}

// Ends the decoding for a reason that the job has noted.
static void leave(struct luma *luma)
{
    ERREXIT(luma->feed.cinfo, JERR_FILE_READ);
}

static void give(struct luma *luma, const uint8_t *rows, size_t stride, uint32_t count)
{
    struct mien_job *job = luma->feed.job;
    for (uint32_t y = 0; y < count; y++) {
        memcpy(mien_job_batch_row(job, 0), rows + y * stride,
               luma->feed.cinfo->output_width);
        if (!mien_job_batch_done(job, 1))
            leave(luma);
    }
}

// Zeroed: see jpeg_memory.c.
static void *alloc(struct jpeg_decompress_struct *cinfo, size_t size)
{
    return cinfo->mem->alloc_large((j_common_ptr)cinfo, JPOOL_IMAGE, size);
}

bool mien_jpeg_luma_rows(struct jpeg_decompress_struct *cinfo, struct mien_job *job)
{
    struct luma *luma = alloc(cinfo, sizeof *luma);
    luma->feed.cinfo = cinfo;
    luma->feed.job = job;
    luma->until_restart = cinfo->restart_interval;
    make_tables(luma);
    const jpeg_component_info *info = &cinfo->comp_info[0];
    const unsigned size = 8 / cinfo->scale_denom;
    const unsigned across = (unsigned)info->MCU_width * size;
    const unsigned down = (unsigned)info->MCU_height * size;
    const size_t stride = (size_t)cinfo->MCUs_per_row * across;
    uint8_t *rows = alloc(cinfo, stride * down);
    if (!mien_job_batch_open(job, cinfo->output_width, 1))
        leave(luma);
    for (JDIMENSION done = 0; done < cinfo->output_height; done += down) {
        cinfo->progress->progress_monitor((j_common_ptr)cinfo);
        for (JDIMENSION x = 0; x < cinfo->MCUs_per_row; x++)
            take_mcu(luma, rows + x * across, stride);
        JDIMENSION left = cinfo->output_height - done;
        give(luma, rows, stride, left < down ? left : down);
    }
    if (!mien_job_batch_flush(job))
        leave(luma);
    mien_jpeg_refill_slowly(&luma->feed); // as much as libjpeg may have read ahead
    return luma->feed.cut_short;
}
