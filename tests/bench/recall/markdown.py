# SPDX-License-Identifier: Apache-2.0
"""Tables and figures as they are printed."""

import math
import textwrap


def table(header, rows):
    print()
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def paragraph(text):
    print()
    print(textwrap.fill(" ".join(text.split()), 88, break_long_words=False,
                        break_on_hyphens=False))


def heading(text):
    print(f"\n## {text}")


def percent(value):
    """With one digit; what is not quite all is never written as 100."""
    if math.isnan(value):
        return "-"
    if value == 100 or value == 0:
        return f"{value:.0f}"
    return f"{min(99.9, value):.1f}"


def rate(value):
    return percent(value.percent)


def bounded(value):
    """A Rate with its interval, in short: 97.5 (96-98)."""
    if not value.of:
        return "-"
    low, high = value.interval()
    return f"{rate(value)} ({math.floor(low)}-{math.ceil(high)})"


def share(part, of):
    """A part that has to be small: 3 = 0.02 %."""
    if not part:
        return "0"
    value = 100 * part / of
    return f"{part:,} = {value:.0f} %" if value >= 10 else f"{part:,} = {value:.2g} %"
