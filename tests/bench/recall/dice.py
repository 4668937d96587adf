# SPDX-License-Identifier: Apache-2.0
"""Draws that write themselves down.

Every parameter of an edit is drawn through a Dice, which keeps its name and its value.
So the list of parameters in variants.tsv is what was used, and cannot drift from it.
"""

import hashlib
import math
import random

import numpy


def seed_of(seed, photo, edit, k):
    """The seed of one file, the same whichever other files are made with it."""
    text = f"{seed} {photo} {edit} {k}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Dice:
    """Random numbers for one file, and the photos that it may be put beside.

    A name of None draws without writing down: details that nobody will look up.
    Everything rests on random(), whose sequence Python promises to keep.
    """

    def __init__(self, seed, album):
        self._random = random.Random(seed)
        self._album = album
        self._drawn = []

    def __str__(self):
        return " ".join(self._drawn)

    def note(self, name, value):
        if name is not None:
            self._drawn.append(f"{name}={value}")

    def between(self, name, low, high):
        value = low + (high - low) * self._random.random()
        self.note(name, f"{value:.4g}")
        return value

    def log_between(self, name, low, high):
        """As many below the geometric middle as above it: for sizes."""
        value = math.exp(self.between(None, math.log(low), math.log(high)))
        self.note(name, f"{value:.4g}")
        return value

    def whole(self, name, low, high):
        """low and high are both possible."""
        value = low + int((high - low + 1) * self._random.random())
        self.note(name, value)
        return value

    def pick(self, name, choices):
        choices = list(choices)
        value = choices[int(len(choices) * self._random.random())]
        self.note(name, str(value).replace(" ", ""))
        return value

    def chance(self, name, probability):
        value = self._random.random() < probability
        self.note(name, "yes" if value else "no")
        return value

    def sample(self, choices, count):
        """`count` different ones, in the order drawn."""
        choices = list(choices)
        return [choices.pop(int(len(choices) * self._random.random()))
                for _ in range(count)]

    def colour(self, name, low=0, high=255):
        value = tuple(self.whole(None, low, high) for _ in range(3))
        self.note(name, "#%02x%02x%02x" % value)
        return value

    def noise(self, shape, sigma):
        generator = numpy.random.default_rng(self.whole(None, 0, 2**62))
        return sigma * generator.standard_normal(shape, numpy.float32)

    def photo(self, name):
        """Another photo of the album; a painted one when it has no other."""
        key, picture = self._album.another(self)
        self.note(name, key)
        return picture
