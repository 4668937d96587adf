#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much two threads of Python do in the time of one: threads.py FOLDER OF PICTURES

Needs the package mien and numpy. Rounds of one thread and of two alternate; what is
printed are medians, and the median of the ratios of neighbours. hashlib, whose threads
need nothing of Python either, tells what the machine has to give at that time.
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

ROUNDS = 9
ENDINGS = ".jpg", ".jpeg", ".png", ".webp"


def files(folder):
    paths = [path for path in sorted(pathlib.Path(folder).rglob("*"))
             if path.suffix.lower() in ENDINGS]
    # The largest first, so that no thread waits long for the last of the other.
    paths.sort(key=lambda path: -path.stat().st_size)
    return f"hash_path, {len(paths)} pictures", mien.hash_path, paths


def pixels():
    draw = numpy.random.default_rng(1)
    small = draw.integers(0, 256, (1024, 1024, 3), numpy.uint8)
    return "hash_pixels, 400 arrays of 1024 x 1024", mien.hash_pixels, [small] * 400


def batches(index):
    draw = numpy.random.default_rng(2)
    hashes = draw.integers(0, 256, (200_000, 32), numpy.uint8)
    index.add_batch(hashes, numpy.arange(len(hashes)))
    index.compact()
    queries = draw.integers(0, 256, (64, 4000, 32), numpy.uint8)
    name = "query_batch, 64 batches of 4000 among 200,000"
    return name, index.query_batch, list(queries)


def control():
    return "hashlib.sha256, 200 times 4 MiB", hashlib.sha256, [bytes(4 << 20)] * 200


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
    ratio = statistics.median(a / b for a, b in zip(one, two))
    print(f"    {name}: 1 thread {statistics.median(one):.2f} s, "
          f"2 threads {statistics.median(two):.2f} s: {ratio:.2f}x", flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        with mien.Index.create(pathlib.Path(folder, "index")) as index:
            for job in (files(sys.argv[1]), pixels(), batches(index), control()):
                measure(*job)


main()
