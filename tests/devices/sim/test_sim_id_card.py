from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import serial
from stdnum.iso7064 import mod_11_2
from virtual_bench import (
    CARD_FOUND,
    CHECKSUM_ERROR,
    COMMAND_ERROR,
    FIND,
    NO_CARD,
    NO_SUCH_CONTENT,
    READ,
    READ_ADDRESS,
    READ_FAILED,
    READ_REPLY_BYTES,
    READ_WITH_FINGERPRINT,
    SAM_ID,
    SAM_ID_REPLY,
    SELECT,
    SELECT_FAILED,
    SELECTED,
)

from devices.catalog import open_device
from devices.errors import LinkLost, NoAnswer
from devices.id_card.driver import IdCardReader
from devices.id_card.speed import BAUDS
from devices.sim.host import Host
from devices.sim.persons import persons
from devices.transport import open_transport


@pytest.fixture
def line(port: Callable[[str], serial.Serial]) -> serial.Serial:
    return port("reader")


def ask(line: serial.Serial, request: bytes, answer_bytes: int) -> bytes:
    line.write(request)
    return line.read(answer_bytes)


def test_an_empty_reader_finds_no_card_and_names_its_module(line: serial.Serial) -> None:
    assert ask(line, FIND, len(NO_CARD)) == NO_CARD
    assert ask(line, SELECT, len(SELECT_FAILED)) == SELECT_FAILED
    assert ask(line, SAM_ID, len(SAM_ID_REPLY)) == SAM_ID_REPLY


def test_a_laid_card_is_found_selected_read_and_then_latched(
    host: Host, line: serial.Serial
) -> None:
    host["reader"].act("lay", {"person": "elder"})
    assert ask(line, FIND, len(CARD_FOUND)) == CARD_FOUND
    assert ask(line, SELECT, len(SELECTED)) == SELECTED
    reply = ask(line, READ, READ_REPLY_BYTES)
    assert reply[7:14] == bytes.fromhex("0000900100 0400")
    assert reply[14:44].decode("utf-16-le").rstrip() == "柏秀芝"
    assert reply[136:172].decode("utf-16-le") == "11010519491231002X"
    assert ask(line, FIND, len(NO_CARD)) == NO_CARD
    host["reader"].act("remove", {})
    host["reader"].act("lay", {"person": "elder"})
    assert ask(line, FIND, len(CARD_FOUND)) == CARD_FOUND


def test_a_reader_without_a_latch_finds_the_same_card_again(
    host: Host, line: serial.Serial
) -> None:
    host["reader"].act("fault", {"latched": False})
    host["reader"].act("lay", {"person": "young"})
    for _ in range(2):
        assert ask(line, FIND, len(CARD_FOUND)) == CARD_FOUND
        assert ask(line, SELECT, len(SELECTED)) == SELECTED
        assert len(ask(line, READ_WITH_FINGERPRINT, READ_REPLY_BYTES + 2)) == READ_REPLY_BYTES + 2


def test_reading_needs_find_and_select_every_time(host: Host, line: serial.Serial) -> None:
    host["reader"].act("lay", {"person": "young"})
    assert ask(line, READ, len(READ_FAILED)) == READ_FAILED
    ask(line, FIND, len(CARD_FOUND))
    assert ask(line, READ, len(READ_FAILED)) == READ_FAILED


def test_an_old_module_knows_only_the_old_reading(host: Host, line: serial.Serial) -> None:
    host["reader"].act("fault", {"old_module": True})
    host["reader"].act("lay", {"person": "young"})
    ask(line, FIND, len(CARD_FOUND))
    ask(line, SELECT, len(SELECTED))
    assert ask(line, READ_WITH_FINGERPRINT, len(COMMAND_ERROR)) == COMMAND_ERROR
    assert len(ask(line, READ, READ_REPLY_BYTES)) == READ_REPLY_BYTES


def test_only_the_card_with_an_additional_address_tells_one(
    host: Host, line: serial.Serial
) -> None:
    host["reader"].act("lay", {"person": "elder"})
    address = ask(line, READ_ADDRESS, 81)[10:80].decode("utf-16-le")
    assert address.rstrip() == "北京市海淀区示例路2号"
    host["reader"].act("lay", {"person": "young"})
    assert ask(line, READ_ADDRESS, len(NO_SUCH_CONTENT)) == NO_SUCH_CONTENT


def test_a_damaged_request_is_answered_as_such(line: serial.Serial) -> None:
    damaged = FIND[:-1] + b"\x23"
    assert ask(line, damaged, len(CHECKSUM_ERROR)) == CHECKSUM_ERROR


@pytest.mark.parametrize(
    ("moment", "select_answer", "read_answer"),
    [("select", SELECT_FAILED, READ_FAILED), ("read", SELECTED, READ_FAILED)],
)
def test_a_card_taken_away_too_early_fails_where_it_was_taken(
    host: Host, line: serial.Serial, moment: str, select_answer: bytes, read_answer: bytes
) -> None:
    host["reader"].act("lay", {"person": "elder"})
    host["reader"].act("fault", {"lift_at": moment})
    ask(line, FIND, len(CARD_FOUND))
    assert ask(line, SELECT, len(select_answer)) == select_answer
    assert ask(line, READ, len(read_answer)) == read_answer
    assert host["reader"].state()["card"] is None


def test_a_card_snatched_in_mid_read_breaks_the_reply_off(host: Host, line: serial.Serial) -> None:
    host["reader"].act("lay", {"person": "elder"})
    host["reader"].act("fault", {"lift_at": "reply"})
    ask(line, FIND, len(CARD_FOUND))
    ask(line, SELECT, len(SELECTED))
    line.timeout = 0.3
    assert 0 < len(ask(line, READ, READ_REPLY_BYTES)) < READ_REPLY_BYTES
    assert ask(line, FIND, len(NO_CARD)) == NO_CARD


@pytest.mark.parametrize("person", persons().values(), ids=lambda person: person.id)
def test_the_real_driver_reads_every_card_of_the_tray(host: Host, person: object) -> None:
    wanted = persons()[person.id]  # type: ignore[attr-defined]
    host["reader"].act("lay", {"person": wanted.id})
    transport = open_transport(host["reader"].state()["link"], 115200)
    try:
        card = IdCardReader(transport).poll()
        assert card is not None
        assert (card.kind, card.number) == (wanted.kind, wanted.fields["number"])
        assert card.name == wanted.fields["name"]
    finally:
        transport.close()


@pytest.mark.parametrize("person", persons().values(), ids=lambda person: person.id)
def test_every_invented_number_has_a_right_check_digit(person: object) -> None:
    number = persons()[person.id].fields["number"]  # type: ignore[attr-defined]
    if len(number) == 18:
        assert mod_11_2.is_valid(number)
    else:
        weights = [7, 3, 1] * 5
        values = [int(char, 36) for char in number]
        total = sum(weight * value for weight, value in zip(weights, values[:-1], strict=False))
        assert total % 10 == values[-1]


def at_speed(host: Host, baud: int) -> IdCardReader:
    place = host["reader"].state()["link"]
    return IdCardReader(open_transport(place, baud), open_at=partial(open_transport, place))


@pytest.mark.parametrize("baud", BAUDS)
def test_on_a_real_line_a_reader_answers_at_its_own_speed_only(host: Host, baud: int) -> None:
    host["reader"].act("fault", {"baud": baud})
    other = next(speed for speed in BAUDS if speed != baud)
    reader = at_speed(host, other)
    with pytest.raises(NoAnswer):
        reader.identify()
    assert reader.find_baud() == baud
    reader.set_baud(other)
    assert host["reader"].state()["baud"] == other
    host["reader"].act("lay", {"person": "elder"})
    assert reader.poll() is not None
    reader._talk.transport.close()


def test_a_reader_that_was_set_to_another_speed_is_there_after_its_cable_was_pulled(
    host: Host, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    reader = open_device("id-card", "reader", host["reader"].state()["link"])
    reader.set_baud(19200)
    assert reader.identify()
    host["reader"].act("unplug", {})
    with pytest.raises(LinkLost):
        reader.identify()
    host["reader"].act("plug", {})

    def is_back() -> bytes | None:
        with contextlib.suppress(LinkLost):
            return bytes(reader.identify())
        return None

    assert eventually(is_back)
    assert host["reader"].state()["baud"] == 19200
    reader._talk.transport.close()
