# SPDX-License-Identifier: Apache-2.0
"""The files of fast_modes.py: photos again at several sizes, and edited copies."""

import csv
import os
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
# The shorter sides that photos are brought down to, by an area-aware filter.
SIDES = 100, 150, 200, 288, 400, 576, 800, 1100, 1600, 2400

# An edited copy, the photo that it was made from, and what was done.
Edit = namedtuple("Edit", "path photo row")


def write_sizes(path, number, folder):
    """The photo as JPEG at each size below its own, baseline and progressive."""
    written = []
    with Image.open(path) as stored:
        photo = stored.convert("RGB")
    for side in SIDES:
        factor = side / min(photo.size)
        if factor >= 1:
            break
        size = tuple(max(side, round(length * factor)) for length in photo.size)
        small = photo.resize(size, Image.LANCZOS)
        for progressive in False, True:
            kind = "progressive" if progressive else "baseline"
            name = os.path.join(folder, f"{number}-{side}-{kind}.jpg")
            small.save(name, "JPEG", quality=90, subsampling="4:2:0",
                       progressive=progressive)
            written.append(name)
    return written


def sizes(paths, folder, jobs):
    os.makedirs(folder, exist_ok=True)
    with ThreadPoolExecutor(jobs) as pool:
        parts = pool.map(lambda pair: write_sizes(pair[1], pair[0], folder),
                         enumerate(paths))
        return [name for part in parts for name in part]


def made_edits(paths, folder, count, jobs):
    """Edits with random parameters, as recall.py has them: `count` of each row."""
    subprocess.run([sys.executable, "-B", os.path.join(HERE, "recall", "edits.py"),
                    "--out", folder, "--seed", "1", "--jobs", str(jobs),
                    "--count", str(count), *paths], check=True, stdout=sys.stderr)
    return read_edits([folder])


def read_edits(folders):
    """Those that the folders' variants.tsv tell of."""
    edits = []
    for folder in folders:
        with open(os.path.join(folder, "variants.tsv"), newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                edits.append(Edit(row["file"], row["photo"], row["class"]))
    return edits
