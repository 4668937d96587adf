#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far the hashes of the fast modes are from the exact ones, and what that costs in
finding pictures again. Prints a report: doc/fast-modes.md is one.

  fast_modes.py PROGRAM [options] PHOTO...

It hashes the photos as they are, the photos again as JPEG of several sizes, and edited
copies of them, in every mode (fast_modes.c), and counts.
"""

import argparse
import os
import sys
import tempfile

import fast_modes_files as files
import fast_modes_report as report
from fast_modes_run import run

FORCED = [f"{kind}-{scale}" for kind in ("grey", "scans") for scale in (1, 2, 4, 8)
          if (kind, scale) != ("scans", 1)]
ALL = ["exact", "approximate", "guarded", "doubted", "fast", "fastest", "first-ac"]
QUERIES = ["exact", "approximate", "guarded", "doubted", "fast", "fastest", "first-ac"]


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="PROGRAM")
    parser.add_argument("photos", nargs="+", metavar="PHOTO")
    parser.add_argument("--fixed", action="append", default=[], metavar="DIR",
                        help="a folder of edits with a variants.tsv (photo, edit, class, "
                        "file), as recall.py takes it; may be repeated")
    parser.add_argument("--count", type=int, default=50, metavar="N",
                        help="without --fixed: edits that are made, of each row of "
                        "recall/registry.py (default 50)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="J")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def readable(hashed):
    """The files that have an exact hash; the others are named."""
    for file in hashed:
        for failure in file.failures:
            say(f"{file.path}: {failure}")
    return [file for file in hashed if "exact" in file.hashes]


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        photos = readable(run(options.program, ALL + FORCED, options.photos,
                              options.jobs))
        paths = [file.path for file in photos]
        say(f"{len(photos)} photos")
        small = files.sizes(paths, os.path.join(folder, "sizes"), options.jobs)
        sized = readable(run(options.program, ALL + FORCED, small, options.jobs))
        say(f"{len(sized)} files of other sizes")
        names = files.write_drawings(os.path.join(folder, "drawn"))
        drawn = readable(run(options.program, ALL, list(names), 1))
        if options.fixed:
            edits = files.read_edits(options.fixed)
        else:
            edits = files.made_edits(paths, os.path.join(folder, "edits"),
                                     options.count, options.jobs)
        bank = {file.path: file for file in run(
            options.program, ["exact"], sorted({edit.photo for edit in edits}),
            options.jobs)}
        queries = run(options.program, QUERIES, [edit.path for edit in edits],
                      options.jobs)
        edited = readable(queries)
        say(f"{len(edited)} edited copies of {len(bank)} photos")
    found = report.Found(bank, list(zip(edits, queries)))
    report.print_head(photos, sized, found, bool(options.fixed))
    report.print_choice(found)
    report.print_promises(photos + sized, edited, drawn, found)
    report.print_all({"Photos as they are": photos, "At other sizes": sized,
                      "Edited copies": edited})
    report.print_sizes(photos + sized)
    report.print_scales(photos + sized)
    report.print_recall(found)
    report.print_drawn(drawn, names)
    report.print_worst(photos + sized + edited)


if __name__ == "__main__":
    main()
