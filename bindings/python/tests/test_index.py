# SPDX-License-Identifier: Apache-2.0
"""The index, with comparing with every hash as its oracle."""

from __future__ import annotations

import copy
import pathlib
import pickle
import random
import subprocess
import sys
import threading
from collections.abc import Iterator

import mien
import numpy as np
import numpy.typing as npt
import pytest

Hashes = npt.NDArray[np.uint8]


def made(count: int, seed: int) -> Hashes:
    """Hashes, some of which are near others."""
    draw = np.random.default_rng(seed)
    hashes = draw.integers(0, 256, (count, 32), np.uint8)
    near = hashes[: count // 4].copy()
    for row in near:
        for bit in draw.integers(0, 256, draw.integers(1, 45)):
            row[bit // 8] ^= 1 << bit % 8
    hashes[-len(near) :] = near
    return hashes


def truth(hashes: Hashes, query: Hashes, radius: int) -> set[tuple[int, int]]:
    distance = np.unpackbits(hashes ^ query, axis=1).sum(1)
    return {(int(i), int(distance[i])) for i in np.flatnonzero(distance <= radius)}


HASHES = made(4000, 1)
QUERIES = np.vstack([HASHES[:200], HASHES[-200:], made(200, 2)])


def hash_of(row: Hashes) -> mien.Hash:
    return mien.Hash.from_bytes(row.tobytes())


@pytest.fixture
def index(tmp_path: pathlib.Path) -> Iterator[mien.Index]:
    with mien.Index.create(tmp_path / "index") as index:
        yield index


@pytest.mark.parametrize("compacted", [False, True])
@pytest.mark.parametrize("radius", [0, 31, 64])
def test_every_entry_within_the_radius_is_found(
    index: mien.Index, compacted: bool, radius: int
) -> None:
    changed = index.add_batch(HASHES, np.arange(len(HASHES)))
    assert changed == mien.Changed(len(HASHES), 0, 0)
    if compacted:
        index.compact()
        assert index.stat().added_entries == 0
    batch = index.query_batch(QUERIES, radius)
    for number, query in enumerate(QUERIES):
        expected = truth(HASHES, query, radius)
        matches = index.query(hash_of(query), radius)
        assert {(m.id, m.distance) for m in matches} == expected
        assert matches == sorted(matches, key=lambda m: (m.distance, m.id))
        in_batch = [m for m in batch if m.query == number]
        assert [m._replace(query=0) for m in in_batch] == matches


def test_a_batch_as_an_array(index: mien.Index) -> None:
    index.add_batch(HASHES, np.arange(len(HASHES)), 3, np.arange(len(HASHES)) % 7)
    batch = index.query_batch(QUERIES)
    array = batch.numpy()
    assert len(array) == len(batch) > 400
    for row, match in zip(array, batch, strict=True):
        assert tuple(row) == match
    assert batch[0] == next(iter(batch)) and batch[-1] == list(batch)[-1]
    assert list(batch[2:5]) == list(batch)[2:5]
    assert batch == index.query_batch([hash_of(query) for query in QUERIES])
    assert batch == index.query_batch(QUERIES.tobytes())
    assert batch == index.query_batch(np.asfortranarray(QUERIES))
    assert index.query_batch(np.zeros((0, 32), np.uint8)) == []
    for wrong in (QUERIES[:, :31], QUERIES.astype(np.uint16), b"x" * 33):
        with pytest.raises(ValueError):
            index.query_batch(wrong)  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        batch[len(batch)]


def test_lists_limits_and_any(index: mien.Index) -> None:
    hash = hash_of(HASHES[0])
    other = mien.Hash.from_int(int(hash) ^ 0b111)
    index.change(
        mien.Change(mien.ChangeKind.ADD, mien.Entry(h, id, list))
        for h, id, list in ((hash, 1, 1), (other, 2, 1), (hash, 3, 2), (other, 4, 3))
    )

    def ids(**options: object) -> list[int]:
        return [m.id for m in index.query(hash, 31, **options)]  # type: ignore[arg-type]

    assert ids() == [1, 3, 2, 4]
    assert ids(limit=2) == [1, 3]
    assert len(ids(any=True)) == 1
    assert ids(lists={1: 0, 2: -1}) == [1, 4]
    assert ids(lists={3: 31, 1: 2}, only_lists=True) == [1, 4]
    with pytest.raises(mien.ArgumentError):
        index.query(hash, 65)


def test_oriented_queries_tell_the_orientation(index: mien.Index) -> None:
    dihedral = [hash_of(row) for row in HASHES[:8]]
    index.add(dihedral[5], 9)
    negative = mien.Hash.from_int(int(dihedral[2]) ^ (1 << 256) - 1)
    index.add(negative, 10)
    found = index.query_oriented(dihedral)
    assert [(m.id, m.orientation) for m in found] == [(9, mien.Dihedral.FLIPY)]
    found = index.query_oriented(dihedral, complement=True)
    assert [(m.id, m.orientation) for m in found] == [(9, 5), (10, 8 + 2)]
    with pytest.raises(ValueError):
        index.query_oriented(dihedral[:7])


def test_changes(index: mien.Index) -> None:
    a, b = hash_of(HASHES[0]), hash_of(HASHES[1])
    assert index.add(a, 1, list=2, variant=3) == (1, 0, 0)
    assert index.add(a, 1, list=2, variant=3) == (0, 0, 1)
    assert index.replace(b, 1, list=2) == (1, 1, 0)
    assert index.entries(1) == [mien.Entry(b, 1, 2, 0)]
    assert index.remove(b, 1, list=3) == (0, 0, 1)
    assert index.remove(b, 1) == (0, 1, 0)
    index.add(a, 2**64 - 1, 7)
    assert index.remove_hash(a) == (0, 1, 0)
    index.add(a, 5, 7)
    index.add(b, 5, 8)
    assert len(index) == 2 and index.remove_id(5) == (0, 2, 0)
    assert len(index) == 0 and list(index) == [] and bool(index)


def test_a_change_is_made_whole_or_not_at_all(index: mien.Index) -> None:
    good = mien.Change(mien.ChangeKind.ADD, mien.Entry(hash_of(HASHES[0]), 1))
    bad = mien.Change(
        mien.ChangeKind.ADD, mien.Entry(hash_of(HASHES[1]), 2, mien.LIST_ANY)
    )
    with pytest.raises(mien.ArgumentError):
        index.change([good, bad])
    assert len(index) == 0


def test_batches_of_numbers_that_do_not_fit(index: mien.Index) -> None:
    three = HASHES[:3]
    with pytest.raises(ValueError):
        index.add_batch(three, [1, 2])
    with pytest.raises(TypeError):
        index.add_batch(three, [1.0, 2.0, 3.0])
    with pytest.raises(OverflowError):
        index.add_batch(three, [-1, 2, 3])
    with pytest.raises(OverflowError):
        index.add_batch(three, [1, 2, 3], 2**32)
    assert len(index) == 0
    top = np.array([2**64 - 1, 0, 5], np.uint64)
    index.add_batch(three, top, [1, 2, 3], 9)
    assert sorted(index) == sorted(
        mien.Entry(hash_of(row), int(id), list, 9)
        for row, id, list in zip(three, top, (1, 2, 3), strict=True)
    )


def test_only_hashes_are_taken_for_hashes(index: mien.Index) -> None:
    hash = hash_of(HASHES[0])
    for strange in (5, bytes(hash), str(hash), None):
        for call in (
            lambda: index.add(strange, 1),  # type: ignore[arg-type]
            lambda: index.query(strange),  # type: ignore[arg-type]
            lambda: index.query_batch([strange] * 32),  # type: ignore[list-item]
            lambda: mien.scan([hash], strange),  # type: ignore[arg-type]
        ):
            with pytest.raises(TypeError):
                call()
    assert len(index) == 0


def test_what_is_closed_has_no_copies(index: mien.Index) -> None:
    with mien.Context() as context:
        for its in (index, context):
            for copied in (copy.copy, copy.deepcopy, pickle.dumps):
                with pytest.raises(TypeError, match="cannot copy or pickle"):
                    copied(its)


FORKED = """
import os, sys
import mien
index = mien.Index.create(sys.argv[1])
hash = mien.Hash.from_int(1)
index.add(hash, 1)
process = os.fork()
if process == 0:
    assert [match.id for match in index.query(hash)] == [1]
    for change in (lambda: index.add(hash, 2), index.sync, index.compact):
        try:
            change()
        except mien.StateError:
            continue
        os._exit(1)
    index.close()
    os._exit(0)
assert os.waitpid(process, 0)[1] == 0
index.add(hash, 3)
assert len(index) == 2
"""


def test_a_forked_process_queries_and_does_not_change(tmp_path: pathlib.Path) -> None:
    subprocess.run([sys.executable, "-c", FORKED, tmp_path / "index"], check=True)


def test_readers_see_changes_and_what_was_there_stays(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "index"
    hash = hash_of(HASHES[0])
    with mien.Index.create(path, sync=mien.Sync.REMOVALS) as writer:
        with mien.Index(path) as reader, mien.Index(path, resident=True) as resident:
            writer.add(hash, 1)
            assert [m.id for m in reader.query(hash)] == [1]
            writer.remove_id(1)
            assert reader.query(hash) == resident.query(hash) == []
            writer.add(hash, 2)
            writer.sync()
            with pytest.raises(mien.StateError):
                reader.add(hash, 3)
        with pytest.raises(mien.BusyError):
            mien.Index(path, write=True)
    with mien.Index(path, write=True, search=False, compact_after=100) as writer:
        with pytest.raises(mien.StateError):
            writer.query(hash)
        stat = writer.stat()
        assert (stat.entries, stat.kernel) == (1, mien.kernels_name())
    assert mien.verify(path).log_changes + mien.verify(path).entries >= 1


def test_what_is_no_index(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError):
        mien.Index(tmp_path / "none")
    with pytest.raises(mien.FormatError):
        mien.Index(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(mien.StateError):
        mien.Index.create(tmp_path)


def test_damage_is_found_and_progress_told(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "index"
    many = made(30_000, 5)  # progress is told of every MiB or so
    with mien.Index.create(path) as index:
        index.add_batch(many, np.arange(len(many)))
        index.compact()
    told: list[tuple[int, int]] = []
    mien.verify(path, lambda done, total: told.append((done, total)))
    assert told and told[-1][0] <= told[-1][1]
    with pytest.raises(mien.CancelledError):
        mien.verify(path, lambda done, total: False)
    with pytest.raises(ZeroDivisionError):
        mien.verify(path, lambda done, total: bool(1 // 0))
    largest = max(path.iterdir(), key=lambda file: file.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 1
    largest.write_bytes(data)
    with pytest.raises(mien.CorruptError) as caught:
        mien.verify(path)
    assert caught.value.detail


def test_a_closed_index_says_so(tmp_path: pathlib.Path) -> None:
    index = mien.Index.create(tmp_path / "index")
    index.add(hash_of(HASHES[0]), 1)
    index.query(hash_of(HASHES[0]))
    assert not index.closed and "open" in repr(index)
    index.close()
    index.close()
    assert index.closed and "closed" in repr(index)
    for call in (
        lambda: index.query(hash_of(HASHES[0])),
        lambda: index.add(hash_of(HASHES[0]), 1),
        lambda: index.stat(),
        lambda: list(index),
    ):
        with pytest.raises(mien.StateError):
            call()


def test_an_index_that_nobody_closed_is_warned_of(tmp_path: pathlib.Path) -> None:
    index = mien.Index.create(tmp_path / "index")
    with pytest.warns(ResourceWarning, match="unclosed"):
        del index
    mien.Index(tmp_path / "index", write=True).close()


def test_threads_query_change_and_close_at_once(tmp_path: pathlib.Path) -> None:
    index = mien.Index.create(tmp_path / "index", sync=mien.Sync.REMOVALS)
    index.add_batch(HASHES, np.arange(len(HASHES)))
    expected = list(index.query_batch(QUERIES))
    failures: list[BaseException] = []
    closing = threading.Event()

    def query() -> None:
        try:
            while True:
                found = [m for m in index.query_batch(QUERIES) if m.list == 0]
                assert found == expected
        except mien.StateError:
            assert closing.is_set()
        except BaseException as failure:
            failures.append(failure)

    def change() -> None:
        draw = random.Random(3)
        try:
            while True:
                index.add(mien.Hash.from_int(draw.getrandbits(256)), 1, list=1)
        except mien.StateError:
            assert closing.is_set()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=each) for each in (query, query, change)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        index.query_batch(QUERIES)
    index.compact()
    closing.set()
    index.close()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert failures == []


@pytest.mark.parametrize("radius", [0, 31, 256])
def test_scan_is_comparing_with_every_hash(radius: int) -> None:
    for query in QUERIES[::100]:
        near = mien.scan(HASHES, hash_of(query), radius)
        assert set(near) == truth(HASHES, query, radius)
        assert near == sorted(near)
