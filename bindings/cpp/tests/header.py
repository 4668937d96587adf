# SPDX-License-Identifier: Apache-2.0
"""The headers compile without a warning wherever they should, and in several files of one
program; the README's program is true.

header.py EXAMPLE_PROGRAM
"""
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

root = pathlib.Path(os.environ["MIEN_SOURCE_ROOT"])
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

here = root / "bindings/cpp"
example = sys.argv[1]
FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-fsyntax-only"]
FILES = ["test_mien.cpp", "test_case.cpp", "example.cpp"]


def add(compiler, standard):
    def compiles():
        if shutil.which(compiler) is None:
            raise tap.Skip(f"there is no {compiler}")
        done = subprocess.run(
            [compiler, f"-std={standard}", *FLAGS, "-I", str(root / "include"),
             "-I", str(root / "tests/support"), "-I", str(here),
             *(str(here / "tests" / name) for name in FILES)],
            capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    compiles.__name__ = f"compiles with {compiler} as {standard}"
    tap.test(compiles)


for name in ("g++", "clang++"):
    for version in ("c++17", "c++20"):
        add(name, version)


@tap.test
def two_files_of_a_program_may_include_them():
    """Nothing in them is defined twice: what joins objects would say so."""
    if shutil.which("g++") is None:
        raise tap.Skip("there is no g++")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a", "b"):
            pathlib.Path(folder, name + ".cpp").write_text(
                "#include <mien.hpp>\n#include <case.hpp>\n"
                f"mien::Case {name}() {{ return mien::Case(\"\"); }}\n"
                f"unsigned {name}(mien::Hash h) {{ return h.distance(h); }}\n")
        done = subprocess.run(
            ["g++", "-std=c++17", "-I", str(root / "include"), "-I", str(here), "-r",
             "-o", "both.o", "a.cpp", "b.cpp"],
            capture_output=True, text=True, cwd=folder)
        assert done.returncode == 0, done.stderr


def png(width, height):
    """A grey picture with some detail."""
    rows = b"".join(b"\0" + bytes((x * x + 3 * y * y) >> 8 & 255 for x in range(width))
                    for y in range(height))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


@tap.test
def the_program_of_the_readme_is_the_one_that_is_tested():
    text = (here / "README.md").read_text(encoding="utf-8")
    shown = text.split("```cpp\n")[1].split("```")[0]
    tested = (here / "tests/example.cpp").read_text(encoding="utf-8")
    assert shown == tested.replace("<mien.hpp>", "<mien/mien.hpp>"), shown


@tap.test
def the_program_of_the_readme_knows_a_picture_again():
    def run(*arguments):
        return subprocess.run([example, *map(str, arguments)], capture_output=True,
                              text=True)

    with tempfile.TemporaryDirectory() as folder:
        index, picture = pathlib.Path(folder, "index"), pathlib.Path(folder, "a.png")
        picture.write_bytes(png(256, 256))
        first, second = run(index, picture), run(index, picture)
        assert (first.returncode, first.stderr) == (0, ""), first
        assert len(first.stdout.splitlines()) == 1, first.stdout
        assert second.stdout == first.stdout + "    seen as number 0, 0 bits off\n", second
        picture.write_bytes(b"no picture")
        third = run(index, picture)
        assert third.returncode == 1 and third.stdout == "" and third.stderr, third


tap.run()
