# SPDX-License-Identifier: Apache-2.0
"""Lists made to be hard for an index: they stay exact, and no slower than comparing with
every hash.

Each list is asked for hashes near its own (hits), for hashes that share many bands with
its own and still lie farther away than 31 (near misses), and for others."""

import os
import shutil

import numpy

import index_doors as doors
from index_data import say
from index_table import us

RADIUS = 31
COUNTS = [100_000, 1_000_000]
HEADER = ["list", "hashes", "queries", "matches of each", "single us", "batch us",
          "compare all us", "times faster: single", "batch", "results"]


def some_away(random, hash, low, high, count):
    """Hashes at a distance between low and high from this one."""
    bits = numpy.tile(numpy.unpackbits(hash), (count, 1))
    for one in bits:
        one[random.permutation(256)[:random.integers(low, high + 1)]] ^= 1
    return numpy.packbits(bits, axis=1)


def equal(random, count):
    """All hashes are the same one."""
    hash = random.integers(0, 256, 32, numpy.uint8)
    return numpy.tile(hash, (count, 1)), some_away(random, hash, 0, 31, 4), \
        some_away(random, hash, 32, 40, 16)


def band_sharing(random, count, to_hashes):
    """All hashes have 15 of 16 bands in common; to_hashes turns 16 numbers of 16 bits each
    into the hash. Near misses differ in three bands, and in no other."""
    common = random.integers(0, 1 << 16, 16, numpy.uint16)
    rows = numpy.tile(common, (count, 1))
    rows[numpy.arange(count), random.integers(0, 16, count)] = random.integers(
        0, 1 << 16, count, numpy.uint16)
    misses = numpy.tile(common, (16, 1))
    for miss in misses:
        miss[random.permutation(16)[:3]] ^= numpy.array([0xffff, 0xffff, 0xfff],
                                                        numpy.uint16)
    return to_hashes(rows), to_hashes(rows[:4]), to_hashes(misses)


def sharing_rows(random, count):
    """15 of the 16 rows of the DCT in common."""
    return band_sharing(random, count,
                        lambda rows: numpy.ascontiguousarray(rows).view(numpy.uint8))


def sharing_bands(random, count):
    """15 of the 16 bands of the index in common."""
    return band_sharing(random, count,
                        lambda rows: doors.hashes_of_bits(
                            numpy.ascontiguousarray(rows).view(numpy.uint64)))


def sparse(random, count):
    """Only 8 bits set: all within 16 of each other."""
    bits = numpy.zeros((count, 256), numpy.uint8)
    for _ in range(8):
        bits[numpy.arange(count), random.integers(0, 256, count)] = 1
    hashes = numpy.packbits(bits, axis=1)
    return hashes, hashes[:4], some_away(random, numpy.zeros(32, numpy.uint8), 40, 44, 16)


def clusters(random, count):
    """1000 hashes within 20 of each of some."""
    hashes = numpy.repeat(random.integers(0, 256, (count // 1000, 32), numpy.uint8), 1000,
                          axis=0)
    for _ in range(20):
        bits = random.integers(0, 256, count)
        chosen = random.random(count) < 0.5
        hashes[numpy.arange(count), bits // 8] ^= (chosen << bits % 8).astype(numpy.uint8)
    return hashes, hashes[::max(1, count // 16)][:16], \
        some_away(random, hashes[0], 44, 52, 16)


LISTS = {"all equal": equal, "15 of 16 rows shared": sharing_rows,
         "15 of 16 bands shared": sharing_bands, "8 bits set": sparse,
         "clusters of 1000": clusters}


def times(index, hashes, queries):
    """What a query takes: single, in a batch, and by comparing all. Medians over the
    queries and over five runs of all three in turn."""
    singles, batches, scans = [], [], []
    for _ in range(5):
        singles.append(index.singles(queries, RADIUS)[0])
        batches.append(index.batch(queries, RADIUS)[0] / len(queries))
        scans.append(doors.scan(hashes, queries, RADIUS)[0])
    return (float(numpy.median(taken)) for taken in (singles, batches, scans))


def rows_of(folder, name, count):
    """A row for each kind of query, and whether the results were right."""
    random = numpy.random.default_rng(1)
    hashes, hits, misses = LISTS[name](random, count)
    hashes = numpy.ascontiguousarray(hashes)
    others = random.integers(0, 256, (64, 32), numpy.uint8)
    path = os.path.join(folder, "index-hard")
    shutil.rmtree(path, ignore_errors=True)
    say(f"{count:,} hashes: {name}")
    doors.build(path, hashes)
    rows, right = [], True
    with doors.Index(path) as index:
        for kind, queries in ("hits", hits), ("near misses", misses), ("others", others):
            queries = numpy.ascontiguousarray(queries)
            found = index.matches(queries, RADIUS)
            same = numpy.array_equal(found, doors.scan_matches(hashes, queries, RADIUS))
            same &= index.singles(queries, RADIUS)[1] == len(found)
            right &= same
            single, batch, scan = times(index, hashes, queries)
            rows.append([name, f"{count:,}", kind, f"{len(found) / len(queries):,.0f}",
                         us(single), us(batch), us(scan), f"{scan / single:.3g}",
                         f"{scan / batch:.3g}", "equal" if same else "DIFFER"])
    shutil.rmtree(path)
    return rows, right
