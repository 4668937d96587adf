# SPDX-License-Identifier: Apache-2.0
"""The command and the system around it: signals, pipes, full disks, and what it leaves."""

import json
import os
import re
import resource
import signal
import subprocess
import time

from harness import (MIEN, Skip, cut, dull, environment, expect, expect_equal, main, need,
                     picture, run, sanitizer, write)


def start(*arguments, **more):
    return subprocess.Popen([MIEN, *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=environment(), **more)


def test_broken_pipe():
    """when the reader of a pipe goes away, the command ends without a word"""
    data = picture()
    for form in ("text", "json"):
        process = start("hash", "-f", form, *[data] * 2000)
        expect(process.stdout.readline(), "no line")
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        expect_equal((process.wait(60), err), (-signal.SIGPIPE, b""))


def test_full_disk():
    """results that could not be written are a failure, and said"""
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")
    picture()
    for arguments, code in [(["hash", "picture.png"], 1), (["hash", "-fcsv"] +
                            ["picture.png"] * 200, 1), (["show", "picture.png"], 1),
                            (["compare", "picture.png", "picture.png"], 2),
                            (["--help"], 1), (["--version"], 1)]:
        with open("/dev/full", "wb") as full:
            r = subprocess.run([MIEN, *arguments], stdout=full, stderr=subprocess.PIPE,
                               env=environment(), timeout=60)
        expect_equal(r.returncode, code, arguments, r.stderr)
        expect_equal(r.stderr, b"mien: the results could not be written: No space left "
                               b"on device\n", arguments)


def test_closed_streams():
    """closed standard streams are no place for pictures, and no reason to crash"""
    picture()
    for close, code in (("<&-", 0), (">&-", 1), ("2>&-", 0), ("<&- >&- 2>&-", 1)):
        r = subprocess.run(["sh", "-c", f'exec "$0" hash picture.png {close}', MIEN],
                           capture_output=True, env=environment(), timeout=60)
        expect_equal(r.returncode, code, close, r)
    r = subprocess.run(["sh", "-c", 'exec "$0" hash - <&-', MIEN], capture_output=True,
                       env=environment(), timeout=60)
    expect_equal(r.returncode, 1, r)
    expect(b"standard input: Bad file descriptor" in r.stderr, r)


def test_no_picture_as_a_stream():
    """with the standard streams closed, no picture gets one of their descriptors"""
    os.mkfifo("pipe")
    keep_open = os.open("pipe", os.O_RDWR)
    process = subprocess.Popen(["sh", "-c", 'exec "$0" hash pipe <&- >&- 2>&-', MIEN],
                               env=environment())
    try:
        time.sleep(0.5)
        try:
            links = {fd: os.readlink(f"/proc/{process.pid}/fd/{fd}") for fd in (0, 1, 2)}
        except PermissionError:
            raise Skip("only root may look at the descriptors of the command")
        expect_equal(set(links.values()), {"/dev/null"}, links)
    finally:
        process.kill()
        process.wait()
        os.close(keep_open)


def check_stops(process, number):
    process.send_signal(number)
    begin = time.monotonic()
    out, err = process.communicate(timeout=30)
    expect_equal(process.returncode, -number, err)
    expect(time.monotonic() - begin < 10, "slow")
    expect_equal(err, b"")
    return out


def test_signals_while_reading():
    """Ctrl-C and its like end the command also while it waits for bytes that never come"""
    picture(), os.mkfifo("pipe")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for arguments in (["hash", "-"], ["hash", "--files-from=-"],
                          ["compare", "picture.png", "-"], ["show", "-"]):
            process = start(*arguments, stdin=subprocess.PIPE)
            time.sleep(0.3)
            check_stops(process, number)


def test_signal_keeps_results():
    """the results before Ctrl-C are whole lines"""
    picture()
    process = start("hash", *["picture.png"] * 20000)
    first = process.stdout.readline()
    out = first + check_stops(process, signal.SIGINT)
    expect(out.endswith(b"picture.png\n"), out[-80:])
    expect(out.count(b"\n") < 20000, "all were hashed")


def test_ignored_signals():
    """a signal that was ignored before stays so, as nohup wants it"""
    picture()
    process = start("hash", "-", stdin=subprocess.PIPE,
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.3)
    process.send_signal(signal.SIGHUP)
    out, _ = process.communicate(open("picture.png", "rb").read(), timeout=60)
    expect_equal(process.returncode, 0)
    expect(out.endswith(b"  -\n"), out)


def peak(*arguments):
    """the most memory that the command held, in KiB, the libraries' own included"""
    code = ("import os, resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    return int(subprocess.check_output(["python3", "-c", code, MIEN, *arguments],
                                       env=environment(), timeout=300))


def test_memory_stays():
    """the memory does not grow with the number of files"""
    picture()
    if sanitizer():
        raise Skip("a sanitizer keeps freed memory")
    write("few", b"picture.png\n" * 20)
    write("many", b"picture.png\n" * 4000)
    few, many = (peak("hash", "-j2", "--files-from=" + name) for name in ("few", "many"))
    expect(many - few < 4096, few, many)


def test_memory_of_a_photo():
    """a baseline JPEG of 12 megapixels is hashed in less than 16 MB"""
    if sanitizer():
        raise Skip("a sanitizer has memory of its own")
    subprocess.run([os.environ["MIEN_SAMPLE_PHOTO"], "big.jpg", "1", "4000", "3000"],
                   check=True, timeout=300)
    used = peak("hash", "big.jpg")
    expect(used < 16_000_000 / 1024, used)


def test_leaves_nothing():
    """no file is opened for writing, made, changed or removed; no connection is made"""
    need("strace")
    if sanitizer() == "tsan":
        raise Skip("the sanitizer itself writes a file")
    if b"__gcov_" in open(MIEN, "rb").read():
        raise Skip("a build that counts coverage writes its counts")
    os.mkdir("d"), picture("d/a.png"), dull("d/b.png"), cut("d/c.png")
    write("d/notes.txt", b"text")
    before = sorted((e.name, e.stat().st_mtime_ns) for e in os.scandir("d"))
    for arguments in (["hash", "-af", "json", "-r", "d"], ["hash", "-j4", "d"],
                      ["compare", "d/a.png", "d/b.png"], ["show", "d/a.png"],
                      ["--version"]):
        r = subprocess.run(["strace", "-f", "-o", "trace", "-s", "200", MIEN, *arguments],
                           capture_output=True, timeout=120,
                           env=environment(ASAN_OPTIONS="detect_leaks=0"))
        trace = open("trace", errors="replace").read()
        if "execve(" not in trace:
            raise Skip("strace may not trace here")
        expect(r.returncode in (0, 1), r)
        calls = [line.split(None, 1)[1] for line in trace.splitlines() if " " in line]
        for call in calls:
            name = call.split("(")[0]
            if name in ("open", "openat"):
                expect("O_RDONLY" in call or "resumed" in call, call)
                expect(not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call), call)
            expect(name not in (
                "creat", "socket", "connect", "sendto", "sendmsg", "bind", "unlink",
                "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "link",
                "linkat", "symlink", "symlinkat", "truncate", "ftruncate", "chmod",
                "fchmodat", "chown", "fchownat", "utimensat", "setxattr", "mknodat",
                "memfd_create", "shmget", "execveat", "fork", "vfork"), call)
            if name in ("write", "writev", "pwrite64"):
                expect(re.match(r"\w+\([12],", call), call)
        expect(any(call.startswith("open") and "a.png" in call for call in calls)
               or arguments == ["--version"], arguments)
    expect_equal(sorted((e.name, e.stat().st_mtime_ns) for e in os.scandir("d")), before)


def test_no_core_dump():
    """a crash leaves no core file with the picture in it"""
    process = start("hash", "-", stdin=subprocess.PIPE)
    time.sleep(0.3)
    limits = open(f"/proc/{process.pid}/limits").read()
    process.kill()
    process.communicate()
    expect(re.search(r"Max core file size +0 +0", limits), limits)


def test_no_rights():
    """a person who is not root: files and folders that may not be read are named"""
    if os.geteuid() != 0:
        raise Skip("the tests in test_hash show it already")
    os.chmod(".", 0o755), os.mkdir("d"), os.mkdir("d/shut"), picture("d/a.png")
    os.chmod(picture("d/b.png"), 0), os.chmod("d/shut", 0)
    def become_nobody():
        os.setgid(65534), os.setuid(65534)
    if subprocess.run(["true"], preexec_fn=become_nobody, cwd="d").returncode != 0:
        raise Skip("cannot be anybody else")
    probe = subprocess.run(["test", "-x", MIEN], preexec_fn=become_nobody)
    if probe.returncode != 0:
        raise Skip("the command lies where only root may go")
    r = run("hash", "-r", "d", preexec_fn=become_nobody)
    expect_equal(r.code, 1, r)
    expect("mien: d/b.png: Permission denied" in r.err, r)
    expect("mien: d/shut/: Permission denied" in r.err, r)
    expect_equal(r.err.count("You may not read it."), 1, r)
    expect(r.out.endswith("  d/a.png\n"), r)
    r = run("hash", "-fjson", "/dev/stdin", preexec_fn=become_nobody,
            stdin=open("d/a.png", "rb").read())
    expect_equal(json.loads(r.out)["name"], "/dev/stdin", r)


if __name__ == "__main__":
    main(globals())
