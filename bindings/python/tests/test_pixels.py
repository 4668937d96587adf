# SPDX-License-Identifier: Apache-2.0
"""Arrays of any stride, other buffers, Pillow's modes."""

from __future__ import annotations

import subprocess
import sys

import mien
import numpy as np
import pytest
from mien._pixels import rows_of
from PIL import Image

from .synthetic import pixels

RGB = pixels("mix_rgb_513x511")
GREY = pixels("mix_gray_256x384")
EXPECTED = mien.hash_pixels(RGB)


def in_place(array: object) -> bool:
    return rows_of(array, None).owner is array


def test_rows_are_read_where_they_are() -> None:
    height, width, _ = RGB.shape
    canvas = np.zeros((height + 20, width + 30, 3), np.uint8)
    canvas[10:-10, 7:-23] = RGB
    part = canvas[10:-10, 7:-23]
    upside_down = np.ascontiguousarray(RGB[::-1])[::-1]
    bgr = np.ascontiguousarray(RGB[:, :, ::-1])[:, :, ::-1]
    both = np.ascontiguousarray(RGB[::-1, :, ::-1])[::-1, :, ::-1]
    twice = np.repeat(RGB, 2, axis=0)[::2]
    frozen = RGB.copy()
    frozen.flags.writeable = False
    for array in (RGB, part, upside_down, bgr, both, twice, frozen):
        assert in_place(array)
        assert mien.hash_pixels(array) == EXPECTED


def test_other_layouts_are_copied() -> None:
    fortran = np.asfortranarray(RGB)
    mirrored = np.ascontiguousarray(RGB[:, ::-1])[:, ::-1]
    wide = np.repeat(RGB, 2, axis=1)[:, ::2]
    without_alpha = np.dstack([RGB, RGB[:, :, :1]])[:, :, :3]
    planes = np.ascontiguousarray(RGB.transpose(2, 0, 1)).transpose(1, 2, 0)
    for array in (fortran, mirrored, wide, without_alpha, planes):
        assert not in_place(array)
        assert mien.hash_pixels(array) == EXPECTED
    row = np.broadcast_to(RGB[:1], RGB.shape)
    assert mien.hash_pixels(row) == mien.hash_pixels(row.copy())


def test_channels_and_formats() -> None:
    rgba = np.dstack([RGB, np.full(RGB.shape[:2], 9, np.uint8)])
    bgr = np.ascontiguousarray(RGB[:, :, ::-1])
    bgra = np.ascontiguousarray(rgba[:, :, [2, 1, 0, 3]])
    assert mien.hash_pixels(rgba) == EXPECTED
    assert mien.hash_pixels(bgr, format=mien.PixelFormat.BGR8) == EXPECTED
    assert mien.hash_pixels(bgra, format=mien.PixelFormat.BGRA8) == EXPECTED
    assert mien.hash_pixels(GREY) == mien.hash_pixels(GREY[:, :, None])
    with pytest.raises(ValueError):
        mien.hash_pixels(RGB, format=mien.PixelFormat.RGBA8)


def test_buffers_need_no_numpy() -> None:
    shape = RGB.shape
    view = memoryview(RGB.tobytes()).cast("B", shape)
    assert mien.hash_pixels(view) == EXPECTED
    assert mien.hash_pixels(memoryview(bytearray(view)).cast("B", shape)) == EXPECTED


# Everything that does not ask for them.
BARE = """
import sys, tempfile
sys.modules.update(dict.fromkeys(["numpy", "PIL", "threatexchange"]))
import mien
pixels = memoryview(bytes(range(256)) * 256).cast("B", (256, 256))
pdq = mien.hash_pixels(pixels)
views = mien.views_pixels(pixels)
with mien.Index.create(tempfile.mkdtemp()) as index:
    index.change(mien.Change(mien.ChangeKind.ADD, e) for e in views.entries(1))
    assert index.query(pdq.hash, 0)[0].id == 1
    assert len(index.query_batch([pdq.hash] * 3, 0, any=True)) == 3
assert mien.scan([pdq.hash], pdq.hash) == [(0, 0)]
"""


def test_the_package_needs_neither_numpy_nor_pillow() -> None:
    subprocess.run([sys.executable, "-c", BARE], check=True)


def test_what_is_no_picture_is_refused() -> None:
    for array in (RGB.astype(np.float32), RGB.astype(np.int8), RGB > 3):
        with pytest.raises(TypeError):
            mien.hash_pixels(array)  # type: ignore[arg-type]
    shapes: list[tuple[int, ...]]
    shapes = [(10,), (10, 10, 2), (10, 10, 3, 1), (), (0, 10, 3), (10, 0)]
    for shape in shapes:
        with pytest.raises(ValueError):
            mien.hash_pixels(np.zeros(shape, np.uint8))
    with pytest.raises(TypeError):
        mien.hash_pixels("photo.jpg")  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        mien.hash_pixels(b"bytes of one dimension")


def test_images_of_pillow() -> None:
    image, grey = Image.fromarray(RGB), Image.fromarray(GREY)
    assert mien.hash_image(image) == EXPECTED
    alpha = image.copy()
    alpha.putalpha(3)
    assert mien.hash_image(alpha) == EXPECTED
    expected = mien.hash_pixels(GREY)
    assert mien.hash_image(grey) == expected
    assert mien.hash_image(grey.convert("LA")) == expected
    high = Image.fromarray(GREY.astype(np.uint16) << 8 | 77)
    assert high.mode == "I;16" and mien.hash_image(high) == expected
    # A palette of greys has the colours that it looks up.
    assert mien.hash_image(grey.convert("P")) == expected
    black = grey.convert("1")
    assert mien.hash_image(black) == mien.hash_image(black.convert("L"))
    cmyk = image.convert("CMYK")
    assert mien.hash_image(cmyk) == mien.hash_image(cmyk.convert("RGB"))
    for mode in ("I", "F"):
        with pytest.raises(mien.UnsupportedError):
            mien.hash_image(grey.convert(mode))
