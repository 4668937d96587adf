# SPDX-License-Identifier: Apache-2.0
"""Those who can open the documents of cases."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from mien._case_calls import (
    Out,
    Owned,
    buffer_of,
    day_in,
    ffi,
    lib,
    made,
    read,
    text_in,
    told,
    using,
    written,
)
from mien._errors import check, new_error
from mien._media import Bytes


@dataclass(frozen=True)
class RecipientInfo:
    """What a recipient file says; texts that are absent are ""."""

    id: str
    name: str
    web: str  #: the page where the fingerprint is published
    contact: str
    #: Of the public key: what she compares with the one that the body publishes.
    fingerprint: str
    expires: datetime.date | None  #: the last day on which to seal for it
    minimum_quality: int  #: of the pictures that it takes
    maximum_items: int
    maximum_hashes: int  #: of one picture; 8 are those of the whole picture
    takes_images: bool
    takes_videos: bool
    takes_places: bool  #: and where in the picture each view lies
    practice: bool  #: takes practice cases only
    confirmed: bool  #: confirm() was called


class Recipient(Owned):
    """A body that can open documents, as its recipient file (JSON) describes it.

    Raises LimitError, CorruptError (not what a recipient file holds), VersionError.
    """

    _free = lib.mien_recipient_free

    def __init__(self, file: Bytes) -> None:
        super().__init__(made("mien_recipient", lib.mien_recipient_read, *buffer_of(file)))

    @property
    def info(self) -> RecipientInfo:
        with using(self) as its:
            info = told("mien_recipient_info", lib.mien_recipient_info, *its)
            return read(RecipientInfo, info)

    def json(self) -> bytes:
        """The whole file, for its languages and questions (doc/case-format.md)."""
        with using(self) as its:
            return written(lib.mien_recipient_json, *its)

    def confirm(self, fingerprint: str) -> None:
        """Says that a person has compared the fingerprint with the published one.

        Without it nothing is sealed for the recipient. Raises RefusedError if it is
        another one: do not send anything.
        """
        error = new_error()
        with using(self) as (its,):
            check(lib.mien_recipient_confirm(its, text_in(fingerprint), error), error)


class NewRecipient(NamedTuple):
    """A recipient that was made."""

    file: bytes  #: to be published
    key: bytearray  #: a JWK that opens what is sealed for it: secret

    def __repr__(self) -> str:
        return f"<a new recipient: {len(self.file)} bytes, and its key>"


def new_recipient(
    id: str,
    name: str,
    *,
    web: str | None = None,
    contact: str | None = None,
    expires: datetime.date | None = None,
    practice: bool = False,
    maximum_hashes: int = 0,
    takes_places: bool = False,
) -> NewRecipient:
    """Makes a recipient file and its private key.

    id              1 to 64 of a-z 0-9 . - _
    maximum_hashes  of one picture: 0, or 8 to 1024; see RecipientInfo.

    Raises ArgumentError.
    """
    make = ffi.new("struct mien_recipient_make *")
    make.size = ffi.sizeof("struct mien_recipient_make")
    texts = [*map(text_in, (id, name, web, contact)), day_in(expires)]
    make.id, make.name, make.web, make.contact, make.expires = texts
    make.practice = practice
    make.maximum_hashes = maximum_hashes
    make.takes_places = takes_places
    file, key, error = Out(), Out(), new_error()
    status = lib.mien_recipient_new(
        file.text, file.length, key.text, key.length, make, error
    )
    check(status, error)
    return NewRecipient(bytes(file.take()), key.take())
