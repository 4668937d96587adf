# SPDX-License-Identifier: Apache-2.0
"""Counts what was found, and what was found that should not have been."""

import math
from collections import Counter, namedtuple

RADIUS = 31
FAR = 64 # MIEN_VIEWS_RADIUS: nothing is told of pairs farther apart
REVIEW, MATCH = 1, 2
DISTANCES = [31, 38, 45, 51, 64]
AGREEING = [1, 2, 3, 4, 6, 8]

# How a pair of an upload and its own item counts as found.
STRATEGIES = {
    "plain": lambda pair: pair.plain <= RADIUS,
    "turned": lambda pair: pair.turned <= RADIUS,
    "looked_up": lambda pair: pair.looked_up <= RADIUS,
    "any": lambda pair: pair.nearest <= RADIUS,
    "match": lambda pair: pair.placed >= MATCH,
    "unplaced": lambda pair: pair.unplaced >= MATCH,
}


class Rate(namedtuple("Rate", "found of")):
    def __add__(self, other):
        return Rate(self.found + other.found, self.of + other.of)

    @property
    def percent(self):
        return 100 * self.found / self.of if self.of else math.nan

    def interval(self):
        """Wilson's, 95 %, in percent."""
        if not self.of:
            return math.nan, math.nan
        z, part, n = 1.96, self.found / self.of, self.of
        middle = (part + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(part * (1 - part) / n
                                               + z * z / (4 * n * n))
        return 100 * max(0, middle - half), 100 * min(1, middle + half)


class Found:
    """How each upload was found by its own item, by each strategy."""

    def __init__(self, bank, uploads, answers):
        self.bank, self.uploads = bank, uploads
        pairs = {pair.upload: pair for pair in answers.pairs
                 if uploads[pair.upload].own == pair.item}
        self.hits = {i: {name: bool(i in pairs and rule(pairs[i]))
                         for name, rule in STRATEGIES.items()}
                     for i, upload in enumerate(uploads) if upload.set != "original"}

    def rate(self, strategy, wanted=lambda upload, item: True):
        """Of the edited uploads that `wanted` takes."""
        chosen = [hits[strategy] for i, hits in self.hits.items()
                  if wanted(self.uploads[i], self.bank[self.uploads[i].own])]
        return Rate(sum(chosen), len(chosen))

    def groups(self, key):
        """key(upload, item) -> the uploads' numbers, in the order met; None is none."""
        groups = {}
        for i in self.hits:
            name = key(self.uploads[i], self.bank[self.uploads[i].own])
            if name is not None:
                groups.setdefault(name, []).append(i)
        return groups

    def of(self, numbers, strategy):
        return Rate(sum(self.hits[i][strategy] for i in numbers), len(numbers))


def mean(values):
    values = [value for value in values if not math.isnan(value)]
    return sum(values) / len(values) if values else math.nan


class Strangers:
    """Pairs that must not match, of one kind."""

    def __init__(self):
        self.pairs = self.review = self.match = self.by_view = self.unplaced = 0
        self.nearest = 256
        self.within = Counter()
        self.agreeing, self.agreeing_unplaced = Counter(), Counter()
        self.wrong = [] # the pairs at match

    def count(self, pair):
        """A pair that there is something to tell of; `pairs` counts all."""
        self.nearest = min(self.nearest, pair.nearest)
        self.review += pair.placed >= REVIEW
        self.match += pair.placed >= MATCH
        # A view of the whole picture settles it, and then no windows are counted.
        self.by_view += pair.placed >= MATCH and not pair.agreeing
        self.unplaced += pair.unplaced >= MATCH
        self.within.update(d for d in DISTANCES if pair.nearest <= d)
        self.agreeing.update(k for k in AGREEING if pair.agreeing >= k)
        self.agreeing_unplaced.update(k for k in AGREEING
                                      if pair.agreeing_unplaced >= k)
        if pair.placed >= MATCH or pair.unplaced >= MATCH:
            self.wrong.append(pair)


def kind_of(bank, upload, item):
    """Of a pair with another item: which kind of strangers they are."""
    if upload.set != "original":
        return upload.set
    scene = bank[upload.own].scene
    return "negative" if scene and scene == bank[item].scene else "original"


def strangers(bank, uploads, others, answers):
    """Kind -> Strangers. Pairs of one scene that plain PDQ takes for one picture are
    "same", and for each scene there are those of it alone, as ("scene", its name)."""
    told = {(pair.upload, pair.item): pair for pair in answers.pairs}
    kinds = {}
    for i, upload in enumerate(uploads):
        if not answers.views.get(i):
            continue
        for item in others[i]:
            pair = told.get((i, item))
            names = [kind_of(bank, upload, item)]
            if names[0] == "negative":
                if pair and pair.plain <= RADIUS:
                    names = ["same"]
                else:
                    names.append(("scene", bank[item].scene))
            for name in names:
                group = kinds.setdefault(name, Strangers())
                group.pairs += 1
                if pair:
                    group.count(pair)
    return kinds
