# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: TAP, made-up pictures, and running the command.

A test is a function whose name begins with test_; its docstring is the promise that it
guards. It fails by an exception, and is skipped by raising Skip.
"""

import atexit
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
import unicodedata
import zlib


def emulate(emulator):
    """Has scripts take the places of the programs, which are for another machine."""
    folder = tempfile.mkdtemp(prefix="mien-e2e-")
    atexit.register(shutil.rmtree, folder)
    for name, program in os.environ.items():
        if not name.startswith("MIEN") or not os.access(program, os.X_OK) or \
                os.path.isdir(program):
            continue
        os.environ[name] = os.path.join(folder, os.path.basename(program))
        with open(os.environ[name], "w", opener=lambda *file: os.open(*file, 0o700)) as script:
            script.write(f'#!/bin/sh\nexec {emulator} "{program}" "$@"\n')


if "MIEN_EMULATOR" in os.environ:
    emulate(os.environ["MIEN_EMULATOR"])
MIEN = os.environ["MIEN"]
SOURCE = os.environ["MIEN_SOURCE_ROOT"]
RADIUS = 31


class Skip(Exception):
    pass


def main(tests):
    """Runs the test_ functions of a module, each in an empty folder, and prints TAP."""
    # nohup and background jobs ignore signals, and whatever they start inherits that.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    tests = [(n, f) for n, f in tests.items() if n.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    for number, (name, function) in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="mien-e2e-")
        back = os.getcwd()
        os.chdir(folder)
        title = f"{number} - {name[5:]}: {' '.join((function.__doc__ or '').split())}"
        try:
            function()
            print(f"ok {title}")
        except Skip as reason:
            print(f"ok {number} - {name[5:]} # SKIP {reason}")
        except Exception:
            print(f"not ok {title}")
            for line in traceback.format_exc().splitlines():
                print("# " + line.encode("ascii", "backslashreplace").decode())
        finally:
            os.chdir(back)
            shutil.rmtree(folder)
        sys.stdout.flush()


def environment(**changes):
    """The environment of the command: plain English in UTF-8, no terminal."""
    kept = ("PATH", "HOME", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
            "LSAN_OPTIONS", "TSAN_OPTIONS", "MIEN_LOCALEDIR")
    env = {k: v for k, v in os.environ.items() if k in kept}
    env["LC_ALL"] = "C.UTF-8"
    env.update({k: v for k, v in changes.items() if v is not None})
    return env


def languages():
    """The languages that the messages are translated into."""
    with open(os.path.join(SOURCE, "po", "LINGUAS")) as file:
        return [name for line in file for name in line.split("#")[0].split()]


def speaking(language):
    """An environment in which mien speaks this language."""
    if not os.environ.get("MIEN_LOCALEDIR"):
        raise Skip("mien was built without translations")
    english = run("--help").out
    # Any locale will do for LANGUAGE, as far as gettext is concerned, but "C"; newer
    # ones leave out "C.UTF-8" as well. musl's looks at the locale alone, and has them all.
    for locale in (f"{language}.UTF-8", "fr_FR.UTF-8", "C.UTF-8", "en_US.UTF-8"):
        env = environment(LC_ALL=locale, LANGUAGE=language)
        if run("--help", env=env).out != english:
            return env
    raise Skip(f"there is no locale in which '{language}' could be shown")


def columns(line):
    """The columns of a terminal that a line takes: none for marks above a letter and for
    the invisible characters that direct the writing."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class Result:
    def __init__(self, process):
        self.code = process.returncode
        self.raw, self.raw_err = process.stdout, process.stderr
        self.out = process.stdout.decode("utf-8", "surrogateescape")
        self.err = process.stderr.decode("utf-8", "surrogateescape")

    def __repr__(self):
        return f"<exit {self.code}, out {self.out!r}, err {self.err!r}>"


def run(*arguments, stdin=b"", env=None, **more):
    """Runs mien with these arguments and returns its Result."""
    return Result(subprocess.run([MIEN, *arguments], input=stdin, capture_output=True,
                                 env=env or environment(), timeout=120, **more))


def expect(condition, *evidence):
    if not condition:
        raise AssertionError(*evidence)


def expect_equal(actual, expected, *evidence):
    if actual != expected:
        raise AssertionError(f"{actual!r} is not {expected!r}", *evidence)


# Pictures.


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_bytes(rows, channels=3, orientation=None):
    """A PNG file of rows, each a bytes object; channels 1, 3 or 4."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    width = len(rows[0]) // channels
    data = b"".join(b"\0" + row for row in rows)
    parts = [b"\x89PNG\r\n\x1a\n",
             chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, colour, 0, 0, 0))]
    if orientation is not None:  # one IFD with one entry, the tag Orientation
        parts.append(chunk(b"eXIf", b"MM\0*" + struct.pack(
            ">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)))
    # Two chunks, so that a file can be cut in the middle of its pixels.
    packed = zlib.compress(data, 6)
    half = len(packed) // 2
    parts += [chunk(b"IDAT", packed[:half]), chunk(b"IDAT", packed[half:]),
              chunk(b"IEND", b"")]
    return b"".join(parts)


def scene(width=160, height=120, seed=1):
    """A made-up picture, soft as photos are: rows of (r, g, b) tuples."""
    columns, rows = 13, 10
    lattice = random.Random(seed)
    points = [[lattice.randrange(256) for _ in range(columns)] for _ in range(rows)]
    pixels = []
    for y in range(height):
        v, fy = divmod((y + 0.5) * (rows - 1) / height, 1)
        above, below = points[int(v)], points[int(v) + 1]
        line = [a + (b - a) * fy for a, b in zip(above, below)]
        row = []
        for x in range(width):
            u, fx = divmod((x + 0.5) * (columns - 1) / width, 1)
            grey = line[int(u)] + (line[int(u) + 1] - line[int(u)]) * fx
            row.append((int(grey), int(grey * 0.8), int(255 - grey)))
        pixels.append(row)
    return pixels


def flat(pixels):
    return [bytes(v for pixel in row for v in pixel) for row in pixels]


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)
    return name


def picture(name="picture.png", seed=1, width=160, height=120, **options):
    """Writes a picture of good quality and returns its name."""
    return write(name, png_bytes(flat(scene(width, height, seed)), **options))


def dull(name="dull.png"):
    """Writes a picture with too little detail: a slope of greys."""
    row = bytes(v for x in range(96) for v in (x, x, x))
    return write(name, png_bytes([row] * 96))


def cut(name="cut.png"):
    """A picture that ends in the middle of its pixels."""
    data = png_bytes(flat(scene()))
    second = data.index(b"IDAT", data.index(b"IDAT") + 4)
    return write(name, data[:second - 4])


def sanitizer():
    """The sanitizer that the command was built with, or None."""
    with open(MIEN, "rb") as file:
        code = file.read()
    return next((name for name in ("asan", "tsan", "msan")
                 if f"__{name}_init".encode() in code), None)


def musl():
    """Whether the C library is musl, to which every locale is UTF-8."""
    with open(MIEN, "rb") as file:
        return b"/lib/ld-musl-" in file.read(4096)


def need(program):
    found = shutil.which(program)
    if not found:
        raise Skip(f"{program} is not installed")
    return found
