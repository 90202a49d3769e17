"""A desk unit between its pads' line, the server and the broker: fakes of all three."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest
from server_at_hand import NINE, ServerAtHand

from config.machines import Pad
from devices.desk import Desk, DeskClocks
from devices.desk_commands import Commands
from devices.desk_pad import DeskPad
from devices.desk_ratings import RatingPost
from devices.errors import LinkLost
from devices.keypad.driver import GradeGiven, KeyPressed
from devices.profiles.load import load_profile
from queue_server.contract.client import QueueClient
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import (
    Channel,
    DeviceState,
    HealthFact,
    QueueFact,
    RatingAsk,
    WindowFact,
    WindowStatus,
)

KEYPADS = load_profile("ff68-21key")
GRADES = {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}
VERY_SATISFIED = 4  # the evaluator's byte
ACT_A, ACT_B = UUID(int=1), UUID(int=2)
DEADLINE_S = 5.0


@dataclass
class Line:
    """The pads' line: what is pressed in, what was said out. `pulled` is a cable that is out."""

    pressed: list[KeyPressed | GradeGiven] = field(default_factory=list)
    said: list[tuple[object, ...]] = field(default_factory=list)
    pulled: bool = False

    def read(self, timeout_s: float) -> list[KeyPressed | GradeGiven]:
        self._check()
        heard, self.pressed = self.pressed, []
        return heard

    def show(self, address: int, number: str, waiting: int) -> None:
        self._say("show", address, number, waiting)

    def result(self, address: int, ok: bool) -> None:
        self._say("result", address, ok)

    def beep(self, address: int) -> None:
        self._say("beep", address)

    def ask_rating(self, address: int) -> bool:
        if any(
            isinstance(press, GradeGiven) and press.address == address for press in self.pressed
        ):
            return False
        self._say("ask", address)
        return True

    def show_stars(self, address: int, stars: int) -> None:
        self._say("stars", address, stars)

    def _say(self, *words: object) -> None:
        self._check()
        self.said.append(words)

    def _check(self) -> None:
        if self.pulled:
            raise LinkLost("pulled")


class DeskAtWork:
    """A desk with the pads of windows 1 (address 1) and 2 (address 2); its time is set by hand."""

    def __init__(self) -> None:
        self.server, self.line = ServerAtHand(), Line()
        self.now, self.monotonic_s = NINE, 0.0
        self.health: HealthFact | None = None
        self.stop = threading.Event()
        client = cast(QueueClient, self.server)
        self.pads = [
            DeskPad(Pad(window=w, address=int(w)), self.commands(w), KEYPADS.action)
            for w in ("1", "2")
        ]
        self.ratings = RatingPost(client, new_id=uuid4, now=lambda: self.now, stop=self.stop)
        self.desk = Desk(
            self.line,
            self.pads,
            self.ratings,
            GRADES,
            health=HealthBook("desk-d1", self._health, lambda: self.now),
            clocks=DeskClocks(now=lambda: self.now, monotonic_s=lambda: self.monotonic_s),
        )
        for thread in (*self.pads, self.ratings):
            thread.start()

    def commands(self, window: str) -> Commands:
        client = cast(QueueClient, self.server)
        return Commands(client, window, new_id=uuid4, monotonic_s=time.monotonic, stop=self.stop)

    def _health(self, fact: HealthFact) -> None:
        self.health = fact

    def close(self) -> None:
        self.stop.set()
        for thread in (*self.pads, self.ratings):
            thread.stop()
            thread.join(DEADLINE_S)

    def at(self, seconds: float) -> datetime:
        self.monotonic_s = seconds
        self.now = NINE + timedelta(seconds=seconds)
        return self.now

    def press(self, key: str, digits: str = "", address: int = 1) -> None:
        self.line.pressed.append(KeyPressed(address, digits, key))

    def grade(self, grade: int = VERY_SATISFIED, address: int = 1) -> None:
        self.line.pressed.append(GradeGiven(address, grade))

    def fact(
        self,
        version: int,
        number: str | None = None,
        rating: RatingAsk | None = None,
        *,
        retained: bool = False,
    ) -> None:
        self.pads[0].fact(
            WindowFact(
                epoch=1,
                version=version,
                window="1",
                status=WindowStatus.OPEN,
                number=number,
                rating=rating,
            ),
            retained,
        )

    def waiting(self, version: int, count: int) -> None:
        for pad in self.pads:
            fact = QueueFact(epoch=1, version=version, services={}, windows={"1": count, "2": 0})
            pad.queue(fact, False)

    def turns_until(self, what: Callable[[], bool]) -> None:
        end = time.monotonic() + DEADLINE_S
        while not what():
            assert time.monotonic() < end, f"it never happened; said so far: {self.line.said}"
            self.desk.turn()
            time.sleep(0.002)

    def turns(self, count: int = 20) -> None:
        for _ in range(count):
            self.desk.turn()

    def said(self, *word: object) -> int:
        return self.line.said.count(word)


@pytest.fixture
def desk() -> Iterator[DeskAtWork]:
    at_work = DeskAtWork()
    yield at_work
    at_work.close()


def ask(act: UUID, seconds: float = 30) -> RatingAsk:
    return RatingAsk(act_id=act, number="A001", until=NINE + timedelta(seconds=seconds))


def test_a_pad_shows_the_present_number_and_how_many_wait(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.turns()
    assert desk.line.said == []  # not before both are known
    desk.waiting(1, 5)
    desk.turns()
    assert desk.line.said == [("show", 1, "A012", 5), ("show", 2, "000", 0)]


def test_a_call_without_a_broker_shows_what_the_server_answered(desk: DeskAtWork) -> None:
    desk.server.waiting = ["A001", "A002"]
    desk.press("call")
    desk.turns_until(lambda: desk.said("show", 1, "A001", 1) == 1)
    assert desk.server.heard == [("call_next", "")]


def test_nobody_waiting_shows_that_nobody_waits_and_does_not_beep(desk: DeskAtWork) -> None:
    desk.press("call")
    desk.turns_until(lambda: desk.said("show", 1, "000", 0) == 1)
    assert desk.said("beep", 1) == 0


def test_a_command_that_changes_nothing_is_still_answered_on_the_pad(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.waiting(1, 5)
    desk.turns()
    desk.server.current, desk.server.waiting = "A012", ["A013"] * 5
    desk.press("recall")
    desk.turns_until(lambda: desk.said("show", 1, "A012", 5) == 2)


def test_a_refusal_beeps_shows_failed_and_then_the_present_again(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.waiting(1, 5)
    desk.turns()
    desk.server.refuse = "illegal_verb"
    desk.press("start")
    desk.turns_until(lambda: desk.said("result", 1, False) == 1)
    assert desk.line.said[-2:] == [("beep", 1), ("result", 1, False)]
    desk.turns()
    assert desk.line.said[-1] == ("result", 1, False)  # it stands for a while
    desk.at(2.1)
    desk.turns()
    assert desk.line.said[-1] == ("show", 1, "A012", 5)


def test_a_key_without_a_meaning_is_refused_and_asks_nothing(desk: DeskAtWork) -> None:
    desk.press("confirm", "77")
    desk.turns()
    assert desk.line.said == [("beep", 1), ("result", 1, False)]
    assert desk.server.heard == []


def test_cancel_clears_a_refusal_at_once(desk: DeskAtWork) -> None:
    desk.fact(1, "A012")
    desk.waiting(1, 5)
    desk.press("confirm", "77")
    desk.turns()
    desk.press("cancel", "12")
    desk.turns()
    assert desk.line.said[-1] == ("show", 1, "A012", 5)
    assert desk.server.heard == []


def test_eight_and_confirm_shows_the_pads_own_address(desk: DeskAtWork) -> None:
    desk.press("confirm", "8", address=2)
    desk.turns()
    assert desk.line.said == [("beep", 2), ("show", 2, "2", 0)]


def test_an_impatient_finger_calls_nobody_twice_while_its_wish_still_waits(
    desk: DeskAtWork,
) -> None:
    idle = DeskPad(Pad(window="1", address=1), desk.commands("1"), KEYPADS.action)
    desk.server.waiting = ["A001", "A002"]
    idle.press("", "call")
    idle.press("", "call")  # in one breath: the pad's thread has not taken the first
    idle.press("", "recall")
    idle.start()
    desk.turns_until(lambda: len(desk.server.heard) >= 2)
    idle.stop()
    idle.join(DEADLINE_S)
    assert desk.server.heard == [("call_next", ""), ("recall", "")]


def test_two_pads_do_not_wait_for_each_other(desk: DeskAtWork) -> None:
    desk.server.waiting = ["A001", "A002"]
    desk.server.lose_answers = 1  # the first pad is trying again
    desk.press("call", address=1)
    desk.turns()
    desk.press("call", address=2)
    desk.turns_until(lambda: {("show", 1), ("show", 2)} <= {s[:2] for s in desk.line.said})
    numbers = {said[2] for said in desk.line.said if said[0] == "show" and said[2] != "000"}
    assert numbers == {"A001", "A002"}


def test_an_unknown_pad_on_the_line_is_left_alone(desk: DeskAtWork) -> None:
    desk.press("call", address=9)
    desk.grade(address=9)
    desk.turns()
    assert desk.server.heard == []


def test_a_visitor_is_asked_at_the_end_and_rates_the_act_once(desk: DeskAtWork) -> None:
    desk.fact(1, "A001")
    desk.fact(2, rating=ask(ACT_A))
    desk.turns()
    assert desk.said("ask", 1) == 1
    for _ in range(50):  # a stuck key
        desk.grade()
        desk.turns(1)
    desk.turns_until(lambda: bool(desk.server.ratings))
    (rating,) = desk.server.ratings
    assert (rating.act_id, rating.level, rating.channel) == (ACT_A, 5, Channel.EVALUATOR)


@pytest.mark.parametrize(("grade", "level"), [(int(g), level) for g, level in GRADES.items()])
def test_the_thanks_are_the_same_for_every_level(desk: DeskAtWork, grade: int, level: int) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.grade(grade)
    desk.turns_until(lambda: bool(desk.server.ratings))
    assert desk.server.ratings[0].level == level
    desk.turns(1)
    assert desk.line.said == [("ask", 1), ("stars", 1, 0)]


def test_a_desk_that_restarts_asks_again_while_there_is_time(desk: DeskAtWork) -> None:
    desk.fact(7, rating=ask(ACT_A), retained=True)
    desk.turns()
    assert desk.said("ask", 1) == 1


def test_a_press_that_nobody_asked_for_rates_nothing(desk: DeskAtWork) -> None:
    desk.fact(1, "A001")
    desk.grade()
    desk.turns()
    assert desk.server.heard == []


def test_after_the_time_is_up_nothing_is_rated(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.at(30.5)
    desk.turns()
    assert desk.line.said == [("ask", 1), ("stars", 1, 0)]
    desk.grade()
    desk.turns()
    assert desk.server.heard == []


def test_a_press_after_the_next_call_is_never_the_next_visitors(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.fact(2, "A002")
    desk.grade()
    desk.turns()
    assert desk.server.heard == []
    desk.fact(3, rating=ask(ACT_B))
    desk.turns()
    desk.grade()
    desk.turns_until(lambda: bool(desk.server.ratings))
    assert [rating.act_id for rating in desk.server.ratings] == [ACT_B]


def test_a_press_just_before_the_next_ask_rates_the_act_that_was_asked_about(
    desk: DeskAtWork,
) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.fact(2, rating=ask(ACT_B))
    desk.grade()  # stands on the line before the evaluator hears of act B
    desk.turns_until(lambda: desk.said("ask", 1) == 2)
    desk.grade()
    desk.turns_until(lambda: len(desk.server.ratings) == 2)
    assert [rating.act_id for rating in desk.server.ratings] == [ACT_A, ACT_B]


def test_an_evaluator_that_asked_when_its_line_was_cut_does_not_go_on_asking(
    desk: DeskAtWork,
) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    for pad in desk.pads:
        pad.lost()
    desk.fact(2, "A002")
    desk.turns()
    assert desk.said("stars", 1, 0) == 1


def test_a_grade_that_the_map_does_not_know_leaves_the_ask_open(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.grade(9)
    desk.turns()
    assert desk.server.heard == []
    desk.grade(VERY_SATISFIED)
    desk.turns_until(lambda: bool(desk.server.ratings))


def test_a_rating_outlives_a_server_that_is_away_for_a_moment(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.server.away = True
    desk.turns()
    desk.grade()
    desk.turns()
    desk.server.away = False
    desk.server.lose_answers = 1
    desk.turns_until(lambda: len(desk.server.ids) == 2)
    assert len(set(desk.server.ids)) == 1
    assert len(desk.server.ratings) == 1


def test_a_line_that_was_pulled_heals_and_says_everything_again(desk: DeskAtWork) -> None:
    desk.fact(1, "A012", rating=ask(ACT_A))
    desk.waiting(1, 5)
    running = threading.Thread(target=desk.desk.run, args=(desk.stop,))
    running.start()
    try:
        wait_until(lambda: desk.said("show", 1, "A012", 5) == 1)
        desk.line.pulled = True
        wait_until(lambda: state_of(desk) == (DeviceState.OFFLINE, "link_lost"))
        desk.line.said.clear()
        desk.line.pulled = False
        wait_until(lambda: desk.said("show", 1, "A012", 5) == 1)
        wait_until(lambda: desk.said("ask", 1) == 1)
        wait_until(lambda: state_of(desk) == (DeviceState.OK, ""))
    finally:
        desk.stop.set()
        running.join(DEADLINE_S)


def state_of(desk: DeskAtWork) -> tuple[DeviceState, str] | None:
    pads = desk.health.devices.get("pads") if desk.health else None
    return (pads.state, pads.cause) if pads else None


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)
