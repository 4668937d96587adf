# SPDX-License-Identifier: Apache-2.0
"""From pixels to their hashes: numpy arrays, other buffers, Pillow's images."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mien._errors import Status, UnsupportedError, check
from mien._hash import Mode, Pdq, split
from mien._media import PixelFormat
from mien._native import ffi, lib

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image
    from typing_extensions import Buffer

_BY_CHANNELS = {1: PixelFormat.GRAY8, 3: PixelFormat.RGB8, 4: PixelFormat.RGBA8}
_SWAPPED = {PixelFormat.RGB8: PixelFormat.BGR8, PixelFormat.BGR8: PixelFormat.RGB8}
_WITH_ALPHA = {PixelFormat.RGB8: PixelFormat.RGBA8, PixelFormat.BGR8: PixelFormat.BGRA8}


# Bytes of rows that are put side by side at once, where they do not lie so.
_PORTION = 1 << 20


@dataclass(frozen=True)
class Rows:
    """Rows of pixels, as C takes them."""

    pixels: Any  # const void *, to the first pixel of the first row
    stride: int  # bytes from a row to the next, of either sign
    width: int
    height: int
    format: PixelFormat
    owner: object  # whose memory that is

    def push(self, push: Callable[[Any, int, int], int]) -> None:
        """Gives a function of C the rows from the top down; raises as it answers."""
        check(push(self.pixels, self.stride, self.height))


class ScatteredRows(Rows):
    """Rows of an array whose pixels do not lie side by side: `pixels` is the array."""

    def push(self, push: Callable[[Any, int, int], int]) -> None:
        import numpy

        portion = max(1, _PORTION // self.stride)
        rows = numpy.empty((portion, *self.pixels.shape[1:]), numpy.uint8)
        start = ffi.cast("const void *", rows.ctypes.data)
        try:
            for at in range(0, self.height, portion):
                some = self.pixels[at : at + portion]
                rows[: len(some)] = some
                check(push(start, self.stride, len(some)))
        finally:
            rows.fill(0)


def _channels(shape: tuple[int, ...], format: PixelFormat | None) -> PixelFormat:
    if len(shape) not in (2, 3):
        raise ValueError(f"pixels have 2 or 3 dimensions, not {len(shape)}")
    if 0 in shape:
        raise ValueError("there are no pixels")
    channels = shape[2] if len(shape) == 3 else 1
    if format is None:
        format = _BY_CHANNELS.get(channels)
        if format is None:
            raise ValueError(f"pixels have 1, 3 or 4 channels, not {channels}")
        return format
    format = PixelFormat(format)
    if lib.mien_pixel_size(format) != channels:
        raise ValueError(f"{format.name} does not have {channels} channels")
    return format


def _holds(array: Any, first: int, end: int) -> bool:
    """Whether the array of which this is a part has these addresses."""
    whole = array
    while isinstance(whole.base, type(array)):
        whole = whole.base
    low = high = whole.__array_interface__["data"][0]
    for length, step in zip(whole.shape, whole.strides, strict=True):
        low += min(0, (length - 1) * step)
        high += max(0, (length - 1) * step)
    return bool(low <= first and end <= high + whole.itemsize)


def _in_place(array: Any, format: PixelFormat) -> Rows | None:
    """The rows where they are, if C can walk through them; None if not."""
    address: int = array.__array_interface__["data"][0]
    height, width = array.shape[:2]
    down, right = array.strides[:2]
    size = lib.mien_pixel_size(format)
    if array.ndim == 3 and size > 1 and array.strides[2] != 1:
        # Channels the other way round: RGB that is a view of BGR.
        if array.strides[2] != -1 or format not in _SWAPPED:
            return None
        address -= size - 1
        format = _SWAPPED[format]
    if size == 3 and right == 4:
        # RGB that is a view of RGBA. Its last pixel has a fourth byte, too?
        first = address + min(0, (height - 1) * down)
        last = address + max(0, (height - 1) * down) + (width - 1) * right
        if _holds(array, first, last + right):
            format, size = _WITH_ALPHA[format], 4
    if width > 1 and right != size:
        return None
    if height == 1:
        down = width * size
    if abs(down) < width * size:
        return None
    return Rows(ffi.cast("const void *", address), down, width, height, format, array)


def rows_of(pixels: Any, format: PixelFormat | None) -> Rows:
    """Finds the rows of an array, or another buffer."""
    if not hasattr(pixels, "__array_interface__"):
        view = memoryview(pixels)
        if view.format != "B" or not view.c_contiguous:
            raise TypeError("pixels are a numpy array, or a contiguous buffer, of uint8")
        shape = view.shape or ()
        format = _channels(shape, format)
        height, width = shape[:2]
        size = lib.mien_pixel_size(format)
        return Rows(ffi.from_buffer(view), width * size, width, height, format, view)
    import numpy

    array = numpy.asarray(pixels)
    if array.dtype != numpy.uint8:
        raise TypeError(f"pixels are uint8, not {array.dtype}")
    format = _channels(array.shape, format)
    rows = _in_place(array, format)
    if rows is not None:
        return rows
    height, width = array.shape[:2]
    stride = width * lib.mien_pixel_size(format)
    return ScatteredRows(array, stride, width, height, format, array)


def hash_pixels(
    pixels: npt.NDArray[np.uint8] | Buffer,
    *,
    format: PixelFormat | None = None,
    mode: Mode = Mode.FULL,
) -> Pdq:
    """Hashes pixels: an array of uint8, height x width or height x width x 1, 3 or 4.

    format  what the channels are; if None, grey, RGB or RGBA by their number. Alpha is
            dropped.

    numpy arrays may have any strides, and are not copied. Those whose pixels lie side by
    side are read where they are, whatever the stride of their rows: bottom-up ones,
    parts of larger ones, reversed channels, and rgba[:, :, :3] too. Others, such as
    a[:, ::2], pass through a buffer of a few rows, which is wiped. Other objects with
    a buffer have to be contiguous, and need no numpy.

    Raises TypeError, and ValueError for a shape that is none of a picture; ArgumentError
    for sides above 1048576 pixels. Sides below 5 pixels have no hash: it is
    zero, of quality 0. Other threads of Python run meanwhile: do not change the array.
    """
    rows = rows_of(pixels, format)
    size = ffi.new("size_t *")
    check(lib.mien_pdq_scratch_size(size, rows.width, rows.height, mode))
    scratch = ffi.new("char[]", size[0])
    stream = ffi.new("struct mien_pdq_stream **")
    status = lib.mien_pdq_begin(
        stream, scratch, size[0], rows.width, rows.height, rows.format, mode
    )
    check(status)
    its = stream[0]
    out, dihedral = ffi.new("struct mien_pdq *"), ffi.new("struct mien_hash[8]")
    try:
        rows.push(partial(lib.mien_pdq_push, its))
        status = lib.mien_pdq_finish(its, out, dihedral, ffi.NULL)
        if status == Status.AGAIN:  # GUARDED is in doubt
            rows.push(partial(lib.mien_pdq_push, its))
            status = lib.mien_pdq_finish(its, out, dihedral, ffi.NULL)
        check(status)
    except BaseException:
        lib.mien_pdq_abandon(its)
        raise
    hashes = split(bytes(ffi.buffer(dihedral)))
    return Pdq(hash=hashes[0], quality=out.quality, dihedral=hashes)


def image_pixels(image: Image.Image) -> tuple[memoryview, PixelFormat]:
    """The pixels of a Pillow image as mien takes those of files."""
    mode, format = image.mode, PixelFormat.RGB8
    if mode.startswith("I;16"):  # cut to the high byte, as of files
        big = mode == "I;16B" or mode == "I;16N" and sys.byteorder == "big"
        data = image.tobytes()[0 if big else 1 :: 2]
        format = PixelFormat.GRAY8
    elif mode in ("1", "L", "LA", "La"):
        if mode == "La":  # alpha multiplied in: Pillow divides it out in this order only
            image = image.convert("LA")
        data = image.convert("L").tobytes()
        format = PixelFormat.GRAY8
    elif mode == "RGBA":
        data, format = image.tobytes(), PixelFormat.RGBA8
    elif mode in ("I", "F"):
        raise UnsupportedError(
            Status.UNSUPPORTED, f"Pillow's mode {mode} has no fixed range"
        )
    else:
        if mode == "P" and "transparency" in image.info:
            image = image.convert("RGBA")  # keeps the colour below
        data = image.convert("RGB").tobytes()
    size = lib.mien_pixel_size(format)
    if not data:
        raise ValueError("there are no pixels")
    return memoryview(data).cast("B", (image.height, image.width, size)), format


def hash_image(image: Image.Image, *, mode: Mode = Mode.FULL) -> Pdq:
    """Hashes an image of Pillow, as it is (not turned as its EXIF says).

    The pixels are those that Pillow decoded: another decoder than mien's may have given
    others, so prefer hash_path() or hash_bytes() where you have the file. Alpha is
    dropped.

    Raises what hash_pixels() raises, and UnsupportedError for the modes I and F.
    """
    pixels, format = image_pixels(image)
    return hash_pixels(pixels, format=format, mode=mode)
