# SPDX-License-Identifier: Apache-2.0
"""Makes the C file of an extension module: native.py MODULE HEADERS OUTPUT DEPFILE

MODULE is _native, of mien.h; or _native_case, of case.h, which takes the types of mien.h
from the other.

The declarations are those of the public headers themselves, read when the package is
built, so that there is no second copy of them. cffi knows no preprocessor: this takes
away comments, directives and attributes, and leaves the numbers among the macros.
"""
import pathlib
import re
import sys

import cffi

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
ATTRIBUTE = re.compile(r"\bMIEN_(API|NODISCARD|BEGIN_DECLS|END_DECLS)\b")
DIRECTIVE = re.compile(r"^\s*#(?:[^\n]*\\\n)*[^\n]*$", re.MULTILINE)
INCLUDE = re.compile(r"^#include <mien/(\w+\.h)>", re.MULTILINE)
NUMBER = re.compile(r"^#define (MIEN_\w+) (0x[0-9A-Fa-f]+|\d+)u?[ \t]*$", re.MULTILINE)

# What C calls back, and a constant that is no plain number.
CALLBACKS = """
static const uint32_t MIEN_LIST_ANY;
extern "Python" bool mien_py_progress(void *, uint32_t, uint32_t);
extern "Python" int mien_py_index_progress(void *, uint64_t, uint64_t);
extern "Python" int mien_py_entry(void *, const struct mien_entry *);
"""


def declarations(headers: pathlib.Path, first: str, seen: list[str]) -> str:
    """Returns what a header and those that it includes declare, but those seen."""
    parts: list[str] = []

    def take(name: str) -> None:
        if name in seen:
            return
        seen.append(name)
        text = COMMENT.sub("", (headers / name).read_text(encoding="utf-8"))
        for other in INCLUDE.findall(text):
            take(other)
        parts.extend(f"#define {macro} {value}" for macro, value in NUMBER.findall(text))
        parts.append(ATTRIBUTE.sub("", DIRECTIVE.sub("", text)))

    take(first)
    return "\n".join(parts)


def main() -> None:
    module = sys.argv[1]
    headers, output, depfile = map(pathlib.Path, sys.argv[2:])
    seen = ["export.h"]  # nothing but attributes
    builder = cffi.FFI()
    builder.cdef(declarations(headers, "mien.h", seen) + CALLBACKS)
    builder.set_source("mien._native", "#include <mien/mien.h>\n")
    if module == "_native_case":
        mien = builder
        builder = cffi.FFI()
        builder.include(mien)
        builder.cdef(declarations(headers, "case.h", seen))
        builder.set_source(
            "mien._native_case", "#include <mien/mien.h>\n#include <mien/case.h>\n"
        )
    builder.emit_c_code(str(output))
    needs = " ".join(str(path) for path in sorted(headers.glob("*.h")))
    depfile.write_text(f"{output.name}: {needs}\n", encoding="utf-8")


main()
