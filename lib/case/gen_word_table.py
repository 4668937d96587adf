#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints word_table.h from the word lists of BIP-39 in the Python package "mnemonic"
(Debian: python3-mnemonic): python3 gen_word_table.py >word_table.h

    gen_word_table.py --check FILE    whether FILE is what would be printed; the exit
                                      status 77 says that the package is not there

The table is committed: building mien does not need the package.
"""

import importlib.util
import pathlib
import sys
import unicodedata

LANGUAGES = ("english", "french", "spanish")
COUNT = 2048
SIZE = 12  # bytes of the longest word, and a zero
COLUMNS = 88

HEAD = """\
// SPDX-License-Identifier: Apache-2.0 AND MIT
// Made by gen_word_table.py from the Python package "mnemonic".
//
// The word lists are Copyright (c) 2013-2014 Pavol Rusnak <stick@satoshilabs.com>:
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this
// software and associated documentation files (the "Software"), to deal in the Software
// without restriction, including without limitation the rights to use, copy, modify,
// merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
// permit persons to whom the Software is furnished to do so, subject to the following
// conditions: The above copyright notice and this permission notice shall be included
// in all copies or substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED,
// INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
// PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT
// HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
// CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE
// OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
#ifndef MIEN_CASE_WORD_TABLE_H
#define MIEN_CASE_WORD_TABLE_H
// clang-format off
"""


def folder():
    """Where the lists lie, or None."""
    places = [pathlib.Path("/usr/lib/python3/dist-packages/mnemonic")]
    package = importlib.util.find_spec("mnemonic")
    if package and package.origin:
        places.insert(0, pathlib.Path(package.origin).parent)
    for place in places:
        if all((place / "wordlist" / f"{name}.txt").is_file() for name in LANGUAGES):
            return place / "wordlist"
    return None


def bare(word):
    """A word as it is compared: without accents."""
    letters = unicodedata.normalize("NFD", word)
    return "".join(c for c in letters if not unicodedata.combining(c))


def read(path):
    """The words of a list, their accents composed as keyboards and screens have them."""
    text = path.read_text(encoding="utf-8-sig")
    words = [unicodedata.normalize("NFC", line) for line in text.split()]
    assert len(words) == COUNT, path
    assert all(bare(w).isascii() and bare(w).islower() for w in words), path
    assert max(len(w.encode()) for w in words) < SIZE, path
    # What reading relies on: four letters, or the whole of a shorter word, say which.
    assert len({bare(w)[:4] for w in words}) == COUNT, path
    return words


def lines(words):
    line = "    "
    for word in words:
        item = f'"{word}", '
        if len(line) + len(item) - 1 > COLUMNS:
            yield line.rstrip()
            line = "    "
        line += item
    yield line.rstrip()


def table(place):
    text = HEAD
    for name in LANGUAGES:
        words = read(place / f"{name}.txt")
        text += f"\nstatic const char mien_words_{name}[{COUNT}][{SIZE}] = {{\n"
        text += "\n".join(lines(words)) + "\n};\n"
    return text + "\n#endif\n"


def main():
    place = folder()
    if place is None:
        print('the Python package "mnemonic" is not installed', file=sys.stderr)
        return 77
    if sys.argv[1:2] == ["--check"]:
        there = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
        return 0 if there == table(place) else "the table is another: make it anew"
    sys.stdout.buffer.write(table(place).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
