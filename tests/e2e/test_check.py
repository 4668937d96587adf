# SPDX-License-Identifier: Apache-2.0
"""mien check: what it says of a picture is what the real copies would show."""

import json
import os
import re
import signal
import subprocess
import time
import zlib

from harness import (MIEN, RADIUS, SOURCE, Skip, chunk, columns, cut, dull,
                     environment, expect, expect_equal, flat, languages, main, need,
                     picture, png_bytes, run, sanitizer, scene, speaking, write)
from test_terminal import show

GROUPS = ["recompress", "resize", "mirror", "colour", "blur", "grain", "crop",
          "crop-side", "tilt", "border", "caption", "sticker", "screenshot"]
SURE = 24


def words_only():
    """For tests that read much of what the command says, and nothing that it does."""
    if sanitizer():
        raise Skip("words only: slow here, and read in every other build")


def photo(name="photo.jpg", seed=1, width=1200, height=800):
    """Writes a JPEG that looks like a photo."""
    subprocess.run([os.environ["MIEN_SAMPLE_PHOTO"], name, str(seed), str(width),
                    str(height)], check=True, timeout=300)
    return name


def small(name="small.png"):
    """A picture of good quality that is checked in less time than a photo."""
    return picture(name, width=64, height=48)


def blank(name="blank.png"):
    return write(name, png_bytes([bytes([200]) * 300] * 100))


known = {}


def told(*arguments, env=None):
    """The Result of mien check with these arguments, the last of them a file. Of a file
    and arguments that an earlier test had, it is the Result from then: a check takes
    long, and test_same_again is about nothing being left to chance."""
    with open(arguments[-1], "rb") as file:
        key = (file.read(), arguments, str(env))
    if key not in known:
        known[key] = run("check", *arguments, env=env)
    return known[key]


def check(name, *arguments):
    """The exit status and the object about one picture."""
    r = told("-f", "json", *arguments, name)
    expect_equal(len(r.out.splitlines()), 1, r)
    return r.code, json.loads(r.out)


def edits(value):
    return {edit["edit"]: edit for edit in value["edits"]}


def distance(a, b):
    """The distance of two files, however they are turned."""
    return json.loads(run("compare", "-q", "-f", "json", a, b).out)["distance"]


def test_what_is_caught():
    """of a photo, what PDQ is made for is caught, and what it misses is not"""
    for seed in (1,) if sanitizer() else (1, 2, 3):
        code, value = check(photo(seed=seed))
        found = edits(value)
        expect_equal(code, 0)
        for name in ("jpeg-60", "jpeg-20", "half", "quarter", "mirror", "upside-down",
                     "quarter-turn", "grey", "darker", "blur-light", "grain-light"):
            expect(found[name]["caught"], seed, found[name])
        for name in ("crop-10", "crop-25", "side-25", "tilt-5", "tilt-10",
                     "border-thick", "caption", "screenshot"):
            expect(not found[name]["caught"], seed, found[name])


def test_what_parts_gain():
    """with the hashes of its parts a photo is also found when it was cropped, framed or
    shown in a screenshot, and whatever is found without them; the sentences say so. A
    picture in which nothing stands out is told that its parts may not be found"""
    code, value = check(photo())
    found = edits(value)
    expect(value["windows"] >= 8, value["windows"])
    for name in ("crop-10", "crop-25", "side-25", "border-thick", "screenshot"):
        expect_equal((found[name]["caught"], found[name]["with_views"]), (False, "match"),
                     name)
    for edit in value["edits"]:
        expect(not edit["caught"] or edit["with_views"] == "match", edit)
    out = " ".join(told("photo.jpg").out.split())
    expect(re.search("If those look for them, it will probably also be recognised when "
                     "it was: .*shown in a screenshot", out), out)
    expect("few places" not in out, out)
    # Three areas without anything in them.
    white, grey, black = b"\xff" * 3 * 150, b"\x80" * 3 * 90, b"\0" * 3
    write("areas.png", png_bytes([black * 150 + white if y < 120 else
                                  grey + black * 60 + white for y in range(200)]))
    code, value = check("areas.png")
    expect(value["enough"] and value["windows"] < 8, value)
    expect("few places" in " ".join(told("areas.png").out.split()))


def test_json():
    """JSON has one object for each picture, whose parts agree"""
    small(), blank()
    r = run("check", "--format=json", "small.png", "blank.png")
    values = [json.loads(line) for line in r.out.splitlines()]
    expect_equal((r.code, r.err, [v["name"] for v in values]),
                 (3, "", ["small.png", "blank.png"]))
    for value in values:
        expect_equal(set(value), {"hash", "name", "quality", "enough", "radius", "windows",
                                  "edits"})
        hashed = json.loads(run("hash", "-q", "-f", "json", value["name"]).out)
        expect_equal((value["hash"], value["quality"], value["radius"]),
                     (hashed["hash"], hashed["quality"], RADIUS))
        expect_equal(value["enough"], value["quality"] >= 50)
        expect_equal(list(dict.fromkeys(e["group"] for e in value["edits"])), GROUPS)
        expect_equal(len(edits(value)), len(value["edits"]))
        for edit in value["edits"]:
            expect_equal(set(edit), {"edit", "group", "distance", "orientation", "quality",
                                     "caught", "with_views"})
            expect(edit["with_views"] in ("match", "review", "no"), edit)
            expect_equal(edit["caught"], value["enough"] and edit["quality"] >= 50 and
                         edit["distance"] <= RADIUS, edit)


def test_distances_of_real_copies():
    """the distances are those of files that were really changed so"""
    width, height = 400, 300
    pixels = scene(width, height)
    write("a.png", png_bytes(flat(pixels)))
    found = edits(check("a.png")[1])

    def cropped(left, top, right, bottom):
        return [row[left:width - right] for row in pixels[top:height - bottom]]

    def framed(value):
        edge, side = height * 10 // 100 + 1, (value,) * 3
        bar = [[side] * (width + 2 * edge)] * edge
        return bar + [[side] * edge + row + [side] * edge for row in pixels] + bar

    for name, copies in {
            "mirror": [[row[::-1] for row in pixels]],
            "upside-down": [[row[::-1] for row in pixels[::-1]]],
            "quarter-turn": [list(zip(*pixels[::-1])), list(zip(*pixels))[::-1]],
            "crop-10": [cropped(20, 15, 20, 15)],
            "crop-25": [cropped(50, 37, 50, 37)],
            "side-10": [cropped(40, 0, 0, 0), cropped(0, 0, 40, 0), cropped(0, 30, 0, 0),
                        cropped(0, 0, 0, 30)],
            "border-thick": [framed(255), framed(0)]}.items():
        worst = 0
        for copy in copies:
            write("b.png", png_bytes(flat(copy)))
            worst = max(worst, distance("a.png", "b.png"))
        expect_equal(found[name]["distance"], worst, name)


def test_seen_upright():
    """a picture that is stored turned is changed as viewers see it, and compared with the
    hashes of the file"""
    names = {1: "original", 2: "flipY", 3: "rot180", 4: "flipX", 5: "flipPlus1",
             6: "rot270", 7: "flipMinus1", 8: "rot90"}
    pixels = flat(scene(400, 300))
    for orientation in (6, 7) if sanitizer() else names:
        name = names[orientation]
        write("a.png", png_bytes(pixels, orientation=orientation))
        code, value = check("a.png")
        expect_equal(code, 0)
        expect_equal(value["hash"], run("hash", "a.png").out.split()[0])
        for edit in ("jpeg-60", "darker", "blur-light"):
            found = edits(value)[edit]
            expect(found["caught"] and found["orientation"] == name, orientation, found)


def rows(out):
    """The rows of the table: what was done, how, the verdict, the distance."""
    found = re.findall(r"^  (.*?)  +(\S.*?)  +(caught|may be missed|not caught) +(\d+)\*?$",
                       out, re.M)
    group = ""
    for first, how, verdict, number in found:
        group = first.strip() or group
        yield group, how, verdict, int(number)


def test_manual():
    """the manual explains every edit by the name that JSON has for it"""
    words_only()
    with open(os.path.join(SOURCE, "doc", "mien-check.1")) as file:
        page = file.read().split(".Ss The changes")[1].split(".Ss JSON")[0]
    explained = {}
    for part in page.split(".It Li ")[1:]:
        group, text = part.split("\n", 1)
        explained[group] = [word for line in re.findall(r"^\.Li (.*)", text, re.M)
                            for word in re.findall(r"[a-z][a-z0-9-]+", line)]
    named = {}
    for edit in check(picture())[1]["edits"]:
        named.setdefault(edit["group"], []).append(edit["edit"])
    expect_equal(explained, named)


def test_table():
    """the table has every edit, with the verdict that its distance asks for"""
    words_only()
    photo()
    r = told("photo.jpg")
    expect_equal((r.code, r.err), (0, ""))
    table = list(rows(r.out))
    found = check("photo.jpg")[1]["edits"]
    expect_equal([row[3] for row in table], [edit["distance"] for edit in found])
    expect_equal(len({row[0] for row in table}), len(GROUPS))
    for row in table:
        expect_equal(row[2], "caught" if row[3] <= SURE else
                     "may be missed" if row[3] <= RADIUS else "not caught", row)


def sentence(out, begin):
    """What a sentence lists: group -> the edits in brackets, or [] for all of them."""
    text = " ".join(out.split())
    listed = re.search(re.escape(begin) + r" (.*?)\.( |$)", text)
    if not listed:
        return {}
    return {group: how.split(", ") if how else [] for group, how in
            re.findall(r"([a-z][a-z ]*?)(?: \(([^)]*)\))?(?:, |$)", listed[1])}


def test_sentences():
    """the sentences list what the table shows: each edit once"""
    words_only()
    for seed in range(1, 5):
        out = told(photo(seed=seed)).out
        table = list(rows(out))
        for begin, verdict in [("It will also be recognised when it was:", "caught"),
                               ("It may be missed when it was:", "may be missed"),
                               ("It will probably NOT be recognised when it was:",
                                "not caught")]:
            expected = {}
            for group in dict.fromkeys(row[0] for row in table):
                of_group = [row for row in table if row[0] == group]
                hows = [row[1] for row in of_group if row[2] == verdict]
                if hows:
                    expected[group] = [] if len(hows) == len(of_group) else hows
            expect_equal(sentence(out, begin), expected, begin, out)


def test_next_step():
    """what is missed comes with something that she can do, and nothing is promised"""
    words_only()
    out = " ".join(told(photo()).out.split())
    for said in ("put every version of a picture that you know of into your case",
                 "report it there, too", "nobody can foresee them all",
                 "each platform decides", "Nothing was sent or stored."):
        expect(said in out, said)


def test_blank():
    """a picture without detail: it is said that its hash does not protect, what to do,
    and nothing is called caught; exit 3"""
    for name in (blank(), dull()):
        r = told(name)
        expect_equal((r.code, r.err), (3, ""))
        text = " ".join(r.out.split())
        expect("too low" in text and "it does not protect the picture" in text, r)
        expect("What you can do:" in text and "caught" not in text, r)
        code, value = check(name)
        expect_equal((code, value["enough"]), (3, False))
        expect(not any(edit["caught"] for edit in value["edits"]), value)


def test_smallest():
    """pictures of a few pixels are checked, too"""
    for width, height in ((1, 1), (1, 50), (50, 1), (4, 4), (5, 6)):
        write("a.png", png_bytes([bytes(range(3)) * width] * height))
        r = run("check", "a.png")
        expect_equal((r.code, r.err), (3, ""), width, height, r)


def test_damaged():
    """a file that cannot be read gives one clear message and no verdict"""
    for name, said in [(cut(), "damaged or cut short"),
                       (write("text", b"text"), "not an image"),
                       (write("empty", b""), "the file is empty"),
                       ("missing.png", "No such file or directory"),
                       (".", "Is a directory"),
                       ("/dev/null", "it is not a regular file")]:
        r = run("check", name)
        expect_equal((r.code, r.out), (1, ""), r)
        expect_equal(r.err.count("mien: "), 1, r)
        expect(r.err.startswith(f"mien: {name}: ") and said in r.err, r)
    r = run("check", "-f", "json", "cut.png")
    expect_equal((r.code, json.loads(r.out)), (1, {"name": "cut.png", "error": "corrupt"}))


def test_partial():
    """what is left of a damaged picture is checked when that is asked for, with a
    warning"""
    cut()
    r = run("check", "--allow-partial", "cut.png")
    expect("mien: cut.png: damaged or cut short" in r.err and "Quality " in r.out, r)


def test_several():
    """each file is checked; one that cannot be read counts more than one too plain"""
    small(), blank(), cut()
    r = run("check", "cut.png", "blank.png", "small.png")
    expect_equal(r.code, 1)
    expect("cut.png" in r.err and "\nsmall.png\n" in r.out, r)
    expect(r.out.startswith("blank.png\n"), r)
    expect_equal(r.out.count("Nothing was sent or stored."), 1)
    expect_equal(run("check", "blank.png", "small.png").code, 3)
    expect_equal(run("check", "small.png", "small.png").code, 0)


def test_standard_input():
    """a picture comes from standard input, once"""
    with open(small(), "rb") as file:
        data = file.read()
    r = run("check", "-", stdin=data)
    expect_equal(r.code, 0)
    expect_equal(r.out.split("\n", 1)[0], "standard input")
    expect_equal(r.out.split("\n", 1)[1], told("small.png").out.split("\n", 1)[1])
    expect_equal(run("check", "-", "-", stdin=data).code, 2)


def test_usage():
    """a wrong command line ends with 2"""
    for arguments, said in [([], "which picture?"), (["-f", "csv", "a"], "one of text, json"),
                            (["--radius=3", "a"], "unknown option '--radius'")]:
        r = run("check", *arguments)
        expect_equal((r.code, r.out), (2, ""), r)
        expect(said in r.err and "Try 'mien check --help'." in r.err, r)


def test_limits():
    """the limits hold"""
    r = run("check", "--max-pixels", "9", picture())
    expect_equal((r.code, r.out), (1, ""))
    expect("larger than the limits" in r.err and "--max-pixels is 9" in r.err, r)


def test_transparent():
    """a picture whose hash knows nothing of what is behind it: that is said"""
    pixels = scene(300, 200)
    lines = [bytes(v for x, p in enumerate(row) for v in (*p, (2 * x + y) % 256))
             for y, row in enumerate(pixels)]
    write("a.png", png_bytes(lines, channels=4))
    write("b.png", png_bytes([bytes(v for p in row for v in (*p, 255)) for row in pixels],
                             channels=4))
    write("grey.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(
        [0, 0, 1, 44, 0, 0, 0, 200, 8, 4, 0, 0, 0])) + png_grey_alpha(pixels))
    said = "Parts of this picture are transparent."
    expect(said in told("a.png").out)
    expect(said not in told("b.png").out)
    expect(said not in told("--alpha-on-white", "a.png").out)
    for name in ("a.png", "grey.png") if sanitizer() else ("a.png", "b.png", "grey.png"):
        for arguments in ([], ["--alpha-on-white"]):
            expect_equal(check(name, *arguments)[1]["hash"],
                         run("hash", "-q", *arguments, name).out.split()[0], name)


def png_grey_alpha(pixels):
    data = b"".join(b"\0" + bytes(v for x, p in enumerate(row)
                                  for v in (p[0], (2 * x + y) % 256))
                    for y, row in enumerate(pixels))
    return chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def test_every_format():
    """pictures of every format are read in the sandbox"""
    if sanitizer():
        raise Skip("slow here, where test_hash_child reads them in the same sandbox")
    shared = os.environ.get("MIEN_SHARED") or os.path.join(SOURCE, "..", "shared")
    folder = os.path.join(shared, "formats")
    if not os.path.isdir(folder):
        raise Skip("needs ../shared, which is not there")
    kinds = {}
    for top, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            kinds.setdefault(name.rsplit(".")[-1].lower(), os.path.join(top, name))
    checked = set()
    for path in kinds.values():
        hashed = json.loads(run("hash", "-q", "-f", "json", path).out)
        if hashed.get("format", "none") in {"none", *checked}:
            continue
        code, value = check(path)
        expect(code in (0, 3), value)
        expect_equal(value["hash"], hashed["hash"], path)
        checked.add(hashed["format"])
    expect(len(checked) >= 2, kinds)


def test_fits():
    """what it says fits into 80 columns, in every language"""
    words_only()
    for name in (photo(), blank(), small(), dull()):
        for env in (None, *map(speaking, languages())):
            r = told(name, env=env)
            for line in (r.out + r.err).splitlines():
                expect(columns(line) <= 80, columns(line), line)


def test_table_is_straight():
    """the columns of the table stand below each other, in every language that is written
    from the left"""
    words_only()
    photo()
    for env in (None, *map(speaking, set(languages()) - {"ar"})):
        lines = told("photo.jpg", env=env).out.split("\n\n")[1].splitlines()
        expect_equal(len(lines), 1 + len(check("photo.jpg")[1]["edits"]))
        expect_equal({columns(line) for line in lines}, {columns(lines[0])})


def test_not_translated():
    """what programs read is the same in every language"""
    words_only()
    small()
    for language in languages():
        expect_equal(told("-f", "json", "small.png", env=speaking(language)).raw,
                     told("-f", "json", "small.png").raw)


def test_same_again():
    """nothing is left to chance"""
    words_only()
    photo()
    expect_equal(run("check", "photo.jpg").out, told("photo.jpg").out)


def test_colours():
    """bold and colours on a terminal only"""
    words_only()
    small()
    seen, code = show("check", "small.png")
    expect_equal(code, 0)
    expect(b"\x1b[1mnot caught\x1b[0m" in seen, seen)
    expect(b"\x1b[1msmall.png" in seen, seen)
    expect(b"\x1b" not in told("small.png").raw)
    expect(b"\x1b" not in show("check", "small.png", NO_COLOR="1")[0])


def test_strange_names():
    """a file name cannot command the terminal"""
    name = b"esc\x1b[2J\x07.png"
    write(name, png_bytes(flat(scene())))
    r = run("check", name)
    expect_equal(r.code, 0)
    expect(r.raw.startswith(b"esc\\x1b[2J\\x07.png\n"), r.raw[:80])
    name = b"latin\xe9.png"
    write(name, png_bytes(flat(scene())))
    value = json.loads(run("check", "-f", "json", name).raw)
    expect_equal(bytes.fromhex(value["name_bytes"]), name)


def test_stops():
    """Ctrl-C ends it while it waits for a picture"""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = subprocess.Popen([MIEN, "check", "-"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment())
        time.sleep(0.5)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        expect_equal((process.returncode, out, err), (-number, b"", b""))


def test_memory():
    """a photo of 12 megapixels is checked in less than 48 MB, decoding included"""
    if sanitizer():
        raise Skip("a sanitizer has memory of its own")
    photo("big.jpg", 1, 4000, 3000)
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    used = int(subprocess.check_output(["python3", "-c", code, MIEN, "check", "big.jpg"],
                                       env=environment(), timeout=300))
    expect(used < 48_000_000 / 1024, used)


def test_leaves_nothing():
    """no file is opened for writing, made, changed or removed; no connection is made, no
    program started"""
    need("strace")
    if sanitizer() == "tsan":
        raise Skip("the sanitizer itself writes a file")
    if b"__gcov_" in open(MIEN, "rb").read():
        raise Skip("a build that counts coverage writes its counts")
    os.mkdir("d"), photo("d/a.jpg", 1, 160, 120), picture("d/b.png"), cut("d/c.png"), blank("d/d.png")
    before = sorted((e.name, e.stat().st_mtime_ns) for e in os.scandir("d"))
    r = subprocess.run(["strace", "-f", "-o", "trace", "-s", "200", MIEN, "check",
                        "d/a.jpg", "d/b.png", "d/c.png", "d/d.png"],
                       capture_output=True, timeout=120,
                       env=environment(ASAN_OPTIONS="detect_leaks=0"))
    trace = open("trace", errors="replace").read()
    if "execve(" not in trace:
        raise Skip("strace may not trace here")
    expect_equal(r.returncode, 1, r)
    lines = [line.split(None, 1) for line in trace.splitlines() if " " in line]
    expect(len({pid for pid, _ in lines}) >= 5, "a child for each picture")
    calls = [call for _, call in lines]
    expect_equal(sum(call.startswith("execve(") for call in calls), 1)
    for call in calls:
        name = call.split("(")[0]
        if name in ("open", "openat"):
            expect("O_RDONLY" in call or "resumed" in call, call)
            expect(not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE", call), call)
        expect(name not in (
            "creat", "socket", "connect", "sendto", "sendmsg", "bind", "unlink",
            "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "link",
            "linkat", "symlink", "symlinkat", "truncate", "ftruncate", "chmod",
            "fchmodat", "chown", "fchownat", "utimensat", "setxattr", "mknodat",
            "memfd_create", "shmget", "execveat"), call)
    for name in ("a.jpg", "b.png", "c.png", "d.png"):
        expect(any(c.startswith("open") and name in c for c in calls), name)
    expect_equal(sorted((e.name, e.stat().st_mtime_ns) for e in os.scandir("d")), before)


if __name__ == "__main__":
    main(globals())
