# SPDX-License-Identifier: Apache-2.0
"""How the functions of mien/case.h are called."""

from __future__ import annotations

import dataclasses
import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from mien._closing import Closing
from mien._errors import StateError, Status, check, new_error

try:
    from mien._native_case import ffi as ffi, lib as lib
except ImportError as error:
    raise ImportError(
        "this mien has no cases: it was built without the libraries jose and jansson, or "
        f"they are not there ({error})"
    ) from error

T = TypeVar("T")

# An object of C belongs to one thread at a time, and some calls take several objects.
_lock = threading.Lock()


class Owned(Closing):
    """Something of the C library; close() wipes and frees it, and so does its end."""

    _free: ClassVar[Any]

    def __init__(self, pointer: Any) -> None:
        self._pointer = ffi.gc(pointer, self._free)

    def close(self) -> None:
        """Wipes and frees it, after a call that still uses it. Twice is once."""
        with _lock:
            if self._pointer is not None:
                ffi.release(self._pointer)
                self._pointer = None


@contextmanager
def using(*its: Owned) -> Iterator[list[Any]]:
    """Gives the pointers of objects, which no other thread uses meanwhile."""
    with _lock:
        for each in its:
            if each._pointer is None:
                raise StateError(Status.STATE, f"{type(each).__name__}: closed")
        yield [each._pointer for each in its]


def made(kind: str, function: Callable[..., int], *arguments: Any) -> Any:
    """What a function gives out in its first argument."""
    out, error = ffi.new(f"struct {kind} **"), new_error()
    check(function(out, *arguments, error), error)
    return out[0]


def told(kind: str, function: Callable[..., int], *arguments: Any) -> Any:
    """The struct that a function fills, its last argument."""
    out = ffi.new(f"struct {kind} *")
    out.size = ffi.sizeof(f"struct {kind}")
    check(function(*arguments, out))
    return out


class Out:
    """Room for a text that a function gives out."""

    def __init__(self) -> None:
        self.text, self.length = ffi.new("char **"), ffi.new("size_t *")

    def take(self) -> bytearray:
        """The text; its memory in C is wiped."""
        try:
            return bytearray(ffi.buffer(self.text[0], self.length[0]))
        finally:
            lib.mien_case_text_free(self.text[0], self.length[0])


def written(function: Callable[..., int], *arguments: Any) -> bytes:
    """The text that a function gives out after its first arguments; not for secrets."""
    out, error = Out(), new_error()
    before = arguments[:1]
    after = [*arguments[1:], error] if len(arguments) > 1 else []
    check(function(*before, out.text, out.length, *after), error)
    return bytes(out.take())


def buffer_of(data: bytes | bytearray | memoryview) -> tuple[Any, int]:
    """Bytes where they are, and their number."""
    buffer = ffi.from_buffer(data)
    return buffer, len(buffer)


def text_in(text: str | None) -> Any:
    """A text for C, which lives as long as what is returned; NULL for None."""
    if text is None:
        return ffi.NULL
    if "\0" in text:
        raise ValueError("embedded null character")
    return ffi.new("char[]", text.encode())


def read(kind: type[T], struct: Any, **others: Any) -> T:
    """Makes a dataclass whose fields are those of a struct of C, but for others."""
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        if field.name not in others:
            value = getattr(struct, field.name)
            others[field.name] = _READ.get(str(field.type), lambda it: it)(value)
    return kind(**others)


def text_of(text: Any) -> str:
    return str(ffi.string(text).decode())


def day_in(day: datetime.date | None) -> Any:
    """A day for C, as text_in()."""
    return ffi.NULL if day is None else text_in(datetime.date.isoformat(day))


def day_of(text: Any) -> datetime.date | None:
    """A day of C; None for ""."""
    day = text_of(text)
    return datetime.date.fromisoformat(day) if day else None


# By the type of the field; all others are as cffi gives them.
_READ: dict[str, Callable[[Any], Any]] = {
    "str": text_of,
    "datetime.date | None": day_of,
}
