# SPDX-License-Identifier: Apache-2.0
"""Counts what ./check ran, and says what failed and what was skipped.

count.py FOLDER, with a testlog of meson per run (NAME.json), steps.tsv, and the last line
of each check that counts by itself (NAME.count) in it.

The last line is `N passed, N failed, N skipped`. Each TAP line is one test; a program
that crashed, stopped early or ran over its time is one more that failed. The exit status
is 1 when anything failed, or when nothing passed.
"""
import json
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
passed = 0
failed = []  # (where, what)
skipped = {}  # (what, why) -> [where]

TAP = re.compile(r"^(not )?ok\b\s*\d*\s*(?:- )?(.*?)(?:\s+#\s*(skip|todo)\b\S*\s*(.*))?$",
                 re.IGNORECASE)


def skip(where, what, why):
    skipped.setdefault((what, why or "no reason given"), []).append(where)


def count_tap(where, text):
    """Counts the lines of one program; returns how many of them failed."""
    global passed
    failures = 0
    for line in text.splitlines():
        match = TAP.match(line)
        if not match:
            continue
        bad, what, directive, why = match.groups()
        if directive and directive.lower() == "skip":
            skip(where, what, why)
        elif bad:
            failures += 1
            failed.append((where, what))
        else:
            passed += 1
    return failures


def count_program(run, record):
    global passed
    where = f"{run}: {record['name'].split(' / ')[-1]}"
    result, text = record["result"], record.get("stdout") or ""
    failures = 0
    if "1.." in text:
        failures = count_tap(where, text)
    elif result == "OK":
        passed += 1
    elif result == "SKIP":
        skip(where, where, text.strip().splitlines()[-1] if text.strip() else "")
    if result not in ("OK", "EXPECTEDFAIL", "SKIP") and failures == 0:
        tail = (text + "\n" + (record.get("stderr") or "")).strip().splitlines()[-5:]
        failed.append((where, f"{result}, exit {record.get('returncode')}: " +
                       "\n      ".join(tail)))


for path in sorted(folder.glob("*.json")):
    for line in path.read_text(encoding="utf-8").splitlines():
        count_program(path.stem, json.loads(line))
for path in sorted(folder.glob("*.count")):
    counts = [int(count) for count in re.findall(r"\d+", path.read_text())]
    passed += counts[0]
    failed += [(path.stem, "see above")] * counts[1]
    for _ in range(counts[2]):
        skip(path.stem, f"a test of {path.stem}", "see above")
steps = folder / "steps.tsv"
for line in steps.read_text().splitlines() if steps.exists() else []:
    result, what, why = line.split("\t")
    if result == "ok":
        passed += 1
    elif result == "skip":
        skip("./check", what, why)
    else:
        failed.append(("./check", f"{what} {why}".strip()))

if skipped:
    print("\nSkipped:")
    for (what, why), where in sorted(skipped.items()):
        print(f"  {what} ({', '.join(sorted(set(where)))}): {why}")
if failed:
    print("\nFailed:")
    for where, what in failed:
        print(f"  {where}: {what}")
count = sum(len(where) for where in skipped.values())
print(f"\n{passed} passed, {len(failed)} failed, {count} skipped")
sys.exit(1 if failed or passed == 0 else 0)
