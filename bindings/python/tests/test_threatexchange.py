# SPDX-License-Identifier: Apache-2.0
"""The signal type and the index for python-threatexchange and HMA."""

from __future__ import annotations

import io
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import threading
import typing

import mien
import numpy as np
import pytest
from PIL import Image

from .synthetic import pixels
from .test_index import made, truth

pytest.importorskip("threatexchange", reason="threatexchange is not installed")

from mien.threatexchange import PDQFlatIndex, PDQIndex, PdqSignal
from threatexchange.signal_type.index import SignalTypeIndex
from threatexchange.signal_type.pdq.pdq_index import PDQIndex as TheirIndex
from threatexchange.signal_type.pdq.signal import PdqSignal as TheirSignal

HASHES = made(3000, 11)
QUERIES = np.vstack([HASHES[:100], HASHES[-100:], made(100, 12)])
HEX = [row.tobytes().hex() for row in HASHES]
Found = set[tuple[int, int]]


@pytest.fixture(autouse=True)
def temporary(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """Where indexes put their folders."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def found(index: SignalTypeIndex[int], query: str) -> Found:
    return {
        (match.metadata, int(match.similarity_info.pretty_str()))
        for match in index.query(query)
    }


@pytest.mark.parametrize("kind, radius", [(PDQIndex, 31), (PDQFlatIndex, 52)])
def test_recall_is_whole(kind: type[PDQIndex[int]], radius: int) -> None:
    assert kind.get_match_threshold() == radius
    index = kind.build(zip(HEX[:2500], range(2500), strict=True))
    index.add_all(zip(HEX[2500:], range(2500, 3000), strict=True))
    assert len(index) == 3000
    some = 0
    for query in QUERIES:
        expected = truth(HASHES, query, radius)
        matches = index.query(query.tobytes().hex())
        assert found(index, query.tobytes().hex()) == expected
        distances = [match.similarity_info.distance for match in matches]
        assert distances == sorted(distances)
        some += len(expected)
    assert some > 200
    index.dispose()


def test_what_their_index_finds_is_found() -> None:
    theirs = TheirIndex.build(list(zip(HEX, range(3000), strict=True)))
    mine = PDQIndex.build(zip(HEX, range(3000), strict=True))
    for query in QUERIES:
        text = query.tobytes().hex()
        assert found(mine, text) == found(theirs, text)


def test_entries_are_any_objects_and_duplicates_stay() -> None:
    index: PDQIndex[typing.Any] = PDQIndex([(HEX[0], {"a": 1})])
    index.add(HEX[0], {"a": 1})
    index.add(HEX[0].upper(), None)
    assert [match.metadata for match in index.query(HEX[0])] == [{"a": 1}] * 2 + [None]
    assert index.query(HEX[0].upper()) == index.query(HEX[0])


def test_an_empty_index(temporary: pathlib.Path) -> None:
    index: PDQIndex[int] = PDQIndex.build([])
    assert len(index) == 0 and list(index.query(HEX[0])) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("bad", ["", "0" * 32, "g" * 64, HEX[0][:-2] + "  "])
def test_what_is_no_hash_is_refused(bad: str) -> None:
    index: PDQIndex[int] = PDQIndex()
    with pytest.raises(ValueError):
        index.add_all([(HEX[0], 0), (bad, 1), (HEX[2], 2)])
    assert found(index, HEX[0]) == {(0, 0)} and len(index) == 1
    index.add(HEX[3], 3)
    assert (3, 0) in found(index, HEX[3])
    with pytest.raises(ValueError):
        index.query(bad)


def test_it_is_stored_and_loaded() -> None:
    index = PDQIndex(zip(HEX, range(3000), strict=True), threshold=20)
    file = io.BytesIO()
    index.serialize(file)
    index.dispose()
    file.seek(0)
    again: PDQIndex[int] = PDQIndex.deserialize(file)
    assert len(again) == 3000 and again.threshold == 20
    for query in QUERIES[::10]:
        assert found(again, query.tobytes().hex()) == truth(HASHES, query, 20)
    again.add(HEX[0], 3000)
    assert (3000, 0) in found(again, HEX[0])


def test_an_empty_index_is_stored_and_loaded() -> None:
    file = io.BytesIO()
    PDQIndex.build([]).serialize(file)
    file.seek(0)
    again: PDQIndex[int] = PDQIndex.deserialize(file)
    assert list(again.query(HEX[0])) == [] and len(again) == 0
    again.add(HEX[0], 1)
    assert found(again, HEX[0]) == {(1, 0)}


def test_many_are_added_a_few_at_a_time() -> None:
    index: PDQIndex[int] = PDQIndex()
    for at in range(0, 60_000, 6_000):  # compacted now and then
        rows = made(6_000, at)
        index.add_all((row.tobytes().hex(), at + i) for i, row in enumerate(rows))
        for i in (0, 4_321):
            assert (at + i, 0) in found(index, rows[i].tobytes().hex())
    assert len(index) == 60_000
    first = made(6_000, 0)
    assert (17, 0) in found(index, first[17].tobytes().hex())


def test_a_failure_leaves_what_was_added(monkeypatch: pytest.MonkeyPatch) -> None:
    index = PDQIndex([(HEX[0], 0)])

    def full(*arguments: object) -> typing.NoReturn:
        raise mien.FileError(28)

    with monkeypatch.context() as patch:
        patch.setattr(mien.Index, "add_batch", full)
        with pytest.raises(OSError):
            index.add(HEX[1], 1)
        with pytest.raises(OSError):
            PDQIndex([(HEX[1], 1)])
    assert len(index) == 1
    index.add(HEX[2], 2)
    assert (2, 0) in found(index, HEX[2]) and (1, 0) not in found(index, HEX[1])


@pytest.mark.parametrize("threshold", [-1, 65])
def test_thresholds_that_the_index_cannot_search(threshold: int) -> None:
    with pytest.raises(ValueError):
        PDQIndex(threshold=threshold)


def test_nothing_stays_on_the_disk(temporary: pathlib.Path) -> None:
    index = PDQIndex([(HEX[0], 0)])
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    index.dispose()
    assert list(temporary.iterdir()) == [] and len(index) == 0
    index.add(HEX[1], 1)
    assert found(index, HEX[1]) == {(1, 0)}
    del index
    assert list(temporary.iterdir()) == []


def test_nothing_stays_after_the_process_and_its_forks(temporary: pathlib.Path) -> None:
    program = """
import os, sys, mien.threatexchange
hash = "0" * 63 + "1"
index = mien.threatexchange.PDQIndex([(hash, 7)])
child = os.fork()
if child == 0:
    assert index.query(hash)[0].metadata == 7
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert len(os.listdir(os.environ["TMPDIR"])) == 1
assert index.query(hash)[0].metadata == 7
"""
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=os.environ | {"TMPDIR": str(temporary)},
        check=True,
    )
    assert list(temporary.iterdir()) == []


def test_threads_may_query_while_one_adds() -> None:
    index = PDQIndex(zip(HEX[:2000], range(2000), strict=True))
    failures: list[BaseException] = []

    def query() -> None:
        try:
            for row in QUERIES:
                expected = truth(HASHES[:2000], row, 31)
                assert expected <= found(index, row.tobytes().hex())
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=query) for _ in range(3)]
    for thread in threads:
        thread.start()
    for i in range(2000, 3000):
        index.add(HEX[i], i)
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_signal_type() -> None:
    assert PdqSignal.get_name() == "pdq" == TheirSignal.get_name()
    assert PdqSignal.get_index_cls() is PDQIndex
    assert PdqSignal.get_content_types() == TheirSignal.get_content_types()
    assert PdqSignal.INDICATOR_TYPE == "HASH_PDQ"
    examples = PdqSignal.get_examples()
    for a in examples:
        assert PdqSignal.validate_signal_str(a) == a
        for b in examples:
            assert PdqSignal.compare_hash(a, b) == TheirSignal.compare_hash(a, b)
    for bad in ("", HEX[0][1:], HEX[0].upper()):
        with pytest.raises(ValueError):
            PdqSignal.validate_signal_str(bad)
    near = PdqSignal.compare_hash(examples[0], examples[1], 1)
    assert (near.match, near.distance.pretty_str()) == (False, "2")


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_it_hashes_what_theirs_hashes(format: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "picture"
    Image.fromarray(pixels("tri_rgb_800x600")).save(path, format)
    expected = str(mien.hash_pixels(pixels("tri_rgb_800x600")).hash)
    assert PdqSignal.hash_from_file(path) == expected
    assert PdqSignal.hash_from_bytes(path.read_bytes()) == expected
    assert mien.Hash(TheirSignal.hash_from_file(path)) - mien.Hash(expected) <= 10


def test_a_palette_is_looked_up(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "palette.png"
    image = Image.fromarray(pixels("tri_rgb_800x600")).quantize(200)
    image.save(path)
    expected = str(mien.hash_image(image.convert("RGB")).hash)
    assert PdqSignal.hash_from_file(path) == expected
    assert mien.Hash(TheirSignal.hash_from_file(path)) - mien.Hash(expected) > 31


def test_poor_pictures_have_no_hash_and_bad_files_raise(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGB", (200, 200)).save(path)
    assert PdqSignal.hash_from_file(path) == ""
    assert PdqSignal.hash_from_bytes(path.read_bytes()) == ""
    with pytest.raises(mien.CorruptError):
        PdqSignal.hash_from_bytes(path.read_bytes()[:-30])
    with pytest.raises(OSError):  # Pillow's
        PdqSignal.hash_from_bytes(b"no picture")
    with pytest.raises(FileNotFoundError):
        PdqSignal.hash_from_file(tmp_path / "none")


# What an HMA does: its configuration, the exchanges, the indexer, the matcher.
HMA = """
import io, mien.threatexchange
mien.threatexchange.install()
mien.threatexchange.install()

from threatexchange.content_type.photo import PhotoContent
from threatexchange.exchanges.clients.ncmec.hash_api import NCMECEntryType
from threatexchange.exchanges.impl import ncmec_api
from threatexchange.interface_validation import SignalTypeMapping
from threatexchange.signal_type.index import SignalTypeIndex
from threatexchange.signal_type.md5 import VideoMD5Signal
from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.content_type.video import VideoContent

types = [PdqSignal, VideoMD5Signal]
mapping = SignalTypeMapping([PhotoContent, VideoContent], types)
assert mapping.signal_type_by_name["pdq"] is PdqSignal
assert ncmec_api._get_conversion(types)[NCMECEntryType.image, "pdq"] is PdqSignal

kind = PdqSignal.get_index_cls()
assert kind is mien.threatexchange.PDQIndex
examples = PdqSignal.get_examples()
assert list(kind.build([]).query(examples[0])) == [] # the matcher's before the first
built = kind.build([(hash, 1000 + i) for i, hash in enumerate(examples)])
stored = io.BytesIO()
built.serialize(stored)
stored.seek(0)
index = SignalTypeIndex.deserialize(stored)
matches = index.query(PdqSignal.validate_signal_str(examples[0]))
assert [m.metadata for m in matches][:1] == [1000], matches
assert matches[0].similarity_info.pretty_str() == "0"
"""


def test_hma_with_two_lines_of_configuration(temporary: pathlib.Path) -> None:
    subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", HMA],
        env=os.environ | {"TMPDIR": str(temporary)},
        check=True,
    )


def test_their_command_with_the_extension(tmp_path: pathlib.Path) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(pixels("tri_rgb_800x600")).save(photo)
    # Says who hashed, since the hashes are mostly the same.
    code = "import sys; from threatexchange.cli.main import main; main();"
    code += "print('mien' if 'mien.threatexchange' in sys.modules else 'not mien')"

    def tx(*arguments: str) -> list[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=os.environ | {"HOME": str(tmp_path)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()

    tx("config", "extensions", "add", "mien.threatexchange")
    expected = mien.hash_path(photo).hash
    assert tx("hash", "photo", str(photo)) == [f"pdq {expected}", "mien"]
    tx("fetch")
    example = PdqSignal.get_examples()[0]
    matched = tx("match", "-H", "photo", "--", example)
    assert any(line.startswith("pdq 0 ") for line in matched)


def test_an_index_is_pickled_as_others_are() -> None:
    index = PDQIndex([(HEX[0], "a"), (HEX[1], "b")])
    again = pickle.loads(pickle.dumps(index))
    assert again.index.faiss_index is not index.index.faiss_index
    assert list(again.query(HEX[1])) == list(index.query(HEX[1]))
