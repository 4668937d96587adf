#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many edited copies of pictures mien finds by their views, and how often it takes
other pictures for them. Prints a report: doc/recall.md is one.

  recall.py BENCH_RECALL [options] PHOTO...

It makes edited copies of the photos (edits.py), takes frames out of films (negatives.py,
where there is ffmpeg), has bench_recall compare the views of all of them, and counts.
The photos are sorted by their sha256: thresholds are chosen on the first, third, fifth
and so on; the others are held out.
"""

import argparse
import os
import sys
import tempfile

import compare
import material
import report_found
import report_wrong
import score
from markdown import paragraph
from material import say


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="BENCH_RECALL")
    parser.add_argument("photos", nargs="+", metavar="PHOTO")
    parser.add_argument("--seed", type=int, default=1)
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--per-photo", type=int, default=1, metavar="K",
                        help="copies of each photo by each edit (default 1)")
    amount.add_argument("--count", type=int, metavar="N",
                        help="instead: N copies for each row of the table")
    parser.add_argument("--least-side", type=int, default=300, metavar="PX",
                        help="leave out smaller photos (default 300)")
    parser.add_argument("--fixed", action="append", default=[], metavar="DIR",
                        help="also a folder of edits made by another program, with a "
                        "variants.tsv (photo, edit, class, file); may be repeated")
    parser.add_argument("--films", nargs="+", default=[], metavar="FILE",
                        help="films whose frames are hard negatives of one another")
    parser.add_argument("--scene", nargs="+", action="append", default=[],
                        metavar=("NAME", "FILE"), help="films of one scene; may be "
                        "repeated. Photos tagged same-scene:NAME belong to it")
    parser.add_argument("--every", type=float, default=3, metavar="SECONDS")
    parser.add_argument("--most", type=int, default=12, metavar="N",
                        help="frames of a film (default 12)")
    parser.add_argument("--tags", metavar="TSV", help="a table with columns sha256 and "
                        "tags: people, hard-negative, same-scene:NAME")
    parser.add_argument("--pairs", type=int, default=1000000, metavar="N",
                        help="pairs of an edited copy and another photo")
    parser.add_argument("--jobs", type=int, default=2, metavar="J")
    parser.add_argument("--keep", metavar="DIR", help="keep the edited copies here, and "
                        "take them from here the next time")
    parser.add_argument("--details", metavar="TSV", help="write down how each copy was "
                        "found by its own photo, and others that came near")
    return parser.parse_args()


def gather(options, folder):
    """The bank's pictures and all uploads."""
    bank = material.read_photos(options.photos, material.read_tags(options.tags),
                                options.least_side)
    if not any(not one.negative for one in bank):
        sys.exit("recall.py: no photo is large enough")
    amount = options.count or f"each-{options.per_photo}"
    edits = os.path.join(folder, f"edits-{options.seed}-{amount}")
    uploads = material.make_edits(bank, options, edits)
    uploads += material.read_edits(options.fixed, "fixed", bank)
    bank += material.frames_of(options.films, options, os.path.join(folder, "films"))
    for name, *films in options.scene:
        bank += material.frames_of(films, options, os.path.join(folder, name), name)
    uploads += [material.Upload(one.path, i) for i, one in enumerate(bank)]
    return bank, uploads


def print_head(options, bank, uploads):
    photos = [one for one in bank if not one.negative]
    count = {name: sum(upload.set == name for upload in uploads)
             for name in ("random", "fixed")}
    frames = len(bank) - len(photos)
    print("<!-- Made by tests/bench/recall/recall.sh: do not edit. -->")
    print("# What the views of a picture find again, and what they do not")
    parts = [f"{len(photos)} photos", f"""{count['random']:,} edited copies of them
             with parameters drawn at random (seed {options.seed})"""]
    if count["fixed"]:
        parts.append(f"""{count['fixed']:,} copies made by a script from outside this
                     project with fixed parameters""")
    if frames:
        parts.append(f"{frames} frames of films and photos of one scene")
    paragraph(f"""mien's views (mien/views.h) of {", ".join(parts)}. All copies are real
        files, mostly JPEG. This page was printed by""")
    print("\n    tests/bench/recall/recall.sh BUILD --tags TAGS.tsv --fixed EDITS \\\n"
          "        --films FILM... --scene NAME FILM... -- PHOTO...")
    paragraph("""Everything that can be tuned, the windows and the decision, was chosen
        on one half of the photos ("chosen on"); the other half was held out.""")


def write_details(path, bank, uploads, answers):
    """To look for what the missed ones have in common, and those that came too near."""
    with open(path, "w") as file:
        print("set", "row", "edit", "held-out", "photo", "file", "item",
              *compare.Pair._fields[2:], sep="\t", file=file)
        for pair in sorted(answers.pairs):
            upload = uploads[pair.upload]
            if pair.item == upload.own or pair.nearest <= score.RADIUS:
                photo = bank[upload.own]
                print(upload.set, upload.row, upload.edit, int(photo.held_out),
                      photo.path, upload.path, bank[pair.item].path, *pair[2:],
                      sep="\t", file=file)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or temporary
        os.makedirs(folder, exist_ok=True)
        bank, uploads = gather(options, folder)
        others = compare.plan(bank, uploads, options.pairs, options.seed)
        say(f"{len(uploads)} uploads, {len(bank)} items, "
            f"{sum(map(len, others))} pairs with another item")
        answers = compare.run(options.program, bank, uploads, others, options.jobs)
    if options.details:
        write_details(options.details, bank, uploads, answers)
    found = score.Found(bank, uploads, answers)
    kinds = score.strangers(bank, uploads, others, answers)
    unreadable = sum(answers.views.get(i) == 0 for i in range(len(uploads)))
    print_head(options, bank, uploads)
    report_found.print_rows(found)
    report_wrong.print_strangers(kinds)
    report_wrong.print_wrong(bank, uploads, kinds)
    report_found.print_strategies(found)
    report_found.print_budgets(found, answers)
    report_found.print_pictures(found, answers)
    report_wrong.print_limits(found, unreadable)
    report_found.print_edits(found)


if __name__ == "__main__":
    main()
