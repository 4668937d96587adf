# SPDX-License-Identifier: Apache-2.0
"""Where the tests find what they compare with."""

from __future__ import annotations

import csv
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(
    os.environ.get("MIEN_SOURCE_ROOT", pathlib.Path(__file__).parents[3])
)
SHARED = pathlib.Path(os.environ.get("MIEN_SHARED", ROOT.parent / "shared"))
#: The mien command of the same sources, if it was built.
COMMAND = os.environ.get("MIEN_COMMAND")

with_shared = pytest.mark.skipif(
    not (SHARED / "vectors/synthetic.tsv").is_file(),
    reason="no folder ../shared beside the repository",
)
with_command = pytest.mark.skipif(
    COMMAND is None, reason="the mien command was not built (MIEN_COMMAND)"
)


def table(path: pathlib.Path) -> list[dict[str, str]]:
    """The lines of a TSV file whose first line has the names."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def photos() -> list[pathlib.Path]:
    """The shared photos, those of all folders, sorted."""
    return sorted(
        path
        for path in (SHARED / "photos").rglob("*")
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp")
    )


def mien(*arguments: str, stdin: str = "") -> str:
    """What the mien command prints."""
    assert COMMAND is not None
    return subprocess.run(
        [COMMAND, *arguments], input=stdin, capture_output=True, text=True, check=True
    ).stdout
