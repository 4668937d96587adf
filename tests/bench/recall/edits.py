#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes edited copies of photos, as people and platforms make them, for bench/recall.

  edits.py --out DIR --seed N [--per-photo K | --count N] [--edits NAME,...] PHOTO...

Each copy starts from the photo as seen (EXIF honoured, RGB, at most 2048 px long) and
ends as a real file, JPEG at quality 90 unless the edit says otherwise. Parameters are
drawn at random over the whole range that the table of promises gives; the draw depends
on the seed, the photo's bytes, the edit and the number of the copy, on nothing else
(collages and a few screens show a second photo, chosen among those given here).

DIR/variants.tsv says for each file: photo, edit, class (the row of the table), file,
sha256, parameters. "beside=" there is the start of the sha256 of a second photo.
"""

import argparse
import functools
import hashlib
import multiprocessing
import os
import random
import sys

from PIL import Image, ImageFilter

import dice as chance
import edits_beyond        # noqa: F401  each enters its edits into the registry
import edits_border        # noqa: F401
import edits_combo         # noqa: F401
import edits_crop          # noqa: F401
import edits_desktop       # noqa: F401
import edits_overlay       # noqa: F401
import edits_page          # noqa: F401
import edits_phone         # noqa: F401
import edits_photographed  # noqa: F401
import edits_plain         # noqa: F401
import picture as pictures
import registry

COLUMNS = ["photo", "edit", "class", "file", "sha256", "parameters"]
BESIDE = 1024 # px: a second photo need not be larger


class Album:
    """The photos given: whose copies are made, and which stand beside one another."""

    def __init__(self, paths):
        self.key = {}
        for path in paths:
            with open(path, "rb") as file:
                self.key[path] = hashlib.sha256(file.read()).hexdigest()
        self.order = sorted(paths, key=self.key.get)
        self.subject = None

    def another(self, dice):
        """(start of its sha256, picture) of any photo but the one being edited."""
        others = [path for path in self.order if self.key[path] != self.subject]
        while others:
            path = dice.pick(None, others)
            try:
                return self.key[path][:8], small(path)
            except (OSError, ValueError):
                others.remove(path)
        return "painted", painted(dice)


@functools.lru_cache(maxsize=24)
def small(path):
    return pictures.load(path, BESIDE)


def painted(dice):
    """Soft blobs of colour: when there is no second photo."""
    blobs = Image.new("RGB", (9, 6))
    blobs.putdata([dice.colour(None) for _ in range(54)])
    return blobs.resize((900, 600), Image.BICUBIC).filter(ImageFilter.GaussianBlur(9))


def make(picture, photo, edit, seed, k, album=None):
    """One copy: (File, parameters). `photo` is the sha256 of the photo's file."""
    album = album or Album([])
    album.subject = photo
    dice = chance.Dice(chance.seed_of(seed, photo, edit.name, k), album)
    result = edit.function(picture, dice)
    if not isinstance(result, pictures.File):
        result = pictures.jpeg(result)
    return result, str(dice)


def plan_per_photo(paths, edits, copies):
    return {path: [(edit, k) for edit in edits for k in range(copies)]
            for path in paths}


def plan_count(paths, edits, count, seed):
    """`count` copies for each row of the table, dealt evenly over photos and edits."""
    plan = {path: [] for path in paths}
    for row in dict.fromkeys(edit.row for edit in edits):
        order = random.Random(f"{seed} {row}")
        of_row = [edit for edit in edits if edit.row == row]
        order.shuffle(of_row)
        paths = sorted(paths)
        order.shuffle(paths)
        made = {}
        for i in range(count):
            path = paths[i % len(paths)]
            edit = of_row[(i + i // len(paths)) % len(of_row)]
            k = made.get((path, edit.name), 0)
            made[path, edit.name] = k + 1
            plan[path].append((edit, k))
    return plan


def copies_of(album, out, seed, item):
    """All copies of one photo; the lines for variants.tsv."""
    path, wanted = item
    key = album.key[path]
    try:
        picture = pictures.load(path)
    except (OSError, ValueError) as problem:
        return path, str(problem), []
    folder = os.path.join(out, key[:8])
    os.makedirs(folder, exist_ok=True)
    lines = []
    for edit, k in wanted:
        file, parameters = make(picture, key, edit, seed, k, album)
        name = os.path.join(folder, f"{edit.name}-{k}.{file.extension}")
        with open(name, "wb") as out_file:
            out_file.write(file.data)
        digest = hashlib.sha256(file.data).hexdigest()
        lines.append([path, edit.name, edit.row, name, digest, parameters])
    return path, None, lines


def write_all(album, plan, out, seed, jobs):
    """Returns the number of photos that could not be read."""
    os.makedirs(out, exist_ok=True)
    work = functools.partial(copies_of, album, out, seed)
    items = [(path, wanted) for path, wanted in plan.items() if wanted]
    failed = made = 0
    with open(os.path.join(out, "variants.tsv"), "w") as table, \
            multiprocessing.Pool(jobs) as pool:
        print(*COLUMNS, sep="\t", file=table)
        for path, problem, lines in pool.imap(work, items):
            if problem:
                print(f"edits.py: {path}: {problem}", file=sys.stderr)
                failed += 1
            for line in lines:
                print(*line, sep="\t", file=table)
            made += len(lines)
    print(f"seed {seed}: {made} files of {len(items) - failed} photos in {out}")
    return failed


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="*", metavar="PHOTO")
    parser.add_argument("--out", metavar="DIR")
    parser.add_argument("--seed", type=int, help="drawn when it is not given")
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--per-photo", type=int, default=1, metavar="K",
                        help="copies of each photo by each edit (default 1)")
    amount.add_argument("--count", type=int, metavar="N",
                        help="instead: N copies for each row of the table")
    parser.add_argument("--edits", metavar="NAME,...",
                        help="edits or rows, separated by commas (default all)")
    parser.add_argument("--jobs", type=int, default=1, metavar="J")
    parser.add_argument("--list", action="store_true", help="tell the edits and leave")
    options = parser.parse_args()
    if not options.list and not (options.out and options.photos):
        parser.error("--out DIR and at least one PHOTO are needed")
    try:
        names = options.edits.split(",") if options.edits else registry.EDITS
        options.edits = registry.select(names)
    except KeyError as unknown:
        parser.error(f"no edit or row {unknown}; --list tells them")
    return options


def main():
    options = arguments()
    if options.list:
        for edit in options.edits:
            print(edit.row, edit.name, sep="\t")
        return 0
    seed = options.seed
    if seed is None:
        seed = random.SystemRandom().randrange(2**32)
    paths = list(dict.fromkeys(options.photos))
    album = Album(paths)
    if options.count is not None:
        plan = plan_count(paths, options.edits, options.count, seed)
    else:
        plan = plan_per_photo(paths, options.edits, options.per_photo)
    return 1 if write_all(album, plan, options.out, seed, options.jobs) else 0


if __name__ == "__main__":
    sys.exit(main())
