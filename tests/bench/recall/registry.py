# SPDX-License-Identifier: Apache-2.0
"""What edits there are, and which row of the table of promises each belongs to."""

from collections import namedtuple

# The rows, in the order of the table. The two overlay_area rows ask more than it does:
# there, a sticker's size is its share of the area; in overlay30 and overlay50 it is its
# diameter against the short side. Nothing is promised for the last row: it is there to
# tell what cannot be done.
ROWS = {
    "plain": "recompress, resize (to 128 px), aspect +-10 %, filters, mild colour",
    "dihedral": "mirror, rotation, EXIF ignored",
    "invert": "inverted colours",
    "zoom": "centre zoom 2-40 %",
    "crop15": "free crop, each of the four sides 0-15 %",
    "crop30": "free crop, each of the four sides 0-30 %",
    "crop_any": "any place, keeping 50-90 % of the width and of the height",
    "crop_side": "one side 3-25 %, square, 4:5, 16:9",
    "tilt": "tilt 1-10 degrees, with zoom 0-15 %",
    "border": "borders, letterbox, blurred pad",
    "screenshot": "screenshots, caption bars, collages",
    "overlay30": "logo, text, eye bar, scribble, stickers to 30 % of the short side",
    "overlay50": "stickers of 30-50 % of the short side",
    "overlay_area30": "stickers of 10-30 % of the area",
    "overlay_area50": "stickers of 30-50 % of the area",
    "screen_mild": "photo of a screen, mild",
    "screen_mid": "photo of a screen, middling",
    "screen_bezel": "photo of a screen, its bezel in view",
    "combo": "two or three of these combined",
    "beyond": "what nothing is promised for",
}

# function(picture, dice) gives a picture, or a File when the file is the point.
Edit = namedtuple("Edit", "name row function")

EDITS = {}


def edit(row):
    """Registers a function as the edit of its own name."""
    if row not in ROWS:
        raise ValueError(f"no row {row}")

    def register(function):
        name = function.__name__
        if name in EDITS:
            raise ValueError(f"two edits named {name}")
        EDITS[name] = Edit(name, row, function)
        return function
    return register


def select(names):
    """The edits named; a row's name stands for all of its edits."""
    chosen = []
    for name in names:
        found = [e for e in EDITS.values() if name in (e.name, e.row)]
        if not found:
            raise KeyError(name)
        chosen += [e for e in found if e not in chosen]
    return chosen
