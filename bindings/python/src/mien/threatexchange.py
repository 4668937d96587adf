# SPDX-License-Identifier: Apache-2.0
"""For python-threatexchange, and so for Hasher-Matcher-Actioner (HMA).

install() makes the signal type "pdq" hash and match with mien, whoever uses it: two
lines in HMA's configuration, before it makes its store,

    import mien.threatexchange
    mien.threatexchange.install()

and for the command of python-threatexchange this module is an extension:

    threatexchange config extensions add mien.threatexchange

Needs the package threatexchange: pip install './bindings/python[threatexchange]'.
"""

from __future__ import annotations

import io
import os
import pathlib
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from typing import Any

import numpy
from PIL import Image
from threatexchange.extensions.manifest import ThreatExchangeExtensionManifest
from threatexchange.signal_type.index import (
    IndexMatchUntyped,
    SignalSimilarityInfoWithIntDistance,
    SignalTypeIndex,
    T as IndexT,
)
from threatexchange.signal_type.pdq.signal import PdqSignal as TheirPdqSignal
from threatexchange.signal_type.signal_base import SignalComparisonResult

import mien

PDQIndexMatch = IndexMatchUntyped[SignalSimilarityInfoWithIntDistance, IndexT]

# How many hashes go into the index at once.
_PORTION = 1 << 17
# Nothing here has to outlive a failure of power.
_SYNC = mien.Sync.REMOVALS
# So many hashes more, and a quarter more, are worth a compaction.
_WORTH = 1 << 12


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:  # a fork's folder is its parent's
        shutil.rmtree(folder, ignore_errors=True)


class PDQHashIndex:
    """Hashes with the numbers 0, 1, 2...: a mien.Index in a private temporary folder.

    The folder is made with the first hash, below the directory for temporary files, for
    this user only; dispose(), or the end of the object or the process, removes it.
    Queries may run in several threads at once.
    """

    def __init__(self, hashes: bytes = b"") -> None:
        self._hashes = bytearray()
        self._index: mien.Index | None = None
        self._compacted = 0
        self.add(hashes)

    def __len__(self) -> int:
        return len(self._hashes) // 32

    @property
    def faiss_index(self) -> mien.Index | None:
        """What searches: python-threatexchange's own indexes have it by this name."""
        return self._index

    def add(self, hashes: bytes) -> None:
        """Adds hashes of 32 bytes each; their numbers go on.

        Raises mien.Error; len() tells how many there are then.
        """
        if self._index is not None:
            self._put(self._index, hashes)
            new = len(self) - self._compacted
            if new >= max(self._compacted // 4, _WORTH):
                self._index.compact()
                self._compacted = len(self)
        elif hashes:
            self._index = self._filled(hashes)

    def _filled(self, hashes: bytes) -> mien.Index:
        """A new index with the first hashes."""
        folder = tempfile.mkdtemp(prefix="mien-threatexchange-")
        self._finalizer = weakref.finalize(self, _remove, folder, os.getpid())
        try:
            # Several times faster than with a handle that searches.
            with mien.Index.create(folder, search=False, sync=_SYNC) as index:
                self._put(index, hashes)
                index.compact()
            self._compacted = len(self)
            return mien.Index(folder, write=True, sync=_SYNC)
        except BaseException:
            self._hashes.clear()
            self._finalizer()
            raise

    def _put(self, index: mien.Index, hashes: bytes) -> None:
        for at in range(0, len(hashes), 32 * _PORTION):
            some = hashes[at : at + 32 * _PORTION]
            ids = numpy.arange(len(self), len(self) + len(some) // 32)
            index.add_batch(some, ids)
            self._hashes += some

    def search(self, hash: mien.Hash, radius: int) -> list[mien.Match]:
        """Finds the numbers of the hashes within a radius, the nearest first."""
        return self._index.query(hash, radius) if self._index is not None else []

    def dispose(self) -> None:
        """Closes the index and removes its folder; it is empty then."""
        if self._index is not None:
            self._index.close()
            self._finalizer()
        self._hashes.clear()
        self._index, self._compacted = None, 0

    def __getstate__(self) -> bytes:
        return bytes(self._hashes)

    def __setstate__(self, hashes: bytes) -> None:
        self.__init__(hashes)  # type: ignore[misc]

    def __del__(self) -> None:
        if getattr(self, "_index", None) is not None:
            self.dispose()


class PDQIndex(SignalTypeIndex[IndexT]):
    """A SignalTypeIndex for PDQ that finds every entry within the threshold.

    entries    pairs of a hash in hexadecimal and what is to be given back with it.
    threshold  Hamming distance, 0 to 64; None: get_match_threshold().

    Is pickled with its hashes and entries, and built anew from them. Several threads may
    query at once, also while one adds.
    """

    @classmethod
    def get_match_threshold(cls) -> int:
        """The threshold unless the constructor is given another."""
        return mien.RADIUS

    def __init__(
        self,
        entries: Iterable[tuple[str, IndexT]] = (),
        *,
        threshold: int | None = None,
    ) -> None:
        super().__init__()
        if threshold is None:
            threshold = self.get_match_threshold()
        if not 0 <= threshold <= mien.SEARCH_RADIUS_MAX:
            raise ValueError(f"a threshold is 0 to {mien.SEARCH_RADIUS_MAX}")
        self.threshold = threshold
        self.index = PDQHashIndex()
        self.entries: list[IndexT] = []
        self.add_all(entries)

    def __len__(self) -> int:
        return len(self.entries)

    def query(self, hash: str) -> Sequence[PDQIndexMatch[IndexT]]:
        """Finds the entries within the threshold, the nearest first.

        Raises mien.FormatError (a ValueError) for what is no hash.
        """
        return [
            IndexMatchUntyped(
                SignalSimilarityInfoWithIntDistance(match.distance),
                self.entries[match.id],
            )
            for match in self.index.search(mien.Hash(hash), self.threshold)
        ]

    def add(self, signal_str: str, entry: IndexT) -> None:
        """Adds an entry. Duplicates are all kept. Raises as query()."""
        self.add_all(((signal_str, entry),))

    def add_all(self, entries: Iterable[tuple[str, IndexT]]) -> None:
        """Adds many entries: those before one that is no hash, which raises."""
        hashes = bytearray()
        try:
            for hash, entry in entries:
                hashes += bytes(mien.Hash(hash))
                # The entries first, for queries that run meanwhile.
                self.entries.append(entry)
        finally:
            try:
                self.index.add(bytes(hashes))
            finally:
                del self.entries[len(self.index) :]

    def dispose(self) -> None:
        """Gives memory and files back; the index is empty then."""
        self.index.dispose()
        self.entries = []


class PDQFlatIndex(PDQIndex[IndexT]):
    """PDQIndex with the wide threshold of python-threatexchange's class of that name."""

    @classmethod
    def get_match_threshold(cls) -> int:
        return 52


def _unless_poor(pdq: mien.Pdq) -> str:
    return str(pdq.hash) if pdq.quality >= TheirPdqSignal.QUALITY_THRESHOLD else ""


class PdqSignal(TheirPdqSignal):
    """The signal type "pdq", hashed and matched by mien.

    Hashes are those of Meta's C++ reference. Differences from python-threatexchange's
    own class: pictures with a palette have the hash of their colours, and not of the
    numbers of these; damaged files are a mien.CorruptError. What mien does not decode
    (TIFF, BMP...) Pillow does.

    The exchanges of python-threatexchange know their own class and no other: that of
    NCMEC gives no PDQ hashes for this one. Use install() where exchanges are used.
    """

    @classmethod
    def get_index_cls(cls) -> type[PDQIndex[Any]]:  # type: ignore[override]
        return PDQIndex

    @classmethod
    def compare_hash(
        cls, hash1: str, hash2: str, pdq_dist_threshold: int = mien.RADIUS
    ) -> SignalComparisonResult:
        """Raises mien.FormatError (a ValueError) for what is no hash."""
        distance = mien.Hash(hash1) - mien.Hash(hash2)
        return SignalComparisonResult.from_simple_dist(distance, pdq_dist_threshold)

    @classmethod
    def hash_from_bytes(cls, bytes_: bytes) -> str:
        """Gives the hash, or "" when its quality is below QUALITY_THRESHOLD.

        Raises mien.Error for files that have no hash, and what Pillow raises for those
        that are left to it.
        """
        try:
            pdq: mien.Pdq = mien.hash_bytes(bytes_, digests=False)
        except (mien.FormatError, mien.UnsupportedError):
            with Image.open(io.BytesIO(bytes_)) as image:
                pdq = mien.hash_image(image)
        return _unless_poor(pdq)

    @classmethod
    def hash_from_file(cls, file: pathlib.Path) -> str:
        """As hash_from_bytes(), without holding the file in memory."""
        try:
            pdq: mien.Pdq = mien.hash_path(file, digests=False)
        except (mien.FormatError, mien.UnsupportedError):
            with Image.open(file) as image:
                pdq = mien.hash_image(image)
        return _unless_poor(pdq)


def install() -> None:
    """Makes python-threatexchange's own PdqSignal hash and match with mien.

    It stays the class that exchanges and stores know, under the name "pdq". Indexes
    that were stored before still load, and are replaced when they are next built; those
    that mien stored need this module to load. Twice is once.
    """
    for name in ("get_index_cls", "compare_hash", "hash_from_bytes", "hash_from_file"):
        setattr(TheirPdqSignal, name, PdqSignal.__dict__[name])


def __getattr__(name: str) -> ThreatExchangeExtensionManifest:
    # Who asks for the manifest loads the extension. It lists no type, since that which
    # it changes is listed already.
    if name != "TX_MANIFEST":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    install()
    return ThreatExchangeExtensionManifest()
