# SPDX-License-Identifier: Apache-2.0
"""The binary interface against the one written down in tests/abi/libmien.abi.

baseline.py SHARED_LIBRARY CPU [--write]

A change that is meant is written down with tools/dev/abi_baseline; one that breaks
programs also raises MIEN_SOVERSION.
"""
import os
import pathlib
import shutil
import subprocess
import sys

root = pathlib.Path(os.environ["MIEN_SOURCE_ROOT"])
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

library, cpu = sys.argv[1:3]
baseline = root / "tests/abi/libmien.abi"
VIEW = ["--drop-private-types", "--exported-interfaces-only"]


def needs(program):
    if shutil.which(program) is None:
        raise tap.Skip(f"needs {program}, which is not there (Debian: abigail-tools)")


def sections():
    return subprocess.run(["readelf", "-S", "-W", library], check=True,
                          capture_output=True, text=True).stdout


@tap.test
def interface_is_the_one_written_down():
    needs("abidiff")
    if cpu != "x86_64":
        raise tap.Skip("the interface was written down on x86_64")
    if "case" not in os.environ["MIEN_FEATURES"].split():
        raise tap.Skip("the interface was written down with cases")
    if ".debug_info" not in sections():
        raise tap.Skip("the library was built without debug information")
    if b"__gcov_" in pathlib.Path(library).read_bytes():
        raise tap.Skip("coverage brings its own symbols")
    # Which names there are is compared by symbols.py; some C libraries add their own.
    done = subprocess.run(["abidiff", *VIEW, "--no-unreferenced-symbols",
                           "--headers-dir2", str(root / "include"),
                           str(baseline), library], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def write():
    subprocess.run(["abidw", *VIEW, "--headers-dir", str(root / "include"),
                    "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs",
                    "--no-parameter-names", "--type-id-style", "hash",
                    "--no-elf-needed",
                    "--out-file", str(baseline), library], check=True)
    baseline.write_text(baseline.read_text().replace("path='../../", "path='")
                        .replace("path='../", "path='"))


if "--write" in sys.argv:
    write()
else:
    tap.run()
