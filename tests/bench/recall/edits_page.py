# SPDX-License-Identifier: Apache-2.0
"""Captions in bars and on the picture; collages with other photos."""

from PIL import Image, ImageDraw

from edits_border import any_colour
from picture import covering, resized
from registry import edit
from screen import font, sentence


def words_in(canvas, box, words, ink, face="bold", outline=None, fill=0.55):
    """The words in the middle of the box, as large as fit."""
    left, top, right, bottom = box
    size = (bottom - top) * fill
    while size > 7 and font(size, face).getlength(words) > (right - left) * 0.94:
        size *= 0.9
    place = (left + right) / 2, (top + bottom) / 2
    stroke = max(1, round(size / 14)) if outline else 0
    ImageDraw.Draw(canvas).text(place, words, ink, font(size, face), "mm",
                                stroke_width=stroke, stroke_fill=outline)


def with_bars(picture, dice, ends):
    """Words on bars of a plain colour, one or two lines in each."""
    colours = dice.pick("colours", [("white", "black"), ("white", "black"),
                                    ("black", "white"), ("black", "yellow"), None])
    ground, ink = colours or (dice.colour("ground"), None)
    ink = ink or ("black" if sum(ground) > 380 else "white")
    face = dice.pick("face", ["bold", "plain", "serif", "mono-bold"])
    width, height = picture.size
    bars = [round(dice.between(end, 0.08, 0.28) * height) if end in ends else 0
            for end in ("top", "bottom")]
    canvas = Image.new("RGB", (width, height + sum(bars)), ground)
    canvas.paste(picture, (0, bars[0]))
    for start, bar in zip((0, bars[0] + height), bars):
        lines = dice.whole(None, 1, 2)
        for line in range(lines if bar else 0):
            box = (0, start + bar * line / lines, width,
                   start + bar * (line + 1) / lines)
            words_in(canvas, box, sentence(dice, 3, 7), ink, face)
    return canvas


@edit("screenshot")
def caption_top(picture, dice):
    return with_bars(picture, dice, ["top"])


@edit("screenshot")
def caption_bottom(picture, dice):
    return with_bars(picture, dice, ["bottom"])


@edit("screenshot")
def caption_both(picture, dice):
    return with_bars(picture, dice, ["top", "bottom"])


@edit("screenshot")
def caption_meme(picture, dice):
    """Outlined words on the picture itself, at the top, at the bottom or both."""
    canvas = picture.copy()
    width, height = canvas.size
    where = dice.pick("where", ["top", "bottom", "both", "both"])
    tall = dice.between("tall", 0.10, 0.20) * height
    if where != "bottom":
        words_in(canvas, (0, 0, width, tall), sentence(dice).upper(), "white",
                 outline="black")
    if where != "top":
        words_in(canvas, (0, height - tall, width, height), sentence(dice).upper(),
                 "white", outline="black")
    return canvas


def gutter(dice):
    """(width in pixels, colour): half of all collages have none."""
    if dice.chance("gutter", 0.5):
        return dice.whole("gap", 3, 24), any_colour(dice)
    return 0, "black"


@edit("screenshot")
def collage_row(picture, dice):
    """Two side by side, of equal height."""
    height = dice.whole("height", 500, 1000)
    gap, colour = gutter(dice)
    pair = [picture, dice.photo("beside")]
    if dice.chance("second", 0.5):
        pair.reverse()
    pair = [resized(p, p.width * height / p.height, height) for p in pair]
    canvas = Image.new("RGB", (pair[0].width + gap + pair[1].width, height), colour)
    canvas.paste(pair[0], (0, 0))
    canvas.paste(pair[1], (pair[0].width + gap, 0))
    return canvas


@edit("screenshot")
def collage_stack(picture, dice):
    """One above the other, of equal width."""
    width = dice.whole("width", 500, 1000)
    gap, colour = gutter(dice)
    pair = [picture, dice.photo("beside")]
    if dice.chance("second", 0.5):
        pair.reverse()
    pair = [resized(p, width, p.height * width / p.width) for p in pair]
    canvas = Image.new("RGB", (width, pair[0].height + gap + pair[1].height), colour)
    canvas.paste(pair[0], (0, 0))
    canvas.paste(pair[1], (0, pair[0].height + gap))
    return canvas


def cell_shape(picture, dice):
    """Width / height of a cell: square or usual, never more than a mild cut away."""
    own = picture.width / picture.height
    near = [a for a in (1, 3 / 4, 4 / 3, 2 / 3, 3 / 2) if 0.75 < a / own < 1 / 0.75]
    aspect = dice.pick(None, near + [own])
    dice.note("cell", f"{aspect:.3g}")
    return aspect


def mildly_cut(picture, width, height, dice):
    """Fills the cell, as programs that make collages do."""
    return covering(picture, width, height, *[dice.between(None, 0, 1)] * 2)


@edit("screenshot")
def collage_cells(picture, dice):
    """Two equal cells; the picture is cut to fill its cell, by up to a quarter."""
    aspect = cell_shape(picture, dice)
    side = dice.whole("side", 400, 800)
    width, height = round(side * aspect ** 0.5), round(side / aspect ** 0.5)
    gap, colour = gutter(dice)
    across = dice.chance("across", 0.5)
    place = dice.whole("place", 0, 1)
    step = (width + gap, 0) if across else (0, height + gap)
    canvas = Image.new("RGB", (width + step[0], height + step[1]), colour)
    canvas.paste(mildly_cut(picture, width, height, dice),
                 (step[0] * place, step[1] * place))
    canvas.paste(covering(dice.photo("beside"), width, height),
                 (step[0] * (1 - place), step[1] * (1 - place)))
    return canvas


@edit("screenshot")
def collage_three(picture, dice):
    """A large cell for the picture, two small ones beside it or below."""
    aspect = cell_shape(picture, dice)
    side = dice.whole("side", 500, 1000)
    width, height = round(side * aspect ** 0.5), round(side / aspect ** 0.5)
    gap, colour = gutter(dice)
    others = [dice.photo("beside"), dice.photo("beside")]
    main = mildly_cut(picture, width, height, dice)
    if dice.chance("across", 0.5):
        half = (height - gap) // 2
        canvas = Image.new("RGB", (width + gap + half, height), colour)
        places = [(width + gap, 0), (width + gap, height - half)]
    else:
        half = (width - gap) // 2
        canvas = Image.new("RGB", (width, height + gap + half), colour)
        places = [(0, height + gap), (width - half, height + gap)]
    canvas.paste(main, (0, 0))
    for other, place in zip(others, places):
        canvas.paste(covering(other, half, half), place)
    return canvas


@edit("screenshot")
def collage_four(picture, dice):
    """Two rows of two equal cells; the picture is in any of them."""
    aspect = cell_shape(picture, dice)
    side = dice.whole("side", 350, 700)
    width, height = round(side * aspect ** 0.5), round(side / aspect ** 0.5)
    gap, colour = gutter(dice)
    canvas = Image.new("RGB", (2 * width + gap, 2 * height + gap), colour)
    place = dice.whole("place", 0, 3)
    for i in range(4):
        if i == place:
            shown = mildly_cut(picture, width, height, dice)
        else:
            shown = covering(dice.photo("beside"), width, height)
        canvas.paste(shown, (i % 2 * (width + gap), i // 2 * (height + gap)))
    return canvas
