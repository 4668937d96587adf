# SPDX-License-Identifier: Apache-2.0
"""The example of the README does what it says."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import mien
from PIL import Image

from .synthetic import pixels

README = pathlib.Path(__file__).parents[1] / "README.md"


def test_the_example(tmp_path: pathlib.Path) -> None:
    example = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)[0]
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
