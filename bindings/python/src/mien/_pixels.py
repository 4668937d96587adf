# SPDX-License-Identifier: Apache-2.0
"""From pixels to their hashes: numpy arrays, other buffers, Pillow's images."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Rows:
    """Rows of pixels as C takes them."""

    pixels: Any  # const void *, to the first pixel of the first row
    stride: int  # bytes from a row to the next, of either sign
    width: int
    height: int
    format: PixelFormat
    owner: object  # whose memory that is


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
    elif lib.mien_pixel_size(format) != channels:
        raise ValueError(f"{format.name} does not have {channels} channels")
    return format


def _in_place(array: Any, format: PixelFormat) -> Rows | None:
    """The rows where they are, if C can walk through them; None if not."""
    interface = array.__array_interface__
    shape, strides = interface["shape"], array.strides
    address = interface["data"][0]
    height, width = shape[:2]
    size = lib.mien_pixel_size(format)
    if len(shape) == 3 and size > 1 and strides[2] != 1:
        # Channels the other way round: RGB that is a view of BGR.
        if strides[2] != -1 or format not in _SWAPPED:
            return None
        address -= size - 1
        format = _SWAPPED[format]
    if width > 1 and strides[1] != size:
        return None
    stride = strides[0] if height > 1 else width * size
    if abs(stride) < width * size:
        return None
    pixels = ffi.cast("const void *", address)
    return Rows(pixels, stride, width, height, format, array)


def rows_of(pixels: Any, format: PixelFormat | None) -> Rows:
    """Finds the rows of an array; copies them only where C could not walk through."""
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
    if rows is None:
        rows = _in_place(numpy.ascontiguousarray(array), format)
        assert rows is not None
    return rows


def hash_pixels(
    pixels: npt.NDArray[np.uint8] | Buffer,
    *,
    format: PixelFormat | None = None,
    mode: Mode = Mode.FULL,
) -> Pdq:
    """Hashes pixels: an array of uint8, height x width or height x width x 1, 3 or 4.

    format  what the channels are; if None, grey, RGB or RGBA by their number. Alpha is
            dropped.

    numpy arrays are read where they are, whatever the stride of their rows (bottom-up
    ones, parts of larger ones and reversed channels too); an array whose pixels do not
    lie side by side, such as a[:, ::2], is copied. Other objects with a buffer have to
    be contiguous, and need no numpy.

    Raises TypeError, and ValueError for a shape that is none of a picture; ArgumentError
    for sides above 1048576 pixels. Sides below 5 pixels have no hash: it is
    zero, of quality 0. Other threads of Python run meanwhile: do not change the array.
    """
    rows = rows_of(pixels, format)
    out = ffi.new("struct mien_pdq *")
    dihedral = ffi.new("struct mien_hash[8]")
    check(
        lib.mien_pdq_hash(
            out,
            dihedral,
            rows.pixels,
            rows.stride,
            rows.width,
            rows.height,
            rows.format,
            mode,
        )
    )
    hashes = split(bytes(ffi.buffer(dihedral)))
    return Pdq(hash=hashes[0], quality=out.quality, dihedral=hashes)


def image_pixels(image: Image.Image) -> tuple[memoryview, PixelFormat]:
    """The pixels of a Pillow image as mien takes those of files."""
    mode, format = image.mode, PixelFormat.RGB8
    if mode in ("I;16", "I;16L", "I;16B"):  # cut to the high byte, as of files
        data = image.tobytes()[0 if mode == "I;16B" else 1 :: 2]
        format = PixelFormat.GRAY8
    elif mode in ("1", "L", "LA"):
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
