#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes frames out of films, a few seconds apart: the same room, another picture.

  negatives.py --out DIR [--every SECONDS] [--most N] [--group NAME] VIDEO...

DIR/negatives.tsv says for each frame: group, second, file, moved. A group is one film,
or with --group all of them: several films of one room or of the same people. Any two
frames of a group are a hard negative: they share a place or people, and must not be a
match. A film in which nothing moves gives frames that are one picture in truth; "moved"
is the mean difference of each frame from the one before it in its film, in levels of
255, to judge by.

Needs ffmpeg; without it, it says so and leaves with 77, as skipped tests do.
"""

import argparse
import collections
import hashlib
import os
import shutil
import subprocess
import sys

import numpy

import picture as pictures

SKIPPED = 77


def name_of(film):
    with open(film, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:8]
    return f"{digest}-{os.path.splitext(os.path.basename(film))[0]}"


def jpegs(folder):
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
            if name.endswith(".jpg")]


def frames_of(film, folder, every, most):
    """The first frame, then one every so many seconds; their files in order."""
    os.makedirs(folder, exist_ok=True)
    for old in jpegs(folder):
        os.remove(old)
    # select, unlike fps, takes frames as they are, at or just after the time asked.
    choose = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{every})'"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-threads", "1", "-i", film,
         "-an", "-vf", choose, "-vsync", "vfr", "-frames:v", str(most), "-q:v", "2",
         os.path.join(folder, "%02d.jpg")], check=True)
    return jpegs(folder)


def small_grey(path):
    grey = pictures.load(path).convert("L").resize((128, 96))
    return pictures.array(grey)


def described(frames, every):
    """For each frame: second, file, moved."""
    last = None
    for i, frame in enumerate(frames):
        grey = small_grey(frame)
        moved = 0 if last is None else numpy.abs(grey - last).mean()
        yield f"{i * every:g}", frame, f"{moved:.1f}"
        last = grey


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="+", metavar="VIDEO")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--every", type=float, default=3, metavar="SECONDS")
    parser.add_argument("--most", type=int, default=12, metavar="N",
                        help="frames of a film (default 12)")
    parser.add_argument("--group", metavar="NAME", help="one group of all the films")
    options = parser.parse_args()
    if not shutil.which("ffmpeg"):
        print("negatives.py: there is no ffmpeg here: no frames", file=sys.stderr)
        return SKIPPED
    failed = 0
    sizes = collections.Counter()
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "negatives.tsv"), "w") as table:
        print("group", "second", "file", "moved", sep="\t", file=table)
        for film in options.films:
            name = name_of(film)
            try:
                frames = frames_of(film, os.path.join(options.out, name),
                                   options.every, options.most)
            except subprocess.CalledProcessError:
                print(f"negatives.py: {film}: not read", file=sys.stderr)
                failed += 1
                continue
            group = options.group or name
            for line in described(frames, options.every):
                print(group, *line, sep="\t", file=table)
            sizes[group] += len(frames)
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    total = sum(sizes.values())
    print(f"{total} frames, {pairs} pairs within a group in {options.out}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
