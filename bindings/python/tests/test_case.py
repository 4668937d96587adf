# SPDX-License-Identifier: Apache-2.0
"""Cases: the whole way of one, what is refused, and files for and from the command."""

from __future__ import annotations

import copy
import datetime
import json
import os
import pathlib
import pickle
import subprocess
import sys
import threading
import typing

import mien
import pytest

from .places import COMMAND, with_command
from .synthetic import pixels

pytest.importorskip("mien.case", exc_type=ImportError)

from mien.case import (
    Action,
    Answer,
    Case,
    Document,
    Export,
    Recipient,
    Register,
    Wallet,
    Words,
    export,
    new_recipient,
)

TODAY = datetime.date(2026, 11, 22)
PDQ = mien.hash_pixels(pixels("tri_rgb_800x600"))
ANSWERS = {
    "adult_now": Answer.YES,
    "adults_in_image": Answer.YES,
    "self_in_image": Answer.YES,
    "no_consent_to_share": Answer.YES,
    "synthetic": Answer.UNSURE,
    "on_behalf": Answer.NO,
}
PASSPHRASE = b"seven lamps under green water"


class Body(typing.NamedTuple):
    recipient: Recipient
    key: bytearray


def body(id: str = "example.org", **options: typing.Any) -> Body:
    file, key = new_recipient(id, "Exemple é", **options)
    recipient = Recipient(file)
    recipient.confirm(recipient.info.fingerprint)
    return Body(recipient, key)


def case_of(*pictures: mien.Pdq, practice: bool = False) -> Case:
    case = Case(TODAY, practice=practice)
    for question, answer in ANSWERS.items():
        case.answer(question, answer)
    for picture in pictures:
        case.add_image(picture)
    return case


BODY = body()


def test_from_a_picture_to_the_body_that_acts() -> None:
    case = case_of(PDQ)
    assert case.add_image(PDQ) == 1  # once
    assert case.add_video(bytes(range(16))) == 2
    case.region("FR")
    before = case.info
    assert (before.items, before.unsent, before.recipients) == (2, 2, 0)
    assert (before.day, before.expires, before.withdrawn) == (TODAY, None, False)
    preview = json.loads(case.preview(Action.CREATE, [BODY.recipient], TODAY))
    sealed = case.seal(Action.CREATE, [BODY.recipient], TODAY)
    after = case.info
    assert (after.unsent, after.recipients) == (0, 1)
    assert after.expires == datetime.date(2027, 11, 22)
    assert str(PDQ.hash).encode() not in sealed

    with Document(sealed, BODY.key) as document:
        info = document.info
        assert (info.case_id, info.action) == (before.id, Action.CREATE)
        assert (info.day, info.expires) == (TODAY, after.expires)
        assert info.id_of_key and (info.items, info.malformed) == (2, 0)
        picture, film = document.items()
        assert [signal.hash for signal in picture.signals] == list(PDQ.dihedral)
        assert (picture.media, picture.problem) == ("image", None)
        first = picture.signals[0]
        assert (first.type, first.value) == ("ImagePDQ", str(PDQ.hash))
        assert (first.variant, first.quality) == ("original", PDQ.quality)
        assert film.media == "video" and film.signals[0].hash is None
        assert film.signals[0].quality is None and film.signals[0].place is None
        payload = json.loads(document.json())
        assert payload["items"] == preview["items"]
        assert json.loads(export([document], Export.HMA)) == {"pdq": str(PDQ.hash)}
        lines = export([document], Export.PYTX, all=True).split(b"\n")
        assert len(lines) == 8 + 1
    assert [r.info for r in case.recipients()] == [BODY.recipient.info]


def test_a_case_is_taken_back_for_good() -> None:
    case = case_of(PDQ)
    register = Register()
    created = case.seal(Action.CREATE, [BODY.recipient], TODAY)
    with Document(created, BODY.key) as document:
        register.judge(document)
    id = case.info.id
    assert not register.withdrawn(id)
    # By the words alone.
    words = case.words()
    with Case.from_words(words) as again:
        assert (again.info.id, again.info.items) == (id, 0)
        taken = again.seal(Action.WITHDRAW, [BODY.recipient], TODAY)
        with pytest.raises(mien.StateError):
            again.seal(Action.WITHDRAW, [BODY.recipient], TODAY)
    with Document(taken, BODY.key) as document:
        register.judge(document)
    assert register.withdrawn(id)
    register = Register(register.json())
    assert register.withdrawn(id)
    with Document(created, BODY.key) as document:
        with pytest.raises(mien.RefusedError):
            register.judge(document)


def test_the_words_in_every_language_and_with_a_mistake() -> None:
    case = case_of()
    for language in Words:
        words = case.words(language)
        assert len(words.split(b" ")) == 24 and 0 not in words
        assert Case.from_words(words).info.id == case.info.id
    words = case.words()
    parts = words.split(b" ")
    parts[6] = bytearray(b"xyzzy")
    with pytest.raises(mien.CorruptError) as caught:
        Case.from_words(b" ".join(parts))
    assert "word 7" in caught.value.detail


def test_the_wallet_keeps_cases() -> None:
    one, two = case_of(PDQ), case_of()
    wallet = Wallet()
    assert len(wallet) == 0 and list(wallet) == []
    wallet.put(one)
    wallet.put(two)
    one.seal(Action.CREATE, [BODY.recipient], TODAY)
    wallet.put(one)
    assert len(wallet) == 2
    for passphrase in (bytearray(PASSPHRASE), "clé".encode()):
        file = wallet.seal(passphrase)
        with Wallet.open(file, passphrase) as again:
            assert [case.info for case in again] == [one.info, two.info]
            assert again.find(one.info.id[:8]).info == one.info
            assert again.find(one.info.id).info.recipients == 1
            again.forget(one.info.id)
            with pytest.raises(mien.ArgumentError):
                again.find(one.info.id)
    with pytest.raises(mien.WrongKeyError):
        Wallet.open(file, b"another")
    with pytest.raises(mien.ArgumentError):
        wallet.seal(b"")
    with pytest.raises(TypeError):
        wallet.seal("a text")  # type: ignore[arg-type]
    with pytest.raises(mien.CorruptError):
        Wallet.open(b"no wallet", PASSPHRASE)


def test_views_are_added_and_limited() -> None:
    wide = body("wide.example", maximum_hashes=1024, takes_places=True)
    views = mien.views_pixels(pixels("mix_rgb_1024x768"))
    case = case_of()
    assert case.add_views(views) == 1 and case.info.with_views == 1
    case.limit_hashes(80)
    sealed = case.seal(Action.CREATE, [wide.recipient], TODAY)
    with Document(sealed, wide.key) as document:
        (item,) = document.items()
    assert len(item.signals) == 80 and case.info.hashes == 80
    assert item.signals[0].hash == views[0].hashes[0]
    window = next(signal for signal in item.signals if signal.view.startswith("window"))
    assert window.place is not None and 0 < window.place.width <= 1


def test_an_item_is_dropped_and_added_later() -> None:
    case = case_of(PDQ)
    other = mien.hash_pixels(pixels("mix_rgb_1024x768"))
    assert case.add_image(other) == 2
    case.drop(2)
    case.seal(Action.CREATE, [BODY.recipient], TODAY)
    with pytest.raises(mien.StateError):
        case.drop(1)
    case.add_image(other)
    added = case.seal(Action.ADD, [BODY.recipient], TODAY)
    with Document(added, BODY.key) as document:
        assert document.info.action == Action.ADD and document.info.items == 1


def test_what_is_refused_changes_nothing() -> None:
    case = case_of(PDQ)
    file, key = new_recipient("x", "X", expires=datetime.date(2026, 1, 2))
    stranger = Recipient(file)
    assert stranger.info.expires == datetime.date(2026, 1, 2)
    assert not stranger.info.confirmed and stranger.info.name == "X"
    assert json.loads(stranger.json())["id"] == "x"
    with pytest.raises(mien.RefusedError, match="fingerprint"):
        case.seal(Action.CREATE, [stranger], TODAY)
    with pytest.raises(mien.RefusedError):
        stranger.confirm(BODY.recipient.info.fingerprint)
    stranger.confirm(stranger.info.fingerprint)
    with pytest.raises(mien.RefusedError, match="expired"):
        case.seal(Action.CREATE, [stranger], TODAY)
    with pytest.raises(mien.StateError):
        case.seal(Action.ADD, [BODY.recipient], TODAY)
    with pytest.raises(mien.RefusedError):
        Case(TODAY).seal(Action.CREATE, [BODY.recipient], TODAY)  # no answers
    assert case.info.recipients == 0 and case.info.unsent == 1
    sealed = case.seal(Action.CREATE, [BODY.recipient], TODAY)
    with pytest.raises(mien.WrongKeyError):
        Document(sealed, key)
    with pytest.raises(mien.CorruptError):
        Document(sealed[: len(sealed) // 2], BODY.key)
    for answer in (Answer.NO, Answer.UNSURE):
        with pytest.raises(mien.Error) as caught:
            Case(TODAY).answer("adult_now", answer)
        assert caught.value.status in (mien.Status.REFUSED, mien.Status.ARGUMENT)


def test_practice_is_apart() -> None:
    case = case_of(PDQ, practice=True)
    with pytest.raises(mien.RefusedError):
        case.seal(Action.CREATE, [BODY.recipient], TODAY)
    school = body("school", practice=True)
    sealed = case.seal(Action.CREATE, [school.recipient], TODAY)
    with pytest.raises(mien.RefusedError):
        Document(sealed, school.key)
    with Document(sealed, school.key, practice=True) as document:
        assert document.info.practice


def test_only_exact_hashes_belong_into_a_case(tmp_path: pathlib.Path) -> None:
    from PIL import Image

    path = tmp_path / "photo.jpg"
    Image.fromarray(pixels("mix_rgb_1024x768")).save(path)
    case = case_of()
    strange: list[mien.Media] = [
        mien.hash_path(path, speed=mien.Speed.FAST),
        mien.hash_path(path, mode=mien.Mode.APPROXIMATE),
    ]
    for media in strange:
        with pytest.raises(ValueError, match="FULL"):
            case.add_image(media)
    with pytest.raises(mien.ArgumentError):
        case.add_views(mien.views_path(path, mien.Purpose.QUERY))
    with pytest.raises(ValueError):
        case.add_video(bytes(15))
    assert case.info.items == 0
    assert case.add_image(mien.hash_path(path)) == 1


def test_what_is_closed_says_so_and_has_no_copies() -> None:
    case, wallet = case_of(PDQ), Wallet()
    for its in (case, wallet, BODY.recipient, Register()):
        for copied in (copy.copy, pickle.dumps):
            with pytest.raises(TypeError, match="cannot copy or pickle"):
                copied(its)
    case.close()
    case.close()
    for call in (lambda: case.info, lambda: wallet.put(case), case.words):
        with pytest.raises(mien.StateError, match="Case: closed"):
            call()
    with pytest.raises(ValueError):
        BODY.recipient.confirm("a\0b")


def test_threads_share_a_case() -> None:
    case = case_of()
    register = Register()
    sealed = case_of(PDQ).seal(Action.CREATE, [BODY.recipient], TODAY)
    failures: list[BaseException] = []

    def add(start: int) -> None:
        try:
            for number in range(start, start + 50):
                case.add_video(number.to_bytes(16, "big"))
                case.words()
                with Document(sealed, BODY.key) as document:
                    register.judge(document)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=add, args=(at,)) for at in (0, 100, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == [] and case.info.items == 100


WITHOUT = """
import sys
sys.modules["mien._native_case"] = None
import mien
try:
    import mien.case
except ImportError as error:
    sys.exit("jose" not in str(error))
sys.exit(2)
"""


def test_without_cases_the_rest_is_there() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], check=True)


def secret(text: bytes) -> int:
    """The reading end of a pipe that holds a line."""
    reader, writer = os.pipe()
    os.write(writer, text + b"\n")
    os.close(writer)
    return reader


def command(*arguments: str, passphrase: bytes | None = None) -> str:
    """What `mien case` prints."""
    assert COMMAND is not None
    pass_fds: tuple[int, ...] = ()
    if passphrase is not None:
        pass_fds = (secret(passphrase),)
        arguments = (*arguments, "--passphrase-fd", str(pass_fds[0]))
    run = subprocess.run(
        [COMMAND, "case", *arguments],
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    for descriptor in pass_fds:
        os.close(descriptor)
    assert run.returncode == 0, run.stderr
    return run.stdout


@with_command
def test_the_command_opens_what_is_sealed_here(tmp_path: pathlib.Path) -> None:
    case, wallet = case_of(PDQ), Wallet()
    (tmp_path / "key").write_bytes(BODY.key)
    (tmp_path / "key").chmod(0o600)
    document, file = tmp_path / "document", tmp_path / "wallet"
    sealed = case.seal(Action.CREATE, [BODY.recipient], TODAY)
    document.write_bytes(sealed)
    wallet.put(case)
    file.write_bytes(wallet.seal(PASSPHRASE))
    key = str(tmp_path / "key")
    told = json.loads(command("open", "-f", "json", "--key", key, str(document)))
    with Document(sealed, BODY.key) as opened:
        assert told["payload"] == json.loads(opened.json())
    listed = command("wallet", "list", str(file), passphrase=PASSPHRASE)
    assert case.info.id[:8] in listed


@with_command
def test_what_the_command_seals_is_opened_here(tmp_path: pathlib.Path) -> None:
    from PIL import Image

    photo = tmp_path / "photo.png"
    Image.fromarray(pixels("tri_rgb_800x600")).save(photo)
    names = [str(tmp_path / name) for name in ("body", "key", "document", "wallet")]
    public, key, document, file = names
    command(
        *("recipients", "new", "--id", "x", "--name", "X"),
        *("--out", public, "--key", key),
    )
    recipient = Recipient(pathlib.Path(public).read_bytes())
    answers = {
        **{question: answer.name.lower() for question, answer in ANSWERS.items()},
        **{"low_quality": "stop", "unreadable": "stop", "proceed": "yes"},
        "fingerprints": [recipient.info.fingerprint],
    }
    (tmp_path / "answers").write_text(json.dumps(answers))
    command(
        *("new", "--answers", str(tmp_path / "answers"), "--recipient", public),
        *("--out", document, "--wallet", file, str(photo)),
        passphrase=PASSPHRASE,
    )
    key_bytes = pathlib.Path(key).read_bytes()
    with Document(pathlib.Path(document).read_bytes(), key_bytes) as opened:
        (item,) = opened.items()
        assert tuple(signal.hash for signal in item.signals) == PDQ.dihedral
        id = opened.info.case_id
    with Wallet.open(pathlib.Path(file).read_bytes(), PASSPHRASE) as wallet:
        (case,) = wallet
        assert case.info.id == id and case.info.recipients == 1
        taken = case.seal(Action.WITHDRAW, case.recipients(), TODAY)
    with Document(taken, key_bytes) as opened:
        assert opened.info.action == Action.WITHDRAW
