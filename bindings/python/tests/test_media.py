# SPDX-License-Identifier: Apache-2.0
"""Files: options, failures, callbacks, threads."""

from __future__ import annotations

import errno
import io
import os
import pathlib
import pickle
import threading
import typing

import mien
import pytest
from PIL import Image

from .synthetic import pixels

PHOTO = Image.fromarray(pixels("tri_rgb_800x600"))


def encoded(format: str, image: Image.Image = PHOTO, **options: typing.Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


JPEG = encoded("JPEG", quality=90)


def test_what_is_told_of_a_jpeg() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = mien.hash_bytes(encoded("JPEG", progressive=True, exif=exif))
    assert found.image == mien.ImageInfo(
        format=mien.Format.JPEG,
        pixel_format=mien.PixelFormat.RGB8,
        width=800,
        height=600,
        orientation=mien.Orientation.RIGHT_TOP,
        exif_orientation=6,
        flags=mien.ImageFlag.PROGRESSIVE,
        scale=1,
    )
    assert found.seen == mien.Dihedral.ROT270
    assert found.hash_seen == found.dihedral[3] != found.hash
    assert (found.mode, found.speed) == (mien.Mode.FULL, mien.Speed.EXACT)
    assert pickle.loads(pickle.dumps(found)) == found


def test_the_fast_ways_are_near_and_say_so() -> None:
    exact = mien.hash_bytes(JPEG)
    for speed in (mien.Speed.FAST, mien.Speed.FASTEST):
        fast = mien.hash_bytes(JPEG, speed=speed)
        assert fast.speed == speed
        assert fast.hash - exact.hash <= 16
    several = encoded("JPEG", progressive=True)
    first = mien.hash_bytes(several, speed=mien.Speed.FASTEST, first_ac=True)
    assert mien.ImageFlag.FIRST_SCANS in first.image.flags
    for mode in (mien.Mode.APPROXIMATE, mien.Mode.GUARDED, mien.Mode.CLI512):
        other = mien.hash_bytes(JPEG, mode=mode)
        assert other.mode == mode
        assert other.hash - exact.hash <= mien.RADIUS
    with pytest.raises(mien.ArgumentError):
        mien.hash_bytes(JPEG, mode=mien.Mode.CLI512, speed=mien.Speed.FAST)


def test_digests_can_be_left_out() -> None:
    found = mien.hash_bytes(JPEG, digests=False)
    assert (found.md5, found.sha256) == (bytes(16), bytes(32))


def test_alpha_is_dropped_or_laid_over_white() -> None:
    clear = PHOTO.copy()
    clear.putalpha(0)
    data = encoded("PNG", clear)
    assert mien.hash_bytes(data).hash == mien.hash_image(PHOTO).hash
    white = mien.hash_bytes(data, alpha_on_white=True)
    assert white.quality == 0
    assert mien.ImageFlag.ALPHA in white.image.flags


def test_a_cut_file_has_no_hash_unless_asked_for() -> None:
    cut = JPEG[: len(JPEG) // 2]
    with pytest.raises(mien.CorruptError) as caught:
        mien.hash_bytes(cut)
    assert caught.value.status == mien.Status.CORRUPT
    assert caught.value.detail and caught.value.detail in str(caught.value)
    assert isinstance(caught.value, ValueError)
    found = mien.hash_bytes(cut, allow_partial=True)
    assert mien.ImageFlag.PARTIAL in found.image.flags


def test_what_is_no_picture_is_named() -> None:
    with pytest.raises(mien.FormatError):
        mien.hash_bytes(b"not a picture" * 10)
    with pytest.raises(mien.UnsupportedError):
        mien.hash_bytes(encoded("TIFF"))
    with pytest.raises(mien.FormatError):
        mien.hash_bytes(b"")


@pytest.mark.parametrize(
    "limits",
    [
        mien.Limits(pixels=800 * 600 - 1),
        mien.Limits(file_bytes=len(JPEG) - 1),
        mien.Limits(side=799),
        mien.Limits(memory=1000),
    ],
)
def test_limits_hold(limits: mien.Limits, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(JPEG)
    with pytest.raises(mien.LimitError):
        mien.hash_bytes(JPEG, limits=limits)
    with pytest.raises(mien.LimitError):
        mien.hash_path(path, limits=limits)
    with pytest.raises(mien.LimitError):
        mien.hash_file(io.BytesIO(JPEG), limits=limits)
    assert mien.hash_bytes(JPEG, limits=mien.Limits()).quality == 100


def test_a_file_is_read_only_as_far_as_its_limit() -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return bytes(size)

    endless = Endless()
    with pytest.raises(mien.Error):
        mien.hash_file(endless, limits=mien.Limits(file_bytes=3_000_000))
    assert endless.given == 3_000_001


def test_a_file_open_for_text_is_a_type_error(tmp_path: pathlib.Path) -> None:
    with pytest.raises(TypeError):
        mien.hash_file(io.StringIO("text"))  # type: ignore[arg-type]


def test_what_read_does_is_told() -> None:
    class Strange:
        def __init__(self, *parts: bytes | None | Exception) -> None:
            self.parts = iter(parts)

        def read(self, size: int, /) -> bytes:
            part = next(self.parts)
            if isinstance(part, Exception):
                raise part
            return typing.cast(bytes, part)

    one_by_one = Strange(*(JPEG[i : i + 1] for i in range(len(JPEG))), b"")
    assert mien.hash_file(one_by_one) == mien.hash_bytes(JPEG)
    with pytest.raises(ZeroDivisionError):
        mien.hash_file(Strange(JPEG[:9], ZeroDivisionError()))
    with pytest.raises(BlockingIOError):
        mien.hash_file(Strange(JPEG[:9], None))


def test_io_errors_are_os_errors(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "none.jpg"
    with pytest.raises(FileNotFoundError) as caught:
        mien.hash_path(path)
    error = caught.value
    assert isinstance(error, mien.FileError) and isinstance(error, mien.Error)
    assert error.status == mien.Status.IO
    assert (error.errno, error.filename) == (errno.ENOENT, str(path))
    assert str(path) in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and again.args == error.args
    assert (again.filename, again.status) == (error.filename, error.status)
    with pytest.raises(IsADirectoryError):
        mien.hash_path(tmp_path)
    with pytest.raises(mien.FileError):
        mien.hash_file(999_999)


def test_errors_can_be_sent_to_another_process() -> None:
    with pytest.raises(mien.CorruptError) as caught:
        mien.hash_bytes(JPEG[:1000])
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert (again.status, again.detail) == (caught.value.status, caught.value.detail)


def test_a_path_with_a_zero_byte_is_refused() -> None:
    with pytest.raises(ValueError):
        mien.hash_path("photo.jpg\0.png")


def test_unknown_options_are_refused() -> None:
    with pytest.raises(TypeError, match="sped"):
        mien.hash_bytes(JPEG, sped=1)  # type: ignore[call-arg]


def test_progress_is_told_and_stops() -> None:
    told: list[tuple[int, int]] = []
    mien.hash_bytes(JPEG, progress=lambda done, total: told.append((done, total)))
    assert told and told == sorted(told) and told[-1][1] == 600
    with pytest.raises(mien.CancelledError):
        mien.hash_bytes(JPEG, progress=lambda done, total: False)


def test_what_progress_raises_comes_out() -> None:
    def fail(done: int, total: int) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        mien.hash_bytes(JPEG, progress=fail)


def test_a_context_hashes_many_files_and_has_a_limit() -> None:
    with mien.Context(8 << 20) as context:
        for _ in range(3):
            assert mien.hash_bytes(JPEG, context=context) == mien.hash_bytes(JPEG)
    with pytest.raises(mien.StateError):
        mien.hash_bytes(JPEG, context=context)
    context.close()
    with mien.Context(1 << 20) as small, pytest.raises(mien.LimitError):
        mien.hash_bytes(encoded("JPEG", progressive=True), context=small)
    with pytest.raises(mien.ArgumentError):
        mien.Context(0)


def test_a_context_belongs_to_one_call() -> None:
    with mien.Context() as context:

        def again(done: int, total: int) -> None:
            mien.hash_bytes(JPEG, context=context)

        def close(done: int, total: int) -> None:
            context.close()

        for progress in (again, close):
            with pytest.raises(mien.BusyError):
                mien.hash_bytes(JPEG, context=context, progress=progress)
        assert mien.hash_bytes(JPEG, context=context).quality == 100


def test_other_threads_run_meanwhile(tmp_path: pathlib.Path) -> None:
    # A pipe that nobody writes to yet: only another thread can end the wait.
    path = tmp_path / "pipe"
    os.mkfifo(path)
    found: list[mien.Media] = []
    thread = threading.Thread(
        target=lambda: found.append(mien.hash_path(path)), daemon=True
    )
    thread.start()
    with path.open("wb") as pipe:
        pipe.write(JPEG)
    thread.join(60)
    assert found == [mien.hash_bytes(JPEG)]


def test_a_file_descriptor_is_left_open(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(JPEG)
    with path.open("rb", buffering=0) as file:
        assert mien.hash_file(file.fileno()) == mien.hash_bytes(JPEG)
        assert file.read() == b""


def test_formats() -> None:
    assert mien.sniff(JPEG[:64]) == mien.Format.JPEG
    assert mien.sniff(b"") == mien.Format.UNKNOWN
    version = mien.decoder(mien.Format.JPEG)
    assert version is not None and "jpeg" in version
    assert mien.decoder(mien.Format.TIFF) is None
