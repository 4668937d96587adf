# SPDX-License-Identifier: Apache-2.0
"""From the views of pictures to verdicts on uploads: mien hash --views, mien index add and
mien match --views."""

import json
import os
import random
import re
import subprocess

from harness import (MIEN, Skip, environment, expect, expect_equal, flat, main, png_bytes, run,
                     scene, write)

RNG = random.Random(21)
WIDTH, HEIGHT = 480, 360


def things(seed, count=60):
    """A picture with things in it, which have their own windows: rows of pixels."""
    dice = random.Random(seed)
    pixels = scene(WIDTH, HEIGHT, seed)
    for _ in range(count):
        x, y, radius = dice.randrange(WIDTH), dice.randrange(HEIGHT), dice.randrange(6, 25)
        grey = dice.randrange(256)
        for row in range(max(0, y - radius), min(HEIGHT, y + radius)):
            half = int((radius ** 2 - (row - y) ** 2) ** 0.5)
            left, right = max(0, x - half), min(WIDTH, x + half)
            pixels[row][left:right] = [(grey, grey, grey)] * (right - left)
    return pixels


def crop(pixels):
    return [row[WIDTH // 8:WIDTH - WIDTH // 10] for row in pixels[HEIGHT // 7:HEIGHT * 7 // 8]]


def mirror(pixels):
    return [row[::-1] for row in pixels]


def frame(pixels, grey=40):
    bar, side = (grey,) * 3, 40
    wide = [bar] * (len(pixels[0]) + 2 * side)
    return ([wide] * 60 + [[bar] * side + row + [bar] * side for row in pixels] +
            [wide] * 90)


def save(name, pixels):
    return write(name, png_bytes(flat(pixels)))


def lines(*texts):
    return "".join(text + "\n" for text in texts).encode()


def bank(*names, form="text", only="", more=()):
    """What `mien hash --views bank` prints: the lines in which `only` is found."""
    r = run("hash", "--views", "bank", "-f", form, *more, *names)
    expect_equal((r.code, r.err), (0, ""))
    return "".join(line for line in r.out.splitlines(True) if only in line)


def add(text, index="index", options=(), code=0):
    if not os.path.exists(index):
        expect_equal(run("index", "create", index).code, 0)
    r = run("index", "add", *options, index, stdin=text.encode())
    expect_equal(r.code, code, r)
    return r


def entries(index="index"):
    """Of each entry: hash, id, list and variant."""
    r = run("index", "export", index)
    return [(line.split()[0], *map(int, line.split()[1:])) for line in r.out.splitlines()]


def match(*texts, options=("--views",), code=0, index="index"):
    r = run("match", *options, index, stdin=lines(*texts))
    expect_equal(r.code, code, r)
    return [json.loads(line) for line in r.out.splitlines()]


def verdicts(answer):
    return [(m["id"], m["verdict"]) for m in answer["matches"]]


def matched(answer):
    """The ids of matches. (Things in made-up pictures look alike: that is for review.)"""
    return [m["id"] for m in answer["matches"] if m["verdict"] == "match"]


def id_of(name, index="index"):
    """The id of a picture that is in the index as it is."""
    return match(name, options=["-r", "0"], index=index)[0]["matches"][0]["id"]


def make_pictures(count=3):
    names = []
    for seed in range(count):
        names.append(save(f"{seed}.png", things(seed)))
    return names


# Into the index.


def test_the_hashes_of_a_picture_have_one_id():
    """each line of hash --views is an entry, with its view as variant and one id a picture,
    also where names have blanks"""
    names = make_pictures(2)
    os.rename("1.png", "a  picture  window-3.png")
    names[1] = "a  picture  window-3.png"
    text = bank(*names)
    r = add(text)
    there = entries()
    expect(f"{len(there)} added" in r.err, r)
    hashes = {line[:64] for line in text.splitlines()}
    expect_equal({entry[0] for entry in there}, hashes)
    expect_equal(len({entry[1] for entry in there}), 2)
    for name in names:
        own = [line for line in text.splitlines() if f"  {name}  " in line]
        ids = {i for h, i, _, _ in there if h in {line[:64] for line in own}}
        expect_equal(ids, {id_of(name)})
        whole = {line.split()[-1]: line[:64] for line in own if "  whole" in line}
        expect_equal([h for h, i, _, v in there if {i} == ids and v < 8],
                     [whole["whole"]] + [whole[f"whole/{way}"] for way in (
                         "rot90", "rot180", "rot270", "flipX", "flipY", "flipPlus1",
                         "flipMinus1")])
    # The same again is nothing new.
    expect("0 added" in add(text).err)


def test_all_formats_say_the_same():
    """text, CSV, TSV and JSON of hash --views give the same hashes and variants"""
    make_pictures(1)
    content = []
    for form in ("text", "csv", "tsv", "json"):
        add(bank("0.png", form=form), index=form)
        there = entries(form)
        expect_equal(len({entry[1] for entry in there}), 1)
        content.append({(h, v) for h, _, _, v in there})
    expect(len(content[0]) > 100)
    expect_equal(content[1:], content[:1] * 3)
    # An id of the caller's own.
    own = json.loads(bank("0.png", form="json"))
    add(json.dumps({**own, "id": 77, "list": 5}), index="own")
    expect_equal({entry[1:3] for entry in entries("own")}, {(77, 5)})


def test_names_of_views_in_lists():
    """a variant can be written as a number, as a view or as an orientation; others are told"""
    digits = [f"{RNG.getrandbits(256):064x}" for _ in range(4)]
    text = "".join(f"{d} {k + 1} 0 {v}\n" for k, (d, v) in enumerate(
        zip(digits, ("window-3/rot90", "561", "rot270", "whole"))))
    add(text)
    expect_equal([entry[3] for entry in entries()], [817, 561, 3, 0])
    add(f"hash,id,view\n{digits[0]},9,zoom-2/flipX\n", index="csv")
    add(json.dumps({"hash": digits[0], "id": 9, "view": "zoom-2/flipX"}), index="csv")
    expect_equal([entry[3] for entry in entries("csv")], [540])
    for bad in (f"{digits[0]} 1 0 window", f"{digits[0]} 1 0 window-256",
                f"{digits[0]} 1 0 window-1/up"):
        expect("line 1: the VARIANT" in add(bad, code=1).err)
    for bad in (f"{digits[0]}  90  a.png  window-256", f"{digits[0]}  90  7  whole/up",
                '{"hash":"%s","views":5}' % digits[0],
                '{"hash":"%s","view":"window"}' % digits[0],
                '{"hash":"%s","views":[{"view":"whole/rot90","hash":"%s"}]}' % (
                    digits[0], digits[1])):
        expect("there is no view of this name" in add(bad, code=1).err)


def test_taken_out_by_its_lines():
    """the lines that put a picture in take it out again, and no other"""
    make_pictures(2)
    add(bank("0.png", "1.png"))
    kept = id_of("1.png")
    r = run("index", "remove", "index", stdin=bank("0.png").encode())
    expect_equal(r.code, 0, r)
    expect_equal({entry[1] for entry in entries()}, {kept})


def test_replaced_by_its_lines():
    """--replace puts all hashes of a picture into the place of what its id had"""
    make_pictures(2)
    text = bank("0.png", form="json")
    other = {**json.loads(bank("1.png", form="json")), "id": 5}
    add(json.dumps({**json.loads(text), "id": 5}))
    add(json.dumps(other), options=["--replace"])
    add(json.dumps(other), index="fresh")
    expect_equal(entries(), entries("fresh"))


# Verdicts.


def test_copies_are_matched():
    """crops, mirrored and framed copies match the one picture that they are of, which plain
    look-ups miss; another picture matches none"""
    make_pictures()
    add(bank("0.png", "1.png", "2.png"))
    original = things(1)
    uploads = [save("crop.png", crop(original)), save("mirror.png", mirror(original)),
               save("frame.png", frame(original)),
               save("mirrored crop.png", mirror(crop(original))),
               save("framed crop.png", frame(crop(original), 200)),
               save("negative.png", [[tuple(255 - v for v in pixel) for pixel in row]
                                     for row in original])]
    wanted = id_of("1.png")
    for answer in match(*uploads):
        expect_equal(matched(answer), [wanted], answer)
        expect_equal(answer["verdict"], "match")
    expect_equal([a["matches"] for a in match("crop.png", "frame.png", options=[])], [[], []])
    save("other.png", things(9))
    answer, = match("other.png")
    expect_equal(matched(answer), [])
    expect_equal(answer["verdict"], "review" if answer["matches"] else "no")


def test_shape():
    """a line of JSON as without --views, with the verdict and what it rests on"""
    make_pictures(1)
    add(bank("0.png"))
    save("crop.png", crop(things(0)))
    r = run("match", "--views", "index", stdin=lines("0.png", "crop.png"))
    whole, part = r.out.splitlines()
    stored = json.loads(run("hash", "-f", "json", "0.png").out)
    expect_equal(whole, f'{{"query":"0.png","hash":"{stored["hash"]}","quality":'
                        f'{stored["quality"]},"verdict":"match","matches":[{{"id":'
                        f'{id_of("0.png")},"list":0,"distance":0,"variant":0,'
                        '"verdict":"match","reason":"view","query_view":"whole"}]}')
    one, = json.loads(part)["matches"]
    expect_equal(list(one), ["id", "list", "distance", "variant", "view", "verdict",
                             "reason", "query_view", "agreeing", "windows", "covered"])
    expect_equal(one["reason"], "windows")
    expect(re.fullmatch(r"(window|turned)-\d+(/\w+)?", one["view"]), one)
    expect(re.fullmatch(r"(window|turned)-\d+", one["query_view"]), one)
    expect(2 <= one["agreeing"] <= one["windows"] and 0 <= one["covered"] <= 1, one)
    expect(one["distance"] <= 31, one)


def test_one_window_is_for_review():
    """an item of which one window alone is found is for a person to look at"""
    make_pictures(1)
    add(bank("0.png", only="  window-0"))
    answer, = match("0.png")
    expect_equal(answer["verdict"], "review")
    one, = answer["matches"]
    expect_equal((one["verdict"], one["reason"], one["distance"]), ("review", "shared", 0))


def test_a_picture_inside_both_is_for_review():
    """a picture that lies on both pages, a screen on a wall perhaps, decides nothing alone"""
    page = [[(240, 240, 240)] * 1000 for _ in range(800)]
    for y, row in enumerate(things(0)):
        page[y + 120][260:260 + WIDTH] = row
    save("page.png", page)
    only = bank("page.png", only="  trimmed-1")
    expect("trimmed-1" in only)
    add(only)
    answer, = match("page.png")
    expect_equal(answer["verdict"], "review")


def test_withdrawn_is_gone_at_once():
    """when an id is withdrawn, the next line of a match that runs finds nothing of it"""
    make_pictures(2)
    add(bank("0.png", "1.png"))
    save("crop.png", crop(things(0)))
    withdrawn = id_of("0.png")
    process = subprocess.Popen([MIEN, "match", "--views", "index"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, env=environment())

    def ask(name):
        process.stdin.write(lines(name))
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    expect_equal(matched(ask("crop.png")), [withdrawn])
    r = run("index", "remove", "--ids", "index", stdin=lines(str(withdrawn)))
    expect_equal(r.code, 0, r)
    for name in ("crop.png", "0.png"):
        expect(withdrawn not in [m["id"] for m in ask(name)["matches"]])
    expect_equal(ask("1.png")["verdict"], "match")
    process.stdin.close()
    expect_equal(process.wait(), 0)
    process.stdout.close()


def test_nothing_plain_is_lost():
    """what a plain match finds is a match, whatever the variants of a list mean"""
    make_pictures(2)
    stored = [json.loads(run("hash", "-f", "json", f"{k}.png").out)["hash"] for k in (0, 1)]
    near = [int(stored[k % 2], 16) ^ sum(1 << RNG.randrange(256) for _ in range(k))
            for k in range(28)]
    numbers = [0, 3, 9, 77, 8 << 3, 9 << 3, 255 << 3, 1 << 20, 2 ** 32 - 1]
    add("".join(f"{value:064x} {k + 1} {k % 3} {numbers[k % len(numbers)]}\n"
                for k, value in enumerate(near)))
    for options in ([], ["-r", "10"], ["-r", "50"], ["--list", "1:12", "--list", "2"]):
        plain = match("0.png", "1.png", stored[0], options=options)
        judged = match("0.png", "1.png", stored[0], options=["--views", *options])
        for before, now in zip(plain, judged):
            expect(before["matches"])
            expect_equal(now["verdict"], "match")
            expect_equal([{k: v for k, v in m.items()
                           if k not in ("verdict", "reason", "query_view")}
                          for m in now["matches"]], before["matches"])
    plain, = match("0.png", options=["--oriented"])
    judged, = match("0.png", options=["--oriented", "--views"])
    expect_equal([(m["id"], m["orientation"]) for m in judged["matches"]],
                 [(m["id"], m["orientation"]) for m in plain["matches"]])
    add("".join(f"{stored[0]} {k}\n" for k in range(1, 701)), index="equal")
    answer, = match("0.png", index="equal")
    expect_equal(verdicts(answer), [(k, "match") for k in range(1, 701)])


def test_a_window_that_hundreds_share():
    """many items that share windows are answered, and the one that is shown stays a match"""
    make_pictures(1)
    text = bank("0.png")
    add(text)
    wanted = id_of("0.png")
    own = [line.split("  ") for line in text.splitlines()
           if line.split("  ")[-1] in ("window-0", "window-1")]
    add("".join(f"{h[0]} {k} 0 {h[-1]}\n" for k in range(1, 301) for h in own))
    save("crop.png", crop(things(0)))
    answer, = match("crop.png")
    expect_equal(verdicts(answer)[0], (wanted, "match"))
    expect("match" not in [v for _, v in verdicts(answer)[1:]], answer)
    answer, = match("crop.png", options=["--views", "--limit", "3"])
    expect_equal(len(answer["matches"]), 3)
    expect_equal(verdicts(answer)[0], (wanted, "match"))


def test_an_id_of_many_pictures():
    """a case whose pictures share an id is matched by a part of one of them; an id with more
    entries than any case has is for review"""
    make_pictures(8)
    for number in range(8):
        own = json.loads(bank(f"{number}.png", form="json"))
        add(json.dumps({**own, "id": 7}))
    save("crop.png", crop(things(4)))
    answer, = match("crop.png")
    expect_equal(verdicts(answer), [(7, "match")], answer)
    add("".join(f"{RNG.getrandbits(256):064x} 7 0 {k % 8}\n" for k in range(17000)))
    answer, = match("crop.png")
    expect_equal(verdicts(answer), [(7, "review")], answer)
    expect_equal(verdicts(match("4.png")[0]), [(7, "match")])


def test_a_case_from_end_to_end():
    """what a case says of the parts of a picture finds a cropped copy, until it is taken
    back"""
    if "case" not in os.environ["MIEN_FEATURES"]:
        raise Skip("no cases in this build")
    import cases
    cases.body("body", "--hashes", "320")
    save("a.png", things(3)), save("crop.png", crop(things(3)))
    cases.good(cases.new(["a.png"], options=["--views"]))

    def deliver(document):
        r = cases.good(cases.case("export", "--to", "csv", "--key", "body.jwk",
                                  "--register", "register", document))
        add(r.out)

    deliver("document")
    expect_equal(len(entries()), 320)
    answer, = match("crop.png")
    expect_equal(answer["verdict"], "match")
    cases.good(cases.case("withdraw", "--wallet", "wallet", "--out", "back", "--yes",
                          passphrase=cases.PASSPHRASE))
    deliver("back")
    expect_equal((match("crop.png")[0]["matches"], entries()), ([], []))


def test_lists():
    """--list and its radius count for windows, too"""
    make_pictures(2)
    for number in (0, 1):
        add(bank(f"{number}.png"), options=["--list", str(number)])
    save("crop.png", crop(things(1)))
    wanted = id_of("1.png")
    for options, ids in ((["--list", "1"], [wanted]), (["--list", "0"], [])):
        answer, = match("crop.png", options=["--views", *options])
        expect_equal(matched(answer), ids, answer)
    # Windows of it are found at some distance, but none of them is equal.
    answer, = match("crop.png", options=["--views", "--list", "1:0"])
    expect_equal(answer["matches"], [])


def test_threads_and_order():
    """the answers are the same with any number of threads, in the order of the lines"""
    make_pictures()
    add(bank("0.png", "1.png"))
    asked = [RNG.choice(["0.png", "1.png", "2.png", f"{RNG.getrandbits(256):064x}"])
             for _ in range(40)]
    first = match(*asked, options=["--views", "-j", "1"])
    expect_equal([answer["query"] for answer in first], asked)
    expect_equal(match(*asked, options=["--views", "-j", "5"]), first)


def test_what_does_not_go_together():
    """--views needs the reference's way of hashing"""
    expect_equal(run("index", "create", "index").code, 0)
    r = run("match", "--views", "--cli512", "index")
    expect_equal((r.code, r.out), (2, ""))
    expect("do not go together" in r.err, r)
    r = run("match", "--views", "--speed", "fast", "index")
    expect_equal((r.code, r.out), (2, ""))
    expect("--views and --speed do not go together" in r.err, r)


def test_query_names_views():
    """index query names the view that was found, for people and in JSON"""
    make_pictures(1)
    text = bank("0.png")
    add(text)
    line = next(line for line in text.splitlines() if line.endswith("  window-1/flipX"))
    r = run("index", "query", "-r", "0", "index", line[:64])
    expect("variant 308 (window-1/flipX)\n" in r.out, r)
    one = json.loads(run("index", "query", "-r", "0", "-f", "json", "index",
                         line[:64]).out)["matches"][0]
    expect_equal((one["variant"], one["view"]), (308, "window-1/flipX"))
    plain = json.loads(run("index", "query", "-r", "0", "-f", "json", "index", "0.png").out)
    expect_equal(list(plain["matches"][0]), ["id", "list", "distance", "variant"])


if __name__ == "__main__":
    main(dict(globals()))
