# SPDX-License-Identifier: Apache-2.0
"""The hashes, queries and changes of the benchmark: made once, kept in a folder."""

import os
import subprocess
import sys

import numpy

QUERIES = 16384 # of which one in 100 is near a hash of the list
NEAR = 256      # queries that are all near a hash of the list
CHANGES = 400000
SEEDS = {"list": 1, "queries": 2, "near": 3, "changes": 4}


def say(text):
    print(text, file=sys.stderr, flush=True)


def available_memory():
    with open("/proc/meminfo") as info:
        for line in info:
            if line.startswith("MemAvailable"):
                return int(line.split()[1]) * 1024
    return 0


class Data:
    """What there is for a list of `count` hashes."""

    def __init__(self, build, folder, count):
        self.count = count
        self.folder = folder
        self.tool = os.path.join(build, "gen_hashes")
        self.index_path = os.path.join(folder, f"index-{count}")
        self.list_path = self.file("list", count)
        self.queries_path = self.file("queries", QUERIES, self.list_path, "1")
        near = self.file("near", NEAR, self.list_path, "100")
        self.hashes = numpy.memmap(self.list_path, numpy.uint8, "r").reshape(-1, 32)
        self.queries = numpy.fromfile(self.queries_path, numpy.uint8).reshape(-1, 32)
        # For comparing results: those with matches first.
        self.compared_path = os.path.join(folder, f"compared-{count}.bin")
        near = numpy.fromfile(near, numpy.uint8).reshape(-1, 32)
        self.compared = numpy.concatenate([near, self.queries[:NEAR]])
        self.compared.tofile(self.compared_path)

    def file(self, name, number, *more):
        path = os.path.join(self.folder, f"{name}-{self.count}.bin")
        if not os.path.exists(path) or os.path.getsize(path) != 32 * number:
            say(f"Making {number} hashes: {os.path.basename(path)}")
            kind = "queries" if more else "list"
            subprocess.run([self.tool, kind, str(number), str(SEEDS[name]), path + ".new",
                            *more], check=True)
            os.rename(path + ".new", path)
        return path

    def new_hashes(self):
        """Hashes that are not in the list, nor among the queries."""
        path = self.file("changes", CHANGES)
        return numpy.fromfile(path, numpy.uint8).reshape(-1, 32)
