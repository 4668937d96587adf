# SPDX-License-Identifier: Apache-2.0
"""mien case new as she sees it: each dialogue, screen by screen, in four languages."""

import json
import os
import re
import signal
import subprocess

from dialogue import Dialogue, MARKS, compare_screens, kept, locale_for
from harness import (MIEN, Skip, columns, cut, dull, environment, expect, expect_equal,
                     main, musl, need, picture, run, write)

LANGUAGES = ("en", "fr", "es", "ar")
# What is the same in all languages: names, addresses, commands.
NAMES = ("absent.png", "nowhere.png", "Centre Exemple", "https://centre.example/key",
         "good.png", "dull.png", "cut.png", "document.json", "notes.json",
         "mien case new --recipient", "mien case add", "mien case withdraw",
         "mien case forget", "mien check", "mien", "PNG", "JPEG", "FR", "US",
         "mP41 n8c7 s1kg zVjk _ekU r2JB sYTV sUQc q-av MQwf 9rs")

BACK = {"en": "b", "fr": "r", "es": "volver", "ar": "رجوع"}
# No is a word of Spanish, too.
SAME_WORDS = {"2  No"}

RECIPIENT = {
    "format": "ncii-recipient", "version": 1, "id": "centre-exemple",
    "name": "Centre Exemple", "web": "https://centre.example/key",
    "key": {"kty": "EC", "crv": "P-256",
            "x": "FeISpUPWm_xKP2NP-PXX64pzvCvxpUF6_V8A9Q7YXWI",
            "y": "J4Y4E0yHxfC2BpMOdNmi_-i_rj8Lt3NPfN57CRPvQAA"},
    "questions": [
        {"id": "adult_now"},
        {"id": "on_sites", "unsure": True, "stop": "no", "text": {
            "en": "Are the pictures on a public site?",
            "fr": "Les images sont-elles sur un site public ?",
            "es": "¿Están las imágenes en un sitio público?",
            "ar": "هل الصور على موقع عام؟"}}],
}
FINGERPRINT = "mP41n8c7s1kgzVjk_ekUr2JBsYTVsUQcq-avMQwf9rs"
YES = {"adult_now": "yes", "adults_in_image": "yes", "self_in_image": "yes",
       "no_consent_to_share": "yes", "synthetic": "no", "on_behalf": "no",
       "on_sites": "yes", "fingerprints": [FINGERPRINT], "low_quality": "leave-out",
       "unreadable": "leave-out", "proceed": "yes"}
# A recipient that takes the hashes of two parts of a picture, and their places.
TAKES_PARTS = {"views": {"hashes": 24, "places": True}}
PASSPHRASE = "correct horse battery staple"
# The answers of a whole dialogue with one good picture: up to the summary.
STRAIGHT = ["1"] * 7 + ["1", "1", "1", "1", "", PASSPHRASE, PASSPHRASE, ""]


def recipient(**changes):
    with open("r.recipient.json", "w") as file:
        json.dump({**RECIPIENT, **changes}, file)
    return "r.recipient.json"


def files():
    """What is in the folder besides what the test has put there."""
    return sorted(name for name in os.listdir(".")
                  if not re.search(r"\.(png|recipient\.json|jwk|log)$", name))


def begin(*arguments, language="en", rules=None, **more):
    return Dialogue("case", "new", "--recipient", recipient(**rules or {}), *arguments,
                    **{**locale_for(language), **more})


def go(dialogue, answers):
    for answer in answers:
        screen = dialogue.type(answer)
    return screen


def steady(screen):
    """A screen with what chance and the calendar put there taken out."""
    screen = re.sub(r"\b20\d\d-\d\d-\d\d\b", "YYYY-MM-DD", screen)
    # The words of the key, three in a row with their places.
    return re.sub(r"^(\d\d? +\S+ +){2}\d\d? +\S+$",
                  lambda row: re.sub(r"(\d\d?) +\S+ *", r"\1 ····   ",
                                     row[0]).rstrip(), screen, flags=re.M)


def paging(screen):
    """Whether the screen goes on behind this page: nothing can be chosen on it."""
    return re.search(r"^ ?\w+  \S", screen, re.M) is None


# ---- Kept screens


def whole_walk(language):
    """A dialogue with everything in it. Returns [(title, screen)]."""
    screens = []

    def keep(title, screen):
        screens.append((title, steady(screen)))

    def step(title, answer=""):
        keep(title, dialogue.type(answer))
        while paging(dialogue.text()):
            keep(title + ", next page", dialogue.type(""))

    picture("good.png"), dull(), cut()
    with begin("good.png", "dull.png", "cut.png", language=language,
               rules=TAKES_PARTS) as dialogue:
        keep("safety", dialogue.wait())
        while paging(dialogue.text()):
            keep("safety, next page", dialogue.type(""))
        step("adult_now", "1")
        step("adults_in_image", "1")
        step("self_in_image", "1")
        step("no_consent_to_share", "1")
        step("synthetic", "1")
        step("on_behalf", "3")
        step("on_behalf_known", "2")
        step("a question of the recipient", "1")
        step("recipient", "1")
        step("pictures", "1")
        step("no such choice", "7")
        step("parts of the pictures", "1")
        step("key", "2")
        step("wallet", "2")
        keep("passphrase", dialogue.type(""))
        keep("the same once more", dialogue.type("abc"))
        keep("not the same", dialogue.type("abd"))
        dialogue.type("abc")
        step("weak", "abc")
        step("document", "2")
        step("summary")
        keep("summary: no such choice", dialogue.type("x"))
        step("change", "2")
        step("change: for whom", "6")
        step("change: back at the summary", "1")
        step("words", "1")
        keep("done", dialogue.type("1"))
        while dialogue.type("").strip():
            keep("done, next page", dialogue.text())
        expect_equal(dialogue.code, 0, dialogue.text())
        expect(dialogue.restored())
    expect_equal(files(), ["document.json", "notes.json"])
    return screens


def ends(language):
    """The ways in which it ends without a case. Returns [(title, screen)]."""
    screens = []
    for title, answers in (
            ("under 18", ["1", "2"]),
            ("not everybody an adult", ["1", "1", "3"]),
            ("agreement", ["1", "1", "1", "1", "2"]),
            ("without their knowledge", ["1"] * 6 + ["2", "2"]),
            ("an answer that the recipient does not take", ["1"] * 7 + ["2"]),
            ("another fingerprint", ["1"] * 8 + ["2"]),
            ("not compared", ["1"] * 8 + ["3"])):
        with begin("absent.png", language=language) as dialogue:
            dialogue.wait()
            screens.append((title, go(dialogue, answers)))
            dialogue.press(b"\x04")
            expect_equal(dialogue.code, 1)
    with begin("absent.png", language=language) as dialogue:
        dialogue.wait()
        screens.append(("nothing good", go(dialogue, ["1"] * 9)))
    with begin(language=language) as dialogue:
        dialogue.wait()
        screens.append(("which pictures", go(dialogue, ["1"] * 9)))
        screens.append(("which pictures: none", dialogue.type("nowhere.png")))
    with Dialogue("case", "new", "absent.png", **locale_for(language)) as dialogue:
        screens.append(("no recipient", dialogue.wait()))
    with Dialogue("case", "new", "--practice", **locale_for(language)) as dialogue:
        dialogue.wait()
        screens.append(("practice", go(dialogue, ["1"] * 8)))
        screens[-1] = (screens[-1][0], re.sub(
            r"^( *)(?:[\w-]{4} ){10}[\w-]{3}$", r"\1(fingerprint)", screens[-1][1],
            flags=re.M))
        screens.append(("practice: pictures", go(dialogue, ["1"])))
    expect_equal(files(), [])
    return screens


def test_screens():
    """each screen of the dialogue is as it is kept, in each language"""
    for language in LANGUAGES:
        os.mkdir(language)
        os.chdir(language)
        compare_screens(f"case-new.{language}", whole_walk(language))
        os.chdir("..")


def test_parts():
    """whether fingerprints of parts are sent is asked where the recipient takes them, can
    be changed before anything is written, and is told in numbers; an option answers it"""
    picture("good.png")
    before, after = ["1"] * 10, ["1", "", PASSPHRASE, PASSPHRASE, ""]
    for options, answer, parts in (([], ["1"], False), ([], ["2"], True),
                                   ([], ["2", "b", "1"], False),
                                   (["--views"], [], True), (["--no-views"], [], False)):
        with begin("good.png", *options, rules=TAKES_PARTS, rows=100) as dialogue:
            dialogue.wait()
            screen = " ".join(go(dialogue, before).split())
            expect_equal("up to 24 fingerprints" in screen, not options, screen)
            screen = " ".join(go(dialogue, answer + after).split())
            expect_equal("all in all 24 fingerprints" in screen, parts, screen)
            screen = go(dialogue, ["1"])
            expect_equal("fingerprints of 1 picture: 24" in screen, parts, screen)
            go(dialogue, [""])
            expect_equal(dialogue.code, 0, dialogue.text())
        os.unlink("document.json"), os.unlink("notes.json")
    with begin("good.png", rows=100) as dialogue:
        dialogue.wait()
        screen = go(dialogue, before)
        expect("fingerprints" not in screen and "The key of the case" in screen, screen)


def test_screens_of_ends():
    """each way in which no case is made is explained as it is kept, in each language"""
    for language in LANGUAGES:
        compare_screens(f"case-new-ends.{language}", ends(language))


def words_of(text):
    """A kept screen's lines without what is the same in all languages."""
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, "")
    return [line.strip() for line in text.splitlines()
            if not line.startswith("========")]


def test_no_english_leaks():
    """no line of another language's screens is English"""
    for name in ("case-new", "case-new-ends"):
        with open(kept(name + ".en"), encoding="utf-8") as file:
            english = {line for line in words_of(file.read())
                       if re.search("[A-Za-z]{2}", line)} - SAME_WORDS
        for language in LANGUAGES[1:]:
            with open(kept(f"{name}.{language}"), encoding="utf-8") as file:
                lines = words_of(file.read())
            expect(len(lines) > 100, name, language, len(lines))
            for line in lines:
                bare = re.sub(r"^\d+ +", "", line)
                expect(line not in english and bare not in english, language, line)
                # In Arabic every Latin letter is a leak, but for those that she types.
                if language == "ar":
                    expect(not re.search("[A-Za-z]{2}", re.sub("YYYY-MM-DD", "", line)),
                           language, line)


def test_kept_screens_fit():
    """no kept screen is larger than 80 columns and 24 lines"""
    for name in ("case-new", "case-new-ends"):
        for language in LANGUAGES:
            with open(kept(f"{name}.{language}"), encoding="utf-8") as file:
                screens = re.split("^======== .*\n", file.read(), flags=re.M)[1:]
            expect(len(screens) > 8, len(screens))
            for screen in screens:
                expect(screen.count("\n") <= 24, screen)
                for line in screen.splitlines():
                    expect(columns(line) <= 80, line)


# ---- The key on paper


def words_on(screen):
    """The words of the key, in their order."""
    rows = re.findall(r"^\d+ +(\S+) +\d+ +(\S+) +\d+ +(\S+)$", screen, re.M)
    expect_equal(len(rows), 8, screen)
    return [word for row in rows for word in row]


def descriptor(text):
    """A descriptor from which a text can be read."""
    out, into = os.pipe()
    os.write(into, text.encode())
    os.close(into)
    return out


def recover(words):
    """Makes a wallet of words, which only works with the right ones."""
    given, secret = descriptor(" ".join(words) + "\n"), descriptor(PASSPHRASE)
    r = run("case", "wallet", "recover", "--out", "again.json", "--words-fd", str(given),
            "--passphrase-fd", str(secret), pass_fds=(given, secret))
    os.close(given), os.close(secret)
    expect_equal(r.code, 0, r)
    os.unlink("again.json")


def test_words():
    """the words that are shown are the key, in each language"""
    picture("good.png")
    for language in LANGUAGES:
        with begin("good.png", language=language) as dialogue:
            dialogue.wait()
            go(dialogue, ["1"] * 10 + ["3", ""])
            while paging(dialogue.text()):
                dialogue.type("")
            recover(words_on(dialogue.type("1")))
            # Going back and on does not make another key.
            words = words_on(dialogue.text())
            dialogue.type(BACK[language])
            while paging(dialogue.text()):
                dialogue.type("")
            expect_equal(words_on(dialogue.type("1")), words)


# ---- Language


def test_language_is_asked():
    """without a locale the first screen has the languages, each in itself, and no more"""
    for number, beginning in enumerate(("Before you", "Avant", "Antes", "قبل"), 1):
        with begin(language="en", LANGUAGE=None, LC_ALL="C") as dialogue:
            screen = dialogue.wait()
            expect_equal(screen.split(), ["1", "English", "2", "Français", "3", "Español",
                                          "4", "العربية", ">"])
            screen = dialogue.type(str(number))
            expect(screen.lstrip().startswith(beginning), screen)


def test_language_of_the_locale():
    """a locale that mien speaks is not asked about, installed or not"""
    for locale in ("fr_FR.UTF-8", "fr_XX.UTF-8"):
        with begin(LC_ALL="", LANGUAGE=None, LANG=locale) as dialogue:
            expect("Avant de commencer" in dialogue.wait(), dialogue.text())


def test_terminals_without_utf8():
    """a terminal that is not UTF-8 is not offered Arabic, and gets plain letters"""
    if musl():
        raise Skip("musl takes no accents from letters")
    picture("good.png")
    with begin("good.png", LANGUAGE=None, LC_ALL="C", utf8=False) as dialogue:
        expect_equal(dialogue.wait().split(),
                     ["1", "English", "2", "Francais", "3", "Espanol", ">"])
        dialogue.type("2")
        go(dialogue, ["1"] * 10 + ["3", ""])
        while paging(dialogue.text()):
            dialogue.type("")
        words = words_on(dialogue.type("1"))
        expect("La cle sur papier" in dialogue.text(), dialogue.text())
        expect(dialogue.raw.isascii(), dialogue.text())
        expect("\\x" not in dialogue.raw and "?cran" not in dialogue.raw)
        go(dialogue, ["1", ""])
        expect_equal(dialogue.code, 0)
    expect_equal(files(), ["document.json"])
    recover(words)


def test_right_to_left():
    """each line of Arabic begins with a right-to-left mark, and isolates are closed"""
    picture("good.png")
    with begin("good.png", language="ar") as dialogue:
        dialogue.wait()
        go(dialogue, ["\u0661"] + STRAIGHT[1:])  # Arabic digits are understood
        go(dialogue, ["", ""])
        expect("\x1b[?2501h" in dialogue.raw)
        lines = re.sub("\x1b\\[[?0-9;]*[a-zA-Z]", "", dialogue.raw).splitlines()
        expect(len(lines) > 100)
        for line in lines:
            if re.search(r"\w", line):
                expect(line.startswith("\u200f"), line)
            expect_equal(len(re.findall("[\u2066-\u2068]", line)), line.count("\u2069"),
                         line)
        expect("\u2068good.png\u2069" in dialogue.raw)


# ---- Answers


def test_back():
    """back leads to each question before, whose answer is kept and can be changed"""
    with begin("absent.png") as dialogue:
        first = dialogue.wait()
        seen = [dialogue.type("1") for _ in range(8)]
        for screen in reversed(seen[:-1]):
            again = dialogue.type("b")
            expect_equal(again.replace("  (your answer)", ""), screen)
            expect("1  " in again and "  (your answer)\n" in again, again)
        expect_equal(dialogue.type("back"), first)
        dialogue.type("1")
        go(dialogue, [""] * 4)  # Enter keeps them
        expect("How they were made" in dialogue.text(), dialogue.text())
        dialogue.type("2")
        expect("2  They were made or changed by a computer  (your answer)"
               in dialogue.type("b"))


def test_change_from_the_summary():
    """from the summary one answer can be changed, and nothing else is asked again"""
    picture("good.png")
    with begin("good.png") as dialogue:
        dialogue.wait()
        go(dialogue, STRAIGHT)
        go(dialogue, ["", "", "2", "5"])
        expect("How they were made" in dialogue.text(), dialogue.text())
        screen = dialogue.type("2")
        expect("Before anything is written" in screen, screen)
        expect("Made or changed by a computer: Yes" in screen + dialogue.type(""))
    expect_equal(files(), [])


def test_under_18_opens_no_picture():
    """an answer under 18, or unsure, ends it before a picture is opened"""
    need("strace")
    picture("good.png")

    def opened(answers):
        trace = ("strace", "-f", "-qq", "-o", "trace.log", "-e",
                 "trace=openat,open,stat,newfstatat,access,faccessat2,execve")
        with begin("good.png", through=trace) as dialogue:
            dialogue.wait()
            go(dialogue, answers)
            dialogue.press(b"\x04")
        with open("trace.log") as file:
            return any("good.png" in line and "execve" not in line for line in file)

    expect(opened(["1"] * 10))  # an adult's is: the test can see it
    for answers in (["1", "2"], ["1", "3"], ["1", "1", "2"], ["1", "1", "3"]):
        expect(not opened(answers), answers)
    expect_equal(files(), [])


def test_under_18_shows_where_to_go():
    """an answer under 18 leads to services for minors, of her country first"""
    with begin("absent.png") as dialogue:
        dialogue.wait()
        go(dialogue, ["1", "2", "fr"])
        seen = dialogue.text()
        while dialogue.code is None:
            seen += dialogue.type("")
        expect("3018" in seen and "Take It Down" in seen, seen)
        expect_equal(dialogue.code, 1)


def test_wallet_is_extended():
    """a second case goes into the same wallet, with its passphrase only"""
    picture("good.png")
    with begin("good.png", "--out", "a.json") as dialogue:
        dialogue.wait()
        go(dialogue, STRAIGHT[:-1])
        go(dialogue, ["", "", "1", ""])
        expect_equal(dialogue.code, 0)
    with begin("good.png", "--out", "b.json", "--wallet", "notes.json") as dialogue:
        dialogue.wait()
        go(dialogue, ["1"] * 11)
        expect("is there already" in dialogue.text(), dialogue.text())
        expect("does not open with this passphrase" in dialogue.type("wrong"))
        expect("Before anything" in dialogue.type(PASSPHRASE), dialogue.text())
        go(dialogue, ["", "", "1", ""])
        expect_equal(dialogue.code, 0)
    expect_equal(files(), ["a.json", "b.json", "notes.json"])


def test_passphrase_from_a_descriptor():
    """with --passphrase-fd no passphrase is asked; a wrong one ends it with its reason"""
    picture("good.png")
    for passphrase, code in ((PASSPHRASE, 0), ("wrong", 1), (PASSPHRASE, 0)):
        secret = descriptor(passphrase)
        os.set_inheritable(secret, True)
        with begin("good.png", "--passphrase-fd", str(secret), "--out",
                   f"{len(files())}.json") as dialogue:
            dialogue.wait()
            go(dialogue, ["1"] * 10)
            expect("The name of the wallet" in dialogue.type("1"), dialogue.text())
            if code == 0:
                go(dialogue, ["", "", "", "1", ""])
            else:
                dialogue.type("")
                expect("does not open with this passphrase" in dialogue.raw, dialogue.raw)
            expect_equal(dialogue.code, code, dialogue.text())
        os.close(secret)
    expect_equal(files(), ["0.json", "2.json", "notes.json"])


def test_taken_names():
    """a file that is there is not overwritten: another name is asked for"""
    picture("good.png")
    write("document.json", b"mine")
    with begin("good.png") as dialogue:
        dialogue.wait()
        screen = go(dialogue, STRAIGHT)
        expect("it exists already, and is not overwritten" in " ".join(screen.split()),
               screen)
        expect("different names" in dialogue.type("notes.json"))
        expect("Before anything" in dialogue.type("other.json"))
    expect_equal(open("document.json", "rb").read(), b"mine")


def test_texts_from_outside():
    """what a recipient file and file names say cannot command the terminal"""
    hidden = "a\u061cb\u200bc\u200fd\ufeffe\\f"
    name = "esc\x1b[31m\u202egnp.png"
    picture("good.png")
    os.rename("good.png", name)
    hostile = recipient(name=hidden, web=hidden,
                        questions=[{"id": "own", "text": {"xx": hidden}}])
    with Dialogue("case", "new", "--recipient", hostile, name,
                  **locale_for("en")) as dialogue:
        dialogue.wait()
        go(dialogue, ["1"] * 9)
        expect("esc\\x1b[31m\\xe2\\x80\\xaegnp.png: good" in dialogue.text(),
               dialogue.text())
        expect(re.search("[\u061c\u200b\u200f\ufeff\u202e]", dialogue.raw) is None)
        sequences = set(re.findall("\x1b[^\x1b]{0,6}?[a-zA-Z]", dialogue.raw))
        expect_equal(sequences, {"\x1b[?1049h", "\x1b[?2501h", "\x1b[2J", "\x1b[H"})
    os.unlink(name)


# ---- Ways out


def leaves_nothing(dialogue):
    expect(dialogue.restored(), "the terminal is not as it was")
    expect(dialogue.raw.endswith("\x1b[?1049l"), dialogue.raw[-100:])
    expect_equal(files(), [])


def test_signals():
    """Ctrl-C, SIGTERM and SIGHUP at any prompt: no file, and the terminal as it was"""
    picture("good.png")
    answers = STRAIGHT + ["", "", "2"]
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for stop in range(len(answers) + 1):
        number = numbers[stop % 3]
        with begin("good.png") as dialogue:
            dialogue.wait()
            if stop > 0:
                go(dialogue, answers[:stop])
            expect(dialogue.code is None, stop, dialogue.text())
            if number == signal.SIGINT:
                dialogue.press(b"\x03")
            else:
                dialogue.signal(number)
            expect_equal(dialogue.code, -number, stop)
            leaves_nothing(dialogue)


def test_signal_while_a_picture_is_read():
    """Ctrl-C while a picture is read in the sandbox ends it as anywhere else"""
    never, held = os.pipe()  # a picture on standard input that does not come
    with begin("-", stdin=never) as dialogue:
        dialogue.wait()
        go(dialogue, ["1"] * 8)
        dialogue.type_until("1", "Reading 1 of 1")
        dialogue.press(b"\x03")
        expect_equal(dialogue.code, -signal.SIGINT)
        leaves_nothing(dialogue)
    os.close(never), os.close(held)


def test_impatient_signals():
    """Ctrl-C again and again leaves the terminal as it was, too"""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for _ in range(10):
            with begin("absent.png") as dialogue:
                dialogue.wait()
                dialogue.type("1")
                for _ in range(5000):  # all the time that ending takes
                    os.kill(dialogue.process, number)
                dialogue.signal(number)
                expect_equal(dialogue.code, -number)
                leaves_nothing(dialogue)


def test_stop_and_end_of_input():
    """s, stop and Ctrl-D end it everywhere, with nothing made"""
    picture("good.png")
    for stop in (1, 9, 11):
        for key in (b"s\n", b"stop\n", b"\x04"):
            with begin("good.png") as dialogue:
                dialogue.wait()
                go(dialogue, STRAIGHT[:stop])
                dialogue.press(key)
                expect_equal(dialogue.code, 1)
                leaves_nothing(dialogue)


# ---- Terminals


def test_narrow_terminal():
    """40 columns are enough: no line is longer, and no page scrolls"""
    picture("good.png")
    for language in LANGUAGES:
        with begin("good.png", columns=40, language=language) as dialogue:
            dialogue.wait()
            for answer in STRAIGHT:
                while paging(dialogue.text()) and answer not in ("", PASSPHRASE):
                    dialogue.type("")
                dialogue.type(answer)
                # Each screen has its title and an empty line on top.
                top = [line.strip() for line in dialogue.screen.display[:4]]
                expect(top[0] and "" in top[1:], dialogue.text())
            sent = re.sub("\x1b\\[[?0-9;]*[a-zA-Z]", "\n", MARKS.sub("", dialogue.raw))
            expect(len(sent.splitlines()) > 200)
            for line in sent.splitlines():
                expect(columns(line) <= 41, line)  # with the space behind a prompt


def test_dumb_terminal():
    """a terminal that knows no escape sequences gets none"""
    with begin("absent.png", TERM="dumb") as dialogue:
        expect("Before you begin" in dialogue.wait())
        expect("Your age" in dialogue.type("1"))
        dialogue.press(b"\x03")
        expect("\x1b" not in dialogue.raw, dialogue.raw)
        expect_equal(dialogue.code, -signal.SIGINT)


# ---- Practice


def test_practice():
    """practice needs no file, says so on each screen, and no real recipient takes it"""
    expect_equal(run("case", "recipients", "new", "--practice", "--id", "class", "--name",
                     "Class", "--key", "class.jwk", "--out", "class.recipient.json").code,
                 0)
    with Dialogue("case", "new", "--practice", "--recipient", "class.recipient.json",
                  **locale_for("en")) as dialogue:
        dialogue.wait()
        for answer in ["1"] * 6 + STRAIGHT[7:] + ["", "", "1", ""]:
            expect(dialogue.text().startswith("PRACTICE"), dialogue.text())
            dialogue.type(answer)
        expect_equal(dialogue.code, 0, dialogue.text())
    refused = run("case", "open", "--key", "class.jwk", "document.json")
    expect(refused.code != 0 and "practice" in refused.err, refused)
    expect_equal(run("case", "open", "--practice", "--key", "class.jwk",
                     "document.json").code, 0)


def test_practice_and_real_recipients():
    """a practice case is not made for a real recipient, nor the other way round"""
    r = run("case", "new", "--practice", "--recipient", recipient())
    expect(r.code == 1 and "this recipient is real" in r.err, r)
    r = run("case", "new", "--recipient", recipient(practice=True), "x.png")
    expect(r.code == 1 and "for practice only" in r.err, r)


# ---- Without a terminal


def unattended(answers, *arguments, passphrase=PASSPHRASE, file="good.png"):
    """mien case new with no terminal at all, and answers from a descriptor."""
    asked = descriptor(json.dumps(answers) if isinstance(answers, dict) else answers)
    secret = descriptor(passphrase)
    process = subprocess.run(
        [MIEN, "case", "new", "--recipient", recipient(), "--out", "document.json",
         "--wallet", "notes.json", "--answers", f"fd:{asked}",
         "--passphrase-fd", str(secret), *arguments, file],
        capture_output=True, stdin=subprocess.DEVNULL, pass_fds=(asked, secret),
        start_new_session=True, env=environment(LANGUAGE="en"), timeout=120, text=True)
    os.close(asked), os.close(secret)
    return process


def test_unattended():
    """all answers in a file make the same files, and the document says them"""
    picture("good.png")
    expect_equal(run("case", "recipients", "new", "--id", "own", "--name", "Own",
                     "--key", "own.jwk", "--out", "own.recipient.json").code, 0)
    with open("own.recipient.json") as file:
        own = json.load(file)["fingerprint"]
    r = unattended({**YES, "synthetic": "unsure", "fingerprints": [FINGERPRINT, own]},
                   "--recipient", "own.recipient.json", "--region", "fr")
    expect_equal(r.returncode, 0, r)
    expect_equal(files(), ["document.json", "notes.json"])
    r = run("case", "open", "--format", "json", "--key", "own.jwk", "document.json")
    expect_equal(r.code, 0, r)
    for text in ('"adult_now":true', '"on_sites":true', '"synthetic":"unsure"',
                 '"regions":["FR"]', '"recipients":["centre-exemple","own"]'):
        expect(text in r.out.replace(": ", ":").replace(", ", ","), text, r)
    expect("good" not in r.out and "on_behalf_known" not in r.out, r)


def test_no_terminal_needs_all_answers():
    """without a terminal no answer is assumed: each that is missing is named"""
    picture("good.png")
    for key in YES:
        r = unattended({k: v for k, v in YES.items() if k != key})
        expect(r.returncode == 1 and key in r.stderr, key, r)
    r = unattended({**YES, "on_behalf": "yes"})
    expect(r.returncode == 1 and "on_behalf_known" in r.stderr, r)
    r = unattended({"adult_now": "yes"})
    for key in YES:
        expect(key == "adult_now" or key in r.stderr, key, r)
    process = subprocess.run([MIEN, "case", "new", "--recipient", recipient(), "good.png"],
                             capture_output=True, stdin=subprocess.DEVNULL,
                             start_new_session=True, env=environment(), timeout=60)
    expect(process.returncode == 1 and b"no answer is assumed" in process.stderr, process)
    expect_equal(files(), [])


def test_wrong_answers():
    """unknown keys and values, and answers that end it, are refused without a file"""
    picture("good.png")
    for change, words in (
            ({"age": "yes"}, "no question of this case"),
            ({"adult_now": True}, "is answered by"),
            ({"self_in_image": "unsure"}, "is answered by"),
            ({"synthetic": "maybe"}, "is answered by"),
            ({"proceed": "no"}, "as you wished"),
            ({"low_quality": "yes"}, "leave-out"),
            ({"fingerprints": FINGERPRINT}, "list of texts"),
            ({"fingerprints": []}, "none of those that you gave"),
            ({"fingerprints": [FINGERPRINT, "A" * 43]}, "no recipient's"),
            ({"adult_now": "no"}, "Take It Down"),
            ({"adults_in_image": "unsure"}, "Take It Down"),
            ({"no_consent_to_share": "no"}, "may change your mind"),
            ({"on_behalf": "yes", "on_behalf_known": "no"}, "Talk about it together"),
            ({"on_sites": "no"}, "takes no case with this answer")):
        r = unattended({**YES, **change})
        expect(r.returncode == 1 and words in " ".join(r.stderr.split()), change, r)
    for text in ("", "[]", "{", '{"adult_now":"yes","adult_now":"no"}'):
        expect_equal(unattended(text).returncode, 1)
    expect_equal(files(), [])


def test_pictures_that_cannot_be_protected():
    """what cannot be read or has too few details is left out, or stops it"""
    picture("good.png"), dull(), cut()
    for key, name in (("low_quality", "dull.png"), ("unreadable", "cut.png"),
                      ("unreadable", "absent.png")):
        r = unattended({**YES, key: "stop"}, name)
        expect(r.returncode == 1 and name in r.stderr, r)
        r = unattended(YES, file=name)
        expect(r.returncode == 1 and "none of the pictures" in r.stderr, r)
        expect_equal(files(), [])
        r = unattended(YES, name)
        expect(r.returncode == 0 and name in r.stderr, r)
        os.unlink("document.json"), os.unlink("notes.json")


def test_usage():
    """options that make no sense are refused before anything is asked"""
    for arguments in (["--region", "France"], ["--expires", "soon"],
                      ["--passphrase-fd", "99"], ["--passphrase-fd", "x"], ["-", "-"], ["--nothing"]):
        expect_equal(run("case", "new", *arguments).code, 2, arguments)
    write("taken.json", b"")
    for arguments in (["--out", "taken.json"], ["--out", "nowhere/x"],
                      ["--wallet", "nowhere/x"], ["--expires", "2020-01-01"]):
        r = run("case", "new", "--recipient", recipient(), *arguments, "x.png")
        expect(r.code == 1 and "terminal" not in r.err, arguments, r)


if __name__ == "__main__":
    main(globals())
