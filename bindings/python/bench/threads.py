#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much two threads of Python do in the time of one: threads.py FOLDER OF PICTURES

Needs the package mien and numpy. Short rounds of one thread and of two alternate. What is
printed is the shortest round of each, which is that of a calm moment, and their ratio;
and in brackets the median of the ratios of neighbours. hashlib, whose threads need
nothing of Python either, tells what the machine has to give at that time.
"""

import hashlib
import pathlib
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import mien
import numpy

ROUNDS = 150
ENDINGS = ".jpg", ".jpeg", ".png", ".webp"


def files(folder):
    paths = [path for path in sorted(pathlib.Path(folder).rglob("*"))
             if path.suffix.lower() in ENDINGS]
    if not paths:
        sys.exit(f"{sys.argv[0]}: no pictures ({', '.join(ENDINGS)}) in {folder}")
    # Each twice, so that both threads have the same to do: some of all sizes.
    paths.sort(key=lambda path: path.stat().st_size)
    some = [path for path in paths[:: max(1, len(paths) // 7)] for _ in range(2)]
    return f"hash_path, {len(some)} pictures", mien.hash_path, some


def pixels():
    draw = numpy.random.default_rng(1)
    small = draw.integers(0, 256, (1024, 1024, 3), numpy.uint8)
    return "hash_pixels, 80 arrays of 1024 x 1024", mien.hash_pixels, [small] * 80


def batches(index):
    draw = numpy.random.default_rng(2)
    hashes = draw.integers(0, 256, (200_000, 32), numpy.uint8)
    index.add_batch(hashes, numpy.arange(len(hashes)))
    index.compact()
    queries = draw.integers(0, 256, (8, 2000, 32), numpy.uint8)
    name = "query_batch, 8 batches of 2000 among 200,000"
    return name, index.query_batch, list(queries)


def control():
    return "hashlib.sha256, 20 times 4 MiB", hashlib.sha256, [bytes(4 << 20)] * 20


def seconds(threads, work, items):
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(time.sleep, [0.01] * threads)) # the threads are there
        start = time.perf_counter()
        list(pool.map(work, items))
        return time.perf_counter() - start


def measure(name, work, items):
    seconds(2, work, items)
    one, two = [], []
    for _ in range(ROUNDS):
        one.append(seconds(1, work, items))
        two.append(seconds(2, work, items))
    best = min(one) / min(two)
    middle = statistics.median(a / b for a, b in zip(one, two))
    print(f"    {name}: 1 thread {1000 * min(one):.0f} ms, "
          f"2 threads {1000 * min(two):.0f} ms: {best:.2f}x ({middle:.2f}x)", flush=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        with mien.Index.create(pathlib.Path(folder, "index")) as index:
            for job in (files(sys.argv[1]), pixels(), batches(index), control()):
                measure(*job)


main()
