# SPDX-License-Identifier: Apache-2.0
"""What a person sees: the same command with a terminal on its outputs."""

import os
import pty
import re
import select
import signal
import subprocess
import threading
import time

from harness import (MIEN, cut, dull, environment, expect, expect_equal, main, picture,
                     run, write)


class Terminal:
    """mien with a pseudo-terminal as standard output, standard error or both."""

    def __init__(self, *arguments, out=True, err=True, **changes):
        self.master, slave = pty.openpty()
        self.seen = b""
        self.process = subprocess.Popen(
            [MIEN, *arguments], stdin=subprocess.DEVNULL,
            stdout=slave if out else subprocess.PIPE,
            stderr=slave if err else subprocess.PIPE,
            env=environment(**{"TERM": "xterm-256color", **changes}))
        os.close(slave)

    def read_until(self, wanted, seconds=30):
        """Reads what the terminal shows until a pattern is there, or the end."""
        end = time.monotonic() + seconds
        while wanted is None or not re.search(wanted, self.seen):
            if not select.select([self.master], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError("timeout", wanted, self.seen[-300:])
            try:
                part = os.read(self.master, 65536)
            except OSError:  # how Linux tells the end of a pseudo-terminal
                part = b""
            if not part:
                break
            self.seen += part
        return self.seen

    def finish(self):
        self.read_until(None)
        code = self.process.wait(30)
        os.close(self.master)
        return code


def show(*arguments, **more):
    """Runs to the end; returns what the terminal got, and the exit status."""
    terminal = Terminal(*arguments, **more)
    if terminal.process.stdout:
        terminal.process.stdout.close()
    code = terminal.finish()
    return terminal.seen, code


COLOUR = re.compile(rb"\x1b\[(?:0|1|2|31|33|36)m")


def test_colours():
    """colours mark errors, warnings and low quality on a terminal"""
    dull(), cut()
    seen, code = show("hash", "dull.png", "cut.png")
    expect_equal(code, 1)
    expect(b"\x1b[31mmien:\x1b[0m cut.png" in seen, seen)
    expect(b"\x1b[33mmien:\x1b[0m dull.png" in seen, seen)
    expect(re.search(rb"  \x1b\[31m\d+\x1b\[0m  dull.png", seen), seen)
    expect(b"\x1b" not in COLOUR.sub(b"", seen), seen)


def test_no_colours():
    """NO_COLOR, a dumb terminal or none at all: no escape sequence"""
    dull(), cut()
    for changes in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
        seen, _ = show("hash", "dull.png", "cut.png", **changes)
        expect(b"\x1b" not in seen, changes, seen)
    r = run("hash", "dull.png", "cut.png", env=environment(TERM="xterm"))
    expect(b"\x1b" not in r.raw + r.raw_err, r)


STRANGE = [b"esc\x1b[2J\x1b]0;x\x07.png", b"latin\xe9.png", "c1\u009b31m.png".encode(),
           "\u202egnp.png".encode(), "caf\u00e9.png".encode(), b"back\x08\x08.png"]


def test_names_on_a_terminal():
    """no format lets a file name command the terminal"""
    os.mkdir("d")
    picture()
    for name in STRANGE:
        os.link("picture.png", b"d/" + name)
        write(b"d/bad" + name, b"bad")
    for form in ("text", "json", "csv", "tsv"):
        seen, code = show("hash", "-vf", form, "d")
        expect_equal(code, 1)
        plain = COLOUR.sub(b"", seen).decode("utf-8")  # fails when it is not UTF-8
        for character in re.sub("\r+\n", "\n", plain):  # CSV has one \r of its own
            expect(character in "\n\t" or ord(character) >= 32
                   and not 0x7f <= ord(character) <= 0x9f
                   and ord(character) != 0x202e, form, repr(character), plain)
        expect("caf\u00e9.png" in plain, form, plain)


def test_names_on_an_ascii_terminal():
    """a terminal that does not read UTF-8 gets plain ASCII"""
    os.mkdir("d")
    picture()
    for name in STRANGE:
        os.link("picture.png", b"d/" + name)
        write(b"d/bad" + name, b"bad")
    for form in ("text", "json", "csv", "tsv"):
        seen, _ = show("hash", "-f", form, "d", LC_ALL="C")
        plain = COLOUR.sub(b"", seen)
        expect(plain.isascii() and b"\x1b" not in plain, form, plain)


class SlowPicture:
    """A pipe with the name of a picture, whose second half comes when it is told."""

    def __init__(self, name="slow.png"):
        self.name = name
        data = open(picture("whole.png"), "rb").read()
        self.halves = data[:len(data) // 2], data[len(data) // 2:]
        os.mkfifo(name)
        self.go = threading.Event()
        self.thread = threading.Thread(target=self.feed, daemon=True)
        self.thread.start()

    def feed(self):
        try:
            with open(self.name, "wb", buffering=0) as file:
                file.write(self.halves[0])
                self.go.wait(60)
                file.write(self.halves[1])
        except BrokenPipeError:
            pass


def test_progress_bar():
    """long work shows a bar within the width of the terminal, and takes it away"""
    slow = SlowPicture()
    terminal = Terminal("hash", picture("first.png"), slow.name, NO_COLOR="1")
    terminal.read_until(rb"\d\d % .*1 of 2")
    slow.go.set()
    expect_equal(terminal.finish(), 0)
    *_, bar, rest = re.split(rb"\r\x1b\[K", terminal.seen)
    expect(re.fullmatch(rb"[0-9a-f]{64}  \d+  slow\.png\r\n", rest), terminal.seen)
    for line in re.findall(rb"\r([^\r]* % [^\r]*)\x1b\[K", terminal.seen):
        text = line.decode()
        expect(len(text) < 80 and "\u2501" in text and "\u2500" in text, text)


def test_progress_in_ascii():
    """the bar is plain ASCII where the locale is not UTF-8"""
    slow = SlowPicture()
    terminal = Terminal("hash", picture("first.png"), slow.name, NO_COLOR="1", LC_ALL="C")
    terminal.read_until(rb"\d\d % #+\.+  1 of 2")
    slow.go.set()
    expect_equal(terminal.finish(), 0)


def test_progress_only_on_a_terminal():
    """no bar when standard error is no terminal, with --quiet, or for short work"""
    picture()
    seen, _ = show("hash", "picture.png", NO_COLOR="1")
    expect(b"\x1b" not in seen and b"%" not in seen, seen)
    for changes in ({"err": False}, {"quiet": True}):
        slow = SlowPicture(f"slow{len(changes)}{'quiet' in changes}.png")
        options = ["-q"] if changes.pop("quiet", False) else []
        terminal = Terminal("hash", *options, slow.name, NO_COLOR="1", **changes)
        time.sleep(1.5)
        slow.go.set()
        err = terminal.process.stderr.read() if terminal.process.stderr else b""
        expect_equal(terminal.finish(), 0)
        expect(b"%" not in terminal.seen + err, terminal.seen, err)


def test_interrupt_takes_the_bar_away():
    """Ctrl-C ends the work, by the signal, with the line cleared"""
    slow = SlowPicture()
    terminal = Terminal("hash", picture("first.png"), slow.name, NO_COLOR="1")
    terminal.read_until(rb" % ")
    terminal.process.send_signal(signal.SIGINT)
    expect_equal(terminal.finish(), -signal.SIGINT)
    expect(terminal.seen.endswith(b"\r\x1b[K"), terminal.seen)


def test_output_to_a_file_keeps_the_bar_apart():
    """with results going elsewhere, the terminal has the bar alone"""
    slow = SlowPicture()
    terminal = Terminal("hash", picture("first.png"), slow.name, NO_COLOR="1", out=False)
    terminal.read_until(rb" % ")
    slow.go.set()
    out = terminal.process.stdout.read()
    expect_equal(terminal.finish(), 0)
    expect(b"\x1b" not in out and out.count(b"\n") == 2, out)


if __name__ == "__main__":
    main(globals())
