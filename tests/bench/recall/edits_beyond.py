# SPDX-License-Identifier: Apache-2.0
"""Edits that nothing is promised for: what it cannot do well is measured, too."""

from PIL import ImageOps

from picture import array, cropped, from_array, jpeg, perspective, resized, tilted
from registry import edit
from screen import Screen


@edit("beyond")
def turned_more(picture, dice):
    """Further than the views of the plan and the angles of windows reach."""
    degrees = dice.between("degrees", 12, 45) * dice.pick("side", [1, -1])
    return tilted(picture, degrees)


@edit("beyond")
def small_part(picture, dice):
    """5 to 25 % of the area, from anywhere."""
    width, height = dice.between("w", 0.22, 0.5), dice.between("h", 0.22, 0.5)
    left, top = dice.between("l", 0, 1 - width), dice.between("t", 0, 1 - height)
    return cropped(picture, left, top, 1 - width - left, 1 - height - top)


@edit("beyond")
def small_on_screen(picture, dice):
    """A thumbnail on a page full of words: 1 to 8 % of the screen's area."""
    screen = Screen(dice, (1920, 1080), 1280, dice.chance("dark", 0.3))
    area = dice.between("area", 0.01, 0.08)
    wide = (area * 1280 * 720 * picture.width / picture.height) ** 0.5
    tall = wide * picture.height / picture.width
    y = 30
    while y < 640:
        y = screen.paragraph(40, y, 1180, 4) + 24
    screen.paste(screen.filled(picture, wide, tall),
                 dice.between("x", 0, max(1, 1280 - wide)),
                 dice.between("y", 0, max(1, 720 - tall)))
    return screen.image


@edit("beyond")
def cropped_squeezed(picture, dice):
    """A free crop, then one side changed by 20 to 45 %: its windows are no squares."""
    part = cropped(picture, *(dice.between(side, 0, 0.15) for side in "ltrb"))
    return resized(part, part.width * dice.between("stretch", 0.55, 0.80), part.height)


@edit("beyond")
def slanted(picture, dice):
    """Photographed from the side: two corners far nearer to one another."""
    width, height = picture.size
    near = dice.between("near", 0.12, 0.30) * height
    corners = [(0, near), (width, 0), (width, height), (0, height - near)]
    if dice.chance("right", 0.5):
        corners = [(0, 0), (width, near), (width, height - near), (0, height)]
    square = [(0, 0), (width, 0), (width, height), (0, height)]
    return perspective(picture, picture.size, square, corners, (30, 30, 34))


@edit("beyond")
def sticker_most(picture, dice):
    """50 to 70 % of the area is covered."""
    part = dice.between("share", 0.50, 0.70) ** 0.5
    width, height = picture.size
    left = round(width * (1 - part) * dice.between("x", 0, 1))
    top = round(height * (1 - part) * dice.between("y", 0, 1))
    canvas = picture.copy()
    canvas.paste(dice.colour("colour"), (left, top, left + round(width * part),
                                         top + round(height * part)))
    return canvas


@edit("beyond")
def threshold(picture, dice):
    """Black and white, nothing between."""
    level = dice.whole("level", 90, 160)
    return picture.convert("L").point(lambda value: 255 * (value >= level))


@edit("beyond")
def posterised(picture, dice):
    return ImageOps.posterize(picture, dice.whole("bits", 1, 2))


@edit("beyond")
def equalised(picture, dice):
    return ImageOps.equalize(picture)


@edit("beyond")
def tiny(picture, dice):
    """24 to 60 px long."""
    side = dice.whole("long_side", 24, 60)
    factor = side / max(picture.size)
    return jpeg(resized(picture, picture.width * factor, picture.height * factor),
                dice.whole("quality", 60, 90))


@edit("beyond")
def blown_out(picture, dice):
    """Twice to three times as bright: most of it is white."""
    return from_array(array(picture) * dice.between("factor", 2, 3))
