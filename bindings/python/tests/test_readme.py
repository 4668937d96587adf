# SPDX-License-Identifier: Apache-2.0
"""The example of the README does what it says."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import mien
import pytest
from PIL import Image

from .synthetic import pixels

README = pathlib.Path(__file__).parents[1] / "README.md"


EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


def test_the_example(tmp_path: pathlib.Path) -> None:
    example = EXAMPLES[0]
    (tmp_path / "example.py").write_text(example)
    for name in ("tri_rgb_800x600", "mix_rgb_1024x768"):
        Image.fromarray(pixels(name)).save(tmp_path / f"{name}.png")
    turned = Image.fromarray(pixels("mix_rgb_1024x768")[:, ::-1].copy())
    turned.save(tmp_path / "turned.png")
    names = ["turned.png", "tri_rgb_800x600.png", "none.png", "mix_rgb_1024x768.png"]
    run = subprocess.run(
        [sys.executable, "example.py", *names],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = run.stdout.splitlines()
    expected = mien.hash_pixels(pixels("tri_rgb_800x600"))
    assert lines[1] == f"{expected.hash} {expected.quality} PNG"
    assert lines[3] == "0 0 ORIGINAL"
    assert re.fullmatch(r"3 \d+ FLIPY", lines[4]) and len(lines) == 5
    assert "none.png" in run.stderr


def test_the_example_of_a_case(tmp_path: pathlib.Path) -> None:
    case = pytest.importorskip("mien.case", exc_type=ImportError)
    made = case.new_recipient("x", "X")
    assert "kty" not in repr(made)
    fingerprint = case.Recipient(made.file).info.fingerprint
    (tmp_path / "body.json").write_bytes(made.file)
    Image.fromarray(pixels("mix_rgb_1024x768")).save(tmp_path / "photo.jpg")
    # Without a terminal getpass reads the standard input, and warns.
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EXAMPLES[1]],
        cwd=tmp_path,
        input="\n".join([fingerprint, *["yes"] * 4, "unsure", "no", "a passphrase", ""]),
        text=True,
        check=True,
        start_new_session=True,
    )
    sealed = (tmp_path / "document.json").read_bytes()
    with case.Document(sealed, made.key) as document:
        hashes = {signal.hash for signal in document.items()[0].signals}
        assert mien.hash_path(tmp_path / "photo.jpg").hash in hashes
    kept = (tmp_path / "wallet.json").read_bytes()
    assert len(case.Wallet.open(kept, b"a passphrase")) == 1
