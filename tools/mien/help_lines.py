# SPDX-License-Identifier: Apache-2.0
"""Makes the table of help lines: help_lines.py LINES.tsv HELP_LINES.h TABLE.h

The list says itself, at its top, what its fields are. One that is incomplete or not in
order is refused, with the line. Only what the build's machine cannot get wrong is
judged here: that no day lies in the future is a test's business.
"""

import datetime
import json
import re
import sys

COLUMNS = ["country", "languages", "who", "name", "web", "telephone", "text", "checked",
           "source"]

# Codes, and the English names by which the package iso-codes knows their translations.
# Written out, so that a code with a slip of the pen is refused.
COUNTRIES = {
    "AR": "Argentina", "AU": "Australia", "BE": "Belgium", "BR": "Brazil",
    "CA": "Canada", "CH": "Switzerland", "CL": "Chile", "CO": "Colombia",
    "DE": "Germany", "EG": "Egypt", "ES": "Spain", "FR": "France",
    "GB": "United Kingdom", "IE": "Ireland", "IT": "Italy", "JO": "Jordan",
    "LB": "Lebanon", "MA": "Morocco", "MX": "Mexico", "NL": "Netherlands",
    "NZ": "New Zealand", "PE": "Peru", "PS": "Palestine, State of", "PT": "Portugal",
    "TN": "Tunisia", "US": "United States",
}
LANGUAGES = {
    "ar": "Arabic", "ay": "Aymara", "de": "German", "en": "English", "es": "Spanish",
    "fr": "French", "it": "Italian", "nl": "Dutch", "pt": "Portuguese",
    "qu": "Quechua",
}


class Refused(Exception):
    pass


def check(condition, why):
    if not condition:
        raise Refused(why)


def judge(line, texts):
    """Refuses a line (a dictionary) that is incomplete or not plausible."""
    for column, value in line.items():
        check(value or column == "telephone", f"{column} is missing")
        check(value == " ".join(value.split()), f"{column} has spaces too many")
        check(value.isprintable(), f"{column} has what cannot be printed")
    country = line["country"]
    check(country == "*" or country in COUNTRIES,
          f"country {country} is not in COUNTRIES of help_lines.py")
    languages = line["languages"].split(",")
    for code in languages:
        check(code in LANGUAGES or code == "mul",
              f"language {code} is not in LANGUAGES of help_lines.py")
    check(languages == sorted(set(languages), key=lambda code: (code == "mul", code)),
          "languages are not in order, mul last")
    check(line["who"] in ("minors", "adults", "both"), "who is minors, adults or both")
    check(re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./?=&-]*)?", line["web"],
                       re.ASCII), "web is no https address")
    check(re.fullmatch(r"(\+?[0-9]+([ -][0-9]+)*)?", line["telephone"], re.ASCII),
          "telephone is no number")
    check(line["text"] in texts, f"text {line['text']} is not in help_lines.h")
    check(re.fullmatch(r"https?://\S+", line["source"]), "source is no web address")
    day = line["checked"]
    try:
        check(str(datetime.date.fromisoformat(day)) == day, "checked is no day")
    except ValueError:
        raise Refused(f"checked: {day} is no day") from None


def read(path, texts):
    """The lines of the list, each a dictionary."""
    lines, header = [], None
    with open(path, encoding="utf-8") as file:
        for number, row in enumerate(file, 1):
            row = row.rstrip("\n")
            if not row or row.startswith("#"):
                continue
            fields = row.split("\t")
            try:
                if header is None:
                    header = fields
                    check(header == COLUMNS, f"the columns are {' '.join(COLUMNS)}")
                    continue
                check(len(fields) == len(COLUMNS),
                      f"there are {len(fields)} fields, not {len(COLUMNS)}")
                line = dict(zip(COLUMNS, fields))
                judge(line, texts)
                check(not lines or lines[-1]["country"] <= line["country"],
                      "the countries are not in order")
                check(not any((line["country"], line["name"]) ==
                              (other["country"], other["name"]) for other in lines),
                      "it is there already")
            except Refused as why:
                raise Refused(f"{path}:{number}: {why}") from None
            lines.append(line)
    check(lines, f"{path}: there is no line")
    return lines


def quoted(text):
    """A string of C: what JSON escapes is escaped the same way."""
    return json.dumps(text, ensure_ascii=False)


def names(array, known, used):
    rows = [f"    {{{quoted(code)}, {quoted(known[code])}}}," for code in sorted(used)]
    return [f"static const struct iso_name {array}[] = {{", *rows, "};"]


def table(lines):
    """The table, as C."""
    out = ["// Made by help_lines.py of help_lines.tsv.",
           "const struct help_line help_lines[] = {"]
    for line in lines:
        strings = {column: quoted(line[column]) for column in COLUMNS}
        out.append("    {%s, %s, HELP_LINES_%s, %s, %s, %s, HELP_LINE_%s, %s}," % (
            strings["country"], strings["languages"], line["who"].upper(),
            strings["name"], strings["web"], strings["telephone"], line["text"],
            strings["checked"]))
    out += ["};", "const size_t help_lines_count = "
            "sizeof help_lines / sizeof help_lines[0];"]
    out += names("countries", COUNTRIES, {line["country"] for line in lines} - {"*"})
    out += names("languages", LANGUAGES,
                 {code for line in lines for code in line["languages"].split(",")} &
                 set(LANGUAGES))
    return "\n".join(out) + "\n"


def main():
    path, header, target = sys.argv[1:]
    with open(header, encoding="utf-8") as file:
        texts = set(re.findall(r"^    HELP_LINE_(\w+),", file.read(), re.M))
    try:
        lines = read(path, texts)
    except Refused as why:
        sys.exit(str(why))
    with open(target, "w", encoding="utf-8") as file:
        file.write(table(lines))


if __name__ == "__main__":
    main()
