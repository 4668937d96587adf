# SPDX-License-Identifier: Apache-2.0
"""The life of a case, from the first picture to the last trace, without a terminal."""

import json
import os
import stat

from cases import PASSPHRASE, body, case, edit, good, new, opened, payload
from harness import (cut, dull, expect, expect_equal, languages, main, picture, run,
                     speaking, write)


def test_life():
    """made, added to, taken back; then neither of the older documents counts"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"], "one"))
    good(case("add", "--wallet", "wallet", "--out", "two", "b.png",
              passphrase=PASSPHRASE))
    good(case("withdraw", "--wallet", "wallet", "--out", "three", "--yes",
              passphrase=PASSPHRASE))
    one, two, three = (payload(name) for name in ("one", "two", "three"))
    expect_equal([p["case"]["action"] for p in (one, two, three)],
                 ["create", "add", "withdraw"])
    expect_equal(len({p["case"]["id"] for p in (one, two, three)}), 1)
    expect_equal(len({json.dumps(p["case"]["key"]) for p in (one, two, three)}), 1)
    expect_equal([[i["item"] for i in p["items"]] for p in (one, two)], [["1"], ["2"]])
    pdq = run("hash", "b.png").out.split()[0]
    expect_equal(two["items"][0]["signals"][0]["hashValue"], pdq)
    for name in ("one", "two"):
        good(opened(name, options=["--register", "register"])[1])
    good(opened("three", options=["--register", "register"])[1])
    for name in ("one", "two"):
        lines, r = opened(name, options=["--register", "register"])
        expect_equal((r.code, lines[name]["status"]), (1, "refused"), r)
        expect("taken back" in lines[name]["reason"], lines)
        expect("taken back" in r.err and name in r.err, r)
    listed = json.loads(good(case("wallet", "list", "-f", "json", "wallet",
                                  passphrase=PASSPHRASE)).out)
    expect_equal((listed["case"], listed["items"], listed["withdrawn"]),
                 (one["case"]["id"], 2, True))


def test_nothing_after_withdrawal():
    """nothing can be added to a case that was taken back, and nothing is written"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    before = open("wallet", "rb").read()
    for command in (["add", "--wallet", "wallet", "--out", "more", "b.png"],
                    ["withdraw", "--wallet", "wallet", "--out", "more", "--yes"]):
        r = case(*command, passphrase=PASSPHRASE)
        expect_equal(r.code, 1, r)
        expect("taken back" in r.err, r)
    expect(not os.path.exists("more"))
    expect_equal(open("wallet", "rb").read(), before)


def test_words():
    """the words on paper alone take a case back, in every language of theirs"""
    body(), picture()
    good(new(["picture.png"]))
    case_id = payload("document")["case"]["id"]
    fingerprint = json.load(open("body.json"))["fingerprint"]
    for language in ("en", "fr", "es", "numbers"):
        words = good(case("wallet", "words", "--language", language, "wallet",
                          passphrase=PASSPHRASE)).out.strip()
        expect_equal(len(words.split()), 24, words)
        good(case("withdraw", "--recipient", "body.json", "--fingerprint", fingerprint,
                  "--out", "back-" + language, "--yes", words=words))
        back = payload("back-" + language)["case"]
        expect_equal((back["id"], back["action"]), (case_id, "withdraw"))
    good(opened("document", options=["--register", "register"])[1])
    good(opened("back-en", options=["--register", "register"])[1])
    expect_equal(opened("document", options=["--register", "register"])[1].code, 1)


def test_words_of_her_language():
    """without --language the words are of her language, and numbers where it has no list"""
    body(), picture()
    good(new(["picture.png"]))
    for language in languages():
        env = speaking(language)
        def words(*options):
            return good(case("wallet", "words", *options, "wallet",
                             passphrase=PASSPHRASE, env=env)).out
        of_hers = language if language in ("fr", "es") else "numbers"
        expect_equal(words(), words("--language", of_hers), language)


def test_recover():
    """a wallet that is lost is made again of the words, and takes the case back"""
    body(), picture()
    good(new(["picture.png"]))
    words = good(case("wallet", "words", "wallet", passphrase=PASSPHRASE)).out.strip()
    os.unlink("wallet")
    good(case("wallet", "recover", "--out", "again", words=words, passphrase="other"))
    r = case("withdraw", "--wallet", "again", "--out", "back", "--yes",
             passphrase="other")
    expect_equal(r.code, 1, r)  # it does not know for whom
    expect("--recipient" in r.err, r)
    fingerprint = json.load(open("body.json"))["fingerprint"]
    good(case("withdraw", "--wallet", "again", "--recipient", "body.json",
              "--fingerprint", fingerprint, "--out", "back", "--yes",
              passphrase="other"))
    expect_equal(payload("back")["case"]["id"], payload("document")["case"]["id"])


def test_wrong_words():
    """a word that is wrong is named, and nothing is made"""
    body(), picture()
    good(new(["picture.png"]))
    words = good(case("wallet", "words", "--language", "en", "wallet",
                      passphrase=PASSPHRASE)).out.split()
    swapped = [words[1], words[0], *words[2:]]
    for wrong, why in ((words[:5] + ["xylophon"] + words[6:], "word 6"),
                       (words[:23], "23 words of 24"), (swapped, "checksum")):
        if wrong == words:
            continue
        r = case("wallet", "recover", "--out", "again", words=" ".join(wrong),
                 passphrase="other")
        expect_equal(r.code, 1, r)
        expect(why in r.err, r)
        expect(not os.path.exists("again"))


def test_wrong_passphrase():
    """a wrong passphrase opens nothing and changes nothing"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    before = open("wallet", "rb").read()
    for command in (["add", "--wallet", "wallet", "--out", "more", "b.png"],
                    ["withdraw", "--wallet", "wallet", "--out", "more", "--yes"],
                    ["wallet", "list", "wallet"], ["wallet", "words", "wallet"],
                    ["show", "--wallet", "wallet"]):
        r = case(*command, passphrase="seven lamps")
        expect_equal((r.code, r.out), (1, ""), r)
        expect("wallet: it does not open with this passphrase" in r.err, r)
    expect(not os.path.exists("more"))
    expect_equal(open("wallet", "rb").read(), before)


def test_change_passphrase():
    """only the new passphrase opens the wallet from then on"""
    body(), picture()
    good(new(["picture.png"]))
    good(case("wallet", "passphrase", "wallet", passphrase=PASSPHRASE,
              new_passphrase="another one of mine"))
    expect_equal(case("wallet", "list", "wallet", passphrase=PASSPHRASE).code, 1)
    good(case("wallet", "list", "wallet", passphrase="another one of mine"))


def test_both_or_neither():
    """when the wallet cannot be written, there is no document either"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    before = open("wallet", "rb").read()
    write("wallet.new", b"in the way")
    for command in (["add", "--wallet", "wallet", "--out", "more", "b.png"],
                    ["withdraw", "--wallet", "wallet", "--out", "more", "--yes"]):
        r = case(*command, passphrase=PASSPHRASE)
        expect_equal(r.code, 1, r)
        expect(not os.path.exists("more"), r)
    expect_equal(open("wallet", "rb").read(), before)
    expect_equal(open("wallet.new", "rb").read(), b"in the way")


def test_files():
    """every file is for her eyes only, none is overwritten, no link is followed"""
    os.umask(0)
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    good(case("add", "--wallet", "wallet", "--out", "more", "b.png",
              passphrase=PASSPHRASE))
    for name in ("body.json", "body.jwk", "document", "wallet", "more"):
        expect_equal(stat.S_IMODE(os.stat(name).st_mode), 0o600, name)
    write("there", b"mine"), os.symlink("nowhere", "link"), os.symlink("wallet", "to")
    for name in ("there", "link"):
        for command in (["add", "--wallet", "wallet", "--out", name, "b.png"],
                        ["withdraw", "--wallet", "wallet", "--out", name, "--yes"],
                        ["wallet", "recover", "--out", name],
                        ["recipients", "new", "--id", "x", "--name", "x", "--out", name,
                         "--key", "x.jwk"],
                        ["export", "--to", "csv", "--key", "body.jwk", "--out", name,
                         "document"]):
            secrets = {} if command[0] in ("recipients", "export") else {
                "passphrase": PASSPHRASE}
            r = case(*command, **secrets)
            expect_equal(r.code, 1, command, r)
            expect(name + ": it exists already" in r.err, r)
    expect_equal(open("there", "rb").read(), b"mine")
    expect(os.path.islink("link") and not os.path.exists("nowhere"))
    expect(not os.path.exists("x.jwk"))
    r = case("withdraw", "--wallet", "to", "--out", "back", "--yes",
             passphrase=PASSPHRASE)
    expect_equal(r.code, 1, r)  # replacing it would leave the wallet as it is
    expect("to: it is not a regular file" in r.err, r)


def test_asks_first():
    """without a terminal nothing final happens but by --yes"""
    body(), picture()
    good(new(["picture.png"]))
    case_id = payload("document")["case"]["id"]
    for command, secrets in (
            (["withdraw", "--wallet", "wallet", "--out", "back"], True),
            (["forget", "document"], False),
            (["forget", "--wallet", "wallet", "--case", case_id], True)):
        r = case(*command, **({"passphrase": PASSPHRASE} if secrets else {}))
        expect_equal(r.code, 1, r)
        expect("--yes" in r.err, r)
    expect(os.path.exists("document") and not os.path.exists("back"))
    good(case("wallet", "list", "wallet", passphrase=PASSPHRASE))
    r = case("wallet", "list", "wallet")
    expect_equal(r.code, 1, r)
    expect("--passphrase-fd" in r.err, r)


def test_what_cannot_be_protected():
    """a picture with too little detail, or that cannot be read, is never passed over in
    silence"""
    body(), picture("a.png", 1), picture("b.png", 2), dull(), cut()
    good(new(["a.png"]))
    for bad, option in (("dull.png", "--low-quality"), ("cut.png", "--unreadable")):
        command = ["add", "--wallet", "wallet", "--out", "more", "b.png", bad]
        for more in ([], [option, "stop"]):
            r = case(*command, *more, passphrase=PASSPHRASE)
            expect_equal(r.code, 1, r)
            expect(bad in r.err and option in r.err, r)
            expect(not os.path.exists("more"))
    r = good(case(*command, "dull.png", "--low-quality", "leave-out", "--unreadable",
                  "leave-out", passphrase=PASSPHRASE))
    expect("dull.png" in r.err and "cut.png" in r.err, r)
    expect_equal(len(payload("more")["items"]), 1)


def test_ages_of_more():
    """without a terminal the ages of those in more pictures have to be said, before one
    of them is opened"""
    body(), picture("a.png", 1)
    good(new(["a.png"]))
    before = open("wallet", "rb").read()
    add = ["case", "add", "--wallet", "wallet", "--out", "more", "absent.png"]
    for more, why, code in ((["--adults", "no"], "Take It Down", 1),
                            (["--adults", "unsure"], "is answered by", 2),
                            ([], "missing: --adults", 1)):
        r = run(*add, *more, start_new_session=True)
        expect_equal((r.code, r.out), (code, ""), r)
        # That there is no such picture would be seen by opening it.
        expect(why in r.err and "absent.png" not in r.err, r)
    expect(not os.path.exists("more"))
    expect_equal(open("wallet", "rb").read(), before)


def test_new_recipients():
    """more goes to all who have the case; to others only when their fingerprint was
    compared, and these get all of it"""
    fingerprint = body("body"), body("other")
    picture("a.png", 1), picture("b.png", 2), picture("c.png", 3)
    good(new(["a.png"]))
    add = ["add", "--wallet", "wallet", "--recipient", "other.json", "--out"]
    for more in ([], ["--fingerprint", fingerprint[0]]):
        r = case(*add, "no", "b.png", *more, passphrase=PASSPHRASE)
        expect_equal(r.code, 1, r)
        expect("The other" in r.err and "fingerprint" in r.err, r)
        expect(not os.path.exists("no"))
    good(case(*add, "more", "b.png", "--fingerprint", fingerprint[1],
              passphrase=PASSPHRASE))
    for key in ("body.jwk", "other.jwk"):
        more = payload("more", key)
        expect_equal(more["recipients"], ["other", "body"])
        expect_equal([item["item"] for item in more["items"]], ["1", "2"])
    # Without a picture, all of it for one more organisation only.
    third = body("third")
    good(case("add", "--wallet", "wallet", "--recipient", "third.json", "--fingerprint",
              third, "--out", "third", passphrase=PASSPHRASE))
    expect_equal(payload("third", "third.jwk")["items"], more["items"])
    expect_equal(opened("third")[0]["third"]["status"], "key")  # not for the first
    again = case("add", "--wallet", "wallet", "--recipient", "third.json", "--out", "no",
                 passphrase=PASSPHRASE)
    expect("nothing new" in again.err and again.code == 1, again)
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    for key in ("body.jwk", "other.jwk", "third.jwk"):  # all hear of it
        expect_equal(sorted(payload("back", key)["recipients"]),
                     ["body", "other", "third"])
    # Another key under a known id is not the same recipient.
    os.rename("other.json", "old.json"), os.unlink("other.jwk"), body("other")
    r = case("withdraw", "--wallet", "wallet", "--recipient", "old.json", "--recipient",
             "other.json", "--out", "no", "--yes", passphrase=PASSPHRASE)
    expect_equal(r.code, 1, r)
    expect("different keys" in r.err, r)


def test_several_cases():
    """a wallet with several cases asks which"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"], "one")), good(new(["b.png"], "two"))
    ids = [payload(name)["case"]["id"] for name in ("one", "two")]
    listed = good(case("wallet", "list", "wallet", passphrase=PASSPHRASE)).out
    expect(all(i in listed for i in ids), listed)
    command = ["withdraw", "--wallet", "wallet", "--out", "back", "--yes"]
    r = case(*command, passphrase=PASSPHRASE)
    expect_equal(r.code, 1, r)
    expect("--case" in r.err, r)
    expect_equal(case(*command, "--case", "zzzz", passphrase=PASSPHRASE).code, 1)
    good(case(*command, "--case", ids[1][:8], passphrase=PASSPHRASE))
    expect_equal(payload("back")["case"]["id"], ids[1])


def test_show():
    """what is shown before is what is sealed, byte for byte in meaning"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    r = good(case("show", "--wallet", "wallet", "--action", "withdraw", "-f", "json",
                  passphrase=PASSPHRASE))
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    expect_equal(json.loads(r.out), payload("back"))


def test_show_in_words():
    """every field and, with --full, every hash is on the screen"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    before = open("wallet", "rb").read()
    r = good(case("add", "--wallet", "wallet", "--preview", "b.png",
                  passphrase=PASSPHRASE))
    expect_equal(open("wallet", "rb").read(), before)
    good(case("add", "--wallet", "wallet", "--out", "more", "b.png",
              passphrase=PASSPHRASE))
    said = payload("more")
    for field in (said["case"]["id"], said["day"], said["expires"], "body",
                  *(s["hashValue"] for s in said["items"][0]["signals"]),
                  *(s["variant"] for s in said["items"][0]["signals"])):
        expect(field in r.out, field, r)
    state = good(case("show", "--wallet", "wallet", passphrase=PASSPHRASE)).out
    first = payload("document")["items"][0]["signals"][0]["hashValue"]
    expect(first[:12] in state and first not in state and "The body" in state, state)
    full = good(case("show", "--full", "--wallet", "wallet", passphrase=PASSPHRASE)).out
    expect(first in full, full)


def test_show_outside():
    """without a key a document tells for how many it is, and its size class"""
    body("body"), body("other"), picture()
    good(new(["picture.png"], bodies=("body", "other")))
    r = good(case("show", "-f", "json", "document", "wallet"))
    document, wallet = (json.loads(line) for line in r.out.splitlines())
    expect_equal((document["kind"], document["recipients"], wallet["kind"]),
                 ("document", 2, "wallet"))
    expect("2 recipients" in case("show", "document").out)
    r = case("show", "picture.png")
    expect_equal((r.code, r.out), (1, ""), r)


def test_forget():
    """documents and wallets are deleted; pictures, keys and links are not"""
    body(), picture()
    good(new(["picture.png"]))
    os.symlink("document", "link"), os.mkdir("folder")
    good(new(["picture.png"], "second", "second-wallet"))
    r = case("forget", "--yes", "document", "picture.png", "link", "body.jwk",
             "body.json", "folder", "missing", "wallet")
    expect_equal(r.code, 1, r)
    for name in ("picture.png", "link", "body.jwk", "body.json", "folder", "missing"):
        expect(f"mien: {name}: " in r.err, name, r)
    expect_equal(sorted(os.listdir(".")), sorted(
        ["picture.png", "link", "body.jwk", "body.json", "folder", "second",
         "second-wallet"]))
    for honest in ("SSD", "backups", "history"):
        expect(honest in r.err, r)
    case_id = payload("second")["case"]["id"]
    good(case("forget", "--wallet", "second-wallet", "--case", case_id, "--yes",
              passphrase=PASSPHRASE))
    expect_equal(case("wallet", "list", "-f", "json", "second-wallet",
                      passphrase=PASSPHRASE).out, "")


def test_films():
    """a film is in a case by the MD5 of its file"""
    body(), picture()
    good(new(["picture.png"]))
    write("film", b"abc")
    good(case("add", "--wallet", "wallet", "--out", "more", "--video", "film",
              passphrase=PASSPHRASE))
    expect_equal(payload("more")["items"], [{"item": "2", "media": "video", "signals": [
        {"signalType": "VideoMD5", "hashValue": "900150983cd24fb0d6963f7d28e17f72"}]}])


def test_expired_recipient():
    """nothing more is sealed for a recipient that has expired, but a case is taken
    back"""
    body("body"), picture("a.png", 1), picture("b.png", 2)
    good(case("recipients", "new", "--id", "old", "--name", "Old", "--expires",
              "2026-01-31", "--out", "old.json", "--key", "old.jwk"))
    r = case("recipients", "old.json")
    expect_equal(r.code, 1, r)
    expect("2026-01-31" in r.err, r)
    fingerprint = json.load(open("old.json"))["fingerprint"]
    good(new(["a.png"]))
    r = case("add", "--wallet", "wallet", "--recipient", "old.json", "--fingerprint",
             fingerprint, "--out", "more", "b.png", passphrase=PASSPHRASE)
    expect_equal(r.code, 1, r)
    expect("old" in r.err and "expired" in r.err and not os.path.exists("more"), r)
    words = case("wallet", "words", "wallet", passphrase=PASSPHRASE).out.strip()
    good(case("withdraw", "--recipient", "old.json", "--fingerprint", fingerprint,
              "--out", "back", "--yes", words=words))
    expect_equal(payload("back", "old.jwk")["case"]["action"], "withdraw")


def test_recipient_files():
    """a recipient file that was changed is no recipient"""
    fingerprint = body()
    shown = good(case("recipients", "body.json")).out
    expect("The body" in shown and "https://body.example" in shown, shown)
    groups = [fingerprint[i:i + 4] for i in range(0, len(fingerprint), 4)]
    expect(" ".join(groups) in shown, shown)
    body("other")
    other = json.load(open("other.json"))
    edit("body.json", lambda file: file.update(key=other["key"]))
    r = case("recipients", "body.json")
    expect_equal((r.code, r.out), (1, ""), r)
    expect("body.json: this is no recipient file" in r.err, r)
    write("junk", b"junk")
    r = case("recipients", "junk")
    expect("junk: this is no recipient file, or a damaged one (not JSON)" in r.err, r)


def test_usage():
    """a command line that makes no sense ends with 2 and says what is missing"""
    for arguments in (["add"], ["add", "--wallet", "w"], ["withdraw"], ["show"],
                      ["withdraw", "--wallet", "w"], ["wallet"], ["wallet", "lst"],
                      ["wallet", "list"], ["wallet", "recover"], ["forget"],
                      ["forget", "--wallet", "w"], ["recipients"], ["open"],
                      ["recipients", "new", "--id", "x"], ["open", "--key", "k"],
                      ["verify", "d"], ["export", "--key", "k", "d"],
                      ["export", "--to", "x", "d"], ["export", "--to", "csv", "d"],
                      ["show", "--wallet", "w", "--action", "x"], ["opne"],
                      ["add", "--wallet", "w", "--low-quality", "maybe", "a"],
                      ["wallet", "words", "--language", "xx", "w"],
                      ["wallet", "list", "--passphrase-fd", "77", "w"]):
        r = case(*arguments)
        expect_equal((r.code, r.out), (2, ""), arguments, r)
        expect("mien case" in r.err, arguments, r)
    expect("did you mean 'open'" in case("opne").err)


if __name__ == "__main__":
    main(globals())
