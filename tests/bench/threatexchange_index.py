# SPDX-License-Identifier: Apache-2.0
"""mien.threatexchange beside python-threatexchange's own index, as HMA uses them.

threatexchange_index.py BUILD/tests/bench FOLDER [HASHES]...

Both are built from the same list of hashes in hexadecimal, stored and loaded as HMA does
it, and queried one by one at distance 31 through the same method, with 99 of 100 queries
without a match. Rounds alternate; times are medians of the means of rounds, and "times
mien's" the median of the ratios within a round. Every answer to the compared queries is
checked against comparing with every hash.
"""

import io
import os
import statistics
import sys
import time

import faiss
import numpy

import mien
from index_data import Data, say
from mien.threatexchange import PDQIndex
from threatexchange.signal_type.pdq.pdq_index import PDQIndex as TheirIndex

ROUNDS = 15
QUERIES = {TheirIndex: 40, PDQIndex: 1000} # of a round
NAMES = {
    TheirIndex: f"python-threatexchange (faiss {faiss.__version__} MultiHash)",
    PDQIndex: f"mien.threatexchange ({mien.kernels_name()})",
}


def timed(call):
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def stored_and_loaded(index):
    file = io.BytesIO()
    _, store = timed(lambda: index.serialize(file))
    file.seek(0)
    loaded, load = timed(lambda: type(index).deserialize(file))
    return loaded, store, load


def recall(index, data, truths):
    """The part of all matches that is found; what is found beside them is an error."""
    hit = every = 0
    for query, truth in zip(data.compared, truths):
        found = {(match.metadata, match.similarity_info.distance)
                 for match in index.query(query.tobytes().hex())}
        assert found <= truth, "an answer that is none"
        hit, every = hit + len(found), every + len(truth)
    return hit / every


def round_of(index, queries, start):
    count = QUERIES[type(index)]
    some = [queries[i % len(queries)] for i in range(start, start + count)]
    _, seconds = timed(lambda: [index.query(query) for query in some])
    return seconds / count


def measure(data):
    hashes = [row.tobytes().hex() for row in data.hashes]
    queries = [row.tobytes().hex() for row in data.queries]
    array = numpy.ascontiguousarray(data.hashes)
    truths = [{(near.row, near.distance)
               for near in mien.scan(array, mien.Hash.from_bytes(query.tobytes()))}
              for query in data.compared]
    indexes, rows = {}, {}
    for kind in (TheirIndex, PDQIndex):
        say(f"Building {NAMES[kind]}")
        built, build = timed(lambda: kind.build(list(zip(hashes, range(len(hashes))))))
        indexes[kind], store, load = stored_and_loaded(built)
        built.dispose()
        rows[kind] = build, store, load, recall(indexes[kind], data, truths)
    rounds = {kind: [] for kind in indexes}
    for number in range(ROUNDS):
        for kind, index in indexes.items():
            rounds[kind].append(round_of(index, queries, number * QUERIES[kind]))
    for kind, (build, store, load, found) in rows.items():
        ratio = statistics.median(
            one / mine for one, mine in zip(rounds[kind], rounds[PDQIndex]))
        print(f"| {data.count:,} | {NAMES[kind]} "
              f"| {statistics.median(rounds[kind]) * 1e6:,.1f} | {ratio:,.1f} "
              f"| {build:.1f} | {store:.2f} | {load:.1f} | {100 * found:.4g} % |",
              flush=True)
    indexes[PDQIndex].dispose()


def main():
    build, folder, *sizes = sys.argv[1:]
    faiss.omp_set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    print("| hashes | index | a query, us | times mien's | build s | store s | load s "
          "| recall |\n|---|---|---|---|---|---|---|---|")
    for size in map(int, sizes or ["1000000"]):
        measure(Data(build, folder, size))


main()
