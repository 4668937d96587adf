# SPDX-License-Identifier: Apache-2.0
"""The matching index: every hash within a Hamming distance, among millions, exactly."""

from __future__ import annotations

import enum
import os
import struct
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from mien._callback import Callback
from mien._closing import Closing
from mien._errors import StateError, Status, check, new_error
from mien._hash import RADIUS, Hash, pointer, rows_of_hashes
from mien._media import StrPath, path_bytes
from mien._native import ffi, lib

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from typing_extensions import Buffer, Self

#: In a removal: whatever the list. No entry can be in this list.
LIST_ANY = 2**32 - 1
#: The largest radius of a query.
SEARCH_RADIUS_MAX = 64


class Entry(NamedTuple):
    """One hash in an index. Its four parts together are what it is."""

    hash: Hash
    id: int  #: chosen by the caller, below 2**64; several entries may share it
    list: int = 0  #: chosen by the caller, below 2**32 - 1
    variant: int = 0  #: flags, or which view of the item: given back untouched


class Match(NamedTuple):
    """One entry within the radius of a query."""

    id: int
    list: int
    variant: int
    distance: int  #: Hamming distance to the query
    query: int  #: which query of a batch, from 0
    #: Of an oriented query: which of the picture's hashes matched (a Dihedral), plus 8
    #: for the negative of the picture.
    orientation: int


class ChangeKind(enum.IntEnum):
    """What a change does."""

    ADD = 1  #: the entry comes, unless the very same is there
    REPLACE = 2  #: the entry comes, and every other one of its id in its list goes
    REMOVE_ID = 3  #: every entry of the id goes, in its list or in all
    REMOVE_HASH = 4  #: every entry of exactly this hash goes, in its list or in all
    REMOVE = 5  #: every entry of exactly this hash and id goes, in its list or in all


class Change(NamedTuple):
    """One change of an index."""

    kind: ChangeKind
    entry: Entry


class Changed(NamedTuple):
    """What changes did."""

    added: int  #: entries that came
    removed: int  #: entries that went
    unchanged: int  #: changes that changed nothing


class Near(NamedTuple):
    """A hash near another one, in an array."""

    row: int
    distance: int


class Sync(enum.IntEnum):
    """When a change is safe from a failure of power or of the operating system."""

    ALWAYS = 0  #: when the function that made it returns
    REMOVALS = 1  #: removals then; additions with the next removal, sync() or close()


@dataclass(frozen=True)
class Stat:
    """Figures about an open index."""

    entries: int  #: that queries can find
    snapshot_entries: int  #: in the snapshot, removed ones included
    added_entries: int  #: added since, in memory, removed ones included
    tombstones: int  #: removed entries that compaction has not erased yet
    log_changes: int  #: since the snapshot
    unapplied_changes: int  #: of another process, not yet applied here
    #: When the oldest removal was made whose hash still lies on the disk: seconds since
    #: 1970 in UTC, 0 for none.
    oldest_removal: int
    generation: int  #: of the snapshot
    snapshot_bytes: int
    log_bytes: int
    memory_bytes: int  #: that this handle allocated beside mapped files
    segments: int  #: that a query visits
    bands: int  #: of the snapshot
    kernel: str  #: "c", "avx2", "avx512" or "neon"


@dataclass(frozen=True)
class Verified:
    """What verification found."""

    files: int
    bytes: int
    entries: int
    log_changes: int
    torn_bytes: int  #: after the last whole change: left by a crash, not damage


_MATCH = struct.Struct("=QIIIII4x")
_ENTRY = struct.Struct("=32sQII")
_NEAR = struct.Struct("=QI4x")
assert _MATCH.size == ffi.sizeof("struct mien_match")
assert _ENTRY.size == ffi.sizeof("struct mien_entry")


class Matches(Sequence[Match]):
    """The matches of a batch: those of the first query first, the nearest first."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data) // _MATCH.size

    def __iter__(self) -> Iterator[Match]:
        return map(Match._make, _MATCH.iter_unpack(self._data))

    @overload
    def __getitem__(self, place: int) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Match]: ...
    def __getitem__(self, place: int | slice) -> Match | Sequence[Match]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        return Match._make(_MATCH.unpack_from(self._data, at * _MATCH.size))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Matches):
            return self._data == other._data
        if isinstance(other, list):
            return list(self) == other
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} matches>"

    def numpy(self) -> npt.NDArray[np.void]:
        """The same as a numpy array with the fields of Match, without a copy."""
        import numpy

        names = list(Match._fields)
        formats = ["<u8", *["<u4"] * 5]
        offsets = [0, 8, 12, 16, 20, 24]
        size = _MATCH.size
        kind = numpy.dtype(
            {"names": names, "formats": formats, "offsets": offsets, "itemsize": size}
        )
        return numpy.frombuffer(self._data, kind)


def _search_options(
    any: bool,
    limit: int,
    lists: Mapping[int, int] | None,
    only_lists: bool,
    complement: bool,
) -> Any:
    if not (any or limit or lists or only_lists or complement):
        return ffi.NULL, None
    its = ffi.new("struct mien_search_options *")
    its.size = ffi.sizeof("struct mien_search_options")
    its.limit = limit
    if any:
        its.flags |= lib.MIEN_SEARCH_ANY
    if only_lists:
        its.flags |= lib.MIEN_SEARCH_ONLY_LISTS
    if complement:
        its.flags |= lib.MIEN_SEARCH_COMPLEMENT
    radii = ffi.new("struct mien_list_radius[]", sorted((lists or {}).items()))
    its.lists, its.list_count = radii, len(radii)
    return its, radii


def _changed_of(c: Any) -> Changed:
    return Changed(c.added, c.removed, c.unchanged)


class Index(Closing):
    """An index: a folder that holds entries, open in this process.

    One writer at a time and any number of readers, in this process and in others, have
    it open; readers see every change of the writer with their next query. All methods
    may be called by several threads at once, and other threads of Python run while they
    work. Close it, or use it in a ``with``; close() waits for calls that still run. A
    process that was forked from this one can query it, and opens it anew for changes,
    when it is closed here.

    path            of the folder.
    write           open it for changes: a second writer is a BusyError.
    resident        copy it into memory, checking every byte, instead of mapping it.
    search          False: this handle will not search, which saves time and memory
                    when much is added.
    sync            when changes are durable.
    compact_after   after so many changes a thread of the index's own compacts it; 0:
                    only compact() does.

    Raises FileError (FileNotFoundError when there is no folder), FormatError (no index
    in it), VersionError, CorruptError, BusyError, OutOfMemoryError.
    """

    def __init__(
        self,
        path: StrPath,
        *,
        write: bool = False,
        resident: bool = False,
        search: bool = True,
        sync: Sync = Sync.ALWAYS,
        compact_after: int = 0,
    ) -> None:
        self._pointer: Any = None
        # Searches that no thread uses now, each with room for what it finds.
        self._searches: list[tuple[Any, Any]] = []
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._users = 0
        self._process = os.getpid()
        self._path = path
        options = ffi.new("struct mien_index_options *")
        options.size = ffi.sizeof("struct mien_index_options")
        options.sync = sync
        options.compact_after = compact_after
        if write:
            options.flags |= lib.MIEN_INDEX_WRITE
        if resident:
            options.flags |= lib.MIEN_INDEX_RESIDENT
        if not search:
            options.flags |= lib.MIEN_INDEX_NO_SEARCH
        out, error = ffi.new("struct mien_index **"), new_error()
        status = lib.mien_index_open(out, path_bytes(path), options, error)
        check(status, error, os.fspath(path))
        self._pointer = out[0]

    @classmethod
    def create(
        cls,
        path: StrPath,
        *,
        search: bool = True,
        sync: Sync = Sync.ALWAYS,
        compact_after: int = 0,
    ) -> Self:
        """Makes an empty index in a new or empty folder, and opens it for changes.

        Raises StateError (the folder is not empty), FileError.
        """
        error = new_error()
        status = lib.mien_index_create(path_bytes(path), error)
        check(status, error, os.fspath(path))
        return cls(
            path, write=True, search=search, sync=sync, compact_after=compact_after
        )

    # ------------------------------------------------------------- opening and closing

    def _enter(self, changes: bool = False) -> Any:
        """To be called before the pointer is used, and _leave() after."""
        if changes and self._process != os.getpid():
            # Both would write to the same place of the same file.
            raise StateError(Status.STATE, "index: of the process that was forked")
        with self._lock:
            if self._pointer is None:
                raise StateError(Status.STATE, "index: closed")
            self._users += 1
            return self._pointer

    def _leave(self) -> None:
        with self._lock:
            self._users -= 1
            if self._pointer is None and self._users == 0:
                self._idle.notify_all()

    def close(self) -> None:
        """Closes the index, after making every addition durable. Twice is once.

        Raises FileError when additions could not be made durable; it is closed then,
        too.
        """
        with self._idle:
            pointer, self._pointer = self._pointer, None
            self._idle.wait_for(lambda: self._users == 0)
        if pointer is None:
            return
        while self._searches:
            lib.mien_search_free(self._searches.pop()[0])
        check(lib.mien_index_close(pointer), None, os.fspath(self._path))

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._pointer is None

    def __del__(self) -> None:
        if getattr(self, "_pointer", None) is not None:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self)
            self.close()

    def __repr__(self) -> str:
        state = "closed" if self.closed else "open"
        return f"<mien.Index {os.fspath(self._path)!r}, {state}>"

    # ------------------------------------------------------------------------ changing

    def _change(self, changes: Any, count: int) -> Changed:
        changed, error = ffi.new("struct mien_changed *"), new_error()
        index = self._enter(changes=True)
        try:
            status = lib.mien_index_change(index, changes, count, changed, error)
            check(status, error, os.fspath(self._path))
        finally:
            self._leave()
        return _changed_of(changed)

    def change(self, changes: Iterable[Change]) -> Changed:
        """Makes changes, in their order: after a crash all of them are there or none.

        When it returns they are in force for every query that begins, and as durable as
        `sync` says.

        Raises, and has changed nothing: ArgumentError, StateError (not opened for
        changes), LimitError (2**32 - 1 entries), CorruptError, OutOfMemoryError;
        FileError after which, unless the disk is full, it has to be opened again.
        """
        all = list(changes)
        c = ffi.new("struct mien_change[]", len(all))
        for to, (kind, entry) in zip(c, all, strict=True):
            to.kind = kind
            to.entry.hash = pointer(entry.hash)[0]
            to.entry.id = entry.id
            to.entry.list = entry.list
            to.entry.variant = entry.variant
        return self._change(c, len(all))

    def add(self, hash: Hash, id: int, list: int = 0, variant: int = 0) -> Changed:
        """Adds an entry, unless the very same is there. Raises as change()."""
        return self.change([Change(ChangeKind.ADD, Entry(hash, id, list, variant))])

    def replace(self, hash: Hash, id: int, list: int = 0, variant: int = 0) -> Changed:
        """Adds an entry; every other one of its id in its list goes."""
        return self.change([Change(ChangeKind.REPLACE, Entry(hash, id, list, variant))])

    def remove(self, hash: Hash, id: int, list: int = LIST_ANY) -> Changed:
        """Removes the entries of exactly this hash and id, in a list or in all.

        No query finds them any more; compact() erases them from the disk, too.
        """
        return self.change([Change(ChangeKind.REMOVE, Entry(hash, id, list))])

    def remove_id(self, id: int, list: int = LIST_ANY) -> Changed:
        """Removes every entry of an id, in a list or in all."""
        entry = Entry(Hash.from_int(0), id, list)
        return self.change([Change(ChangeKind.REMOVE_ID, entry)])

    def remove_hash(self, hash: Hash, list: int = LIST_ANY) -> Changed:
        """Removes every entry of exactly this hash, in a list or in all."""
        return self.change([Change(ChangeKind.REMOVE_HASH, Entry(hash, 0, list))])

    def add_batch(
        self,
        hashes: npt.NDArray[np.uint8] | Buffer | Sequence[Hash],
        ids: npt.ArrayLike,
        lists: npt.ArrayLike = 0,
        variants: npt.ArrayLike = 0,
    ) -> Changed:
        """Adds many entries in one change. Needs numpy.

        hashes          n x 32, uint8; or n times 32 bytes; or a sequence of Hash.
        ids             n numbers below 2**64.
        lists, variants n numbers, or one for all of them.

        Takes 56 bytes of memory for each entry while it works. Raises as change().
        """
        import numpy

        rows, count = rows_of_hashes(hashes)
        names = ["kind", "hash", "id", "list", "variant"]
        formats = ["u4", "V32", "u8", "u4", "u4"]
        at = ffi.offsetof("struct mien_change", "entry")
        offsets = [0, *(at + offset for offset in (0, 32, 40, 44))]
        size = ffi.sizeof("struct mien_change")
        changes = numpy.zeros(
            count,
            {"names": names, "formats": formats, "offsets": offsets, "itemsize": size},
        )
        changes["kind"] = ChangeKind.ADD
        changes["hash"] = numpy.frombuffer(rows, "V32")
        for name, values, top in (
            ("id", ids, 2**64),
            ("list", lists, 2**32),
            ("variant", variants, 2**32),
        ):
            numbers = numpy.asarray(values)
            if numbers.dtype.kind not in "ui" and numbers.size:
                raise TypeError(f"{name}s are whole numbers, not {numbers.dtype}")
            if numbers.size and (numbers.min() < 0 or int(numbers.max()) >= top):
                raise OverflowError(f"a {name} is not below {top}, or below 0")
            if numbers.ndim and numbers.shape != (count,):
                raise ValueError(f"{count} hashes, and {name}s of shape {numbers.shape}")
            changes[name] = numbers
        return self._change(ffi.from_buffer("struct mien_change[]", changes), count)

    def sync(self) -> None:
        """Makes every addition durable that is not yet. Raises StateError, FileError."""
        self._work(lib.mien_index_sync, changes=True)

    def compact(self) -> None:
        """Folds all changes into a new snapshot: queries are fastest, files smallest.

        Erases the hashes that were removed from the disk, unless another process still
        has older files open. Queries and changes go on meanwhile. Takes some 3 seconds
        for 10 million entries, and as much disk again as the index has.

        Raises StateError, OutOfMemoryError, CorruptError, FileError; the index is as it
        was then.
        """
        self._work(lib.mien_index_compact, changes=True)

    def _work(
        self, function: Callable[[Any, Any], int], changes: bool = False
    ) -> None:
        error = new_error()
        index = self._enter(changes)
        try:
            check(function(index, error), error, os.fspath(self._path))
        finally:
            self._leave()

    # ----------------------------------------------------------------------- searching

    def _take(self) -> tuple[Any, Any]:
        """A search that no other thread has, until _give()."""
        index = self._enter()
        try:
            return self._searches.pop()
        except IndexError:
            pass
        out = ffi.new("struct mien_search **")
        try:
            check(lib.mien_search_new(out, index))
        except BaseException:
            self._leave()
            raise
        return out[0], ffi.new("struct mien_matches *")

    def _give(self, taken: tuple[Any, Any]) -> None:
        self._searches.append(taken)
        self._leave()

    def _matches(self, function: Any, *arguments: Any) -> bytes:
        taken = search, matches = self._take()
        try:
            status = function(search, matches, *arguments)
            if status != Status.OK:
                check(status, None, os.fspath(self._path))
            if matches.count == 0:
                return b""
            return bytes(ffi.buffer(matches.match, matches.count * _MATCH.size))
        finally:
            self._give(taken)

    def query(
        self,
        hash: Hash,
        radius: int = RADIUS,
        *,
        any: bool = False,
        limit: int = 0,
        lists: Mapping[int, int] | None = None,
        only_lists: bool = False,
    ) -> list[Match]:
        """Finds every entry within a radius of a hash, the nearest first.

        radius      Hamming distance, 0 to SEARCH_RADIUS_MAX.
        any         stop at the first match, whichever it is.
        limit       at most so many, the nearest ones; 0: all.
        lists       radii of lists that have their own; -1: not searched.
        only_lists  search no lists but those.

        What a change did that had returned before, in this process or another, is in
        force. Raises ArgumentError, OutOfMemoryError, FileError, CorruptError.
        """
        options, kept = _search_options(any, limit, lists, only_lists, False)
        data = self._matches(lib.mien_search_hash, pointer(hash), radius, options)
        return list(map(Match._make, _MATCH.iter_unpack(data)))

    def query_oriented(
        self,
        dihedral: Sequence[Hash],
        radius: int = RADIUS,
        *,
        complement: bool = False,
        any: bool = False,
        limit: int = 0,
        lists: Mapping[int, int] | None = None,
        only_lists: bool = False,
    ) -> list[Match]:
        """Finds a picture however it was turned or mirrored.

        dihedral    its eight hashes, as Pdq.dihedral has them.
        complement  look for its negative, too.

        Gives each entry once, with its nearest orientation. The rest is as in query().
        """
        if len(dihedral) != 8:
            raise ValueError(f"eight hashes, not {len(dihedral)}")
        options, kept = _search_options(any, limit, lists, only_lists, complement)
        rows, _ = rows_of_hashes(list(dihedral))
        hashes = ffi.from_buffer("struct mien_hash[]", rows)
        data = self._matches(lib.mien_search_oriented, hashes, radius, options)
        return list(map(Match._make, _MATCH.iter_unpack(data)))

    def query_batch(
        self,
        hashes: npt.NDArray[np.uint8] | Buffer | Sequence[Hash],
        radius: int = RADIUS,
        *,
        any: bool = False,
        limit: int = 0,
        lists: Mapping[int, int] | None = None,
        only_lists: bool = False,
    ) -> Matches:
        """Finds the entries near each of many hashes: n x 32 of uint8, or a sequence.

        Several times faster than one by one, from some thousand hashes on. The rest is
        as in query().
        """
        options, kept = _search_options(any, limit, lists, only_lists, False)
        rows, count = rows_of_hashes(hashes)
        c = ffi.from_buffer("struct mien_hash[]", rows)
        return Matches(
            self._matches(lib.mien_search_batch, c, count, radius, options)
        )

    def entries(self, id: int, list: int = LIST_ANY, limit: int = 0) -> list[Entry]:
        """The entries of an id, in a list or in all: by list, then variant.

        limit  at most so many, the first ones; 0: all.

        Raises OutOfMemoryError, FileError, CorruptError.
        """
        found = ffi.new("struct mien_entries *")
        taken = self._take()
        try:
            status = lib.mien_search_id(taken[0], found, id, list, limit)
            check(status, None, os.fspath(self._path))
            data = b""
            if found.count:
                data = bytes(ffi.buffer(found.entry, found.count * _ENTRY.size))
        finally:
            self._give(taken)
        return [*_entries(data)]

    # ------------------------------------------------------------------ looking inside

    def __iter__(self) -> Iterator[Entry]:
        """All entries, by ascending id, then list, variant and hash.

        They are collected first, in 48 bytes each. Raises OutOfMemoryError, FileError,
        CorruptError.
        """
        data = bytearray()
        handle = ffi.new_handle(data)

        def each(index: Any, error: Any) -> int:
            return int(lib.mien_index_each(index, lib.mien_py_entry, handle, error))

        self._work(each)
        return _entries(bytes(data))

    def __len__(self) -> int:
        """How many entries queries can find."""
        return self.stat().entries

    def __bool__(self) -> bool:
        return True

    def stat(self) -> Stat:
        """Figures about the index. Raises FileError."""
        stat = ffi.new("struct mien_index_stat *")

        def call(index: Any, error: Any) -> int:
            return int(lib.mien_index_stat(index, stat, error))

        self._work(call)
        figures = {name: getattr(stat, name) for name in Stat.__dataclass_fields__}
        return Stat(**figures | {"kernel": ffi.string(stat.kernel).decode()})


def _entries(data: bytes) -> Iterator[Entry]:
    for hash, id, list, variant in _ENTRY.iter_unpack(data):
        yield Entry(Hash.from_bytes(hash), id, list, variant)


def _entry(context: Any, entry: Any) -> int:
    data: bytearray = ffi.from_handle(context)
    data += ffi.buffer(entry)
    return 0


def _progress(context: Any, done: int, total: int) -> int:
    progress: Callback = ffi.from_handle(context)
    return 0 if progress(done, total) else 1


ffi.def_extern(name="mien_py_entry", error=1)(_entry)
ffi.def_extern(name="mien_py_index_progress", error=1)(_progress)


def verify(
    path: StrPath, progress: Callable[[int, int], bool | None] | None = None
) -> Verified:
    """Reads every byte of the index at a path and checks every checksum.

    progress  is called with the bytes read and those in all, every MiB or so; False
              stops with a CancelledError.

    Raises as Index(), without BusyError; CorruptError has the file and the place.
    """
    verified, error = ffi.new("struct mien_index_verified *"), new_error()
    callback, handle = ffi.NULL, ffi.NULL
    if progress is not None:
        its = Callback(progress)
        callback, handle = lib.mien_py_index_progress, ffi.new_handle(its)
    name = path_bytes(path)
    status = lib.mien_index_verify(name, verified, callback, handle, error)
    if progress is not None:
        its.reraise()
    check(status, error, os.fspath(path))
    return Verified(
        **{name: getattr(verified, name) for name in Verified.__dataclass_fields__}
    )


def scan(
    hashes: npt.NDArray[np.uint8] | Buffer | Sequence[Hash],
    query: Hash,
    radius: int = RADIUS,
) -> list[Near]:
    """Compares a hash with every one of an array, which needs no index.

    hashes  n x 32 of uint8, n times 32 bytes, or a sequence of Hash.
    radius  0 to 256.

    Gives the rows within the radius in ascending order. Raises ArgumentError.
    """
    rows, count = rows_of_hashes(hashes)
    c = ffi.from_buffer("struct mien_hash[]", rows)
    found = ffi.new("size_t *")
    room = 64
    while True:
        near = ffi.new("struct mien_near[]", room)
        check(lib.mien_hash_scan(near, room, found, c, count, pointer(query), radius))
        if found[0] <= room:
            break
        room = found[0]
    data = bytes(ffi.buffer(near, found[0] * _NEAR.size))
    return list(map(Near._make, _NEAR.iter_unpack(data)))
