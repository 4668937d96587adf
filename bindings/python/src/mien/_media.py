# SPDX-License-Identifier: Apache-2.0
"""From a file to its hashes."""

from __future__ import annotations

import enum
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from mien._callback import Callback
from mien._closing import Closing
from mien._errors import BusyError, StateError, Status, check, new_error
from mien._hash import Dihedral, Hash, Mode, Pdq, split
from mien._native import ffi, lib

if TYPE_CHECKING:
    from typing_extensions import Unpack

StrPath = str | bytes | os.PathLike[str] | os.PathLike[bytes]
Bytes = bytes | bytearray | memoryview


class Format(enum.IntEnum):
    """Kinds of image files. Those from TIFF on are recognised, and not decoded."""

    UNKNOWN = 0
    JPEG = 1
    PNG = 2
    WEBP = 3
    HEIC = 4
    AVIF = 5
    GIF = 6
    TIFF = 64
    BMP = 65
    JPEG_XL = 66
    JPEG_2000 = 67
    NETPBM = 68
    ICO = 69
    PSD = 70
    SVG = 71
    PDF = 72
    ISO_VIDEO = 73
    MATROSKA = 74
    AVI = 75


class PixelFormat(enum.IntEnum):
    """8 bits a channel, channels interleaved in the order of the name."""

    GRAY8 = 1
    RGB8 = 2
    BGR8 = 3
    RGBA8 = 4
    BGRA8 = 5


class Orientation(enum.IntEnum):
    """Where row 0 and column 0 of the stored picture end up on the screen (EXIF)."""

    TOP_LEFT = 1
    TOP_RIGHT = 2
    BOTTOM_RIGHT = 3
    BOTTOM_LEFT = 4
    LEFT_TOP = 5
    RIGHT_TOP = 6
    RIGHT_BOTTOM = 7
    LEFT_BOTTOM = 8


class ImageFlag(enum.IntFlag):
    """What is remarkable about a file."""

    ALPHA = 1  #: it has transparency
    PROGRESSIVE = 2  #: a JPEG in several scans
    INTERLACED = 4  #: a PNG or GIF
    ANIMATED = 8  #: only its first frame was hashed
    PARTIAL = 16  #: damaged or cut short, and hashed all the same
    FIRST_SCANS = 32  #: only the first scans of a progressive JPEG were decoded


class Speed(enum.IntEnum):
    """How much of a JPEG is decoded. Only hashes of EXACT belong into a case."""

    EXACT = 0
    FAST = 1  #: its luma, reduced when it is large: 4 bits off at most
    FASTEST = 2  #: the smallest reduction: about 2 bits off on average


@dataclass(frozen=True)
class Limits:
    """What a call may spend on one file; what is exceeded is a LimitError.

    None leaves the library's default, which is in brackets.
    """

    pixels: int | None = None  #: width times height (200 million)
    file_bytes: int | None = None  #: (256 MiB)
    memory: int | None = None  #: bytes held at once (1 GiB)
    side: int | None = None  #: the longest side in pixels (65535)
    jpeg_scans: int | None = None  #: scans of one JPEG file (100)
    png_chunks: int | None = None  #: chunks of one PNG file (100000)

    def _fill(self) -> Any:
        limits = ffi.new("struct mien_decode_limits *")
        lib.mien_decode_limits_init(limits)
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                setattr(limits, field.name, value)
        return limits


class MediaOptions(TypedDict, total=False):
    """The keyword arguments of the functions that hash files."""

    #: Which hash; Mode.FULL. Views take no other.
    mode: Mode
    #: How much of a JPEG to decode; Speed.EXACT. Others with Mode.FULL only.
    speed: Speed
    #: What may be spent on the file; the library's defaults.
    limits: Limits | None
    #: Hash a damaged file as far as it goes, marked ImageFlag.PARTIAL, where it would
    #: be a CorruptError.
    allow_partial: bool
    #: Lay transparent pixels over white instead of dropping the alpha channel.
    alpha_on_white: bool
    #: Compute MD5 and SHA-256 (True); False is some 5 % faster, and they are zero.
    digests: bool
    #: With Speed.FASTEST: one more scan of a progressive file.
    first_ac: bool
    #: Is called with the rows done and the rows in all (0: not known yet). False stops
    #: with a CancelledError; an exception comes out of the function that hashes.
    progress: Callable[[int, int], bool | None] | None
    #: Memory that was taken before, for a thread of a server.
    context: Context | None


@dataclass(frozen=True)
class ImageInfo:
    """What is known of the picture in a file."""

    format: Format
    pixel_format: PixelFormat  #: of the rows that were decoded
    width: int  #: of the stored picture, in pixels
    height: int
    orientation: Orientation  #: what a viewer still does to the stored rows
    exif_orientation: int  #: the tag as it stands in the file, 1 to 8; 0: none
    flags: ImageFlag
    scale: int  #: pixels on each axis for which a decoded one stands: 1, 2, 4 or 8


@dataclass(frozen=True)
class Media(Pdq):
    """What was found in a file."""

    seen: Dihedral  #: which of the hashes is that of the picture as viewers show it
    image: ImageInfo
    file_bytes: int
    md5: bytes  #: of the file, 16 bytes; zeros without digests
    sha256: bytes  #: of the file, 32 bytes; zeros without digests
    mode: Mode
    speed: Speed

    @property
    def hash_seen(self) -> Hash:
        """The hash of the picture as a viewer shows it."""
        return self.dihedral[self.seen]


class Context(Closing):
    """Memory for one thread of a server, taken once for all the files it will hash.

    A call with ``context=`` asks the system for no memory (but what libwebp, libheif
    and giflib take for themselves), and a file that needs more is a LimitError. 64 MiB
    are enough for JPEG and PNG of 100 megapixels, unless progressive or interlaced.

    memory is in bytes, from 1 MiB on. Two calls at once with one context are a
    BusyError. Close it, or use it in a ``with``.

    Raises ArgumentError, OutOfMemoryError.
    """

    def __init__(self, memory: int = 64 << 20) -> None:
        out = ffi.new("struct mien_media_context **")
        error = new_error()
        check(lib.mien_media_context_open(out, memory, error), error)
        self._pointer = ffi.gc(out[0], lib.mien_media_context_close, memory)
        self._lock = threading.Lock()
        self._user: int | None = None  # the thread whose call uses it

    def close(self) -> None:
        """Gives the memory back, after a call that still uses it. Twice is once.

        Raises BusyError when that call is the one whose progress callback this is.
        """
        if self._user == threading.get_ident():
            raise BusyError(Status.BUSY, "context: this very call uses it")
        with self._lock:
            if self._pointer is not None:
                ffi.release(self._pointer)
                self._pointer = None


def _progress(context: Any, done: int, total: int) -> bool:
    progress: Callback = ffi.from_handle(context)
    return progress(done, total)


ffi.def_extern(name="mien_py_progress", error=False)(_progress)

_FLAGS = {
    "allow_partial": lib.MIEN_MEDIA_ALLOW_PARTIAL,
    "alpha_on_white": lib.MIEN_MEDIA_ALPHA_ON_WHITE,
    "first_ac": lib.MIEN_MEDIA_FIRST_AC,
}


@contextmanager
def prepared(options: MediaOptions) -> Iterator[tuple[Any, Callable[..., None]]]:
    """Gives options as C has them, and what to call with the status afterwards."""
    unknown = options.keys() - MediaOptions.__annotations__.keys()
    if unknown:
        raise TypeError(f"no such option: {', '.join(sorted(unknown))}")
    its = ffi.new("struct mien_media_options *")
    its.size = ffi.sizeof("struct mien_media_options")
    its.mode = options.get("mode", Mode.FULL)
    its.speed = options.get("speed", Speed.EXACT)
    for name, flag in _FLAGS.items():
        if options.get(name):
            its.flags |= flag
    if not options.get("digests", True):
        its.flags |= lib.MIEN_MEDIA_NO_DIGESTS
    limits = options.get("limits")
    its.limits = kept = limits._fill() if limits is not None else ffi.NULL
    function = options.get("progress")
    progress = None
    if function is not None:
        progress = Callback(function)
        handle = ffi.new_handle(progress)
        its.progress = lib.mien_py_progress
        its.progress_context = handle

    def done(status: int, error: Any, filename: Any = None) -> None:
        if progress is not None:
            progress.reraise()
        check(status, error, filename)

    context = options.get("context")
    if context is None:
        yield its, done
    else:
        if not context._lock.acquire(blocking=False):
            raise BusyError(Status.BUSY, "context: another call uses it")
        try:
            if context._pointer is None:
                raise StateError(Status.STATE, "context: closed")
            its.context = context._pointer
            context._user = threading.get_ident()
            yield its, done
        finally:
            context._user = None
            context._lock.release()
    del kept


def media_of(c: Any) -> Media:
    """Makes a Media of a struct mien_media."""
    dihedral = split(bytes(ffi.buffer(c.dihedral)))
    image = c.image
    return Media(
        hash=dihedral[0],
        quality=c.quality,
        dihedral=dihedral,
        seen=Dihedral(c.seen),
        image=ImageInfo(
            format=Format(image.format),
            pixel_format=PixelFormat(image.pixel_format),
            width=image.width,
            height=image.height,
            orientation=Orientation(image.orientation),
            exif_orientation=image.exif_orientation,
            flags=ImageFlag(image.flags),
            scale=image.scale,
        ),
        file_bytes=c.file_bytes,
        md5=bytes(c.md5),
        sha256=bytes(c.sha256),
        mode=Mode(c.mode),
        speed=Speed(c.speed),
    )


def path_bytes(path: StrPath) -> bytes:
    """A path as C takes it."""
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError("embedded null byte")
    return name


class Readable(Protocol):
    """A file that is open for reading bytes."""

    def read(self, size: int, /) -> bytes: ...


def bytes_of(file: Readable, options: MediaOptions) -> bytes:
    """Reads the rest of a file, and no more than its limit and one byte."""
    limits = options.get("limits") or Limits()
    left = int(limits._fill().file_bytes) + 1
    parts: list[bytes] = []
    while left > 0:
        part = file.read(min(left, 1 << 20))
        if part is None:
            raise BlockingIOError("the file does not wait for its bytes")
        if not isinstance(part, (bytes, bytearray, memoryview)):
            raise TypeError("the file has to be open for bytes, not for text")
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def hash_path(path: StrPath, **options: Unpack[MediaOptions]) -> Media:
    """Hashes the file at a path.

    A file that cannot be decoded has no hash: FormatError, UnsupportedError,
    LimitError and CorruptError say why, each of them a ValueError; FileError is an
    OSError (FileNotFoundError where that fits). MediaOptions tells what the keyword
    arguments do. Other threads of Python run meanwhile.
    """
    with prepared(options) as (its, done):
        media, error = ffi.new("struct mien_media *"), new_error()
        status = lib.mien_media_hash_path(media, path_bytes(path), its, error)
        done(status, error, os.fspath(path))
        return media_of(media)


def hash_bytes(data: Bytes, **options: Unpack[MediaOptions]) -> Media:
    """Hashes a file in memory: anything that has a contiguous buffer of bytes.

    Raises what hash_path() raises, but FileError.
    """
    with prepared(options) as (its, done):
        media, error = ffi.new("struct mien_media *"), new_error()
        buffer = ffi.from_buffer(data)
        status = lib.mien_media_hash_bytes(media, buffer, len(buffer), its, error)
        done(status, error)
        return media_of(media)


def hash_file(file: Readable | int, **options: Unpack[MediaOptions]) -> Media:
    """Hashes the rest of an open file.

    The file is any object with a read() that gives bytes, which is read into memory as
    far as the limit for files goes; or the number of an open file descriptor (a pipe or
    a socket will do), which is not. It is left open, at its end.

    Raises what hash_path() raises, and what read() raises.
    """
    if not isinstance(file, int):
        return hash_bytes(bytes_of(file, options), **options)
    with prepared(options) as (its, done):
        media, error = ffi.new("struct mien_media *"), new_error()
        status = lib.mien_media_hash_fd(media, file, its, error)
        done(status, error, file)
        return media_of(media)


def sniff(head: Bytes) -> Format:
    """Tells the kind of a file from its first bytes (64 are enough)."""
    buffer = ffi.from_buffer(head)
    return Format(lib.mien_format_sniff(buffer, len(buffer)))


def decoder(format: Format) -> str | None:
    """Tells what decodes a format, "libjpeg-turbo 2.1.5" for instance; None: nothing."""
    version = ffi.new("const char **")
    if not lib.mien_format_supported(format, version):
        return None
    return str(ffi.string(version[0]).decode())
