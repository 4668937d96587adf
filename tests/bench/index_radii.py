# SPDX-License-Identifier: Apache-2.0
"""Other radii, against comparing with every hash by the same kernels."""

import numpy

import index_doors as doors
from index_data import say
from index_table import us

RADII = [0, 15, 31, 48, 64]
SECONDS = 0.7 # for each figure
HEADER = ["hashes", "radius", "single us", "batch us", "compare all us",
          "times faster: single", "batch", "results"]


def some(queries, each):
    """As many of the queries as there is time for."""
    return queries[:int(min(len(queries), max(16, SECONDS / each)))]


def rows_of(data):
    """A row for each radius, and whether the results were right."""
    rows, right = [], True
    scanned, _ = doors.scan(data.hashes, data.queries[:8], 31)
    compared = data.compared[:int(min(64, max(16, 2 / scanned.mean())))]
    with doors.Index(data.index_path) as index:
        for radius in RADII:
            say(f"{data.count:,} hashes: radius {radius}")
            once, _ = index.singles(data.queries[:16], radius)
            queries = some(data.queries, float(once.mean()))
            singles, batches, scans = [], [], []
            for _ in range(3):
                singles.append(index.singles(queries, radius)[0].mean())
                batches.append(index.batch(queries, radius)[0] / len(queries))
                scans.append(doors.scan(data.hashes, some(queries, scanned.mean()),
                                        radius)[0].mean())
            single, batch, scan = (float(numpy.median(x)) for x in (singles, batches, scans))
            same = numpy.array_equal(index.matches(compared, radius),
                                     doors.scan_matches(data.hashes, compared, radius))
            right &= same
            rows.append([f"{data.count:,}", str(radius), us(single), us(batch), us(scan),
                         f"{scan / single:.3g}", f"{scan / batch:.3g}",
                         "equal" if same else "DIFFER"])
    return rows, right
