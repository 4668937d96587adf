# SPDX-License-Identifier: Apache-2.0
"""What is compared: pictures for the bank, and uploads, edited or not."""

import csv
import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field

import numpy
from PIL import Image

import picture as pictures

HERE = os.path.dirname(os.path.abspath(__file__))
DARK = 85 # mean luma, of 255


@dataclass
class Picture:
    """An item of the bank. A scene is what hard negatives share, or None."""
    path: str
    key: str                 # sha256 of the file
    people: bool = None      # None: nobody told
    dark: bool = False
    scene: str = None
    negative: bool = False   # only there to be told apart from others of its scene
    film: str = None         # the frame's
    held_out: bool = False


@dataclass
class Upload:
    path: str
    own: int = None          # the item it was made from, unless it is an item itself
    set: str = "original"    # or "random", "fixed"
    edit: str = None
    row: str = None
    shows: list = field(default_factory=list) # starts of the keys of other photos in it
    unknown: bool = False    # it shows another photo, and which is not told


def say(text):
    print(text, file=sys.stderr, flush=True)


def rows_of(path):
    with open(path, newline="") as table:
        yield from csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_tags(path):
    """sha256 -> tags, of a table with columns of these names."""
    if path is None:
        return {}
    return {row["sha256"]: row["tags"].split(",") for row in rows_of(path)}


def described(path, tags):
    with open(path, "rb") as file:
        key = hashlib.sha256(file.read()).hexdigest()
    own = tags.get(key)
    result = Picture(path, key)
    grey = pictures.load(path, 512).convert("L")
    result.dark = bool(pictures.array(grey).mean() < DARK)
    if own is not None:
        result.people = "people" in own
        result.negative = "hard-negative" in own
        scenes = [tag[len("same-scene:"):] for tag in own
                  if tag.startswith("same-scene:")]
        result.scene = scenes[0] if scenes else None
    return result


def read_photos(paths, tags, least_side):
    """Those that can be read and are large enough, by their keys: the first half of the
    pairs is what thresholds were chosen on, the other is held out."""
    found = {}
    for path in paths:
        try:
            with Image.open(path) as stored:
                large = min(stored.size) >= least_side
            if large:
                one = described(path, tags)
                found.setdefault(one.key, one)
        except (OSError, ValueError) as problem:
            say(f"recall.py: {path}: {problem}")
    photos = sorted((one for one in found.values() if not one.negative),
                    key=lambda one: one.key)
    for i, one in enumerate(photos):
        one.held_out = i % 2 == 1
    return photos + [one for one in found.values() if one.negative]


def make_edits(photos, options, folder):
    """The random edits; those that are there from an earlier run are taken."""
    if not os.path.exists(os.path.join(folder, "done")):
        amount = ["--per-photo", str(options.per_photo)]
        if options.count is not None:
            amount = ["--count", str(options.count)]
        subprocess.run(
            [sys.executable, "-B", os.path.join(HERE, "edits.py"), "--out", folder,
             "--seed", str(options.seed), "--jobs", str(options.jobs), *amount,
             *[one.path for one in photos if not one.negative]],
            check=True, stdout=sys.stderr)
        open(os.path.join(folder, "done"), "w").close()
    return read_edits([folder], "random", photos)


def read_edits(folders, name, photos):
    """The uploads that the folders' variants.tsv tell of."""
    place = {one.path: i for i, one in enumerate(photos)}
    uploads = []
    for folder in folders:
        for row in rows_of(os.path.join(folder, "variants.tsv")):
            own = place.get(row["photo"])
            if own is None or photos[own].negative:
                continue
            told = (row.get("parameters") or "").split()
            shows = [word[len("beside="):] for word in told
                     if word.startswith("beside=")]
            unknown = name == "fixed" and row["class"] == "collage"
            uploads.append(Upload(row["file"], own, name, row["edit"], row["class"],
                                  shows, unknown))
    return uploads


def frames_of(films, options, folder, scene=None):
    """Pictures out of films: of one scene, or each film of its own."""
    if not films:
        return []
    command = [sys.executable, "-B", os.path.join(HERE, "negatives.py"), "--out", folder,
               "--every", str(options.every), "--most", str(options.most)]
    if scene:
        command += ["--group", scene]
    ended = subprocess.run(command + films, stdout=sys.stderr)
    if ended.returncode == 77:
        return []
    frames = []
    for row in rows_of(os.path.join(folder, "negatives.tsv")):
        one = described(row["file"], {})
        one.scene, one.negative = row["group"], True
        one.film = os.path.basename(os.path.dirname(row["file"]))
        frames.append(one)
    return frames
