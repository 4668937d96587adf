# SPDX-License-Identifier: Apache-2.0
"""mien hash: what it prints, of which files, and how it fails."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess

from harness import (MIEN, RADIUS, Skip, cut, dull, environment, expect, expect_equal,
                     flat, main, picture, png_bytes, run, scene, write)

LINE = re.compile(r"^[0-9a-f]{64}  (100|[0-9]{1,2})  (.+)$")
SYMMETRIES = ["original", "rot90", "rot180", "rot270", "flipX", "flipY", "flipPlus1",
              "flipMinus1"]


def names(result):
    return [LINE.match(line)[2] for line in result.out.splitlines()]


def distance(a, b):
    return bin(int(a, 16) ^ int(b, 16)).count("1")


def test_text_line():
    """one line, HASH  QUALITY  NAME, and nothing else"""
    r = run("hash", picture("a b.png"))
    expect_equal(r.code, 0, r)
    expect_equal(r.err, "")
    m = re.fullmatch(r"[0-9a-f]{64}  ([0-9]+)  a b\.png\n", r.out)
    expect(m and int(m[1]) >= 50, r)


def test_same_pixels_same_hash():
    """another picture has another hash, the same one the same"""
    picture("a.png", 1), picture("b.png", 2), picture("c.png", 1, orientation=6)
    a, b, c = [line.split()[0] for line in run("hash", "a.png", "b.png",
                                               "c.png").out.splitlines()]
    expect(distance(a, b) > RADIUS, a, b)
    expect_equal(a, c)


def test_low_quality_warns():
    """a hash that does not protect comes with a warning, and is no failure"""
    r = run("hash", dull())
    expect_equal(r.code, 0)
    expect(int(r.out.split()[1]) < 50, r)
    expect("dull.png: quality" in r.err, r)
    expect("too little detail: this hash will not protect the image" in r.err, r)


def test_quiet():
    """--quiet leaves errors only"""
    os.mkdir("d"), write("d/notes.txt", b"text"), dull("d/dull.png"), cut("d/cut.png")
    r = run("hash", "-q", "d")
    expect_equal(r.code, 1)
    expect_equal(len(r.err.splitlines()), 1, r)
    expect(r.err.startswith("mien: d/cut.png: "), r)


def test_bad_files_named():
    """each bad file is named with the reason and a next step, the others are hashed"""
    picture("good.png"), cut(), write("text.png", b"no picture"), write("none.png", b"")
    os.mkfifo("pipe")
    write("tiff", b"II*\0" + b"\0" * 60), write("film.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 40)
    r = run("hash", "missing.png", "cut.png", "text.png", "none.png", "tiff", "film.mp4",
            "good.png")
    expect_equal(r.code, 1)
    expect_equal(names(r), ["good.png"])
    for name, reason in [("missing.png", "No such file or directory"),
                         ("cut.png", "the image is damaged or cut short"),
                         ("text.png", "not an image"), ("none.png", "the file is empty"),
                         ("tiff", "unsupported image format"),
                         ("film.mp4", "unsupported image format")]:
        expect(f"mien: {name}: {reason}" in r.err, name, r)
    for step in ["Check the name.", "Look for a whole copy.", "Give a picture of a kind",
                 "Save the picture as PNG or JPEG", "mien does not hash videos.",
                 "download it again"]:
        expect_equal(r.err.count(step), 1, r)


def test_videos():
    """a video in a folder is an error, not a file that is skipped"""
    os.mkdir("d"), write("d/a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 40)
    write("d/b.webm", b"\x1a\x45\xdf\xa3" + b"\0" * 40)
    write("d/c.avi", b"RIFF\x10\0\0\0AVI LIST")
    r = run("hash", "d")
    expect_equal((r.code, r.out), (1, ""))
    for name in ("a.mp4", "b.webm", "c.avi"):
        expect(f"mien: d/{name}: unsupported image format" in r.err, r)


def test_unreadable():
    """a file without permission is named, with what to do"""
    if os.geteuid() == 0:
        raise Skip("root may read everything")
    os.chmod(picture(), 0)
    r = run("hash", "picture.png")
    expect_equal(r.code, 1)
    expect("Permission denied" in r.err and "You may not read it." in r.err, r)


def test_order_with_jobs():
    """results come in the order of the names, whatever the number of jobs"""
    order = []
    for i in range(24):
        size = 400 if i % 7 == 0 else 40
        order.append(picture(f"p{(i * 7) % 24:02}.png", i, size, size))
        if i % 5 == 0:
            order.append(write(f"bad{i}.png", b"bad"))
    results = [run("hash", "-j", jobs, *order) for jobs in ("1", "2", "8", "0", "256")]
    for r in results:
        expect_equal(r.code, 1)
        expect_equal(r.out, results[0].out)
        expect_equal(r.err, results[0].err)
    expect_equal(names(results[0]), [n for n in order if not n.startswith("bad")])


def test_more_files_than_slots():
    """hundreds of files go through the queue of a few"""
    data = png_bytes(flat(scene(24, 24)))
    order = [write(f"{i:03}.png", data) for i in range(300)]
    r = run("hash", "-j2", "-q", *order)
    expect_equal(r.code, 0)
    expect_equal(names(r), order)


def test_folder():
    """a folder stands for the pictures in it; other things are skipped and counted"""
    os.makedirs("d/inner"), picture("d/inner/x.png"), picture("d/b.png"), picture("d/a.png")
    picture("d/.hidden.png"), write("d/notes.txt", b"text"), write("d/empty", b"")
    write("d/._a.jpg", b"\0\5\x16\7"), os.symlink("a.png", "d/link.png")
    os.symlink("nowhere", "d/broken"), os.symlink(".", "d/loop"), os.mkfifo("d/pipe.jpg")
    for name in ("d", "d/"):
        r = run("hash", name)
        expect_equal(r.code, 0, r)
        expect_equal(names(r), ["d/.hidden.png", "d/a.png", "d/b.png", "d/link.png"])
        expect_equal(r.err.splitlines(),
                     ["mien: 5 files are not images and were skipped (-v names them)",
                      "mien: 1 folder inside was not opened (-r opens it)",
                      "mien: 1 link to a folder was not followed (-v names it)"])


def test_links_that_lead_nowhere():
    """a link with a picture's name that leads nowhere, or in a circle, is a failure"""
    os.mkdir("d"), os.symlink("nowhere", "d/a.png"), os.symlink("b.JPG", "d/b.JPG")
    r = run("hash", "-f", "json", "d")
    expect_equal(r.code, 1)
    expect_equal(r.err.splitlines(), ["mien: d/a.png: the link leads nowhere",
                                      "mien: d/b.JPG: the link leads nowhere"])
    expect_equal([json.loads(line) for line in r.out.splitlines()],
                 [{"name": "d/a.png", "error": "io"}, {"name": "d/b.JPG", "error": "io"}])


def test_verbose():
    """--verbose names what was skipped"""
    os.makedirs("d/inner"), picture("d/a.png"), write("d/notes.txt", b"text")
    os.symlink("nowhere", "d/broken"), os.symlink(".", "d/loop"), os.mkfifo("d/pipe.jpg")
    r = run("hash", "-v", "d")
    expect_equal(r.code, 0)
    expect_equal(r.err.splitlines(), ["mien: d/broken: skipped: a link that leads nowhere",
                                      "mien: d/inner/: folder not opened: that needs "
                                      "--recursive",
                                      "mien: d/loop: link to a folder: not followed",
                                      "mien: d/notes.txt: skipped: not an image",
                                      "mien: d/pipe.jpg: skipped: not an ordinary file"])


def test_recursive_order():
    """-r gives a whole tree in the order of the bytes of the paths"""
    expected = ["t/A.png", "t/a.b/x.png", "t/a.png", "t/a/c/d.png", "t/a/x.png", "t/a0.png",
                "t/\u00e9.png"]
    for name in reversed(expected):
        os.makedirs(os.path.dirname(name), exist_ok=True)
        picture(name, width=32, height=32)
    os.symlink("..", "t/up")
    r = run("hash", "-rq", "t")
    expect_equal(r.code, 0, r)
    expect_equal(names(r), expected)
    expect_equal(sorted(n.encode() for n in expected), [n.encode() for n in expected])


def test_named_like_picture():
    """what claims by its name to be a picture and is none is a failure, also in a folder"""
    os.mkdir("d"), write("d/a.JPG", b"lost"), write("d/b.heic", b""), picture("d/c.png")
    r = run("hash", "d")
    expect_equal(r.code, 1)
    expect_equal(names(r), ["d/c.png"])
    expect("d/a.JPG: not an image" in r.err and "d/b.heic: the file is empty" in r.err, r)


def test_empty_folder():
    """a folder without pictures is said to be one"""
    os.mkdir("d"), os.mkdir("e")
    r = run("hash", "d", "e")
    expect_equal((r.code, r.out), (0, ""))
    expect_equal(r.err, "mien: d: no picture found\nmien: e: no picture found\n")


def test_unreadable_folder():
    """a folder that cannot be read is a failure, the rest goes on"""
    if os.geteuid() == 0:
        raise Skip("root may read everything")
    os.makedirs("d/shut"), picture("d/z.png"), os.chmod("d/shut", 0)
    r = run("hash", "-r", "d")
    os.chmod("d/shut", 0o700)
    expect_equal(r.code, 1)
    expect("mien: d/shut/: Permission denied" in r.err, r)
    expect_equal(names(r), ["d/z.png"])


def test_deep_tree():
    """a tree deeper than a path may be long ends in an error, not in a crash"""
    deep = "x" * 100
    home = os.getcwd()
    for _ in range(60):
        os.mkdir(deep)
        os.chdir(deep)
    picture("deep.png", width=16, height=16)
    os.chdir(home)
    r = run("hash", "-r", ".")
    expect_equal(r.code, 1)
    expect("File name too long" in r.err, r.err[-200:])


def test_standard_input():
    """- is one picture on standard input"""
    data = png_bytes(flat(scene()))
    write("p.png", data)
    r = run("hash", "-", stdin=data)
    expect_equal(r.code, 0)
    expect_equal(r.out.replace("-", "p.png"), run("hash", "p.png").out)
    r = run("hash", "-", stdin=b"no picture")
    expect_equal(r.code, 1)
    expect("standard input: not an image" in r.err, r)


def test_standard_input_once():
    """standard input has one picture; nothing is read when it is named twice"""
    data = open(picture(), "rb").read()
    for arguments in (["hash", "-", "-"], ["hash", "-", "picture.png", "-"],
                      ["compare", "-", "-"]):
        r = run(*arguments, stdin=data)
        expect_equal((r.code, r.out), (2, ""), arguments, r)
        expect("standard input can be given only once" in r.err, arguments, r)


def test_dash_names():
    """a file called - or -x can be named"""
    picture("-"), picture("-x.png")
    expect_equal(names(run("hash", "--", "./-", "-x.png")), ["./-", "-x.png"])


def test_files_from():
    """--files-from reads a name from each line"""
    os.mkdir("d"), picture("a b.png"), picture("d/c.png")
    write("list", b"a b.png\n\nd\nmissing.png")
    for r in (run("hash", "--files-from=list"),
              run("hash", "--files-from", "-", stdin=open("list", "rb").read())):
        expect_equal(r.code, 1)
        expect_equal(names(r), ["a b.png", "d/c.png"])
        expect("missing.png: No such file" in r.err, r)


def test_null():
    """-0 reads names that end with zero bytes, from the list or standard input"""
    picture("new\nline.png"), picture("b.png")
    names_ = b"new\nline.png\0b.png\0"
    write("list", names_)
    for r in (run("hash", "-0", stdin=names_), run("hash", "-0", "--files-from=list"),
              run("hash", "--null", "--files-from=-", stdin=names_)):
        expect_equal(r.code, 0, r)
        expect_equal(names(r), ["new\\nline.png", "b.png"])


def test_null_forgotten():
    """a list with zero bytes that is read without -0 is an error, not one file"""
    picture("a.png"), picture("b.png"), write("list", b"a.png\0b.png\0")
    r = run("hash", "--files-from=list")
    expect_equal((r.code, r.out), (1, ""))
    expect("Add --null" in r.err, r)
    r = run("hash", "--files-from=-", stdin=b"a.png\0b.png\0")
    expect(r.err.startswith("mien: standard input: the names in this list"), r)


def test_hints_for_names():
    """what to do about a name that leads to no file fits where the name came from"""
    write("list", b"-\nmissing.png\n")
    r = run("hash", "--files-from=list")
    expect_equal(r.err.splitlines(), ["mien: -: No such file or directory",
                                      "mien: missing.png: No such file or directory"])
    write("list", b"missing.png\r\n")
    expect("lines of this list end in CR LF" in run("hash", "--files-from=list").err)
    r = run("hash", "")
    expect(r.err.startswith("mien: '': No such file or directory\n"), r)
    picture("-dash.jpg"), picture("--x.png")
    for name in ("-dash.jpg", "--x.png"):
        r = run("hash", name)
        expect_equal(r.code, 2)
        expect(f"'{name}' is a file: write ./{name}" in r.err, r)


def test_list_missing():
    """a list that cannot be read is an error"""
    r = run("hash", "--files-from=nowhere")
    expect_equal((r.code, r.out), (1, ""))
    expect("mien: nowhere: No such file or directory" in r.err, r)


def test_conversation():
    """a program may write one name, wait for its line, and write the next"""
    picture("a.png"), picture("b.png")
    with subprocess.Popen([MIEN, "hash", "--files-from=-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, env=environment()) as process:
        for name in (b"a.png", b"b.png", b"a.png"):
            process.stdin.write(name + b"\n")
            process.stdin.flush()
            expect(process.stdout.readline().endswith(b"  " + name + b"\n"), name)
        process.stdin.close()
        expect_equal(process.wait(30), 0)


def test_json():
    """JSON has every promised field, and a line for files without a hash"""
    picture(width=160, height=120, orientation=6), cut()
    r = run("hash", "--format", "json", "picture.png", "cut.png")
    expect_equal(r.code, 1)
    good, bad = [json.loads(line) for line in r.out.splitlines()]
    data = open("picture.png", "rb").read()
    text = run("hash", "picture.png").out.split()
    expect_equal(good, {
        "hash": text[0], "quality": int(text[1]), "name": "picture.png", "width": 160,
        "height": 120, "format": "PNG", "orientation": 6, "mode": "full",
        "md5": hashlib.md5(data).hexdigest(),
        "sha256": hashlib.sha256(data).hexdigest(), "partial": False})
    expect_equal(bad, {"name": "cut.png", "error": "corrupt"})


def test_json_all():
    """--all adds the eight hashes by name and the one that is seen"""
    picture(orientation=6)
    value = json.loads(run("hash", "-a", "-f", "json", "picture.png").out)
    expect_equal(list(value["dihedral"]), SYMMETRIES)
    expect_equal(value["dihedral"]["original"], value["hash"])
    expect_equal(value["seen"], "rot270")


def test_seen_is_what_viewers_show():
    """of the eight hashes, the one called seen matches the pixels really turned"""
    pixels = scene()
    across = list(zip(*pixels))  # transposed
    shown = {1: pixels, 2: [row[::-1] for row in pixels],
             3: [row[::-1] for row in pixels[::-1]], 4: pixels[::-1], 5: across,
             6: [row[::-1] for row in across],
             7: [row[::-1] for row in across[::-1]], 8: across[::-1]}
    for orientation, turned in shown.items():
        write("stored.png", png_bytes(flat(pixels), orientation=orientation))
        write("turned.png", png_bytes(flat(turned)))
        stored = json.loads(run("hash", "-af", "json", "stored.png").out)
        real = json.loads(run("hash", "-f", "json", "turned.png").out)
        away = {k: distance(v, real["hash"]) for k, v in stored["dihedral"].items()}
        expect_equal(stored["seen"], min(away, key=away.get), orientation, away)
        expect(away[stored["seen"]] <= RADIUS, orientation, away)


def test_text_all():
    """--all in text: nine lines, named, the last the one that is seen"""
    picture(orientation=3)
    lines = [line.split("  ") for line in run("hash", "--all", "picture.png").out.splitlines()]
    expect_equal([line[2] for line in lines], SYMMETRIES + ["seen"])
    expect_equal({line[3] for line in lines}, {"picture.png"})
    expect_equal(lines[8][0], lines[2][0])


STRANGE = [b"plain.png", b"new\nline.png", b"tab\t.png", b"cr\r.png", b"esc\x1b[31m.png",
           b"latin\xe9.png", b"back\\slash.png", b'quote"comma,.png', b" space .png",
           "caf\u00e9.png".encode(), "\u202egnp.png".encode(), "c1\u009b.png".encode(),
           b"\xed\xa0\x80.png", "\U0001f600.png".encode(), b"=1+1.png"]


def strange_files():
    os.mkdir(b"d")
    data = png_bytes(flat(scene(64, 64)))
    for name in STRANGE:
        write(b"d/" + name, data)
    return sorted(b"d/" + name for name in STRANGE)


def unescape(text):
    """What the manual says about names in text and TSV, undone."""
    plain = {"\\": b"\\", "n": b"\n", "t": b"\t", "r": b"\r"}
    out = b""
    for part in re.findall(r"\\x[0-9a-f]{2}|\\.|[^\\]", text):
        if part.startswith("\\x"):
            out += bytes([int(part[2:], 16)])
        else:
            out += plain[part[1]] if part[0] == "\\" else part.encode()
    return out


def check_harmless(text):
    for character in text:
        code = ord(character)
        expect(code >= 0x20 and not 0x7f <= code <= 0x9f and code != 0x202e
               and not 0xd800 <= code <= 0xdfff, hex(code), text)


def test_names_in_text():
    """names in text stay on one line, command no terminal, and can be read back"""
    expected = strange_files()
    r = run("hash", "d")
    expect_equal(r.code, 0, r)
    for line in r.out.split("\n")[:-1] + r.err.split("\n"):
        check_harmless(line)
    expect_equal([unescape(n) for n in names(r)], expected)


def test_names_in_messages():
    """names in messages are made harmless, too"""
    for name in STRANGE:
        r = run("hash", b"missing " + name)
        check_harmless(r.err.replace("\n", ""))
        expect(r.err.startswith("mien: missing "), r)


def test_names_in_json():
    """names in JSON are valid, and those that are not UTF-8 come as bytes, too"""
    expected = strange_files()
    r = run("hash", "-f", "json", "d")
    actual = []
    for line in r.raw.decode("utf-8").split("\n")[:-1]:
        check_harmless(line)
        value = json.loads(line)
        if "name_bytes" in value:
            actual.append(bytes.fromhex(value["name_bytes"]))
            expect_equal(value["name"], actual[-1].decode("utf-8", "replace"))
        else:
            actual.append(value["name"].encode())
    expect_equal(actual, expected)


def test_names_in_csv():
    """CSV is RFC 4180: header, CR LF, quotes; names byte by byte"""
    expected = strange_files()
    r = run("hash", "-f", "csv", "-a", "d")
    expect(r.raw.endswith(b"\r\n"), r)
    rows = list(csv.DictReader(io.StringIO(r.out, newline=""), strict=True))
    expect_equal([row["name"].encode("utf-8", "surrogateescape") for row in rows], expected)
    for row in rows:
        expect_equal(set(row), {"hash", "quality", "name", "width", "height", "format",
                                "orientation", "md5", "sha256", "mode", "partial",
                                "seen", *SYMMETRIES[1:]})
        expect_equal((row["width"], row["partial"], row["seen"]), ("64", "false", "original"))


def test_names_in_tsv():
    """TSV has a header and escaped names"""
    expected = strange_files()
    lines = [line.split("\t") for line in
             run("hash", "-f", "tsv", "d").out.split("\n")[:-1]]
    expect_equal(lines[0], ["hash", "quality", "name", "width", "height", "format",
                            "orientation", "md5", "sha256", "mode", "partial"])
    expect(all(len(line) == 11 for line in lines), lines)
    expect_equal([unescape(line[2]) for line in lines[1:]], expected)


def test_allow_partial():
    """a picture cut short is an error, and hashed when that is allowed, marked"""
    cut()
    expect_equal(run("hash", "cut.png").out, "")
    r = run("hash", "--allow-partial", "-f", "json", "cut.png")
    expect_equal(r.code, 0, r)
    expect_equal(json.loads(r.out)["partial"], True)
    expect("damaged or cut short: this is the hash of what is left" in r.err, r)


def test_alpha_on_white():
    """transparency is dropped, or laid on white when asked"""
    pixels = scene()
    clear = [bytes(v for x, p in enumerate(row) for v in (*p, 255 * (x > 60)))
             for row in pixels]
    white = [[p if x > 60 else (255, 255, 255) for x, p in enumerate(row)]
             for row in pixels]
    write("clear.png", png_bytes(clear, 4)), write("white.png", png_bytes(flat(white)))
    picture("solid.png")
    def key(*arguments):
        return run("hash", *arguments).out.split()[0]
    expect_equal(key("clear.png"), key("solid.png"))
    expect_equal(key("--alpha-on-white", "clear.png"), key("white.png"))


def test_cli512():
    """--cli512 changes the hash of large pictures only, and says so in JSON"""
    picture("small.png"), picture("large.png", width=700, height=600)
    small, large = [json.loads(line) for line in
                    run("hash", "-f", "json", "--cli512", "small.png",
                        "large.png").out.splitlines()]
    expect_equal((small["mode"], large["mode"]), ("cli512", "cli512"))
    expect_equal(small["hash"], run("hash", "small.png").out.split()[0])
    expect(large["hash"] != run("hash", "large.png").out.split()[0], large)


def test_speed():
    """--speed says in JSON and tables that a hash is not the exact one, and is near it"""
    subprocess.run([os.environ["MIEN_SAMPLE_PHOTO"], "photo.jpg", "3", "1200", "1040"],
                   check=True, timeout=300)
    def hashed(*arguments):
        r = run("hash", *arguments, "photo.jpg")
        expect_equal((r.code, r.err), (0, ""), arguments)
        return r.out
    exact = json.loads(hashed("-f", "json"))
    expect("speed" not in exact, exact)
    expect_equal(hashed("-f", "json", "--speed", "exact"), hashed("-f", "json"))
    for speed, most in (("fast", 4), ("fastest", 8)):
        found = json.loads(hashed("-f", "json", "--speed", speed))
        expect(distance(found.pop("hash"), exact["hash"]) <= most, speed)
        expect_equal(found.pop("speed"), speed)
        expect_equal(found, {key: exact[key] for key in found})
        for table, separator in (("csv", ","), ("tsv", "\t")):
            for columns in ([], ["--all"]):
                header, row = csv.reader(io.StringIO(
                    hashed("-f", table, *columns, "--speed", speed)), delimiter=separator)
                expect_equal((header[-1], row[-1]), ("speed", speed))
                plain, _ = csv.reader(io.StringIO(hashed("-f", table, *columns)),
                                      delimiter=separator)
                expect_equal(header[:-1], plain)


def test_speed_is_for_the_plain_hash():
    """an unknown speed, and a speed with another way of hashing, are refused"""
    picture("a.png")
    for arguments, said in (
            (["--speed", "slow"], "--speed is one of exact, fast, fastest"),
            (["--speed", "fast", "--cli512"], "--cli512 and --speed do not go together")):
        for command in (["hash"], ["match"]):
            r = run(*command, *arguments, "a.png")
            expect_equal((r.code, r.out), (2, ""), r)
            expect(said in r.err and "Try 'mien " in r.err, said, r)
    expect_equal(run("hash", "--speed", "exact", "--cli512", "a.png").code, 0)
    for command in ("compare", "show", "check"):
        expect("unknown option '--speed'" in run(command, "--speed", "fast", "a.png").err)


def test_limits():
    """each limit refuses what is beyond it, and takes what is within"""
    picture()
    for option, low, high in [("--max-pixels", "19k", "20k"), ("--max-side", "159", "160"),
                              ("--max-file", "1k", "1M"), ("--max-memory", "16", "1G"),
                              ("--max-chunks", "2", "1k")]:
        r = run("hash", option, low, "picture.png")
        expect_equal((r.code, r.out), (1, ""), option, r)
        expect("the image is larger than the limits allow" in r.err, option, r)
        number = low.replace("1k", "1024").replace("19k", "19000")
        expect(f" the limit: {option} is {number})" in r.err, option, r)
        expect("mien help limits" in r.err, r)
        expect_equal(run("hash", f"{option}={high}", "picture.png").code, 0, option)
    expect_equal(run("hash", "--max-scans", "5", "picture.png").code, 0)
    r = run("hash", "--max-memory", "1k", "picture.png")
    expect("(reading it needs more memory than the limit: --max-memory is 1024)" in r.err, r)


def test_shared_photos():
    """every photo of ../shared that is JPEG or PNG has a hash of a fair quality"""
    photos = os.path.join(os.environ.get("MIEN_SHARED") or
                          os.path.join(os.environ["MIEN_SOURCE_ROOT"], "..", "shared"),
                          "photos")
    if not os.path.isdir(photos):
        raise Skip("needs ../shared, which is not there")
    found = [os.path.join(folder, name) for folder, _, files in os.walk(photos)
             for name in files if name.lower().endswith((".jpg", ".jpeg", ".png"))]
    r = run("hash", "-q", *found)
    expect_equal(r.code, 0, r.err)
    expect_equal(len(names(r)), len(found))


if __name__ == "__main__":
    main(globals())
