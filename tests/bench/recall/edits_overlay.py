# SPDX-License-Identifier: Apache-2.0
"""Things put on the picture: logos, words, watermarks, stickers, bars, scribbles."""

import math

from PIL import Image, ImageDraw

from edits_page import words_in
from registry import edit
from screen import account, font, sentence


def layer(picture):
    """A clear sheet of the picture's size, and a pen for it."""
    sheet = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    return sheet, ImageDraw.Draw(sheet)


def laid_over(picture, sheet):
    return Image.alpha_composite(picture.convert("RGBA"), sheet).convert("RGB")


def corner_place(picture, width, height, dice):
    """Near one of the four corners: (left, top)."""
    margin = dice.between(None, 0.01, 0.05) * min(picture.size)
    corner = dice.pick("corner", ["lt", "rt", "lb", "rb"])
    left = margin if corner[0] == "l" else picture.width - width - margin
    top = margin if corner[1] == "t" else picture.height - height - margin
    return left, top


@edit("overlay30")
def logo(picture, dice):
    """A badge with a word, in a corner, more or less see-through."""
    width = dice.between("width", 0.10, 0.35) * picture.width
    height = width * dice.between(None, 0.25, 0.5)
    left, top = corner_place(picture, width, height, dice)
    sheet, pen = layer(picture)
    alpha = dice.whole("alpha", 130, 255)
    box = left, top, left + width, top + height
    pen.rounded_rectangle(box, dice.between(None, 0, height / 2),
                          (*dice.colour("colour"), alpha))
    words_in(sheet, box, sentence(dice, 1, 2), "white")
    return laid_over(picture, sheet)


@edit("overlay30")
def text_line(picture, dice):
    """One or two lines anywhere, with a box behind them or without."""
    sheet, pen = layer(picture)
    tall = dice.between("tall", 0.05, 0.12) * picture.height
    y = dice.between("y", 0, 0.75) * picture.height
    boxed = dice.chance("boxed", 0.4)
    for _ in range(dice.whole("lines", 1, 2)):
        left = dice.between(None, 0, 0.2) * picture.width
        box = left, y, left + dice.between(None, 0.5, 0.8) * picture.width, y + tall
        if boxed:
            pen.rectangle(box, (0, 0, 0, dice.whole(None, 110, 255)))
        words_in(sheet, box, sentence(dice), dice.pick(None, ["white", "yellow"]),
                 outline="black", fill=0.7)
        y += tall * 1.15
    return laid_over(picture, sheet)


@edit("overlay30")
def text_large(picture, dice):
    """One see-through word across the picture, level or slanting."""
    side = math.hypot(*picture.size)
    wide = dice.between("width", 0.5, 0.95) * min(side * 0.8, picture.width)
    sheet = Image.new("RGBA", (round(side), round(side)), (0, 0, 0, 0))
    box = (side - wide) / 2, side / 2 - wide / 5, (side + wide) / 2, side / 2 + wide / 5
    ink = (*dice.pick("ink", [(255, 255, 255), (0, 0, 0), (220, 20, 30)]),
           dice.whole("alpha", 70, 160))
    words_in(sheet, box, dice.pick("word", ["PREVIEW", "SAMPLE", "EXCLUSIVE", "COPY",
                                            "LEAKED", "NEW"]), ink, fill=0.9)
    sheet = sheet.rotate(dice.pick("slant", [0, 0, 30, 45, -30]), Image.BICUBIC)
    return laid_over(picture, middle_of(sheet, picture.size))


def middle_of(sheet, size):
    left, top = (sheet.width - size[0]) // 2, (sheet.height - size[1]) // 2
    return sheet.crop((left, top, left + size[0], top + size[1]))


@edit("overlay30")
def watermark_tiled(picture, dice):
    """The same small words again and again, slanting."""
    side = round(math.hypot(*picture.size))
    sheet = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    words = "@" + account(dice)
    size = dice.between("size", 0.025, 0.05) * picture.width
    ink = (*dice.pick("ink", [(255, 255, 255), (255, 255, 255), (0, 0, 0)]),
           dice.whole("alpha", 50, 120))
    face = font(size, "bold")
    across = face.getlength(words) * dice.between("space", 1.15, 1.8)
    down = max(size * dice.between("rows", 2.5, 5), 8)
    for row in range(int(side / down) + 1):
        x = -across * (row % 3) / 3
        while x < side:
            pen.text((x, row * down), words, ink, face)
            x += across
    sheet = sheet.rotate(dice.pick("slant", [0, 20, 30, 45, -30]), Image.BICUBIC)
    return laid_over(picture, middle_of(sheet, picture.size))


def face_sticker(pen, x, y, r, dice):
    skin = dice.pick(None, [(255, 204, 50), (255, 220, 90), (240, 90, 80)])
    pen.ellipse((x - r, y - r, x + r, y + r), skin, (150, 100, 10),
                max(1, round(r * 0.04)))
    for side in (-1, 1):
        eye = x + side * 0.36 * r
        pen.ellipse((eye - 0.12 * r, y - 0.42 * r, eye + 0.12 * r, y - 0.05 * r),
                    (60, 40, 10))
    mouth = (x - 0.55 * r, y - 0.2 * r, x + 0.55 * r, y + 0.62 * r)
    pen.chord(mouth, *dice.pick(None, [(10, 170), (0, 180), (200, 340)]), (90, 40, 10))


def heart_sticker(pen, x, y, r, dice):
    tint = dice.pick(None, [(230, 30, 60), (250, 110, 170), (130, 60, 200)])
    points = []
    for i in range(60):
        t = i * math.pi / 30
        across = 16 * math.sin(t) ** 3
        up = (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t)
              - math.cos(4 * t))
        points.append((x + r * across / 17, y - r * up / 17))
    pen.polygon(points, tint)


def star_sticker(pen, x, y, r, dice):
    points = []
    for i in range(10):
        length = r if i % 2 == 0 else r * 0.45
        angle = i * math.pi / 5 - math.pi / 2
        points.append((x + length * math.cos(angle), y + length * math.sin(angle)))
    pen.polygon(points, dice.colour(None), "white")


def disc_sticker(pen, x, y, r, dice):
    pen.ellipse((x - r, y - r, x + r, y + r), dice.colour(None))


def box_sticker(pen, x, y, r, dice):
    """As wide as the others; a censor's box is usually black."""
    half = r * 0.85
    tint = dice.pick(None, [(0, 0, 0), (0, 0, 0), (255, 255, 255), dice.colour(None)])
    pen.rectangle((x - half, y - half, x + half, y + half), tint)


STICKERS = {"face": face_sticker, "heart": heart_sticker, "star": star_sticker,
            "disc": disc_sticker, "box": box_sticker}


def stick(picture, dice, diameter):
    """One sticker wholly inside the picture; the diameter is in pixels."""
    shape = dice.pick("shape", STICKERS)
    r = diameter / 2
    spans = [max(side - diameter, 0) for side in picture.size]
    x, y = (r + dice.between(name, 0.1, 0.9) * span
            for name, span in zip(("x", "y"), spans))
    # Drawn at twice its size for smooth edges, on a sheet of its own.
    size = max(4, round(4 * r))
    sheet = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    STICKERS[shape](ImageDraw.Draw(sheet), size / 2, size / 2, size / 2 - 2, dice)
    sheet = sheet.resize((max(2, size // 2), max(2, size // 2)), Image.BOX)
    sheet = sheet.rotate(dice.between(None, -25, 25), Image.BICUBIC)
    stuck = picture.copy()
    stuck.paste(sheet, (round(x - r), round(y - r)), sheet)
    return stuck


@edit("overlay30")
def sticker30(picture, dice):
    return stick(picture, dice, dice.between("size", 0.08, 0.30) * min(picture.size))


@edit("overlay30")
def stickers_few(picture, dice):
    for _ in range(dice.whole("count", 2, 4)):
        size = dice.between("size", 0.06, 0.16) * min(picture.size)
        picture = stick(picture, dice, size)
    return picture


@edit("overlay50")
def sticker50(picture, dice):
    return stick(picture, dice, dice.between("size", 0.30, 0.50) * min(picture.size))


def stick_by_area(picture, dice, share):
    """A box or oval of the picture's own shape, anywhere, covering that share."""
    width, height = (side * math.sqrt(share) for side in picture.size)
    left = dice.between("x", 0, 1) * (picture.width - width)
    top = dice.between("y", 0, 1) * (picture.height - height)
    covered = picture.copy()
    pen = ImageDraw.Draw(covered)
    shape = dice.pick("shape", ["box", "oval"])
    # An oval covers pi / 4 of its box: its box is larger, and may leave the picture.
    grow = (math.sqrt(4 / math.pi) - 1) / 2 if shape == "oval" else 0
    box = (left - width * grow, top - height * grow,
           left + width * (1 + grow), top + height * (1 + grow))
    (pen.ellipse if shape == "oval" else pen.rectangle)(box, dice.colour("colour"))
    return covered


@edit("overlay_area30")
def sticker_area30(picture, dice):
    return stick_by_area(picture, dice, dice.between("area", 0.10, 0.30))


@edit("overlay_area50")
def sticker_area50(picture, dice):
    return stick_by_area(picture, dice, dice.between("area", 0.30, 0.50))


@edit("overlay30")
def eye_bar(picture, dice):
    """A bar across, where eyes may be; a few degrees off level."""
    width, height = picture.size
    half = dice.between("width", 0.25, 0.6) * width / 2
    tall = dice.between("tall", 0.05, 0.12) * height / 2
    x, y = dice.between("x", 0.35, 0.65) * width, dice.between("y", 0.2, 0.55) * height
    slant = math.radians(dice.between("degrees", -12, 12))
    points = []
    for across, down in (-half, -tall), (half, -tall), (half, tall), (-half, tall):
        points.append((x + across * math.cos(slant) - down * math.sin(slant),
                       y + across * math.sin(slant) + down * math.cos(slant)))
    barred = picture.copy()
    ImageDraw.Draw(barred).polygon(points, dice.pick("colour", ["black", "black",
                                                               "white", "red"]))
    return barred


@edit("overlay30")
def pixelated_face(picture, dice):
    """A square, where a face may be, turned into a few large cells or blurred."""
    side = round(dice.between("size", 0.15, 0.30) * min(picture.size))
    left = round(dice.between("x", 0.15, 0.85) * (picture.width - side))
    top = round(dice.between("y", 0.1, 0.7) * (picture.height - side))
    part = picture.crop((left, top, left + side, top + side))
    cells = dice.whole("cells", 5, 12)
    few = part.resize((cells, cells), Image.BOX)
    back = dice.pick("how", [Image.NEAREST, Image.NEAREST, Image.BICUBIC])
    hidden = picture.copy()
    hidden.paste(few.resize(part.size, back), (left, top))
    return hidden


@edit("overlay30")
def scribble(picture, dice):
    """Lines drawn with a finger, wandering over the picture, each of a colour."""
    drawn = picture.copy()
    pen = ImageDraw.Draw(drawn)
    width, height = picture.size
    thick = max(2, round(dice.between("thick", 0.008, 0.022) * width))
    for _ in range(dice.whole("lines", 1, 3)):
        x, y = (dice.between(None, 0.1, 0.9) for _ in "xy")
        heading, points = dice.between(None, 0, 2 * math.pi), []
        for _ in range(dice.whole(None, 15, 45)):
            points.append((x * width, y * height))
            heading += dice.between(None, -0.9, 0.9)
            if not (0.05 < x < 0.95 and 0.05 < y < 0.95):
                heading = math.atan2(0.5 - y, 0.5 - x) # back towards the middle
            x += 0.05 * math.cos(heading)
            y += 0.05 * math.sin(heading)
        pen.line(points, dice.colour(None), thick, "curve")
    return drawn
