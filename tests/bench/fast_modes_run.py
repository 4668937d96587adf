# SPDX-License-Identifier: Apache-2.0
"""Runs fast_modes.c over files, and says how far its hashes are from the exact ones."""

import subprocess
from concurrent.futures import ThreadPoolExecutor


class File:
    """What came out for one file: hashes are numbers of 256 bits, by the way in which
    they were made; qualities and scales likewise."""

    def __init__(self, path):
        self.path = path
        self.width = self.height = 0
        self.jpeg = self.progressive = self.doubted = False
        self.hashes, self.qualities, self.scales = {}, {}, {}
        self.turned = []
        self.failures = []

    @property
    def side(self):
        return min(self.width, self.height)

    def off(self, way):
        """Bits between a hash and the exact one."""
        return bits(self.hashes[way], self.hashes["exact"])

    def quality_off(self, way):
        return abs(self.qualities[way] - self.qualities["exact"])


def bits(a, b):
    return bin(a ^ b).count("1")


def take_line(files, words):
    kind, file, rest = words[0], files[int(words[1])], words[2:]
    if kind == "file":
        file.width, file.height = int(rest[0]), int(rest[1])
        file.jpeg, file.progressive = rest[2] == "1", rest[3] == "1"
    elif kind == "turned":
        file.turned = [int(one, 16) for one in rest]
    elif kind == "doubted":
        file.doubted = rest[0] == "1"
    elif kind == "failed":
        file.failures.append(f"{rest[0]}: {rest[1]}")
    else:
        way, scale, quality, value = rest
        file.scales[way], file.qualities[way] = int(scale), int(quality)
        file.hashes[way] = int(value, 16)


def run_part(program, ways, paths):
    said = subprocess.run([program, *ways], input="".join(f"{path}\n" for path in paths),
                          capture_output=True, text=True, check=True).stdout
    files = [File(path) for path in paths]
    for line in said.splitlines():
        take_line(files, line.split("\t"))
    return files


def run(program, ways, paths, jobs):
    """The files in the order of their paths. "exact" has to be the first way."""
    with ThreadPoolExecutor(jobs) as pool:
        parts = list(pool.map(lambda i: run_part(program, ways, paths[i::jobs]),
                              range(jobs)))
    return [parts[i % jobs][i // jobs] for i in range(len(paths))]
