# SPDX-License-Identifier: Apache-2.0
"""Times the index of mien against faiss; index.sh starts it.

Prints tables in Markdown: what the index and its peers need (index_table.py), other radii
(index_radii.py), lists made to be hard (index_lists.py), and queries while the index
changes (index_changes.py). Ends with 1 when any result was not the one that comparing with
every hash gives."""

import argparse
import os
import shutil
import subprocess
import sys
import time

import index_changes
import index_doors as doors
import index_lists
import index_radii
import index_table
from index_data import Data, say
from index_table import print_table

DEBIAN_PYTHON = "/usr/bin/python3"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", help="where bench_index.so and gen_hashes are")
    parser.add_argument("folder", help="where the hashes are kept")
    parser.add_argument("--sizes", default="1000000,10000000")
    parser.add_argument("--large", action="store_true",
                        help="100 million hashes too: 24 GB of memory, 40 GB of disk")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", default="table,radii,lists,changes")
    parser.add_argument("--no-peers", action="store_true")
    return parser.parse_args()


def pythons(options):
    """The Pythons that have a faiss, by whose it is."""
    if options.no_peers:
        return []
    found = [("faiss PyPI", sys.executable)]
    if subprocess.run([DEBIAN_PYTHON, "-c", "import faiss"], check=False,
                      stderr=subprocess.DEVNULL).returncode == 0:
        return found + [("faiss Debian", DEBIAN_PYTHON)]
    say("Left out: Debian's faiss: the package python3-faiss is not there")
    return found


def build_index(data):
    say(f"{data.count:,} hashes: building the index")
    shutil.rmtree(data.index_path, ignore_errors=True)
    start = time.perf_counter()
    doors.build(data.index_path, data.hashes)
    return time.perf_counter() - start


def main():
    options = arguments()
    sizes = [int(size) for size in options.sizes.split(",")]
    sizes += [100_000_000] if options.large else []
    parts = options.parts.split(",")
    doors.load(os.path.join(options.build, "bench_index.so"))
    faisses = pythons(options)

    right = True
    tables = {"table": [], "radii": [], "reading": [], "latency": [], "lists": []}
    for size in sizes:
        data = Data(options.build, options.folder, size)
        seconds = build_index(data)
        if "table" in parts:
            rows, good = index_table.rows_of(data, faisses, options.rounds, seconds)
            tables["table"] += rows
            right &= good
        if "radii" in parts:
            rows, good = index_radii.rows_of(data)
            tables["radii"] += rows
            right &= good
        if "changes" in parts:
            reading, latency = index_changes.rows_of(data)
            tables["reading"] += reading
            tables["latency"] += latency
        shutil.rmtree(data.index_path)
    for count in index_lists.COUNTS if "lists" in parts else []:
        for name in index_lists.LISTS:
            rows, good = index_lists.rows_of(options.folder, name, count)
            tables["lists"] += rows
            right &= good

    headers = {"table": index_table.HEADER, "radii": index_radii.HEADER,
               "reading": index_changes.HEADER, "latency": index_changes.LATENCY_HEADER,
               "lists": index_lists.HEADER}
    for name, rows in tables.items():
        if rows:
            print_table(headers[name], rows)
            print()
    if not right:
        sys.exit("Results were missing or wrong: the times say nothing.")


main()
