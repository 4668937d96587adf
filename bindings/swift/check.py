# SPDX-License-Identifier: Apache-2.0
"""Compares the Swift package with the headers of C, without a Swift toolchain.

check.py CLANG

clang tells what the headers of the module maps declare. Every name, call, field and
constant of C in the Swift sources has to be among it, as Swift would import it. Types and
the rest of Swift are left to its compiler. MienCase has all of <mien/case.h>.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(os.environ.get("MIEN_SOURCE_ROOT",
                                   pathlib.Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(root / "tests/support"))
import tap  # noqa: E402

here = root / "bindings/swift"
clang = sys.argv[1]
NAME = re.compile(r"\b(?:mien|MIEN)_\w+")
# What Swift says of a pointer or a raw value, not a field of C.
OF_SWIFT = {"pointee", "rawValue"}


class Header:
    """What C declares: functions with their number of arguments, structs with the types
    of their fields, enums with their constants, and macros that are numbers."""

    def __init__(self, path):
        flags = ["-x", "c", "-I", str(root / "include"), str(path)]
        tree = json.loads(self.run("-fsyntax-only", "-Xclang", "-ast-dump=json", *flags))
        self.functions, self.structs, self.enums, self.typedefs = {}, {}, {}, set()
        for node in tree["inner"]:
            self.read(node)
        self.macros = set(re.findall(r"^#define (MIEN_\w+) \(?-?(?:0x)?[0-9A-Fa-f]+[uU]?\)?$",
                                     self.run("-E", "-dM", *flags), re.MULTILINE))
        self.constants = {name for names in self.enums.values() for name in names}
        self.names = (set(self.functions) | set(self.structs) | set(self.enums) |
                      self.typedefs | self.constants | self.macros)

    @staticmethod
    def run(*arguments):
        done = subprocess.run([clang, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(self, node):
        name, inner = node.get("name", ""), node.get("inner", [])
        if not name.startswith("mien_"):
            return
        if node["kind"] == "FunctionDecl":
            self.functions[name] = sum(part["kind"] == "ParmVarDecl" for part in inner)
        elif node["kind"] == "RecordDecl" and node.get("completeDefinition"):
            self.structs[name] = {part["name"]: part["type"]["qualType"]
                                  for part in inner if part["kind"] == "FieldDecl"}
        elif node["kind"] == "EnumDecl":
            self.enums[name] = [part["name"] for part in inner]
        elif node["kind"] == "TypedefDecl":
            self.typedefs.add(name)


def code_of(text):
    """Swift without comments and texts; what \\() holds in a text goes, too."""
    text = re.sub(r"//.*", "", text)
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', text)


def arguments(code, start):
    """How many arguments the call has whose parenthesis opens before `start`."""
    depth, count, empty = 0, 1, True
    for character in code[start:]:
        if character in "([{":
            depth += 1
        elif character in ")]}":
            if depth == 0:
                return 0 if empty else count
            depth -= 1
        elif character == "," and depth == 0:
            count += 1
        empty = empty and character.isspace()
    raise AssertionError("a call without an end")


def unknown_names(code, header):
    return [f"{name} is not declared" for name in NAME.findall(code)
            if name not in header.names]


def wrong_calls(code, header):
    wrong = []
    for call in re.finditer(r"\b(mien_\w+)\(", code):
        name, given = call[1], arguments(code, call.end())
        if name in header.structs and given == 0:
            continue  # a struct that is all zero
        if name in header.enums and given == 1:
            continue  # of a raw value
        if name in header.functions and header.functions[name] == given:
            continue
        wrong.append(f"{name}() with {given} arguments")
    return wrong


def variables(code):
    """The variables whose type is a struct of C, by the ways in which the sources make
    them: yields (name, struct)."""
    for pattern in (r"\b(?:let|var) (\w+) = (mien_\w+)\(\)",
                    r"\b(\w+): (?:inout )?(mien_\w+)\b",
                    r"\b(\w+): Unsafe(?:Mutable)?Pointer<(mien_\w+)>"):
        yield from re.findall(pattern, code)


def fields(code, header):
    """Yields (variable, struct, field, its type or None, where it ends) for each use of a
    field. Variables are known up to the next function."""
    ends = [match.start() for match in
            re.finditer(r"\b(?:func|init[?]?)\s*[\w<(]|\bvar \w+: mien_\w+ \{", code)]
    for start, end in zip([0, *ends], [*ends, len(code)]):
        for name, struct in dict(variables(code[start:end])).items():
            use = re.compile(rf"(?<![.\w]){name}(?:[!?]?\.pointee)?((?:\.\w+)+)")
            for chain in use.finditer(code, start, end):
                yield from fields_of_chain(name, struct, chain, header)


def fields_of_chain(name, struct, chain, header):
    """The fields of `media.image.width`, for instance."""
    for field in re.finditer(r"\.(\w+)", chain[1]):
        if struct not in header.structs or field[1] in OF_SWIFT:
            return
        kind = header.structs[struct].get(field[1])
        yield name, struct, field[1], kind, chain.start(1) + field.end()
        plain = re.fullmatch(r"struct (mien_\w+)", kind or "")
        struct = plain[1] if plain else None


def wrong_fields(code, header):
    return [f"{name}.{field}: struct {struct} has no such field"
            for name, struct, field, kind, _ in fields(code, header) if kind is None]


def faults(code, header):
    return unknown_names(code, header) + wrong_calls(code, header) + wrong_fields(code, header)


def header_of(module):
    text = (here / f"Sources/{module}/module.modulemap").read_text(encoding="utf-8")
    return Header(here / f"Sources/{module}" / re.search(r'header "(.*)"', text)[1])


headers = {name: header_of("C" + name) for name in ("Mien", "MienCase")}
sources = {path: code_of(path.read_text(encoding="utf-8"))
           for path in sorted([*here.glob("Sources/*/*.swift"),
                               *here.glob("Tests/*/*.swift")])}
everything = "\n".join(sources.values())


def header_for(path):
    """That of the module whose folder, or whose tests, the file lies in."""
    return headers[path.parent.name.removesuffix("Tests")]


def of_cases(kind):
    """What <mien/case.h> has and <mien/mien.h> has not."""
    ours, theirs = (getattr(headers[name], kind) for name in ("MienCase", "Mien"))
    return {name: ours[name] for name in ours if name not in theirs}


@tap.test
def the_module_maps_name_the_header_and_the_library():
    for name, function in (("Mien", "mien_pdq_hash"), ("MienCase", "mien_case_new")):
        text = (here / f"Sources/C{name}/module.modulemap").read_text(encoding="utf-8")
        assert re.search(rf'^module C{name} \[system\] \{{$', text, re.MULTILINE), text
        assert 'link "mien"' in text and "export *" in text, text
        assert function in headers[name].functions, f"{name}: the header has nothing"


@tap.test
def the_package_has_the_targets_that_are_there():
    text = (here / "Package.swift").read_text(encoding="utf-8")
    targets = set(re.findall(r'(?:Target|Library|target)\(name: "(\w+)"', text))
    folders = {path.name for path in [*here.glob("Sources/*"), *here.glob("Tests/*")]}
    assert targets == folders, f"{targets} and {folders}"
    assert text.count('pkgConfig: "mien"') == len(headers), text


def add(path, code):
    def agrees():
        found = faults(code, header_for(path))
        assert not found, "\n".join(found)

    agrees.__name__ = f"{path.relative_to(here)} agrees with the header"
    tap.test(agrees)


for source, text in sources.items():
    add(source, text)


@tap.test
def each_enum_is_taken_over_whole():
    enums = {name: headers["Mien"].enums[name] for name in (
        "mien_status", "mien_pixel_format", "mien_pdq_mode", "mien_media_speed",
        "mien_change_kind")}
    for enum, names in (enums | of_cases("enums")).items():
        missing = [name for name in names
                   if not re.search(rf"\b{name}\b", everything)]
        assert not missing, f"{enum}: {missing}"


@tap.test
def cases_are_taken_over_whole():
    code = {path: text for path, text in sources.items() if path.parent.name == "MienCase"}
    called = set(re.findall(r"\b(mien_\w+)\(", "\n".join(code.values())))
    missing = set(of_cases("functions")) - called
    assert not missing, f"never called: {missing}"
    used = {(struct, field) for text in code.values()
            for _, struct, field, _, _ in fields(text, headers["MienCase"])}
    missing = {(struct, field) for struct, names in of_cases("structs").items()
               for field in names} - used
    assert not missing, f"never used: {missing}"


@tap.test
def any_name_that_goes_wrong_is_noticed():
    """Spoils each name of C, each field and each call, one at a time."""
    spoilt, structs = 0, set()
    for path, code in sources.items():
        header = header_for(path)
        seen = list(fields(code, header))
        structs |= {struct for _, struct, _, _, _ in seen}
        places = {match.end() for match in NAME.finditer(code)}
        places |= {end for _, _, _, _, end in seen}
        for place in places:
            assert faults(code[:place] + "x" + code[place:], header), (
                f"{path.name}: not noticed: {code[place - 30:place]}x")
        calls = [call.end() for call in re.finditer(r"\bmien_\w+\((?=[^)])", code)]
        for place in calls:
            assert faults(code[:place] + "0, " + code[place:], header), code[place:][:30]
        spoilt += len(places) + len(calls)
    declared = headers["Mien"].structs | headers["MienCase"].structs
    used = {name for name in NAME.findall(everything) if name in declared}
    assert used <= structs, f"no field is seen of {used - structs}"
    assert spoilt > 200, f"only {spoilt} places"


tap.run()
