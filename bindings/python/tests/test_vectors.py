# SPDX-License-Identifier: Apache-2.0
"""The bits of the reference, through every door of the package."""

from __future__ import annotations

import hashlib
import io
import json
import pathlib

import mien
import pytest
from PIL import Image

from .places import SHARED, mien as command, photos, table, with_command, with_shared
from .synthetic import VECTORS, pixels

NAMES = ["orig", "rot90", "rot180", "rot270", "flipx", "flipy", "flipplus1", "flipminus1"]


@pytest.mark.parametrize("name", VECTORS)
def test_pixels_have_the_hashes_of_the_reference(name: str) -> None:
    line = VECTORS[name]
    found = mien.hash_pixels(pixels(name))
    assert [str(hash) for hash in found.dihedral] == [line[f"full_{n}"] for n in NAMES]
    assert found.hash == found.dihedral[0]
    assert found.quality == int(line["full_q"])
    small = mien.hash_pixels(pixels(name), mode=mien.Mode.CLI512)
    assert (str(small.hash), small.quality) == (line["cli512_orig"], int(line["cli512_q"]))


@pytest.mark.parametrize("name", ["mix_rgb_513x511", "mix_gray_256x384"])
def test_a_png_has_the_hash_of_its_pixels(name: str, tmp_path: pathlib.Path) -> None:
    image = Image.fromarray(pixels(name))
    path = tmp_path / "picture.png"
    image.save(path)
    data = path.read_bytes()
    expected = mien.hash_pixels(pixels(name))
    with path.open("rb") as file:
        for found in (
            mien.hash_path(path),
            mien.hash_path(str(path)),
            mien.hash_path(str(path).encode()),
            mien.hash_bytes(data),
            mien.hash_bytes(memoryview(bytearray(data))),
            mien.hash_file(io.BytesIO(data)),
            mien.hash_file(file),
        ):
            assert found.dihedral == expected.dihedral
            assert found.quality == expected.quality
            assert found.md5 == hashlib.md5(data).digest()
            assert found.sha256 == hashlib.sha256(data).digest()
            assert found.file_bytes == len(data)
        assert file.read() == b""
    assert mien.hash_image(image) == expected


@with_shared
def test_files_have_the_hashes_of_the_reference() -> None:
    by_digest = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in sorted((SHARED / "formats").rglob("*"))
        if path.is_file()
    }
    seen = 0
    for line in table(SHARED / "vectors/reference_images.tsv"):
        path = by_digest.get(line["sha256"])
        # The reference decoded with another libjpeg; mien's own tests say which agree.
        if path is None or path.suffix != ".png":
            continue
        found = mien.hash_path(path)
        assert str(found.hash) == line["full_orig"], path
        assert found.quality == int(line["full_quality"]), path
        seen += 1
    assert seen > 0


@with_shared
@with_command
def test_photos_have_the_hashes_of_the_command() -> None:
    paths = photos()
    assert len(paths) > 100
    lines = command("hash", "--format", "json", "--all", *map(str, paths)).splitlines()
    assert len(lines) == len(paths)
    for path, text in zip(paths, lines, strict=True):
        line = json.loads(text)
        found = mien.hash_path(path)
        assert str(found.hash) == line["hash"], path
        assert list(map(str, found.dihedral)) == list(line["dihedral"].values()), path
        assert found.quality == line["quality"], path
        assert found.sha256.hex() == line["sha256"], path
