# SPDX-License-Identifier: Apache-2.0
"""Views: a part of a picture is found again, from Python's objects too."""

from __future__ import annotations

import io
import pathlib

import mien
import pytest
from PIL import Image

from .places import photos, with_shared
from .synthetic import pixels

PICTURE = pixels("mix_rgb_1024x768")


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_bank_and_a_query_set(tmp_path: pathlib.Path) -> None:
    data = png(Image.fromarray(PICTURE))
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    bank = mien.views_path(path)
    query = mien.views_bytes(data, mien.Purpose.QUERY, budget=50)
    assert bank.media == mien.hash_bytes(data)
    assert bank[0].kind == mien.ViewKind.WHOLE and bank[0].name == "whole"
    assert bank[0].hashes == mien.hash_pixels(PICTURE).dihedral
    assert all(len(view.hashes) == 8 for view in bank)
    assert all(len(view.hashes) == 1 for view in query[1:])
    assert 1 < len(query) <= 50
    names = [view.name for view in bank]
    assert len(set(names)) == len(names) and any(n.startswith("crop-") for n in names)
    with path.open("rb") as file:
        assert list(mien.views_file(file)) == list(bank)
    with path.open("rb", buffering=0) as file:
        assert list(mien.views_file(file.fileno())) == list(bank)
    of_pixels = mien.views_pixels(PICTURE)
    assert of_pixels.media is None and list(of_pixels) == list(bank)
    assert list(mien.views_pixels(PICTURE[::-1][::-1])) == list(bank)


def test_entries_tell_which_view_they_are(tmp_path: pathlib.Path) -> None:
    bank = mien.views_pixels(PICTURE)
    with mien.Index.create(tmp_path / "index") as index:
        entries = list(bank.entries(7, list=2))
        index.change(mien.Change(mien.ChangeKind.ADD, entry) for entry in entries)
        assert sorted(index.entries(7)) == sorted(set(entries))
        zoom = next(view for view in bank if view.kind == mien.ViewKind.ZOOM)
        variants = {m.variant for m in index.query(zoom.hashes[3], 0)}
        places = {mien.view_variant(variant) for variant in variants}
        assert (zoom.kind, zoom.number, mien.Dihedral.ROT270) in places
    with pytest.raises(mien.FormatError):
        mien.view_variant(2**32 - 1)


def test_a_picture_is_itself_and_not_another() -> None:
    bank = mien.views_pixels(PICTURE)
    query = mien.views_pixels(PICTURE, mien.Purpose.QUERY)
    found = mien.decide(query, bank)
    assert (found.verdict, found.reason) == (mien.Verdict.MATCH, mien.Reason.VIEW)
    assert found.distance == 0 and found.transform == (1, 0, 0, 0, 1, 0)
    other = mien.views_pixels(pixels("tri_rgb_800x600"), mien.Purpose.QUERY)
    assert mien.decide(other, bank).verdict == mien.Verdict.NOTHING
    assert mien.decide(query, bank, []).verdict == mien.Verdict.NOTHING


@with_shared
def test_a_part_of_a_photo_is_found_from_copies_of_the_views() -> None:
    photo = next(path for path in photos() if path.name.endswith("plane_2.jpg"))
    bank = mien.views_path(photo)
    with Image.open(photo) as image:
        w, h = image.size
        part = image.convert("RGB").crop((w // 5, h // 5, w * 9 // 10, h * 9 // 10))
    query = mien.views_bytes(png(part), mien.Purpose.QUERY)
    whole = mien.hash_bytes(png(part)).hash
    assert whole - bank[0].hashes[0] > mien.RADIUS
    found = mien.decide(query, bank)
    assert found.verdict == mien.Verdict.MATCH
    # The same from plain objects, as somebody may keep them elsewhere.
    assert mien.decide(list(query), list(bank)) == found
    matches = mien.match_views(list(query), list(bank))
    assert matches == mien.match_views(query, bank)
    assert mien.decide(query, bank, reversed(matches)) == found
    for match in matches:
        a, b = query[match.query].hashes[0], bank[match.bank].hashes[match.dihedral]
        assert a - b == match.distance <= mien.VIEWS_RADIUS


def test_views_are_of_the_full_mode_alone() -> None:
    data = png(Image.fromarray(PICTURE))
    with pytest.raises(mien.ArgumentError):
        mien.views_bytes(data, mode=mien.Mode.APPROXIMATE)
    with pytest.raises(mien.ArgumentError):
        mien.views_pixels(PICTURE, mien.Purpose(0))
    with pytest.raises(mien.CorruptError):
        mien.views_bytes(data[:-1000])
