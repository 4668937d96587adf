# SPDX-License-Identifier: Apache-2.0
"""A person at a terminal: mien with a controlling pseudo-terminal, and its screens."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

try:
    import pyte
except ImportError:  # Debian's package is for Debian's Python; another may come first
    debian = "/usr/bin/python3"
    if sys.executable == debian or not os.path.exists(debian):
        raise
    os.execv(debian, [debian, "-B", *sys.argv])

from harness import MIEN, SOURCE, Skip, environment

IUTF8 = 0o40000
MARKS = re.compile("[\u200f\u2066-\u2069]")  # of direction, which no terminal shows
PROMPT = re.compile("(?:: |> )$")


class Dialogue:
    """mien on a terminal of its own, which it finds as /dev/tty."""

    def __init__(self, *arguments, rows=24, columns=80, utf8=True, through=(),
                 stdin=None, **changes):
        self.rows, self.columns = rows, columns
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""  # all that it sent
        self.answered = 0  # so much of it before her last answer
        self.code = None
        # Whether the system tells that mien itself waits, or only its silence does.
        self.seen = not through and os.path.exists("/proc/self/stat")
        env = environment(**{"TERM": "xterm", **changes})
        # The terminal outlives mien, so that it can be looked at afterwards.
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))
        settings = termios.tcgetattr(self.slave)
        settings[0] = settings[0] | IUTF8 if utf8 else settings[0] & ~IUTF8
        termios.tcsetattr(self.slave, termios.TCSANOW, settings)
        self.settings = termios.tcgetattr(self.slave)
        self.process = os.fork()
        if self.process == 0:
            try:
                os.setsid()
                fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
                for number in range(3):
                    os.dup2(self.slave if stdin is None or number else stdin, number)
                os.close(self.master), os.close(self.slave)
                command = [*through, MIEN, *arguments]
                os.execvpe(command[0], command, env)
            finally:
                os._exit(126)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.master)
        os.close(self.slave)

    def ended(self):
        if self.code is None:
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def pump(self, seconds):
        """Shows what has come; False when nothing came for so long."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        part = os.read(self.master, 65536)
        while True:  # whole characters only
            try:
                text = part.decode()
                break
            except UnicodeDecodeError:
                part += os.read(self.master, 1)
        self.raw += text
        self.stream.feed(MARKS.sub("", text))
        return True

    def asks(self):
        """Whether the last that came is a prompt, and mien waits for the answer."""
        if not PROMPT.search(MARKS.sub("", self.raw[self.answered:])):
            return False
        if not self.seen:
            return True
        with open(f"/proc/{self.process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "S"

    def wait(self, seconds=60):
        """Waits for the next prompt, or the end. Returns what the screen shows."""
        end = time.monotonic() + seconds
        while True:
            if self.pump(0.002 if self.seen else 0.04):
                continue
            if self.ended() or self.asks() and not self.pump(0):
                while self.pump(0):
                    pass
                return self.text()
            if time.monotonic() > end:
                raise AssertionError("no prompt came", self.text(), self.raw[-200:])

    def text(self):
        lines = [line.rstrip() for line in self.screen.display]
        return "\n".join(lines).strip("\n") + "\n"

    def type(self, line):
        """Types a line and Enter; returns the next screen."""
        return self.press((line + "\n").encode())

    def press(self, key):
        """Presses keys, Ctrl-C for instance; returns the next screen."""
        self.answered = len(self.raw)
        os.write(self.master, key)
        return self.wait()

    def type_until(self, line, wanted):
        """Types a line and waits for a screen that asks nothing."""
        self.answered = len(self.raw)
        os.write(self.master, (line + "\n").encode())
        for _ in range(1000):
            self.pump(0.04)
            if wanted in self.raw[self.answered:]:
                return
        raise AssertionError("it did not come", wanted, self.text())

    def signal(self, number):
        self.answered = len(self.raw)
        os.kill(self.process, number)
        return self.wait()

    def restored(self):
        """Whether the terminal is as it was."""
        return termios.tcgetattr(self.slave) == self.settings


def locale_for(language):
    """The environment in which mien speaks a language."""
    if not os.environ.get("MIEN_LOCALEDIR") and language != "en":
        raise Skip("mien was built without translations")
    return {"LC_ALL": "C.UTF-8", "LANGUAGE": language}


# Kept screens.

UPDATE = bool(os.environ.get("MIEN_UPDATE_SCREENS"))


def kept(name):
    return os.path.join(SOURCE, "tests", "e2e", "screens", name + ".txt")


def compare_screens(name, screens):
    """Compares screens with those that are kept; MIEN_UPDATE_SCREENS=1 rewrites them."""
    text = "".join(f"======== {title}\n{screen}" for title, screen in screens)
    if UPDATE:
        with open(kept(name), "w", encoding="utf-8") as file:
            file.write(text)
        return
    with open(kept(name), encoding="utf-8") as file:
        wanted = file.read()
    if text != wanted:
        import difflib
        raise AssertionError("screens differ from " + kept(name) + "\n" + "\n".join(
            difflib.unified_diff(wanted.splitlines(), text.splitlines(), "kept", "now",
                                 lineterm="", n=2)))
