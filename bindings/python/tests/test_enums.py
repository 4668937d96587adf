# SPDX-License-Identifier: Apache-2.0
"""The numbers written in Python are those of the headers."""

from __future__ import annotations

import enum

import mien
import pytest
from mien._native import ffi, lib

PREFIXES: list[tuple[type[enum.IntEnum], str, str]] = [
    (mien.ChangeKind, "MIEN_CHANGE_", "enum mien_change_kind"),
    (mien.Dihedral, "MIEN_DIHEDRAL_", "enum mien_dihedral"),
    (mien.Format, "MIEN_FORMAT_", "enum mien_format"),
    (mien.Mode, "MIEN_PDQ_", "enum mien_pdq_mode"),
    (mien.Orientation, "MIEN_ORIENTATION_", "enum mien_orientation"),
    (mien.PixelFormat, "MIEN_PIXEL_", "enum mien_pixel_format"),
    (mien.Reason, "MIEN_REASON_", "enum mien_verdict_reason"),
    (mien.Speed, "MIEN_MEDIA_", "enum mien_media_speed"),
    (mien.Status, "MIEN_ERROR_", "enum mien_status"),
    (mien.Sync, "MIEN_INDEX_SYNC_", "enum mien_index_sync"),
    (mien.Verdict, "MIEN_VERDICT_", "enum mien_verdict"),
    (mien.ViewKind, "MIEN_VIEW_", "enum mien_view_kind"),
]


@pytest.mark.parametrize("kind, prefix, name", PREFIXES)
def test_enums(kind: type[enum.IntEnum], prefix: str, name: str) -> None:
    here = {prefix + member.name: int(member) for member in kind}
    if kind is mien.Status:
        here["MIEN_OK"] = here.pop("MIEN_ERROR_OK")
    assert here == ffi.typeof(name).relements


def test_enums_of_cases() -> None:
    case = pytest.importorskip("mien.case", exc_type=ImportError)
    from mien._native_case import ffi

    for kind, prefix, name in (
        (case.Action, "MIEN_CASE_", "enum mien_case_action"),
        (case.Answer, "MIEN_ANSWER_", "enum mien_answer"),
        (case.Export, "MIEN_EXPORT_", "enum mien_export"),
        (case.Words, "MIEN_WORDS_", "enum mien_words"),
    ):
        here = {prefix + member.name: int(member) for member in kind}
        assert here == ffi.typeof(name).relements


def test_constants() -> None:
    assert mien.RADIUS == lib.MIEN_PDQ_RADIUS
    assert mien.QUALITY_MIN == lib.MIEN_PDQ_QUALITY_MIN
    assert mien.LIST_ANY == lib.MIEN_LIST_ANY
    assert mien.SEARCH_RADIUS_MAX == lib.MIEN_SEARCH_RADIUS_MAX
    assert mien.VIEWS_MAX == lib.MIEN_VIEWS_MAX
    assert mien.VIEWS_RADIUS == lib.MIEN_VIEWS_RADIUS
    for flag in mien.ImageFlag:
        assert flag == getattr(lib, f"MIEN_IMAGE_{flag.name}")
    for purpose in mien.Purpose:
        assert purpose == getattr(lib, f"MIEN_VIEWS_{purpose.name}")


def test_version() -> None:
    numbers = (lib.MIEN_VERSION_MAJOR, lib.MIEN_VERSION_MINOR, lib.MIEN_VERSION_PATCH)
    assert mien.__version__ == ".".join(map(str, numbers))
    assert mien.kernels_name() in ("c", "avx2", "avx512", "neon")
