# SPDX-License-Identifier: Apache-2.0
"""What the libraries export, and what they ask of others.

symbols.py NM SHARED_LIBRARY STATIC_LIBRARY
"""
import os
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(os.environ["MIEN_SOURCE_ROOT"])
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

nm, shared, static = sys.argv[1:4]
# Headers whose functions are there in builds with the feature of their name.
OPTIONAL = {"case"}
left_out = OPTIONAL - set(os.environ["MIEN_FEATURES"].split())

# The library is quiet: nothing that prints, ends the process, reads the environment or
# the locale, or opens a stream. Sanitizers and coverage bring their own, with two
# underscores and a name of theirs.
LOUD = re.compile(
    r"_?_?(v?(f|d|s|sn|as|obst)?w?printf(_chk)?|f?puts|f?putc(har)?|putwchar|perror|"
    r"psignal|f(d|re|mem)?open(64)?|open_memstream|fclose|fflush|fread|fwrite|"
    r"v?(f|s)?scanf|fgets|f?getc|getline|stdin|stdout|stderr|tmpfile(64)?|"
    r"(v?sys|open|close)log|v?(warn|err)x?|"
    r"_?exit|_Exit|quick_exit|abort|assert_fail|assert_perror_fail|raise|kill|"
    r"(secure_)?getenv|setenv|putenv|environ|setlocale|newlocale|uselocale|localeconv|"
    r"system|popen|fork|execv[pe]*|signal|sigaction)(@.*)?")
SANITIZERS = re.compile(r"__(asan|ubsan|gcov|sanitizer|tsan|msan|sancov|lsan)_")
# What the compiler puts at both ends of a library; not hidden with musl.
STARTING_FILES = {"_init", "_fini"}


def nm_lines(*arguments):
    output = subprocess.run([nm, *arguments], check=True, capture_output=True,
                            text=True).stdout
    return [line.split() for line in output.splitlines() if line.strip()]


def exported():
    return sorted(line[-1].split("@")[0]
                  for line in nm_lines("-D", "--defined-only", shared))


def declared(stems):
    """The functions that public headers declare."""
    names = set()
    for stem in stems:
        text = (root / "include/mien" / f"{stem}.h").read_text(encoding="utf-8")
        for declaration in re.findall(r"MIEN_API\b([^;]*);", re.sub(r"//.*", "", text)):
            names.add(re.search(r"\b(mien_\w+)\s*\(", declaration)[1])
    return names


def listed():
    """Those of the list that this build should have."""
    names = (root / "tests/abi/symbols.list").read_text().split()
    assert names == sorted(names), "tests/abi/symbols.list is not sorted"
    return set(names) - declared(left_out)


def needs_no_coverage():
    if any(name.startswith("__gcov_") for name in exported()):
        raise tap.Skip("coverage brings its own symbols")


@tap.test
def shared_library_exports_exactly_the_list():
    needs_no_coverage()
    found = [name for name in exported()
             if not SANITIZERS.match(name) and name not in STARTING_FILES]
    more, less = set(found) - listed(), listed() - set(found)
    assert not more, f"exported, but not in tests/abi/symbols.list: {sorted(more)}"
    assert not less, f"in tests/abi/symbols.list, but not exported: {sorted(less)}"
    assert len(found) > 0


@tap.test
def every_declared_function_is_exported():
    stems = {path.stem for path in (root / "include/mien").glob("*.h")}
    assert OPTIONAL <= stems, f"no header for all of {OPTIONAL}"
    names = declared(stems - left_out)
    assert names == set(exported()) & names, names - set(exported())
    assert names == listed(), f"only in one of both: {names ^ listed()}"


@tap.test
def static_library_defines_only_names_of_mien():
    names = {line[-1] for line in nm_lines("-g", "--defined-only", static)
             if len(line) == 3}
    wrong = sorted(name for name in names
                   if not name.startswith("mien_") and not name.startswith("__"))
    assert len(names) > 20, f"only {len(names)} symbols"
    assert not wrong, wrong


@tap.test
def library_is_quiet():
    asked = {line[-1] for line in nm_lines("-u", static) if len(line) == 2}
    loud = sorted(name for name in asked
                  if LOUD.fullmatch(name) and not SANITIZERS.match(name))
    assert "malloc" in asked, "nm found nothing"
    assert not loud, f"lib/ must not use {loud}"


@tap.test
def library_has_no_changing_state():
    # One published pointer for each optional library that is loaded on demand, and
    # nothing else, may be written to after start-up.
    lines = subprocess.run([nm, "-f", "sysv", static], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    objects = [[field.strip() for field in line.split("|")] for line in lines]
    if any(SANITIZERS.match(fields[0]) for fields in objects):
        raise tap.Skip("sanitizers and coverage bring their own state")
    writable = {fields[0] for fields in objects if len(fields) == 7 and
                fields[3] == "OBJECT" and
                re.match(r"\.(data|bss|tdata|tbss|ldata|lbss)(?!\.rel\.ro)|\*COM\*",
                         fields[6])}
    wrong = sorted(name for name in writable if not re.search(r"(^|_)slot(\.\d+)?$", name))
    assert any(len(fields) == 7 and fields[3] == "OBJECT" for fields in objects)
    assert not wrong, f"writable objects in lib/: {wrong}"


tap.run()
