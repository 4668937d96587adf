# SPDX-License-Identifier: Apache-2.0
"""bench_index.h for Python: hashes are arrays of 32 bytes a row, times in seconds."""

import ctypes
import os

import numpy

WRITE, RESIDENT, NO_SEARCH = 1, 2, 4
SYNC_ALWAYS, SYNC_REMOVALS = 0, 1
ADD, REPLACE, REMOVE_ID = 1, 2, 3
KERNELS = {"c": 0, "avx2": 1, "avx512": 3, "neon": 4}

MATCH = numpy.dtype([("id", "u8"), ("list", "u4"), ("variant", "u4"), ("distance", "u4"),
                     ("query", "u4"), ("orientation", "u4"), ("reserved", "u4")])
NEAR = numpy.dtype([("row", "u8"), ("distance", "u4"), ("reserved", "u4")])
CHANGE = numpy.dtype([("kind", "u4"), ("padding", "u4"), ("hash", "u1", 32),
                      ("id", "u8"), ("list", "u4"), ("variant", "u4")])


class Stat(ctypes.Structure):
    """struct mien_index_stat"""
    _fields_ = [(name, ctypes.c_uint64) for name in (
        "entries snapshot_entries added_entries tombstones log_changes unapplied_changes "
        "oldest_removal generation snapshot_bytes log_bytes memory_bytes").split()] + [
            ("segments", ctypes.c_uint32), ("bands", ctypes.c_uint32),
            ("kernel", ctypes.c_char * 16), ("reserved", ctypes.c_uint8 * 64)]


class Handle(ctypes.Structure):
    """struct bench_index"""
    _fields_ = [("index", ctypes.c_void_p), ("search", ctypes.c_void_p)]


library = None


def load(path):
    global library
    library = ctypes.CDLL(path)
    library.bench_error.restype = ctypes.c_char_p


def available_kernels():
    """Those that this processor has, the fastest first."""
    cpu = library.bench_cpu()
    return [name for name in reversed(KERNELS) if KERNELS[name] & ~cpu == 0]


def pointer(array):
    assert array.flags.c_contiguous
    return ctypes.c_void_p(array.ctypes.data)


def size(number):
    return ctypes.c_size_t(number)


def call(name, *arguments):
    status = getattr(library, name)(*arguments)
    if status != 0:
        why = library.bench_error().decode()
        raise RuntimeError(f"{name}: status {status}: {why}")


def build(path, hashes):
    call("bench_build", os.fsencode(path), pointer(hashes), ctypes.c_uint64(len(hashes)))


def time_open(path, query):
    took = ctypes.c_uint64()
    call("bench_time_open", ctypes.byref(took), os.fsencode(path), pointer(query))
    return took.value * 1e-9


def hashes_of_bits(bits):
    """bits: four 64-bit numbers a row, in the order of the index's bands."""
    bits = numpy.ascontiguousarray(bits, numpy.uint64)
    hashes = numpy.empty((len(bits), 32), numpy.uint8)
    library.bench_hashes_of_bits(pointer(hashes), pointer(bits), size(len(bits)))
    return hashes


def scan(hashes, queries, radius):
    """Compares all with all. Returns the time of each query, and the number of matches."""
    took, found = numpy.empty(len(queries), numpy.uint64), ctypes.c_uint64()
    call("bench_scan", pointer(took), ctypes.byref(found), pointer(hashes),
         size(len(hashes)), pointer(queries), size(len(queries)), radius)
    return took * 1e-9, found.value


def scan_matches(hashes, queries, radius):
    """Rows of (query, id, distance), in order."""
    near, found, rows = numpy.empty(len(hashes), NEAR), ctypes.c_size_t(), []
    for number, query in enumerate(queries):
        call("bench_scan_matches", pointer(near), size(len(near)), ctypes.byref(found),
             pointer(hashes), size(len(hashes)), pointer(query), radius)
        some = near[:found.value]
        rows.append(numpy.column_stack([numpy.full(len(some), number, numpy.int64),
                                        some["row"].astype(numpy.int64),
                                        some["distance"].astype(numpy.int64)]))
    return numpy.concatenate(rows) if rows else numpy.empty((0, 3), numpy.int64)


class Index:
    """An open index with one search."""

    def __init__(self, path, flags=0, sync=SYNC_ALWAYS, kernel=None):
        self.handle = Handle()
        call("bench_open", self.me(), os.fsencode(path), flags, sync)
        if kernel is not None:
            library.bench_use_kernels(self.me(), KERNELS[kernel])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        call("bench_close", self.me())

    def me(self):
        return ctypes.byref(self.handle)

    def stat(self):
        stat = Stat()
        call("bench_stat", self.me(), ctypes.byref(stat))
        return stat

    def singles(self, queries, radius):
        """Returns the time of each query, and the number of matches of all."""
        took, found = numpy.empty(len(queries), numpy.uint64), ctypes.c_uint64()
        call("bench_singles", self.me(), pointer(took), ctypes.byref(found),
             pointer(queries), size(len(queries)), radius)
        return took * 1e-9, found.value

    def batch(self, queries, radius):
        """Returns the time and the number of matches."""
        took, found = ctypes.c_uint64(), ctypes.c_uint64()
        call("bench_batch", self.me(), ctypes.byref(took), ctypes.byref(found),
             pointer(queries), size(len(queries)), radius)
        return took.value * 1e-9, found.value

    def threads(self, queries, radius, threads, batch):
        took = ctypes.c_uint64()
        call("bench_threads", self.me(), ctypes.byref(took), pointer(queries),
             size(len(queries)), radius, threads, batch)
        return took.value * 1e-9

    def singles_for(self, seconds, queries, radius):
        """Returns how many single queries were answered."""
        done = ctypes.c_uint64()
        call("bench_singles_for", self.me(), ctypes.byref(done),
             ctypes.c_uint64(int(seconds * 1e9)), pointer(queries), size(len(queries)),
             radius)
        return done.value

    def matches(self, queries, radius):
        """Rows of (query, id, distance), in order."""
        found, matches = ctypes.c_size_t(), numpy.empty(1 << 16, MATCH)
        while True:
            call("bench_matches", self.me(), pointer(matches), size(len(matches)),
                 ctypes.byref(found), pointer(queries), size(len(queries)), radius)
            if found.value <= len(matches):
                break
            matches = numpy.empty(found.value, MATCH)
        some = matches[:found.value]
        rows = numpy.column_stack([some[name].astype(numpy.int64)
                                   for name in ("query", "id", "distance")])
        return rows[numpy.lexsort((rows[:, 1], rows[:, 0]))]

    def changes(self, changes):
        """Makes them one by one. Returns the time of each."""
        took = numpy.empty(len(changes), numpy.uint64)
        call("bench_changes", self.me(), pointer(took), pointer(changes),
             size(len(changes)))
        return took * 1e-9

    def changes_for(self, seconds, changes, group, pause):
        """Makes a group of them each `pause` seconds. Returns how many were made."""
        made = ctypes.c_uint64()
        call("bench_changes_for", self.me(), ctypes.byref(made),
             ctypes.c_uint64(int(seconds * 1e9)), pointer(changes), size(len(changes)),
             size(group), ctypes.c_uint64(int(pause * 1e9)))
        return made.value
