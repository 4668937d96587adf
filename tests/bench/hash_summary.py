# SPDX-License-Identifier: Apache-2.0
"""The medians of hash.py's tables, side by side: what README.md quotes."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "recall"))
from markdown import heading, paragraph, table # noqa: E402


def last(rows, picture, start, column=2):
    """Of the rows about a picture that begin so, the last: the fastest kernels'."""
    found = [row[column] for row in rows
             if row[0] == picture and row[1].startswith(start)]
    return found[-1] if found else "-"


def print_summary(pixels, photos, files, sets):
    heading("In short")
    paragraph("""Decoded pixels, milliseconds; yume-pdq, approximate and guarded with the
        fastest kernels that each has.""")
    columns = {"pdqhash": "pdqhash", "yume-pdq": "yume-pdq",
               **{f"exact, {name}": f"mien exact, {name}" for name in sets},
               "approximate": "mien approximate"}
    rows = [[picture, *(last(pixels, picture, start) for start in columns.values()), ""]
            for picture in dict.fromkeys(row[0] for row in pixels)]
    rows += [[f"the average photo, 512 x 512 {kind}", "", "",
              *[""] * (len(sets) - 1), last(photos, kind, "mien exact"),
              last(photos, kind, "mien approximate"), last(photos, kind, "mien guarded")]
             for kind in dict.fromkeys(row[0] for row in photos)]
    table(["picture", *columns, "guarded"], rows)
    paragraph("""JPEG files of 12 megapixels, 4:2:0, quality 90: in brackets, how many
        times as long as libjpeg-turbo alone takes to decode the file to RGB.""")
    ways = {"libjpeg-turbo": "libjpeg-turbo alone, RGB", "exact": "mien exact",
            "fast": "mien fast", "fastest": "mien fastest"}
    rows = []
    for file in dict.fromkeys(row[0] for row in files):
        cells = []
        for start in ways.values():
            found = next(row for row in files if row[0] == file
                         and row[1].startswith(start))
            cells.append(f"{found[3]} ms" + ("" if "alone" in start else f" ({found[6]})"))
        rows.append([file, *cells])
    table(["file", *ways], rows)
