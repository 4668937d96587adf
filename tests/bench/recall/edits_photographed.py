# SPDX-License-Identifier: Apache-2.0
"""The picture on a screen, photographed with a phone.

In the order in which it happens: the screen's own cells and light, a reflection, the
angle of the phone, its lens, the beat between its pixels and the screen's (moire), its
exposure and noise. `strength` scales all of it: about 0.6 is a careful photo of a good
screen, 1.2 a careless one.
"""

import numpy
from PIL import Image, ImageFilter

from picture import array, from_array, perspective, within
from registry import edit

LARGEST = 1200 # px: what a screen shows of it


def waves(height, width, period, angle):
    """A sine of that period in pixels, running at that angle."""
    x = numpy.arange(width, dtype=numpy.float32) * numpy.cos(angle)
    y = numpy.arange(height, dtype=numpy.float32) * numpy.sin(angle)
    return numpy.sin((x[None, :] + y[:, None]) * numpy.float32(2 * numpy.pi / period))


def beat(values, dice, strength):
    """Fine stripes of the screen's cells, and the slow ones that they beat into.

    The slow ones differ a little from colour to colour: moire is seldom grey.
    """
    height, width = values.shape[:2]
    fine = waves(height, width, dice.between("cell", 2.2, 3.6),
                 dice.between(None, -0.3, 0.3))
    period, angle = dice.between("moire", 8, 40), dice.between(None, 0, 3.1)
    for colour in range(3):
        slow = waves(height, width, period * (1 + 0.06 * colour), angle + 0.02 * colour)
        values[..., colour] *= 1 + strength * (0.05 * fine + 0.045 * slow)


def light(values, dice, strength):
    """A lamp or window mirrored in the glass, and one side darker than the other."""
    height, width = values.shape[:2]
    y, x = numpy.mgrid[0:1:height * 1j, 0:1:width * 1j].astype(numpy.float32)
    cx, cy = dice.between("glare_x", 0, 1), dice.between("glare_y", 0, 1)
    size = dice.between("glare_size", 0.15, 0.4)
    spot = numpy.exp(-((x - cx) ** 2 + (y - cy) ** 2) / size ** 2)
    values += dice.between("glare", 15, 60) * strength * spot[..., None]
    dx, dy = (dice.between(None, -0.12, 0.12) * strength for _ in "xy")
    values *= (1 + dx * (x - 0.5) + dy * (y - 0.5))[..., None]


def colours(values, dice, strength):
    """The screen's tone, and a camera that takes its white for bluish or reddish."""
    numpy.clip(values, 0, 255, values)
    values /= 255
    numpy.power(values, dice.log_between("gamma", 0.8, 1.25), values)
    values *= 255 * dice.between("exposure", 1 - 0.12 * strength, 1 + 0.12 * strength)
    cast = dice.between("cast", -0.06, 0.06) * strength
    values *= numpy.array([1 - cast, 1, 1 + cast], numpy.float32)


def corners(size, dice, strength):
    """Each corner moved inwards by up to 3.5 % of a side times the strength."""
    width, height = size
    moved = []
    for x, y in (0, 0), (1, 0), (1, 1), (0, 1):
        dx, dy = (dice.between(None, 0, 0.035 * strength) for _ in "xy")
        moved.append((width * abs(x - dx), height * abs(y - dy)))
    dice.note("corners", "/".join(f"{x / width:.3f},{y / height:.3f}"
                                  for x, y in moved))
    return moved


def whole(size):
    width, height = size
    return [(0, 0), (width, 0), (width, height), (0, height)]


def bezel(picture, dice):
    """(scene, colour of the table): the screen's frame, and a little around it."""
    grey = dice.whole("table", 40, 180)
    table = tuple(grey + dice.whole(None, -30, 30) for _ in "rgb")
    width = dice.between("bezel", 0.02, 0.09) * max(picture.size)
    chin = width * dice.between(None, 1, 2)
    room = dice.between("room", 0, 0.15) * max(picture.size)
    size = [round(side + 2 * width + 2 * room) for side in picture.size]
    size[1] += round(chin - width)
    scene = Image.new("RGB", size, table)
    frame = Image.new("RGB", (round(picture.width + 2 * width),
                              round(picture.height + width + chin)),
                      dice.pick(None, [(18, 18, 20), (30, 30, 32), (190, 190, 195)]))
    frame.paste(picture, (round(width), round(width)))
    scene.paste(frame, (round(room), round(room)))
    return scene, table


def photographed(picture, dice, strength, framed):
    values = array(within(picture, LARGEST)).copy()
    colours(values, dice, strength)
    beat(values, dice, strength)
    light(values, dice, strength)
    shown = from_array(values)
    if framed:
        shown, table = bezel(shown, dice)
        shown = perspective(shown, shown.size, whole(shown.size),
                            corners(shown.size, dice, strength), table)
    else:
        # Nothing but the screen is in view: the camera sees a little less than all.
        shown = perspective(shown, shown.size, corners(shown.size, dice, strength),
                            whole(shown.size), (0, 0, 0))
    blur = dice.between("blur", 0.5, 1.1) * strength
    values = array(shown.filter(ImageFilter.GaussianBlur(blur)))
    return from_array(values + dice.noise(values.shape,
                                          dice.between("noise", 2, 5) * strength))


@edit("screen_mild")
def screen_mild(picture, dice):
    return photographed(picture, dice, dice.between("strength", 0.3, 0.8), False)


@edit("screen_mid")
def screen_mid(picture, dice):
    return photographed(picture, dice, dice.between("strength", 0.8, 1.3), False)


@edit("screen_bezel")
def screen_bezel(picture, dice):
    return photographed(picture, dice, dice.between("strength", 0.5, 1.2), True)
