"""From a fact to the light, and back as an acknowledgement; with devices that fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any

import pytest
from calls_of_a_hall import at, called, idle
from devices_that_remember import FakeCard, FakeStrips, Hall, wait_until

from config.kinds import Name
from config.machines import StripUnit
from devices.errors import DeviceError, DeviceRefused, LinkLost, NoAnswer
from display.board_painter import BoardPainter, Clocks
from display.layout import plan
from display.painter import Painter
from display.strip_painter import StripPainter
from queue_server.contract.messages import DeviceState, WindowStatus

Start = Callable[[Painter], Painter]
WINDOWS = frozenset(str(number) for number in range(1, 15))
OK = (DeviceState.OK, "")


def a_board(hall: Hall, card: FakeCard, name: str = "hall", **more: Any) -> BoardPainter:
    layout = plan((256, 128), Name(zh="请到窗口办理", en="Now serving"), tuple(WINDOWS))
    clocks = Clocks(now=lambda: hall.now, zone=timezone(timedelta(hours=8)))
    return BoardPainter(
        name,
        card,
        layout,
        WINDOWS,
        acknowledgement=hall.acknowledgement,
        health=hall.health,
        clocks=clocks,
        **more,
    )


def a_bus(hall: Hall, strips: FakeStrips, **more: Any) -> StripPainter:
    units = [StripUnit(window="1", address=1), StripUnit(window="2", address=2)]
    return StripPainter(
        "strips", strips, units, acknowledgement=hall.acknowledgement, health=hall.health, **more
    )


def test_a_call_is_lit_and_then_acknowledged(hall: Hall, started: Start) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.take(called("3", "A012", version=7), True)
    wait_until(lambda: hall.shown("hall") == {"3": 7})
    assert card.texts[-3:] == ["●", "A012", "→  3号窗口 Window 3"]
    assert hall.said == {"hall": OK}


def test_nothing_is_acknowledged_that_the_card_did_not_answer(hall: Hall, started: Start) -> None:
    card = FakeCard(slow=threading.Event())
    board = started(a_board(hall, card))
    board.take(called("3", "A012", version=7), True)
    wait_until(lambda: card.calls > 0)
    assert hall.facts == []
    card.slow.set()  # type: ignore[union-attr]
    wait_until(lambda: hall.shown("hall") == {"3": 7})


def test_a_board_renders_only_what_changed(hall: Hall, started: Start) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.take(called("3", "A012", version=7), False)
    wait_until(lambda: hall.shown("hall") == {"3": 7})
    frames = len(card.frames)
    board.take(called("3", "A012", version=8), False)  # only the version is new
    wait_until(lambda: hall.shown("hall") == {"3": 8})
    wait_until(lambda: card.pings > 0)
    assert len(card.frames) == frames


def test_a_window_of_another_zone_is_not_shown(hall: Hall, started: Start) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.take(called("80", "R001"), True)
    board.take(called("3", "A012"), True)
    wait_until(lambda: hall.shown("hall") == {"3": 1})
    assert "R001" not in card.texts


@pytest.mark.parametrize(
    ("fault", "health"),
    [
        (LinkLost("gone"), (DeviceState.OFFLINE, "link_lost")),
        (NoAnswer("silent"), (DeviceState.OFFLINE, "no_answer")),
        (DeviceRefused("font_missing"), (DeviceState.FAULT, "font_missing")),
    ],
)
def test_a_board_that_was_away_shows_the_present_within_five_seconds_and_nothing_old(
    hall: Hall, started: Start, fault: DeviceError, health: tuple[DeviceState, str]
) -> None:
    card = FakeCard(fault=fault)
    board = started(a_board(hall, card))
    board.take(called("3", "A012", version=1), True)
    wait_until(lambda: hall.said == {"hall": health})
    board.take(called("3", "A013", 40, version=2), True)
    hall.now = at(60)
    card.fault = None
    wait_until(lambda: hall.shown("hall") == {"3": 2}, deadline_s=5)
    assert card.texts[-2:] == ["A013", "→  3号窗口 Window 3"]
    assert not {"●", "○", "A012"} & {area.text for frame in card.frames for area in frame}
    assert hall.said == {"hall": OK}


def test_a_card_that_restarted_unseen_is_painted_again(hall: Hall, started: Start) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.take(called("3", "A012"), False)
    wait_until(lambda: hall.shown("hall") == {"3": 1})
    frames = len(card.frames)
    card.fault = LinkLost("reset by the card")  # the next ping finds it out
    wait_until(lambda: hall.said["hall"] != OK)
    card.fault = None
    wait_until(lambda: len(card.frames) > frames)
    assert "A012" in card.texts


def test_one_board_away_does_not_stop_the_others(hall: Hall, started: Start) -> None:
    hung = FakeCard(slow=threading.Event())
    gone, well = FakeCard(fault=LinkLost("gone")), FakeCard()
    boards = [
        started(a_board(hall, card, name))
        for name, card in [("hung", hung), ("gone", gone), ("well", well)]
    ]
    for board in boards:
        board.take(called("3", "A012"), True)
    wait_until(lambda: hall.shown("well") == {"3": 1})
    assert hall.shown("hung") == hall.shown("gone") == {}
    hung.slow.set()  # type: ignore[union-attr]


def test_a_call_that_waits_for_its_row_is_acknowledged_only_when_it_stands_there(
    hall: Hall, started: Start
) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    for place in range(1, 9):  # seven rows
        board.take(called(str(place), f"A00{place}"), True)
    wait_until(lambda: len(hall.shown("hall")) == 7)
    assert "8" not in hall.shown("hall")
    hall.now = at(5)
    wait_until(lambda: "8" in hall.shown("hall"))


def test_without_the_server_the_board_keeps_its_calls_and_says_since_when(
    hall: Hall, started: Start
) -> None:
    card = FakeCard()
    board = started(a_board(hall, card))
    board.source(True)
    board.take(called("3", "A012"), False)
    wait_until(lambda: "A012" in card.texts)
    board.source(False)
    hall.now = at(31)
    board.source(False)
    wait_until(lambda: "数据时间 10:00 Not live" in card.texts)
    assert "A012" in card.texts
    board.source(True)
    wait_until(lambda: "10:00" in card.texts)


def test_a_strip_tells_its_window_what_the_server_says(hall: Hall, started: Start) -> None:
    strips = FakeStrips()
    bus = started(a_bus(hall, strips))
    bus.take(called("1", "A001", version=1), True)
    bus.take(idle("2", version=1), False)
    bus.take(called("3", "A002"), True)  # has no strip
    wait_until(lambda: hall.shown("strips") == {"1": 1, "2": 1})
    assert strips.lit == {1: "请A001号到本窗口", 2: "欢迎光临热情服务"}
    bus.take(idle("1", version=2, status=WindowStatus.PAUSED), False)
    wait_until(lambda: hall.shown("strips") == {"1": 2, "2": 1})
    assert strips.lit[1] == "暂停服务"


def test_a_strip_stays_as_it_is_until_the_first_word_on_its_window(
    hall: Hall, started: Start
) -> None:
    strips = FakeStrips()
    bus = started(a_bus(hall, strips))
    bus.take(called("1", "A001"), True)
    wait_until(lambda: hall.shown("strips") == {"1": 1})
    assert 2 not in strips.lit


def test_strips_that_cannot_answer_are_never_said_to_show_a_call(
    hall: Hall, started: Start
) -> None:
    strips = FakeStrips(answers=False)
    bus = started(a_bus(hall, strips))
    bus.take(called("1", "A001"), True)
    unconfirmed = (DeviceState.OK, "unconfirmed")
    wait_until(lambda: hall.said == {"strips/1": unconfirmed})
    assert strips.lit == {1: "请A001号到本窗口"}
    bus.take(called("1", "A002", version=2), True)
    wait_until(lambda: strips.lit == {1: "请A002号到本窗口"})
    assert hall.facts == []


def test_a_silent_strip_does_not_stop_its_neighbour_and_heals(hall: Hall, started: Start) -> None:
    strips = FakeStrips(faults={1: NoAnswer("silent")})
    bus = started(a_bus(hall, strips))
    bus.take(called("1", "A001"), True)
    bus.take(called("2", "A002"), True)
    wait_until(lambda: strips.lit == {2: "请A002号到本窗口"})
    silent = (DeviceState.OFFLINE, "no_answer")
    wait_until(lambda: hall.said == {"strips/1": silent, "strips/2": OK})
    assert hall.shown("strips") == {"2": 1}
    strips.faults.clear()
    wait_until(lambda: strips.lit == {1: "请A001号到本窗口", 2: "请A002号到本窗口"})
    wait_until(lambda: hall.said == {"strips/1": OK, "strips/2": OK})


def test_a_strip_that_was_restarted_shows_the_present_within_five_seconds(
    hall: Hall, started: Start
) -> None:
    strips = FakeStrips()
    passed_s = [0.0]
    bus = started(a_bus(hall, strips, monotonic_s=lambda: passed_s[0]))
    bus.take(called("1", "A001"), True)
    wait_until(lambda: hall.shown("strips") == {"1": 1})
    strips.lit.clear()
    passed_s[0] = 5.0
    bus.take(called("9", "B001"), True)  # of no strip here, but it makes the painter look up
    wait_until(lambda: strips.lit == {1: "请A001号到本窗口"}, deadline_s=1)


def test_a_bus_that_was_pulled_heals_with_all_its_strips(hall: Hall, started: Start) -> None:
    strips = FakeStrips(faults={1: LinkLost("pulled"), 2: LinkLost("pulled")})
    bus = started(a_bus(hall, strips))
    bus.take(called("1", "A001"), True)
    bus.take(called("2", "A002"), True)
    lost = (DeviceState.OFFLINE, "link_lost")
    wait_until(lambda: hall.said == {"strips/1": lost, "strips/2": lost})
    strips.faults.clear()
    wait_until(lambda: hall.shown("strips") == {"1": 1, "2": 1})
