# SPDX-License-Identifier: Apache-2.0
"""What is left in the memory of a command on cases when its work is done. The build for
tests (mien-hook) stops there, and lets its memory be read."""

import base64
import fcntl
import hashlib
import json
import os
import re
import resource
import select
import signal
import subprocess

from cases import ANSWERS, PASSPHRASE, body, case, good, new, pipe
from harness import Skip, environment, expect, expect_equal, flat, main, picture, \
    sanitizer, scene

HOOK = os.environ["MIEN_HOOK"]
WINDOW = 64


def base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(wallet):
    """The private key of the one case in a wallet: 32 bytes."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
    except ImportError:
        raise Skip("the Python package cryptography is not installed") from None
    with open(wallet) as file:
        jwe = json.load(file)
    header = json.loads(base64url(jwe["protected"]))
    salt = header["alg"].encode() + b"\0" + base64url(header["p2s"])
    outer = hashlib.pbkdf2_hmac("sha512", PASSPHRASE.encode(), salt, header["p2c"], 32)
    inner = aes_key_unwrap(outer, base64url(jwe["encrypted_key"]))
    plain = AESGCM(inner).decrypt(base64url(jwe["iv"]), base64url(jwe["ciphertext"]) +
                                  base64url(jwe["tag"]), jwe["protected"].encode())
    found = re.findall(rb'"d" *: *"([A-Za-z0-9_-]{43})"', plain)
    expect_equal(len(found), 1, plain[:200])
    return base64url(found[0].decode()), outer, inner


def memory_of(process):
    """All that the process can write to: (name, bytes) of each mapping."""
    with open(f"/proc/{process}/maps") as maps, \
            open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, _, _, _, *name = line.split(None, 5)
            if not rights.startswith("rw"):
                continue
            begin, end = (int(number, 16) for number in span.split("-"))
            memory.seek(begin)
            try:
                yield " ".join(name).strip(), memory.read(end - begin)
            except OSError:  # pages that nobody may read
                continue


def stopped(*arguments, passphrase=PASSPHRASE):
    """Runs mien-hook until it stops. Returns its memory, and lets it end well."""
    if sanitizer():
        raise Skip("a sanitizer has its own memory")
    reader = pipe(passphrase or "")
    words = 2 if arguments[0] == "wallet" else 1  # of the command
    options = ["--passphrase-fd", str(reader)] if passphrase else []
    process = subprocess.Popen(
        [HOOK, "case", *arguments[:words], *options, *arguments[words:]],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        pass_fds=[reader], start_new_session=True, env=environment())
    os.close(reader)
    try:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            raise AssertionError("it did not stop", status, process.stderr.read())
        memory = list(memory_of(process.pid))
        with open(f"/proc/{process.pid}/status") as file:
            locked = int(re.search(r"VmLck:\s+(\d+)", file.read())[1])
        os.kill(process.pid, signal.SIGCONT)
        out, err = process.communicate(timeout=60)
        expect_equal(process.returncode, 0, out, err)
        return memory, locked
    finally:
        if process.poll() is None:
            process.kill()


def where(memory, secret):
    """The mappings in which these bytes are."""
    return [name or "no name" for name, content in memory if secret in content]


def forms(key):
    """A key as libraries keep it: bytes of both orders, and as a JWK has it."""
    return {"bytes": key, "reversed": key[::-1],
            "base64url": base64.urlsafe_b64encode(key).rstrip(b"=")}


def expect_clean(memory, secrets):
    for what, secret in secrets.items():
        expect(not where(memory, secret), what, where(memory, secret))


def expect_no_pixels(memory, seed):
    for row in flat(scene(seed=seed)):
        for at in range(0, len(row) - WINDOW + 1, WINDOW):
            found = where(memory, row[at:at + WINDOW])
            expect(not found, "pixels", seed, at, found)


def secrets_of(wallet):
    key, outer, inner = private_key(wallet)
    secrets = {"the passphrase": PASSPHRASE.encode(),
               "its beginning": PASSPHRASE.encode()[:12]}
    # Pieces of any document or wallet, in blocks that other libraries freed.
    secrets |= {f"a word, {word}": word.encode()
                for word in ("signalType", "attestation", "ncii-submission")}
    for name, value in (("private key", key), ("key of the wallet", outer),
                        ("content key", inner)):
        secrets |= {f"{name}, {form}": text for form, text in forms(value).items()}
    return secrets


def test_new():
    """a new case leaves no passphrase, no key, no document and no pixels in memory"""
    body()
    with open("body.json") as file:
        fingerprint = json.load(file)["fingerprint"]
    with open("answers", "w") as file:
        json.dump({**ANSWERS, "fingerprints": [fingerprint]}, file)
    picture("a.png", 1), picture("b.png", 2)
    memory, locked = stopped("new", "--answers", "answers", "--out", "document",
                             "--wallet", "wallet", "--recipient", "body.json", "a.png",
                             "b.png")
    # The search works: this is still there.
    expect(where(memory, b"LC_ALL=C.UTF-8"), [name for name, _ in memory])
    if os.geteuid() == 0 or resource.getrlimit(resource.RLIMIT_MEMLOCK)[1] >= 8 << 20:
        expect(locked > 4000, locked)
    expect_clean(memory, secrets_of("wallet"))
    for seed in (1, 2):
        expect_no_pixels(memory, seed)


def test_later_commands():
    """nor do the commands that open the wallet again"""
    body(), picture("a.png", 1), picture("b.png", 2)
    good(new(["a.png"]))
    secrets = secrets_of("wallet")
    words = good(case("wallet", "words", "--language", "en", "wallet",
                      passphrase=PASSPHRASE)).out.split()
    secrets |= {f"words {i}": " ".join(words[i:i + 3]).encode() for i in range(22)}
    for command in (["show", "--wallet", "wallet"],
                    ["show", "--wallet", "wallet", "--action", "withdraw", "-f", "json"],
                    ["add", "--wallet", "wallet", "--adults", "yes", "--out", "more",
                     "b.png"],
                    ["wallet", "list", "wallet"],
                    # What was printed is not in the stream either.
                    ["wallet", "words", "--language", "en", "wallet"],
                    ["withdraw", "--wallet", "wallet", "--out", "back", "--yes"]):
        memory, _ = stopped(*command)
        expect_clean(memory, secrets)
        if command[0] == "add":
            expect_no_pixels(memory, 2)


def test_recipients_commands():
    """nor do those of a recipient leave its private key"""
    body(), picture("a.png", 1)
    good(new(["a.png"]))
    with open("body.jwk") as file:
        key = base64url(json.load(file)["d"])
    for command in (["open", "--key", "body.jwk", "document"],
                    ["verify", "--key", "body.jwk", "document"],
                    ["export", "--to", "csv", "--key", "body.jwk", "document"]):
        memory, _ = stopped(*command, passphrase=None)
        expect_clean(memory, forms(key))


def test_check():
    """mien check holds no pixel while it tells what it found"""
    if sanitizer():
        raise Skip("a sanitizer has its own memory")
    names = [picture(f"{seed}.png", seed) for seed in (1, 2)]
    reader, writer = os.pipe()
    fcntl.fcntl(writer, 1031, 4096)  # F_SETPIPE_SZ: it stops where that is full
    process = subprocess.Popen([HOOK, "check", *names * 4], stdin=subprocess.DEVNULL,
                               stdout=writer, stderr=subprocess.PIPE, env=environment())
    os.close(writer)
    try:
        expect(select.select([reader], [], [], 60)[0])  # the first was told
        memory = list(memory_of(process.pid))
        expect(where(memory, b"LC_ALL=C.UTF-8"), [name for name, _ in memory])
        for seed in (1, 2):
            expect_no_pixels(memory, seed)
    finally:
        process.kill()
        process.communicate(timeout=60)
        os.close(reader)


def test_the_search_finds():
    """while it waits for more, the passphrase is there, and in locked memory only"""
    if sanitizer():
        raise Skip("a sanitizer has its own memory")
    body(), picture("a.png", 1)
    good(new(["a.png"]))
    reader, writer = os.pipe()
    typed = PASSPHRASE.encode()[:20]
    os.write(writer, typed)
    process = subprocess.Popen(
        [HOOK, "case", "withdraw", "--wallet", "wallet", "--out", "back", "--yes",
         "--passphrase-fd", str(reader)], pass_fds=[reader], start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment())
    try:
        found, tries = [], 0
        while not found and tries < 200:
            tries += 1
            found = where(list(memory_of(process.pid)), typed)
        expect_equal(found, ["no name"])
    finally:
        process.kill()
        process.communicate(timeout=60)
        os.close(reader), os.close(writer)


if __name__ == "__main__":
    main(globals())
