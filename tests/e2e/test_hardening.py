# SPDX-License-Identifier: Apache-2.0
"""What keeps secrets in: a passphrase is never shown, and the terminal is as it was
before, however the asking ends; and how the command itself is built."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time

from harness import (MIEN, Skip, environment, expect, expect_equal, main, need, run,
                     sanitizer)

PROBE = os.environ["MIEN_PROBE_SECRET"]
SECRET = b"orbit velvet cactus"


class Asked:
    """The probe with a terminal of its own, started as a shell starts a command: it can
    be stopped and taken up again."""

    def __init__(self, *arguments):
        ready, go = os.pipe()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.read(ready, 1)
            self.be_shell([PROBE, *arguments])
        self.seen = b""
        self.before = self.flags()
        os.write(go, b"!")
        os.close(ready), os.close(go)

    @staticmethod
    def be_shell(command):
        """Never returns. Writes how the command ended, or that it was stopped; then a
        line is waited for, and it goes on."""
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(0, os.getpid())
            for number in (signal.SIGTTOU, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            os.execve(command[0], command, environment())
        while True:
            _, status = os.waitpid(child, os.WUNTRACED)
            os.tcsetpgrp(0, os.getpgrp())
            if not os.WIFSTOPPED(status):
                break
            os.write(1, b"[stopped %d]" % child)
            os.read(0, 100)
            os.tcsetpgrp(0, child)
            os.kill(-child, signal.SIGCONT)
        os.write(1, b"[ended %d]" % os.waitstatus_to_exitcode(status))
        os.read(0, 100)
        os._exit(0)

    def flags(self):
        return termios.tcgetattr(self.master)[3]

    def silent(self):
        return not self.flags() & termios.ECHO

    def wait(self, pattern, seconds=20):
        """Reads until the pattern is there; what was before it is forgotten then."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen):
            if not select.select([self.master], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError("timeout", pattern, self.seen)
            self.seen += os.read(self.master, 4096)
        found = re.search(pattern, self.seen)
        text, self.seen = self.seen[:found.end()], self.seen[found.end():]
        return text

    def type(self, text):
        os.write(self.master, text)

    def child(self):
        """The process number of the command: the foreground group of the terminal."""
        return os.tcgetpgrp(self.master)

    def end(self):
        self.type(b"\n")
        os.waitpid(self.pid, 0)
        os.close(self.master)


def test_shows_nothing():
    """what is typed is not shown, and afterwards the terminal shows what is typed again"""
    for arguments in ([], ["stdin"]):
        asked = Asked(*arguments)
        if arguments:
            while not asked.silent():
                time.sleep(0.01)
        else:
            asked.wait(rb"Passphrase: ")
        expect(asked.silent(), "the terminal still shows what is typed")
        asked.type(SECRET + b"\n")
        seen = asked.wait(rb"\[ended (-?\d+)\]")
        expect(b"read %d\r\n" % len(SECRET) in seen, seen)
        expect(b"[ended 0]" in seen, seen)
        expect(not re.search(rb"orbit|velvet|cactus", seen), seen)
        expect_equal(asked.flags(), asked.before)
        asked.end()


def test_typing_errors():
    """backspace and the key that deletes the line work, without being shown"""
    asked = Asked()
    asked.wait(rb"Passphrase: ")
    asked.type(b"wrong\x15" + b"right!\x7f\n")
    seen = asked.wait(rb"\[ended (-?\d+)\]")
    expect(b"read 5\r\n" in seen, seen)
    expect(not re.search(rb"[wr]ong|right", seen), seen)
    asked.end()


def test_restored_after_signals():
    """each signal that ends the tool leaves the terminal as it was, and nothing shown"""
    for key, number in ((b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT),
                        (None, signal.SIGINT), (None, signal.SIGTERM),
                        (None, signal.SIGHUP), (None, signal.SIGQUIT)):
        asked = Asked()
        asked.wait(rb"Passphrase: ")
        asked.type(SECRET)
        if key:
            asked.type(key)
        else:
            os.kill(asked.child(), number)
        seen = asked.wait(rb"\[ended (-?\d+)\]")
        expect(b"[ended -%d]" % number in seen, number, seen)
        expect(not re.search(rb"orbit|velvet|cactus", seen), seen)
        expect_equal(asked.flags(), asked.before, number)
        asked.end()


def test_restored_after_many_signals():
    """an impatient Ctrl-C, again and again, does not leave a silent terminal"""
    for _ in range(20):
        asked = Asked()
        asked.wait(rb"Passphrase: ")
        child = asked.child()
        for _ in range(30):
            try:
                os.kill(child, signal.SIGINT)
            except ProcessLookupError:
                pass
        seen = asked.wait(rb"\[ended (-?\d+)\]")
        expect(b"[ended -2]" in seen, seen)
        expect_equal(asked.flags(), asked.before)
        asked.end()


def test_stop_and_go_on():
    """Ctrl-Z gives the terminal back as it was; after fg it asks again, silently"""
    asked = Asked()
    asked.wait(rb"Passphrase: ")
    asked.type(b"half of it\x1a")
    asked.wait(rb"\[stopped \d+\]")
    expect_equal(asked.flags(), asked.before)
    asked.type(b"fg\n")
    asked.wait(rb"Passphrase: ")
    expect(asked.silent(), "the terminal shows what is typed after fg")
    asked.type(SECRET + b"\n")
    seen = asked.wait(rb"\[ended (-?\d+)\]")
    expect(b"read %d\r\n" % len(SECRET) in seen, seen)
    expect(not re.search(rb"orbit|velvet|cactus", seen), seen)
    expect_equal(asked.flags(), asked.before)
    asked.end()


def test_end_of_input():
    """Ctrl-D is no passphrase"""
    asked = Asked()
    asked.wait(rb"Passphrase: ")
    asked.type(b"\x04")
    seen = asked.wait(rb"\[ended (-?\d+)\]")
    expect(b"the passphrase is empty" in seen and b"[ended 1]" in seen, seen)
    expect_equal(asked.flags(), asked.before)
    asked.end()


def test_no_terminal():
    """without a terminal nothing is read from anywhere else"""
    r = subprocess.run([PROBE], input=SECRET + b"\n", capture_output=True, timeout=20,
                       env=environment(), start_new_session=True)
    expect_equal(r.returncode, 1, r)
    expect(b"no terminal" in r.stdout, r)


def test_version_names_the_sandbox():
    """--version says whether the system and the build have a sandbox for pictures"""
    r = run("--version")
    lines = [line for line in r.out.splitlines() if line.startswith("sandbox: ")]
    with open("/proc/self/status") as status:
        there = "Seccomp:" in status.read() and os.environ["MIEN_WITH_SECCOMP"] == "1"
    expect_equal(lines, ["sandbox: seccomp" if there and not sanitizer() else
                         "sandbox: not available on this system"], r)


def test_how_it_is_built():
    """the command has no table of calls that can be changed, and no code on its stack"""
    readelf = need("readelf")
    dynamic = subprocess.run([readelf, "-dlW", MIEN], capture_output=True, text=True,
                             timeout=60, check=True).stdout
    expect("BIND_NOW" in dynamic or " NOW" in dynamic, dynamic)
    expect("GNU_RELRO" in dynamic, dynamic)
    stack = next(line for line in dynamic.splitlines() if "GNU_STACK" in line)
    expect("E" not in stack.split("GNU_STACK")[1], stack)


if __name__ == "__main__":
    main(globals())
