# SPDX-License-Identifier: Apache-2.0
"""What goes wrong around a command on cases: two at once, a full disk, an impatient
person, an onlooker, descriptors that are none. Nothing is lost, and nothing half-made
stays."""

import fcntl
import json
import os
import resource
import signal
import subprocess
import time

from cases import ANSWERS, PASSPHRASE, body, case, edit, good, new, payload, pipe
from harness import (MIEN, Skip, environment, expect, expect_equal, main, need, picture,
                     run, sanitizer, write)

NOBODY = 65534


def begin(*arguments, passphrase=PASSPHRASE, through=(), **more):
    """Starts `mien case` without a terminal."""
    reader = pipe(passphrase)
    words = 2 if arguments[0] == "wallet" else 1
    if arguments[0] == "add":
        arguments = ["add", "--adults", "yes", *arguments[1:]]
    process = subprocess.Popen(
        [*through, MIEN, "case", *arguments[:words], "--passphrase-fd", str(reader),
         *arguments[words:]], pass_fds=[reader], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        start_new_session=True, **more)
    os.close(reader)
    return process


def answers():
    """A file of answers for the body."""
    with open("body.json") as file:
        fingerprint = json.load(file)["fingerprint"]
    with open("answers", "w") as file:
        json.dump({**ANSWERS, "fingerprints": [fingerprint]}, file)


def make(out, wallet, *pictures):
    """The arguments of `case new`."""
    return ["new", "--answers", "answers", "--recipient", "body.json", "--out", out,
            "--wallet", wallet, *pictures]


def contents():
    return {name: open(name, "rb").read() for name in os.listdir(".")
            if os.path.isfile(name)}


# ---- Two at once


def test_no_case_is_lost():
    """of commands that use a wallet at once, each that made a document kept its case"""
    body()
    pictures = [picture(f"{i}.png", i) for i in range(4)]
    good(new(pictures[:1], "document0"))
    answers()
    running = {i: begin(*make(f"document{i}", "wallet", pictures[i])) for i in (1, 2, 3)}
    made = ["document0"]
    for i, process in running.items():
        _, err = process.communicate(timeout=120)
        if process.returncode == 0:
            made.append(f"document{i}")
        else:
            expect(b"wallet" in err and not os.path.exists(f"document{i}"), err)
    listed = good(case("wallet", "list", "wallet", passphrase=PASSPHRASE)).out
    expect(len(made) > 1, made)
    for name in made:
        expect(payload(name)["case"]["id"] in listed, name, listed)


def test_wallet_in_use():
    """while one command changes a wallet, no other does"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    answers()
    case_id = payload("document")["case"]["id"]
    before = contents()
    with open("wallet") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (make("more", "wallet", "b.png"),
                        ["add", "--wallet", "wallet", "--out", "more", "b.png"],
                        ["withdraw", "--wallet", "wallet", "--out", "more", "--yes"],
                        ["forget", "--wallet", "wallet", "--case", case_id, "--yes"],
                        ["wallet", "passphrase", "wallet"]):
            r = case(*command, passphrase=PASSPHRASE)
            expect_equal(r.code, 1, command, r)
            expect("wallet: another process" in r.err, command, r)
            expect_equal(contents(), before, command)
        good(case("show", "--wallet", "wallet", passphrase=PASSPHRASE))


# ---- Writing that does not come to its end


def test_full_disk():
    """when there is no room, the older wallet is as it was, and nothing new is there"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    answers()
    before = contents()
    document, wallet = os.path.getsize("document"), os.path.getsize("wallet")
    case_id = payload("document")["case"]["id"]
    # No room for either; and for the smaller of the two only.
    for room in (100, (document + wallet) // 2):
        def limit(room=room):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        for command in (make("more", "fresh", "b.png"), make("more", "wallet", "b.png"),
                        ["add", "--wallet", "wallet", "--out", "more", "b.png"],
                        ["withdraw", "--wallet", "wallet", "--out", "more", "--yes"],
                        ["forget", "--wallet", "wallet", "--case", case_id, "--yes"]):
            if wallet <= room < document and command[0] == "forget":
                continue
            process = begin(*command, preexec_fn=limit)
            _, err = process.communicate(timeout=120)
            expect_equal(process.returncode, 1, command, err)
            expect(b"mien: " in err, err)
            expect_equal(contents(), before, command)


def test_wallet_in_the_way():
    """when the wallet cannot be written, there is no document of a new case either"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    answers(), write("wallet.new", b"in the way")
    before = contents()
    r = case(*make("more", "wallet", "b.png"), passphrase=PASSPHRASE)
    expect_equal(r.code, 1, r)
    # It may hold the only key of a document that was made before the power failed.
    expect("wallet.new" in r.err and "keep this file" in r.err, r)
    expect_equal(contents(), before)


def test_impatient_while_writing():
    """Ctrl-C, twice, while files are written: neither of them stays"""
    need("strace")
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    answers()
    before = contents()
    slow = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
            "inject=fsync:delay_enter=1000000")
    for command, second in ((make("more", "fresh", "b.png"), "fresh"),
                            (make("more", "wallet", "b.png"), "wallet.new"),
                            (["add", "--wallet", "wallet", "--out", "more", "b.png"],
                             "wallet.new"),
                            (["withdraw", "--wallet", "wallet", "--out", "more",
                              "--yes"], "wallet.new")):
        process = begin(*command, through=slow)
        with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
            for name in ("more", second):
                end = time.monotonic() + 60
                while not os.path.exists(name) and process.poll() is None:
                    expect(time.monotonic() < end, command)
                    time.sleep(0.01)
                file.seek(0)
                for child in file.read().split():
                    os.kill(int(child), signal.SIGINT)
        _, err = process.communicate(timeout=60)
        if b"ptrace" in err:
            raise Skip("strace may not trace here")
        expect_equal(process.returncode, -signal.SIGINT, command, err)
        expect_equal(contents(), before, command)


# ---- Onlookers


def as_nobody(*arguments, locked):
    """Starts the command as an ordinary person, and waits until it wants a
    passphrase."""
    def become():
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (locked, locked))
        if os.geteuid() == 0:
            os.setgid(NOBODY), os.setuid(NOBODY)
    os.chmod(".", 0o777)
    for name in os.listdir("."):
        os.chmod(name, 0o644)
    reader, writer = os.pipe()
    try:
        process = subprocess.Popen(
            [MIEN, "case", *arguments, "--passphrase-fd", str(reader)], pass_fds=[reader],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(), preexec_fn=become, start_new_session=True)
    except PermissionError:
        os.close(writer)
        raise Skip("an ordinary person may not start the command here") from None
    finally:
        os.close(reader)
    return process, writer


def test_nobody_looks_in():
    """the command itself, not only its parts, leaves no core, and no other program of
    the same person may look into it"""
    if sanitizer():
        raise Skip("the leak detector must look")
    body(), picture()
    good(new(["picture.png"]))
    process, writer = as_nobody("show", "--wallet", "wallet", locked=8 << 20)
    try:
        end = time.monotonic() + 20
        while os.stat(f"/proc/{process.pid}/stat").st_uid != 0:
            expect(time.monotonic() < end, "the process is as open as any other")
            time.sleep(0.05)
        with open(f"/proc/{process.pid}/limits") as file:
            core = next(line for line in file if line.startswith("Max core file size"))
        expect_equal(core.split()[4:6], ["0", "0"])
    finally:
        os.close(writer)
        _, err = process.communicate(timeout=60)
    expect(b"swap" not in err, err)


def test_memory_that_cannot_be_locked():
    """when the system does not lock memory she is told, and it goes on"""
    if sanitizer():
        raise Skip("a sanitizer locks nothing")
    body(), picture()
    good(new(["picture.png"]))
    answers()
    for command in (["show", "--wallet", "wallet"],
                    make("more", "fresh", "picture.png")):
        process, writer = as_nobody(*command, locked=64 << 10)
        os.write(writer, PASSPHRASE.encode() + b"\n")
        os.close(writer)
        _, err = process.communicate(timeout=60)
        expect_equal(process.returncode, 0, err)
        expect(b"swap" in err, err)


# ---- Descriptors and names


def test_descriptors_that_are_none():
    """a descriptor that gives no passphrase is refused at once, and nothing is read
    elsewhere"""
    body(), picture()
    good(new(["picture.png"]))
    for number, code in (("1", 1), ("2", 1), ("0", 1), ("77", 2), ("-1", 2), ("", 2),
                         ("1x", 2), ("99999999999999999999", 2)):
        r = run("case", "wallet", "list", "--passphrase-fd", number, "wallet",
                start_new_session=True)
        expect_equal((r.code, r.out), (code, ""), number, r)
        expect("passphrase" in r.err, number, r)
    # One descriptor for two secrets: each is a line of it.
    reader = pipe(PASSPHRASE + "\nanother one of mine")
    good(run("case", "wallet", "passphrase", "--passphrase-fd", str(reader),
             "--new-passphrase-fd", str(reader), "wallet", pass_fds=[reader]))
    os.close(reader)
    good(case("wallet", "list", "wallet", passphrase="another one of mine"))
    # And for answers and a secret: the answers are all of it.
    answers()
    with open("answers") as file:
        r = run("case", "new", "--answers", f"fd:{file.fileno()}", "--passphrase-fd",
                str(file.fileno()), "--recipient", "body.json", "--out", "more",
                "--wallet", "fresh", "picture.png", pass_fds=[file.fileno()],
                start_new_session=True)
    expect_equal(r.code, 1, r)
    expect("empty" in r.err, r)
    expect(not os.path.exists("more") and not os.path.exists("fresh"))


def test_weak_is_explained():
    """a weak passphrase is explained and taken, without a terminal, too"""
    body(), picture()
    answers()
    r = good(case(*make("document", "wallet", "picture.png"), passphrase="abc"))
    expect("alphabet" in r.err, r)
    r = good(case("wallet", "passphrase", "wallet", passphrase="abc",
                  new_passphrase="12345678"))
    expect("digits" in r.err, r)
    r = good(case("wallet", "passphrase", "wallet", passphrase="12345678",
                  new_passphrase="tambour girafe brume escalier"))
    expect(r.err.count("\n") == 2, r)  # that it was changed


def test_forget_takes_names_only():
    """what comes by standard input does not say whether a file of the name - may go"""
    body(), picture()
    good(new(["picture.png"]))
    write("-", b"a picture, say")
    r = case("forget", "--yes", "-", stdin=open("document", "rb").read())
    expect_equal(r.code, 1, r)
    expect_equal(open("-", "rb").read(), b"a picture, say")


def test_what_is_no_file():
    """a pipe, a device or a folder is no picture and no film, and is not waited for"""
    body(), os.mkfifo("fifo"), os.mkdir("folder")
    for name, why in (("fifo", "not a regular file"), ("/dev/zero", "not a regular file"),
                      ("folder", "directory")):
        for pictures, options in (([name], []), ([], ["--video", name])):
            r = new(pictures, options=options)
            expect_equal(r.code, 1, name, r)
            expect(f"{name}: " in r.err and why in r.err, name, r)
            expect(not os.path.exists("document") and not os.path.exists("wallet"))
    for name in ("fifo", "/dev/zero", "folder"):
        expect_equal(case("recipients", name).code, 1, name)


def test_names_command_no_terminal():
    """what a name has in it is shown, and not done: neither of a file nor of a
    recipient"""
    body(), picture()
    good(new(["picture.png"]))
    name = "e\x1b]0;x\x07\u202e"
    write(name + ".png", b"no picture")
    results = [new([name + ".png"], "more", "fresh")]
    os.rename("document", name)
    for command in (["show", name], ["verify", "--key", "body.jwk", name],
                    ["open", "--key", "body.jwk", name], ["recipients", name],
                    ["wallet", "list", name], ["forget", name + ".png"],
                    ["export", "--to", "csv", "--key", "body.jwk", name + ".png"]):
        results.append(case(*command, **({"passphrase": PASSPHRASE}
                                         if command[0] == "wallet" else {})))
    for r in results:
        expect("\\x1b" in r.out + r.err, r)
        for text in ("\x1b", "\x07", "\u202e"):
            expect(text not in r.out + r.err, r)
    # In a recipient file they are no letters of a name at all.
    for text in (name, "two\nlines", "x" * 10000):
        edit("body.json", lambda file, text=text: file.update(name=text))
        r = case("recipients", "body.json")
        expect_equal((r.code, r.out), (1, ""), r)
        expect("\x1b" not in r.err and text not in r.err, r)


def test_words_need_a_fingerprint():
    """taking back with the words on paper is not sealed for somebody whose fingerprint
    was not compared"""
    body(), picture()
    good(new(["picture.png"]))
    words = case("wallet", "words", "wallet", passphrase=PASSPHRASE).out.strip()
    for more in ([], ["--fingerprint", "A" * 43]):
        r = case("withdraw", "--recipient", "body.json", "--out", "back", "--yes", *more,
                 words=words)
        expect_equal(r.code, 1, r)
        expect("fingerprint" in r.err and not os.path.exists("back"), r)


if __name__ == "__main__":
    main(globals())
