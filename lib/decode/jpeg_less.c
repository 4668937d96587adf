// SPDX-License-Identifier: Apache-2.0
#include "decode/jpeg_less.h"

uint32_t mien_jpeg_scale(uint32_t width, uint32_t height, uint32_t side_min)
{
    uint32_t side = width < height ? width : height;
    uint32_t scale = 8;
    if (side_min == 0)
        return 1;
    while (scale > 1 && (side + scale - 1) / scale < side_min)
        scale /= 2;
    return scale;
}

// Has the component its pixels, or in a progressive file at least their coarsest part?
static bool has_begun(const struct jpeg_decompress_struct *cinfo, int component,
                      uint32_t brought, bool first_ac)
{
    if (!cinfo->progressive_mode)
        return (brought >> component & 1) != 0;
    // For each coefficient the bits that are still to come; -1: all of them.
    const int *bits = cinfo->coef_bits[component];
    return bits[0] >= 0 && (!first_ac || bits[1] >= 0);
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
        if (!has_begun(cinfo, i, brought, false))
            return true;
    return false;
}

bool mien_jpeg_enough(const struct jpeg_decompress_struct *cinfo, uint32_t brought,
                      bool first_ac)
{
    // A scan counts from its first row, but is of use only behind its last.
    if (cinfo->input_iMCU_row < cinfo->total_iMCU_rows)
        return false;
    bool whole = true;
    for (int i = 0; i < cinfo->num_components; i++) {
        if (cinfo->comp_info[i].component_needed &&
            !has_begun(cinfo, i, brought, first_ac))
            return false;
        whole = whole && is_whole(cinfo, i, brought);
    }
    return !whole;
}
