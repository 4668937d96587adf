# SPDX-License-Identifier: Apache-2.0
"""The other commands on cases as she meets them at a terminal."""

import os
import re
import signal

from cases import PASSPHRASE, body, case, good, new, payload
from dialogue import Dialogue, locale_for
from harness import dull, expect, expect_equal, languages, main, picture, write


def made():
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))


def test_withdraw_asks():
    """a case is taken back only after a yes; no is the first answer"""
    made()
    before = open("wallet", "rb").read()
    command = ["case", "withdraw", "--wallet", "wallet", "--out", "back"]
    for answer in ("1", "s"):
        with Dialogue(*command) as dialogue:
            dialogue.wait()
            screen = dialogue.type(PASSPHRASE)
            expect("Take the case back?" in screen, screen)
            expect(screen.index("No, ") < screen.index("Yes, "), screen)
            dialogue.type(answer)
            expect_equal(dialogue.code, 1)
            expect(dialogue.restored() and PASSPHRASE not in dialogue.raw)
        expect(not os.path.exists("back"))
    expect_equal(open("wallet", "rb").read(), before)
    with Dialogue(*command) as dialogue:
        dialogue.wait(), dialogue.type(PASSPHRASE), dialogue.type("2")
        expect_equal(dialogue.code, 0, dialogue.text())
    expect_equal(payload("back")["case"]["action"], "withdraw")


def test_parts_are_asked_once():
    """add asks whether parts of pictures are to be sent, where that was never asked of the
    case, and then no more"""
    body("body", "--hashes", "16")
    for name in "abcd":
        picture(name + ".png", ord(name), width=400, height=300)
    for choice, answer, hashes in (([], "2", 16), ([], "1", 8),
                                   (["--views"], None, 16), (["--no-views"], None, 8)):
        good(new(["a.png"], options=choice))
        for number, name in enumerate("bcd"):
            with Dialogue("case", "add", "--wallet", "wallet", "--adults", "yes", "--out",
                          "more", name + ".png", rows=60) as dialogue:
                dialogue.wait()
                screen = dialogue.type(PASSPHRASE)
                asked = number == 0 and answer is not None
                expect_equal("up to 16 fingerprints" in " ".join(screen.split()), asked,
                             screen)
                if asked:
                    dialogue.type(answer)
                expect_equal(dialogue.code, 0, dialogue.text())
            expect_equal(len(payload("more")["items"][0]["signals"]), hashes)
            os.unlink("more")
        os.unlink("document"), os.unlink("wallet")


def test_signals():
    """a signal at any prompt ends the command by that signal; no file is left, and the
    terminal is as it was"""
    made(), body("other"), dull()
    commands = {
        "withdraw": (["--wallet", "wallet", "--out", "out"], [PASSPHRASE]),
        "add": (["--wallet", "wallet", "--recipient", "other.json", "b.png", "dull.png"],
                ["out", "1", PASSPHRASE, "2"]),
        "wallet": (["words", "wallet"], [PASSPHRASE]),
        "forget": (["document"], []),
    }
    before = {name: open(name, "rb").read() for name in os.listdir(".")}
    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    turn = 0
    for name, (arguments, answers) in commands.items():
        for count in range(len(answers) + 1):
            number = stops[turn % len(stops)]
            turn += 1
            with Dialogue("case", name, *arguments) as dialogue:
                dialogue.wait()
                for answer in answers[:count]:
                    dialogue.type(answer)
                expect(dialogue.code is None, name, dialogue.text())
                if number == signal.SIGINT:
                    dialogue.press(b"\x03")
                else:
                    dialogue.signal(number)
                expect_equal(dialogue.code, -number, name, count, dialogue.text())
                expect(dialogue.restored(), name, count)
                expect(PASSPHRASE not in dialogue.raw, name)
            after = {name: open(name, "rb").read() for name in os.listdir(".")}
            expect_equal(after, before, name, count)


def test_words_are_gone():
    """the words are shown until she goes on, and then they are off the screen; typed in
    again, they make the wallet"""
    made()
    # As numbers: a word could be one of a message by chance.
    with Dialogue("case", "wallet", "words", "--language", "numbers",
                  "wallet") as dialogue:
        dialogue.wait()
        words = re.findall(r"\b\d+ (\d{4})\b", dialogue.type(PASSPHRASE))
        expect_equal(len(words), 24)
        dialogue.type("")
        expect_equal(dialogue.code, 0)
        expect(not any(re.search(rf"\d+ {word}\b", dialogue.text()) for word in words),
               dialogue.text())
        expect_equal((dialogue.raw.count("\x1b[?1049h"), dialogue.raw.count("\x1b[?1049l")),
                     (1, 1))
    with Dialogue("case", "wallet", "recover", "--out", "again") as dialogue:
        dialogue.wait()
        dialogue.type(" ".join(words))
        dialogue.type("one of mine"), dialogue.type("another"), dialogue.type("x1 of mine")
        dialogue.type("x1 of mine")
        expect_equal(dialogue.code, 0, dialogue.text())
        expect("of mine" not in dialogue.raw)
        # One by one, they are in ordinary sentences, too.
        expect(not any(f"{one} {next}" in dialogue.text()
                       for one, next in zip(words, words[1:])), dialogue.text())
    listed = good(case("wallet", "list", "-f", "json", "again", passphrase="x1 of mine"))
    expect(payload("document")["case"]["id"] in listed.out, listed)


def test_three_attempts():
    """a passphrase can be typed again after a mistake, twice"""
    made()
    with Dialogue("case", "wallet", "list", "wallet") as dialogue:
        dialogue.wait(), dialogue.type("wrong"), dialogue.type("wrong again")
        dialogue.type(PASSPHRASE)
        expect_equal(dialogue.code, 0, dialogue.text())
    with Dialogue("case", "wallet", "list", "wallet") as dialogue:
        dialogue.wait(), dialogue.type("wrong"), dialogue.type("wrong again")
        dialogue.type("and again")
        expect_equal(dialogue.code, 1, dialogue.text())


def test_fingerprint_asked():
    """nothing is sealed for a new recipient when the fingerprint is another one"""
    made()
    fingerprint = body("other")
    groups = " ".join(fingerprint[i:i + 4] for i in range(0, len(fingerprint), 4))
    for answer in ("1", "s"):
        with Dialogue("case", "add", "--wallet", "wallet", "--recipient", "other.json",
                      "--adults", "yes", "--out", "more", "b.png") as dialogue:
            dialogue.wait()
            screen = dialogue.type(PASSPHRASE)
            expect(groups in screen and "https://other.example" in screen, screen)
            dialogue.type(answer)
            expect_equal(dialogue.code, 1)
        expect(not os.path.exists("more"))


def test_left_out_by_name():
    """what would not be protected is named, and stopping is the first answer"""
    made(), dull(), write("note.png", b"no picture")
    command = ["case", "add", "--wallet", "wallet", "--adults", "yes", "--out", "more",
               "b.png", "dull.png", "note.png"]
    with Dialogue(*command) as dialogue:
        screen = dialogue.wait()
        expect("note.png" in screen and screen.index("Stop") < screen.index("Go on"), screen)
        dialogue.type("2")
        screen = dialogue.type(PASSPHRASE)
        expect("dull.png" in screen and "b.png" not in screen, screen)
        dialogue.type("1")
        expect_equal(dialogue.code, 1)
    expect(not os.path.exists("more"))


def test_ages_are_asked():
    """the ages of those in more pictures are asked before one is opened; under 18, or
    not sure, ends it and shows where to go"""
    made()
    for answer in ("2", "3"):
        with Dialogue("case", "add", "--wallet", "wallet", "--out", "more",
                      "absent.png") as dialogue:
            screen = dialogue.wait()
            expect("18 or older when they were made" in screen, screen)
            screen = dialogue.type(answer)
            expect("There is help for this" in screen, screen)
            while dialogue.code is None:
                screen += dialogue.type("")
            expect("Take It Down" in screen and "absent.png" not in screen, screen)
            expect_equal(dialogue.code, 1)
            expect(dialogue.restored())
        expect(not os.path.exists("more"))


def test_names_on_the_screen():
    """a name of a file is shown on the screens, and commands no terminal"""
    body()
    name = write("e\x1b]0;x\x07\u202e.png", b"no picture")
    with Dialogue("case", "new", "--recipient", "body.json", name) as dialogue:
        screen, screens = dialogue.wait(), 0
        while "Your pictures" not in screen:
            screens += 1
            expect(screens < 15, screen)
            screen = dialogue.type("1")
        expect("e\\x1b]0;x\\x07" in screen, screen)
        for text in ("\x1b]", "\x07", "\u202e"):
            expect(text not in dialogue.raw, text)


def test_every_language():
    """in each language every question fits its screen, and no English is on it"""
    made(), body("other"), dull()
    english = {}
    commands = {
        "withdraw": (["--wallet", "wallet", "--out", "out"], [PASSPHRASE]),
        "add": (["--wallet", "wallet", "--recipient", "other.json", "b.png", "dull.png"],
                ["out", "1", PASSPHRASE, "2"]),
        "wallet": (["words", "--language", "numbers", "wallet"], [PASSPHRASE]),
        "forget": (["document"], []),
    }
    for language in ["en", *languages()]:
        for name, (arguments, answers) in commands.items():
            with Dialogue("case", name, *arguments, **locale_for(language)) as dialogue:
                screens = [dialogue.wait(), *map(dialogue.type, answers)]
                dialogue.press(b"\x03")
            lines = {line.strip() for screen in screens for line in screen.splitlines()
                     if re.search("[a-z]{3} [a-z]{2}", line)
                     # A fingerprint is the same everywhere, and may look like words.
                     and not re.fullmatch(r"([\w-]{4} ){10}[\w-]{3}", line.strip())}
            if language == "en":
                english[name] = lines
            expect_equal(lines & english[name] if language != "en" else set(), set(),
                         language, name)


if __name__ == "__main__":
    main(globals())
