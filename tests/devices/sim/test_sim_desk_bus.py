from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import serial
from virtual_bench import (
    ASK_RATING,
    BEEP,
    CALL_KEY,
    FIVE_STARS,
    GRADE_4,
    GRADE_4_ACKNOWLEDGED,
    RESULT_OK,
    SHOW_012,
)

from devices.sim.device import Refused
from devices.sim.host import Host
from devices.sim.outbox import MOST_SENDINGS

Eventually = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def line(port: Callable[[str], serial.Serial]) -> serial.Serial:
    return port("desk")


def pad(host: Host) -> Any:
    return host["desk"].state()["pads"][0]


def test_a_pressed_key_is_said_until_it_is_echoed(
    host: Host, line: serial.Serial, eventually: Eventually
) -> None:
    host["desk"].act("press", {"window": "1", "key": "CALL"})
    assert line.read(2 * len(CALL_KEY)) == CALL_KEY * 2
    line.write(CALL_KEY)
    eventually(lambda: pad(host)["acknowledged"] == 1)
    assert pad(host)["unsent"] == 0


def test_digits_are_sent_before_their_key(host: Host, line: serial.Serial) -> None:
    host["desk"].act("press", {"window": "1", "digits": "0", "key": "0F"})
    hang_up = bytes.fromhex("FF 68 04 04 68 03 01 00 0F 13 16")
    assert line.read(len(hang_up)) == hang_up


def test_a_key_that_nobody_hears_is_given_up_and_counted(
    host: Host, line: serial.Serial, eventually: Eventually
) -> None:
    host["desk"].act("press", {"window": "1", "key": "call"})
    eventually(lambda: pad(host)["unheard"] == 1)
    line.timeout = 0.3
    assert line.read(1000) == CALL_KEY * MOST_SENDINGS


def test_two_keys_pressed_at_once_are_said_one_after_the_other(
    host: Host, line: serial.Serial, eventually: Eventually
) -> None:
    recall = bytes.fromhex("FF 68 03 03 68 03 01 0D 11 16")
    host["desk"].act("press", {"window": "1", "key": "CALL"})
    host["desk"].act("press", {"window": "1", "key": "RECALL"})
    assert line.read(len(CALL_KEY)) == CALL_KEY
    line.write(CALL_KEY)
    line.reset_input_buffer()
    eventually(lambda: pad(host)["acknowledged"] == 1)
    assert recall in line.read(2 * len(recall))


def test_displays_lamps_and_beeper_follow_the_host(
    host: Host, line: serial.Serial, eventually: Eventually
) -> None:
    line.write(SHOW_012 + BEEP + RESULT_OK + FIVE_STARS)
    shown = eventually(lambda: pad(host)["result"] and pad(host))
    assert (shown["number"], shown["beeps"], shown["result"]) == ("012", 1, "ok")
    eventually(lambda: pad(host)["evaluator"]["stars"] == 5)


@pytest.mark.parametrize(
    ("digits", "number", "waiting"),
    [
        ("00 01 02 0A 0A 07", "012", "7"),
        ("00 01 02 0A 0A 0A", "", "012"),
        ("0A 0A 00 01 02", "012", ""),
        ("01 02", "12", ""),
        ("0A 0A 0A", "", ""),
    ],
)
def test_every_layout_of_number_and_waiting_count_is_understood(
    host: Host,
    line: serial.Serial,
    eventually: Eventually,
    digits: str,
    number: str,
    waiting: str,
) -> None:
    body = bytes.fromhex("03 02" + digits)
    size = bytes([len(body)])
    line.write(b"\xff\x68" + size * 2 + b"\x68" + body + bytes([sum(body) & 0xFF, 0x16]))
    eventually(lambda: pad(host)["display"])
    assert (pad(host)["number"], pad(host)["waiting"]) == (number, waiting)


def test_an_asked_evaluator_shines_until_its_grade_is_acknowledged(
    host: Host, line: serial.Serial, eventually: Eventually
) -> None:
    line.write(ASK_RATING)
    eventually(lambda: pad(host)["asked"])
    host["desk"].act("grade", {"window": "1", "grade": 4})
    assert line.read(len(GRADE_4)) == GRADE_4
    line.write(GRADE_4_ACKNOWLEDGED)
    eventually(lambda: not pad(host)["asked"])
    assert pad(host)["evaluator"]["grade"] == 4


def test_another_variants_acknowledgement_is_none(host: Host, line: serial.Serial) -> None:
    host["desk"].act("grade", {"window": "1", "grade": 4})
    line.read(len(GRADE_4))
    line.write(bytes.fromhex("68 02 02 68 83 01 84 16"))
    line.reset_input_buffer()
    assert line.read(len(GRADE_4)) == GRADE_4


def test_a_half_frame_does_not_swallow_the_one_behind_it(
    host: Host, line: serial.Serial, eventually: Eventually
) -> None:
    line.write(bytes.fromhex("FF 68 40 40 68") + BEEP)
    eventually(lambda: pad(host)["beeps"] == 1)


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("press", {"window": "9", "key": "CALL"}, "unknown_window"),
        ("press", {"window": "1", "key": "LAUNCH"}, "unknown_key"),
        ("press", {"window": "1", "key": "CALL", "digits": "1a"}, "malformed"),
        ("grade", {"window": "2", "grade": 4}, "unknown_window"),
        ("grade", {"window": "1", "grade": 5}, "unknown_grade"),
        ("lay", {"person": "elder"}, "unknown_action"),
    ],
)
def test_what_a_pad_does_not_have_cannot_be_pressed(
    host: Host, action: str, body: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        host["desk"].act(action, body)
    assert refused.value.code == code
