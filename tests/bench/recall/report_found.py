# SPDX-License-Identifier: Apache-2.0
"""The part of the report about what is found: by edit, strategy, budget and picture."""

from markdown import bounded, heading, paragraph, percent, rate, table
from registry import ROWS
from score import MATCH, RADIUS, STRATEGIES, Rate, mean

# What is aimed at, in percent: bank views with plain look-ups, and everything.
GOALS = {
    "plain": (99.5, 99.5), "dihedral": (100, 100), "invert": (None, 100),
    "zoom": (95, 98), "crop15": (None, 99), "crop30": (None, 95),
    "crop_any": (None, 95), "crop_side": (None, 99), "tilt": (None, 97),
    "border": (None, 99), "screenshot": (None, 97), "overlay30": (None, 98),
    "overlay50": (None, 90), "overlay_area30": (None, 98),
    "overlay_area50": (None, 90), "screen_mild": (None, 99), "screen_mid": (None, 92),
    "screen_bezel": (None, 95), "combo": (None, 92)}
GOAL_FIXED = 70, 97
FEW = 280 # hashes of an upload

WAYS = {
    "plain": "plain PDQ: one hash in the bank, one look-up",
    "turned": "eight hashes in the bank (mirrored, turned), one look-up",
    "looked_up": "all views in the bank, one look-up: no platform changes anything",
    "unplaced": "views on both sides, match, places of the item's windows not known",
    "match": "views on both sides, match, places known",
    "any": "views on both sides, any two hashes at 31: match or review",
}


def promised(upload):
    return upload.row != "beyond"


def rows(found):
    """Row -> numbers of the uploads, in the table's order; without "beyond"."""
    groups = found.groups(lambda upload, item:
                          upload.row if upload.set == "random" else None)
    return {name: groups[name] for name in ROWS if name in groups and name != "beyond"}


def fixed(found):
    """Edit of the outside script -> numbers of the uploads."""
    return found.groups(lambda upload, item:
                        upload.edit if upload.set == "fixed" else None)


def mean_of(found, groups, strategy):
    """Every group counts alike."""
    return mean(found.of(numbers, strategy).percent for numbers in groups.values())


def goal(value):
    return "" if value is None else f"{value:g}"


def halves(found, numbers):
    """Of `match`: photos that thresholds were chosen on, and photos held out."""
    for held_out in False, True:
        half = [i for i in numbers
                if found.bank[found.uploads[i].own].held_out == held_out]
        yield found.of(half, "match")


def one_row(found, name, numbers, goals):
    cells = [found.of(numbers, key) for key in ("looked_up", "match", "unplaced", "any")]
    looked_up, match, unplaced, both = map(bounded, cells)
    return [name, f"{len(numbers):,}", looked_up, goal(goals[0]), match, goal(goals[1]),
            *map(rate, halves(found, numbers)), unplaced, both]


def mean_row(found, name, groups, goals):
    numbers = [i for group in groups.values() for i in group]
    both = [mean(half[k].percent for half in (list(halves(found, group))
                                              for group in groups.values()))
            for k in (0, 1)]
    looked_up, match, unplaced, near = (
        percent(mean_of(found, groups, key))
        for key in ("looked_up", "match", "unplaced", "any"))
    return [f"**{name}**", f"{len(numbers):,}", looked_up, goal(goals[0]),
            f"**{match}**", goal(goals[1]), *map(percent, both), unplaced, near]


def print_rows(found):
    heading("What is found again")
    paragraph("""Percent of the edited files, with 95 % intervals (Wilson; the files of
        one photo are taken for independent, which they are not quite). "Bank views,
        plain look-up": the bank holds all views of the photo, the platform looks up one
        plain PDQ hash at radius 31. "Match": the platform makes views as well and
        `mien_views_decide()` says match. "Chosen on" and "held out" are the two halves
        of the photos. "Without places": the bank does not know where its windows lie in
        the photo. "Any two": two hashes within 31, so at least a review.""")
    header = ["edit, random parameters", "files", "bank views, plain look-up", "goal",
              "match", "goal", "chosen on", "held out", "without places", "any two"]
    groups = rows(found)
    lines = [one_row(found, ROWS[name], numbers, GOALS[name])
             for name, numbers in groups.items()]
    lines.append(mean_row(found, "mean of these rows", groups, (None, None)))
    by_edit = fixed(found)
    if by_edit:
        name = f"mean of the {len(by_edit)} edits of an outside script"
        lines.append(mean_row(found, name, by_edit, GOAL_FIXED))
    table(header, lines)


def print_strategies(found):
    heading("By strategy")
    groups, by_edit = rows(found), fixed(found)
    table(["strategy", "mean of the rows above", "mean of the outside edits"],
          [[text, percent(mean_of(found, groups, key)),
            percent(mean_of(found, by_edit, key))] for key, text in WAYS.items()])
    assert WAYS.keys() == STRATEGIES.keys()


def rates_of(lines, groups):
    """Of lines with a budget, by upload: means over the groups."""
    told = {line.upload: line for line in lines}
    for rule in (lambda line: line.looked_up <= RADIUS,
                 lambda line: line.placed >= MATCH, lambda line: line.unplaced >= MATCH):
        yield mean(Rate(sum(i in told and rule(told[i]) for i in numbers),
                        len(numbers)).percent for numbers in groups.values())


def print_budgets(found, answers):
    heading("How many hashes it takes")
    photos = {upload.own for upload in found.uploads if upload.set != "original"}
    items = [answers.items[i] for i in sorted(photos)]
    views = [answers.views[i] for i in found.hits if answers.views.get(i)]
    paragraph(f"""Without a budget, a photo has {mean(i.views for i in items):.1f} views
        for a bank, {mean(i.hashes for i in items):.0f} hashes, of
        {mean(i.windows for i in items):.1f} windows and the rest of the whole picture;
        an upload {mean(views):.0f} hashes to look up. More hashes in a bank say more of
        a picture to those who hold them. With smaller budgets for the bank (uploads as
        before; means over the rows of the first table, and over the outside
        edits):""")
    groups, by_edit = rows(found), fixed(found)
    lines = []
    for budget in sorted({line.budget for line in answers.budgets}):
        of_it = [line for line in answers.budgets if line.budget == budget]
        lines.append([budget, f"{mean(line.hashes for line in of_it):.0f}"]
                     + [percent(value) for value in rates_of(of_it, groups)]
                     + [percent(list(rates_of(of_it, by_edit))[1])])
    lines.append(["none", f"{mean(i.hashes for i in items):.0f}"]
                 + [percent(mean_of(found, groups, key))
                    for key in ("looked_up", "match", "unplaced")]
                 + [percent(mean_of(found, by_edit, "match"))])
    table(["budget", "hashes", "bank views, plain look-up", "match", "without places",
           "match, outside edits"], lines)


def print_pictures(found, answers):
    heading("By kind of picture")
    paragraph("""All edits of the first table together, each file counted once. Dark: a
        mean luma below 85 of 255. Few windows: as an upload the photo itself has fewer
        than 280 hashes, since its content offers no more.""")
    hashes = {upload.own: answers.views.get(i, 0)
              for i, upload in enumerate(found.uploads) if upload.set == "original"}
    classes = {
        "people": lambda i, item: None if item.people is None else
        "with people" if item.people else "without people",
        "light": lambda i, item: "dark" if item.dark else "light",
        "windows": lambda i, item: "few windows"
        if hashes[found.uploads[i].own] < FEW else "many windows"}
    lines = []
    for key in classes.values():
        groups = {}
        for i in found.hits:
            upload = found.uploads[i]
            if upload.set == "random" and promised(upload):
                groups.setdefault(key(i, found.bank[upload.own]), []).append(i)
        for name in sorted(filter(None, groups)):
            numbers = groups[name]
            photos = len({found.uploads[i].own for i in numbers})
            lines.append([name, photos] + [bounded(found.of(numbers, way)) for way in
                                           ("looked_up", "match", "unplaced", "any")])
    table(["pictures", "photos", "bank views, plain look-up", "match", "without places",
           "any two"], lines)


def print_edits(found):
    heading("Every edit")
    paragraph("Percent of the files, by strategy. tests/bench/recall/edits.py tells what "
              "each edit does.")
    ways = ["plain", "turned", "looked_up", "unplaced", "match", "any"]
    header = ["edit", "files", "plain", "eight hashes", "bank views, plain look-up",
              "without places", "match", "any two"]
    for name, title in ("random", "Random parameters"), ("fixed", "An outside script's"):
        groups = found.groups(lambda upload, item, name=name:
                              (upload.row, upload.edit) if upload.set == name else None)
        if not groups:
            continue
        print(f"\n### {title}")
        order = list(ROWS)
        keys = sorted(groups, key=lambda key: order.index(key[0]) if key[0] in order
                      else 0)
        table(header, [[f"{row}: {edit}", len(groups[row, edit])]
                       + [rate(found.of(groups[row, edit], way)) for way in ways]
                       for row, edit in keys])
