# SPDX-License-Identifier: Apache-2.0
"""The main table: mien and its peers at radius 31.

Every peer is asked in turn with mien, so that a slow moment of the machine falls on both,
and is compared with what mien needed in these very rounds. The figure of a round is its
mean over the queries; what is printed is the median over the rounds. For p99 and worst,
each query counts with the median of its own times."""

import os
import statistics

import numpy

import index_doors as doors
from index_data import available_memory, say
from index_peer import KINDS, Peer, PeerEnded, anonymous_memory

RADIUS = 31
HEADER = ["hashes", "index", "single us", "p99", "worst", "batch us", "bytes/hash",
          "build s", "open ms", "recall", "single: times mien's", "batch: times mien's"]


def us(seconds):
    """Microseconds with three digits."""
    number = seconds * 1e6
    return f"{number:.{max(0, 2 - len(str(int(number))) + 1)}f}" if number < 1000 \
        else f"{number:,.0f}"


def print_table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header), flush=True)
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def recall(found, truth):
    """Of two lists of [query, row, distance]: the part of the truth that was found."""
    found, truth = {tuple(row) for row in found}, {tuple(row) for row in truth}
    text = f"{100 * len(found & truth) / max(1, len(truth)):.4g} %"
    return text if found <= truth else f"{text}, {len(found - truth)} wrong"


def folder_bytes(path):
    return sum(os.path.getsize(os.path.join(path, name)) for name in os.listdir(path))


class Mien:
    """Times mien, and remembers what each round took."""

    def __init__(self, data, kernel=None, flags=0):
        self.data, self.before = data, anonymous_memory()
        self.index = doors.Index(data.index_path, flags, kernel=kernel)
        self.singles, self.batches = [], []
        self.round() # wakes the page cache up, and does not count
        self.memory = anonymous_memory() - self.before
        self.singles, self.batches = [], []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.index.__exit__()

    def round(self):
        took, single = self.index.singles(self.data.queries, RADIUS)
        self.singles.append(took)
        took, batch = self.index.batch(self.data.queries, RADIUS)
        self.batches.append(took / len(self.data.queries))
        assert single == batch, "one by one and together: other matches"

    def single(self, last=None):
        return statistics.median(float(took.mean()) for took in self.singles[-(last or 0):])

    def batch(self, last=None):
        return statistics.median(self.batches[-(last or 0):])

    def of_queries(self):
        """The median time of each query, in ascending order."""
        return numpy.sort(numpy.median(numpy.array(self.singles), axis=0))

    def row(self, name, more):
        own = self.of_queries()
        return [f"{self.data.count:,}", name, us(self.single()),
                us(own[len(own) * 99 // 100]), us(own[-1]), us(self.batch())] + more


def peer_rounds(peer, mien, rounds):
    """Asks the peer in turn with mien. Returns the times of single queries of each round,
    and of a query in a batch."""
    data = mien.data
    ask = {"path": data.queries_path, "radius": RADIUS}
    once = statistics.mean(peer.ask(do="singles", first=0, count=2, **ask)["seconds"])
    count = int(min(1024, max(2, 0.7 / once))) # of each round: about a second
    singles, batches = [], []
    for number in range(rounds):
        first = number * count % (len(data.queries) - count)
        mien.round()
        singles.append(peer.ask(do="singles", first=first, count=count, **ask)["seconds"])
        taken = peer.ask(do="batch", first=first, count=count, **ask)["seconds"]
        batches.append(taken / count)
    return singles, batches


def peer_row(python, name, kind, mien, truth, rounds):
    data = mien.data
    with Peer(python) as peer:
        title = f"{name} {peer.version} {kind}"
        say(f"{data.count:,} hashes: {title}")
        built = peer.ask(do="build", kind=kind, path=data.list_path)
        singles, batches = peer_rounds(peer, mien, rounds)
        single = statistics.median(statistics.mean(taken) for taken in singles)
        batch = statistics.median(batches)
        compared = int(min(len(data.compared), max(8, 4 / batch))) # 4 seconds
        matches = peer.ask(do="matches", path=data.compared_path, first=0,
                           count=compared, radius=RADIUS)
        opened = None
        if kind != "FlatL2": # a file of a kB for each hash
            opened = peer.ask(do="open", folder=data.folder, path=data.queries_path)
    every = sorted(taken for some in singles for taken in some)
    return [f"{data.count:,}", title, us(single), us(every[len(every) * 99 // 100]),
            us(every[-1]), us(batch), f"{built['bytes'] / data.count:.0f}",
            f"{built['seconds']:.1f}", "-" if opened is None else f"{opened * 1e3:.1f}",
            recall(matches, truth[truth[:, 0] < compared].tolist()),
            f"{single / mien.single(rounds):.0f}", f"{batch / mien.batch(rounds):.0f}"]


def peer_rows(pythons, mien, truth, rounds):
    for name, python in pythons:
        for kind, needed in KINDS.items():
            what = f"Left out: {name} {kind} with {mien.data.count:,} hashes"
            lack = mien.data.count * needed - 0.95 * available_memory()
            if lack > 0:
                say(f"{what}: {lack / 1e9:.1f} GB of memory are missing")
                continue
            try:
                yield peer_row(python, name, kind, mien, truth, rounds)
            except PeerEnded as ended:
                say(f"{what}: {ended}")


def threads_row(mien, rounds):
    """Two threads: the time of both together, for each query."""
    data, singles, batches = mien.data, [], []
    for _ in range(rounds):
        mien.round()
        for batch, taken in (False, singles), (True, batches):
            took = mien.index.threads(data.queries, RADIUS, 2, batch)
            taken.append(took / len(data.queries))
    single, batch = statistics.median(singles), statistics.median(batches)
    return [f"{data.count:,}", "mien, 2 threads", us(single), "-", "-", us(batch), "-", "-",
            "-", "-", f"{single / mien.single(rounds):.2f}",
            f"{batch / mien.batch(rounds):.2f}"]


def other_kernels(mien, kernels, rounds):
    for kernel in kernels:
        with Mien(mien.data, kernel) as other:
            for _ in range(rounds):
                mien.round()
                other.round()
            yield other.row(f"mien, only {kernel}", ["-"] * 4 + [
                f"{other.single() / mien.single(rounds):.2f}",
                f"{other.batch() / mien.batch(rounds):.2f}"])


def resident_row(mien, rounds):
    """The snapshot copied into memory, where the system has large pages. Where there is
    no room for the copy and the file, the rounds of the one come after the other's."""
    both = 2.1 * folder_bytes(mien.data.index_path) < available_memory()
    with Mien(mien.data, flags=doors.RESIDENT) as other:
        for _ in range(rounds):
            if both:
                mien.round()
            other.round()
        return other.row("mien, resident", ["-"] * 4 + [
            f"{other.single() / mien.single(rounds):.2f}",
            f"{other.batch() / mien.batch(rounds):.2f}"])


def rows_of(data, pythons, rounds, build_seconds):
    """All rows for one size, and whether the results were right."""
    truth = doors.scan_matches(data.hashes, data.compared, RADIUS)
    opened = statistics.median(doors.time_open(data.index_path, data.queries[0])
                               for _ in range(9))
    with Mien(data) as mien:
        found = mien.index.matches(data.compared, RADIUS)
        right = numpy.array_equal(found, truth)
        peers = list(peer_rows(pythons, mien, truth, rounds))
        kernels = list(other_kernels(mien, doors.available_kernels()[1:], rounds))
        resident = resident_row(mien, rounds)
        threads = threads_row(mien, rounds)
        size = (folder_bytes(data.index_path) + mien.memory) / data.count
        first = mien.row(f"mien ({mien.index.stat().kernel.decode()})", [
            f"{size:.0f}", f"{build_seconds:.1f}", f"{opened * 1e3:.2f}",
            recall(found.tolist(), truth.tolist()), "1", "1"])
        raw = max(float(took.max()) for took in mien.singles)
        say(f"{data.count:,} hashes: {len(truth)} matches of {len(data.compared)} queries "
            f"compared; the longest of {len(mien.singles) * len(data.queries):,} single "
            f"queries took {us(raw)} us")
    return [first, resident] + kernels + [threads] + peers, right
