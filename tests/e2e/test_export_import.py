# SPDX-License-Identifier: Apache-2.0
"""What a recipient exports from a case, `mien index add` takes in: the same formats,
written and read by different code."""

import json
import os
import subprocess

from harness import expect, expect_equal, main, run

PEER = os.environ["MIEN_EXPORT_PEER"]
STOPNCII, HMA, PYTX, CSV, JSON = "12345"
FIRST, SECOND = "10" * 32, "20" * 32  # the originals of the two pictures


def export(form, *more):
    result = subprocess.run([PEER, form, *more], capture_output=True, timeout=120)
    expect_equal(result.returncode, 0, result.stderr)
    return result.stdout


def add(form, text, *options):
    """Adds to the index and returns the hashes that it holds then."""
    if not os.path.exists("index"):
        expect_equal(run("index", "create", "index").code, 0)
    r = run("index", "add", "--format", form, *options, "index", stdin=text)
    expect_equal(r.code, 0, r)
    return held()


def held():
    return {line.split(" ")[0] for line in run("index", "export", "index").out.splitlines()}


def test_pytx():
    """Lines for python-threatexchange go into an index."""
    expect_equal(add("pytx", export(PYTX)), {FIRST, SECOND})


def test_hma():
    """The bodies for HMA's banks go into an index."""
    expect_equal(add("json", export(HMA)), {FIRST, SECOND})


def test_stopncii():
    """StopNCII's records go into an index, and come out again when they are taken back."""
    expect_equal(add("stopncii", export(STOPNCII)), {FIRST, SECOND})
    expect_equal(add("stopncii", export(STOPNCII, "withdrawn")), set())


def test_csv():
    """CSV goes into an index with all variants, and out when the case is taken back; the
    film is passed over."""
    text = export(CSV)
    lines = text.decode().split("\r\n")
    expect_equal(lines[0], "signal_type,hash,quality,variant,case,status,item")
    expect_equal((len(lines), lines[-1]), (1 + 2 * 8 + 1 + 1, ""))
    originals = [line for line in lines if not line or "original" in line or line is lines[0]]
    expect_equal(len(originals), 4)
    expect_equal(len(add("csv", text)), 16)
    # Another case with one of the hashes keeps it.
    row = lines[1].split(",")
    row[4] = "00000000-0000-4000-8000-000000000000"
    expect_equal(len(add("csv", "\r\n".join([lines[0], ",".join(row)]).encode())), 16)
    expect_equal(add("csv", text.replace(b",Active,", b",Withdrawn,")), {row[1]})


def test_json():
    """JSON is what was sealed: nothing is added and nothing is lost."""
    payloads = json.loads(export(JSON, "withdrawn"))
    expect_equal([p["case"]["action"] for p in payloads], ["create", "withdraw"])
    expect_equal([len(p["items"]) for p in payloads], [3, 3])
    expect(payloads[0]["items"] == payloads[1]["items"])


if __name__ == "__main__":
    main(globals())
