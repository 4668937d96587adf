# SPDX-License-Identifier: Apache-2.0
"""Help, version, wrong command lines, and the translations."""

import glob
import os
import re
import subprocess

from harness import (SOURCE, columns, cut, dull, environment, expect, expect_equal,
                     flat, languages, main, need, picture, png_bytes, run, scene,
                     speaking, write)

TOPICS = ["hash", "compare", "show", "check", "limits", "index", "index add", "index query",
          "match", "views", "case", "case new", "case add", "case show", "case withdraw",
          "case wallet", "case recipients", "case forget", "case open", "case export"]


def check_fits(text):
    lines = text.splitlines()
    expect(len(lines) <= 23, len(lines), text)  # one is left for the prompt
    for line in lines:
        expect(columns(line) <= 80, columns(line), line)


def every_language():
    """English, and the environments of the translations."""
    return [environment(), *map(speaking, languages())]


def help_texts(env):
    yield run("--help", env=env)
    for topic in TOPICS:
        yield run("help", *topic.split(), env=env)


def test_help_fits():
    """every help text fits one screen, and has an example, in every language"""
    for env in every_language():
        for r in help_texts(env):
            expect_equal((r.code, r.err), (0, ""))
            check_fits(r.out)
            expect(re.search("^  (mien|find) ", r.out, re.M), r)


def test_help_ways():
    """help comes by option and by command"""
    expect_equal(run("help").out, run("--help").out)
    for same in (["-h"], ["help", "help"], ["help", "--help"], ["--help", "-h"]):
        expect_equal(run(*same).out, run("--help").out, same)
    expect_equal(run("-h", "hash").out, run("help", "hash").out)
    for topic in TOPICS:
        there = not topic.startswith("case") or "case" in os.environ["MIEN_FEATURES"]
        if topic not in ("limits", "views") and there:
            told = run("help", *topic.split()).out
            expect_equal(run(*topic.split(), "--help").out, told)
            expect_equal(run(*topic.split(), "-h").out, told)
            expect(f"Usage: mien {topic} " in told, topic)
    for command, topic in (("remove", "index add"), ("stat", "index"), ("create", "index"),
                           ("verify", "index"), ("compact", "index"), ("export", "index")):
        expect_equal(run("index", command, "--help").out, run("help", *topic.split()).out)
    if "case" not in os.environ["MIEN_FEATURES"]:
        return
    expect_equal(run("case", "verify", "-h").out, run("help", "case", "open").out)
    expect_equal(run("case", "recipients", "new", "-h").out,
                 run("help", "case", "recipients").out)
    expect_equal(run("case", "wallet", "list", "-h").out,
                 run("help", "case", "wallet").out)
    expect_equal(run("case").out, run("help", "case").out)


def test_help_is_complete():
    """the options that there are, that help shows and that the manual explains are the
    same"""
    tables = "".join(open(path).read() for path in
                     glob.glob(os.path.join(SOURCE, "tools", "mien", "*.[ch]")))
    there = set(re.findall(r'{"([a-z0-9-]+)", (?:no|required)_argument', tables))
    there |= {"help", "version"}
    manual = "".join(open(os.path.join(SOURCE, "doc", name)).read()
                     for name in ("mien.1", "mien-case.1"))
    explained = set(re.findall(r"^\.It .*?Fl (?:\w , )?-([a-z0-9-]+)", manual, re.M))
    explained |= set(re.findall(r"^\.It .* , Fl -([a-z0-9-]+)", manual, re.M))
    explained |= {"version"} & set(re.findall(r"^\.Fl -(version)", manual, re.M))
    shown = set(re.findall(r"--([a-z0-9-]+)", "".join(
        r.out for r in help_texts(environment()))))
    expect_equal(shown, there)
    expect_equal(explained, there)


def test_version():
    """--version tells the version, the kernels, the decoders and the sandbox"""
    header = open(os.path.join(SOURCE, "include", "mien", "version.h")).read()
    version = ".".join(re.search(rf"MIEN_VERSION_{part} (\d+)", header)[1]
                       for part in ("MAJOR", "MINOR", "PATCH"))
    r = run("--version")
    expect_equal((r.code, r.err), (0, ""))
    lines = r.out.splitlines()
    expect_equal(lines[0], f"mien {version}")
    expect(re.fullmatch(r"kernels: (c|avx2|avx512|neon)", lines[1]), lines)
    expect(re.match(r"JPEG: .*jpeg.* \d", lines[2]), lines)
    expect(re.match(r"PNG: libpng \d", lines[3]), lines)
    expect_equal([line.split(":")[0] for line in lines[4:]],
                 ["WebP", "HEIC", "AVIF", "GIF", "sandbox"])
    expect_equal(run("-V").out, r.out)


def test_suggestions():
    """a slip of the finger is understood, and ends with 2"""
    write("photo.png", b"")
    for arguments, said in [
            (["hsah", "x"], "unknown command 'hsah'; did you mean 'hash'?"),
            (["campare"], "unknown command 'campare'; did you mean 'compare'?"),
            (["frobnicate"], "unknown command 'frobnicate'"),
            (["photo.png"], "'photo.png' is a file; to hash it: mien hash FILE"),
            (["--hepl"], "unknown command '--hepl'; did you mean '--help'?"),
            (["--frobnicate"], "unknown option '--frobnicate'"),
            ([], "which command?"),
            (["version"], "did you mean '--version'?"),
            (["--version", "extra"], "--version takes nothing behind it"),
            (["help", "nonsense"], "there is no help on 'nonsense'"),
            (["hash", "--recusrive"], "unknown option '--recusrive'; did you mean "
                                      "'--recursive'?"),
            (["hash", "--frobnicate"], "unknown option '--frobnicate'"),
            (["hash", "-z"], "unknown option '-z'"),
            (["hash", "--all", "-zq"], "unknown option '-z'"),
            (["hash", "--max", "1"], "option '--max' could be several"),
            (["hash", "--all=3"], "option '--all' takes no value"),
            (["hash", "-j"], "option '-j' needs a value"),
            (["hash", "x", "-j"], "option '-j' needs a value"),
            (["hash", "--format"], "option '--format' needs a value"),
            (["hash", "--format", "xml", "x"], "--format is one of text, json, csv, tsv"),
            (["hash", "-j", "257", "x"], "--jobs is a number from 0 to 256"),
            (["hash", "-j", "two", "x"], "--jobs is a number from 0 to 256"),
            (["hash", "--max-pixels", "3x", "x"], "'3x' is no number that --max-pixels"),
            (["hash", "--max-side", "0", "x"], "'0' is no number that --max-side"),
            (["hash", "--max-side", "99G", "x"], "'99G' is no number that --max-side"),
            (["hash", "--max-file", "99999999999999999999", "x"], "is no number"),
            (["hash", "--max-file", "17179869184G", "x"], "is no number"),
            (["hash", "--max-file", "-1", "x"], "is no number"),
            (["hash"], "which picture?"),
            (["hash", "-0", "x"], "-0 is for lists of names"),
            (["hash", "--files-from=x", "y"], "give either files or a list")]:
        r = run(*arguments)
        expect_equal((r.code, r.out), (2, ""), arguments, r)
        expect(said in r.err, said, r)
        expect("Try 'mien " in r.err, r)
        check_fits(r.err)


def test_harmless_complaints():
    """what was typed comes back without control characters"""
    for arguments in (["\x1b[31m"], ["hash", "--\x1b[31m"], ["hash", "-\x1b"],
                      ["help", "\x07"], ["hash", "--max-side", "\x1b", "x"]):
        r = run(*arguments)
        expect_equal(r.code, 2)
        expect("\x1b" not in r.err and "\x07" not in r.err, r)


def test_french():
    """a person with a French system is spoken to in French"""
    env = speaking("fr")
    dull(), cut()
    r = run("hash", "cut.png", "dull.png", env=env)
    expect_equal(r.code, 1)
    expect("l\u2019image est ab\u00eem\u00e9e ou incompl\u00e8te" in r.err, r)
    expect(", trop peu de d\u00e9tails : cette empreinte ne prot\u00e9gera pas l\u2019image"
           .replace(" :", "\u00a0:") in r.err, r)
    expect("C\u2019est tout ce qui quitte l\u2019appareil" in
           run("show", "dull.png", env=env).out)
    expect("correspondance" in run("compare", "dull.png", "dull.png", env=env).out)


def test_details_translated():
    """whatever clause mien itself says about a file is in the table of the command"""
    calls = re.compile(r"(?:fail|damaged)\(([^;]*)\)", re.S)
    said, library = set(), ""
    for path in glob.glob(os.path.join(SOURCE, "lib", "*", "*.c")):
        if os.path.basename(os.path.dirname(path)) not in ("case", "index"):
            library += open(path).read()
    for call in calls.findall(library):
        if "MIEN_ERROR_ARGUMENT" in call:
            continue  # a fault of the program that uses the library, not of a file
        text = "".join(re.findall(r'"([^"]*)"', call))
        said.add(re.sub("^(JPEG|PNG|WebP|HEIF|GIF): ", "", text))
    # Callbacks are the command's own.
    said = {text for text in said if text and not re.search("receiver|callback", text)}
    expect(len(said) > 25, said)
    table = open(os.path.join(SOURCE, "tools", "mien", "detail.c")).read()
    expect_equal({text for text in said if f'"{text}"' not in table}, set())
    stale = re.findall(r'^    N_\("([^"]*)"\),$', table.split("};")[0], re.M)
    expect_equal({text for text in stale if f'{text}"' not in library}, set())
    names = open(os.path.join(SOURCE, "lib", "decode", "sniff.c")).read()
    for name in re.findall(r'return "(.* .*)";', names):
        expect(not name.endswith("video") or f'N_("{name}")' in table, name)


def test_index_details_translated():
    """so is whatever clause lib/index says about the files of an index"""
    said = set()
    for path in glob.glob(os.path.join(SOURCE, "lib", "index", "*.c")):
        code = re.sub(r"//.*|#include.*", "", open(path).read())
        # What only a program at fault gets to see.
        code = re.sub(r"[^;{}]*MIEN_ERROR_ARGUMENT[^;]*;", "", code)
        for literal in re.findall(r'((?:"[^"]*"\s*)+)', code):
            text = "".join(re.findall(r'"([^"]*)"', literal))
            said.add(re.sub("^(index|log): ", "", text))
    said = {text for text in said if re.search("[a-z] [a-z]|cancelled", text)}
    expect(len(said) > 40, said)
    table = open(os.path.join(SOURCE, "tools", "mien", "detail_index.c")).read()
    expect_equal(set(re.findall(r'^    N_\("([^"]*)"\),$', table, re.M)), said)


def test_case_details_translated():
    """so is whatever clause lib/case says about documents, wallets and recipients"""
    code, said = "", set()
    for path in glob.glob(os.path.join(SOURCE, "lib", "case", "*.c")):
        code += re.sub(r"//.*|#include.*", "", open(path).read())
    # What only a program at fault gets to see.
    code = re.sub(r"[^;{}]*MIEN_ERROR_ARGUMENT[^;]*;", "", code)
    string = r'"((?:[^"\\\n]|\\.)*)"'
    for literal in re.findall(rf"((?:{string}\s*)+)", code):
        text = "".join(re.findall(string, literal[0]))
        # Not JSON, nor a part of a clause: of those there is an example below.
        if " " in text and text == text.strip() and not re.match(r'[{\[]|\\"\S*:', text):
            said.add(text)
    table = open(os.path.join(SOURCE, "tools", "mien", "detail_case.c")).read()
    clauses = set(re.findall(rf"^    N_\({string}\),$", table, re.M))
    subjects = [text for text in re.findall(rf"^    {{{string}, (?:NULL|N_)", table, re.M)]
    def stripped(text):
        return next((text[len(s):] for s in sorted(subjects, key=len, reverse=True)
                     if text.startswith(s)), text)
    said = {stripped(text) for text in said if text + ": " not in subjects}
    expect(len(said) > 100, said)
    expect_equal(clauses, said)


def test_french_details():
    """a person with a French system sees no English in brackets"""
    env = speaking("fr")
    picture(), cut(), write("film.avi", b"RIFF\x10\0\0\0AVI LIST")
    r = run("hash", "cut.png", "film.avi", env=env)
    expect("(PNG: le fichier s\u2019arr\u00eate trop t\u00f4t)" in r.err, r)
    expect("vid\u00e9o AVI)" in r.err, r)
    r = run("hash", "--max-pixels", "9", "picture.png", env=env)
    expect("plus de pixels que la limite, --max-pixels vaut 9)" in r.err, r)


def test_all_details():
    """nor does a person with any other system"""
    cut(), write("film.avi", b"RIFF\x10\0\0\0AVI LIST")
    arguments = ("hash", "--max-pixels", "9", "cut.png", "film.avi")
    english, *others = [re.findall(r"\((.*)\)", run(*arguments, env=env).err)
                        for env in every_language()]
    expect_equal(len(english), 2, english)
    for said in others:
        expect_equal(len(said), 2, said)
        expect(not set(said) & set(english), said)


def test_hints_fit():
    """the next step is wrapped into 80 columns, between words, in every language"""
    write("text", b"text"), write("tiff", b"II*\0" + b"\0" * 60), cut()
    for env in every_language():
        hints = [line for line in run("hash", "missing", "text", "tiff", "cut.png",
                                      env=env).err.splitlines() if line[0] == " "]
        expect(len(hints) >= 4, hints)
        expect(all(columns(line) <= 80 and line.startswith("      ") and line[6] != " "
                   for line in hints), hints)


def test_compare_fits():
    """what compare says fits into 80 columns, in every language"""
    pixels = scene()
    across = list(zip(*pixels))
    write("a.png", png_bytes(flat(pixels)))
    for env in every_language():
        for turned in (pixels[::-1], [row[::-1] for row in pixels], across,
                       across[::-1], [row[::-1] for row in across]):
            write("b.png", png_bytes(flat(turned)))
            r = run("compare", "a.png", "b.png", env=env)
            expect_equal(r.code, 0)
            check_fits(r.out + r.err)
        r = run("compare", "0" * 64, "5" * 64, env=env)
        expect_equal(r.code, 1)
        check_fits(r.out + r.err)


def test_machine_formats_not_translated():
    """what programs read is the same in every language"""
    picture(orientation=6), cut()
    english, *others = every_language()
    for arguments in [*(("hash", "-a", "-f", form, "picture.png", "cut.png")
                        for form in ("text", "json", "csv", "tsv")),
                      ("compare", "-f", "json", "picture.png", "picture.png")]:
        plain = run(*arguments, env=english).raw
        for env in others:
            expect_equal(run(*arguments, env=env).raw, plain)


def catalogue():
    """Every message of the sources, as a file."""
    need("xgettext")
    po = os.path.join(SOURCE, "po")
    build = open(os.path.join(po, "meson.build")).read()
    arguments = re.findall(r"'(--(?:keyword|from-code)[^']*)'", build)
    subprocess.run(["xgettext", *arguments, "-D", SOURCE, "-f",
                    os.path.join(po, "POTFILES"), "-o", "mien.pot"], check=True)
    return "mien.pot"


def test_translations_complete():
    """every message is translated in every language, none is in doubt"""
    need("msgcmp")
    template = catalogue()
    for name in languages():
        language = os.path.join(SOURCE, "po", name + ".po")
        checked = subprocess.run(["msgfmt", "--check", "--statistics", "-o", os.devnull,
                                  language], capture_output=True, text=True,
                                 env=environment(LC_ALL="C"))
        expect_equal(checked.returncode, 0, checked.stderr)
        expect("fuzzy" not in checked.stderr and "untranslated" not in checked.stderr,
               checked.stderr)
        compared = subprocess.run(["msgcmp", language, template], capture_output=True,
                                  text=True)
        expect_equal(compared.returncode, 0, compared.stderr)


def test_sources_listed():
    """every source with messages is in po/POTFILES"""
    listed = open(os.path.join(SOURCE, "po", "POTFILES")).read().split()
    sources = [os.path.relpath(path, SOURCE) for path in
               glob.glob(os.path.join(SOURCE, "tools", "mien", "*.c"))
               if re.search(r"\b(N?_|ngettext)\(", open(path).read())]
    expect_equal(sorted(listed), sorted(sources))


if __name__ == "__main__":
    main(globals())
