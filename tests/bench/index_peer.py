# SPDX-License-Identifier: Apache-2.0
"""faiss, as mien's users run it, in a process of its own: started as a program it answers
requests from standard input, one line of JSON for each. So the main program can ask a
faiss that is made for another Python, and give its memory back by ending it."""

import json
import os
import subprocess
import sys
import time

# What python-threatexchange makes: MultiHash with 16 tables of 16 bits (its PDQ index),
# flat (for larger radii), and flat over floats (what HMA runs). And how many bytes of
# memory one needs for each hash, a little more than measured.
KINDS = {"MultiHash": 330, "flat": 34, "FlatL2": 1070}


class PeerEnded(Exception):
    """By a signal, when memory was short; or because of its own bug."""


class Peer:
    """An index of faiss in another process."""

    def __init__(self, python):
        self.process = subprocess.Popen([python, "-B", os.path.abspath(__file__)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.version = self.ask(do="version")

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise PeerEnded(f"it ended with status {self.process.wait()}")
        return json.loads(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def anonymous_memory():
    """Bytes of memory that belong to this process alone."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("RssAnon"):
                return int(line.split()[1]) * 1024
    return 0


class Server:
    """Its methods are the requests."""

    def __init__(self):
        import faiss
        import numpy
        self.faiss, self.numpy = faiss, numpy
        faiss.omp_set_num_threads(1)
        self.index = self.kind = None

    def version(self):
        return self.faiss.__version__

    def floats(self, hashes):
        bits = self.numpy.unpackbits(hashes, axis=1)
        return bits.astype(self.numpy.float32)

    def read(self, path):
        size = os.path.getsize(path)
        # Room behind the end: Debian's MultiHash reads some bytes from there.
        memory = self.numpy.zeros(size + 4096, self.numpy.uint8)
        with open(path, "rb") as file:
            file.readinto(memory[:size])
        return memory[:size].reshape(-1, 32)

    def build(self, kind, path):
        hashes = self.read(path)
        before, start = anonymous_memory(), time.perf_counter()
        if kind == "MultiHash":
            self.index = self.faiss.IndexBinaryMultiHash(256, 16, 16)
        elif kind == "flat":
            self.index = self.faiss.IndexBinaryFlat(256)
        else:
            self.index = self.faiss.IndexFlatL2(256)
        self.kind = kind
        if kind == "FlatL2":
            for first in range(0, len(hashes), 1 << 16):
                self.index.add(self.floats(hashes[first:first + (1 << 16)]))
        else:
            self.index.add(hashes)
        return {"seconds": time.perf_counter() - start,
                "bytes": anonymous_memory() - before}

    def search(self, queries, radius):
        if self.kind == "MultiHash":
            self.index.nflip = radius // 16
        return self.index.range_search(queries, radius + 1) # nearer than

    def queries(self, path, first, count):
        queries = self.read(path)[first:first + count]
        return self.floats(queries) if self.kind == "FlatL2" else queries

    def singles(self, path, first, count, radius):
        queries, took, found = self.queries(path, first, count), [], 0
        for i in range(len(queries)):
            start = time.perf_counter()
            limits, _, _ = self.search(queries[i:i + 1], radius)
            took.append(time.perf_counter() - start)
            found += int(limits[-1])
        return {"seconds": took, "found": found}

    def batch(self, path, first, count, radius):
        queries = self.queries(path, first, count)
        start = time.perf_counter()
        limits, _, _ = self.search(queries, radius)
        return {"seconds": time.perf_counter() - start, "found": int(limits[-1])}

    def matches(self, path, first, count, radius):
        """Rows of [query, row, distance], in order."""
        limits, distances, rows = self.search(self.queries(path, first, count), radius)
        return sorted([query, int(rows[i]), int(distances[i])]
                      for query in range(len(limits) - 1)
                      for i in range(int(limits[query]), int(limits[query + 1])))

    def open(self, folder, path):
        """Writes the index into a file; how long it then takes to read it and to answer
        one query."""
        file = os.path.join(folder, "peer.faiss")
        self.faiss.write_index_binary(self.index, file)
        self.index = None
        try:
            query, start = self.queries(path, 0, 1), time.perf_counter()
            self.index = self.faiss.read_index_binary(file)
            self.search(query, 31)
            return time.perf_counter() - start
        finally:
            os.remove(file)


def serve():
    server = Server()
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(server, request.pop("do"))(**request)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve()
