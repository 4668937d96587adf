# SPDX-License-Identifier: Apache-2.0
"""The translations themselves: whole, true to their placeholders, and readable from
right to left."""

import ast
import os
import re

from harness import SOURCE, columns, expect, expect_equal, languages, main, run, speaking

PO = os.path.join(SOURCE, "po")
# %% and the conversions of printf; a space is no flag here: "50 % d'images".
CONVERSION = re.compile(r"%(?:%|[-+#0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?"
                        r"[diouxXscp])")
ARABIC = re.compile("[\u0620-\u065f\u066e-\u06d3]")
ISOLATE, END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate


def catalogue(language):
    """Every message of a language: its flags, its msgid and msgid_plural, and its
    translations. The header is the message of an empty msgid."""
    messages, message, field = [], None, None
    with open(os.path.join(PO, language + ".po"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            expect(not line.startswith("#~"), f"{language}.po:{number} is obsolete")
            keyword = re.match(r"(msgid_plural|msgid|msgstr(?:\[\d\])?) (?=\")", line)
            if line.strip() == "":
                message = None
                continue
            if message is None:
                message = {"flags": "", "line": number}
                messages.append(message)
            if line.startswith("#"):
                message["flags"] += line if line.startswith("#,") else ""
                continue
            if keyword:
                field = keyword[1]
                message[field] = ""
                line = line[keyword.end():]
            expect(line.startswith('"'), f"{language}.po:{number}", line)
            message[field] += ast.literal_eval(line.strip())
    return [message for message in messages if "msgid" in message]


def translations(message):
    return [text for field, text in message.items() if field.startswith("msgstr")]


def conversions(text):
    return sorted(found for found in CONVERSION.findall(text))


def is_help(message):
    return message["msgid"].startswith(("Usage: ", "Limits: "))


def test_complete():
    """no translation is missing, in doubt or obsolete, nor is a plural form"""
    expect("ar" in languages() and "fr" in languages(), languages())
    for language in languages():
        header, *messages = catalogue(language)
        forms = int(re.search(r"nplurals=(\d)", header["msgstr"])[1])
        expect(len(messages) > 300, language, len(messages))
        for message in messages:
            where = f"{language}.po:{message['line']}"
            expect("fuzzy" not in message["flags"], where)
            expect(all(translations(message)), where, message)
            expect_equal(len(translations(message)),
                         forms if "msgid_plural" in message else 1, where)


def test_placeholders():
    """every translation, in each of its forms, shows what the message shows"""
    for language in languages():
        for message in catalogue(language)[1:]:
            for text in translations(message):
                expect_equal(conversions(text), conversions(message["msgid"]),
                             f"{language}.po:{message['line']}", text)


def depths(text):
    """How many isolates are open at each character of a text."""
    open_now, depth = 0, []
    for c in text:
        open_now -= c == END
        expect(open_now >= 0, text)
        depth.append(open_now)
        open_now += c == ISOLATE
    expect_equal(open_now, 0, text)
    return depth


def test_arabic_isolates():
    """in Arabic, what may run from left to right stands between isolates: placeholders,
    and outside of the help texts each Latin letter"""
    seen = 0
    for message in catalogue("ar")[1:]:
        where = f"ar.po:{message['line']}"
        for text in translations(message):
            depth = depths(text)
            if not ARABIC.search(text):
                continue
            for found in CONVERSION.finditer(text):
                seen += 1
                expect(found[0] == "%%" or depth[found.start()] > 0, where, text)
            for i, c in enumerate(text):
                expect(is_help(message) or not re.match("[A-Za-z]", c) or depth[i] > 0,
                       where, text)
    expect(seen > 100, seen)


def test_arabic_hints_fill_lines():
    """neither isolates nor the marks above Arabic letters count as columns where a hint
    is wrapped: its lines are full, and not too full"""
    name = " ".join(["\u0628\u064e\u062a\u064f\u062b\u0650"] * 15)
    folder = "/".join([name] * 4)
    r = run("index", "stat", folder, env=speaking("ar"))
    lines = [line for line in r.err.splitlines() if line.startswith("      ")]
    expect(len(lines) >= 3 and ISOLATE in "".join(lines), lines)
    for line, following in zip(lines, lines[1:]):
        expect(columns(line) <= 80, columns(line), line)
        expect(columns(line) + 1 + columns(following.split()[0]) > 80, line)


if __name__ == "__main__":
    main(globals())
