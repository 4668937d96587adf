# SPDX-License-Identifier: Apache-2.0
"""Queries while the index changes, and how long changes take.

One thread asks single queries; another one, on the other core, makes 100 changes every
10 ms: half of them additions, a quarter replacements, a quarter removals. In turn with
the same without changes."""

import os
import shutil
import statistics
import threading

import numpy

import index_doors as doors
from index_data import say
from index_table import RADIUS, us

GROUP, PAUSE = 100, 0.01 # 10,000 a second
SLICES, SECONDS = 4, 1.0
HEADER = ["hashes", "reader", "changes/s", "idle us", "changing us", "speed kept"]
LATENCY_HEADER = ["hashes", "durable", "change", "median us", "p99", "worst"]


class Changes:
    """A mix of changes that never runs out of rows and hashes to change."""

    def __init__(self, data):
        self.random = numpy.random.default_rng(5)
        self.hashes, self.used = data.new_hashes(), 0
        self.rows = self.random.permutation(data.count)

    def make(self, kinds):
        changes = numpy.zeros(len(kinds), doors.CHANGE)
        numbers = numpy.arange(self.used, self.used + len(kinds))
        self.used += len(kinds)
        changes["kind"] = kinds
        changes["hash"] = self.hashes[numbers % len(self.hashes)]
        new = numpy.array(kinds) == doors.ADD
        changes["id"] = numpy.where(new, (1 << 40) + numbers,
                                    self.rows[numbers % len(self.rows)])
        return changes

    def mixed(self, count):
        return self.make(self.random.choice(
            [doors.ADD, doors.ADD, doors.REPLACE, doors.REMOVE_ID], count))


def pinned(core, work):
    """Does the work in a thread on this core, if the machine has several."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(threading.get_native_id(), {cores[core % len(cores)]})
    try:
        return work()
    finally:
        os.sched_setaffinity(threading.get_native_id(), cores)


def slice_of(reader, writer, changes, queries):
    """Queries a second, and changes a second, of one slice of time."""
    made = []

    def write():
        pinned(1, lambda: made.append(
            writer.changes_for(SECONDS, changes, GROUP, PAUSE)))
    thread = threading.Thread(target=write)
    if len(changes) > 0:
        thread.start()
    done = pinned(0, lambda: reader.singles_for(SECONDS, queries, RADIUS))
    if len(changes) > 0:
        thread.join()
    return done / SECONDS, sum(made) / SECONDS


def reading_row(data, name, reader, writer, changes):
    say(f"{data.count:,} hashes: {name} while they change")
    none = changes.mixed(0)
    idle, busy, rate = [], [], []
    slice_of(reader, writer, none, data.queries)
    for _ in range(SLICES):
        idle.append(slice_of(reader, writer, none, data.queries)[0])
        mix = changes.mixed(int(2 * SECONDS / PAUSE * GROUP))
        speed, made = slice_of(reader, writer, mix, data.queries)
        busy.append(speed)
        rate.append(made)
    idle, busy = statistics.median(idle), statistics.median(busy)
    return [f"{data.count:,}", name, f"{statistics.median(rate):,.0f}", us(1 / idle),
            us(1 / busy), f"{100 * busy / idle:.0f} %"]


def latency_rows(data, path, sync, name, changes):
    kinds = [("add", doors.ADD), ("replace", doors.REPLACE),
             ("remove", doors.REMOVE_ID)]
    with doors.Index(path, doors.WRITE, sync) as index:
        for title, kind in kinds:
            say(f"{data.count:,} hashes: {title}, durable: {name}")
            count = 5000 if kind == doors.ADD and sync == doors.SYNC_REMOVALS else 300
            took = numpy.sort(index.changes(changes.make([kind] * count)))
            yield [f"{data.count:,}", name, title, us(took[len(took) // 2]),
                   us(took[len(took) * 99 // 100]), us(took[-1])]


def rows_of(data):
    """The rows of both tables. Works on a copy of the index."""
    path = data.index_path + "-changing"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(data.index_path, path)
    changes = Changes(data)
    with doors.Index(path, doors.WRITE, doors.SYNC_REMOVALS) as writer:
        reading = [reading_row(data, "the writer's handle", writer, writer, changes)]
        with doors.Index(path) as reader:
            reading.append(reading_row(data, "a handle of its own", reader, writer,
                                       changes))
    latency = list(latency_rows(data, path, doors.SYNC_REMOVALS, "removals", changes))
    latency += latency_rows(data, path, doors.SYNC_ALWAYS, "always", changes)
    shutil.rmtree(path)
    return reading, latency
