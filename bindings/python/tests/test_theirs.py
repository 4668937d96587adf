# SPDX-License-Identifier: Apache-2.0
"""python-threatexchange's own tests, unchanged, with mien's classes in their place.

Its wheels have no tests since 1.2.8; MIEN_THEIR_TESTS is a folder with the package that
is installed and, in it, the tests of 1.2.6, the last that has them (../check makes it).
Tests that fail with their own classes too say nothing: they read pictures that no wheel
has, or expect the signal types of 1.2.6.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest

FOLDER = os.environ.get("MIEN_THEIR_TESTS")
FILES = [
    "threatexchange/signal_type/tests/test_hash_from_x.py",
    "threatexchange/signal_type/tests/test_pdq_index.py",
    "threatexchange/signal_type/tests/test_pdq_index2.py",
    "threatexchange/tests/hashing/test_index_updates.py",
    "threatexchange/tests/hashing/test_pdq_faiss_matcher.py",
    "threatexchange/tests/hashing/test_pdq_hasher.py",
    "threatexchange/tests/hashing/test_pdq_utils.py",
    "threatexchange/cli/tests/hash_cmd_test.py",
    "threatexchange/cli/tests/match_cmd_test.py",
    "threatexchange/cli/tests/sample_data_e2e_test.py",
]
MATCHER = "threatexchange.tests.hashing.test_pdq_faiss_matcher"
INDEX2 = "threatexchange.signal_type.tests.test_pdq_index2"
# Tests that mien cannot pass.
NOT_OURS = {
    # That what searches is a faiss.IndexFlatL2.
    f"{INDEX2}.test_serialize_deserialize_index",
} | {
    f"{MATCHER}.Test{index}.{name}"
    for index in (
        "PDQFlatHashIndex",
        "PDQFlatHashIndexWithCustomIds",
        "PDQMultiHashIndex",
        "PDQMultiHashIndexWithCustomIds",
    )
    for name in (
        # That it has a number `ntotal`, as a faiss.IndexBinary has.
        "test_create_faiss_index_from_hashes",
        # That it finds what is 128 bits off; mien searches up to 64.
        "test_search_index_for_far_match",
    )
}


def passed(report: pathlib.Path, *arguments: str) -> set[str]:
    """Runs their tests; the names of those that pass."""
    assert FOLDER is not None
    here = pathlib.Path(__file__).parents[1]
    subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        + [f"--junit-xml={report}", *arguments, *FILES],
        cwd=FOLDER,
        env=os.environ | {"PYTHONPATH": f"{FOLDER}:{here}"},
        stdout=subprocess.DEVNULL,
    )
    return {
        f"{case.get('classname')}.{case.get('name')}"
        for case in xml.parse(report).iter("testcase")
        if not any(case.findall(bad) for bad in ("failure", "error", "skipped"))
    }


@pytest.mark.skipif(FOLDER is None, reason="their tests are not here (../check)")
def test_what_passes_with_theirs_passes_with_mien(tmp_path: pathlib.Path) -> None:
    with_theirs = passed(tmp_path / "theirs.xml")
    with_mien = passed(tmp_path / "mien.xml", "-p", "tests.theirs.substitute")
    assert with_theirs - with_mien == NOT_OURS
    for module, least in (("test_pdq_index", 4), ("test_pdq_index2", 6), (MATCHER, 36)):
        some = [name for name in with_mien if f"{module}." in name]
        assert len(some) >= least, sorted(some)
    assert len(with_mien) >= 79, sorted(with_mien)
