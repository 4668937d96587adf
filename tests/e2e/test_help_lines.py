# SPDX-License-Identifier: Apache-2.0
"""The list of help lines is complete, and is shown in the language of the person; the
pages for survivors and for those who help them say the same in both languages."""

import datetime
import json
import os
import re
import subprocess
import sys

from harness import (SOURCE, Skip, environment, expect, expect_equal, languages, main,
                     need, run, write)

TOOL = os.path.join(SOURCE, "tools", "mien")
LIST = os.path.join(TOOL, "help_lines.tsv")
HEADER = os.path.join(TOOL, "help_lines.h")
SHOW = os.environ["MIEN_SHOW_HELP_LINES"]
ISO_CODES = "/usr/share/iso-codes/json/iso_3166-1.json"


def source(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rows():
    """The entries as they are written, each a dictionary."""
    header, *lines = [line.split("\t") for line in source(LIST).splitlines()
                      if line and not line.startswith("#")]
    for line in lines:
        expect_equal(len(line), len(header), line)
    return [dict(zip(header, line)) for line in lines]


def sentences():
    """What help_lines.c says of each kind of service: HELP_LINE_... -> the sentence."""
    code = source(os.path.join(TOOL, "help_lines.c"))
    found = re.findall(r"\[HELP_LINE_(\w+)\] =\s+N_\(\s*((?:\"[^\"]*\"\s*)+)\)", code)
    return {name: "".join(re.findall(r"\"([^\"]*)\"", text)) for name, text in found}


def show(*arguments, env=None):
    r = subprocess.run([SHOW, *arguments], capture_output=True, timeout=60,
                       env=env or environment())
    expect_equal((r.returncode, r.stderr), (0, b""), r)
    return r.stdout.decode()


def speaking(language):
    """An environment in which the list is in this language."""
    if not os.environ.get("MIEN_LOCALEDIR"):
        raise Skip("mien was built without translations")
    for locale in ("fr_FR.UTF-8", "C.UTF-8", "en_US.UTF-8"):
        env = environment(LC_ALL=locale, LANGUAGE=language)
        if show("minors", env=env) != show("minors"):
            return env
    raise Skip(f"there is no locale in which '{language}' could be shown")


def plain(text):
    """The words without the breaks of lines."""
    return " ".join(text.split())


def test_complete():
    """every entry says where, for whom, in which language, what, and when it was checked"""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    known = {row["alpha_2"] for row in json.loads(source(ISO_CODES))["3166-1"]} \
        if os.path.exists(ISO_CODES) else None
    seen = set()
    for row in rows():
        for field in set(row) - {"telephone"}:
            expect(row[field].strip() == row[field] != "", field, row)
        country = row["country"]
        expect(country == "*" or re.fullmatch("[A-Z]{2}", country), row)
        expect(country == "*" or known is None or country in known, row)
        for code in row["languages"].split(","):
            expect(re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", code), row)
        expect(row["who"] in ("minors", "adults", "both"), row)
        expect(row["web"].startswith("https://"), row)
        expect(re.fullmatch(r"[+0-9][0-9 -]*|", row["telephone"]), row)
        expect(row["source"].startswith("http"), row)
        expect(row["text"] in sentences(), row)
        expect(datetime.date.fromisoformat(row["checked"]) <= today, row)
        expect((country, row["name"]) not in seen, row)
        seen.add((country, row["name"]))
    expect(len(seen) > 40, len(seen))


def test_for_everybody():
    """wherever she lives, and whatever her age, there is somewhere to go"""
    for who, name in (("minors", "Take It Down"), ("adults", "StopNCII.org")):
        for country in ("JP", "fr", "UK"):
            expect(name in show(who, country), who, country)
    expect("StopNCII.org" not in show("minors"), "it is for adults only")
    expect("Take It Down" not in show("adults"), "it is for minors only")


GOOD = ["FR", "fr", "both", "Somebody", "https://a.example/b", "0 12-3", "LISTENS",
        "2026-11-22", "https://a.example/about"]
SPOILED = {
    "country": ["", "fr", "ZZ", "FRA"],
    "languages": ["", "french", "fr,en", "mul,fr", "fr,fr", "fr, en"],
    "who": ["", "women"],
    "name": ["", " Somebody", "Some\x1bbody", "Some\u202ebody"],
    "web": ["", "a.example", "http://a.example", "https://a", "https://a.example/ b"],
    "telephone": ["ask", "0 12 ", "+"],
    "text": ["", "listens", "TEXTS"],
    "checked": ["", "yesterday", "2026-02-30", "22.11.2026", "20261122"],
    "source": ["", "from memory"],
}
HEADING = list(SPOILED)


def generate(*table):
    """Runs the generator over these rows: what it says, or None when it takes them."""
    write("list.tsv", "\n".join("\t".join(row) for row in table).encode())
    r = subprocess.run([sys.executable, "-B", os.path.join(TOOL, "help_lines.py"),
                        "list.tsv", HEADER, "table.h"], capture_output=True, text=True)
    expect_equal(r.returncode == 0, os.path.exists("table.h"), r)
    expect("Traceback" not in r.stderr, r)
    if r.returncode == 0:
        os.unlink("table.h")
        return None
    return r.stderr


def test_generator():
    """an entry that is incomplete or not plausible stops the build, and is named"""
    expect_equal(generate(HEADING, GOOD), None)
    for number, (field, values) in enumerate(SPOILED.items()):
        for value in values:
            row = GOOD[:number] + [value] + GOOD[number + 1:]
            said = generate(HEADING, GOOD[:3] + ["Another"] + GOOD[4:], row)
            expect(said and said.startswith("list.tsv:3: "), field, value, said)
    for table in ([HEADING], [HEADING[1:], GOOD[1:]], [HEADING, GOOD[:-1]],
                  [HEADING, GOOD + ["more"]], [HEADING, GOOD, GOOD],
                  [HEADING, GOOD, ["DE"] + GOOD[1:]]):
        expect(generate(*table), table)
    without = GOOD[:5] + [""] + GOOD[6:]
    expect_equal(generate(HEADING, without), None, "a telephone may be missing")


def test_sentences_for_translators():
    """what a service does is said in sentences that the translators get"""
    need("xgettext")
    file = "tools/mien/help_lines.c"
    expect(file in source(os.path.join(SOURCE, "po", "POTFILES")).split(), file)
    said = subprocess.run(["xgettext", "--from-code=UTF-8", "-kN_", "-o", "-",
                           os.path.join(SOURCE, file)], capture_output=True, text=True)
    messages = plain(re.sub(r"\"\n\"", "", said.stdout))
    known = re.findall(r"^    HELP_LINE_(\w+),", source(HEADER), re.M)
    expect_equal(sorted(sentences()), sorted(known))
    for name, sentence in sentences().items():
        expect(f'"{sentence}"' in messages, name, sentence)
    shown = plain(show("minors") + show("adults"))
    for name in {row["text"] for row in rows()}:
        expect(sentences()[name] in shown, name)


def test_all_is_shown():
    """whoever asks for the whole list gets every entry that is for her, once"""
    for who in ("minors", "adults"):
        lines = show(who).splitlines()
        for row in rows():
            wanted = row["who"] in (who, "both")
            expect(("  " + row["name"] in lines) == wanted, who, row)
            if wanted:
                expect("    " + row["web"] in lines, row)
                expect(not row["telephone"] or "    " + row["telephone"] in lines, row)
        expect(all(len(line) <= 80 or line.strip().startswith("Institut")
                   for line in lines), [line for line in lines if len(line) > 80])


def test_her_country_first():
    """the services of her country come first, then those for everybody, and no others"""
    lines = show("adults", "FR").splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    expect_equal(headings[:2], ["France", "In every country"])
    expect("StopNCII.org" in show("adults", "FR") and "HateAid" not in "".join(lines),
           lines)
    everywhere = show("adults").splitlines()
    expect_equal(everywhere[0], "In every country")
    expect("Germany" in everywhere and "France" in everywhere, everywhere)
    expect(show("adults", "JP").startswith("This list knows no service"), "JP")


def test_in_her_language():
    """countries and languages are named in her language where the system knows them"""
    if not os.path.exists("/usr/share/locale/fr/LC_MESSAGES/iso_3166-1.mo"):
        raise Skip("iso-codes is not installed")
    shown = show("adults", env=speaking("fr"))
    expect("\nRoyaume-Uni\n" in shown and "United Kingdom" not in shown, shown)
    expect("anglais" in shown and "English" not in shown, shown)


def test_without_iso_codes():
    """without the package iso-codes a country is shown by its code, not in English"""
    env = speaking("fr")
    need("unshare")
    r = subprocess.run(["unshare", "-rm", "sh", "-c", 'mount -t tmpfs none '
                        '/usr/share/locale && exec "$@"', "sh", SHOW, "adults", "GB"],
                       capture_output=True, env=env, timeout=60)
    if r.returncode != 0:
        raise Skip("no name space can be made here")
    expect(r.stdout.startswith(b"GB\n") and b"English" not in r.stdout, r)


def test_translated():
    """no sentence of the list stays English in another language"""
    english = set(sentences().values()) | {"In every country", "Languages:"}
    for language in languages():
        shown = plain(show("minors", env=speaking(language)) +
                      show("adults", env=speaking(language)))
        left = [sentence for sentence in english if sentence in shown]
        expect_equal(left, [], language)


PAGES = ("for-survivors", "for-helpers")


def test_pages_agree():
    """the pages for survivors and helpers say the same in both languages: as many
    headings, paragraphs and points, the same commands, the same addresses"""
    for page in PAGES:
        both = [source(os.path.join(SOURCE, "doc", page + end))
                for end in (".md", ".fr.md")]
        for what in (r"^#+ ", r"^ *- ", r"^\d+\. ", r"\n\n(?=\S)", r"\*\*"):
            counts = [len(re.findall(what, text, re.M)) for text in both]
            expect_equal(counts[0], counts[1], page, what)
        for what in (r"\bmien(?: case)? [a-z]+\b(?=[ `])", r"https://[^>)\s]+"):
            named = [sorted(set(re.findall(what, plain(" ".join(
                re.findall(r"`[^`]*`|^       mien.*$|<[^>]*>", text, re.M))))))
                for text in both]
            expect_equal(named[0], named[1], page, what)
            expect(named[0], page, what)


def test_pages_name_commands():
    """every command that the pages name is one of mien"""
    expect("unknown command" in run("nonsense").err, run("nonsense"))
    if "unknown command" not in run("case", "nonsense").err:
        raise Skip("mien was built without cases")
    for page in PAGES:
        text = source(os.path.join(SOURCE, "doc", page + ".md"))
        named = set(re.findall(r"(?:`|^       )mien ([a-z -]+[a-z])", text, re.M))
        expect(len(named) > 4, named)
        for command in named:
            r = run(*command.split(), "/nonsense")
            expect("unknown" not in r.err, command, r)


def test_pages_promise_nothing_false():
    """no page claims that nobody can notice mien, or that a hash cannot be turned back"""
    for page in PAGES:
        for end in (".md", ".fr.md"):
            text = source(os.path.join(SOURCE, "doc", page + end)).lower()
            for claim in ("undetectable", "untraceable", "irreversible", "anonymous",
                          "ind\xe9tectable", "irr\xe9versible", "anonyme"):
                expect(claim not in text, page + end, claim)


if __name__ == "__main__":
    main(globals())
