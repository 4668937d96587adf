# SPDX-License-Identifier: Apache-2.0
"""Edits that put something plain around the whole picture."""

from PIL import Image, ImageFilter

from picture import covering
from registry import edit

ASPECTS = {"9:16": 9 / 16, "3:4": 3 / 4, "4:5": 4 / 5, "1:1": 1, "4:3": 4 / 3,
           "16:9": 16 / 9}


def any_colour(dice):
    """Black and white are what most programs fill with; any other may be chosen."""
    kind = dice.pick("fill", ["black", "white", "any", "any"])
    return dice.colour("colour") if kind == "any" else kind


def framed(picture, left, top, right, bottom, fill):
    """The sides are in pixels."""
    left, top = round(left), round(top)
    size = (picture.width + left + round(right), picture.height + top + round(bottom))
    frame = Image.new("RGB", size, fill)
    frame.paste(picture, (left, top))
    return frame


@edit("border")
def border_even(picture, dice):
    side = dice.between("width", 0.02, 0.25) * min(picture.size)
    return framed(picture, side, side, side, side, any_colour(dice))


@edit("border")
def border_uneven(picture, dice):
    sides = [dice.between(side, 0, 0.25) * min(picture.size) for side in "ltrb"]
    return framed(picture, *sides, any_colour(dice))


@edit("border")
def border_double(picture, dice):
    """A thin line, then a wider band of another colour."""
    line = dice.between("line", 0.005, 0.03) * min(picture.size)
    band = dice.between("band", 0.03, 0.18) * min(picture.size)
    inner = framed(picture, line, line, line, line, dice.colour("line_colour"))
    return framed(inner, band, band, band, band, any_colour(dice))


@edit("border")
def letterbox(picture, dice):
    bar = dice.between("bar", 0.05, 0.40) * picture.height
    return framed(picture, 0, bar, 0, bar, any_colour(dice))


@edit("border")
def pillarbox(picture, dice):
    bar = dice.between("bar", 0.05, 0.40) * picture.width
    return framed(picture, bar, 0, bar, 0, any_colour(dice))


def around(picture, dice):
    """The size of the smallest frame of a usual shape that has room to spare."""
    own = picture.width / picture.height
    usual = [name for name, value in ASPECTS.items() if abs(own / value - 1) > 0.08]
    aspect = ASPECTS[dice.pick("aspect", usual)]
    if own > aspect:
        return picture.width, round(picture.width / aspect)
    return round(picture.height * aspect), picture.height


def placed(picture, canvas, dice):
    """Usually in the middle, sometimes anywhere."""
    middle = dice.chance("middle", 0.7)
    part = 0.5 if middle else dice.between("place", 0, 1)
    canvas.paste(picture, (round((canvas.width - picture.width) * part),
                           round((canvas.height - picture.height) * part)))
    return canvas


@edit("border")
def pad_colour(picture, dice):
    size = around(picture, dice)
    return placed(picture, Image.new("RGB", size, any_colour(dice)), dice)


@edit("border")
def pad_blurred(picture, dice):
    """The picture itself, blown up and blurred, fills what is left over."""
    width, height = around(picture, dice)
    blur = dice.between("blur", 0.02, 0.06)
    dim = dice.between("dim", 0.5, 1)
    # Blurred small: the same look at a fraction of the time.
    small = covering(picture, width / 8, height / 8)
    small = small.filter(ImageFilter.GaussianBlur(blur * small.width))
    ground = small.resize((width, height), Image.BICUBIC).point(lambda v: v * dim)
    return placed(picture, ground, dice)
