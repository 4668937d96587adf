# SPDX-License-Identifier: Apache-2.0
"""Pictures: opened as a person sees them, resized, turned, written to a file."""

import io
import math
from collections import namedtuple

import numpy
from PIL import Image, ImageOps

LONG_SIDE = 2048 # a larger photo is brought down to this before it is edited

File = namedtuple("File", "data extension")


def load(path, long_side=LONG_SIDE):
    """The photo as seen: EXIF honoured, transparency on white, RGB."""
    with Image.open(path) as stored:
        picture = ImageOps.exif_transpose(stored)
        if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
            picture = picture.convert("RGBA")
            white = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(white, picture)
        return within(picture.convert("RGB"), long_side)


def jpeg(picture, quality=90, **options):
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality, subsampling="4:2:0",
                                **options)
    return File(out.getvalue(), "jpg")


def written(picture, kind, extension, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return File(out.getvalue(), extension)


def decoded(file):
    return Image.open(io.BytesIO(file.data)).convert("RGB")


def resized(picture, width, height):
    """Reduced with an area-aware filter: as every serious program does."""
    size = max(1, round(width)), max(1, round(height))
    return picture if size == picture.size else picture.resize(size, Image.BICUBIC)


def scaled(picture, factor):
    return resized(picture, picture.width * factor, picture.height * factor)


def within(picture, long_side):
    """Never enlarged."""
    factor = long_side / max(picture.size)
    if factor >= 1:
        return picture
    width, height = (max(1, round(side * factor)) for side in picture.size)
    return picture.resize((width, height), Image.LANCZOS)


def contained(picture, width, height):
    """As large as fits in the box, enlarged if need be."""
    return scaled(picture, min(width / picture.width, height / picture.height))


def covering(picture, width, height, x=0.5, y=0.5):
    """Fills the box; what does not fit is cut off, x and y say where."""
    width, height = max(1, round(width)), max(1, round(height))
    return ImageOps.fit(picture, (width, height), Image.BICUBIC, 0, (x, y))


def cropped(picture, left=0, top=0, right=0, bottom=0):
    """Sides are given as shares of the width or height; one pixel stays at least."""
    width, height = picture.size
    x = min(round(width * left), width - 1)
    y = min(round(height * top), height - 1)
    return picture.crop((x, y, max(x + 1, width - round(width * right)),
                         max(y + 1, height - round(height * bottom))))


def to_aspect(picture, aspect, x=0.5, y=0.5):
    """The largest crop with width / height = aspect."""
    width, height = picture.size
    if width > height * aspect:
        cut = 1 - height * aspect / width
        return cropped(picture, left=cut * x, right=cut * (1 - x))
    cut = 1 - width / aspect / height
    return cropped(picture, top=cut * y, bottom=cut * (1 - y))


def tilted(picture, degrees, zoom=0):
    """Turned, then cut to the largest upright rectangle of the same shape inside."""
    width, height = picture.size
    angle = math.radians(abs(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    keep = min(width / (width * cosine + height * sine),
               height / (width * sine + height * cosine)) * (1 - zoom)
    cut = (1 - keep) / 2
    return cropped(picture.rotate(degrees, Image.BICUBIC), cut, cut, cut, cut)


def array(picture):
    return numpy.asarray(picture, numpy.float32)


def from_array(values):
    return Image.fromarray(numpy.clip(values + 0.5, 0, 255).astype(numpy.uint8))


def perspective(picture, size, corners_in, corners_out, fill):
    """Carries the four corners_in of the picture onto corners_out of the result."""
    rows = []
    for (x, y), (u, v) in zip(corners_out, corners_in):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    target = numpy.array(corners_in, float).reshape(8)
    coefficients = numpy.linalg.solve(numpy.array(rows, float), target)
    return picture.transform(size, Image.PERSPECTIVE, tuple(coefficients),
                             Image.BICUBIC, fillcolor=fill)
