# SPDX-License-Identifier: Apache-2.0
"""A screen to draw programs on: text, bars, bubbles, pictures.

Places are in units: a phone is 360 units wide whatever its pixels, as its own programs
reckon. Nothing here copies a real program; the layouts are only of the same kind.
"""

import functools

from PIL import Image, ImageDraw, ImageFont

from picture import contained, covering

WORDS = """about after again all and any are ask away because been before best better
big both call came can come could day did does done down each end even ever every eyes
far few find first for from full gave get give good great had half hand hard have here
high home how just keep kind know last late left less life light like little long look
lot made make many maybe mean mind more most much must name near need never new next
night none not now off often old once one only open other our out over own part past
place plan play put quite rather read real right said same saw say see seen send set
should show side since small some soon still such sure take talk tell than that them
then there these thing think this though time today told too took true try turn two
under until upon use very wait walk want was way week well went were what when where
which while who why will wish with word work would year yes yet""".split()

FACES = {"plain": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf",
         "serif": "DejaVuSerif.ttf", "serif-bold": "DejaVuSerif-Bold.ttf",
         "mono": "DejaVuSansMono.ttf", "mono-bold": "DejaVuSansMono-Bold.ttf"}


@functools.lru_cache(maxsize=256)
def font(pixels, face="plain"):
    return ImageFont.truetype(FACES[face], max(6, int(pixels)))


def sentence(dice, fewest=2, most=8):
    words = [dice.pick(None, WORDS) for _ in range(dice.whole(None, fewest, most))]
    text = " ".join(words)
    style = dice.pick(None, [str, str.capitalize, str.upper, str])
    return style(text) + dice.pick(None, ["", "", "!", "?", "...", " #" + words[0]])


class Screen:
    def __init__(self, dice, pixels, units=360, dark=False, ground=None):
        """pixels: (width, height). units: how wide the screen is in units."""
        self.dice = dice
        self.dark = dark
        self.ground = ground or ((18, 18, 20) if dark else (255, 255, 255))
        self.ink = (235, 235, 238) if dark else (20, 20, 24)
        self.faint = (130, 132, 138)
        self.line = (60, 60, 66) if dark else (222, 222, 226)
        self.image = Image.new("RGB", pixels, self.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.unit = pixels[0] / units
        self.width, self.height = units, pixels[1] / self.unit

    def px(self, *values):
        return tuple(round(value * self.unit) for value in values)

    def text(self, x, y, words, size=14, colour=None, face="plain", anchor="lm"):
        self.draw.text(self.px(x, y), words, colour or self.ink,
                       font(size * self.unit, face), anchor)

    def box(self, x, y, width, height, fill=None, radius=0, outline=None, line=1):
        corners = self.px(x, y, x + max(width, 1), y + max(height, 1))
        self.draw.rounded_rectangle(corners, radius * self.unit, fill, outline,
                                    max(1, round(line * self.unit)))

    def disc(self, x, y, radius, fill=None, outline=None, line=1):
        corners = self.px(x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse(corners, fill, outline, max(1, round(line * self.unit)))

    def rule(self, y):
        self.box(0, y, self.width, 0.5, self.line)

    def fade(self, y, height, colour, opacity):
        """A see-through band, for words on top of a picture."""
        left, top, right, bottom = self.px(0, y, self.width, y + height)
        band = self.image.crop((left, top, right, bottom))
        veil = Image.new("RGB", band.size, colour)
        self.image.paste(Image.blend(band, veil, opacity), (left, top))

    def paste(self, picture, x, y, radius=0):
        """The picture has its final size in pixels already. Returns that in units."""
        mask = None
        if radius:
            mask = Image.new("L", picture.size, 0)
            corners = 0, 0, picture.width - 1, picture.height - 1
            ImageDraw.Draw(mask).rounded_rectangle(corners, radius * self.unit, 255)
        self.image.paste(picture, self.px(x, y), mask)
        return picture.width / self.unit, picture.height / self.unit

    def fitted(self, picture, width, height):
        return contained(picture, width * self.unit, height * self.unit)

    def filled(self, picture, width, height):
        return covering(picture, width * self.unit, height * self.unit)

    def paragraph(self, x, y, width, lines, size=13, face="plain", colour=None):
        """Returns the place below it."""
        for _ in range(lines):
            words = ""
            while len(words) * size * 0.56 < width:
                words += self.dice.pick(None, WORDS) + " "
            words = words[:int(width / size / 0.56)]
            self.text(x, y + size * 0.7, words.strip(), size, colour, face)
            y += size * 1.5
        return y

    def status(self, colour=None, ground=None):
        """The line at the top of every phone. Returns its height."""
        colour, height = colour or self.ink, self.dice.between(None, 22, 34)
        if ground:
            self.box(0, 0, self.width, height, ground)
        middle, right = height / 2, self.width - 14
        hour, minute = self.dice.whole(None, 0, 23), self.dice.whole(None, 0, 59)
        self.text(16, middle, f"{hour:02}:{minute:02}", 12, colour, "bold")
        self.box(right - 22, middle - 5, 22, 10, None, 2, colour)
        charge = self.dice.between(None, 3, 20)
        self.box(right - 21, middle - 4, charge, 8, colour, 1)
        for bar in range(4):
            tall = 3 + 2 * bar
            self.box(right - 46 + 4.5 * bar, middle + 5 - tall, 3, tall, colour)
        return height

    def person(self, x, y, radius):
        """Where a program shows who it is: a disc of a colour."""
        self.disc(x, y, radius, self.dice.colour(None, 60, 220))

    def icons(self, x, y, step, count, size=9, colour=None):
        for i in range(count):
            shape = self.dice.pick(None, ["disc", "box", "cross", "lines"])
            place, tint = x + step * i, colour or self.ink
            if shape == "disc":
                self.disc(place, y, size, None, tint, 1.6)
            elif shape == "box":
                self.box(place - size, y - size, 2 * size, 2 * size, None, 3, tint, 1.6)
            elif shape == "cross":
                self.box(place - size, y - 1, 2 * size, 2, tint)
                self.box(place - 1, y - size, 2, 2 * size, tint)
            else:
                for row in (-1, 0, 1):
                    self.box(place - size, y + row * size * 0.7 - 1, 2 * size, 2, tint)


def account(dice):
    """No one's name."""
    return dice.pick(None, ["user", "account", "page", "group"]) + "_" + str(
        dice.whole(None, 10, 99999))
