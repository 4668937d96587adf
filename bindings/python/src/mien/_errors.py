# SPDX-License-Identifier: Apache-2.0
"""What every function raises: mien.Error, with the status of the C function."""

from __future__ import annotations

import enum
import errno
import os
from typing import Any

from mien._native import ffi, lib


class Status(enum.IntEnum):
    """What a function of the C library answered (enum mien_status)."""

    OK = 0
    ARGUMENT = 1  #: an argument breaks the contract of the function
    MEMORY = 2  #: the system had no memory left
    IO = 3  #: a file could not be opened, read or written
    FORMAT = 4  #: not an image (a hash, an index) of any kind that mien can name
    UNSUPPORTED = 5  #: an image of a kind that this build cannot decode
    LIMIT = 6  #: the image asks for more than the limits allow
    CORRUPT = 7  #: damaged or cut short
    VERSION = 8  #: of a version that this library does not know
    CANCELLED = 9  #: the caller's own callback asked to stop
    STATE = 10  #: an order of calls that cannot work
    INTERNAL = 11  #: a library failed in a way that is not the file's fault
    BUSY = 12  #: somebody else has it, as only one can at a time
    REFUSED = 13  #: the rules forbid it
    KEY = 14  #: it does not open with this key or passphrase
    AGAIN = 15  #: the rows are wanted once more


class Error(Exception):
    """A failure. Its subclasses are also the built-in exceptions that fit."""

    status: Status
    #: One English clause for developers and logs, or "". Never a path, never a picture.
    detail: str

    def __init__(self, status: Status, detail: str = "") -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail

    def __str__(self) -> str:
        text = str(ffi.string(lib.mien_strerror(self.status)).decode())
        return f"{text}: {self.detail}" if self.detail else text


class ArgumentError(Error, ValueError):
    """Status.ARGUMENT."""


class OutOfMemoryError(Error, MemoryError):
    """Status.MEMORY."""


class FormatError(Error, ValueError):
    """Status.FORMAT."""


class UnsupportedError(Error, ValueError):
    """Status.UNSUPPORTED."""


class LimitError(Error, ValueError):
    """Status.LIMIT."""


class CorruptError(Error, ValueError):
    """Status.CORRUPT."""


class VersionError(Error, ValueError):
    """Status.VERSION."""


class CancelledError(Error):
    """Status.CANCELLED."""


class StateError(Error, RuntimeError):
    """Status.STATE."""


class InternalError(Error, RuntimeError):
    """Status.INTERNAL."""


class BusyError(Error):
    """Status.BUSY."""


class RefusedError(Error):
    """Status.REFUSED: the detail says by which rule."""


class WrongKeyError(Error, ValueError):
    """Status.KEY."""


class FileError(Error, OSError):
    """Status.IO: an OSError too, with its errno, strerror and filename."""

    def __init__(
        self,
        number: int,
        detail: str = "",
        filename: str | bytes | int | None = None,
    ) -> None:
        OSError.__init__(self, number, os.strerror(number), filename)
        self.status = Status.IO
        self.detail = detail

    def __str__(self) -> str:
        return OSError.__str__(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.errno, self.detail, self.filename)


class FileMissingError(FileError, FileNotFoundError):
    """Status.IO, as there is no such file or folder."""


class FilePermissionError(FileError, PermissionError):
    """Status.IO, as the file may not be read or written."""


class FileIsFolderError(FileError, IsADirectoryError):
    """Status.IO, as a folder stands where a file should."""


_BY_STATUS: dict[Status, type[Error]] = {
    Status.ARGUMENT: ArgumentError,
    Status.MEMORY: OutOfMemoryError,
    Status.FORMAT: FormatError,
    Status.UNSUPPORTED: UnsupportedError,
    Status.LIMIT: LimitError,
    Status.CORRUPT: CorruptError,
    Status.VERSION: VersionError,
    Status.CANCELLED: CancelledError,
    Status.STATE: StateError,
    Status.INTERNAL: InternalError,
    Status.BUSY: BusyError,
    Status.REFUSED: RefusedError,
    Status.KEY: WrongKeyError,
}

_BY_ERRNO: dict[int, type[FileError]] = {
    errno.ENOENT: FileMissingError,
    errno.EACCES: FilePermissionError,
    errno.EPERM: FilePermissionError,
    errno.EISDIR: FileIsFolderError,
}


def new_error() -> Any:
    """Returns a struct mien_error for a C function to fill."""
    return ffi.new("struct mien_error *")


def check(
    status: int,
    error: Any = None,
    filename: str | bytes | int | None = None,
) -> None:
    """Raises what fits the status of a C function, unless it is OK.

    To be called right after it, since errno is read here.
    """
    if status == Status.OK:
        return
    number = ffi.errno
    detail = ""
    if error is not None:
        detail = ffi.string(error.detail).decode("utf-8", "replace")
    which = Status(status)
    if which == Status.IO:
        raise _BY_ERRNO.get(number, FileError)(number, detail, filename)
    raise _BY_STATUS.get(which, Error)(which, detail)
