# SPDX-License-Identifier: Apache-2.0
"""mien match: a stream in, a line of JSON for each line out."""

import json
import os
import random
import select
import signal
import subprocess
import threading
import time

from harness import (MIEN, Skip, cut, dull, environment, expect, expect_equal,
                     languages, main, picture, run, sanitizer, speaking, write)

RNG = random.Random(11)


def random_hash(rng=RNG):
    return f"{rng.getrandbits(256):064x}"


def near(digits, *bits):
    value = int(digits, 16)
    for bit in bits:
        value ^= 1 << bit
    return f"{value:064x}"


def text(*lines):
    return "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")


def index(*lines, name="index"):
    expect_equal(run("index", "create", name).code, 0)
    if lines:
        expect_equal(run("index", "add", "-q", name, stdin=text(*lines)).code, 0)
    return name


def match(*lines, options=(), code=0, name="index"):
    r = run("match", *options, name, stdin=text(*lines))
    expect_equal(r.code, code, r)
    return [json.loads(line) for line in r.out.splitlines()]


def found(answer):
    return [(m["id"], m["list"], m["distance"], m["variant"]) for m in answer["matches"]]


def test_shape():
    """a hash: query, hash and matches, in this order and nothing else"""
    a, b = random_hash(), random_hash()
    index(f"{a} 7 0 3")
    r = run("match", "index", stdin=text(near(a, 1, 2, 3, 200).upper(), b))
    expect_equal((r.code, r.err), (0, ""))
    lines = r.out.splitlines()
    q = near(a, 1, 2, 3, 200)
    expect_equal(lines[0], f'{{"query":"{q.upper()}","hash":"{q}","matches":'
                           '[{"id":7,"list":0,"distance":4,"variant":3}]}')
    expect_equal(lines[1], f'{{"query":"{b}","hash":"{b}","matches":[]}}')
    expect_equal(len(lines), 2)


def test_speed():
    """--speed hashes pictures for look-ups, and finds what the exact hash finds"""
    subprocess.run([os.environ["MIEN_SAMPLE_PHOTO"], "a.jpg", "3", "1200", "1040"],
                   check=True, timeout=300)
    stored = run("hash", "a.jpg").out.split()[0]
    index(f"{stored} 7")
    for speed, most in (("exact", 0), ("fast", 4), ("fastest", 8)):
        (answer,) = match("a.jpg", options=["--speed", speed])
        expect_equal([m["id"] for m in answer["matches"]], [7])
        expect(answer["matches"][0]["distance"] <= most, speed, answer)
    whole = json.loads(run("hash", "-f", "json", "--speed", "fastest", "a.jpg").out)
    expect_equal(answer["hash"], whole["hash"])


def test_kinds_of_lines():
    """hashes, paths and JSON are answered alike; what asks nothing has an error"""
    a = random_hash()
    picture("a.png")
    stored = json.loads(run("hash", "-f", "json", "a.png").out)
    index(f"{a} 7", f"{stored['hash']} 8")
    lines = [a, "a.png", json.dumps(a), json.dumps("a.png"),
             json.dumps({"hash": a, "more": [1]}), json.dumps({"path": "a.png", "x": None}),
             json.dumps(stored), a + "\r"]
    answers = match(*lines)
    expect_equal([found(answer)[0][0] for answer in answers], [7, 8, 7, 8, 7, 8, 8, 7])
    expect_equal([answer["query"] for answer in answers],
                 [a, "a.png", a, "a.png", a, "a.png", stored["hash"], a])
    for answer in answers:
        expect_equal(answer.get("quality"),
                     stored["quality"] if answer["query"] == "a.png" else None)
    bad = ["", "{", "[1]", "{}", '{"hash":1}', '{"hash":"abc"}', '{"path":"a\\u0000b"}']
    answers = match(*[line for line in bad if line[:1] != "["], code=1)
    expect_equal([answer["error"]["status"] for answer in answers], ["format"] * 6)
    answers = match("x" * 70000, a, code=1)
    expect_equal(answers[0]["error"]["detail"], "the line is too long")
    expect_equal(found(answers[1])[0][0], 7)


def test_no_line_is_lost():
    """every line has an answer in its place; what fails says why, and exit is 1"""
    picture("a.png"), cut(), dull(), write("text.png", b"text"), os.mkdir("d")
    a = random_hash()
    index(f"{a} 7")
    r = run("match", "index", stdin=text(
        "a.png", "missing", "cut.png", a, "text.png", "d", "dull.png"))
    expect_equal(r.code, 1)
    answers = [json.loads(line) for line in r.out.splitlines()]
    expect_equal([answer.get("error", {}).get("status") for answer in answers],
                 [None, "io", "corrupt", None, "format", "io", None])
    expect_equal(answers[1], {"query": "missing", "error": {
        "status": "io", "detail": "No such file or directory"}})
    expect(all(answer["error"]["detail"] for answer in answers if "error" in answer))
    expect("4 of 7 lines without an answer" in r.err, r)
    expect(answers[6]["quality"] < 50, answers)
    answers = match("cut.png", options=["--allow-partial"])
    expect("matches" in answers[0], answers)


def test_what_is_no_picture():
    """pipes and devices are refused at once, and what is nearly a hash is told"""
    a = random_hash()
    index(f"{a} 1")
    os.mkfifo("pipe")
    answers = match("pipe", "/dev/zero", a[1:], f"{a} 1 2", f"pdq {a}", "missing", a,
                    code=1)
    expect_equal([x["error"]["status"] for x in answers[:6]],
                 ["unsupported"] * 2 + ["format"] * 3 + ["io"])
    for answer in answers[2:5]:
        expect("64 digits" in answer["error"]["detail"], answer)
    expect_equal(found(answers[6]), [(1, 0, 0, 0)])


def test_names_of_any_bytes():
    """paths are bytes: those that are no UTF-8 come back in query_bytes"""
    name = b"na\xffme \xe2\x80\xae.png"
    os.rename(picture(), name)
    index()
    r = run("match", "index", stdin=name + b"\nmissing \xff\x1b\n")
    answers = [json.loads(line) for line in r.raw.decode().splitlines()]
    expect_equal(answers[0]["query"], "na\ufffdme \u202e.png")
    expect_equal(bytes.fromhex(answers[0]["query_bytes"]), name)
    expect("matches" in answers[0], answers)
    expect_equal(answers[1]["query"], "missing \ufffd\x1b")
    expect(b"\x1b" not in r.raw and "\u202e".encode() not in r.raw, r)


def test_large_ids():
    """an id that JSON readers would round is a string of its digits"""
    a = random_hash()
    index(f"{a} {2**53 - 1}", f"{a} {2**53}", f"{a} {2**64 - 1}")
    expect_equal([m["id"] for m in match(a)[0]["matches"]],
                 [2**53 - 1, str(2**53), str(2**64 - 1)])


def test_options():
    """radius, limit and lists mean what they mean to query"""
    a = random_hash()
    index(*[f"{near(a, *range(n))} {n} {n % 2}" for n in (0, 20, 31, 40, 64)])
    def ids(*options):
        return [m["id"] for m in match(a, options=options)[0]["matches"]]
    expect_equal(ids(), [0, 20, 31])
    expect_equal(ids("-r", "64"), [0, 20, 31, 40, 64])
    expect_equal(ids("--radius=64", "--limit=3"), [0, 20, 31])
    expect_equal(ids("--list", "1"), [31])
    expect_equal(ids("--list", "0:40"), [0, 20, 40])


def test_oriented():
    """--oriented finds turned pictures, from the picture or from all of its hashes"""
    picture("a.png")
    stored = json.loads(run("hash", "-a", "-f", "json", "a.png").out)
    index(f"{stored['dihedral']['flipX']} 7")
    expect_equal(match("a.png")[0]["matches"], [])
    wanted = [{"id": 7, "list": 0, "distance": 0, "variant": 0, "orientation": "flipX"}]
    answers = match("a.png", json.dumps(stored), options=["--oriented"])
    expect_equal([answer["matches"] for answer in answers], [wanted, wanted])
    del stored["dihedral"]["rot90"]
    for line in (stored["hash"], json.dumps({"hash": stored["hash"]}), json.dumps(stored)):
        answer, = match(line, options=["--oriented"], code=1)
        expect_equal(answer["error"]["status"], "format")


def oracle(held, queries, radius=31):
    """What brute force says: for each query the ids, the nearest first."""
    values = [int(h, 16) for h in held]
    for query in queries:
        q = int(query, 16)
        near_ = sorted((bin(q ^ v).count("1"), i) for i, v in enumerate(values)
                       if bin(q ^ v).count("1") <= radius)
        yield [i for _, i in near_]


def clustered(count, rng):
    """Hashes with many near one another."""
    centres = [rng.getrandbits(256) for _ in range(count // 50)]
    for _ in range(count):
        value = rng.choice(centres)
        for _ in range(rng.randrange(16)):
            value ^= 1 << rng.randrange(256)
        yield f"{value:064x}"


def test_oracle():
    """the answers are those of brute force, one by one and in batches, for any -j"""
    rng = random.Random(3)
    held, queries = list(clustered(1500, rng)), list(clustered(300, rng))
    queries += rng.sample(held, 300)
    index(*[f"{h} {i}" for i, h in enumerate(held)])
    wanted = list(oracle(held, queries))
    expect(sum(map(len, wanted)) > 3000, "a poor test")
    for options in (["-j1"], ["-j2"], ["-j7"], []):
        answers = match(*queries, options=options)
        expect_equal([a["query"] for a in answers], queries)
        expect_equal([[m["id"] for m in a["matches"]] for a in answers], wanted)
    for query, ids in list(zip(queries, wanted))[:40]:
        expect_equal([m["id"] for m in match(query)[0]["matches"]], ids)


def test_many_matches():
    """a hash that thousands of entries share has all of them, also in a batch"""
    a, b = random_hash(), random_hash()
    index(*[f"{a} {i}" for i in range(3000)], f"{b} 9")
    lines = [a, b, near(a, 5), random_hash(), a]
    answers = match(*lines)
    expect_equal([len(answer["matches"]) for answer in answers], [3000, 1, 3000, 0, 3000])
    expect_equal([m["id"] for m in answers[2]["matches"]], list(range(3000)))
    answers = match(*lines, options=["--limit", "500"])
    expect_equal([len(answer["matches"]) for answer in answers], [500, 1, 500, 0, 500])


def test_memory_with_many_matches():
    """a list of equal hashes does not fill the memory: answers go as they come"""
    if sanitizer():
        raise Skip("a sanitizer has memory of its own")
    a = random_hash()
    index(*[f"{a} {i}" for i in range(20000)])
    write("queries", text(*[a] * 300))  # 300 x 20000 matches: 300 MB of JSON
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    used = int(subprocess.check_output(["python3", "-c", code, MIEN, "match", "-j2",
                                        "index", "queries"], env=environment(),
                                       timeout=300))
    expect(used < 60_000, used)


def test_order():
    """the order is that of the lines, whatever -j; --unordered loses nothing"""
    a = random_hash()
    index(f"{a} 7")
    lines = []
    for i in range(24):
        lines.append(picture(f"p{i}.png", i, *((400, 300) if i % 5 == 0 else (40, 40))))
        lines += [random_hash() for _ in range(i % 4)] + ["missing"]
    results = [run("match", "-j", jobs, "index", stdin=text(*lines))
               for jobs in ("1", "2", "5", "0", "64")]
    for r in results:
        expect_equal((r.code, r.out), (1, results[0].out))
    expect_equal([json.loads(line)["query"] for line in results[0].out.splitlines()], lines)
    r = run("match", "--unordered", "-j4", "index", stdin=text(*lines))
    expect_equal(sorted(r.out.splitlines()), sorted(results[0].out.splitlines()))


def test_several_inputs():
    """inputs follow one another; one that cannot be read is told, the others are answered"""
    index()
    a, b = random_hash(), random_hash()
    write("one", a.encode()), write("two", text(b))
    r = run("match", "index", "one", "missing", "-", "two", stdin=text(a, b))
    expect_equal(r.code, 1)
    expect_equal([json.loads(line)["query"] for line in r.out.splitlines()], [a, a, b, b])
    expect_equal(r.err, "mien: missing: No such file or directory\n")


class Talk:
    """A match process that is spoken to line by line."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [MIEN, "match", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment(), bufsize=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def say(self, *lines):
        self.process.stdin.write(text(*lines))

    def hear(self, seconds=30):
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], seconds)
            expect(ready, "no answer", line)
            byte = self.process.stdout.read(1)
            expect(byte, "no more answers", line)
            line += byte
        return json.loads(line)


def test_at_once():
    """each line is answered before the next one comes, half a line is waited for"""
    a = random_hash()
    picture("a.png")
    index(f"{a} 7")
    for options in ([], ["-j1"], ["--unordered"]):
        with Talk(*options, "index") as talk:
            for line in (a, "a.png", random_hash(), "missing", a):
                talk.say(line)
                expect_equal(talk.hear()["query"], line)
            talk.process.stdin.write((a + "\n" + a[:10]).encode())
            expect_equal(talk.hear()["query"], a)
            talk.process.stdin.write((a[10:] + "\n").encode())
            expect_equal(talk.hear()["query"], a)
            out, err = talk.process.communicate(timeout=30)
            expect_equal((talk.process.returncode, out), (1, b""), err)


def test_changes_while_it_runs():
    """what another process adds, removes or compacts is in force for the next line"""
    a, b = random_hash(), random_hash()
    index(f"{a} 7", f"{b} 8")
    with Talk("index") as talk:
        def ids(line):
            talk.say(line)
            return [m["id"] for m in talk.hear()["matches"]]
        expect_equal(ids(a), [7])
        for round_ in range(3):
            expect_equal(run("index", "remove", "-q", "index", stdin=text(a)).code, 0)
            expect_equal((ids(a), ids(b)), ([], [8]), round_)
            expect_equal(run("index", "add", "-q", "index",
                             stdin=text(f"{a} {round_}")).code, 0)
            expect_equal((ids(a), ids(b)), ([round_], [8]))
            expect_equal(run("index", "compact", "index").code, 0)
            expect_equal((ids(a), ids(b)), ([round_], [8]))


def resident(pid):
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])


def test_back_pressure():
    """a reader that stops reading stops the writer, and the memory does not grow"""
    if sanitizer():
        raise Skip("a sanitizer has memory of its own")
    index(f"{random_hash()} 7")
    line = text(random_hash())
    with Talk("-j2", "index") as talk:
        pid, pipe = talk.process.pid, talk.process.stdin.fileno()
        os.set_blocking(pipe, False)
        taken = 0
        try:
            resident(pid)
        except PermissionError:
            raise Skip("may not look at the command's memory")
        def pour(seconds):
            nonlocal taken
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                try:
                    taken += os.write(pipe, line * 500)
                except BlockingIOError:
                    time.sleep(0.01)
        pour(2)
        first, before = taken, resident(pid)
        pour(2)
        # It takes no more lines, and holds no more memory.
        expect_equal(taken, first)
        expect(first < 8_000_000, first)
        expect(resident(pid) - before < 1024, before, resident(pid))
        expect(resident(pid) < 60_000, resident(pid))


def test_constant_memory():
    """the memory does not grow with the number of lines"""
    if sanitizer():
        raise Skip("a sanitizer keeps freed memory")
    index(f"{random_hash()} 7")
    line = text(random_hash())
    write("few", line * 30_000), write("many", line * 300_000)
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    few, many = (int(subprocess.check_output(
        ["python3", "-c", code, MIEN, "match", "-j2", "index", name], env=environment(),
        timeout=300)) for name in ("few", "many"))
    expect(many - few < 8192, few, many)


def test_signals():
    """Ctrl-C and its like end it, waiting or busy, and leave whole lines"""
    a = random_hash()
    index(f"{a} 7")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with Talk("index") as talk:
            talk.say(a)
            talk.hear()
            talk.process.send_signal(number)
            _, err = talk.process.communicate(timeout=30)
            expect_equal((talk.process.returncode, err), (-number, b""))
    write("lines", text(a) * 2_000_000)
    process = subprocess.Popen([MIEN, "match", "index", "lines"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    expect_equal((process.returncode, err), (-signal.SIGINT, b""))
    last = (first + out).rsplit(b"\n", 1)[1]
    expect_equal(last, b"")


def test_broken_pipe_and_full_disk():
    """when the answers go nowhere it ends: in silence for a pipe, with a word for a disk"""
    a = random_hash()
    index(f"{a} 7")
    write("lines", text(a) * 200_000)
    process = subprocess.Popen([MIEN, "match", "index", "lines"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    expect_equal((process.wait(60), err), (-signal.SIGPIPE, b""))
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")
    with open("/dev/full", "wb") as full:
        r = subprocess.run([MIEN, "match", "index", "lines"], stdout=full,
                           stderr=subprocess.PIPE, env=environment(), timeout=60)
    expect_equal((r.returncode, r.stderr), (1, b"mien: the results could not be written: "
                                               b"No space left on device\n"))


def test_no_index():
    """without an index nothing is read, and the next step is told"""
    r = run("match", "missing", stdin=text(random_hash()))
    expect_equal((r.code, r.out), (1, ""))
    expect("mien: missing: there is no such folder" in r.err, r)
    expect("mien index create missing" in r.err, r)


def test_machine_output_is_english():
    """the answers are the same in every language"""
    index()
    lines = text("missing", "", random_hash())
    plain = run("match", "index", stdin=lines)
    for language in languages():
        other = run("match", "index", stdin=lines, env=speaking(language))
        expect_equal(other.raw, plain.raw)


def test_many_talkers():
    """several processes search one index while another one changes it"""
    rng = random.Random(8)
    held = [random_hash(rng) for _ in range(200)]
    index(*[f"{h} {i}" for i, h in enumerate(held)])
    failures = []

    def ask():
        r = run("match", "-j2", "index", stdin=text(*held * 50))
        answers = [json.loads(line) for line in r.out.splitlines()]
        # The first hundred are never touched.
        wrong = [a for n, a in enumerate(answers)
                 if n % 200 < 100 and [m["id"] for m in a.get("matches", [])] != [n % 200]]
        if r.code != 0 or wrong or len(answers) != 10000:
            failures.append((r.code, wrong[:3], r.err))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for i in range(100, 200, 10):
        run("index", "remove", "-q", "index", stdin=text(*held[i:i + 10]))
        if i % 30 == 0:
            run("index", "compact", "index")
    for thread in threads:
        thread.join()
    expect_equal(failures, [])


if __name__ == "__main__":
    main(globals())
