# SPDX-License-Identifier: Apache-2.0
"""Installs into a folder, and uses mien from there as a stranger does.

install.py MESON BUILD_FOLDER [C++ COMPILER...] -- C COMPILER...
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["MIEN_SOURCE_ROOT"])
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

split = sys.argv.index("--")
meson, build, cpp, c = sys.argv[1], sys.argv[2], sys.argv[3:split], sys.argv[split + 1:]
room = tempfile.TemporaryDirectory()
stage = pathlib.Path(room.name) / "stage"


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True,
                          text=True, **options)
    assert done.returncode == 0, (f"{command}: exit {done.returncode}\n"
                                  f"{done.stdout}\n{done.stderr}")
    return done.stdout


options = {option["name"]: option["value"] for option in
           json.loads(run(meson, "introspect", "--buildoptions", build))}


def needs_plain_library():
    if options["b_sanitize"] != "none" or options["b_coverage"]:
        raise tap.Skip("programs would need the sanitizers or the coverage, too")


def installed(pattern):
    found = sorted(stage.rglob(pattern))
    assert found, f"{pattern} was not installed"
    return found[0]


def pkg_config(*arguments):
    prefix = str(stage) + options["prefix"]
    environment = dict(os.environ, PKG_CONFIG_PATH=str(installed("mien.pc").parent))
    return run("pkg-config", f"--define-variable=prefix={prefix}", *arguments, "mien",
               env=environment).split()


def build_and_run(compiler, flags, libraries, source):
    program = pathlib.Path(room.name) / "outside"
    run(*compiler, *flags, source, "-o", program, *libraries)
    folder = str(installed("libmien.so").parent)
    return run(program, env=dict(os.environ, LD_LIBRARY_PATH=folder))


@tap.test
def installs_everything():
    run(meson, "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", stage)
    for pattern in ["libmien.so", "libmien.so.[0-9]", "libmien.so.*.*.*", "libmien.a",
                    "mien.pc", "include/mien/mien.h", "include/mien/mien.hpp"]:
        installed(pattern)
    headers = {path.name for path in stage.rglob("include/mien/*.h")}
    ours = {path.name for path in (root / "include/mien").glob("*.h")}
    if "case" not in os.environ["MIEN_FEATURES"].split():
        ours.remove("case.h")
    assert headers == ours, f"installed {headers}, but there are {ours}"


@tap.test
def installs_the_command_and_its_manual():
    if not options["cli"]:
        raise tap.Skip("built without the command")
    installed("bin/mien")
    installed("man1/mien.1")
    installed("man3/mien.3")


@tap.test
def the_command_finds_its_library():
    if not options["cli"] or options["prefix"] == "/usr":
        raise tap.Skip("the system has to find it")
    environment = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
    run(installed("bin/mien"), "--version", env=environment)


@tap.test
def pkg_config_tells_the_version():
    version = run(root / "tools/dev/version.sh").strip()
    assert pkg_config("--modversion") == [version]


@tap.test
def program_uses_the_shared_library():
    needs_plain_library()
    build_and_run(c, [*pkg_config("--cflags"), "-std=c11", "-Wall", "-Werror"],
                  pkg_config("--libs"), root / "tests/abi/outside.c")


@tap.test
def program_in_cpp_uses_the_shared_library():
    needs_plain_library()
    if not cpp:
        raise tap.Skip("no C++ compiler")
    build_and_run([*cpp, "-x", "c++"], [*pkg_config("--cflags"), "-std=c++17"],
                  pkg_config("--libs"), root / "tests/abi/outside.c")


@tap.test
def program_uses_the_static_library():
    needs_plain_library()
    archive = installed("libmien.a")
    libraries = ["-l:libmien.a" if part == "-lmien" else part
                 for part in pkg_config("--static", "--libs")]
    assert "-l:libmien.a" in libraries, libraries
    build_and_run(c, [*pkg_config("--cflags"), "-std=c11"], libraries,
                  root / "tests/abi/outside.c")
    needed = run("readelf", "-d", pathlib.Path(room.name) / "outside")
    assert "libmien" not in needed, f"{archive} was not what the program used"


tap.run()
