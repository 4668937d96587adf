// SPDX-License-Identifier: Apache-2.0
#include "check_edits.h"

#include "check_draw.h"
#include "check_look.h"
#include "i18n.h"

// Amounts are percentages of the picture, unless it is said what they are.

// The amount is the quality.
static bool recompress(struct check_picture *out, const struct check_picture *in,
                       uint32_t amount, int form)
{
    (void)form;
    return check_jpeg(out, in, (int)amount);
}

static bool resize(struct check_picture *out, const struct check_picture *in,
                   uint32_t amount, int form)
{
    (void)form;
    return check_smaller(out, in, in->width * amount / 100, in->height * amount / 100);
}

// The amount is the new width in pixels. Smaller pictures stay as they are.
static bool resize_to(struct check_picture *out, const struct check_picture *in,
                      uint32_t amount, int form)
{
    (void)form;
    uint32_t width = in->width < amount ? in->width : amount;
    uint32_t height = (uint32_t)((uint64_t)in->height * width / in->width);
    return check_smaller(out, in, width, height);
}

// The amount is an enum mien_orientation; a second form is the one after the next.
static bool turn(struct check_picture *out, const struct check_picture *in,
                 uint32_t amount, int form)
{
    return check_turn(out, in, (enum mien_orientation)(amount + 2 * (uint32_t)form));
}

// What the amount of a change of colours means.
enum colours {
    GREY,
    WARMER,
    BRIGHTER, // by a quarter
    DARKER,   // by a quarter
    CONTRAST  // 1.4 times as much, about the middle
};

static bool recolour(struct check_picture *out, const struct check_picture *in,
                     uint32_t amount, int form)
{
    static const struct check_colours colours[] = {
        [GREY] = {{{77, 150, 29}, {77, 150, 29}, {77, 150, 29}}, 0},
        [WARMER] = {{{287, 0, 0}, {0, 256, 0}, {0, 0, 200}}, 0},
        [BRIGHTER] = {{{320, 0, 0}, {0, 320, 0}, {0, 0, 320}}, 0},
        [DARKER] = {{{192, 0, 0}, {0, 192, 0}, {0, 0, 192}}, 0},
        [CONTRAST] = {{{358, 0, 0}, {0, 358, 0}, {0, 0, 358}}, -13056},
    };
    (void)form;
    return check_recolour(out, in, &colours[amount]);
}
static uint32_t per_mille(const struct check_picture *in, uint32_t amount)
{
    uint32_t side = in->width > in->height ? in->width : in->height;
    return (side * amount + 999) / 1000;
}

// The amount is in thousandths of the longer side.
static bool blur(struct check_picture *out, const struct check_picture *in,
                 uint32_t amount, int form)
{
    (void)form;
    return check_blur(out, in, per_mille(in, amount));
}

// The amount is half the strongest change, of 255.
static bool grain(struct check_picture *out, const struct check_picture *in,
                  uint32_t amount, int form)
{
    (void)form;
    return check_grain(out, in, amount);
}

// Takes the percentages away from width and height, half of it at each end.
static bool crop(struct check_picture *out, const struct check_picture *in,
                 uint32_t amount, int form)
{
    (void)form;
    uint32_t dx = in->width * amount / 200, dy = in->height * amount / 200;
    return check_crop(
        out, in,
        (struct check_rectangle){dx, dy, in->width - 2 * dx, in->height - 2 * dy});
}

// Each of the four sides is a form.
static bool crop_side(struct check_picture *out, const struct check_picture *in,
                      uint32_t amount, int form)
{
    uint32_t dx = form < 2 ? in->width * amount / 100 : 0;
    uint32_t dy = form < 2 ? 0 : in->height * amount / 100;
    return check_crop(out, in,
                      (struct check_rectangle){form == 0 ? dx : 0, form == 2 ? dy : 0,
                                               in->width - dx, in->height - dy});
}

// The amount is in degrees; the form is the direction.
static bool tilt(struct check_picture *out, const struct check_picture *in,
                 uint32_t amount, int form)
{
    struct check_angle angle = amount == 2   ? (struct check_angle){2287, 65496}
                               : amount == 5 ? (struct check_angle){5712, 65287}
                                             : (struct check_angle){11380, 64540};
    if (form == 1)
        angle.sine = -angle.sine;
    return check_tilt(out, in, angle);
}

// The amount is that of the shorter side; the form is white or black.
static bool border(struct check_picture *out, const struct check_picture *in,
                   uint32_t amount, int form)
{
    uint32_t side = in->width < in->height ? in->width : in->height;
    uint32_t edge = side * amount / 100 + 1;
    return check_mount(out, in,
                       (struct check_rectangle){edge, edge, in->width + 2 * edge,
                                                in->height + 2 * edge},
                       form == 0 ? 255 : 0);
}

static bool caption(struct check_picture *out, const struct check_picture *in,
                    uint32_t amount, int form)
{
    (void)amount;
    return check_caption(out, in, form == 0);
}

static bool words(struct check_picture *out, const struct check_picture *in,
                  uint32_t amount, int form)
{
    (void)amount;
    return check_words(out, in, form != 1, form != 0);
}

static bool sticker(struct check_picture *out, const struct check_picture *in,
                    uint32_t amount, int form)
{
    return check_sticker(out, in, amount, form);
}

static bool screenshot(struct check_picture *out, const struct check_picture *in,
                       uint32_t amount, int form)
{
    (void)amount;
    return check_screenshot(out, in, form == 0);
}

// TRANSLATORS: what somebody did to the picture. These stand in a table, each with one
// of the next texts behind it, and in lists: "It is recognised when it was: saved
// again, made smaller (to one half)". A screen has 80 columns.
const struct check_group_text check_groups[CHECK_GROUPS] = {
    [CHECK_RECOMPRESS] = {"recompress", N_("saved again")},
    [CHECK_RESIZE] = {"resize", N_("made smaller")},
    [CHECK_MIRROR] = {"mirror", N_("mirrored or turned")},
    [CHECK_COLOUR] = {"colour", N_("recoloured")},
    [CHECK_BLUR] = {"blur", N_("blurred")},
    [CHECK_GRAIN] = {"grain", N_("made grainy")},
    [CHECK_CROP] = {"crop", N_("cropped all around")},
    [CHECK_SIDE] = {"crop-side", N_("cropped on one side")},
    [CHECK_TILT] = {"tilt", N_("tilted")},
    [CHECK_BORDER] = {"border", N_("put into a frame")},
    [CHECK_CAPTION] = {"caption", N_("written on")},
    [CHECK_STICKER] = {"sticker", N_("covered by a sticker")},
    [CHECK_SCREENSHOT] = {"screenshot", N_("shown in a screenshot")},
};

// TRANSLATORS: how it was done.
const struct check_edit check_edits[] = {
    {"jpeg-60", CHECK_RECOMPRESS, N_("as a JPEG of quality 60"), recompress, 60, 1},
    {"jpeg-20", CHECK_RECOMPRESS, N_("as a JPEG of quality 20"), recompress, 20, 1},
    {"half", CHECK_RESIZE, N_("to one half"), resize, 50, 1},
    {"quarter", CHECK_RESIZE, N_("to one quarter"), resize, 25, 1},
    {"width-128", CHECK_RESIZE, N_("to a width of 128 pixels"), resize_to, 128, 1},
    {"mirror", CHECK_MIRROR, N_("left to right"), turn, MIEN_ORIENTATION_TOP_RIGHT, 1},
    {"upside-down", CHECK_MIRROR, N_("upside down"), turn,
     MIEN_ORIENTATION_BOTTOM_RIGHT, 1},
    {"quarter-turn", CHECK_MIRROR, N_("by a quarter turn"), turn,
     MIEN_ORIENTATION_RIGHT_TOP, 2},
    {"grey", CHECK_COLOUR, N_("black and white"), recolour, GREY, 1},
    {"warmer", CHECK_COLOUR, N_("warmer"), recolour, WARMER, 1},
    {"brighter", CHECK_COLOUR, N_("brighter"), recolour, BRIGHTER, 1},
    {"darker", CHECK_COLOUR, N_("darker"), recolour, DARKER, 1},
    {"contrast", CHECK_COLOUR, N_("with more contrast"), recolour, CONTRAST, 1},
    {"blur-light", CHECK_BLUR, N_("a little"), blur, 2, 1},
    {"blur-strong", CHECK_BLUR, N_("strongly"), blur, 10, 1},
    {"grain-light", CHECK_GRAIN, N_("a little"), grain, 12, 1},
    {"grain-strong", CHECK_GRAIN, N_("strongly"), grain, 36, 1},
    {"crop-2", CHECK_CROP, N_("by 2 percent"), crop, 2, 1},
    {"crop-4", CHECK_CROP, N_("by 4 percent"), crop, 4, 1},
    {"crop-10", CHECK_CROP, N_("by 10 percent"), crop, 10, 1},
    {"crop-25", CHECK_CROP, N_("by 25 percent"), crop, 25, 1},
    {"side-2", CHECK_SIDE, N_("by 2 percent"), crop_side, 2, 4},
    {"side-10", CHECK_SIDE, N_("by 10 percent"), crop_side, 10, 4},
    {"side-25", CHECK_SIDE, N_("by 25 percent"), crop_side, 25, 4},
    {"tilt-2", CHECK_TILT, N_("by 2 degrees"), tilt, 2, 2},
    {"tilt-5", CHECK_TILT, N_("by 5 degrees"), tilt, 5, 2},
    {"tilt-10", CHECK_TILT, N_("by 10 degrees"), tilt, 10, 2},
    {"border-thin", CHECK_BORDER, N_("a thin one"), border, 2, 2},
    {"border-thick", CHECK_BORDER, N_("a thick one"), border, 10, 2},
    {"words", CHECK_CAPTION, N_("inside the picture"), words, 0, 3},
    {"caption", CHECK_CAPTION, N_("in a bar above or below"), caption, 0, 2},
    {"sticker-5", CHECK_STICKER, N_("5 percent of the area"), sticker, 5, 5},
    {"sticker-10", CHECK_STICKER, N_("10 percent of the area"), sticker, 10, 5},
    {"screenshot", CHECK_SCREENSHOT, N_("of a phone"), screenshot, 0, 2},
};

_Static_assert(sizeof check_edits / sizeof check_edits[0] == CHECK_EDITS, "counted");
