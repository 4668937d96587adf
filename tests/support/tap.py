# SPDX-License-Identifier: Apache-2.0
"""Tests written in Python print TAP too, as those in C do."""
import sys
import traceback

_tests = []


class Skip(Exception):
    """Raised by a test that cannot run here; its text says why."""


def test(function):
    """Marks a function as a test. It fails by raising an exception."""
    _tests.append(function)
    return function


def run():
    print(f"1..{len(_tests)}")
    for number, function in enumerate(_tests, 1):
        name = function.__name__
        try:
            function()
            print(f"ok {number} - {name}")
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}")
        except AssertionError as failure:
            print(f"not ok {number} - {name}")
            for line in str(failure).splitlines():
                print(f"# {line}")
        except Exception:
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
        sys.stdout.flush()
