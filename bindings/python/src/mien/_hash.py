# SPDX-License-Identifier: Apache-2.0
"""A PDQ hash as a value, and what goes with it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from mien._errors import FormatError, Status
from mien._native import ffi, lib

#: Two hashes at this distance or nearer show the same picture.
RADIUS = 31
#: A hash of a lower quality says too little: it matches strangers.
QUALITY_MIN = 50


class Dihedral(enum.IntEnum):
    """The eight ways to turn and mirror a picture."""

    ORIGINAL = 0
    ROT90 = 1  #: counter-clockwise
    ROT180 = 2
    ROT270 = 3  #: clockwise
    FLIPX = 4  #: mirrored top to bottom
    FLIPY = 5  #: mirrored left to right
    FLIPPLUS1 = 6  #: transposed: mirrored along the main diagonal
    FLIPMINUS1 = 7  #: mirrored along the other diagonal


class Mode(enum.IntEnum):
    """How a hash is made. Only FULL belongs into a case."""

    #: Every pixel, every rounding of the reference.
    FULL = 0
    #: As Meta's pdq-photo-hasher: first resized to 512 x 512.
    CLI512 = 1
    #: Every pixel, in integers: some four times as fast, seldom off by a bit or two.
    APPROXIMATE = 2
    #: APPROXIMATE, and FULL where that is in doubt.
    GUARDED = 3


class Hash:
    """A PDQ hash: 256 bits, a small immutable value.

    >>> a = Hash("f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22")
    >>> b = Hash("f8f8f0cee0f4a84f06370a2a038f63f0b36e26d596621e1d33e6b39c4e9c9b22")
    >>> a - b
    2

    ``str(hash)`` is 64 lower-case hexadecimal digits, ``bytes(hash)`` 32 bytes, most
    significant first, and ``int(hash)`` the number; ``a - b`` is the Hamming distance,
    0 (equal) to 256. Hashes are compared and sorted as numbers, and can be keys of
    dictionaries.
    """

    __slots__ = ("_bytes",)
    _bytes: bytes

    def __new__(cls, hex: str) -> Hash:
        """Reads 64 hexadecimal digits of either case.

        Raises FormatError (a ValueError) for anything else.
        """
        try:
            data = bytes.fromhex(hex)  # passes over blanks
        except ValueError:
            data = b""
        if len(data) != 32 or len(hex) != 64:
            raise FormatError(Status.FORMAT, "a hash has 64 hexadecimal digits")
        return cls.from_bytes(data)

    @classmethod
    def from_hex(cls, hex: str) -> Hash:
        """The same as Hash(hex)."""
        return cls(hex)

    @classmethod
    def from_bytes(cls, data: bytes | bytearray | memoryview) -> Hash:
        """Takes 32 bytes, most significant first. Raises ValueError for other sizes."""
        if not isinstance(data, bytes):
            data = bytes(memoryview(data))  # no number of bytes, no list of them
        if len(data) != 32:
            raise ValueError(f"a hash has 32 bytes, not {len(data)}")
        hash = object.__new__(cls)
        object.__setattr__(hash, "_bytes", data)
        return hash

    @classmethod
    def from_int(cls, number: int) -> Hash:
        """Takes a number from 0 to 2**256 - 1. Raises OverflowError for others."""
        return cls.from_bytes(number.to_bytes(32, "big"))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a hash does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a hash does not change")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self._bytes,)

    def __str__(self) -> str:
        return self._bytes.hex()

    def __repr__(self) -> str:
        return f"Hash({str(self)!r})"

    def __bytes__(self) -> bytes:
        return self._bytes

    def __int__(self) -> int:
        return int.from_bytes(self._bytes, "big")

    def __hash__(self) -> int:
        return hash(self._bytes)

    def __sub__(self, other: Hash) -> int:
        if not isinstance(other, Hash):
            return NotImplemented
        return int(lib.mien_hash_distance(pointer(self), pointer(other)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hash):
            return NotImplemented
        return self._bytes == other._bytes

    def __lt__(self, other: Hash) -> bool:
        if not isinstance(other, Hash):
            return NotImplemented
        return self._bytes < other._bytes

    def __le__(self, other: Hash) -> bool:
        if not isinstance(other, Hash):
            return NotImplemented
        return self._bytes <= other._bytes

    def __gt__(self, other: Hash) -> bool:
        if not isinstance(other, Hash):
            return NotImplemented
        return self._bytes > other._bytes

    def __ge__(self, other: Hash) -> bool:
        if not isinstance(other, Hash):
            return NotImplemented
        return self._bytes >= other._bytes


@dataclass(frozen=True)
class Pdq:
    """The hashes of one picture."""

    #: Of the pixels as they are stored: what the reference gives.
    hash: Hash
    #: How much detail the hash rests on, 0 (none) to 100. Below QUALITY_MIN it does not
    #: protect the picture.
    quality: int
    #: Of the picture turned and mirrored, in the order of Dihedral: eight hashes.
    dihedral: tuple[Hash, ...]


def pointer(hash: Hash) -> Any:
    """The hash as a const struct mien_hash *, valid while the hash is."""
    if not isinstance(hash, Hash):
        raise TypeError(f"a Hash, not {type(hash).__name__}")
    return ffi.from_buffer("struct mien_hash *", hash._bytes)


def split(data: bytes) -> tuple[Hash, ...]:
    """Takes apart hashes that lie one behind the other."""
    return tuple(Hash.from_bytes(data[i : i + 32]) for i in range(0, len(data), 32))


def rows_of_hashes(hashes: Any) -> tuple[Any, int]:
    """Returns hashes as one buffer and their number.

    They are a numpy array of uint8 of n x 32, an object with a buffer of n times 32
    bytes, or a sequence of Hash.
    """
    if isinstance(hashes, Sequence) and not isinstance(
        hashes, (bytes, bytearray, memoryview)
    ):
        hashes = b"".join(bytes(ffi.buffer(pointer(hash))) for hash in hashes)
    view = memoryview(hashes)
    shape = view.shape or ()
    if view.itemsize != 1 or view.nbytes % 32 or (len(shape) > 1 and shape[-1] != 32):
        raise ValueError("hashes are rows of 32 bytes (uint8, n x 32)")
    if not view.c_contiguous:
        view = memoryview(view.tobytes())
    return view, view.nbytes // 32
