# SPDX-License-Identifier: Apache-2.0
"""Edits that keep a part: zooms, crops, and tilts, which crop as well.

Shares are of the width for left and right, of the height for top and bottom: a zoom
of 0.10 keeps the middle 90 % x 90 %.
"""

from PIL import Image

from picture import cropped, resized, tilted, to_aspect
from registry import edit


@edit("zoom")
def centre_zoom(picture, dice):
    """Half of the time blown up to the old size again, as pinching on a phone does."""
    cut = dice.between("zoom", 0.02, 0.40) / 2
    part = cropped(picture, cut, cut, cut, cut)
    return resized(part, *picture.size) if dice.chance("enlarged", 0.5) else part


def four_sides(picture, dice, most):
    return cropped(picture, *(dice.between(side, 0, most) for side in "ltrb"))


@edit("crop15")
def free_crop15(picture, dice):
    return four_sides(picture, dice, 0.15)


@edit("crop30")
def free_crop30(picture, dice):
    return four_sides(picture, dice, 0.30)


@edit("crop_any")
def crop_any_place(picture, dice):
    """Width and height are drawn apart from each other, and so is the place."""
    width, height = dice.between("w", 0.5, 0.9), dice.between("h", 0.5, 0.9)
    left, top = dice.between("l", 0, 1 - width), dice.between("t", 0, 1 - height)
    return cropped(picture, left, top, 1 - width - left, 1 - height - top)


@edit("crop_side")
def one_side(picture, dice):
    side = dice.pick("side", ["left", "top", "right", "bottom"])
    return cropped(picture, **{side: dice.between("cut", 0.03, 0.25)})


@edit("crop_side")
def square(picture, dice):
    return to_aspect(picture, 1, *[dice.between("offset", 0, 1)] * 2)


@edit("crop_side")
def crop4x5(picture, dice):
    return to_aspect(picture, 4 / 5, *[dice.between("offset", 0, 1)] * 2)


@edit("crop_side")
def crop16x9(picture, dice):
    return to_aspect(picture, 16 / 9, *[dice.between("offset", 0, 1)] * 2)


def angle(dice, most=10):
    return dice.between("degrees", 1, most) * dice.pick("side", [1, -1])


@edit("tilt")
def tilt_cropped(picture, dice):
    return tilted(picture, angle(dice))


@edit("tilt")
def tilt_zoomed(picture, dice):
    return tilted(picture, angle(dice), dice.between("zoom", 0, 0.15))


@edit("tilt")
def tilt_corners(picture, dice):
    """All of the picture is kept, and the corners that open are filled."""
    fill = dice.pick("fill", [(0, 0, 0), (0, 0, 0), (255, 255, 255)])
    return picture.rotate(angle(dice), Image.BICUBIC, expand=True, fillcolor=fill)
