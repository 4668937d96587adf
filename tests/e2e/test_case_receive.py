# SPDX-License-Identifier: Apache-2.0
"""The recipient's side: documents are opened, verified, judged and handed on."""

import calendar
import json
import os
import re
import shutil
import subprocess
import time

from cases import PASSPHRASE, body, case, edit, good, new, opened, payload
from harness import expect, expect_equal, main, need, picture, write


def life(*names):
    """A body, and a case with its withdrawal: create, add, back."""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"], "create"))
    good(case("add", "--wallet", "wallet", "--out", "add", "b.png",
              passphrase=PASSPHRASE))
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))


def flip(name, member):
    """Changes one character in the middle of a member of a JSON file."""
    def change(value):
        text = value[member]
        at = len(text) // 2
        value[member] = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:]
    edit(name, change)


def test_batch():
    """one bad file never stops the others, each is named with its reason"""
    life(), os.mkdir("inbox"), os.mkdir("inbox/deep"), body("other")
    good(new(["a.png"], "inbox/deep/fine"))
    good(new(["b.png"], "inbox/foreign", "wallet2", bodies=("other",)))
    data = open("inbox/deep/fine", "rb").read()
    write("inbox/cut", data[:len(data) // 2])
    write("inbox/text", b"hello"), write("inbox/empty", b"")
    write("inbox/deep_json", b"[" * 100000)
    write("inbox/large", b" " * ((16 << 20) + 1))
    shutil.copy("wallet", "inbox/wallet")
    shutil.copy("inbox/deep/fine", "inbox/tampered")
    flip("inbox/tampered", "ciphertext")
    os.symlink("/etc/passwd", "inbox/link"), os.symlink("..", "inbox/up")
    os.mkfifo("inbox/fifo")
    lines, r = opened("inbox")
    expect_equal(r.code, 1, r.err)
    expect_equal({name: line["status"] for name, line in lines.items()}, {
        "inbox/cut": "corrupt", "inbox/text": "corrupt", "inbox/empty": "corrupt",
        "inbox/deep_json": lines["inbox/deep_json"]["status"], "inbox/large": "io",
        "inbox/wallet": lines["inbox/wallet"]["status"], "inbox/tampered": "key",
        "inbox/foreign": "key", "inbox/deep/fine": "ok"})
    expect(lines["inbox/deep_json"]["status"] in ("corrupt", "limit"), lines)
    expect("ok" != lines["inbox/wallet"]["status"], lines)
    for name in lines:
        expect(("mien: " + name + ": " in r.err) == (lines[name]["status"] != "ok"), r.err)
        expect("reason" in lines[name] or lines[name]["status"] == "ok", lines[name])
    expect("root:" not in r.out + r.err)
    text = case("open", "--key", "body.jwk", "inbox")
    expect_equal(text.code, 1)
    expect(text.out.startswith("inbox/deep/fine:\n"), text.out)


def test_verify():
    """verify says of each file valid, or why not, and remembers nothing"""
    life(), write("text", b"hello")
    r = case("verify", "--key", "body.jwk", "--register", "register", "create", "text")
    expect_equal(r.code, 1, r)
    said = sorted(r.out.splitlines())
    expect_equal(said[0], "create: valid")
    expect(said[1].startswith("text: "), said)
    expect_equal(len(said), 2)
    expect(not os.path.exists("register"))
    r = case("verify", "--key", "body.jwk", "-f", "json", "create")
    expect_equal(json.loads(good(r).out), {"file": "create", "status": "ok"})


def test_withdrawals_first():
    """in one run an older document after a withdrawal is refused, whatever their names"""
    life(), os.mkdir("inbox")
    for i, name in enumerate(("add", "create", "back")):
        os.rename(name, f"inbox/{i}")
    lines, r = opened("inbox", options=["--register", "register"])
    expect_equal({name[-1]: line["status"] for name, line in lines.items()},
                 {"0": "refused", "1": "refused", "2": "ok"}, r)
    expect_equal(r.out.splitlines()[0][:18], '{"file":"inbox/2",', r.out)


def test_replay_in_another_run():
    """nor does it count later, as long as there is the register; the withdrawal itself may
    lie in the folder for ever"""
    life()
    good(opened("create", "add", options=["--register", "register"])[1])
    good(opened("back", options=["--register", "register"])[1])
    before = open("register").read()
    for name in ("create", "add"):
        lines, r = opened(name, options=["--register", "register"])
        expect_equal((r.code, lines[name]["status"]), (1, "refused"), r)
    good(opened("back", options=["--register", "register"])[1])
    expect_equal(open("register").read(), before)


def test_register_is_whole():
    """a damaged register is not taken for an empty one, and stays as it is"""
    life(), write("register", b'{"format":')
    r = case("open", "--key", "body.jwk", "--register", "register", "create")
    expect_equal((r.code, r.out), (1, ""), r)
    expect("register: this is no register" in r.err, r)
    expect_equal(open("register").read(), '{"format":')


def test_register_busy():
    """two runs cannot overwrite each other's register"""
    life()
    good(opened("create", options=["--register", "register"])[1])
    with open("register") as held:
        subprocess.run(["flock", "-n", str(held.fileno())], pass_fds=[held.fileno()],
                       check=True) if need("flock") else None
        r = case("open", "--key", "body.jwk", "--register", "register", "back")
    expect_equal((r.code, r.out), (1, ""), r)
    expect("another process" in r.err, r)


def test_tampering():
    """whatever is changed in a document or its key, it is refused"""
    life(), body("other")
    for member in ("protected", "iv", "ciphertext", "tag"):
        shutil.copy("create", "changed"), flip("changed", member)
        lines, r = opened("changed")
        expect_equal(r.code, 1, member, r)
        expect(lines["changed"]["status"] in ("key", "corrupt", "unsupported"), member, r)
        os.unlink("changed")
    lines, r = opened("create", key="other.jwk")
    expect_equal((r.code, lines["create"]["status"]), (1, "key"), r)
    for key in ("body.json", "create"):
        r = case("verify", "--key", key, "create")
        expect_equal(r.code, 1, r)
        expect("create: " in r.out and "valid" not in r.out, r)


def test_practice():
    """a practice document is accepted in practice only"""
    body("class", "--practice"), body(), picture()
    good(new(["picture.png"], "exercise", bodies=("class",), options=["--practice"]))
    r = case("verify", "--key", "class.jwk", "exercise")
    expect_equal(r.code, 1, r)
    expect("practice" in r.out, r)
    good(case("verify", "--practice", "--key", "class.jwk", "exercise"))
    good(new(["picture.png"], "real", "wallet2"))
    r = case("verify", "--practice", "--key", "body.jwk", "real")
    expect_equal(r.code, 1, r)
    expect("practice" in r.out, r)


def test_input():
    """a document may come by standard input"""
    life()
    r = good(case("open", "--key", "body.jwk", "-f", "json", "-",
                  stdin=open("create", "rb").read()))
    expect_equal(json.loads(r.out)["payload"], payload("create"))


def test_open_key_warned():
    """a key that others can read is pointed out"""
    life(), os.chmod("body.jwk", 0o644)
    r = good(case("verify", "--key", "body.jwk", "create"))
    expect("chmod 600" in r.err, r)


# ---- Documents of another program


def jose(*arguments, stdin=None):
    return subprocess.run([need("jose"), *arguments], input=stdin, capture_output=True,
                          check=True).stdout


def foreign(name, key, case_id, action="create", **members):
    """A document as the command jose makes it, for the body; its id does not follow
    from its key."""
    if not os.path.exists(key):
        write(key, jose("jwk", "gen", "-i", '{"kty":"EC","crv":"P-256"}'))
    public = json.loads(jose("jwk", "pub", "-i", key))
    said = {"format": "ncii-submission", "version": 1,
            "case": {"id": case_id, "action": action,
                     "key": {m: public[m] for m in ("kty", "crv", "x", "y")}},
            "attestation": {}, "recipients": ["body"], "regions": [],
            "day": "2026-11-20", "expires": "2027-11-20",
            "items": [{"item": "1", "media": "image", "signals": [
                {"signalType": "ImagePDQ", "hashValue": "ab" * 32, "quality": 80,
                 "variant": "original"}]}], **members}
    text = jose("jws", "sig", "-I", "-", "-k", key, "-s", '{"protected":{"alg":"ES256"}}',
                "-c", "-o", "-", stdin=json.dumps(said).encode())
    with open("body.json") as file:
        write("public.jwk", json.dumps(json.load(file)["key"]).encode())
    write(name, jose("jwe", "enc", "-I", "-", "-i", '{"protected":{"enc":"A256GCM"}}',
                     "-r", '{"header":{"alg":"ECDH-ES+A256KW"}}', "-k", "public.jwk",
                     "-o", "-", stdin=text))


ID = "2f123120-967e-4196-83d4-d67c9c155c95"


def test_foreign_batch():
    """documents of another program are judged in their order, not in that of their
    names; a key that is not the case's counts for nothing"""
    body(), os.mkdir("inbox")
    foreign("inbox/2", "own.jwk", ID), foreign("inbox/1", "own.jwk", ID, "add")
    foreign("inbox/3", "thief.jwk", ID, "withdraw")
    known = ["--register", "register"]
    lines, r = opened("inbox", options=known)
    expect_equal({n[-1]: line["status"] for n, line in lines.items()},
                 {"1": "ok", "2": "ok", "3": "refused"}, r)
    expect("another key" in lines["inbox/3"]["reason"], lines)
    foreign("back", "own.jwk", ID, "withdraw")
    good(opened("back", options=known)[1])
    expect_equal(opened("inbox", options=known)[0]["inbox/2"]["status"], "refused")


def test_foreign_withdrawal_in_batch():
    """a case that comes together with its withdrawal ends as withdrawn"""
    body(), os.mkdir("inbox")
    foreign("inbox/1", "own.jwk", ID), foreign("inbox/2", "own.jwk", ID, "withdraw")
    lines, r = opened("inbox", options=["--register", "register"])
    expect_equal(lines["inbox/2"]["status"], "ok", r)
    expect_equal(opened("inbox/1", options=["--register", "register"])[1].code, 1)


def test_malformed_item():
    """an item that is malformed is named, and the others are there; what is unknown is
    kept"""
    body()
    fine = {"item": "2", "media": "hologram", "signals": [
        {"signalType": "Next", "hashValue": "?", "depth": 3}], "more": [1]}
    foreign("document", "own.jwk", ID, items=[
        {"item": "1", "media": "image", "signals": [
            {"signalType": "ImagePDQ", "hashValue": "short"}]}, fine], later={"a": None})
    lines, r = opened("document")
    line = lines["document"]
    expect_equal((r.code, [m["item"] for m in line["malformed"]]), (0, ["1"]), r)
    expect_equal(line["payload"]["items"][1], fine)
    expect_equal(line["payload"]["later"], {"a": None})
    text = good(case("open", "--key", "body.jwk", "document"))
    expect("entry 1" in text.err, text)
    for shown in ("hologram", "depth", "later", '"more": [1]'):
        expect(shown in text.out, shown, text)


def test_harmless():
    """nothing in a document can command the terminal of who reads it"""
    body()
    foreign("document", "own.jwk", ID, regions=["\x1b[2J"], **{"\x1b]0;x\x07": "\u202e"})
    r = good(case("open", "--key", "body.jwk", "document"))
    expect(not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", r.out + r.err), r)


def test_expired():
    """what was to count until a day that is over is not handed on"""
    body()
    foreign("document", "own.jwk", ID, day="2025-01-01", expires="2025-12-31")
    r = good(case("export", "--to", "pytx", "--key", "body.jwk", "document"))
    expect_equal(r.out, "")
    expect("2025-12-31" in r.err, r)


# ---- Export


def export(to, *names, options=()):
    return good(case("export", "--to", to, "--key", "body.jwk", *options, *names)).raw


def signals(*names):
    return [(s, p) for p in map(payload, names) for i in p["items"] for s in i["signals"]]


def test_export_lines():
    """pytx and HMA get one line for each original, byte for byte"""
    life()
    pdq = [s["hashValue"] for s, _ in signals("create", "add")
           if s["variant"] == "original"]
    expect_equal(len(pdq), 2)
    expect_equal(export("pytx", "create", "add"),
                 "".join(f"pdq {h}\n" for h in pdq).encode())
    expect_equal(export("hma", "create", "add"),
                 "".join(f'{{"pdq":"{h}"}}\n' for h in pdq).encode())
    every = [s["hashValue"] for s, _ in signals("create", "add")]
    expect_equal(export("pytx", "create", "add", options=["--all"]),
                 "".join(f"pdq {h}\n" for h in every).encode())
    for to in ("pytx", "hma"):  # nothing of what was taken back
        expect_equal(export(to, "create", "add", "back"), b"")


def test_export_csv():
    """CSV has every hash, with the status of its case"""
    life()
    for names, status in ((["create", "add"], "Active"),
                          (["create", "add", "back"], "Withdrawn")):
        expected = "signal_type,hash,quality,variant,case,status,item\n" + "".join(
            f"{s['signalType']},{s['hashValue']},{s['quality']},{s['variant']},"
            f"{p['case']['id']},{status},{i['item']}\n"
            for p in map(payload, ("create", "add")) for i in p["items"]
            for s in i["signals"])
        expect_equal(export("csv", *names).replace(b"\r\n", b"\n"), expected.encode())


def test_export_json():
    """JSON is an array of the payloads"""
    life()
    expect_equal(json.loads(export("json", "create", "add")),
                 [payload("create"), payload("add")])


def test_export_stopncii():
    """the body of SubmitHashes has the originals, and tells what was taken back"""
    life()
    for names, feedback in ((["create", "add"], "None"),
                            (["create", "add", "back"], "Withdrawn")):
        said = json.loads(export("stopncii", *names))
        records = said["hashRecords"]
        day = payload("create")["day"]
        seconds = calendar.timegm(time.strptime(day, "%Y-%m-%d"))
        expect_equal(said["count"], len(records))
        expect_equal([r["hashValue"] for r in records],
                     [s["hashValue"] for s, _ in signals("create", "add")
                      if s["variant"] == "original"])
        for record in records:
            expect_equal((record["signalType"], record["lastModtimestamp"]),
                         ("ImagePDQ", seconds))
            expect_equal([f["feedbackValue"] for f in record["CSPFeedbacks"]],
                         [feedback])


def test_export_after_withdrawal():
    """a case that the register knows as taken back is left out, or told as withdrawn
    when its withdrawal is there"""
    life()
    good(opened("create", "add", options=["--register", "register"])[1])
    good(opened("back", options=["--register", "register"])[1])
    before = open("register").read()
    known = ["--register", "register"]
    expect_equal(export("pytx", "create", "add", options=known), b"")
    rows = export("csv", "create", "add", options=known).splitlines()
    expect_equal(len(rows), 1, rows)
    rows = export("csv", "create", "add", "back", options=known).splitlines()
    expect_equal(len(rows), 1 + 16, rows)
    expect(all(b",Withdrawn" in row for row in rows[1:]), rows)
    expect_equal(open("register").read(), before)


def test_export_refuses():
    """what is refused is left out and told, and the rest is written"""
    life(), write("text", b"hello")
    r = case("export", "--to", "pytx", "--key", "body.jwk", "text", "create")
    expect_equal((r.code, r.out.count("pdq ")), (1, 1), r)
    expect("text: this is no document" in r.err, r)
    r = good(case("export", "--to", "pytx", "--key", "body.jwk", "--out", "list",
                  "create"))
    expect_equal((r.out, open("list").read().count("pdq ")), ("", 1))


if __name__ == "__main__":
    main(globals())
