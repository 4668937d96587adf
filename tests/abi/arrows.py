# SPDX-License-Identifier: Apache-2.0
"""The rooms of the house and the arrows between them, read from the #include lines."""
import os
import pathlib
import re
import sys

root = pathlib.Path(os.environ["MIEN_SOURCE_ROOT"])
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

# Each room of lib/ and the rooms that it may look into, itself among them.
ROOMS = {
    "base": {"base"},
    "image": {"base", "image"},
    "decode": {"base", "image", "decode"},
    "pdq": {"base", "image", "pdq"},
    "index": {"base", "pdq", "index"},
    "views": {"base", "image", "pdq", "views"},
    "media": {"base", "image", "decode", "pdq", "views", "media"},
    "case": {"base", "pdq", "views", "case"},
}
# Which room a public header speaks for.
HEADERS = {
    "export": "base", "status": "base", "version": "base",
    "image": "image", "decode": "decode", "pdq": "pdq", "media": "media",
    "views": "views", "index": "index", "case": "case",
}
# Those that the umbrella leaves out: not every build has them.
OPTIONAL = {"case"}
# What the build makes for the sources beside it.
GENERATED = {"help_lines_table.h"}
# A table of somebody else's words.
LICENCES = {"lib/case/word_table.h": "Apache-2.0 AND MIT"}
# Where the builds of bindings leave what they made.
BUILT = {"build", "dist", "node_modules", "target"}
OUTSIDE = ["tools/mien", "tools/examples", "bindings"]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def sources(folder):
    for path in sorted((root / folder).rglob("*")):
        if BUILT & set(path.relative_to(root).parts):
            continue
        if path.suffix in (".c", ".h", ".cc", ".cpp", ".hpp"):
            yield path


def includes(path):
    """Yields ('<' or '"', name) for each #include line of a file."""
    yield from INCLUDE.findall(path.read_text(encoding="utf-8"))


def public_room(name):
    header = re.fullmatch(r"mien/(\w+)\.h", name)
    assert header, f"<{name}> is no public header"
    assert header[1] in HEADERS, f"<{name}> belongs to no room: add it to HEADERS"
    return HEADERS[header[1]]


@tap.test
def every_room_of_lib_has_its_arrows():
    rooms = {path.name for path in (root / "lib").iterdir() if path.is_dir()}
    assert rooms == set(ROOMS), f"in lib/: {rooms}; with arrows: {set(ROOMS)}"


@tap.test
def every_public_header_belongs_to_a_room():
    headers = {path.stem for path in (root / "include/mien").glob("*.h")} - {"mien"}
    assert headers == set(HEADERS), f"{headers} is not {set(HEADERS)}"


@tap.test
def lib_looks_only_along_the_arrows():
    seen, wrong = 0, []
    for room, allowed in ROOMS.items():
        for path in sources(f"lib/{room}"):
            for bracket, name in includes(path):
                seen += 1
                if bracket == "<" and not name.startswith("mien/"):
                    continue
                if name == "mien/mien.h":
                    target = "the umbrella"
                else:
                    target = public_room(name) if bracket == "<" else name.split("/")[0]
                if target not in allowed:
                    wrong.append(f"{path.relative_to(root)}: {name}")
    assert not wrong, "backward arrows:\n" + "\n".join(wrong)
    assert seen > 50, f"only {seen} #include lines were found"


@tap.test
def public_headers_look_only_along_the_arrows():
    wrong = []
    for header, room in HEADERS.items():
        for bracket, name in includes(root / f"include/mien/{header}.h"):
            if bracket == '"':
                wrong.append(f'{header}.h: "{name}"')
            elif name.startswith("mien/") and public_room(name) not in ROOMS[room]:
                wrong.append(f"{header}.h: <{name}>")
    assert not wrong, "\n".join(wrong)


@tap.test
def umbrella_includes_every_header_and_nothing_else():
    text = (root / "include/mien/mien.h").read_text(encoding="utf-8")
    found = sorted(name for _, name in includes(root / "include/mien/mien.h"))
    assert found == sorted(f"mien/{header}.h" for header in HEADERS.keys() - OPTIONAL), found
    code = re.sub(r"//.*|^\s*#.*", "", text, flags=re.MULTILINE).strip()
    assert code == "", f"more than includes: {code}"


@tap.test
def programs_use_only_public_headers():
    wrong = []
    for folder in OUTSIDE:
        for path in sources(folder):
            if "tests" in path.relative_to(root).parts:
                continue  # they share tests/support
            for bracket, name in includes(path):
                if (bracket == '"' and not (path.parent / name).is_file() and
                        name not in GENERATED):
                    wrong.append(f'{path.relative_to(root)}: "{name}"')
                if bracket == '"' and ".." in name:
                    wrong.append(f'{path.relative_to(root)}: "{name}"')
                if bracket == "<" and name.split("/")[0] in ROOMS:
                    wrong.append(f"{path.relative_to(root)}: <{name}>")
    assert not wrong, "beyond <mien/...> and their own:\n" + "\n".join(wrong)


@tap.test
def every_file_names_its_licence():
    wrong = []
    for folder in ["include", "lib", "tools", "tests", "bindings"]:
        for path in sources(folder):
            first = path.read_text(encoding="utf-8").split("\n", 1)[0]
            name = str(path.relative_to(root))
            if first != f"// SPDX-License-Identifier: {LICENCES.get(name, 'Apache-2.0')}":
                wrong.append(name)
    assert not wrong, "without an SPDX line first:\n" + "\n".join(wrong)


tap.run()
