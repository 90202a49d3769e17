"""The simulated font card has a real one's habits, and can be made to fail in its ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from virtual_bench import A001_64_BY_16, ACK, PING

from devices.errors import DeviceRefused, NoAnswer
from devices.led.area import Speech
from devices.led.areas import EIGHTS, PIXELS, PLAIN_PIXELS, DynamicArea
from devices.led.codec import Decoder, encode
from devices.led.driver import Area, Model, OnbonBoard
from devices.led.messages import Ack, Brightness, Message, Nack, Ping, SendAreas, SetClock
from devices.led.packet import CARD, HOST, Header
from devices.sim.device import Refused, act
from devices.sim.led_onbon import BOOT_S, LedOnbonSim

NINE = datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001  # a wall clock
CALL = Area(x=0, y=0, width=64, height=16, text="A001", say=Speech(words="请A001号", times=2))


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Cable:
    """A simulated card and the driver on one wire."""

    def __init__(self, model: Model = "bx-6k", card: str = "any") -> None:
        self.time = Time()
        self.card = LedOnbonSim(model, 256, 128, self.time, card)
        self.coming = b""
        self.board = OnbonBoard(self, model, 256, 128, clock=self.time)

    def read(self, timeout_s: float) -> bytes:
        data, self.coming = self.coming, b""
        if not data:
            self.time.now += timeout_s
        return data

    def write(self, data: bytes) -> None:
        self.coming += self.card.feed(data)

    def close(self) -> None:
        pass

    def told(self, data: bytes) -> list[Message]:
        answers = Decoder().feed(self.card.feed(data))
        return [answer for answer in answers if isinstance(answer, Message)]

    def fault(self, **switches: object) -> None:
        act(self.card, "fault", switches)


def cause_of(command: Callable[[], object]) -> str:
    with pytest.raises(DeviceRefused) as refused:
        command()
    return refused.value.cause


@pytest.mark.parametrize(
    ("word", "code"), [("busy", 3), ("memory", 4), ("font_missing", 12), ("block_number", 16)]
)
def test_a_card_refuses_as_it_was_told_by_word_or_by_code(word: str, code: int) -> None:
    cable = Cable()
    for refuse in (word, code):
        cable.fault(refuse=refuse)
        assert cause_of(cable.board.ping) == word
        assert cause_of(lambda: cable.board.show([CALL])) == word
        assert cable.card.state()["refuse"] == word
    cable.fault(refuse="ok")
    cable.board.show([CALL])
    assert cable.card.state()["texts"] == ["A001"]


@pytest.mark.parametrize("fault", [{"refuse": 17}, {"refuse": "tired"}, {"buffer_bytes": -1}])
def test_a_fault_that_no_card_has_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(Refused):
        act(Cable().card, "fault", fault)


@pytest.mark.parametrize(("model", "type_name"), [("bx-5k", "5K2"), ("bx-6k", "6K3-YY")])
def test_a_card_answers_by_its_own_type(model: Model, type_name: str) -> None:
    cable = Cable(model, type_name)
    cable.board.ping()
    assert cable.board.card_type == type_name


@pytest.mark.parametrize("unit", [EIGHTS, PIXELS, PLAIN_PIXELS])
@pytest.mark.parametrize("model", ["bx-5k", "bx-6k"])
def test_a_strict_card_takes_its_own_units_only(model: Model, unit: int) -> None:
    cable = Cable(model)
    header = Header(device_type=0x61) if unit == PLAIN_PIXELS else Header()
    area = DynamicArea(area=0, x=0, y=0, width=64, height=16, markup="A001", unit=unit)
    frame = encode(SendAreas(header=header, areas=(area,)))
    assert type(cable.told(frame)[0]) is Ack
    cable.fault(strict_units=True)
    own = (unit == EIGHTS) == (model == "bx-5k")
    assert [type(answer) for answer in cable.told(frame)] == [Ack if own else Nack]


def test_our_own_driver_counts_as_a_strict_card_does() -> None:
    for model in ("bx-5k", "bx-6k"):
        cable = Cable(model)  # type: ignore[arg-type]
        cable.fault(strict_units=True)
        cable.board.show([CALL])
        assert cable.card.state()["texts"] == ["A001"]


def test_what_a_tiny_receive_buffer_loses_is_no_answer_and_a_driver_that_knows_it_parts_it() -> (
    None
):
    cable = Cable()
    cable.fault(buffer_bytes=200)
    rows = [Area(x=0, y=16 * row, width=64, height=16, text=f"A00{row}") for row in range(8)]
    with pytest.raises(NoAnswer):
        cable.board.show(rows)
    assert cable.card.state()["overflows"] == 1
    knowing = OnbonBoard(cable, "bx-6k", 256, 128, longest_frame=180, clock=cable.time)
    knowing.show(rows)
    assert cable.card.state()["texts"] == [f"A00{row}" for row in range(8)]


def test_a_card_that_answers_one_ping_only_does_so_again_after_a_restart() -> None:
    cable = Cable()
    cable.fault(first_ping_only=True)
    cable.board.ping()
    with pytest.raises(NoAnswer):
        cable.board.ping()
    act(cable.card, "restart", {})
    cable.time.now += BOOT_S
    cable.board.ping()
    with pytest.raises(NoAnswer):
        cable.board.ping()


def test_a_card_that_was_restarted_has_forgotten_its_areas_its_clock_and_its_brightness() -> None:
    cable = Cable()
    cable.board.show([CALL])
    cable.board.set_clock(NINE)
    cable.board.set_brightness(4)
    cable.board.set_power(False)
    act(cable.card, "restart", {})
    state = cable.card.state()
    assert (state["texts"], state["clock_set"]) == ([], False)
    assert (state["power"], state["brightness"]) == ("on", 15)


def test_a_reset_by_wire_is_a_restart() -> None:
    cable = Cable()
    cable.board.show([CALL])
    cable.board.reset()
    assert cable.card.state()["texts"] == []
    assert cable.card.state()["starting"]
    with pytest.raises(NoAnswer):
        cable.board.ping()  # which takes two of the three seconds
    cable.time.now += 1
    cable.board.ping()


def test_the_brightness_of_the_day_follows_the_cards_own_clock() -> None:
    cable = Cable()
    cable.board.set_clock(NINE)
    cable.board.set_brightness_of_day([2] * 14 + [12] * 5 + [6] * 29)
    assert cable.card.state()["brightness"] == 12
    cable.time.now += 30 * 60
    assert cable.card.state()["brightness"] == 6
    assert cable.card.state()["brightness_by_time"]
    cable.board.set_brightness(9)
    assert cable.card.state()["brightness"] == 9


def test_a_dark_board_is_seen_to_be_dark_and_a_dim_one_dim() -> None:
    cable = Cable()
    cable.board.show([CALL])
    bright = max(channel[1] for channel in cable.card.pixels().getextrema())
    cable.board.set_brightness(5)
    dim = max(channel[1] for channel in cable.card.pixels().getextrema())
    assert 0 < dim < bright * 0.7
    cable.board.set_power(False)
    assert cable.card.pixels().getbbox() is None


def test_a_card_tells_its_state_on_the_wire() -> None:
    cable = Cable()
    cable.board.show([CALL, Area(x=0, y=16, width=64, height=16, text="B")])
    cable.board.set_clock(NINE)
    cable.time.now += 61
    cable.board.set_brightness(7)
    cable.board.set_power(False)
    status = cable.board.status()
    assert (status.power, status.brightness, status.areas) == (2, 7, (0, 1))
    assert status.clock == bytes.fromhex("26 20 11 22 09 01 01 07")


def test_a_day_that_no_calendar_has_is_refused() -> None:
    cable = Cable()
    wrong = SetClock(year=2026, month=2, day=30, hour=9, minute=0, second=0, weekday=1)
    (answer,) = cable.told(encode(wrong))
    assert isinstance(answer, Nack)
    assert answer.error == 14


@pytest.mark.parametrize(("card", "said"), [("6K1-YY", ["请A001号"]), ("6K1", [])])
def test_only_a_card_with_a_voice_speaks(card: str, said: list[str]) -> None:
    cable = Cable(card=card)
    cable.board.show([CALL])
    cable.board.ping()
    heard = cable.card.state()["said"]
    assert [saying["words"] for saying in heard] == said
    if said:
        assert (heard[0]["times"], heard[0]["volume"]) == (2, 5)


def test_the_shown_text_is_said_when_no_words_are_given() -> None:
    cable = Cable(card="5K1Q-YY")
    cable.board.show([Area(x=0, y=0, width=64, height=16, text="请A001", say=Speech())])
    assert [saying["words"] for saying in cable.card.state()["said"]] == ["请A001"]


@pytest.mark.parametrize("crc_mode", [0, 1, 2])
def test_an_answer_is_checked_as_its_question_was(crc_mode: int) -> None:
    cable = Cable()
    (answer,) = cable.told(encode(Ping(header=Header(crc_mode=crc_mode))))
    assert answer == Ack(header=Header(destination=HOST, source=CARD, crc_mode=crc_mode))


def test_a_barcode_in_the_question_comes_back_in_the_answer() -> None:
    barcode = bytes(range(16))
    (answer,) = Cable().told(encode(Ping(header=Header(option=1, barcode=barcode))))
    assert (answer.header.option, answer.header.barcode) == (1, barcode)


def test_a_stale_length_is_obeyed_and_counted_a_wrong_crc_is_not() -> None:
    cable = Cable()
    stale = encode(Brightness(level=3, declared_length=9))
    assert type(cable.told(stale)[0]) is Ack
    wrong = bytearray(A001_64_BY_16)
    wrong[-8] ^= 1
    (refusal,) = cable.told(bytes(wrong))
    assert isinstance(refusal, Nack)
    assert refusal.error == 5
    state = cable.card.state()
    assert (state["odd_lengths"], state["damaged_frames"]) == (1, 1)
    assert (state["brightness"], state["texts"]) == (3, [])


def test_a_card_of_no_named_type_answers_the_published_bytes() -> None:
    assert Cable().card.feed(PING) == ACK
