# SPDX-License-Identifier: Apache-2.0
"""mien hash --views and mien compare --views."""

import csv
import io
import json
import os
import random
import re
import stat
import struct
import zlib

from harness import (SOURCE, columns, dull, environment, expect, expect_equal, flat, languages,
                     main, picture, png_bytes, run, scene, speaking, write)

LINE = re.compile(r"^([0-9a-f]{64})  (100|[0-9]{1,2})  (.+)  (\S+)$")
WAYS = ["original", "rot90", "rot180", "rot270", "flipX", "flipY", "flipPlus1",
        "flipMinus1"]
KINDS = ["whole", "seen", "trimmed", "zoom", "crop", "tilt", "window", "turned",
         "negative"]
WIDTH, HEIGHT = 480, 360


def things(seed=1, count=60):
    """A picture with things in it, which have their own windows: rows of pixels."""
    dice = random.Random(seed)
    pixels = scene(WIDTH, HEIGHT, seed)
    for _ in range(count):
        x, y = dice.randrange(WIDTH), dice.randrange(HEIGHT)
        radius, colour = dice.randrange(6, 30), tuple(dice.randrange(256) for _ in "rgb")
        for row in range(max(0, y - radius), min(HEIGHT, y + radius)):
            half = int((radius ** 2 - (row - y) ** 2) ** 0.5)
            left, right = max(0, x - half), min(WIDTH, x + half)
            pixels[row][left:right] = [colour] * (right - left)
    return pixels


def crop(pixels, left, top, right, bottom):
    """Cuts off a part of each side, in percent."""
    x, y = len(pixels[0]), len(pixels)
    return [row[x * left // 100:x - x * right // 100]
            for row in pixels[y * top // 100:y - y * bottom // 100]]


def quarter_turn(pixels):
    """Turned by 90 degrees counter-clockwise."""
    return [list(row) for row in zip(*pixels)][::-1]


def save(name, pixels):
    return write(name, png_bytes(flat(pixels)))


def views(*arguments):
    """What `mien hash --views` prints: hash, quality, name and view of each line."""
    r = run("hash", *arguments)
    expect_equal(r.code, 0, r)
    lines = [LINE.match(line) for line in r.out.splitlines()]
    expect(lines and all(lines), r)
    return [line.groups() for line in lines]


def plain(name):
    return run("hash", "-q", name).out.split()[0]


def test_bank():
    """bank: the whole picture first, and each view with its eight orientations"""
    save("a b.png", things())
    found = views("--views", "bank", "a b.png")
    expect_equal({name for _, _, name, _ in found}, {"a b.png"})
    expect_equal(found[0][0], plain("a b.png"))
    names = [view for _, _, _, view in found]
    expect_equal(names[:8], ["whole"] + [f"whole/{way}" for way in WAYS[1:]])
    expect_equal(len(names), len(set(names)))
    for i in range(0, len(names), 8):
        expect_equal(names[i:i + 8],
                     [names[i]] + [f"{names[i]}/{way}" for way in WAYS[1:]])
    kinds = {view.split("/")[0].split("-")[0] for view in names}
    expect(kinds <= set(KINDS) and {"window", "zoom", "crop"} <= kinds, kinds)
    expect(all(int(quality) >= 50 for _, quality, _, _ in found), found)


def test_query():
    """query: a line for each view, and those of a look-up among them"""
    save("a.png", things())
    found = views("--views=query", "a.png")
    names = [view for _, _, _, view in found]
    expect_equal((found[0][0], names[0]), (plain("a.png"), "whole"))
    expect_equal(len(names), len(set(names)))
    expect(not any("/" in name for name in names), names)
    kinds = {name.split("-")[0] for name in names}
    expect({"window", "turned", "negative"} <= kinds, kinds)


def test_all():
    """all: both sets"""
    save("a.png", things())
    both = {(digits, view) for digits, _, _, view in views("--views", "all", "a.png")}
    names = {view for _, view in both}
    expect({"whole/rot90", "negative", "window-0", "window-0/flipX"} <= names, names)


def test_budget():
    """--budget: so many hashes at most, the first of those that there are without; the
    whole picture always"""
    save("a.png", things())
    header = open(os.path.join(SOURCE, "include", "mien", "views.h")).read()
    for purpose in ("bank", "query"):
        most = re.search(rf"MIEN_VIEWS_{purpose.upper()}_BUDGET (\d+)u", header)[1]
        found = views("--views", purpose, "a.png")
        expect(int(most) >= len(found) > 40, most, len(found))
    for budget, lines in (("40", 40), ("47", 40), ("8", 8), ("1", 8)):
        expect_equal(len(views("--views", "bank", "--budget", budget, "a.png")), lines)
    for budget, lines in (("20", 20), ("1", 1)):
        expect_equal(len(views("--views", "query", "--budget", budget, "a.png")), lines)


def test_windows_survive_a_crop():
    """a hash of a bank is found again in the crop: what views are for"""
    save("a.png", things()), save("crop.png", crop(things(), 12, 9, 15, 7))
    bank = [int(digits, 16) for digits, _, _, view in views("--views", "bank", "a.png")
            if view.startswith("window")]
    query = [int(digits, 16) for digits, _, _, view in views("--views", "query", "crop.png")
             if view.startswith("window")]
    near = sum(any(bin(a ^ b).count("1") <= 31 for b in bank) for a in query)
    expect(near >= 3, near)


def test_many_files():
    """in the order of their names, whatever the number of jobs, failures told as ever"""
    for i in range(6):
        save(f"{i}.png", things(i))
    write("3.png", b"no picture")
    results = [run("hash", "--views", "query", "-j", jobs, ".") for jobs in ("1", "2", "8")]
    for r in results:
        expect_equal((r.code, r.out), (1, results[0].out))
        expect("3.png: not an image" in r.err, r)
    names = [LINE.match(line)[3] for line in results[0].out.splitlines()]
    expect_equal(sorted(set(names)), ["./0.png", "./1.png", "./2.png", "./4.png", "./5.png"])
    expect_equal(names, sorted(names))


def test_low_quality():
    """a picture with too little detail has its own hash, with the usual warning, and no
    views that would match anything"""
    r = run("hash", "--views", "bank", dull())
    expect_equal((r.code, len(r.out.splitlines())), (0, 8))
    expect("too little detail" in r.err, r)


def test_low_quality_match():
    """a match of pictures with too little detail is said to mean nothing"""
    r = run("compare", "--views", dull("a.png"), "a.png")
    expect_equal(r.code, 0)
    expect("at such a low quality a match means nothing" in r.err, r)
    expect_equal(compare("a.png", "a.png")[1]["low_quality"], True)
    save("b.png", things())
    r = run("compare", "--views", "b.png", "b.png")
    expect_equal((r.err, compare("b.png", "b.png")[1]["low_quality"]), ("", False))


def test_json():
    """JSON is one object for each picture, as without views, and an array of them"""
    save("a.png", things())
    ordinary = json.loads(run("hash", "-f", "json", "a.png").out)
    bank = json.loads(run("hash", "-f", "json", "--views", "bank", "a.png").out)
    query = json.loads(run("hash", "-f", "json", "--views", "query", "a.png").out)
    lines = [(digits, view) for digits, _, _, view in views("--views", "bank", "a.png")]
    told = [(view["dihedral"][way], view["view"] + (f"/{way}" if way != "original" else ""))
            for view in bank.pop("views") for way in WAYS]
    expect_equal(told, lines)
    expect_equal(bank, ordinary)
    for view in query["views"]:
        expect_equal(set(view), {"view", "quality", "hash"})
    expect_equal([(view["hash"], str(view["quality"]), "a.png", view["view"])
                  for view in query["views"]], views("--views", "query", "a.png"))


def test_tables():
    """CSV and TSV have a line for each hash, with the variant that doc and header fix and
    an ID for each file"""
    save("a,b.png", things()), save("c.png", things(2))
    lines = views("--views", "bank", "a,b.png", "c.png")
    text = run("hash", "-f", "csv", "--views", "bank", "a,b.png", "c.png").out
    rows = list(csv.reader(io.StringIO(text, newline="")))
    expect_equal(rows[0], ["hash", "quality", "name", "view", "id", "variant"])
    expect_equal([tuple(row[:4]) for row in rows[1:]], lines)
    for _, _, _, view, _, variant in rows[1:]:
        name, _, way = view.partition("/")
        kind, _, number = name.partition("-")
        expect_equal(int(variant), WAYS.index(way or "original") |
                     KINDS.index(kind) << 3 | int(number or 0) << 8, view)
    ids = {(row[2], row[4]) for row in rows[1:]}
    expect_equal(len(ids), 2, ids)
    expect_equal(len({number for _, number in ids}), 2)
    tsv = run("hash", "-f", "tsv", "--views", "bank", "a,b.png", "c.png").out
    expect_equal([line.split("\t") for line in tsv.splitlines()], rows)


def test_into_an_index():
    """the manual's line puts the views of a picture into an index, where a crop's are
    found"""
    save("a.png", things()), save("crop.png", crop(things(), 12, 9, 15, 7))
    table = run("hash", "--views", "bank", "-f", "csv", "a.png")
    expect_equal(run("index", "create", "bank").code, 0)
    expect_equal(run("index", "add", "bank", stdin=table.raw).code, 0)
    own = table.out.splitlines()[1].split(",")[4]
    hashes = [digits for digits, _, _, _ in views("--views", "query", "crop.png")]
    found = [json.loads(line)["matches"] for line in
             run("index", "query", "-f", "json", "bank", *hashes).out.splitlines()]
    hits = [match for matches in found for match in matches]
    expect(len(hits) >= 3, hits)
    expect_equal({str(match["id"]) for match in hits}, {own})


def test_usage():
    """options that make no sense together are refused, with what to do"""
    picture("a.png")
    for arguments, said in (
            (["hash", "--views", "both", "a.png"], "--views is one of bank, query, all"),
            (["hash", "--budget", "8", "a.png"], "--budget is for --views"),
            (["hash", "--views=all", "--budget=0", "a.png"],
             "--budget is a number from 1 to "),
            (["hash", "--views=all", "--budget=99999", "a.png"], "--budget is a number"),
            (["hash", "--views=all", "-a", "a.png"], "give either --all or --views"),
            (["hash", "--views=all", "--cli512", "a.png"], "do not go together"),
            (["hash", "--views=all", "--speed=fast", "a.png"],
             "--views and --speed do not go together"),
            (["compare", "--draw=x.png", "a.png", "a.png"], "--draw is for --views"),
            (["compare", "--views", "-r", "5", "a.png", "a.png"], "leave out --radius"),
            (["compare", "--views", "--cli512", "a.png", "a.png"], "do not go together"),
            (["compare", "--views", "a.png"], "name two pictures")):
        r = run(*arguments)
        expect_equal((r.code, r.out), (2, ""), arguments, r)
        expect(said in r.err and "Try 'mien " in r.err, said, r)
    expect(not os.path.exists("x.png"))


def compare(*arguments):
    r = run("compare", "--views", "-f", "json", *arguments)
    return r.code, json.loads(r.out)


def test_same():
    """a picture is itself, by its whole view"""
    save("a.png", things())
    r = run("compare", "--views", "a.png", "a.png")
    expect_equal((r.code, r.err), (0, ""))
    expect(r.out.startswith("match: "), r)
    code, value = compare("a.png", "a.png")
    expect_equal((code, value["match"], value["verdict"], value["distance"],
                  value["orientation"]), (0, True, "match", 0, "original"))
    expect_equal(value["a"], {"hash": plain("a.png"), "quality": value["a"]["quality"],
                              "name": "a.png"})


def test_crop():
    """a crop is a match by its windows, in either order, and the transform says where it
    lies in the picture"""
    save("a.png", things()), save("crop.png", crop(things(), 12, 9, 15, 7))
    for pair, x, y in ((("a.png", "crop.png"), -0.12 * WIDTH, -0.09 * HEIGHT),
                       (("crop.png", "a.png"), 0.12 * WIDTH, 0.09 * HEIGHT)):
        code, value = compare(*pair)
        expect_equal((code, value["verdict"], value["reason"], value["orientation"]),
                     (0, "match", "windows", "original"), value)
        expect(2 <= value["agreeing"] <= value["windows"], value)
        expect(0 < value["covered"] <= 1, value)
        expect(value["a_view"].startswith("window-"), value)
        wanted = [1, 0, x, 0, 1, y]
        expect(all(abs(t - w) < (0.05 if i % 3 < 2 else 6)
                   for i, (t, w) in enumerate(zip(value["transform"], wanted))), value)
    r = run("compare", "--views", "a.png", "crop.png")
    expect(r.out.startswith("match: "), r)
    expect("Parts that agree: " in r.out and "the same way up" in r.out, r)


def test_turned_crop():
    """a crop that was turned is a match that says how, in either order"""
    pixels = crop(things(), 12, 9, 15, 7)
    save("a.png", things()), save("turned.png", quarter_turn(pixels))
    save("mirrored.png", [row[::-1] for row in pixels])
    for first, second, way in (("a.png", "turned.png", "rot90"),
                               ("turned.png", "a.png", "rot270"),
                               ("a.png", "mirrored.png", "flipY")):
        code, value = compare(first, second)
        expect_equal((code, value["verdict"], value["orientation"]), (0, "match", way))
        expect(f"({way})" in run("compare", "--views", first, second).out, way)


def test_different():
    """two pictures that have nothing in common: exit 1"""
    save("a.png", things(1)), save("b.png", things(2))
    r = run("compare", "--views", "a.png", "b.png")
    expect_equal((r.code, r.err), (1, ""))
    expect(r.out.startswith("no match: ") and len(r.out.splitlines()) == 1, r)
    code, value = compare("a.png", "b.png")
    expect_equal((code, value["match"], value["verdict"], value["reason"],
                  value["distance"], value["a_view"], value["transform"]),
                 (1, False, "no", "none", None, None, None))


def with_thing(seed):
    """A picture of its own, with a thing that is the same in all of them."""
    pixels, thing = things(seed), things(9)
    for y in range(200):
        pixels[90 + y][240:440] = thing[90 + y][60:260]
    return pixels


def test_review():
    """two pictures that share a thing: for a person to look at, exit 3, and never a
    match"""
    save("a.png", with_thing(1)), save("b.png", with_thing(2))
    r = run("compare", "--views", "a.png", "b.png")
    code, value = compare("a.png", "b.png")
    expect_equal((r.code, code, value["match"], value["verdict"], value["reason"]),
                 (3, 3, False, "review", "shared"), r, value)
    expect(r.out.startswith("review: "), r)
    expect("Nearest: the first (a part) and the second (a part)" in r.out, r)


def test_both_directions():
    """the first picture may be the part of the second"""
    save("a.png", crop(things(), 20, 20, 20, 20)), save("b.png", things())
    expect_equal(run("compare", "--views", "a.png", "b.png").code, 0)
    expect_equal(run("compare", "--views", "b.png", "a.png").code, 0)


def test_standard_input():
    """one of the two may come on standard input"""
    data = open(save("a.png", things()), "rb").read()
    save("crop.png", crop(things(), 12, 9, 15, 7))
    expect_equal(run("compare", "--views", "-", "crop.png", stdin=data).code, 0)
    r = run("compare", "--views", "--draw=x.png", "-", "crop.png", stdin=data)
    expect_equal((r.code, r.out, os.path.exists("x.png")), (2, "", False))
    expect("they are read twice" in r.err, r)


def test_trouble():
    """what cannot be compared ends with 2, and leaves no drawing"""
    save("a.png", things())
    for other, said in (("0" * 64, "0000: --views compares two pictures, and this is"),
                        ("missing.png", "No such file or directory"),
                        (write("text", b"text"), "not an image")):
        r = run("compare", "--views", "--draw", "x.png", "a.png", other)
        expect_equal((r.code, r.out), (2, ""), r)
        expect(said in r.err, r)
        expect(not os.path.exists("x.png"))


def size_of(name):
    with open(name, "rb") as file:
        head = file.read(24)
    expect_equal(head[:8], b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", head[16:])


def pixels_of(name):
    """The rows of an RGB file without interlacing, each a list of (r, g, b)."""
    data, packed, place = open(name, "rb").read(), b"", 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        packed += data[place + 8:place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    raw, width = zlib.decompress(packed), 3 * size_of(name)[0]
    rows, above = [], bytes(width)
    for start in range(0, len(raw), width + 1):
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + width])
        for i in range(width):
            left = row[i - 3] if i > 2 else 0
            up, corner = above[i], above[i - 3] if i > 2 else 0
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda v: abs(guess - v))
            row[i] = row[i] + (0, left, up, (left + up) // 2, paeth)[kind] & 255
        rows.append([tuple(row[i:i + 3]) for i in range(0, width, 3)])
        above = row
    return rows


FIRST_MARK = (230, 159, 0)


def marks(name):
    """How many pixels of the left and of the right picture the first mark colours."""
    rows = pixels_of(name)
    return [sum(row[part].count(FIRST_MARK) for row in rows)
            for part in (slice(WIDTH), slice(WIDTH, None))]


def test_draw():
    """--draw makes a small PNG that only its owner can read, with marks where the parts
    agree, and says the same as without"""
    save("a.png", things()), save("crop.png", crop(things(), 12, 9, 15, 7))
    save("b.png", things(2))
    os.umask(0)
    quiet = run("compare", "--views", "a.png", "crop.png")
    r = run("compare", "--views", "--draw", "d.png", "a.png", "crop.png")
    expect_equal((r.code, r.out, r.err), (0, quiet.out, ""))
    expect_equal(stat.S_IMODE(os.stat("d.png").st_mode), 0o600)
    width, height = size_of("d.png")
    expect(WIDTH < width <= 1024 and 200 < height <= 1024, width, height)
    expect_equal(run("compare", "--views", "--draw=n.png", "a.png", "b.png").code, 1)
    expect(min(marks("d.png")) > 50, marks("d.png"))
    expect_equal(marks("n.png"), [0, 0])
    large = scene(1500, 40)
    save("large.png", large), save("tall.png", [list(row) for row in zip(*large)])
    run("compare", "--views", "--draw=l.png", "large.png", "tall.png")
    width, height = size_of("l.png")
    expect(width <= 1024 and height == 1024, width, height)


def test_draw_never_overwrites():
    """--draw leaves a file that is there alone, a link as well, and says why"""
    save("a.png", things()), write("there.png", b"mine"), os.symlink("nowhere", "link.png")
    for name in ("there.png", "link.png"):
        r = run("compare", "--views", "--draw", name, "a.png", "a.png")
        expect_equal((r.code, r.out), (2, ""), r)
        expect(r.err.startswith(f"mien: {name}: it exists already"), r)
        expect("Choose another name" in r.err, r)
    expect_equal((open("there.png").read(), os.path.exists("nowhere")), ("mine", False))
    r = run("compare", "--views", "--draw", "no/where.png", "a.png", "a.png")
    expect_equal(r.code, 2)
    expect_equal(r.err, "mien: no: No such file or directory\n")


def test_not_for_survivors():
    """the commands for whoever is in a picture neither draw nor speak of it"""
    picture("a.png")
    for topic in ("check", "case", "case new", "case add", "case show"):
        if topic == "check" or "case" in os.environ["MIEN_FEATURES"]:
            expect("--draw" not in run("help", *topic.split()).out, topic)
    r = run("check", "--draw=x.png", "a.png")
    expect_equal((r.code, r.out, os.path.exists("x.png")), (2, "", False))


def test_languages():
    """people are spoken to in their language, in 80 columns; programs are not"""
    save("a.png", with_thing(1)), save("b.png", with_thing(2))
    save("crop.png", crop(with_thing(1), 12, 9, 15, 7))
    pairs = [("a.png", "a.png"), ("a.png", "b.png"), ("a.png", "crop.png")]
    english = [run("compare", "--views", *pair).out for pair in pairs]
    plain_json = [run("compare", "--views", "-f", "json", *pair).out for pair in pairs]
    plain_bank = run("hash", "--views", "bank", "a.png").out
    for env in [environment(), *map(speaking, languages())]:
        said = [run("compare", "--views", *pair, env=env).out for pair in pairs]
        expect(all(columns(line) <= 80 for text in said for line in text.splitlines()), said)
        if env != environment():
            expect(not set(said) & set(english), said)
        expect_equal([run("compare", "--views", "-f", "json", *pair, env=env).out
                      for pair in pairs], plain_json)
        expect_equal(run("hash", "--views", "bank", "a.png", env=env).out, plain_bank)


if __name__ == "__main__":
    main(globals())
