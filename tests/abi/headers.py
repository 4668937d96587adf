# SPDX-License-Identifier: Apache-2.0
"""Every public header compiles alone, in C and in C++, without a warning.

headers.py [C++ COMPILER...] -- C COMPILER...
"""
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["MIEN_SOURCE_ROOT"])
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

split = sys.argv.index("--")
cpp, c = sys.argv[1:split], sys.argv[split + 1:]
FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]


def compile_alone(compiler, language, standard, header):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / f"alone.{language}"
        # Twice, since a header must guard itself.
        source.write_text(f"#include <{header}>\n#include <{header}>\n"
                          "int main(void) { return 0; }\n".replace(
                              "(void)", "(void)" if language == "c" else "()"))
        done = subprocess.run([*compiler, f"-std={standard}", *FLAGS,
                               "-I", str(root / "include"), str(source)],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def add(header):
    def in_c():
        compile_alone(c, "c", "c11", header)

    def in_cpp():
        if not cpp:
            raise tap.Skip("no C++ compiler")
        compile_alone(cpp, "cc", "c++17", header)

    for function, language in ((in_c, "c11"), (in_cpp, "c++17")):
        function.__name__ = f"{header} alone in {language}"
        tap.test(function)


for path in sorted((root / "include/mien").glob("*.h")):
    add(f"mien/{path.name}")
tap.run()
