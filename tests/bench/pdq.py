# SPDX-License-Identifier: Apache-2.0
"""Times mien's PDQ against pdqhash, in turn, on the same decoded RGB; see pdq.sh."""

import ctypes
import statistics
import sys
import time

import numpy
import pdqhash

AVX2, AVX512, NEON = 1, 2, 4
SETS = [("c", 0), ("avx2", AVX2), ("avx512", AVX2 | AVX512), ("neon", NEON)]


class Pdq(ctypes.Structure):
    _fields_ = [("hash", ctypes.c_uint8 * 32), ("quality", ctypes.c_uint32)]


def picture(width, height):
    """Photo-like: soft blobs at several scales and a little noise, from a fixed seed."""
    random = numpy.random.default_rng(20261121)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    planes = []
    for _ in range(3):
        plane = numpy.zeros((height, width), numpy.float32)
        for octave in range(6):
            fx, fy = random.uniform(-1, 1, 2) * 2**octave * 6 / max(width, height)
            plane += numpy.sin(x * fx + y * fy + random.uniform(0, 6)) / (octave + 1)
        plane = 128 + 45 * plane + random.normal(0, 4, (height, width))
        planes.append(numpy.clip(plane, 0, 255).astype(numpy.uint8))
    return numpy.ascontiguousarray(numpy.stack(planes, -1))


def milliseconds(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def main():
    library = ctypes.CDLL(sys.argv[1])
    cpu = library.bench_cpu()
    sets = [(name, flags) for name, flags in SETS if flags & ~cpu == 0]
    print(f"{'picture':>12} {'hasher':>16} {'median ms':>10} {'min':>8} {'max':>8}"
          f" {'pdqhash / this':>15}")
    failed = False
    for width, height, rounds in (512, 512, 40), (1024, 768, 20), (4000, 3000, 9):
        pixels = picture(width, height)
        out = Pdq()
        times = {name: [] for name, _ in [("pdqhash", 0)] + sets}
        expected, _ = pdqhash.compute(pixels)
        for _ in range(rounds):
            # In turn, so that a slow moment of the machine falls on all of them.
            times["pdqhash"].append(milliseconds(lambda: pdqhash.compute(pixels)))
            for name, flags in sets:
                def work(flags=flags):
                    assert library.bench_hash(ctypes.byref(out), pixels.ctypes.data_as(
                        ctypes.c_void_p), width, height, flags, 1) == 0
                times[name].append(milliseconds(work))
                bits = numpy.unpackbits(numpy.frombuffer(bytes(out.hash), numpy.uint8))
                failed |= bool((bits != expected).any())
        peer = statistics.median(times["pdqhash"])
        for name, taken in times.items():
            median = statistics.median(taken)
            label = name if name == "pdqhash" else f"mien {name}"
            print(f"{width:>6}x{height:<5} {label:>16} {median:>10.3f}"
                  f" {min(taken):>8.3f} {max(taken):>8.3f} {peer / median:>14.1f}x")
    if failed:
        sys.exit("the hashes differ: the times say nothing")


main()
