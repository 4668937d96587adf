# SPDX-License-Identifier: Apache-2.0
"""mien compare and mien show."""

import json
import os

from harness import (cut, dull, environment, expect, expect_equal, flat, main, picture,
                     png_bytes, run, scene, write)


def hash_of(name):
    return run("hash", "-q", name).out.split()[0]


def flip_bits(digits, count):
    return f"{int(digits, 16) ^ ((1 << count) - 1):064x}"


def compare(*arguments):
    r = run("compare", "--format=json", *arguments)
    return r.code, json.loads(r.out)


def test_same():
    """a picture matches itself: exit 0"""
    r = run("compare", picture("a.png"), "a.png")
    expect_equal((r.code, r.err), (0, ""))
    expect(r.out.startswith("match: 0 of 256 bits differ (a match is 31 or fewer)\n"), r)
    expect("the same way up" in r.out and "(original)" in r.out, r)


def test_different():
    """two pictures that have nothing to do with each other: exit 1"""
    r = run("compare", picture("a.png", 1), picture("b.png", 2))
    expect_equal((r.code, r.err), (1, ""))
    expect(r.out.startswith("no match: "), r)
    expect_equal(len(r.out.splitlines()), 1)


def test_radius():
    """31 bits are a match, 32 are none, and --radius moves that"""
    a = hash_of(picture())
    for bits, arguments, code in [(31, [], 0), (32, [], 1), (32, ["--radius", "32"], 0),
                                  (1, ["-r", "0"], 1), (0, ["-r0"], 0),
                                  (256, ["--radius=256"], 0)]:
        r = run("compare", *arguments, a, flip_bits(a, bits))
        expect_equal(r.code, code, bits, arguments, r)
        expect(f"{bits} of 256 bit" in r.out, r)


def test_upper_case_hash():
    """a hash is read in either case"""
    a = hash_of(picture())
    expect_equal(run("compare", a, a.upper()).code, 0)


def test_two_hashes():
    """of two hashes only the plain distance is known, and that is said"""
    a = hash_of(picture())
    r = run("compare", a, flip_bits(a, 100))
    expect_equal(r.code, 1)
    expect("two hashes do not tell" in r.err, r)
    expect_equal(compare(a, a)[1], {"match": True, "distance": 0, "radius": 31,
                                    "orientation": "original", "low_quality": False,
                                    "a": {"hash": a}, "b": {"hash": a}})


def turned():
    pixels = scene()
    across = list(zip(*pixels))
    return {"original": pixels, "rot90": across[::-1],
            "rot180": [row[::-1] for row in pixels[::-1]],
            "rot270": [row[::-1] for row in across], "flipX": pixels[::-1],
            "flipY": [row[::-1] for row in pixels], "flipPlus1": across,
            "flipMinus1": [row[::-1] for row in across[::-1]]}


def test_orientation():
    """the second is the first, turned in the way that is named: file and file, file and
    hash, hash and file"""
    write("a.png", png_bytes(flat(scene())))
    for name, pixels in turned().items():
        write("b.png", png_bytes(flat(pixels)))
        for pair in (("a.png", "b.png"), ("a.png", hash_of("b.png")),
                     (hash_of("a.png"), "b.png")):
            code, value = compare(*pair)
            expect_equal((code, value["match"], value["orientation"]), (0, True, name), pair)
        text = run("compare", "a.png", "b.png").out
        expect(f"({name})" in text, text)


def test_seen_alike():
    """pictures that look alike on the screen, but are stored differently, are said to be"""
    write("a.png", png_bytes(flat(scene())))
    write("b.png", png_bytes(flat(turned()["rot90"]), orientation=6))
    write("c.png", png_bytes(flat(turned()["rot90"])))
    sentence = "On the screen, both are the same way up.\n"
    expect(sentence in run("compare", "a.png", "b.png").out)
    expect(sentence not in run("compare", "a.png", "c.png").out)


def test_json():
    """JSON names the pictures and their quality"""
    a = hash_of(picture("a.png"))
    code, value = compare("a.png", a)
    expect_equal(code, 0)
    expect_equal(set(value["a"]), {"hash", "quality", "name"})
    expect_equal((value["a"]["hash"], value["a"]["name"], value["b"]), (a, "a.png",
                                                                      {"hash": a}))


def test_trouble():
    """what cannot be compared ends with 2, and says why"""
    picture()
    for other, reason in [("missing.png", "No such file or directory"),
                          (cut(), "damaged or cut short"),
                          (write("text", b"text"), "not an image")]:
        r = run("compare", "picture.png", other)
        expect_equal((r.code, r.out), (2, ""), r)
        expect(f"mien: {other}: " in r.err and reason in r.err, r)
    expect_equal(run("compare", "--allow-partial", "picture.png", "cut.png").code in (0, 1),
                 True)


def test_usage():
    """a wrong command line ends with 2"""
    picture("a.png")
    for arguments in ([], ["a.png"], ["a.png"] * 3, ["--radius", "257", "a.png", "a.png"],
                      ["--radius", "x", "a.png", "a.png"],
                      ["--format", "csv", "a.png", "a.png"], ["--nonsense"]):
        r = run("compare", *arguments)
        expect_equal((r.code, r.out), (2, ""), arguments, r)
        expect("Try 'mien compare --help'." in r.err, r)


def test_standard_input():
    """- is a picture on standard input"""
    data = open(picture(), "rb").read()
    expect_equal(run("compare", "-", "picture.png", stdin=data).code, 0)


def test_low_quality():
    """a picture with too little detail is warned of, and a match of such pictures is said
    to mean nothing"""
    r = run("compare", dull("a.png"), "a.png")
    expect_equal(r.code, 0)
    expect("too little detail" in r.err, r)
    sentence = "at such a low quality a match means nothing"
    expect(sentence in r.err, r)
    expect_equal(compare("a.png", "a.png")[1]["low_quality"], True)
    expect_equal(compare("a.png", hash_of("a.png"))[1]["low_quality"], True)
    expect_equal(compare(picture("b.png"), "b.png")[1]["low_quality"], False)
    expect(sentence not in run("compare", "a.png", "b.png").err)
    expect_equal(run("compare", "-q", "a.png", "a.png").err, "")


def test_mistyped_hash():
    """a hash with a digit too few or too many is said to be one; a file may have such a
    name"""
    for digits in ("a" * 63, "b" * 65):
        for arguments, code in ((["show", digits], 1), (["compare", digits, "c" * 64], 2)):
            r = run(*arguments)
            expect_equal((r.code, r.out), (code, ""))
            expect(f"a hash has 64 digits, 0-9 and a-f; this has {len(digits)}" in r.err, r)
    expect_equal(run("show", picture("a" * 63)).code, 0)


def test_folder():
    """who shows or compares a folder is told which command takes one"""
    os.mkdir("d")
    for arguments in (["show", "d"], ["compare", "d", "0" * 64]):
        expect("'mien hash' takes folders" in run(*arguments).err, arguments)


def bits_of(lines, upper, lower, both):
    """The hash that was drawn."""
    value = 0
    for y, line in enumerate(lines):
        for x, mark in enumerate(line):
            if mark in (upper, both):
                value |= 1 << (32 * y + x)
            if mark in (lower, both):
                value |= 1 << (32 * y + 16 + x)
    return f"{value:064x}"


def test_show_blocks():
    """show draws exactly the bits of the hash, in half blocks"""
    r = run("show", picture())
    expect_equal((r.code, r.err), (0, ""))
    lines = r.out.splitlines()
    expect_equal(lines[0], "  picture.png")
    expect_equal((lines[1], lines[10]), ("  \u250c" + "\u2500" * 16 + "\u2510",
                                         "  \u2514" + "\u2500" * 16 + "\u2518"))
    drawn = bits_of([line[3:19] for line in lines[2:10]], "\u2580", "\u2584", "\u2588")
    expect_equal(drawn, hash_of("picture.png"))
    expect_equal(lines[11], "  " + drawn)
    expect("This is all that leaves the device" in r.out, r)
    expect("Nothing has been sent." in r.out, r)


def test_show_ascii():
    """show draws in plain ASCII when the locale is not UTF-8"""
    r = run("show", picture(), env=environment(LC_ALL="C"))
    expect(r.raw.isascii(), r)
    drawn = bits_of([line[3:19] for line in r.out.splitlines()[2:10]], "'", ".", ":")
    expect_equal(drawn, hash_of("picture.png"))


def test_show_hash():
    """show draws a hash, without a name and a quality"""
    digits = "0" * 63 + "1"
    r = run("show", digits)
    expect_equal(r.code, 0)
    expect_equal(r.out.splitlines()[1], "  \u2502\u2580" + " " * 15 + "\u2502")
    expect("quality" not in r.out, r)


def test_show_failures():
    """show ends with 1 for a picture that cannot be read and 2 for wrong usage"""
    expect_equal(run("show", "missing.png").code, 1)
    for arguments in ([], ["a", "b"], ["--nonsense"]):
        expect_equal(run("show", *arguments).code, 2)


def test_show_fits():
    """what show prints fits into 80 columns and 24 lines"""
    for arguments in ([picture()], ["f" * 64]):
        lines = run("show", *arguments).out.splitlines()
        expect(len(lines) < 24 and max(map(len, lines)) <= 80, lines)


if __name__ == "__main__":
    main(globals())
