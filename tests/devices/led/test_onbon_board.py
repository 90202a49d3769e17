"""A hall board on an Onbon card, over good and bad wires."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from wires import (
    HEALTHY,
    BabblingWire,
    FakeClock,
    LossyWire,
    SilentWire,
    UnpluggedWire,
    Wire,
    talking,
)

from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.led.codec import Decoder, encode
from devices.led.driver import Area, Model, OnbonBoard
from devices.led.markup import Run, runs_of
from devices.led.messages import (
    BRIGHTEST,
    DELETE_ALL,
    ERRORS,
    Ack,
    Brightness,
    CancelTimedPower,
    ClearAreas,
    Command,
    Message,
    Nack,
    Ping,
    Power,
    Reset,
    SendAreas,
    SetClock,
    Status,
)
from devices.led.packet import Header
from devices.led.status import encode_status

CALL = Area(x=8, y=16, width=64, height=16, text="A001", colour="yellow")
WAY = Area(x=72, y=16, width=128, height=16, text="到3号窗口\n请", colour="green", effect="left")


TOLD = Status(power=2, brightness=7, clock=bytes.fromhex("2620050710093004"), areas=(0, 4))


@dataclass
class Card:
    error: int = 0
    answers: Message | None = None  # in the place of the usual ones
    heard: list[Command] = field(default_factory=list)

    def answer(self, message: Message) -> list[Message]:
        if not isinstance(message, Command):
            return []
        self.heard.append(message)
        if self.answers is not None:
            return [self.answers]
        return [Nack(error=self.error) if self.error else Ack()]


def on(wire: type[Wire], card: Card, clock: FakeClock, model: Model = "bx-6k") -> OnbonBoard:
    port = wire(talking(Decoder(), card.answer, encode), clock)
    return OnbonBoard(port, model, 256, 128, clock=clock)


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("model", ["bx-5k", "bx-6k"])
def test_exactly_the_wanted_texts_are_shown(
    wire: type[Wire], model: Model, clock: FakeClock
) -> None:
    card = Card()
    on(wire, card, clock, model).show([CALL, WAY])
    (command,) = card.heard
    assert isinstance(command, SendAreas)
    assert command.delete == (DELETE_ALL,)
    assert [(a.area, a.x, a.y, a.width, a.height) for a in command.areas] == [
        (0, 8, 16, 64, 16),
        (1, 72, 16, 128, 16),
    ]
    assert [runs_of(area.markup) for area in command.areas] == [
        (Run("A001", "yellow"),),
        (Run("到3号窗口\n请", "green"),),
    ]
    assert [area.effect for area in command.areas] == [1, 3]


@pytest.mark.parametrize(
    ("model", "x", "width"), [("bx-5k", "0100", "0800"), ("bx-6k", "0880", "4080")]
)
def test_places_are_counted_as_the_card_counts(
    model: Model, x: str, width: str, clock: FakeClock
) -> None:
    wire = Wire(talking(Decoder(), Card().answer, encode), clock)
    OnbonBoard(wire, model, 256, 128, clock=clock).show([CALL])
    place = bytes.fromhex(f"00 {x} 1000 {width} 1000")
    assert place in wire.written[0]


def test_every_command_arrives(clock: FakeClock) -> None:
    card = Card()
    board = on(Wire, card, clock)
    board.ping()
    board.reset()
    board.cancel_timed_power()
    board.clear()
    board.set_power(True)
    board.set_power(False)
    board.set_brightness(7)
    board.set_brightness(99)
    board.set_clock(datetime(2026, 5, 7, 10, 9, 30))  # noqa: DTZ001 - a wall clock
    clock_set = SetClock(year=2026, month=5, day=7, hour=10, minute=9, second=30, weekday=4)
    assert card.heard == [
        Ping(),
        Reset(),
        CancelTimedPower(),
        ClearAreas(),
        Power(state=1),
        Power(state=2),
        Brightness(level=7),
        Brightness(level=BRIGHTEST),
        clock_set,
    ]


def test_the_clock_is_set_in_decimal_digits(clock: FakeClock) -> None:
    wire = Wire(talking(Decoder(), Card().answer, encode), clock)
    OnbonBoard(wire, "bx-5k", 64, 16, clock=clock).set_clock(datetime(2026, 5, 7, 10, 9, 30))  # noqa: DTZ001
    assert bytes.fromhex("A2 03 01 00 00 26 20 05 07 10 09 30 04") in wire.written[0]


@pytest.mark.parametrize("error", [code for code in ERRORS if code])
def test_a_refusal_carries_the_cards_own_cause(error: int, clock: FakeClock) -> None:
    with pytest.raises(DeviceRefused) as refused:
        on(Wire, Card(error=error), clock).ping()
    assert refused.value.cause == ERRORS[error]


def test_a_cause_of_no_table_is_told_by_its_number(clock: FakeClock) -> None:
    with pytest.raises(DeviceRefused, match="error_99"):
        on(Wire, Card(error=99), clock).ping()


@pytest.mark.parametrize(
    ("area", "cause"),
    [
        (Area(x=200, y=0, width=64, height=16, text="A"), "area_off_board"),
        (Area(x=0, y=120, width=64, height=16, text="A"), "area_off_board"),
        (Area(x=-8, y=0, width=64, height=16, text="A"), "area_off_board"),
        (Area(x=4, y=0, width=64, height=16, text="A"), "area_off_grid"),
        (Area(x=0, y=0, width=60, height=16, text="A"), "area_off_grid"),
        (Area(x=0, y=0, width=64, height=16, text="A" * 20_000), "does_not_fit"),
    ],
)
def test_what_the_board_cannot_show_is_refused_before_it_is_sent(
    area: Area, cause: str, clock: FakeClock
) -> None:
    card = Card()
    with pytest.raises(DeviceRefused) as refused:
        on(Wire, card, clock, "bx-5k").show([area])
    assert refused.value.cause == cause
    assert card.heard == []


def test_more_areas_than_can_be_counted_are_refused(clock: FakeClock) -> None:
    with pytest.raises(DeviceRefused, match="too_many_areas"):
        on(Wire, Card(), clock).show([CALL] * 255)


@pytest.mark.parametrize("wire", [SilentWire, BabblingWire])
def test_a_card_that_is_off_is_no_answer_in_time(wire: type[Wire], clock: FakeClock) -> None:
    start = clock()
    with pytest.raises(NoAnswer):
        on(wire, Card(), clock).ping()
    assert clock() - start < 8


def test_a_lost_byte_is_no_answer_and_the_next_try_works(clock: FakeClock) -> None:
    board = on(LossyWire, Card(), clock)
    with pytest.raises(NoAnswer):
        board.show([CALL])
    board.show([CALL])


def test_an_unplugged_board_is_a_lost_link(clock: FakeClock) -> None:
    with pytest.raises(LinkLost):
        on(UnpluggedWire, Card(), clock).show([CALL])


def test_a_backslash_in_a_text_gives_the_card_no_orders(clock: FakeClock) -> None:
    card = Card()
    on(Wire, card, clock).show([Area(x=0, y=0, width=64, height=16, text=r"\C3A\n")])
    (command,) = card.heard
    assert isinstance(command, SendAreas)
    assert runs_of(command.areas[0].markup) == (Run("＼C3A＼n", "red"),)


def test_the_brightness_of_a_day_is_48_levels(clock: FakeClock) -> None:
    card = Card()
    board = on(Wire, card, clock)
    board.set_brightness_of_day([3] * 14 + [99] * 20 + [-1] * 14)
    levels = bytes([3] * 14 + [15] * 20 + [0] * 14)
    assert card.heard == [Brightness(mode=2, level=3, half_hours=levels)]
    with pytest.raises(ValueError, match="47 levels"):
        board.set_brightness_of_day([1] * 47)


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("answers", [TOLD, Ack(data=encode_status(TOLD))])
def test_a_card_tells_how_it_is(wire: type[Wire], answers: Message, clock: FakeClock) -> None:
    assert on(wire, Card(answers=answers), clock).status() == TOLD


def test_a_card_that_only_confirms_the_question_has_told_nothing(clock: FakeClock) -> None:
    with pytest.raises(DeviceRefused, match="no_status"):
        on(Wire, Card(answers=Ack()), clock).status()


def test_a_status_is_no_answer_to_another_question(clock: FakeClock) -> None:
    with pytest.raises(NoAnswer):
        on(Wire, Card(answers=TOLD), clock).ping()


def test_a_card_that_names_its_type_is_known_by_it(clock: FakeClock) -> None:
    card = Card()
    board = on(Wire, card, clock)
    board.ping()
    assert board.card_type == ""
    for code, name in [(0x51, "5K1"), (0x66, "6K3-YY"), (0x42, "type 42")]:
        card.answers = Ack(header=Header(device_type=code))
        board.ping()
        assert board.card_type == name
