// SPDX-License-Identifier: Apache-2.0
#include "decode/jpeg_less.h"

enum {
    DC_ALONE = 8, // reduced by 8, a block is one pixel: its DC
    WITH_AC = 4   // reduced by 4, it is 2 x 2 pixels: the lowest frequencies
};

void mien_jpeg_reduce(struct jpeg_decompress_struct *cinfo,
                      const struct mien_decode_less *less)
{
    uint32_t width = cinfo->image_width, height = cinfo->image_height;
    uint32_t side = width < height ? width : height;
    uint32_t scale = DC_ALONE;
    if (less->first_ac && cinfo->progressive_mode)
        scale = WITH_AC;
    while (scale > 1 && (side + scale - 1) / scale < less->side_min)
        scale /= 2;
    cinfo->scale_num = 1;
    cinfo->scale_denom = less->side_min == 0 ? 1 : scale;
}

bool mien_jpeg_may_stop(struct jpeg_decompress_struct *cinfo,
                        const struct mien_decode_less *less)
{
    return less->first_scans && jpeg_has_multiple_scans(cinfo) &&
           (!cinfo->progressive_mode || cinfo->scale_denom > 1);
}

// Has the component its pixels, or in a progressive file at least their coarsest part?
// coef_bits has for each coefficient, in the order of the file, how many bits are still
// to come; -1: all of them.
static bool has_begun(const struct jpeg_decompress_struct *cinfo, int component,
                      uint32_t brought)
{
    if (!cinfo->progressive_mode)
        return (brought >> component & 1) != 0;
    return cinfo->coef_bits[component][0] >= 0;
}

// Has it what a reduced picture shows? Reduced by 2, that is more than is asked for
// here, but a hash hardly sees the difference.
static bool has_enough(const struct jpeg_decompress_struct *cinfo, int component,
                       uint32_t brought)
{
    if (!has_begun(cinfo, component, brought))
        return false;
    if (!cinfo->progressive_mode || cinfo->scale_denom == DC_ALONE)
        return true;
    const int *bits = cinfo->coef_bits[component];
    return bits[1] >= 0 && bits[2] >= 0 && bits[4] >= 0; // across, down, both
}

static bool is_whole(const struct jpeg_decompress_struct *cinfo, int component,
                     uint32_t brought)
{
    if (!cinfo->progressive_mode)
        return (brought >> component & 1) != 0;
    for (int i = 0; i < DCTSIZE2; i++)
        if (cinfo->coef_bits[component][i] != 0)
            return false;
    return true;
}

bool mien_jpeg_lacks_a_component(const struct jpeg_decompress_struct *cinfo,
                                 uint32_t brought)
{
    for (int i = 0; i < cinfo->num_components; i++)
        if (!has_begun(cinfo, i, brought))
            return true;
    return false;
}

bool mien_jpeg_enough(const struct jpeg_decompress_struct *cinfo, uint32_t brought)
{
    // A scan counts from its first row, but is of use only behind its last.
    if (cinfo->input_iMCU_row < cinfo->total_iMCU_rows)
        return false;
    bool whole = true;
    for (int i = 0; i < cinfo->num_components; i++) {
        if (cinfo->comp_info[i].component_needed && !has_enough(cinfo, i, brought))
            return false;
        whole = whole && is_whole(cinfo, i, brought);
    }
    return !whole;
}
