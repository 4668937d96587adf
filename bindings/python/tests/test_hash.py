# SPDX-License-Identifier: Apache-2.0
"""Hash is a small immutable value."""

from __future__ import annotations

import copy
import pickle
import random

import mien
import pytest

HEX = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
A = mien.Hash(HEX)
B = mien.Hash("f8f8f0cee0f4a84f06370a2a038f63f0b36e26d596621e1d33e6b39c4e9c9b22")


def test_it_is_hexadecimal_bytes_and_a_number() -> None:
    assert str(A) == HEX
    assert bytes(A) == bytes.fromhex(HEX)
    assert int(A) == int(HEX, 16)
    for same in (
        mien.Hash(HEX.upper()),
        mien.Hash.from_hex(HEX),
        mien.Hash.from_bytes(bytes(A)),
        mien.Hash.from_bytes(memoryview(bytearray(bytes(A)))),
        mien.Hash.from_int(int(A)),
        eval(repr(A), {"Hash": mien.Hash}),
        pickle.loads(pickle.dumps(A)),
        copy.copy(A),
        copy.deepcopy(A),
    ):
        assert same == A and hash(same) == hash(A)


def test_minus_is_the_hamming_distance() -> None:
    draw = random.Random(7)
    assert (A - A, A - B, B - A) == (0, 2, 2)
    assert mien.Hash.from_int(0) - mien.Hash.from_int(2**256 - 1) == 256
    for _ in range(200):
        a, b = draw.getrandbits(256), draw.getrandbits(256)
        distance = mien.Hash.from_int(a) - mien.Hash.from_int(b)
        assert distance == (a ^ b).bit_count()


def test_hashes_are_ordered_as_numbers() -> None:
    draw = random.Random(8)
    numbers = [draw.getrandbits(256) >> draw.randrange(256) for _ in range(200)]
    hashes = [mien.Hash.from_int(number) for number in numbers]
    assert [int(hash) for hash in sorted(hashes)] == sorted(numbers)
    assert A < B and A <= B and B > A and B >= A and A <= A and A >= A and A != B
    assert {A: 1, B: 2}[mien.Hash(HEX)] == 1


def test_other_types_are_others() -> None:
    assert A != HEX and A != bytes(A)
    for strange in (HEX, 1, None):
        with pytest.raises(TypeError):
            A - strange  # type: ignore[operator]
        with pytest.raises(TypeError):
            A < strange  # type: ignore[operator]


def test_it_does_not_change() -> None:
    with pytest.raises(AttributeError):
        A._bytes = bytes(32)
    with pytest.raises(AttributeError):
        A.more = 1
    with pytest.raises(AttributeError):
        del A._bytes


@pytest.mark.parametrize(
    "text", ["", HEX[1:], HEX + "0", "g" + HEX[1:], " " + HEX[1:], "é" + HEX[1:]]
)
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(mien.FormatError) as caught:
        mien.Hash(text)
    assert isinstance(caught.value, ValueError)
    assert caught.value.status == mien.Status.FORMAT


def test_other_sizes_are_refused() -> None:
    for size in (0, 31, 33, 64):
        with pytest.raises(ValueError):
            mien.Hash.from_bytes(bytes(size))
    for number in (-1, 2**256):
        with pytest.raises(OverflowError):
            mien.Hash.from_int(number)
    for strange in (32, [0] * 32, HEX):
        with pytest.raises(TypeError):
            mien.Hash.from_bytes(strange)  # type: ignore[arg-type]
