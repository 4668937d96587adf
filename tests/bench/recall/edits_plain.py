# SPDX-License-Identifier: Apache-2.0
"""Edits that move no content: recompressing, resizing, filters, colour, turning."""

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from picture import array, decoded, from_array, jpeg, resized, scaled, within, written
from registry import edit

SMALLEST = 128 # px on the long side: the table promises nothing below


@edit("plain")
def recompress_jpeg(picture, dice):
    return jpeg(picture, dice.whole("quality", 10, 95))


@edit("plain")
def recompress_webp(picture, dice):
    return written(picture, "WEBP", "webp", method=2,
                   quality=dice.whole("quality", 10, 95))


@edit("plain")
def recompress_png(picture, dice):
    picture = within(picture, dice.whole("long_side", 640, 1280))
    return written(picture, "PNG", "png", compress_level=1)


@edit("plain")
def recompress_gif(picture, dice):
    picture = within(picture, dice.whole("long_side", 320, 800))
    palette = picture.convert("P", palette=Image.ADAPTIVE,
                              colors=dice.whole("colours", 32, 256))
    return written(palette, "GIF", "gif")


@edit("plain")
def recompress_chain(picture, dice):
    """Sent on again and again: each time smaller and compressed anew."""
    for step in range(dice.whole("times", 2, 4)):
        side = dice.whole(f"side{step}", 800, 1800)
        quality = dice.whole(f"quality{step}", 45, 85)
        picture = decoded(jpeg(within(picture, side), quality))
    return jpeg(picture, 75)


def scaled_down(picture, dice, least, smallest):
    """By a factor of `least` to 1, but not below so many pixels on the long side."""
    floor = min(1, max(least, smallest / max(picture.size)))
    return scaled(picture, dice.between("scale", floor, 1))


@edit("plain")
def resize(picture, dice):
    return scaled_down(picture, dice, 0.25, SMALLEST)


@edit("plain")
def resize_small(picture, dice):
    largest = max(SMALLEST, min(512, max(picture.size)))
    return within(picture, round(dice.log_between("long_side", SMALLEST, largest)))


@edit("plain")
def aspect(picture, dice):
    return resized(picture, picture.width * dice.between("stretch", 0.9, 1.1),
                   picture.height)


@edit("plain")
def blur(picture, dice):
    radius = dice.between("per_mille", 0.5, 8) * max(picture.size) / 1000
    return picture.filter(ImageFilter.GaussianBlur(radius))


@edit("plain")
def noise(picture, dice):
    values = array(picture)
    return from_array(values + dice.noise(values.shape, dice.between("sigma", 2, 25)))


@edit("plain")
def sharpen(picture, dice):
    return picture.filter(ImageFilter.UnsharpMask(dice.between("radius", 1, 3),
                                                  dice.whole("percent", 50, 220), 2))


@edit("plain")
def brightness(picture, dice):
    return ImageEnhance.Brightness(picture).enhance(dice.between("factor", 0.65, 1.35))


@edit("plain")
def contrast(picture, dice):
    return ImageEnhance.Contrast(picture).enhance(dice.between("factor", 0.6, 1.4))


@edit("plain")
def gamma(picture, dice):
    power = dice.log_between("power", 0.6, 1.7)
    return picture.point([round(255 * (i / 255) ** power) for i in range(256)] * 3)


@edit("plain")
def saturation(picture, dice):
    return ImageEnhance.Color(picture).enhance(dice.between("factor", 0.2, 1.9))


@edit("plain")
def grey(picture, dice):
    return picture.convert("L").convert("RGB")


def tinted(picture, matrix):
    return from_array(array(picture) @ array(matrix).T)


@edit("plain")
def sepia(picture, dice):
    part = dice.between("strength", 0.4, 1)
    full = [[.393, .769, .189], [.349, .686, .168], [.272, .534, .131]]
    return tinted(picture, [[part * full[i][j] + (1 - part) * (i == j)
                             for j in range(3)] for i in range(3)])


@edit("plain")
def warmth(picture, dice):
    """Above 0 towards candle light, below towards shade."""
    warm = dice.between("warm", -0.22, 0.22)
    return tinted(picture, [[1 + warm / 2, 0, 0], [0, 1, 0], [0, 0, 1 - warm]])


@edit("plain")
def faded(picture, dice):
    """The look of an old print: black is not quite black, white not quite white."""
    black, white = dice.between("black", 5, 40), dice.between("white", 215, 250)
    return picture.point([round(black + (white - black) * i / 255)
                          for i in range(256)] * 3)


@edit("invert")
def invert(picture, dice):
    inverted = ImageOps.invert(picture)
    return jpeg(inverted, dice.whole("quality", 50, 95))


# What a viewer does to the stored pixels for each EXIF tag; EXIF 2.32, Orientation.
SHOWN = {
    1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM,
    5: Image.TRANSPOSE, 6: Image.ROTATE_270, 7: Image.TRANSVERSE, 8: Image.ROTATE_90,
}
UNDONE = {Image.ROTATE_90: Image.ROTATE_270, Image.ROTATE_270: Image.ROTATE_90}


def turned(picture, how):
    return picture if how is None else picture.transpose(how)


def tagged(picture, tag):
    exif = Image.Exif()
    exif[0x0112] = tag
    return jpeg(picture, 90, exif=exif.tobytes())


@edit("dihedral")
def mirror(picture, dice):
    return picture.transpose(Image.FLIP_LEFT_RIGHT)


@edit("dihedral")
def flip(picture, dice):
    return picture.transpose(Image.FLIP_TOP_BOTTOM)


@edit("dihedral")
def rotate90(picture, dice):
    return picture.transpose(Image.ROTATE_90)


@edit("dihedral")
def rotate180(picture, dice):
    return picture.transpose(Image.ROTATE_180)


@edit("dihedral")
def rotate270(picture, dice):
    return picture.transpose(Image.ROTATE_270)


@edit("dihedral")
def exif_kept(picture, dice):
    """Stored turned with the tag that puts it right: a reader may ignore the tag."""
    tag = dice.whole("tag", 1, 8)
    return tagged(turned(picture, UNDONE.get(SHOWN[tag], SHOWN[tag])), tag)


@edit("dihedral")
def exif_lost(picture, dice):
    """Stored turned, and a program dropped the tag on the way."""
    tag = dice.whole("tag", 1, 8)
    return turned(picture, UNDONE.get(SHOWN[tag], SHOWN[tag]))


@edit("dihedral")
def exif_wrong(picture, dice):
    """Put right once already, and the tag still there."""
    return tagged(picture, dice.whole("tag", 1, 8))
