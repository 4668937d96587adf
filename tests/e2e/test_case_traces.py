# SPDX-License-Identifier: Apache-2.0
"""What commands on cases leave behind: on the device, and in what is sent."""

import base64
import json
import os
import re
import subprocess

from cases import ANSWERS, PASSPHRASE, body, case, good, new, payload, pipe
from harness import (MIEN, Skip, chunk, environment, expect, expect_equal, main, need,
                     picture, run, sanitizer, write)

SECRETIVE = "DSC_2026-11-03_holiday"


def telling_picture(name, seed=1, **size):
    """A picture with all that must not travel: EXIF of a camera, a place and a time."""
    picture(name, seed, **size)
    with open(name, "rb") as file:
        data = file.read()
    texts = (b"Make\0AcmePhone 12\0GPSLatitude\0" + b"48.8583\0DateTime\0" +
             b"2026:11:03 04:05:06\0" + SECRETIVE.encode())
    exif = chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0\0\0\0\0" + texts)
    at = data.index(b"IDAT") - 4
    return write(name, data[:at] + chunk(b"tEXt", b"Comment\0" + texts) + exif +
                 data[at:])


def decrypted(document):
    """What is encrypted, by another program: the JWS and what is signed."""
    text = subprocess.run([need("jose"), "jwe", "dec", "-i", document, "-k", "body.jwk",
                           "-O", "-"], capture_output=True, check=True).stdout
    header, signed, _ = text.split(b".")
    return (base64.urlsafe_b64decode(header + b"=="),
            base64.urlsafe_b64decode(signed + b"=="))


def test_nothing_travels():
    """neither the outside nor the inside of a document holds a name, a path, EXIF, a
    size, a program, a language or a time"""
    os.mkdir("private folder")
    name = os.path.join("private folder", SECRETIVE + ".png")
    body(), telling_picture(name, width=163, height=127)
    write("clip-of-june.mov", b"a film" * 1000)
    size = str(os.path.getsize(name))
    good(new([name], options=["--video", "clip-of-june.mov"]))
    good(case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    for document in ("document", "back"):
        outer = open(document, "rb").read()
        said = b" ".join(decrypted(document))
        # Whatever is random could hold short digits by chance.
        said = re.sub(rb'"(?:[xy]|hashValue|id)":"[^"]*"', b"", said)
        protected = base64.urlsafe_b64decode(json.loads(outer)["protected"] + "==")
        for word in (SECRETIVE, "DSC", "holiday", "private", "folder", ".png", "clip",
                     "june", ".mov", os.getcwd(), "Acme", "GPS", "48.8", "DateTime",
                     "EXIF", "163", "127", size, "6000", "mien", "linux", "C.UTF-8",
                     os.uname().nodename, "wallet", "PNG"):
            for text in (said, protected):
                expect(word.lower().encode() not in text.lower(), word, text)
        expect(not re.search(rb"\d\d:\d\d", said), said)
        # The outside is base64url, and these keys.
        keys = set(re.findall(rb'"(\w+)":', outer))
        expect_equal(keys, {b"protected", b"recipients", b"header", b"alg", b"epk",
                            b"kty", b"crv", b"x", b"y", b"encrypted_key", b"iv",
                            b"ciphertext", b"tag"})
        expect_equal(protected, b'{"enc":"A256GCM"}')
        expect_equal(decrypted(document)[0], b'{"alg":"ES256"}')


def test_members():
    """a document holds these members, and no other"""
    body(), telling_picture("a.png")
    good(new(["a.png"]))
    said = payload("document")
    expect_equal(sorted(said), sorted(
        ["format", "version", "case", "attestation", "recipients", "regions", "day",
         "expires", "items"]))
    expect_equal(sorted(said["case"]), ["action", "id", "key"])
    expect_equal(sorted(said["attestation"]), sorted(
        ["adult_now", "adults_in_image", "self_in_image", "no_consent_to_share",
         "synthetic", "on_behalf"]))
    expect_equal([sorted(item) for item in said["items"]], [["item", "media", "signals"]])
    for signal in said["items"][0]["signals"]:
        expect_equal(sorted(signal), ["hashValue", "quality", "signalType", "variant"])


def test_length():
    """documents of one picture, of five, and one that takes back are equally long; so
    are wallets"""
    body()
    pictures = [picture(f"{i}.png", i) for i in range(6)]
    good(new(pictures[:1], "one", "wallet1"))
    good(new(pictures[:5], "five", "wallet5"))
    good(case("withdraw", "--wallet", "wallet5", "--out", "back", "--yes",
              passphrase=PASSPHRASE))
    good(case("add", "--wallet", "wallet1", "--out", "more", pictures[5],
              passphrase=PASSPHRASE))
    sizes = {name: os.path.getsize(name) for name in ("one", "five", "back", "more")}
    expect_equal(len(set(sizes.values())), 1, sizes)
    expect_equal(os.path.getsize("wallet1"), os.path.getsize("wallet5"))


def test_originals():
    """pictures are opened for reading, and stay as they are"""
    body(), telling_picture("a.png"), picture("b.png", 2)
    before = [(os.stat(n).st_mtime_ns, os.stat(n).st_atime_ns, open(n, "rb").read())
              for n in ("a.png", "b.png")]
    times = [t[1] for t in before]
    for name, time in zip(("a.png", "b.png"), times):
        os.utime(name, ns=(time - 10**15, os.stat(name).st_mtime_ns))
    accessed = [os.stat(n).st_atime_ns for n in ("a.png", "b.png")]
    good(new(["a.png"]))
    good(case("add", "--wallet", "wallet", "--out", "more", "b.png",
              passphrase=PASSPHRASE))
    expect_equal([os.stat(n).st_atime_ns for n in ("a.png", "b.png")], accessed)
    expect_equal([os.stat(n).st_mtime_ns for n in ("a.png", "b.png")],
                 [b[0] for b in before])
    expect_equal([open(n, "rb").read() for n in ("a.png", "b.png")],
                 [b[2] for b in before])


# ---- The system calls

CHANGES = {"creat", "mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat",
           "truncate", "ftruncate", "chown", "fchownat", "mknod", "mknodat",
           "memfd_create", "shmget", "setxattr", "utimensat", "chmod", "fchmodat",
           "fchmod", "fchown", "lchown", "utime", "utimes", "futimesat", "rmdir",
           "fallocate", "fsetxattr", "lsetxattr", "removexattr", "mq_open", "openat2",
           "io_uring_setup", "open_by_handle_at", "copy_file_range", "sendfile"}
NETWORK = {"socket", "socketpair", "connect", "bind", "sendto", "sendmsg", "listen",
           "sendmmsg", "accept", "accept4"}


def calls(*arguments, **secrets):
    """The system calls of a command and its children: (name, text)."""
    need("strace")
    if sanitizer() or b"__gcov_" in open(MIEN, "rb").read():
        raise Skip("this build reads and writes files of its own")
    os.makedirs("home", exist_ok=True), os.makedirs("tmp", exist_ok=True)
    env = environment(HOME=os.path.abspath("home"), TMPDIR=os.path.abspath("tmp"),
                      XDG_CACHE_HOME=os.path.abspath("home"))
    descriptors, options = [], []
    for name, text in secrets.items():
        descriptors.append(pipe(text))
        options += [f"--{name.replace('_', '-')}-fd", str(descriptors[-1])]
    words = [] if arguments[0] == "check" else ["case"]
    r = subprocess.run(["strace", "-f", "-y", "-o", "trace", "-s", "300", MIEN, *words,
                        *arguments, *options], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=120, env=env, pass_fds=descriptors,
                       start_new_session=True)
    for descriptor in descriptors:
        os.close(descriptor)
    trace = open("trace", errors="replace").read()
    if "execve(" not in trace:
        raise Skip("strace may not trace here")
    expect_equal(r.returncode, 0, r)
    expect_equal((os.listdir("home"), os.listdir("tmp")), ([], []))
    found = [re.match(r"\d+ +(\w+)\((.*)", line) for line in trace.splitlines()]
    return [(m[1], m[2]) for m in found if m]


def check_calls(found, written, replaced=(), deleted=()):
    """Nothing is opened for writing but the files that were named, no connection is
    made, no program is started."""
    made = set()
    for name, text in found:
        expect(name not in CHANGES and name not in NETWORK, name, text)
        # Not even read: no settings, no lists of recent files.
        expect(os.path.abspath("home") not in text, name, text)
        expect(os.path.abspath("tmp") not in text, name, text)
        if name in ("open", "openat") and ".png" in text and "ENOENT" not in text:
            expect("O_RDONLY" in text and "O_NOATIME" in text, text)
        if name in ("open", "openat") and re.search("O_WRONLY|O_RDWR|O_CREAT", text):
            path = re.search(r'"([^"]*)"', text)[1]
            if path == "/dev/tty":  # whether there is a terminal: there is none
                continue
            expect("O_EXCL" in text and "O_NOFOLLOW" in text and "0600" in text, text)
            made.add(path)
        if name in ("rename", "renameat", "renameat2"):
            paths = re.findall(r'"([^"]*)"', text)
            expect(paths[1] in replaced and paths[0] == paths[1] + ".new", text)
        if name in ("unlink", "unlinkat"):
            expect(re.search(r'"([^"]*)"', text)[1] in deleted, text)
    expect_equal(made, set(written) | {name + ".new" for name in replaced})
    expect_equal(len([1 for name, _ in found if name in ("execve", "execveat")]), 1)


def test_calls():
    """no command opens a file for writing but those that were named, none connects, none
    starts a program"""
    fingerprint = body()
    picture("a.png", 1), picture("b.png", 2), picture("c.png", 3)
    with open("answers", "w") as file:
        json.dump({**ANSWERS, "fingerprints": [fingerprint]}, file)
    secret = {"passphrase": PASSPHRASE}
    check_calls(calls("new", "--answers", "answers", "--recipient", "body.json", "--out",
                      "one", "--wallet", "wallet", "a.png", **secret),
                ["one", "wallet"])
    check_calls(calls("add", "--wallet", "wallet", "--adults", "yes", "--out", "two",
                      "b.png", **secret),
                ["two"], ["wallet"])
    check_calls(calls("show", "--wallet", "wallet", **secret), [])
    check_calls(calls("show", "one", "wallet"), [])
    check_calls(calls("add", "--wallet", "wallet", "--adults", "yes", "--preview",
                      "c.png", **secret), [])
    check_calls(calls("wallet", "list", "wallet", **secret), [])
    check_calls(calls("wallet", "words", "wallet", **secret), [])
    words = good(case("wallet", "words", "wallet", **secret)).out.strip()
    check_calls(calls("wallet", "recover", "--out", "again", words=words, **secret),
                ["again"])
    case_id = payload("one")["case"]["id"]
    check_calls(calls("forget", "--yes", "--wallet", "again", "--case", case_id,
                      **secret), [], ["again"])
    check_calls(calls("wallet", "passphrase", "again", new_passphrase=PASSPHRASE,
                      **secret), [], ["again"])
    os.unlink("again")
    check_calls(calls("recipients", "body.json"), [])
    check_calls(calls("recipients", "new", "--id", "other", "--name", "Other", "--out",
                      "other.json", "--key", "other.jwk"), ["other.json", "other.jwk"])
    check_calls(calls("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
                      **secret), ["back"], ["wallet"])
    check_calls(calls("open", "--key", "body.jwk", "back"), [])
    check_calls(calls("verify", "--key", "body.jwk", "back"), [])
    register = ("open", "--key", "body.jwk", "--register", "register")
    check_calls(calls(*register, "one"), ["register"])
    check_calls(calls(*register, "back"), [], ["register"])
    check_calls(calls("export", "--to", "csv", "--key", "body.jwk", "one"), [])
    check_calls(calls("forget", "--yes", "one", "wallet"), [], deleted=["one", "wallet"])
    expect_equal(sorted(os.listdir(".")), sorted(
        ["a.png", "answers", "b.png", "back", "body.json", "body.jwk", "c.png", "home",
         "other.json", "other.jwk", "register", "tmp", "trace", "two"]))


def expect_read_in_the_sandbox():
    """Of the last command that was traced."""
    with open("trace", errors="replace") as file:
        lines = [line.split(None, 1) for line in file]
    command, sealed, readers = lines[0][0], set(), set()
    for process, text in lines:
        if "SECCOMP_SET_MODE_FILTER" in text or "SECCOMP_MODE_FILTER" in text:
            sealed.add(process)
        if re.match(r"(p?read|mmap|readv|pread64|preadv|splice)\w*\([^)]*\.png>", text):
            expect(process != command, "the command itself reads a picture", text)
            expect(process in sealed, "a picture is read before the filter is there",
                   text)
            readers.add(process)
    expect(readers, "nobody read a picture")


def test_pictures_are_read_in_the_sandbox():
    """no byte of a picture is read by a process that could do anything else"""
    if os.environ["MIEN_WITH_SECCOMP"] != "1":
        raise Skip("built without seccomp")
    fingerprint = body()
    picture("a.png", 1), picture("b.png", 2)
    with open("answers", "w") as file:
        json.dump({**ANSWERS, "fingerprints": [fingerprint]}, file)
    calls("new", "--answers", "answers", "--recipient", "body.json", "--out", "one",
          "--wallet", "wallet", "a.png", passphrase=PASSPHRASE)
    expect_read_in_the_sandbox()
    calls("add", "--wallet", "wallet", "--adults", "yes", "--out", "two", "b.png",
          passphrase=PASSPHRASE)
    expect_read_in_the_sandbox()
    calls("check", "a.png")
    expect_read_in_the_sandbox()


def test_under_18_opens_no_picture():
    """nor is a picture looked at, by any process, when an answer is under 18 or unsure"""
    need("strace")
    fingerprint = body()
    picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    fresh = ["new", "--answers", "answers", "--recipient", "body.json", "--out", "one",
             "--wallet", "fresh"]
    more = ["add", "--wallet", "wallet", "--out", "one"]
    # At the end, one that opens it: the test can see that.
    for command, change, opens in (
            (fresh, {"adult_now": "no"}, False),
            (fresh, {"adult_now": "unsure"}, False),
            (fresh, {"adults_in_image": "no"}, False),
            (fresh, {"adults_in_image": "unsure"}, False),
            (fresh, {"proceed": "no"}, False), ([*more, "--adults", "no"], {}, False),
            (more, {}, False), ([*more, "--adults", "yes"], {}, True)):
        with open("answers", "w") as file:
            json.dump({**ANSWERS, "fingerprints": [fingerprint], **change}, file)
        reader = pipe("not the passphrase")
        r = subprocess.run(
            ["strace", "-f", "-qq", "-o", "trace", MIEN, "case", *command,
             "--passphrase-fd", str(reader), "b.png"], stdin=subprocess.DEVNULL,
            capture_output=True, timeout=120, env=environment(), pass_fds=[reader],
            start_new_session=True)
        os.close(reader)
        expect_equal(r.returncode, 1, command, change, r)
        with open("trace", errors="replace") as file:
            lines = [line for line in file if "b.png" in line and "execve" not in line]
        expect_equal(bool(lines), opens, command, change, lines)
    expect(not os.path.exists("one") and not os.path.exists("fresh"))


def test_secrets_not_taken():
    """a passphrase is not taken from the command line or the environment"""
    body(), picture()
    good(new(["picture.png"]))
    r = run("case", "wallet", "list", "--passphrase", PASSPHRASE, "wallet",
            start_new_session=True)
    expect_equal(r.code, 2, r)
    r = run("case", "wallet", "list", "wallet", start_new_session=True,
            env=environment(PASSPHRASE=PASSPHRASE, MIEN_PASSPHRASE=PASSPHRASE))
    expect_equal(r.code, 1, r)


if __name__ == "__main__":
    main(globals())
