# SPDX-License-Identifier: Apache-2.0
"""A case and the wallet that keeps it: her side."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from mien._case_recipient import Recipient
from mien._errors import check, new_error
from mien._hash import Mode, Pdq, pointer
from mien._media import Bytes, Media, Speed
from mien._views import View, c_of

if TYPE_CHECKING:
    from typing_extensions import Self


class Action(enum.IntEnum):
    """What a document does."""

    CREATE = 1  #: all items
    ADD = 2  #: those that no document holds yet; all for a recipient that has none
    WITHDRAW = 3  #: the whole case is taken back, for good


class Answer(enum.IntEnum):
    """What she says to a question."""

    NO = 1
    YES = 2
    UNSURE = 3


class Words(enum.IntEnum):
    """The language of the words that a key is written down as."""

    ENGLISH = 0
    FRENCH = 1
    SPANISH = 2
    NUMBERS = 3  #: the numbers of the words, 0001 to 2048


@dataclass(frozen=True)
class CaseInfo:
    """What a case is."""

    id: str
    day: datetime.date | None  #: on which it began
    expires: datetime.date | None  #: None before the first sealing
    items: int  #: pictures and films
    unsent: int  #: of them in no document yet
    recipients: int  #: for whom it was sealed so far
    hashes: int  #: what limit_hashes() was told; 0: nothing
    with_views: int  #: items of which the case keeps views
    practice: bool
    withdrawn: bool


class Case(Owned):
    """A key, made on her device, and the hashes of some pictures.

    day       today.
    practice  for learning: it is sealed for practice recipients only.

    Its questions, which answer() takes: adult_now, adults_in_image, self_in_image,
    no_consent_to_share, synthetic, on_behalf; and those of recipients. mien/case.h says
    what they ask.
    """

    _free = lib.mien_case_free

    def __init__(self, day: datetime.date, *, practice: bool = False) -> None:
        super().__init__(made("mien_case", lib.mien_case_new, day_in(day), practice))

    @classmethod
    def _of(cls, pointer: Any) -> Self:
        case = cls.__new__(cls)
        Owned.__init__(case, pointer)
        return case

    @classmethod
    def from_words(
        cls, words: Bytes, *, id: str | None = None, practice: bool = False
    ) -> Self:
        """Makes a case again of its words, UTF-8, to take it back: it has no items.

        id  of a case that another program made, if it does not follow from its key.

        Raises CorruptError, whose detail names the word by its number.
        """
        arguments = *buffer_of(words), text_in(id), practice
        return cls._of(made("mien_case", lib.mien_case_from_words, *arguments))

    def _do(self, function: Callable[..., int], *arguments: Any) -> None:
        error = new_error()
        with using(self) as (its,):
            check(function(its, *arguments, error), error)

    def _add(self, function: Callable[..., int], *arguments: Any) -> int:
        item = ffi.new("uint32_t *")
        self._do(function, item, *arguments)
        return int(item[0])

    def answer(self, question: str, answer: Answer) -> None:
        """Notes her answer. The last one counts.

        Raises ArgumentError; RefusedError: there is no case where she, or somebody in
        the pictures, is not an adult.
        """
        self._do(lib.mien_case_answer, text_in(question), answer)

    def add_image(self, pdq: Pdq) -> int:
        """Adds the eight hashes of a picture; gives the number of the item, from 1.

        Raises ValueError for hashes that were not made exactly, LimitError, StateError.
        """
        exact = Mode.FULL, Speed.EXACT
        if isinstance(pdq, Media) and (pdq.mode, pdq.speed) != exact:
            raise ValueError("only hashes of Mode.FULL and Speed.EXACT are for cases")
        if len(pdq.dihedral) != 8:
            raise ValueError(f"eight hashes, not {len(pdq.dihedral)}")
        dihedral = ffi.new("struct mien_hash[8]", [pointer(h)[0] for h in pdq.dihedral])
        return self._add(lib.mien_case_add_image, dihedral, pdq.quality)

    def add_views(self, views: Sequence[View]) -> int:
        """Adds a picture with its views, as views_path() makes them for Purpose.BANK.

        Raises as add_image().
        """
        return self._add(lib.mien_case_add_views, c_of(views), len(views))

    def add_video(self, md5: bytes) -> int:
        """Adds a film by the MD5 of its file, 16 bytes. Raises as add_image()."""
        if len(md5) != 16:
            raise ValueError(f"an MD5 has 16 bytes, not {len(md5)}")
        return self._add(lib.mien_case_add_video, ffi.from_buffer("uint8_t[]", md5))

    def drop(self, item: int) -> None:
        """Takes an item away that no document holds. Raises ArgumentError, StateError."""
        self._do(lib.mien_case_drop, item)

    def limit_hashes(self, hashes: int) -> None:
        """Notes how many hashes of one picture a document may hold, from 8 on."""
        self._do(lib.mien_case_hashes, hashes)

    def region(self, country: str) -> None:
        """Names a country where it should count: "FR" for instance."""
        self._do(lib.mien_case_region, text_in(country))

    @property
    def info(self) -> CaseInfo:
        with using(self) as its:
            info = told("mien_case_info", lib.mien_case_info, *its)
        return read(CaseInfo, info)

    def recipients(self) -> list[Recipient]:
        """For whom it was sealed so far: copies, confirmed."""
        return [self._recipient(index) for index in range(self.info.recipients)]

    def _recipient(self, index: int) -> Recipient:
        recipient = Recipient.__new__(Recipient)
        with using(self) as (its,):

            def give(out: Any, error: Any) -> int:
                return int(lib.mien_case_recipient(its, index, out, error))

            Owned.__init__(recipient, made("mien_recipient", give))
        return recipient

    def _sealed(
        self,
        function: Callable[..., int],
        action: Action,
        recipients: Sequence[Recipient],
        day: datetime.date,
        expires: datetime.date | None,
    ) -> bytes:
        how = ffi.new("struct mien_case_seal *")
        how.size = ffi.sizeof("struct mien_case_seal")
        how.action = action
        days = day_in(day), day_in(expires)
        how.day, how.expires = days
        with using(self, *recipients) as (its, *pointers):
            kept = ffi.new("const struct mien_recipient *[]", pointers)
            how.recipients, how.recipient_count = kept, len(kept)
            return written(function, its, how)

    def preview(
        self,
        action: Action,
        recipients: Sequence[Recipient],
        day: datetime.date,
        expires: datetime.date | None = None,
    ) -> bytes:
        """The JSON that seal() would sign and encrypt, to be shown to her before.

        Raises as seal().
        """
        return self._sealed(lib.mien_case_preview, action, recipients, day, expires)

    def seal(
        self,
        action: Action,
        recipients: Sequence[Recipient],
        day: datetime.date,
        expires: datetime.date | None = None,
    ) -> bytes:
        """Makes the document, which the recipients can open, and she cannot.

        day      today.
        expires  until when it shall count; None: a year, or as the case says already.

        The case then knows what was sealed, and for whom: put it into the wallet again.
        Raises, and has changed nothing: RefusedError (an answer, a fingerprint that
        nobody confirmed, what a recipient does not take: the detail says which),
        StateError, LimitError, ArgumentError.
        """
        return self._sealed(lib.mien_case_seal, action, recipients, day, expires)

    def words(self, language: Words = Words.ENGLISH) -> bytearray:
        """The key as 24 words, to be written down: secret, UTF-8, with single spaces."""
        room = ffi.new("char[]", lib.MIEN_WORDS_SIZE)
        try:
            with using(self) as (its,):
                check(lib.mien_case_words(its, language, room))
            words = bytearray(ffi.buffer(room))
            del words[words.index(0) :]
            return words
        finally:
            ffi.memmove(room, bytes(len(room)), len(room))


class Wallet(Owned):
    """Cases with their keys, kept in a file under a passphrase. Wallet() is a new one.

    len(wallet) tells how many there are, and iterating gives a copy of each. A
    passphrase is 1 to 1024 bytes: of what a person typed, the UTF-8.
    """

    _free = lib.mien_wallet_free

    def __init__(self) -> None:
        def new(out: Any, error: Any) -> int:
            return int(lib.mien_wallet_new(out))

        super().__init__(made("mien_wallet", new))

    @classmethod
    def open(cls, file: Bytes, passphrase: Bytes) -> Self:
        """Opens a wallet; takes a good part of a second.

        Raises WrongKeyError (another passphrase, or the file was changed), CorruptError,
        LimitError, VersionError, UnsupportedError.
        """
        arguments = *buffer_of(file), *buffer_of(passphrase)
        wallet = cls.__new__(cls)
        Owned.__init__(wallet, made("mien_wallet", lib.mien_wallet_open, *arguments))
        return wallet

    def seal(self, passphrase: Bytes) -> bytes:
        """The file, under a passphrase. Raises ArgumentError, LimitError."""
        out, error = Out(), new_error()
        with using(self) as (its,):
            status = lib.mien_wallet_seal(
                its, out.text, out.length, *buffer_of(passphrase), error
            )
        check(status, error)
        return bytes(out.take())

    def __len__(self) -> int:
        with using(self) as (its,):
            return int(lib.mien_wallet_count(its))

    def __iter__(self) -> Iterator[Case]:
        for index in range(len(self)):
            yield self._case(lib.mien_wallet_case, index)

    def find(self, id: str) -> Case:
        """A copy of a case by its id, or by how it begins: 4 characters or more.

        Raises ArgumentError if there is none, or several.
        """
        return self._case(lib.mien_wallet_find, text_in(id))

    def _case(self, function: Callable[..., int], which: Any) -> Case:
        with using(self) as (its,):

            def give(out: Any, error: Any) -> int:
                return int(function(its, which, out, error))

            return Case._of(made("mien_case", give))

    def put(self, case: Case) -> None:
        """Puts a copy of the case in, in the place of an earlier state of it."""
        error = new_error()
        with using(self, case) as (its, other):
            check(lib.mien_wallet_put(its, other, error), error)

    def forget(self, id: str) -> None:
        """Forgets a case with its key, by its whole id. Raises ArgumentError."""
        error = new_error()
        with using(self) as (its,):
            check(lib.mien_wallet_forget(its, text_in(id), error), error)
