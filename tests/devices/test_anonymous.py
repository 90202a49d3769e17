"""A person lays a card down while an engineer listens: nothing of it may be shown or kept."""

from __future__ import annotations

import json
import random

import pytest

from devices.id_card.codec import PREAMBLE, CardFound, CardSelected, Reply, SamId, encode
from devices.tap import Frame, Tap

NAME, NUMBER = "赵钱孙李周吴郑王", "987654197506239871"
SECRETS = [text.encode("utf-16-le") for text in ("赵钱", "孙李", "周吴", "9876", "7506", "2398")]
TEXT = f"{NAME:<15}10119750623{NAME * 4:<35}{NUMBER}{NAME:<15}2010010120300101{'':18}"
PHOTO = bytes(range(1, 251)) * 4 + bytes(24)
CARD = bytes.fromhex("01000400") + TEXT.encode("utf-16-le") + PHOTO


def heard(data: bytes, pieces: int = 1) -> list[Frame]:
    tap = Tap("id-card")
    size = -(-len(data) // pieces)
    frames = [
        frame
        for at in range(0, len(data), size)
        for frame in tap.hear("device", data[at : at + size], 0.0)
    ]
    return frames + tap.silence(1.0)


def assert_names_nobody(frames: list[Frame]) -> None:
    for frame in frames:
        shown = json.dumps(frame.says, ensure_ascii=False)
        for secret in SECRETS:
            assert secret not in frame.data
            assert secret.hex(" ").upper() not in shown
            assert secret.decode("utf-16-le") not in shown
        assert PHOTO[:8] not in frame.data


@pytest.mark.parametrize("status", [0x90, 0x41, 0x91, 0x9F, 0xEE])
@pytest.mark.parametrize("size", [4, 8, 12, 16, 36, 70])
def test_a_reply_may_carry_part_of_a_card_whatever_its_status_and_length(
    status: int, size: int
) -> None:
    for start in (0, 122):
        data = TEXT.encode("utf-16-le")[start : start + size]
        frames = heard(encode(Reply(status_code=status, data=data)))
        assert len(frames) == 1
        assert_names_nobody(frames)


def test_a_reply_with_a_stale_length_is_told_without_its_bytes() -> None:
    whole = encode(Reply(status_code=0x90, data=NAME.encode("utf-16-le")))
    stale = bytearray(whole)
    stale[6] += 3
    stale[-1] ^= whole[6] ^ stale[6]  # the check covers the length
    frames = heard(bytes(stale))
    assert [clear["event"] for frame in frames for clear in frame.says] == ["sam-id"]
    assert_names_nobody(frames)


def test_what_names_nobody_is_kept_as_it_is() -> None:
    module = bytes.fromhex("05000300A5C931010100000015CD5B07")
    for reply in (CardFound(), CardSelected(), SamId(data=module), Reply(status_code=0x80)):
        (frame,) = heard(encode(reply))
        assert frame.data == encode(reply)


def test_a_card_in_any_pieces_on_any_bad_line_names_nobody() -> None:
    chance = random.Random(3)
    whole = encode(Reply(status_code=0x90, data=CARD))
    for _ in range(150):
        stream = bytearray(whole * 2)
        for _ in range(chance.randrange(3)):
            at = chance.randrange(len(stream))
            stream[at : at + chance.randrange(40)] = chance.choice([b"", PREAMBLE, b"\xaa", b"A"])
        assert_names_nobody(heard(bytes(stream), pieces=chance.choice([1, 7, 300])))


@pytest.mark.parametrize("kind", ["keypad-ff68", "printer-status", "strip-mono"])
def test_a_reader_that_is_watched_as_another_kind_names_nobody_either(kind: str) -> None:
    tap = Tap(kind)
    whole = encode(Reply(status_code=0x90, data=CARD))
    frames = [f for byte in whole for f in tap.hear("line", bytes([byte]), 0.0)]
    frames += tap.hear("line", whole, 0.5) + tap.silence(1.0)
    assert_names_nobody(frames)
    assert "id-card" in frames[-1].says[0]["reason"]
