# SPDX-License-Identifier: Apache-2.0
"""Counts and times what roofline.c does, and sets the one against the other.

Callgrind tells how often each instruction ran, and objdump which instruction that is.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

SIZES = [(512, 512), (4000, 3000)]
COUNTED = ["c", "avx2"] if os.uname().machine == "x86_64" else ["c", "neon"]

# What is counted, in this order: the first expression that matches the mnemonic.
KINDS = [
    ("additions", r"v?(add|sub)[ps][sd]|fadd|fsub"),
    ("multiplications", r"v?mul[ps][sd]|vfn?m(add|sub)|fmul|fmla|fmls|fmadd"),
    ("divisions", r"v?div[ps][sd]|fdiv"),
    ("conversions", r"v?cvt|[us]cvtf|fcvt"),
    ("shuffles", r"v?p?(shuf|unpck|punpck|perm|blend|insert|extract|broadcast)|vpmov[sz]x"
                 r"|v?movlh|v?movhl|zip|uzp|trn|tbl|dup|ins"),
]
# What a processor of a server does in a cycle at most; the newest do more of some.
PER_CYCLE = {"instructions": 6, "loads": 2, "stores": 1, "additions": 2,
             "multiplications": 2, "divisions": 1 / 2.5, "conversions": 2,
             "shuffles": 2}
# Caches that callgrind simulates: 32 KiB, and 1 MiB beyond.
CACHES = ["--cache-sim=yes", "--I1=32768,8,64", "--D1=32768,8,64", "--LL=1048576,16,64"]
LINE = 64


def kinds_by_address(program):
    listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", program],
                             check=True, capture_output=True, text=True).stdout
    kinds = {}
    for address, mnemonic in re.findall(r"^ *([0-9a-f]+):\t(\S+)", listing, re.M):
        kinds[int(address, 16)] = next(
            (kind for kind, pattern in KINDS if re.match(pattern, mnemonic)), None)
    return kinds


def callgrind(program, kernels, width, height):
    """Yields (object, function, address, costs by event) of a hash."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={out}",
             "--toggle-collect=roofline_hash", "--dump-instr=yes",
             "--compress-strings=no", "--compress-pos=no", *CACHES,
             program, "count", kernels, str(width), str(height)],
            check=True, env=dict(os.environ, LD_BIND_NOW="1"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        events, place, function, inclusive = [], None, None, False
        with open(out, encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("events: "):
                    events = line.split()[1:]
                elif line.startswith("ob="):
                    place = line[3:].strip()
                elif line.startswith("fn="):
                    function = line[3:].strip()
                elif line.startswith("calls="):
                    inclusive = True  # the next line is what was called
                elif line.startswith("0x"):
                    fields = line.split()
                    if not inclusive:
                        yield place, function, int(fields[0], 16), dict(
                            zip(events, map(int, fields[2:])))
                    inclusive = False


def count(program, kinds, kernels, width, height):
    """Returns what a pixel costs: (by kind, instructions by function)."""
    costs, functions = Counter(), Counter()
    for place, function, address, events in callgrind(program, kernels, width, height):
        costs["from 32 KiB on"] += LINE * (events.get("D1mr", 0) + events.get("D1mw", 0))
        costs["from 1 MiB on"] += LINE * (events.get("DLmr", 0) + events.get("DLmw", 0))
        if place != os.path.realpath(program):
            # Wiping and copying. Valgrind counts an instruction that repeats itself for
            # each byte: no figure to add to the others.
            functions["(the C library)"] += events["Ir"]
            continue
        functions[re.split(r"[.@']", function)[0]] += events["Ir"]
        costs["instructions"] += events["Ir"]
        costs["loads"] += events.get("Dr", 0)
        costs["stores"] += events.get("Dw", 0)
        costs[kinds.get(address)] += events["Ir"]
    pixels = width * height
    return ({kind: cost / pixels for kind, cost in costs.items()},
            {name: cost / pixels for name, cost in functions.items()})


def timed(program):
    out = subprocess.run([program, "time", *(str(n) for size in SIZES for n in size)],
                         check=True, capture_output=True, text=True).stdout
    times, facts = {}, {}
    for line in out.splitlines():
        what, *rest = line.split()
        if what == "time":
            times[rest[0], int(rest[1]), int(rest[2])] = float(rest[3]), float(rest[4])
        elif what == "read":
            facts[what, int(rest[0]), int(rest[1])] = float(rest[2])
        else:
            facts[what] = float(rest[0])
    return times, facts


def table(title, rows, columns, cell):
    print(f"\n{title:<28}" + "".join(f"{name:>20}" for name, _ in columns))
    for name in rows:
        cells = [cell(name, key) for _, key in columns]
        print(f"{name:<28}" + "".join(f"{c:>20}" for c in cells))


def main():
    program = sys.argv[1]
    kinds = kinds_by_address(program)
    keys = [(kernels, w, h) for kernels in COUNTED for w, h in SIZES]
    columns = [(f"{kernels} {w}x{h}", (kernels, w, h)) for kernels, w, h in keys]
    counts = {key: count(program, kinds, *key) for key in keys}
    table("for a pixel, callgrind", [*PER_CYCLE, "from 32 KiB on", "from 1 MiB on"],
          columns, lambda kind, key: f"{counts[key][0].get(kind, 0):.2f}"
          + (" B" if kind.startswith("from") else ""))
    names = [name for name in {n: 0 for key in keys for n in counts[key][1]}
             if any(counts[key][1].get(name, 0) >= 0.01 * counts[key][0]["instructions"]
                    for key in keys)]
    table("instructions, by function", sorted(names), columns,
          lambda name, key: f"{counts[key][1].get(name, 0):.2f}")
    table("cycles that it takes at least", PER_CYCLE, columns,
          lambda kind, key: f"{counts[key][0].get(kind, 0) / PER_CYCLE[kind]:.2f}")

    times, facts = timed(program)
    clock, addition = facts["clock"], facts["addition"]
    print(f"\nclock {clock:.2f} GHz; an addition takes {addition:.2f} cycles;"
          f" two for a step of 16 rows: {2 * addition / 16:.2f} a pixel and pass")
    print(f"\n{'measured, for a pixel':<28}{'median ns':>12}{'least ns':>12}"
          f"{'cycles':>10}{'picture ms':>12}{'the roof':>10}{'reading ns':>12}")
    for (kernels, w, h), (median, least) in times.items():
        key = (kernels, w, h)
        roof = (max(counts[key][0].get(k, 0) / n for k, n in PER_CYCLE.items())
                if key in counts else None)
        print(f"{f'{kernels} {w}x{h}':<28}{median:>12.3f}{least:>12.3f}"
              f"{median * clock:>10.2f}{median * w * h / 1e6:>12.3f}"
              + (f"{roof / (median * clock):>9.0%} " if roof else f"{'':>10}")
              + f"{facts['read', w, h]:>12.3f}")


main()
