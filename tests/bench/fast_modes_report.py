# SPDX-License-Identifier: Apache-2.0
"""The tables of fast_modes.py."""

import os
import statistics
import sys
import textwrap

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "recall"))
from markdown import heading, paragraph, percent, table # noqa: E402
from fast_modes_run import bits # noqa: E402

RADIUS = 31
# How the ways are called in the tables.
MODES = {"approximate": "approximate", "guarded": "guarded", "fast": "fast",
         "fastest": "fastest", "first-ac": "fastest, first AC"}
SCALES = {"grey-1": "grey, whole", "grey-2": "grey, 1/2", "grey-4": "grey, 1/4",
          "grey-8": "grey, 1/8", "scans-2": "first scans, 1/2",
          "scans-4": "first scans, 1/4", "scans-8": "first scans, 1/8: DC alone"}
# By the shorter side.
SIZES = {"below 128": (0, 128), "128-255": (128, 256), "256-511": (256, 512),
         "512-999": (512, 1000), "1000 and more": (1000, 1 << 30)}
FAST_MOST, FASTEST_MEAN, POINTS = 4, 2.0, 0.2


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def distribution(values):
    """number, mean, p50, p95, p99, max"""
    if not values:
        return [0] + ["-"] * 5
    return [f"{len(values):,}", f"{statistics.mean(values):.2f}",
            *(quantile(values, share) for share in (0.5, 0.95, 0.99)), max(values)]


def brief(values):
    if not values:
        return "-"
    return (f"{statistics.mean(values):.2f} / {quantile(values, 0.95)} / "
            f"{quantile(values, 0.99)} / {max(values)} ({len(values)})")


def offs(files, way):
    return [file.off(way) for file in files if way in file.hashes]


def of_size(files, limits):
    return [file for file in files if limits[0] <= file.side < limits[1]]


class Found:
    """Which edited copies are found by their own photo, within 31 bits, by way of hashing
    them: the bank has the exact hash of each photo, or all eight."""

    def __init__(self, bank, pairs):
        self.photos = len(bank)
        self.rows = []
        self.hits = []
        for edit, file in pairs:
            photo = bank[edit.photo]
            if "exact" not in file.hashes or "exact" not in photo.hashes:
                continue
            self.rows.append(edit.row)
            self.hits.append({
                way: (bits(value, photo.hashes["exact"]) <= RADIUS,
                      min(bits(value, one) for one in photo.turned) <= RADIUS)
                for way, value in file.hashes.items()})

    def percent(self, way, eight, row=None):
        taken = [hit[way][eight] for hit, its in zip(self.hits, self.rows)
                 if row in (None, its) and way in hit]
        return 100 * sum(taken) / len(taken)

    def points(self, way, eight):
        """Percent, less than exact queries find."""
        return self.percent("exact", eight) - self.percent(way, eight)

    def only(self, way, other, eight):
        """How many are found in one way and not in another."""
        return sum(hit[way][eight] and not hit[other][eight] for hit in self.hits)


def print_head(photos, sized, found, fixed):
    print("<!-- Made by tests/bench/fast_modes.sh: do not edit. -->")
    print("# How far the fast modes are from the exact hash")
    made = "a script from outside this project" if fixed else "recall/edits.py"
    paragraph(f"""{len(photos)} photos as they are; {len(sized):,} JPEG files that were
        made of them (quality 90, 4:2:0, shorter sides of 100 to 2400 pixels, baseline
        and progressive); and {len(found.hits):,} edited copies of {found.photos} photos,
        made by {made}. This page was printed by""")
    print("\n    tests/bench/fast_modes.sh BUILD "
          + ("--fixed EDITS PHOTO..." if fixed else "PHOTO..."))
    paragraph("""A distance is the number of bits, of 256, in which a hash differs from
        the exact one of the same file (MIEN_PDQ_FULL with MIEN_MEDIA_EXACT), which is
        that of the reference. Two hashes match at 31 bits or less.""")


def item(text):
    print()
    print(textwrap.fill("- " + " ".join(text.split()), 88, subsequent_indent="  ",
                        break_long_words=False, break_on_hyphens=False))


def print_choice(found):
    """What the tables mean for a platform."""
    heading("What to choose")
    item("""For a case, for a list that others use, for whatever is kept: **exact**, the
        default. The others are for looking up uploads in banks of exact hashes.""")
    changed = {way: f"""of {len(found.hits):,} edited copies it misses
        {found.only("exact", way, True)} that exact finds, and finds
        {found.only(way, "exact", True)} that exact misses"""
               for way in ("approximate", "fast", "fastest")}
    item(f"""For pixels that are decoded anyway: **guarded**, where the answers have to be
        those of exact; **approximate**, where a bit now and then does no harm:
        {changed["approximate"]}.""")
    item(f"""For JPEG files that are decoded only to be hashed: **fast**, the one to begin
        with. It finds as much as exact: {changed["fast"]}.""")
    item(f"""Where there are more uploads than processors for them: **fastest**, which
        saves most on large and on progressive files. It finds as much, too, but more
        copies that lie near the radius change sides: {changed["fastest"]}. First AC is
        for those who have many progressive files above some 1500 pixels.""")
    item("""Drawn pictures, as gradients and logos on a plain ground, are another matter:
        see the end of this page. Whoever has to find those takes guarded or exact.""")
    item("""In all of them: an upload that somebody will look at, or that is to be
        blocked, can be hashed again with exact. There are few of them.""")


def print_promises(photos, edited, drawn, found):
    """photos: of all sizes."""
    heading("What is promised")
    files = photos + edited + drawn
    guarded = [file for file in files
               if file.off("guarded") or file.quality_off("guarded")]
    fast, fastest = offs(photos, "fast"), offs(photos + edited, "fastest")
    rows = [["guarded: no other hash or quality", "0 files",
             f"{len(guarded)} of {len(files):,} files", not guarded],
            ["fast: bits off a photo, of any size, at most", FAST_MOST, max(fast),
             max(fast) <= FAST_MOST],
            ["fastest: bits off, on average", f"about {FASTEST_MEAN:g}",
             f"{statistics.mean(fastest):.2f}",
             statistics.mean(fastest) <= FASTEST_MEAN]]
    for way in "fast", "fastest":
        points = max(found.points(way, eight) for eight in (False, True))
        rows.append([f"{way} queries: percentage points of recall lost", f"<= {POINTS}",
                     f"{points:.2f}", points <= POINTS])
    table(["promise", "said", "measured", "verdict"],
          [[*row[:3], "met" if row[3] else "MISSED"] for row in rows])
    beyond = [file for file in edited if file.off("fast") > FAST_MOST]
    names = ", ".join(sorted({os.path.basename(file.path) for file in beyond}))
    paragraph(f"""Of the edited copies {len(beyond)} are more than {FAST_MOST} bits off
        when hashed fast{f" ({names})" if names else ""}.""")
    for file in guarded:
        paragraph(f"""Guarded differs: {os.path.basename(file.path)}, {file.width} x
            {file.height}: {file.off("guarded")} bits, quality
            {file.qualities["exact"]} and {file.qualities["guarded"]}.""")


def print_all(sets):
    heading("In all")
    for said, files in sets.items():
        print(f"\n### {said}")
        rows = []
        for way, name in MODES.items():
            taken = offs(files, way)
            same = 100 * sum(not off for off in taken) / len(taken)
            rows.append([name, *distribution(taken), percent(same),
                         max(file.quality_off(way) for file in files)])
        table("mode|files|mean|p50|p95|p99|max|same hash, %|quality off, at most"
              .split("|"), rows)
        doubted = sum(file.doubted for file in files)
        paragraph(f"""Guarded hashes {doubted:,} of these {len(files):,} a second time,
            exactly: {percent(100 * doubted / len(files))} %. The least quality among
            them is {min(file.qualities["exact"] for file in files)}.""")


def print_sizes(files):
    heading("By the size of the picture")
    paragraph("""Photos as they are and at other sizes: mean / p95 / p99 / max, and how
        many files.""")
    for progressive, said in (False, "Baseline JPEG"), (True, "Progressive JPEG"):
        chosen = [file for file in files if file.jpeg and file.progressive == progressive]
        print(f"\n### {said}")
        table(["shorter side", *MODES.values()],
              [[name, *(brief(offs(of_size(chosen, limits), way)) for way in MODES)]
               for name, limits in SIZES.items()])
    chosen = [file for file in files if file.jpeg]
    print("\n### What was decoded")
    paragraph("""The reductions that fast and fastest chose, and how often (baseline and
        progressive files).""")
    table(["shorter side", *list(MODES.values())[2:]],
          [[name, *(scales(of_size(chosen, limits), way)
                    for way in list(MODES)[2:])] for name, limits in SIZES.items()])


def scales(files, way):
    counts = {}
    for file in files:
        scale = file.scales.get(way, 1)
        counts[scale] = counts.get(scale, 0) + 1
    return ", ".join(f"{'whole' if scale == 1 else f'1/{scale}'}: {count}"
                     for scale, count in sorted(counts.items())) or "-"


def print_scales(files):
    heading("By the reduction")
    paragraph("""JPEG files, their luma reduced by that much, whatever the modes would
        have chosen: mean / p95 / p99 / max, and how many files. The shorter side of the reduced
        picture has 128 pixels at least.""")
    jpeg = [file for file in files if file.jpeg]
    table(["shorter side", *SCALES.values()],
          [[name, *(brief(offs(of_size(jpeg, limits), way)) for way in SCALES)]
           for name, limits in SIZES.items() if limits[0] >= 128])
    print("\n### By the shorter side of the reduced picture")
    sides = {"128-159": (128, 160), "160-191": (160, 192), "192-255": (192, 256),
             "256-383": (256, 384), "384-511": (384, 512), "512 and more": (512, 1 << 30)}
    rows = []
    for name, (low, high) in sides.items():
        row = [name]
        for way in SCALES:
            scale = int(way[-1])
            row.append(brief([file.off(way) for file in jpeg if way in file.hashes
                              and low <= -(-file.side // scale) < high]))
        rows.append(row)
    table(["reduced side", *SCALES.values()], rows)


def print_recall(found):
    heading("What is found again")
    paragraph("""Percent of the edited copies whose hash, made in each mode, is within 31
        of the exact hash of the photo that they were made from. Many edits, as crops, are
        beyond plain PDQ; it is the difference between the columns that counts.""")
    ways = ["exact", "approximate", "fast", "fastest", "first-ac"]
    names = ["exact", *(MODES[way] for way in ways[1:])]
    for eight, said in (False, "One hash of each photo in the bank"), \
            (True, "Its eight dihedral hashes in the bank"):
        print(f"\n### {said}")
        rows = [[row, sum(its == row for its in found.rows),
                 *(percent(found.percent(way, eight, row)) for way in ways)]
                for row in dict.fromkeys(found.rows)]
        rows.append(["**all**", f"{len(found.rows):,}",
                     *(f"**{found.percent(way, eight):.2f}**" for way in ways)])
        rows.append(["points lost against exact", "", "",
                     *(f"{found.points(way, eight):.2f}" for way in ways[1:])])
        rows.append(["found by exact only", "", "",
                     *(found.only("exact", way, eight) for way in ways[1:])])
        rows.append(["not found by exact", "", "",
                     *(found.only(way, "exact", eight) for way in ways[1:])])
        table(["edit", "files", *names], rows)


def print_drawn(files, names):
    heading("Pictures that nobody photographed")
    paragraph("""Gradients, patterns and flat colours have few frequencies; the other
        coefficients are zero but for rounding, and the median lies among them. Half of
        the bits then tell how something was rounded, and approximate, fast and fastest,
        which round in other ways, can be as far from exact as strangers are; the quality
        does not always tell. Guarded hashes them exactly. Bits off:""")
    table(["picture", "quality", *MODES.values()],
          [[names[file.path], file.qualities["exact"],
            *(file.off(way) for way in MODES)] for file in files])


def print_worst(files):
    heading("The farthest")
    rows = []
    for way, name in MODES.items():
        for file in sorted(files, key=lambda file: -file.off(way))[:3]:
            if file.off(way):
                rows.append([name, os.path.basename(file.path),
                             f"{file.width} x {file.height}", file.off(way),
                             file.qualities["exact"], file.qualities[way]])
    table(["mode", "file", "size", "bits off", "quality", "in this mode"], rows)
