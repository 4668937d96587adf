# SPDX-License-Identifier: Apache-2.0
"""Times ways to do the same in turn, so that a slow moment of the machine falls on all of
them, and says what came out."""

import statistics
import time
from collections import namedtuple

BATCH_MS = 2.0 # short work is done some times at once, until it takes so long
FEWEST, MOST = 9, 151

# work(times) does it so often. A target is in milliseconds, or a ratio to the base.
Way = namedtuple("Way", "name work most_ms most_ratio note", defaults=(None, None, ""))


def milliseconds(work, times):
    """Of processor time: what other programs take is not in it."""
    start = time.thread_time()
    work(times)
    return (time.thread_time() - start) * 1e3


def times_for(work):
    work(1) # pages and caches are warm
    return max(1, int(BATCH_MS / max(milliseconds(work, 1), 1e-4)))


def measure(ways, seconds):
    """The milliseconds of each way in each round: {name: [ms, ...]}."""
    times = {way.name: times_for(way.work) for way in ways}
    taken = {way.name: [] for way in ways}
    start = time.perf_counter()
    done = 0
    while done < FEWEST or (done < MOST and time.perf_counter() - start < seconds):
        for way in ways:
            count = times[way.name]
            taken[way.name].append(milliseconds(way.work, count) / count)
        done += 1
    return taken


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(taken, base):
    """To the base in the same round, the median of all rounds."""
    return statistics.median(a / b for a, b in zip(taken, base))


def figure(ms):
    return f"{ms:.4f}" if ms < 1 else f"{ms:.2f}"


def spread(taken):
    """The median, the least, and where four of five lie."""
    low, high = quantile(taken, 0.1), quantile(taken, 0.9)
    return [figure(statistics.median(taken)), figure(min(taken)),
            f"{figure(low)}-{figure(high)}"]


def verdict(way, taken, base):
    """The target, and whether it was met; and by how much it was not."""
    if way.most_ms is not None:
        got, most, unit = statistics.median(taken), way.most_ms, " ms"
    elif way.most_ratio is not None:
        got, most, unit = ratio(taken, base), way.most_ratio, "x"
    else:
        return ["", ""]
    return [f"<= {most:g}{unit}", "met" if got <= most else f"MISSED: {got / most:.2f}x"]
