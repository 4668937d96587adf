# SPDX-License-Identifier: Apache-2.0
"""mien index: making it, lists in all their formats, looking, figures, and failures."""

import json
import os
import random
import re
import signal
import stat
import subprocess
import time

from harness import (MIEN, Skip, cut, dull, environment, expect, expect_equal, main,
                     picture, run, sanitizer, write)

A, B, C, D = (f"{random.Random(i).getrandbits(256):064x}" for i in range(4))


def near(digits, bits):
    return f"{int(digits, 16) ^ ((1 << bits) - 1):064x}"


def index(*lines, name="index"):
    """An index with what these plain lines say."""
    expect_equal(run("index", "create", name).code, 0)
    if lines:
        add(*lines, name=name)
    return name


def text(*lines):
    return "".join(line + "\n" for line in lines).encode()


def add(*lines, name="index", code=0, options=()):
    r = run("index", "add", *options, name, stdin=text(*lines))
    expect_equal(r.code, code, r)
    return r


def remove(*lines, name="index", code=0, options=()):
    r = run("index", "remove", *options, name, stdin=text(*lines))
    expect_equal(r.code, code, r)
    return r


def entries(name="index"):
    """What the index holds, as {(hash, id, list, variant)}."""
    r = run("index", "export", name)
    expect_equal((r.code, r.err), (0, ""))
    lines = [line.split(" ") for line in r.out.splitlines()]
    held = {(h, int(i), int(n), int(v)) for h, i, n, v in lines}
    expect_equal(len(held), len(lines))
    return held


def counts(result):
    return tuple(int(n) for n in re.search(
        r"(\d+) added, (\d+) removed, (\d+) unchanged", result.err).groups())


# Making and changing.


def test_create():
    """an index is made in a new or an empty folder, in silence, and nowhere else"""
    r = run("index", "create", "index")
    expect_equal((r.code, r.out, r.err), (0, "", ""))
    expect_equal(entries(), set())
    os.mkdir("empty")
    expect_equal(run("index", "create", "empty").code, 0)
    os.mkdir("full"), write("full/x", b"")
    for name, said in (("index", "an index in this folder already"), ("full", "not empty"),
                       ("no/index", "does not exist")):
        r = run("index", "create", name)
        expect_equal((r.code, r.out), (1, ""))
        expect(said in r.err and r.err.startswith(f"mien: {name}: "), r)
    expect_equal(os.listdir("full"), ["x"])


def test_plain_lines():
    """HASH [ID [LIST [VARIANT]]]: each part may be there, comments and blanks may"""
    index()
    r = add(f"{A} 7", f"  {B.upper()}\t{2**64 - 1} 5  ", f"{C} 8 9 10\r", "# comment", "",
            f"{A} 7")
    expect_equal(counts(r), (3, 0, 1))
    expect_equal(entries(), {(A, 7, 0, 0), (B, 2**64 - 1, 5, 0), (C, 8, 9, 10)})


def test_own_id():
    """a hash without an id gets one that is its own, so that the same line stays one"""
    index(A, B)
    before = entries()
    expect_equal(counts(add(B, A)), (0, 0, 2))
    expect_equal(entries(), before)
    ids = {h: i for h, i, _, _ in before}
    expect_equal(len(set(ids.values())), 2)
    expect(all(0 < i < 2**53 for i in ids.values()), ids)  # what JavaScript keeps


def test_defaults():
    """--list and --variant are for the lines that do not say"""
    index()
    add(f"{A} 1", f"{B} 2 3", f"{C} 4 5 6", options=["--list", "8", "--variant=9"])
    expect_equal(entries(), {(A, 1, 8, 9), (B, 2, 3, 9), (C, 4, 5, 6)})


def test_replace():
    """--replace: the other entries of the id in the list go, and only those"""
    index(f"{A} 1", f"{B} 1", f"{A} 1 5", f"{A} 2")
    expect_equal(counts(add(f"{C} 1", options=["--replace"])), (1, 2, 0))
    expect_equal(entries(), {(C, 1, 0, 0), (A, 1, 5, 0), (A, 2, 0, 0)})
    r = add(A, code=1, options=["--replace"])
    expect("standard input: line 1: --replace needs an ID" in r.err, r)


def test_remove():
    """HASH goes from all lists, HASH ID only with the id, HASH ID LIST only there"""
    lines = [f"{A} 1 1", f"{A} 1 2", f"{A} 2 1", f"{B} 1 1", f"{A} 1 1 7"]
    all_ = {(A, 1, 1, 0), (A, 1, 2, 0), (A, 2, 1, 0), (B, 1, 1, 0), (A, 1, 1, 7)}
    for number, (arguments, line, gone) in enumerate([
            ([], A, all_ - {(B, 1, 1, 0)}),
            ([], f"{A} 1", {(A, 1, 1, 0), (A, 1, 2, 0), (A, 1, 1, 7)}),
            ([], f"{A} 1 2", {(A, 1, 2, 0)}),
            (["--list=2"], A, {(A, 1, 2, 0)}),
            (["--ids"], "1", all_ - {(A, 2, 1, 0)}),
            (["--ids"], "1 2", {(A, 1, 2, 0)}),
            (["--ids", "--list", "1"], "2", {(A, 2, 1, 0)})]):
        name = index(*lines, name=f"i{number}")
        r = remove(line, name=name, options=arguments)
        expect_equal(counts(r), (0, len(gone), 0), line)
        expect_equal(entries(name), all_ - gone, line)
        expect_equal(counts(remove(line, name=name, options=arguments)), (0, 0, 1))


def test_remove_tells():
    """who withdraws a hash is told whether it was there, and how it leaves the disk"""
    index(f"{A} 1", f"{B} 2")
    r = remove(A, C)
    expect("1 line or record found nothing to remove\n" in r.err
           and "mien index compact DIR" in " ".join(r.err.split()), r)
    r = remove(A)
    expect_equal(counts(r), (0, 0, 1))
    expect("compact" not in r.err, r)
    expect_equal(remove(B, options=["-q"]).err, "")


def test_compaction_beside_a_reader():
    """a removed hash that a running search keeps on the disk is told and counted"""
    index(f"{A} 1", f"{B} 2")
    expect_equal(run("index", "compact", "index").err, "")
    def older():
        return json.loads(run("index", "stat", "-f", "json", "index").out)[
            "older_snapshots"]
    with subprocess.Popen([MIEN, "match", "index"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, env=environment()) as reader:
        reader.stdin.write(text(A)), reader.stdin.flush()
        reader.stdout.readline()
        remove(A)
        expect_equal(older(), 0)
        r = run("index", "compact", "index")
        expect_equal(r.code, 0)
        expect("mien: index: 1 older snapshot is in use, and stays on the disk with "
               "hashes that were removed\n" in r.err, r)
        expect_equal(older(), 1)
        expect("older_snapshots{index=\"index\"} 1\n" in
               run("index", "stat", "-f", "prometheus", "index").out)
    expect_equal(run("index", "compact", "index").err, "")
    expect_equal(older(), 0)
    expect(not any(bytes.fromhex(A) in open(f"index/{name}", "rb").read()
                   for name in os.listdir("index")))


def test_bad_lines():
    """a bad line is told with its file and number, the others are taken, and exit is 1"""
    index()
    write("list", text(A, A[:-1], f"{B} x", f"{B} 1 {2**32 - 1}", f"{B} 1 2 {2**32}",
                       f"{B} 1 2 3 4", f"{B} {2**64}", f"{B} -1", "?", f"{C} 1") +
          b"a\0b\n" + b"x" * 70000 + b"\n" + D.encode())
    r = run("index", "add", "index", "list")
    expect_equal(r.code, 1)
    numbers = [int(n) for n in re.findall(r"^mien: list: line (\d+): ", r.err, re.M)]
    expect_equal(numbers, [2, 3, 4, 5, 6, 7, 8, 9, 11, 12], r)
    expect("10 lines or records were not understood" in r.err, r)
    expect_equal({h for h, _, _, _ in entries()}, {A, C, D})
    r = remove("7 8 9", "x", code=1, options=["--ids"])
    expect_equal(r.err.count("standard input: line "), 2, r)


def test_several_files():
    """lists come from files and from standard input, one after the other"""
    index()
    write("one", text(f"{A} 1")), write("two", text(f"{B} 2"))
    r = run("index", "add", "index", "one", "-", "two", stdin=text(f"{C} 3"))
    expect_equal((r.code, counts(r)), (0, (3, 0, 0)))
    r = run("index", "add", "index", "one", "missing")
    expect_equal((r.code, counts(r)), (1, (0, 0, 1)))
    expect("mien: missing: No such file or directory" in r.err, r)
    r = run("index", "add", "index", "-", "-")
    expect_equal(r.code, 2)


def test_unreadable_files():
    """files that cannot be read are told and counted apart from lines, with 1"""
    index()
    os.mkdir("folder"), write("list", f"{A} 1\n".encode())
    r = run("index", "add", "index", "folder", "missing", "list")
    expect_equal(r.code, 1)
    expect("mien: folder: Is a directory\nmien: missing: No such file or directory\n"
           in r.err and "mien: index: 2 files could not be read to their ends\n" in r.err
           and "not understood" not in r.err, r)
    expect_equal(entries(), {(A, 1, 0, 0)})


def test_hash_in_place_of_a_file():
    """who gives the hash itself is told how to give it, and nothing changes"""
    index(f"{A} 1")
    r = run("index", "remove", "index", A)
    expect_equal(r.code, 1)
    expect("echo HASH | mien index remove index" in " ".join(r.err.split()), r)
    expect_equal(entries(), {(A, 1, 0, 0)})


def test_slow_pipes():
    """the format of a list does not depend on how much of it a pipe gives at first"""
    page = json.dumps({"count": 1, "hashRecords": [
        {"signalType": "ImagePDQ", "hashValue": A, "caseNumbers": {"1": "Withdrawn"}}]})
    for number, (start, rest, held) in enumerate([
            (b"ha", f"sh,id\n{B},2\n".encode(), {(A, 1, 0, 0), (B, 2, 0, 0)}),
            (b"\xef", b"\xbb\xbf" + f"{B} 2\n".encode(), {(A, 1, 0, 0), (B, 2, 0, 0)}),
            (b"# a comment", f"\nhash,id\n{B},2\n".encode(), None),
            (page[:9].encode() + b"\n", page[9:].encode(), set()),
            (page[:5].encode(), page[5:].encode(), set())]):
        name = index(f"{A} 1", name=f"index{number}")
        with subprocess.Popen([MIEN, "index", "add", name], stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as process:
            process.stdin.write(start), process.stdin.flush()
            time.sleep(0.3)
            said = process.communicate(rest, timeout=60)[1]
        if held is None:
            expect(b"its columns are: # a comment" in said, said)
        else:
            expect_equal((process.returncode, entries(name)), (0, held), start, said)


def test_input_that_does_not_wait():
    """standard input that someone set to O_NONBLOCK is waited for all the same"""
    index(f"{A} 1")
    for command in (["index", "remove", "index"], ["match", "index"]):
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        with subprocess.Popen([MIEN, *command], stdin=reading, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment()) as process:
            os.close(reading)
            time.sleep(0.3)
            os.write(writing, text(A)), os.close(writing)
            out, err = process.communicate(timeout=60)
        expect_equal(process.returncode, 0, err)
    expect(out.endswith(b'"matches":[]}\n'), out)


def test_interrupted_before_the_first_line():
    """a signal while a pipe is opened ends the import, and is no bad line"""
    index()
    os.mkfifo("pipe")
    process = subprocess.Popen([MIEN, "index", "add", "index", "pipe"],
                               stderr=subprocess.PIPE, env=environment())
    time.sleep(0.5)
    process.terminate()
    err = process.communicate(timeout=60)[1]
    expect_equal((process.returncode, err),
                 (-signal.SIGTERM, b"mien: index: 0 added, 0 removed, 0 unchanged\n"))


def test_takes_effect_while_it_waits():
    """what was written to a waiting `add` is there for others before its end"""
    index()
    process = subprocess.Popen([MIEN, "index", "add", "index"], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    try:
        for number, digits in enumerate((A, B, C), 1):
            process.stdin.write(text(f"{digits} {number}"))
            process.stdin.flush()
            deadline = time.monotonic() + 20
            while len(entries()) < number:
                expect(time.monotonic() < deadline, "not there yet", number)
        _, err = process.communicate(timeout=60)
        expect_equal(process.returncode, 0, err)
    finally:
        process.kill()
        process.wait()


# Formats.


def test_csv():
    """CSV: columns by name in any order, quotes, semicolons, a byte order mark, CR LF"""
    for number, data in enumerate([
            f"id,hash,list,variant\n7,{A},3,4\n8,{B},,\n",
            f'"name","HASH","id","list","variant"\r\n"a ""b"", c",{A},7,3,4\r\n'
            f'"two\nlines","{B}",8,"",""\r\n',
            f"pdq;id;list;variant\n{A};7;3;4\n\n{B};8;;\n",
            f"\ufeffhash\tid\tlist\tvariant\n{A}\t7\t3\t4\n{B}\t8\t\t"]):
        name = index(name=f"i{number}")
        r = run("index", "add", name, "-", stdin=data.encode())
        expect_equal((r.code, counts(r)), (0, (2, 0, 0)), r)
        expect_equal(entries(name), {(A, 7, 3, 4), (B, 8, 0, 0)})


def test_csv_bad_records():
    """a bad record of a CSV is told with the line where it begins"""
    index()
    write("list.csv", f'hash,id,note\n{A},1,"two\nlines"\nbad,2,\n{B},x,\n"{C}"x,4,\n'
          f'{D},5,"open\n'.encode())
    r = run("index", "add", "index", "list.csv")
    expect_equal(r.code, 1)
    expect_equal(re.findall(r"list\.csv: line (\d+)", r.err), ["4", "5", "6", "7"], r)
    expect_equal(entries(), {(A, 1, 0, 0)})


def test_csv_header():
    """a CSV whose header names no hash is refused, and its columns are told"""
    index()
    r = run("index", "add", "--format", "csv", "index", "-",
            stdin=f"name,sha1\nx,{A}\n".encode())
    expect_equal(r.code, 1)
    expect("no column hash or pdq; its columns are: name,sha1" in r.err, r)
    expect_equal(entries(), set())


def test_csv_of_threatexchange():
    """CSV of python-threatexchange: signals of other types are skipped and counted"""
    index()
    r = run("index", "add", "index", "-", stdin=(
        "signal_type,signal_str,collab,category,tags\n"
        f"pdq,{A},'Sample',POSITIVE_CLASS,\nvideo_md5,{'0' * 32},x,y,\n").encode())
    expect_equal((r.code, counts(r)), (0, (1, 0, 0)))
    expect("1 record is not of a PDQ hash and was skipped" in r.err, r)


def test_own_hashes():
    """what `mien hash` writes as CSV or JSON can be added, and low quality is told"""
    picture("a.png"), dull("b.png")
    for form in ("csv", "tsv", "json"):
        hashes = run("hash", "-q", "-f", form, "a.png", "b.png").raw
        name = index(name="index-" + form)
        r = run("index", "add", name, "-", stdin=hashes)
        expect_equal((r.code, counts(r)), (0, (2, 0, 0)), form, r)
        expect("1 hash has a quality below 50" in r.err, r)
        r = run("index", "query", name, "a.png")
        expect_equal(r.code, 0, r)


def test_pytx():
    """`pdq HASH` lines of python-threatexchange, with or without what stands behind"""
    lines = [f"pdq {A} 'Sample' POSITIVE_CLASS a,b", f"video_md5 {'0' * 32} 'Sample'",
             f"pdq {B}", "pdq nonsense"]
    for number, options in enumerate(([], ["--format=pytx"])):
        name = index(name=f"i{number}")
        r = add(*lines, name=name, code=1, options=options)
        expect_equal(counts(r), (2, 0, 0))
        expect("line 4" in r.err and "1 record is not of a PDQ hash" in r.err, r)
        expect_equal({e[0] for e in entries(name)}, {A, B})


def test_json():
    """JSON: objects or mere hashes, one on each line or in an array, ids of 64 bits"""
    objects = [{"hash": A, "id": 7, "list": 3, "variant": 4}, {"id": str(2**64 - 1), "pdq": B}]
    held = {(A, 7, 3, 4), (B, 2**64 - 1, 0, 0)}
    for number, data in enumerate([
            "\n".join(map(json.dumps, objects)), json.dumps(objects),
            json.dumps(objects, indent=2)]):
        name = index(name=f"i{number}")
        r = run("index", "add", name, "-", stdin=data.encode())
        expect_equal((r.code, counts(r)), (0, (2, 0, 0)), r)
        expect_equal(entries(name), held)
    name = index(name="bare")
    run("index", "add", name, "-", stdin=json.dumps([A, B]).encode())
    expect_equal({e[0] for e in entries(name)}, {A, B})


def test_json_bad_lines():
    """a line that is no JSON, or says nothing of use, costs only itself"""
    index()
    r = add(json.dumps(A), '{"hash":', '{"hash":1}', '{"id":3}', "[]",
            json.dumps({"hash": B, "id": -1}), json.dumps({"hash": B, "id": 1.5}),
            json.dumps({"hash": B, "list": 2**32}), json.dumps({"hash": B, "id": 2}),
            code=1)
    expect_equal(re.findall(r"line (\d+):", r.err), list("2345678"), r)
    expect_equal({e[0] for e in entries()}, {A, B})


# StopNCII.


def record(digits, *cases, status="Active", kind="ImagePDQ"):
    return {"lastModtimestamp": 1700000000, "signalType": kind, "hashValue": digits,
            "hashStatus": status, "caseNumbers": {str(i): c for i, c in enumerate(cases)},
            "CSPFeedbacks": [{"source": "x", "feedbackValue": "Blocked", "tags": []}]}


def page(*records, **more):
    return json.dumps({"count": len(records), "nextPageToken": None,
                       "nextSetTimestamp": 1, "hasMoreRecords": False,
                       "hashRecords": records, **more})


def stopncii(*pages, code=0, options=()):
    r = run("index", "add", *options, "index", "-", stdin="\n".join(pages).encode())
    expect_equal(r.code, code, r)
    return r


def hashes():
    return {e[0] for e in entries()}


def test_stopncii():
    """a record is active while one of its cases is Received or Active"""
    index()
    stopncii(page(record(A, "Active"), record(B, "Withdrawn", "Received"),
                  record(C, "Withdrawn", "Deleted"), record(D, "Deleted")))
    expect_equal(hashes(), {A, B})


def test_stopncii_withdrawn():
    """a hash that its owner took back goes, whichever status the record shows"""
    index()
    stopncii(page(record(A, "Active"), record(B, "Active"), record(C, "Active")))
    r = stopncii(page(record(A, "Withdrawn", status="Withdrawn"),
                      record(B, "Withdrawn", "Deleted", status="Active")))
    expect_equal(counts(r), (0, 2, 0))
    expect_equal(hashes(), {C})
    expect_equal(run("index", "query", "index", A).code, 1)


def test_stopncii_list():
    """a withdrawal is for the list of the exchange: other sources keep their own"""
    index(f"{A} 5 9")
    stopncii(page(record(A, "Active")), options=["--list=3"])
    expect_equal({(h, n) for h, _, n, _ in entries()}, {(A, 9), (A, 3)})
    stopncii(page(record(A, "Withdrawn")), options=["--list=3"])
    expect_equal(entries(), {(A, 5, 9, 0)})


def test_stopncii_same_twice():
    """a record that comes again is one entry, also with --replace"""
    index()
    for options in ([], ["--replace"]):
        stopncii(page(record(A, "Active"), record(A, "Active")), options=options)
    expect_equal(len(entries()), 1)


def test_stopncii_unknown():
    """an unknown status neither adds nor removes, and is named and counted"""
    index()
    stopncii(page(record(A, "Active")))
    r = stopncii(page(record(A, "Paused", "Withdrawn", status="Withdrawn"),
                      record(B, "Unknown", status="Active"),
                      record(C, "Paused", "Active")), code=1)
    expect_equal(hashes(), {A, C})
    expect("record 1: left as it is: unknown status 'Paused'" in r.err, r)
    expect("record 2: left as it is: unknown status 'Unknown'" in r.err, r)
    expect("2 records have an unknown status" in r.err, r)


def test_stopncii_no_cases():
    """without cases the status of the record decides"""
    index()
    stopncii(page(record(A, status="Active"), record(B, status="Received"),
                  {**record(C), "caseNumbers": []}))
    expect_equal(hashes(), {A, B, C})
    stopncii(page(record(A, status="Withdrawn"),
                  {**record(B, status="Deleted"), "caseNumbers": []}))
    expect_equal(hashes(), {C})


def test_stopncii_submitted():
    """records as they are submitted, without cases and status, are there to be found
    unless their sender took them back; without feedback nothing is known"""
    index()

    def submitted(hash, *feedbacks):
        return {"signalType": "ImagePDQ", "hashValue": hash, "CSPFeedbacks":
                [{"tags": [], "feedbackValue": value} for value in feedbacks]}
    stopncii(page(submitted(A, "None"), submitted(B, "None")))
    expect_equal(hashes(), {A, B})
    stopncii(page(submitted(A, "None", "Withdrawn"), submitted(C)), code=1)
    expect_equal(hashes(), {B})


def test_stopncii_other_signals():
    """signals of other kinds are skipped and counted; unknown kinds are named, too"""
    index()
    r = stopncii(page(record("0" * 32, "Active", kind="VideoMD5"),
                      record("x", "Active", kind="Hologram"), record(A, "Active")))
    expect_equal(hashes(), {A})
    expect("2 records are not of PDQ hashes and were skipped" in r.err, r)
    expect("record 2: skipped: unknown signalType 'Hologram'" in r.err, r)


def test_stopncii_pages():
    """pages may follow one another, spread over lines or not, and records come alone"""
    index()
    pretty = json.dumps(json.loads(page(record(B, "Active"))), indent=2)
    stopncii(page(record(A, "Active")) + pretty, page(record(C, "Active")))
    stopncii(json.dumps([record(D, "Active")]))
    expect_equal(hashes(), {A, B, C, D})


def test_stopncii_damaged():
    """bad records cost only themselves; a page cut short is told, what came before stays"""
    index()
    r = stopncii(page(record("bad", "Active"), {"signalType": "ImagePDQ"},
                      record(A, "Active"), 7), code=1)
    expect_equal(re.findall(r"record (\d+):", r.err), ["1", "2", "4"], r)
    r = stopncii(page(record(B, "Active")), page(record(C, "Active"))[:-30], code=1)
    expect("not JSON" in r.err and "the rest of this file was not read" in r.err, r)
    expect_equal(hashes(), {A, B})
    r = stopncii('{"hashRecords": {}}', code=1)
    expect("no hashRecords" in r.err, r)


def test_hostile_json():
    """JSON that is nested without end, or holds what no terminal should see, is an error"""
    index()
    r = run("index", "add", "-f", "stopncii", "index", "-", stdin=b"[" * 100000)
    expect_equal(r.code, 1)
    r = stopncii(page(record(A, "\x1b[31m")), code=1)
    expect("\x1b" not in r.err, r)


# Round trips.


def test_round_trip():
    """what export writes makes the same index again"""
    rng = random.Random(5)
    lines = [f"{rng.getrandbits(256):064x} {rng.getrandbits(rng.choice((3, 53, 64)))} "
             f"{rng.getrandbits(rng.choice((1, 31)))} {rng.getrandbits(rng.choice((1, 32)))}"
             for _ in range(3000)]
    index(*lines)
    for form in ("plain", "csv", "json"):
        out = run("index", "export", "--format", form, "index")
        name = index(name="i" + form)
        for options in ([], ["-f", form]):
            r = run("index", "add", *options, name, "-", stdin=out.raw)
            expect_equal(r.code, 0, r)
        expect_equal(entries(name), entries())
    name = index(name="pytx")
    run("index", "add", name, "-", stdin=run("index", "export", "-fpytx", "index").raw)
    expect_equal({e[0] for e in entries(name)}, {e[0] for e in entries()})
    out = run("index", "export", "index")
    r = run("index", "remove", "index", "-", stdin=out.raw)
    expect_equal((r.code, entries()), (0, set()))


def test_export_order():
    """an export is in the order of ids, the same before and after compaction"""
    index(f"{B} 9", f"{A} 10", f"{C} 2")
    before = run("index", "export", "index").out
    expect_equal([line.split()[1] for line in before.splitlines()], ["2", "9", "10"])
    expect_equal(run("index", "compact", "index").code, 0)
    expect_equal(run("index", "export", "index").out, before)


# Looking.


def test_query_text():
    """query tells people what is near, and exits as grep does"""
    index(f"{A} 7", f"{near(A, 4)} 8 2 3")
    r = run("index", "query", "index", A, B)
    expect_equal((r.code, r.err), (0, ""))
    expect_equal(r.out, f"{A}: 2 matches\n  distance 0, id 7, list 0, variant 0\n"
                        f"  distance 4, id 8, list 2, variant 3\n{B}: no match\n")
    expect_equal(run("index", "query", "index", B).code, 1)
    expect_equal(run("index", "query", "missing", B).code, 2)


def ids(*arguments):
    r = run("index", "query", "-f", "json", *arguments)
    expect(r.code in (0, 1), r)
    return [match["id"] for line in r.out.splitlines()
            for match in json.loads(line)["matches"]]


def test_query_options():
    """the radius, the limit and the lists are what was asked for"""
    index(*[f"{near(A, bits)} {bits} {bits % 3}" for bits in (0, 10, 31, 32, 64)])
    expect_equal(ids("index", A), [0, 10, 31])
    expect_equal(ids("--radius", "0", "index", A), [0])
    expect_equal(ids("-r64", "index", A), [0, 10, 31, 32, 64])
    expect_equal(ids("-r64", "--limit=2", "index", A), [0, 10])
    expect_equal(ids("--list=1", "index", A), [10, 31])
    expect_equal(ids("--list=1:10", "--list=2:32", "index", A), [10, 32])
    for wrong in (["-r65"], ["--limit=0"], ["--list=x"], ["--list=1:65"],
                  ["--list=1", "--list=1"], ["--list", str(2**32 - 1)]):
        r = run("index", "query", *wrong, "index", A)
        expect_equal((r.code, r.out), (2, ""), wrong, r)
        expect("Try 'mien index query --help'" in r.err, r)


def test_query_picture():
    """pictures are hashed; with --oriented they are found turned, a hash is refused"""
    picture("a.png"), cut(), picture("b.png", 2)
    stored = json.loads(run("hash", "-af", "json", "a.png").out)
    index(f"{stored['dihedral']['rot90']} 7")
    expect_equal(run("index", "query", "index", "a.png").code, 1)
    r = run("index", "query", "--oriented", "index", "a.png", "b.png")
    expect_equal((r.code, r.err), (0, ""))
    expect_equal(r.out, "a.png: 1 match\n  distance 0, id 7, list 0, variant 0 (rot90)\n"
                        "b.png: no match\n")
    r = run("index", "query", "--oriented", "-f", "json", "index", "a.png")
    answer = json.loads(r.out)
    expect_equal(answer, {"query": "a.png", "hash": stored["hash"],
                          "quality": stored["quality"],
                          "matches": [{"id": 7, "list": 0, "distance": 0, "variant": 0,
                                       "orientation": "rot90"}]})
    r = run("index", "query", "--oriented", "index", A)
    expect_equal((r.code, r.out), (2, ""))
    expect("--oriented needs the picture" in r.err, r)
    r = run("index", "query", "index", "cut.png", stored["dihedral"]["rot90"])
    expect_equal(r.code, 2)
    expect("cut.png" in r.err and ": 1 match\n" in r.out, r)


# Figures, verification, compaction.


def figures(name="index"):
    return json.loads(run("index", "stat", "-fjson", name).out)


def test_stat():
    """stat counts entries, tombstones and changes, before and after compaction"""
    index(f"{A} 1", f"{B} 2", f"{C} 3")
    before = time.time()
    remove(C)
    now = figures()
    expect_equal([now[n] for n in ("entries", "tombstones", "log_changes", "index")],
                 [2, 1, 4, "index"])
    expect(before - 2 <= now["oldest_removal"] <= time.time() + 2, now)
    expect(now["kernel"] in ("c", "avx2", "avx512", "neon"), now)
    expect_equal(run("index", "compact", "index").code, 0)
    then = figures()
    expect_equal([then[n] for n in ("entries", "snapshot_entries", "tombstones",
                                    "log_changes", "oldest_removal")], [2, 2, 0, 0, 0])
    expect(then["generation"] > now["generation"], then)
    r = run("index", "stat", "index")
    expect(re.search(r"^ +2  entries that queries can find$", r.out, re.M), r)
    expect_equal(len(r.out.splitlines()), len(then) - 1)


def test_stat_prometheus():
    """the Prometheus text has HELP and TYPE for each metric, and harmless labels"""
    name = 'in"d\\ex\n'
    index(A, name=name)
    r = run("index", "stat", "--format=prometheus", name)
    expect_equal((r.code, r.err), (0, ""))
    lines = r.out.splitlines()
    expect_equal(len(lines) % 3, 0)
    values = {}
    for help_, type_, sample in zip(*[iter(lines)] * 3):
        metric = re.fullmatch(r"# HELP (mien_index_[a-z_]+) .+", help_)[1]
        expect_equal(type_, f"# TYPE {metric} gauge")
        match = re.fullmatch(rf'{metric}{{index="in\\"d\\\\ex\\n"(?:,kernel="[a-z0-9]+")?}} '
                             r"(\d+)", sample)
        expect(match, sample)
        values[metric] = int(match[1])
    expect_equal(values["mien_index_entries"], 1)
    expect_equal(values["mien_index_info"], 1)
    expect("mien_index_oldest_removal_timestamp_seconds" in values, values)
    expect_equal(len(values), len(figures(name)) - 1)


def test_large_import_is_folded():
    """after a large import the changes are folded in, and that is said"""
    if sanitizer():
        raise Skip("takes long with a sanitizer")
    rng = random.Random(9)
    index()
    small = add(*[f"{rng.getrandbits(256):064x}" for _ in range(1000)])
    expect("folding" not in small.err, small)
    large = add(*[f"{rng.getrandbits(256):064x}" for _ in range(70000)])
    expect("folding the changes in" in large.err, large)
    now = figures()
    expect_equal([now[n] for n in ("entries", "snapshot_entries", "log_changes")],
                 [71000, 71000, 0])


def test_verify():
    """verify tells what is there; a flipped bit anywhere is found, and said"""
    index(f"{A} 1", f"{B} 2")
    expect_equal(run("index", "compact", "index").code, 0)
    add(f"{C} 3")
    r = run("index", "verify", "index")
    expect_equal((r.code, r.err), (0, ""))
    expect(re.fullmatch(r"whole: 2 entries, 1 changes since, \d+ files, \d+ bytes\n", r.out),
           r)
    rng = random.Random(3)
    # The lock holds nothing that could be wrong.
    files = [os.path.join("index", name) for name in os.listdir("index") if name != "lock"]
    for path in files:
        data = open(path, "rb").read()
        for _ in range(8):
            # Behind the last change a log holds space for removals: nothing yet.
            place = rng.randrange(len(data) if "snapshot" in path else 64)
            broken = bytearray(data)
            broken[place] ^= 1 << rng.randrange(8)
            write(path, broken)
            r = run("index", "verify", "index")
            expect_equal((r.code, r.out), (1, ""), path, place, r)
            expect(r.err.startswith("mien: index: "), r)
        write(path, data)
    expect_equal(run("index", "verify", "index").code, 0)


def test_verify_missing():
    """what is no index is said to be none, with the way to make one"""
    os.mkdir("empty"), write("file", b"x")
    for command in (["stat"], ["verify"], ["compact"], ["export"], ["add"], ["remove"]):
        for name, said in (("missing", "there is no such folder"),
                           ("empty", "there is no index in this folder")):
            r = run("index", *command, name)
            expect_equal((r.code, r.out), (1, ""), command, r)
            expect(f"mien: {name}: {said}" in r.err and "mien index create" in r.err, r)
        r = run("index", *command, "file")
        expect_equal(r.code, 1, command, r)


# The system around it.


def test_second_writer():
    """a second writer is told that there is one, readers are not disturbed"""
    index(f"{A} 1")
    process = subprocess.Popen([MIEN, "index", "add", "index"], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    try:
        process.stdin.write(text(f"{B} 2"))
        process.stdin.flush()
        deadline = time.monotonic() + 20
        while len(entries()) < 2:
            expect(time.monotonic() < deadline, "not there yet")
        for command in ("add", "remove", "compact"):
            r = run("index", command, "index", stdin=text(C) if command != "compact" else b"")
            expect_equal(r.code, 1, r)
            expect("mien: index: another process is writing to this index\n"
                   "      Wait for that process to end, or stop it.\n" in r.err, r)
        expect_equal(run("index", "query", "index", B).code, 0)
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    add(C)


def test_interrupted_import():
    """Ctrl-C ends an import; what was taken in stays, and all else can be done again"""
    index()
    process = subprocess.Popen([MIEN, "index", "add", "index"], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=environment())
    process.stdin.write(text(f"{A} 1"))
    process.stdin.flush()
    deadline = time.monotonic() + 20
    while len(entries()) < 1:
        expect(time.monotonic() < deadline, "not there yet")
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    err = process.stderr.read()
    process.stdin.close(), process.stderr.close()
    expect_equal(process.returncode, -signal.SIGINT, err)
    expect(b"1 added" in err, err)
    expect_equal(entries(), {(A, 1, 0, 0)})
    add(f"{B} 2")


def test_full_output():
    """an export that could not be written is a failure, and said"""
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")
    index(*[f"{A} {i}" for i in range(500)])
    for command in (["export", "index"], ["stat", "index"], ["verify", "index"],
                    ["query", "index", A]):
        with open("/dev/full", "wb") as full:
            r = subprocess.run([MIEN, "index", *command], stdout=full,
                               stderr=subprocess.PIPE, env=environment(), timeout=60)
        expect_equal(r.returncode, 2 if command[0] == "query" else 1, command, r.stderr)
        expect_equal(r.stderr, b"mien: the results could not be written: No space left "
                               b"on device\n", command)


def test_read_only_folder():
    """an index that may not be written can be searched, and a change is refused"""
    index(f"{A} 1")
    def become_nobody():
        if os.geteuid() == 0:
            os.setgid(65534), os.setuid(65534)
    os.chmod(".", 0o755)
    for name in os.listdir("index"):
        os.chmod(os.path.join("index", name), 0o444)
    os.chmod("index", 0o555)
    try:
        probe = subprocess.run(["test", "-x", MIEN], preexec_fn=become_nobody)
        if probe.returncode != 0:
            raise Skip("the command lies where only root may go")
        r = run("index", "query", "index", A, preexec_fn=become_nobody)
        expect_equal(r.code, 0, r)
        r = run("index", "add", "index", stdin=text(B), preexec_fn=become_nobody)
        expect_equal(r.code, 1, r)
        expect("mien: index: Permission denied\n      You may not write or read there." in
               r.err, r)
    finally:
        os.chmod("index", stat.S_IRWXU)
    expect_equal(entries(), {(A, 1, 0, 0)})


def test_wrong_usage():
    """wrong command lines are told, with 2"""
    index()
    for arguments, said in [
            (["index"], "mien index: which command?"),
            (["index", "crate", "x"], "did you mean 'create'?"),
            (["index", "frobnicate"], "unknown command 'frobnicate'"),
            (["index", "add"], "name the folder of one index"),
            (["index", "stat", "a", "b"], "name the folder of one index"),
            (["index", "add", "-f", "xml", "index"], "--format is one of auto, plain"),
            (["index", "export", "-f", "xml", "index"], "--format is one of plain, csv"),
            (["index", "stat", "-f", "xml", "index"], "--format is one of text, json"),
            (["index", "add", "--list", "x", "index"], "--list is a number"),
            (["index", "add", "--variant", str(2**32), "index"], "--variant is a number"),
            (["index", "add", "--ids", "index"], "unknown option '--ids'"),
            (["index", "remove", "--replace", "index"], "unknown option '--replace'"),
            (["index", "query", "index"], "name the folder of an index, and hashes"),
            (["match"], "name the folder of one index"),
            (["match", "-j", "999", "index"], "--jobs is a number"),
            (["match", "index", "-", "-"], "only once")]:
        r = run(*arguments)
        expect_equal((r.code, r.out), (2, ""), arguments, r)
        expect(said in r.err and "Try 'mien " in r.err, said, r)


if __name__ == "__main__":
    main(globals())
