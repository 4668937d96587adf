# SPDX-License-Identifier: Apache-2.0
"""Hashes of the parts of a picture, in a case: only where she agrees and all recipients
take them, never by themselves, and told in numbers."""

import csv
import io
import json
import os
import re
import signal
import subprocess

from cases import PASSPHRASE, body, case, edit, good, new, opened, payload
from harness import MIEN, environment, expect, expect_equal, main, picture, run

LARGE = {"width": 400, "height": 300}


def signals(document, key="body.jwk", item=0):
    return payload(document, key=key)["items"][item]["signals"]


def parts(document, key="body.jwk"):
    return [s for s in signals(document, key) if "view" in s]


def views_of(name, budget):
    """The lines of `mien hash --views bank`: hash, quality and view."""
    return [line.split("  ") for line in
            good(run("hash", "--views", "bank", "--budget", str(budget), name))
            .out.splitlines()]


def test_not_unasked():
    """a recipient that takes them gets none, unless she says so"""
    body("body", "--hashes", "80"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], "silent", "w1"))
    good(new(["a.png"], "no", "w2", options=["--no-views"]))
    for document in ("silent", "no"):
        expect_equal(len(signals(document)), 8)
        expect(all("view" not in s for s in signals(document)))


def test_the_best_first():
    """they are the first ones that mien hash gives, the whole picture before all, each
    in eight ways, and she is told how many there are"""
    body("body", "--hashes", "80"), picture("a.png", 1, **LARGE)
    r = good(new(["a.png"], options=["--views"]))
    sent = signals("document")
    expect_equal(len(sent), 80)
    expect(re.search(r"\b80\b", r.err), r)
    expect_equal([s.get("view") for s in sent[:8]], [None] * 8)
    told = views_of("a.png", 80)
    expect_equal([s["hashValue"] for s in sent], [line[0] for line in told])
    expect_equal([str(s["quality"]) for s in sent], [line[1].strip() for line in told])
    expect_equal([s.get("view", "whole") for s in sent],
                 [line[3].split("/")[0] for line in told])
    expect(all("place" not in s for s in sent))


def test_budget():
    """no more than she says"""
    body("body", "--hashes", "800"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], options=["--views", "--budget", "40"]))
    expect_equal(len(signals("document")), 40)
    for budget in ("7", "1025", "many"):
        r = new(["a.png"], "d", "w", options=["--views", "--budget", budget])
        expect_equal(r.code, 2, r)
    r = new(["a.png"], "d", "w", options=["--no-views", "--budget", "40"])
    expect_equal(r.code, 2, r)
    expect(not os.path.exists("d") and not os.path.exists("w"))


def test_two_recipients():
    """a document for two holds what both take; one that takes none keeps all others from
    getting any, and she is told"""
    body("large", "--hashes", "160", "--places"), body("small", "--hashes", "40")
    body("none"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], "both", "w1", bodies=("large", "small"), options=["--views"]))
    expect_equal(len(signals("both", "large.jwk")), 40)
    expect_equal(signals("both", "large.jwk"), signals("both", "small.jwk"))
    expect(all("place" not in s for s in signals("both", "small.jwk")))
    r = good(new(["a.png"], "plain", "w2", bodies=("large", "none"),
                 options=["--views"]))
    expect_equal(len(signals("plain", "none.jwk")), 8)
    expect("The none" in r.err and "whole pictures" in r.err, r)


def test_places():
    """where they lie is told to those who ask, in parts of the picture, not in pixels"""
    body("body", "--hashes", "80", "--places"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], options=["--views"]))
    sent = signals("document")
    expect_equal(sent[0]["place"], [500, 375, 1000, 750, 0])
    for s in sent:
        x, y, width, height, degrees = s["place"]
        expect(0 <= x <= 1000 and 0 <= y <= 750 and 0 < width <= 1000 and
               0 < height <= 1000 and 0 <= degrees < 360, s)


def test_the_wallet_keeps_them():
    """who comes later gets more, or fewer, of the pictures that are in the case; and the
    document that takes it back tells nobody more than it takes"""
    body("small", "--hashes", "40"), body("large", "--hashes", "80")
    body("none"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], bodies=("small",), options=["--views"]))
    for name, hashes in (("large", 80), ("none", 8)):
        with open(name + ".json") as file:
            fingerprint = json.load(file)["fingerprint"]
        good(case("add", "--wallet", "wallet", "--out", name + ".document",
                  "--recipient", name + ".json", "--fingerprint", fingerprint,
                  passphrase=PASSPHRASE))
        expect_equal(len(signals(name + ".document", name + ".jwk")), hashes)
    r = good(case("show", "--wallet", "wallet", passphrase=PASSPHRASE))
    expect("704" in r.out, r)
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    expect_equal(len(signals("back", "none.jwk")), 8)


def test_the_choice_holds():
    """what she chose for a case holds for what is added, until she says otherwise"""
    body("body", "--hashes", "80")
    for seed in range(1, 5):
        picture(f"{seed}.png", seed, **LARGE)
    add = ("add", "--wallet", "wallet", "--out")
    for choice, later, expected in (("--views", [], 80), ("--no-views", [], 8),
                                    ("--no-views", ["--views"], 80),
                                    ("--views", ["--no-views"], 8),
                                    ("--views", ["--budget", "16"], 16)):
        good(new(["1.png"], "document", "wallet", options=[choice]))
        good(case(*add, "two", *later, "2.png", passphrase=PASSPHRASE))
        expect_equal(len(signals("two")), expected, choice, later)
        for name in ("document", "wallet", "two"):
            os.unlink(name)


def test_once_more_with_views():
    """a picture that was sent without its parts can be sent with them"""
    body("body", "--hashes", "80"), picture("a.png", 1, **LARGE)
    good(new(["a.png"]))
    r = case("add", "--wallet", "wallet", "--out", "two", "a.png",
             passphrase=PASSPHRASE)
    expect_equal(r.code, 1, r)
    good(case("add", "--wallet", "wallet", "--out", "two", "--views", "a.png",
              passphrase=PASSPHRASE))
    expect_equal(len(signals("two")), 80)


def test_opened():
    """who receives it sees the parts counted, and named in full"""
    body("body", "--hashes", "80", "--places"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], options=["--views"]))
    r = good(case("open", "--key", "body.jwk", "--register", "register", "document"))
    expect("7 more of the same" in r.out and "72 of its parts" in r.out, r)
    r = good(case("open", "--key", "body.jwk", "--register", "register", "--full",
                  "document"))
    view = parts("document")[0]
    expect(f"ImagePDQ {view['view']}/original {view['quality']} {view['hashValue']}"
           in r.out, r)
    expect("[500,375,1000,750,0]" in r.out, r)


def test_recipient_file():
    """the file tells how many it takes; what is no number of them is refused"""
    body("body", "--hashes", "80", "--places")
    r = good(case("recipients", "body.json"))
    expect("up to 80" in r.out and "where in the picture" in r.out, r)
    for wrong in ({"hashes": 7}, {"hashes": "80"}, [], {"hashes": 80, "places": "no"}):
        edit("body.json", lambda file: file.update(views=wrong))
        expect_equal(case("recipients", "body.json").code, 1, wrong)
    edit("body.json", lambda file: file.pop("views"))
    expect("of the whole only" in good(case("recipients", "body.json")).out)
    for options in (["--hashes", "7"], ["--places"], ["--hashes", "x"]):
        r = case("recipients", "new", "--id", "a", "--name", "A", "--out", "a", "--key",
                 "b", *options)
        expect_equal(r.code, 2, r)


def export(to, *options):
    return good(case("export", "--to", to, "--key", "body.jwk", *options,
                     "document")).out


def test_exports():
    """lists of whole pictures hold no parts, unless somebody asks; csv names them, and
    an index takes it"""
    body("body", "--hashes", "80"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], options=["--views"]))
    sent = signals("document")
    whole = sent[0]["hashValue"]
    originals = [s["hashValue"] for s in sent if s["variant"] == "original"]
    every = [s["hashValue"] for s in sent]
    for to, pattern in (("pytx", r"pdq (\w{64})"), ("hma", r'"pdq":"(\w{64})"'),
                        ("stopncii", r'"hashValue":"(\w{64})"')):
        for options, expected in (((), [whole]), (("--all",), every[:8]),
                                  (("--views",), originals),
                                  (("--views", "--all"), every)):
            found = re.findall(pattern, export(to, *options))
            expect_equal(found, list(dict.fromkeys(expected)), to, options)
    rows = list(csv.DictReader(io.StringIO(export("csv"))))
    expect_equal([row["hash"] for row in rows], every)
    expect_equal([row["variant"] for row in rows[:2]], ["original", "rot90"])
    expect_equal([row["variant"] for row in rows[8:10]],
                 [sent[8]["view"], sent[9]["view"] + "/rot90"])
    expect_equal(json.loads(export("json"))[0]["items"][0]["signals"], sent)


def test_index():
    """an index takes what csv holds, each picture as one; and of a case that was taken
    back all goes, also what the document that says so does not name"""
    body("large", "--hashes", "80"), body("none")
    picture("a.png", 1, **LARGE), picture("b.png", 2, **LARGE)
    good(new(["a.png", "b.png"], "document", bodies=("large",), options=["--views"]))
    with open("none.json") as file:
        fingerprint = json.load(file)["fingerprint"]
    good(case("add", "--wallet", "wallet", "--out", "more", "--recipient", "none.json",
              "--fingerprint", fingerprint, passphrase=PASSPHRASE))
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    expect_equal(len(signals("back", "large.jwk")), 8)
    good(run("index", "create", "index"))

    def add(*documents):
        rows = good(case("export", "--to", "csv", "--key", "large.jwk", *documents)).out
        good(run("index", "add", "--format", "csv", "index", stdin=rows.encode()))
        lines = good(run("index", "export", "index")).out.splitlines()
        return [line.split() for line in lines]

    held = add("document")
    expect_equal(len(held), 160)
    expect_equal(len({line[1] for line in held}), 2, held[:3])
    expect_equal(add("back"), [])


def test_stopncii_withdrawal():
    """a list without cases takes back what it names: whoever exports a withdrawal so is
    told, and with all documents and options all goes"""
    body("body", "--hashes", "80"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], "document", options=["--views"]))
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    good(run("index", "create", "index"))

    def add(*arguments):
        r = good(case("export", "--key", "body.jwk", "--to", *arguments))
        good(run("index", "add", "index", stdin=r.out.encode()))
        return len(good(run("index", "export", "index")).out.splitlines()), r.err

    expect_equal(add("csv", "document")[0], 80)
    left, said = add("stopncii", "document", "back")
    expect(left > 0 and "are only taken back in the same way" in " ".join(said.split()),
           left, said)
    expect_equal(add("stopncii", "--all", "--views", "document", "back")[0], 0)


def test_closed_pipe():
    """an export that nobody reads any more ends as other programs do, without a word"""
    body("body", "--hashes", "704"), picture("a.png", 1, **LARGE)
    good(new(["a.png"], "document", options=["--views"]))
    process = subprocess.Popen(
        [MIEN, "case", "export", "--key", "body.jwk", "--to", "csv", "document"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    process.stdout.close()
    said = process.stderr.read().decode()
    expect("could not be written" not in said, said)
    expect_equal(process.wait(), -signal.SIGPIPE)


if __name__ == "__main__":
    main(globals())
