# SPDX-License-Identifier: Apache-2.0
"""Documents that were received: the recipient's side."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mien._case_calls import (
    Out,
    Owned,
    buffer_of,
    ffi,
    lib,
    made,
    read,
    text_in,
    text_of,
    told,
    using,
    written,
)
from mien._case_sender import Action
from mien._errors import check, new_error
from mien._hash import Hash
from mien._media import Bytes
from mien._views import ViewPlace


@dataclass(frozen=True)
class DocumentInfo:
    """What a document says of itself."""

    case_id: str
    case_key: str  #: the fingerprint of the case's key
    #: Nobody else can have signed for this case. If not, the register knows.
    id_of_key: bool
    action: Action
    day: datetime.date | None
    expires: datetime.date | None
    practice: bool
    items: int  #: good and malformed ones
    malformed: int  #: of them


@dataclass(frozen=True)
class Signal:
    """What a picture or a film is found again by."""

    type: str  #: "ImagePDQ", "VideoMD5", or what a later version names
    value: str
    variant: str  #: "original", "rot90", ...; ""
    quality: int | None
    hash: Hash | None  #: of an ImagePDQ
    view: str  #: what it shows: "" or "whole" for the whole picture
    place: ViewPlace | None  #: in the stored picture, whose longer side is 1


@dataclass(frozen=True)
class DocumentItem:
    """A picture or a film."""

    item: str
    media: str  #: "image", "video", or what a later version names
    problem: str | None  #: why it is malformed; its signals are those that could be read
    signals: tuple[Signal, ...]


class Export(enum.IntEnum):
    """Formats of other systems."""

    STOPNCII = 1  #: the body of StopNCII's SubmitHashes
    HMA = 2  #: one {"pdq":"..."} on each line, the bodies for HMA's banks
    PYTX = 3  #: "pdq HASH" on each line, for python-threatexchange
    CSV = 4  #: signal_type,hash,quality,variant,case,status,item
    JSON = 5  #: an array of the payloads


def _signal(c: Any) -> Signal:
    type, place = text_of(c.type), c.place
    return Signal(
        type=type,
        value=text_of(c.value),
        variant=text_of(c.variant),
        quality=c.quality if c.quality >= 0 else None,
        hash=Hash.from_bytes(bytes(c.hash.bytes)) if type == "ImagePDQ" else None,
        view=text_of(c.view),
        place=ViewPlace(place.x, place.y, place.width, place.height, place.degrees)
        if place.width
        else None,
    )


class Document(Owned):
    """A document that was decrypted and judged, and whose signature is the case's.

    key       the recipient's private key, a JWK.
    practice  take practice documents, and only them.

    Ask a Register before acting on it. Raises WrongKeyError (sealed for somebody else, or
    changed on the way), RefusedError (the signature is not the case's; other recipients;
    for practice), CorruptError, LimitError, VersionError, UnsupportedError, ArgumentError.
    """

    _free = lib.mien_document_free

    def __init__(self, file: Bytes, key: Bytes, *, practice: bool = False) -> None:
        flags = lib.MIEN_DOCUMENT_PRACTICE if practice else 0
        arguments = *buffer_of(file), *buffer_of(key), flags
        super().__init__(made("mien_document", lib.mien_document_open, *arguments))

    @property
    def info(self) -> DocumentInfo:
        with using(self) as its:
            info = told("mien_document_info", lib.mien_document_info, *its)
        return read(DocumentInfo, info, action=Action(info.action))

    def items(self) -> list[DocumentItem]:
        """The items; one that is malformed has a problem, and the others have not."""
        count = self.info.items
        with using(self) as (its,):
            return [self._item(its, index) for index in range(count)]

    def _item(self, its: Any, index: int) -> DocumentItem:
        item = told("mien_document_item", lib.mien_document_item, its, index)
        signals = [
            told("mien_document_signal", lib.mien_document_signal, its, index, number)
            for number in range(item.signals)
        ]
        return DocumentItem(
            item=text_of(item.item),
            media=text_of(item.media),
            problem=text_of(item.problem) if item.problem else None,
            signals=tuple(map(_signal, signals)),
        )

    def json(self) -> bytes:
        """The whole payload, with what this version does not know."""
        with using(self) as its:
            return written(lib.mien_document_json, *its)


class Register(Owned):
    """What a recipient remembers: cases, their keys, and which were taken back.

    file  what json() gave before; None: a new one.

    Raises CorruptError, LimitError, VersionError.
    """

    _free = lib.mien_register_free

    def __init__(self, file: Bytes | None = None) -> None:
        def new(out: Any, error: Any) -> int:
            if file is None:
                return int(lib.mien_register_new(out))
            return int(lib.mien_register_open(out, *buffer_of(file), error))

        super().__init__(made("mien_register", new))

    def judge(self, document: Document) -> None:
        """Judges a document and remembers it.

        Raises RefusedError (the case was taken back before, has another key, or is not
        known), and remembers nothing then.
        """
        error = new_error()
        with using(self, document) as (its, other):
            check(lib.mien_register_judge(its, other, error), error)

    def withdrawn(self, case_id: str) -> bool:
        """Whether the case was taken back."""
        with using(self) as (its,):
            return bool(lib.mien_register_withdrawn(its, text_in(case_id)))

    def json(self) -> bytes:
        """The register, to be kept in a file."""
        with using(self) as its:
            return written(lib.mien_register_json, *its)


def export(
    documents: Sequence[Document],
    format: Export,
    *,
    all: bool = False,
    views: bool = False,
) -> bytes:
    """Writes documents in a format of other systems.

    all    all eight ways of turning, and hashes of low quality.
    views  the hashes of other views than the whole picture.

    Raises ArgumentError.
    """
    flags = all * lib.MIEN_EXPORT_ALL | views * lib.MIEN_EXPORT_VIEWS
    out, error = Out(), new_error()
    with using(*documents) as pointers:
        c = ffi.new("const struct mien_document *[]", pointers)
        status = lib.mien_document_export(
            c, len(c), format, flags, out.text, out.length, error
        )
    check(status, error)
    return bytes(out.take())
