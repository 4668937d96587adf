# SPDX-License-Identifier: Apache-2.0
"""The pictures of tests/vectors/synthetic.tsv, from the formulas that it gives."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .places import ROOT, table

Plane = npt.NDArray[np.uint32]
Pixels = npt.NDArray[np.uint8]
#: From x, y, the width, the height and the channel.
Formula = Callable[[Plane, Plane, int, int, int], npt.NDArray[np.integer]]

VECTORS = {line["name"]: line for line in table(ROOT / "tests/vectors/synthetic.tsv")}


def _tri(t: Plane, p: int) -> Plane:
    m = t % np.uint32(2 * p)
    return np.where(m < p, m, 2 * p - m).astype(np.uint32) * 255 // p


def _noise(x: Plane, y: Plane, c: int) -> Plane:
    of_c = np.uint32(c * 0xC2B2AE3D & 0xFFFFFFFF)
    h = (x * np.uint32(0x9E3779B1)) ^ (y * np.uint32(0x85EBCA77)) ^ of_c
    h = (h ^ h >> np.uint32(15)) * np.uint32(0x2C1B3C6D)
    h = (h ^ h >> np.uint32(12)) * np.uint32(0x297A2D39)
    return h ^ h >> np.uint32(15)


def _rings(x: Plane, y: Plane) -> Plane:
    i, j = x.astype(np.int32) - 150, y.astype(np.int32) - 150
    return np.where((i * i + j * j) // 500 & 1, 220, 40).astype(np.uint32)


def _mix(x: Plane, y: Plane, w: int, h: int, c: int) -> Plane:
    patch = (_noise(x * 16 // w, y * 16 // h, c) & 255) * 15 // 16
    return patch + (_noise(x, y, c + 3) & 15)


def _constant(*colour: int) -> Formula:
    return lambda x, y, w, h, c: np.full(np.broadcast(x, y).shape, colour[c], np.uint32)


def _either(odd: Plane, yes: int, no: int) -> Plane:
    return np.where(odd & 1, yes, no).astype(np.uint32)


FORMULAS: dict[str, Formula] = {
    "v=0": _constant(0),
    "v=128": _constant(128),
    "v=255": _constant(255),
    "(r,g,b)=(10,200,90)": _constant(10, 200, 90),
    "v=x*255/(w-1)": lambda x, y, w, h, c: x * 255 // (w - 1) + 0 * y,
    "v=y*255/(h-1)": lambda x, y, w, h, c: y * 255 // (h - 1) + 0 * x,
    "v=(x+y)*255/(w+h-2)": lambda x, y, w, h, c: (x + y) * 255 // (w + h - 2),
    "v=(((x/8)^(y/8))&1)?255:0": lambda x, y, w, h, c: _either(x // 8 ^ y // 8, 255, 0),
    "v=(((x/64)+(y/64))&1)?235:16": lambda x, y, w, h, c: _either(
        x // 64 + y // 64, 235, 16
    ),
    "v=((x/32)&1)?255:0  (1-D image: all DCT terms are rounding noise)": (
        lambda x, y, w, h, c: _either(x // 32 + 0 * y, 255, 0)
    ),
    "(r,g,b)=((y/20)&1)?(250,240,30):(20,30,200)": lambda x, y, w, h, c: _either(
        y // 20 + 0 * x, (250, 240, 30)[c], (20, 30, 200)[c]
    ),
    "v=(((x-150)*(x-150)+(y-150)*(y-150))/500)&1?220:40 (int32)": (
        lambda x, y, w, h, c: _rings(x, y)
    ),
    "v=((x*x+3*y*y)>>8)&255": lambda x, y, w, h, c: (x * x + 3 * y * y) >> 8 & 255,
    "c=0: (tri(3x+y,97)+tri(5y+x,61))/2; c=1: (tri(x+2y,131)+tri(7x,53))/2; "
    "c=2: tri(2x+3y,211)": lambda x, y, w, h, c: (
        (_tri(3 * x + y, 97) + _tri(5 * y + x, 61)) // 2,
        (_tri(x + 2 * y, 131) + _tri(7 * x, 53)) // 2,
        _tri(2 * x + 3 * y, 211),
    )[c],
    "v=H3(x/16,y/16,0)&255": lambda x, y, w, h, c: _noise(x // 16, y // 16, 0) & 255,
    "mix": _mix,
}
XORSHIFT = {
    "xorshift32 s=2463534242; per byte in raster order: s^=s<<13; s^=s>>17; s^=s<<5; "
    "v=s>>24": 2463534242,
    "xorshift32 s=1; per byte R,G,B interleaved raster order; v=s>>24": 1,
}


def _xorshift(size: int, state: int) -> Pixels:
    values = bytearray(size)
    for i in range(size):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        values[i] = state >> 24
    return np.frombuffer(bytes(values), np.uint8)


@functools.lru_cache(maxsize=4)
def pixels(name: str) -> Pixels:
    """The picture of a vector, height x width x channels, or height x width if grey."""
    line = VECTORS[name]
    w, h, channels = (int(line[key]) for key in ("w", "h", "channels"))
    formula = line["formula"]
    if formula in XORSHIFT:
        picture = _xorshift(h * w * channels, XORSHIFT[formula])
        picture = picture.reshape(h, w, channels)
    else:
        x = np.arange(w, dtype=np.uint32)[None, :]
        y = np.arange(h, dtype=np.uint32)[:, None]
        planes = [FORMULAS[formula](x, y, w, h, c) for c in range(channels)]
        picture = np.stack([plane.astype(np.uint8) for plane in planes], -1)
    digest = hashlib.sha256(picture.tobytes()).hexdigest()
    assert digest == line["sha256_of_interleaved_bytes"], "not what the reference hashed"
    return picture[:, :, 0] if channels == 1 else picture
