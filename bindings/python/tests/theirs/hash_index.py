# SPDX-License-Identifier: Apache-2.0
"""What python-threatexchange's tests call an index of hashes, over mien's.

mien.threatexchange has no such class: its index numbers its hashes itself, and takes and
gives them as bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import mien
from mien.threatexchange import PDQHashIndex


class PDQFlatHashIndex:
    """Hashes in hexadecimal, each with a number of the caller's."""

    def __init__(self) -> None:
        self._index = PDQHashIndex()
        self._hashes: list[str] = []
        self._ids: list[int] = []

    @property
    def faiss_index(self) -> mien.Index | None:
        return self._index.faiss_index

    def add(self, hashes: Iterable[str], custom_ids: Iterable[int]) -> None:
        some = list(hashes)
        self._index.add(bytes.fromhex("".join(some)))
        self._hashes += some
        self._ids += custom_ids

    def hash_at(self, id: int) -> str:
        return self._hashes[self._ids.index(id)]

    def search(
        self, queries: Sequence[str], threshhold: int, return_as_ids: bool = False
    ) -> list[list[int]] | list[list[str]]:
        """The word is spelt as theirs is."""
        found = [
            [match.id for match in self._index.search(mien.Hash(query), threshhold)]
            for query in queries
        ]
        if return_as_ids:
            return [[self._ids[at] for at in some] for some in found]
        return [[self._hashes[at] for at in some] for some in found]


class PDQMultiHashIndex(PDQFlatHashIndex):
    """mien has one index for every size."""
