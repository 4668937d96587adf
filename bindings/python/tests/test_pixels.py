# SPDX-License-Identifier: Apache-2.0
"""Arrays of any stride, other buffers, Pillow's modes."""

from __future__ import annotations

import subprocess
import sys

import mien
import numpy as np
import pytest
from mien._pixels import ScatteredRows, rows_of
from PIL import Image

from .synthetic import pixels

RGB = pixels("mix_rgb_513x511")
GREY = pixels("mix_gray_256x384")
EXPECTED = mien.hash_pixels(RGB)


RGBA = np.dstack([RGB, np.full(RGB.shape[:2], 9, np.uint8)])


def in_place(array: object) -> bool:
    return not isinstance(rows_of(array, None), ScatteredRows)


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
    without_alpha = RGBA[:, :, :3]
    bgra = np.ascontiguousarray(RGBA[:, :, [2, 1, 0, 3]])[:, :, 2::-1]
    bottom_up = np.ascontiguousarray(RGBA[::-1])[::-1, :, :3]
    for array in (
        *(RGB, part, upside_down, bgr, both, twice, frozen),
        *(without_alpha, bgra, bottom_up),
    ):
        assert in_place(array)
        assert mien.hash_pixels(array) == EXPECTED


def test_other_layouts_are_hashed_a_few_rows_at_a_time() -> None:
    fortran = np.asfortranarray(RGB)
    mirrored = np.ascontiguousarray(RGB[:, ::-1])[:, ::-1]
    wide = np.repeat(RGB, 2, axis=1)[:, ::2]
    planes = np.ascontiguousarray(RGB.transpose(2, 0, 1)).transpose(1, 2, 0)
    for array in (fortran, mirrored, wide, planes):
        assert not in_place(array)
        for mode in mien.Mode:
            expected = mien.hash_pixels(RGB, mode=mode)
            assert mien.hash_pixels(array, mode=mode) == expected
        assert [*mien.views_pixels(array)] == [*mien.views_pixels(RGB)]
    assert mien.hash_pixels(np.dstack([GREY] * 2)[:, :, 1]) == mien.hash_pixels(GREY)
    row = np.broadcast_to(RGB[:1], RGB.shape)
    assert mien.hash_pixels(row) == mien.hash_pixels(row.copy())


def test_the_fourth_byte_of_the_last_pixel_is_not_read_where_there_is_none() -> None:
    size = RGBA.size
    for spare in (0, 1):
        room = np.zeros(size - 1 + spare, np.uint8)
        room[: size - 1] = RGBA.ravel()[:-1]
        strides = (RGBA.shape[1] * 4, 4, 1)
        array = np.ndarray(RGB.shape, np.uint8, room, 0, strides)
        assert in_place(array) == bool(spare)
        assert mien.hash_pixels(array) == EXPECTED


def test_an_array_is_not_copied_whole() -> None:
    # 16 TiB, if it were.
    huge = np.broadcast_to(np.zeros((1, 1), np.uint8), (1 << 20, 1 << 20))
    with pytest.raises(Stopped):
        rows_of(huge, None).push(stop)


class Stopped(Exception):
    pass


def stop(pixels: object, stride: int, rows: int) -> int:
    assert (stride, rows) == (1 << 20, 1)
    raise Stopped


def test_channels_and_formats() -> None:
    bgr = np.ascontiguousarray(RGB[:, :, ::-1])
    bgra = np.ascontiguousarray(RGBA[:, :, [2, 1, 0, 3]])
    assert mien.hash_pixels(RGBA) == EXPECTED
    assert mien.hash_pixels(bgr, format=mien.PixelFormat.BGR8) == EXPECTED
    assert mien.hash_pixels(bgra, format=mien.PixelFormat.BGRA8) == EXPECTED
    assert mien.hash_pixels(GREY) == mien.hash_pixels(GREY[:, :, None])
    for wrong in (mien.PixelFormat.RGBA8, 99, "RGB"):
        with pytest.raises(ValueError):
            mien.hash_pixels(RGB, format=wrong)  # type: ignore[arg-type]


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
    translucent = image.copy()
    translucent.putalpha(3)
    expected = mien.hash_pixels(GREY)
    assert mien.hash_image(grey) == expected
    assert mien.hash_image(grey.convert("LA")) == expected
    assert mien.hash_image(grey.convert("LA").convert("La")) == expected
    assert mien.hash_image(translucent) == EXPECTED
    high = Image.fromarray(GREY.astype(np.uint16) << 8 | 77)
    assert high.mode == "I;16" and mien.hash_image(high) == expected
    # A palette of greys has the colours that it looks up.
    assert mien.hash_image(grey.convert("P")) == expected
    assert mien.hash_image(grey.convert("PA")) == expected
    black = grey.convert("1")
    assert mien.hash_image(black) == mien.hash_image(black.convert("L"))
    cmyk = image.convert("CMYK")
    assert mien.hash_image(cmyk) == mien.hash_image(cmyk.convert("RGB"))
    for mode in ("I", "F"):
        with pytest.raises(mien.UnsupportedError):
            mien.hash_image(grey.convert(mode))
