# SPDX-License-Identifier: Apache-2.0
"""The part of the report about pairs that must not match, and about what is missed."""

import re

from markdown import bounded, heading, paragraph, percent, rate, share, table
from score import AGREEING, DISTANCES, Strangers

KINDS = {"original": "photos as they are", "random": "edited at random, against photos",
         "fixed": "edited by the outside script, against photos"}
NEGATIVE = "one room or the same people, another picture"

# Nothing is promised for these; words for the list of what it cannot do.
BEYOND = {
    "turned_more": "turned by 12 to 45 degrees",
    "small_part": "a crop that keeps 5 to 25 % of the area",
    "small_on_screen": "a thumbnail on 1 to 8 % of a screen full of words",
    "cropped_squeezed": "cropped, then squeezed by 20 to 45 %",
    "slanted": "photographed far from the side",
    "sticker_most": "50 to 70 % of the area covered",
    "threshold": "pure black and white",
    "posterised": "two or four levels of each colour",
    "equalised": "its histogram equalised",
    "tiny": "24 to 60 pixels long",
    "blown_out": "two to three times as bright, mostly white",
}


def together(groups):
    total = Strangers()
    for group in groups:
        total.pairs += group.pairs
        total.nearest = min(total.nearest, group.nearest)
        for name in "review", "match", "by_view", "unplaced":
            setattr(total, name, getattr(total, name) + getattr(group, name))
        for name in "within", "agreeing", "agreeing_unplaced":
            getattr(total, name).update(getattr(group, name))
        total.wrong += group.wrong
    return total


def line(name, group):
    nearest = group.nearest if group.nearest < 256 else "above 64"
    return [name, f"{group.pairs:,}", nearest,
            *(share(count, group.pairs) for count in
              (group.review, group.match, group.by_view, group.unplaced))]


def print_strangers(kinds):
    heading("What is taken for another picture")
    distinct = together(kinds[name] for name in KINDS if name in kinds)
    paragraph(f"""{distinct.pairs:,} pairs of different pictures; the bank views of the
        one, the views of the other as an upload. Where an edit shows another photo too,
        a collage say, the pair with that one is left out. A rate of 0 in n pairs means,
        with 95 % confidence, below 3 / n: here
        {3 / max(1, distinct.pairs):.1e}. "By a view": two views of whole pictures or
        of what was trimmed are within 31; the other matches are by windows that
        agree.""")
    lines = [line(text, kinds[name]) for name, text in KINDS.items() if name in kinds]
    lines.append(line("**different pictures in all**", distinct))
    negative = kinds.get("negative")
    if negative:
        lines.append(line(NEGATIVE, negative))
    if "same" in kinds:
        lines.append(line("the same, but plain PDQ takes them for one picture",
                          kinds["same"]))
    table(["pairs", "number", "smallest distance", "review or match", "match",
           "of these by a view", "match, without places"], lines)
    if negative:
        print_scenes(kinds)
    print_curves(distinct, negative or Strangers())


def print_scenes(kinds):
    paragraph("""The pairs of one room or of the same people, by film or scene: frames
        some seconds apart, each against each. In a film where little moves, two frames
        are hardly different pictures.""")
    scenes = [(re.sub("^[0-9a-f]{8}-", "", name[1]), group)
              for name, group in kinds.items() if isinstance(name, tuple)]
    table(["scene", "number", "smallest distance", "review or match", "match",
           "of these by a view", "match, without places"],
          [line(*scene) for scene in sorted(scenes, key=lambda scene: scene[0])])


def print_curves(distinct, negative):
    paragraph("How many pairs have two hashes within a distance, and how many have so "
              "many windows that agree:")
    lines = [[f"distance at most {d}", share(distinct.within[d], distinct.pairs),
              share(negative.within[d], negative.pairs), "", ""] for d in DISTANCES]
    lines += [[f"{k} windows or more agree", share(distinct.agreeing[k], distinct.pairs),
               share(negative.agreeing[k], negative.pairs),
               share(distinct.agreeing_unplaced[k], distinct.pairs),
               share(negative.agreeing_unplaced[k], negative.pairs)] for k in AGREEING]
    table(["", "different pictures", "one room, same people",
           "different, without places", "one room, without places"], lines)


def print_wrong(bank, uploads, kinds):
    """Which pairs of different pictures matched: to look at them."""
    wrong = [pair for name in KINDS if name in kinds for pair in kinds[name].wrong]
    if not wrong:
        return
    paragraph("The pairs of different pictures that matched (starts of the sha256 of the "
              "photos):")
    lines = []
    for pair in wrong[:40]:
        upload = uploads[pair.upload]
        lines.append([bank[upload.own].key[:8], upload.edit or "as it is",
                      bank[pair.item].key[:8], pair.nearest, pair.agreeing,
                      "yes" if pair.placed == 2 else "no",
                      "yes" if pair.unplaced == 2 else "no"])
    table(["upload of", "edit", "item", "distance", "agreeing", "with places",
           "without"], lines)


def print_limits(found, unreadable):
    heading("What it cannot do")
    paragraph("""Nothing is promised for the following, drawn at random as the others
        were. "Any two" says how often a person would at least get to see it.""")
    beyond = found.groups(lambda upload, item:
                          upload.edit if upload.row == "beyond" else None)
    table(["edit", "files", "match", "without places", "any two"],
          [[BEYOND[name], len(beyond[name]), bounded(found.of(beyond[name], "match")),
            rate(found.of(beyond[name], "unplaced")),
            rate(found.of(beyond[name], "any"))] for name in BEYOND if name in beyond])
    print_missed(found)
    paragraph("""It knows pictures, not persons and not rooms: another picture of the
        same evening is another picture. But a copy that is covered in part, and another
        picture that differs in that part only, look alike to it: one form with other
        words in it, one background with somebody else before less than half of it, two
        memes or screenshots in the same frame when the item itself is one. Who makes a
        picture anew by a program that paints, or changes a face, makes another picture.
        Whoever tries long enough to get past these hashes will succeed: they are public,
        and so is this program.""")
    if unreadable:
        paragraph(f"{unreadable} files could not be read; they count as missed.")


def print_missed(found):
    """The edits for which something is promised that are missed most often."""
    groups = found.groups(lambda upload, item: (upload.set, upload.edit)
                          if upload.row != "beyond" else None)
    rates = {key: found.of(numbers, "match") for key, numbers in groups.items()}
    worst = sorted((key for key in rates if rates[key].percent < 90),
                   key=lambda key: rates[key].percent)
    if worst:
        paragraph("Of the edits in the tables above, these are found at match in fewer "
                  "than 90 of 100 cases: " +
                  ", ".join(f"{edit}{' (outside)' if name == 'fixed' else ''} "
                            f"{percent(rates[name, edit].percent)}"
                            for name, edit in worst) + ".")
