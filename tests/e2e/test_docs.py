# SPDX-License-Identifier: Apache-2.0
"""The manual and the example programs are true."""

import os
import re
import shlex
import subprocess

from harness import (MIEN, SOURCE, Skip, cut, environment, expect, expect_equal, main,
                     need, picture, run, write)

EXAMPLE = os.environ["MIEN_EXAMPLE"]


def source(*path):
    with open(os.path.join(SOURCE, *path)) as file:
        return file.read()


def test_try_help():
    """./try --help explains it, and does not take options for photos"""
    for language, usage in (("C", "Usage: ./try"), ("fr_FR.UTF-8", "Usage : ./try")):
        for option, code in (("--help", 0), ("--nonsense", 2)):
            r = subprocess.run([os.path.join(SOURCE, "try"), option], capture_output=True,
                               text=True, env=environment(LC_ALL=language))
            expect_equal(r.returncode, code)
            expect((r.stderr if code else r.stdout).startswith(usage), r)


def test_manual_lint():
    """mandoc finds nothing to complain of in the manual pages"""
    need("mandoc")
    for page in ("mien.1", "mien-case.1", "mien-check.1", "mien.3"):
        said = subprocess.run(["mandoc", "-Tlint", os.path.join(SOURCE, "doc", page)],
                              capture_output=True, text=True)
        # Whether the pages referred to are installed here says nothing about this one.
        lines = [line for line in said.stdout.splitlines()
                 if "referenced manual not found" not in line]
        expect_equal(lines, [])


def test_manual_examples():
    """the examples of the manual can be copied as they are"""
    page = shown("mien.1")
    for line in re.findall(r"^  mien hash .*|^  find .*", run("help", "hash").out, re.M):
        expect("$ " + line.strip() in page, line)


def test_example():
    """the program of the README prints the hash and the quality that the command prints"""
    picture()
    r = subprocess.run([EXAMPLE, "picture.png"], capture_output=True, text=True,
                       env=environment())
    expect_equal((r.returncode, r.stderr), (0, ""))
    expect_equal(r.stdout.split(), run("hash", "picture.png").out.split()[:2])
    r = subprocess.run([EXAMPLE, cut()], capture_output=True, text=True,
                       env=environment())
    expect_equal((r.returncode, r.stdout), (1, ""))
    expect("damaged or cut short" in r.stderr, r)
    r = subprocess.run([EXAMPLE, "missing.png"], capture_output=True, text=True,
                       env=environment())
    expect_equal((r.returncode, r.stderr), (1, "missing.png: a file could not be read or "
                                               "written (No such file or directory)\n"))
    r = subprocess.run([EXAMPLE], capture_output=True, text=True, env=environment())
    expect_equal((r.returncode, r.stderr), (2, "Usage: hash PICTURE\n"))


def test_example_blocked():
    """the example for an index finds what the command put there"""
    hash = "d8f8f0cce0f4a84f0637022a78f03f20" * 2
    far = "27070f331f0b57b0f9c8fdd5870fc0df" * 2
    expect_equal(run("index", "create", "blocked").code, 0)
    expect_equal(run("index", "add", "blocked", stdin=f"{hash} 7 2\n".encode()).code, 0)
    program = os.environ["MIEN_EXAMPLE_BLOCKED"]
    for asked, code, said in ((hash, 1, "id 7, list 2, distance 0\n"), (far, 0, "")):
        r = subprocess.run([program, "blocked", asked], capture_output=True, text=True,
                           env=environment())
        expect_equal((r.returncode, r.stdout, r.stderr), (code, said, ""))
    r = subprocess.run([program, "nowhere", hash], capture_output=True, text=True,
                       env=environment())
    expect_equal((r.returncode, r.stdout), (2, ""))
    expect(r.stderr.startswith("nowhere: "), r)


def test_example_uploads():
    """the example for a server hashes all that it is given, near to what the command says"""
    names = [f"upload-{i}.jpg" for i in range(9)]
    for i, name in enumerate(names):
        subprocess.run([os.environ["MIEN_SAMPLE_PHOTO"], name, str(i)], check=True)
    r = subprocess.run([os.environ["MIEN_EXAMPLE_UPLOADS"], *names, "missing.png"],
                       capture_output=True, text=True, env=environment())
    expect_equal((r.returncode, r.stderr), (1, "missing.png: a file could not be read or "
                                               "written (No such file or directory)\n"))
    found = dict(line.split()[::-2] for line in r.stdout.splitlines())
    expect_equal(sorted(found), names)
    for name in names:
        exact = run("hash", name).out.split()[0]
        expect(bin(int(found[name], 16) ^ int(exact, 16)).count("1") <= 4, (name, found))


def test_example_in_readme():
    """the README shows the program as it is"""
    if not os.path.exists(os.path.join(SOURCE, "README.md")):
        raise Skip("there is no README.md yet")
    expect(source("tools", "examples", "hash.c") in source("README.md"),
           "README.md lacks tools/examples/hash.c, or has another version of it")


def test_example_in_manual():
    """so does the manual, without its first comments"""
    program = re.sub(r"^// .*\n", "", source("tools", "examples", "hash.c"), flags=re.M)
    expect(program.replace("\\", "\\e") in source("doc", "mien.3"), program)


def test_index_in_readme():
    """the index of the README can be made, and answers what the README says"""
    text = source("README.md").split("With the two hashes of this list")[1]
    text = text.split("\nLists come as")[0]
    shown_ = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    write("list.txt", "\n".join(shown_[:2]).encode())
    commands = [line for line in shown_ if line.startswith("$ ")]
    expect(len(commands) == 7, commands)
    script = "".join(f"echo {shlex.quote(c)}\n{c[2:]} 2>&1\n" for c in commands)
    r = subprocess.run(["sh", "-c", f"mien() {{ {shlex.quote(MIEN)} \"$@\"; }}\n" + script],
                       capture_output=True, text=True, env=environment(), timeout=60)
    expect_equal(r.stdout.splitlines(), shown_[2:], r)


def shown(page):
    """A page of the manual as it appears, without bold and underlined letters."""
    need("mandoc")
    text = subprocess.run(["mandoc", "-Tascii", os.path.join(SOURCE, "doc", page)],
                          capture_output=True, text=True).stdout
    return re.sub(".\b", "", text)


def test_manual_fits():
    """the manual pages fit into 80 columns"""
    for page in ("mien.1", "mien-case.1", "mien-check.1", "mien.3"):
        long = [line for line in shown(page).splitlines() if len(line) > 80]
        expect_equal(long, [], page)


def test_calls_in_manual():
    """mien(3) shows every function that takes part in making a hash"""
    page = source("doc", "mien.3")
    for header in ("media.h", "pdq.h", "decode.h"):
        declared = re.findall(r"MIEN_API[^;]*?\b(mien_\w+)\(", source("include", "mien",
                                                                     header))
        missing = [name for name in declared if name not in page and "dihedral" not in name]
        expect_equal(missing, [], header)


def test_limits_in_manual():
    """the limits that help and the manual tell are those of the library"""
    header = source("include", "mien", "decode.h")
    for said in ("200 million", "256 MiB", "1 GiB", "65535", "JPEG file; default 100.",
                 "default 100000"):
        expect(said in header, said)
    shown = dict(re.findall(r"--(max-\w+) N .* (\w+)$", run("help", "limits").out, re.M))
    expect_equal(shown, {"max-pixels": "200M", "max-side": "65535", "max-file": "256M",
                         "max-memory": "1G", "max-scans": "100", "max-chunks": "100k"})


if __name__ == "__main__":
    main(globals())
