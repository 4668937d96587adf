# SPDX-License-Identifier: Apache-2.0
"""The files of fast_modes.py: photos again at several sizes, and edited copies."""

import csv
import os
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

import numpy
from PIL import Image, ImageDraw

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


def drawings():
    """Pictures that nobody photographed, by name: most of their frequencies are not
    there at all, and the median lies among what rounding leaves."""
    y, x = numpy.mgrid[0:480, 0:640].astype(numpy.float32)
    grey = {
        "one colour": x * 0 + 90,
        "gradient across": x * 255 / 639,
        "gradient down": y * 255 / 479,
        "gradient aslant": (x + y) * 255 / 1118,
        "two halves": (x < 320) * 200 + 20,
        "stripes": (x // 20 % 2) * 200 + 20,
        "chequers": ((x // 20 + y // 20) % 2) * 200 + 20,
        "rings": 128 + 100 * numpy.sin(numpy.hypot(x - 320, y - 240) / 12),
        "waves": 128 + 100 * numpy.sin(x / 15) * numpy.sin(y / 15),
        "a disc": (numpy.hypot(x - 320, y - 240) < 150) * 200 + 20,
        "a disc aside": (numpy.hypot(x - 230, y - 190) < 120) * 200 + 20,
    }
    drawn = {name: Image.fromarray(values.astype(numpy.uint8)).convert("RGB")
             for name, values in grey.items()}
    page = Image.new("RGB", (640, 480), "white")
    pen = ImageDraw.Draw(page)
    for line in range(24):
        pen.text((30, 20 * line + 4), "The quick brown fox jumps over it. " * 3, "black")
    drawn["a page of text"] = page
    return drawn


def write_drawings(folder):
    """Each as PNG and as JPEG: {path: name}."""
    os.makedirs(folder, exist_ok=True)
    written = {}
    for number, (name, picture) in enumerate(drawings().items()):
        for kind, options in ("png", {}), ("jpg", {"quality": 90}):
            path = os.path.join(folder, f"{number}.{kind}")
            picture.save(path, **options)
            written[path] = f"{name}, {kind.upper().replace('JPG', 'JPEG')}"
    return written


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
