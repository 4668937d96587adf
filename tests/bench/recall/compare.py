# SPDX-License-Identifier: Apache-2.0
"""Which uploads are compared with which items, and what bench_recall says of them."""

import os
import random
import subprocess
import tempfile
from collections import namedtuple

Item = namedtuple("Item", "views hashes windows")
Pair = namedtuple("Pair", "upload item plain turned looked_up nearest placed agreeing "
                          "unplaced agreeing_unplaced")
Budget = namedtuple("Budget", "upload item budget hashes looked_up placed unplaced")

BUDGETS = [8, 64, 128, 256]


class Answers:
    """All that was said: about items, uploads and pairs of them."""

    def __init__(self):
        self.items, self.views, self.pairs, self.budgets = {}, {}, [], []

    def read(self, file, numbers):
        """numbers: which upload each of this part's is."""
        for line in file:
            kind, *told = line.split("\t")
            told = [int(word) for word in told]
            if kind == "bank":
                self.items[told[0]] = Item(*told[1:])
                continue
            told[0] = numbers[told[0]]
            if kind == "query":
                self.views[told[0]] = told[1]
            elif kind == "pair":
                self.pairs.append(Pair(*told))
            else:
                self.budgets.append(Budget(*told))


def are_strangers(bank, upload, item):
    """Whether the upload shows nothing of the item's picture nor of its scene."""
    other = bank[item]
    if upload.unknown or item == upload.own:
        return False
    if any(other.key.startswith(start) for start in upload.shows):
        return False
    scene = bank[upload.own].scene
    return scene is None or scene != other.scene


def others_of(bank, upload, share, dice):
    """The items to compare with: other than the upload's own."""
    if upload.set == "original":
        own = bank[upload.own]
        if own.film: # frames are compared with their scene alone
            return [i for i, one in enumerate(bank)
                    if i != upload.own and one.scene == own.scene]
        return [i for i, one in enumerate(bank) if i != upload.own and
                (not one.film or (own.scene and one.scene == own.scene))]
    strangers = [i for i, one in enumerate(bank)
                 if not one.film and are_strangers(bank, upload, i)]
    return dice.sample(strangers, min(len(strangers), share))


def plan(bank, uploads, wanted, seed):
    """The other items of each upload; about `wanted` pairs with an edited side."""
    dice = random.Random(seed)
    edited = sum(not upload.unknown for upload in uploads if upload.set != "original")
    share = -(-wanted // max(1, edited))
    return [others_of(bank, upload, share, dice) for upload in uploads]


def run(program, bank, uploads, others, jobs):
    """Every job takes a run of neighbours, which share items with a budget."""
    answers = Answers()
    with tempfile.TemporaryDirectory() as folder:
        listed = os.path.join(folder, "bank")
        with open(listed, "w") as file:
            file.writelines(one.path + "\n" for one in bank)
        running = []
        size = -(-len(uploads) // jobs)
        for begin in range(0, len(uploads), size):
            numbers = range(begin, min(begin + size, len(uploads)))
            name = os.path.join(folder, str(begin))
            with open(name, "w") as file:
                for i in numbers:
                    own = "-" if uploads[i].set == "original" else uploads[i].own
                    numbered = ",".join(map(str, others[i])) or "-"
                    print(own, numbered, uploads[i].path, sep="\t", file=file)
            with open(name) as given, open(name + ".out", "w") as told:
                running.append((name + ".out", numbers, subprocess.Popen(
                    [program, listed, *map(str, BUDGETS)], stdin=given, stdout=told)))
        for name, numbers, process in running:
            if process.wait() != 0:
                raise RuntimeError("bench_recall failed")
            with open(name) as told:
                answers.read(told, numbers)
    return answers
