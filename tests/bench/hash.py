#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What hashing costs, one thread, beside others that do it; see hash.sh.

  hash.py BUILD FOLDER [PHOTO...]

FOLDER has the doors to yume-pdq, if there are any, and is written to. Everything in one
table was measured in turn in one run; a time is the processor time of one picture, in
milliseconds.
"""

import os
import statistics
import subprocess
import sys
import time

import pdqhash

import hash_doors as doors
import hash_pictures as pictures
from hash_rounds import (FEWEST, Way, measure, milliseconds, quantile, ratio, spread,
                         verdict)
from hash_summary import print_summary

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "recall"))
from markdown import heading, paragraph, table # noqa: E402

# In milliseconds, by the pixels and the mode: what a platform's fast path must reach,
# with the fastest kernels.
TARGETS = {
    ("512 x 512 grey", doors.APPROXIMATE): 0.020,
    ("512 x 512 RGB", doors.APPROXIMATE): 0.035,
    ("512 x 512 RGB", doors.FULL): 0.15,
    ("4000 x 3000 RGB", doors.APPROXIMATE): 2,
    ("4000 x 3000 RGB", doors.FULL): 12,
}
GUARDED_MS = 0.06
FILE_RATIOS = {(False, doors.EXACT): 1.25, (False, doors.FAST): 0.65,
               (False, doors.FASTEST): 0.45, (True, doors.FASTEST): 0.2}
THREADS, SPEEDUP = 2, 1.9
YUME = "yume-pdq 1.1.0"
SECONDS = 6 # for each size


def yume_doors(folder):
    """Those that were built, and that this processor can run: {name: path}."""
    paths = {name: os.path.join(folder, f"yume-{name}.so") for name in ("avx2", "avx512")}
    return {name: path for name, path in paths.items()
            if name in doors.available_kernels() and os.path.exists(path)}


def ways_to_hash(name, pixels):
    """mien's, with each set of kernels; the last set is the fastest."""
    sets = doors.available_kernels()
    ways = []
    for mode, said in (doors.FULL, "exact"), (doors.APPROXIMATE, "approximate"):
        for kernels in sets:
            target = TARGETS.get((name, mode)) if kernels == sets[-1] else None
            ways.append(Way(f"mien {said}, {kernels}",
                            doors.Hasher(pixels, mode, kernels), target))
    guarded = doors.Hasher(pixels, doors.GUARDED, sets[-1])
    guarded(1)
    doubt = "in doubt" if guarded.doubted else "no doubt"
    return ways + [Way(f"mien guarded, {sets[-1]} ({doubt})", guarded)]


def check_bits(ways, expected):
    """One mode, one hash, whatever the kernels; and the exact one is the reference's."""
    seen = {"mien exact": expected} if expected is not None else {}
    for way in ways:
        first = seen.setdefault(way.name.split(",")[0], way.work.bits)
        if (first != way.work.bits).any():
            sys.exit(f"hash.py: {way.name}: another hash: the times say nothing")


def time_pixels(name, pixels, folder):
    ways = ways_to_hash(name, pixels)
    peers, expected = [], None
    if pixels.ndim == 3:
        expected, _ = pdqhash.compute(pixels)
        peers.append(Way("pdqhash (PyPI)",
                         lambda times: [pdqhash.compute(pixels) for _ in range(times)]))
    if pixels.shape[:2] == (512, 512):
        peers += [Way(f"{YUME}, {kernels}, from floats", doors.Yume(path, pixels))
                  for kernels, path in yume_doors(folder).items()]
    taken = measure(peers + ways, SECONDS)
    check_bits(ways, expected)
    exact = taken[next(way.name for way in reversed(ways) if "exact" in way.name)]
    return [[name, way.name, *spread(taken[way.name]),
             f"{ratio(taken[way.name], exact):.3g}", *verdict(way, taken[way.name], None)]
            for way in peers + ways]


def print_pixels(folder):
    heading("Decoded pixels")
    paragraph("""Each picture in turn by each of them, some times at once where it is
        short: milliseconds of processor time, the median, the least, and where four of
        five lie. "Times exact" is the median, over the rounds, of the time beside that of
        mien's exact mode with its fastest kernels in the same round.""")
    rows = []
    for width, height in (512, 512), (1024, 768), (4000, 3000):
        rgb = pictures.made(width, height)
        size = f"{width} x {height}"
        if (width, height) != (1024, 768):
            rows += time_pixels(f"{size} grey", pictures.grey(rgb), folder)
        rows += time_pixels(f"{size} RGB", rgb, folder)
    table("picture|hasher|median ms|least|p10-p90|times exact|target|verdict".split("|"),
          rows)
    paragraph(f"""{YUME} takes floats of luma that somebody else has made of the bytes:
        its times are without that. Meta's pdq-photo-hasher is not measured here: its
        C++ is what pdqhash calls; elsewhere, on such a machine, it took 4.1 ms at 512 x
        512, 23 ms at 1024 x 768 and 576-617 ms at 4000 x 3000, all from decoded
        RGB.""")
    return rows


def over_photos(hashers, seconds):
    """The mean milliseconds of a picture, in each round: each is hashed once before it
    is timed, since a decoder leaves its pixels warm."""
    means = []
    start = time.perf_counter()
    while len(means) < FEWEST or time.perf_counter() - start < seconds:
        means.append({name: [] for name in hashers})
        for of_one in zip(*hashers.values()):
            for name, hasher in zip(hashers, of_one):
                hasher(1)
                means[-1][name].append(milliseconds(hasher, 3) / 3)
    return {name: [statistics.mean(one[name]) for one in means] for name in hashers}


def print_photos(folder, paths, sample_photo):
    best = doors.available_kernels()[-1]
    heading("The average photo, at 512 x 512")
    if not paths:
        paragraph("Made ones: what they say of photos is little.")
    photos = pictures.squares(
        paths or pictures.made_photos(sample_photo, folder, 24, 900, 900))
    rows = []
    for name, all_pixels in ("RGB", photos), ("grey", [pictures.grey(p) for p in photos]):
        hashers = {said: [doors.Hasher(pixels, mode, best) for pixels in all_pixels]
                   for said, mode in (("exact", doors.FULL),
                                      ("approximate", doors.APPROXIMATE),
                                      ("guarded", doors.GUARDED))}
        taken = over_photos(hashers, SECONDS)
        exact, doubted = hashers["exact"], sum(one.doubted for one in hashers["guarded"])
        for said, values in taken.items():
            target = Way(said, None, GUARDED_MS if said == "guarded" and paths else None)
            off = [int((a.bits != b.bits).sum()) for a, b in zip(exact, hashers[said])]
            rows.append([name, f"mien {said}, {best}", *spread(values),
                         f"{ratio(values, taken['exact']):.3g}",
                         f"{statistics.mean(off):.3g}, {max(off)}",
                         *verdict(target, values, None)])
        paragraph(f"{name}: {doubted} of {len(photos)} pictures are in doubt.")
    table("pixels|hasher|median ms|least|p10-p90|times exact|bits off: mean, most|target|"
          "verdict".split("|"), rows)
    print_yume(folder, photos, best)
    return rows


def print_yume(folder, photos, kernels):
    """By how many bits it differs, from the same luma."""
    for name, path in yume_doors(folder).items():
        off = []
        for pixels in photos:
            exact = doors.Hasher(pixels, doors.FULL, kernels)
            other = doors.Yume(path, pixels)
            exact(1)
            other(1)
            off.append(int((exact.bits != other.bits).sum()))
        paragraph(f"""{YUME}, {name}, differs from the exact hash of the same pictures by
            {statistics.mean(off):.1f} bits on average, p95 {quantile(off, 0.95)}, at most
            {max(off)}; {sum(bits > 31 for bits in off)} of {len(off)} are beyond the
            radius of 31.""")


def ways_to_read(data, progressive):
    ways = [("exact", doors.EXACT, 0), ("fast", doors.FAST, 0),
            ("fastest", doors.FASTEST, 0)]
    if progressive:
        ways.append(("fastest, first AC", doors.FASTEST, doors.FIRST_AC))
    result = [Way("libjpeg-turbo alone, RGB", doors.decoder(data)),
              Way("libjpeg-turbo alone, grey", doors.decoder(data, True, 8), note="1/8")]
    for name, speed, flags in ways:
        hasher = doors.FileHasher(data, speed, flags)
        hasher(1)
        target = None if flags else FILE_RATIOS.get((progressive, speed))
        result.append(Way(f"mien {name}", hasher, None, target, hasher.decoded))
    return result


def print_files(files):
    heading("JPEG files of 12 megapixels")
    paragraph("""4000 x 3000, 4:2:0, quality 90, in memory; mien in a context, without
        digests. "Times bare" is the median, over the rounds, of the time beside that of
        libjpeg-turbo in the same round, which decodes the same file to RGB and does
        nothing with it. Its grey at 1/8 is there to compare with.""")
    rows = []
    for name, data, progressive in files:
        ways = ways_to_read(data, progressive)
        taken = measure(ways, 2 * SECONDS)
        bare = taken[ways[0].name]
        label = f"{name}, {len(data) / 1e6:.1f} MB"
        rows += [[label, way.name, way.note or "all", *spread(taken[way.name]),
                  f"{ratio(taken[way.name], bare):.2f}",
                  *verdict(way, taken[way.name], bare)] for way in ways]
    table("file|way|decoded|median ms|least|p10-p90|times bare|target|verdict".split("|"),
          rows)
    return rows


def print_threads(program):
    heading(f"{THREADS} threads")
    if (os.cpu_count() or 1) < THREADS:
        return paragraph("Not measured: there are not so many processors.")
    paragraph("""How many times as many pictures as with one thread. "By processor time"
        is what it would be if no other program needed the processors: what threads cost
        each other by sharing caches and memory; "waits" counts how often one waited for
        another.""")
    rows = []
    for what in "exact", "fast", "fastest", "pixels":
        said = subprocess.run([program, what, str(THREADS)], check=True, text=True,
                              capture_output=True).stdout
        words = next(line for line in said.splitlines() if " speedup " in line).split()
        got = {name: float(value) for name, value in zip(words[2::2], words[3::2])}
        verdict_here = "met" if got["speedup"] >= SPEEDUP else "MISSED"
        if verdict_here != "met" and got["by_processor_time"] >= SPEEDUP:
            verdict_here = "other programs had the processors"
        rows.append([what, got["speedup"], f"{got['least']}-{got['most']}",
                     got["by_processor_time"], f"{got['waits']:.0f}", f">= {SPEEDUP}",
                     verdict_here])
    table("what|speedup|least-most|by processor time|waits|target|verdict".split("|"),
          rows)


def processor():
    """Its name, as Linux tells it."""
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.split(":")[1].strip() for line in file
                     if line.startswith("model name")]
        return names[0]
    except (OSError, IndexError):
        return "an unknown processor"


def main():
    build, folder, photos = sys.argv[1], sys.argv[2], sys.argv[3:]
    doors.load(os.path.join(build, "tests/bench/hash_doors.so"))
    print("# What hashing costs")
    paragraph(f"""{processor()}, kernels: {", ".join(doors.available_kernels())}; one
        thread. {len(photos) or "No"} photos. Printed by tests/bench/hash.sh.""")
    of_pixels = print_pixels(folder)
    sample_photo = os.path.join(build, "tests/e2e/sample_photo")
    of_photos = print_photos(folder, photos, sample_photo)
    of_files = print_files(pictures.files(sample_photo, folder, photos))
    print_threads(os.path.join(build, "tests/bench/hash_threads"))
    print_summary(of_pixels, of_photos, of_files, doors.available_kernels())


main()
