"""What a program says of its devices: at every change, and their numbers once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, PaperLevel

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OK, OFFLINE, FAULT = DeviceState.OK, DeviceState.OFFLINE, DeviceState.FAULT


@dataclass
class Line:
    lost_count: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    last_heard_s: float | None = None


class Kiosk:
    """`second` is what both clocks say after nine."""

    def __init__(self) -> None:
        self.second = 0.0
        self.facts: list[HealthFact] = []
        self.book = HealthBook(
            "kiosk-k1", self.facts.append, self.now, lambda: 1000.0 + self.second
        )

    def now(self) -> datetime:
        return NINE + timedelta(seconds=self.second)

    def printer(self) -> DeviceHealth:
        return self.facts[-1].devices["printer"]


@pytest.fixture
def kiosk() -> Kiosk:
    return Kiosk()


def test_the_same_again_is_counted_and_not_said(kiosk: Kiosk) -> None:
    for _ in range(5):
        kiosk.book.say("printer", OFFLINE, "no_answer")
    assert len(kiosk.facts) == 1
    kiosk.book.refresh()
    assert len(kiosk.facts) == 2
    assert kiosk.printer().counters["no_answer"] == 5
    assert kiosk.printer().since == NINE


def test_nothing_new_is_not_said_by_the_minute_either(kiosk: Kiosk) -> None:
    kiosk.book.say("printer", OFFLINE, "no_answer")
    kiosk.book.refresh()
    kiosk.book.refresh()
    assert len(kiosk.facts) == 1


def test_a_program_that_was_never_presented_says_nothing_by_itself(kiosk: Kiosk) -> None:
    kiosk.book.refresh()
    assert kiosk.facts == []


def test_whoever_answers_was_heard(kiosk: Kiosk) -> None:
    kiosk.book.say("printer", OK)
    kiosk.second = 30
    kiosk.book.say("printer", OK)
    kiosk.second = 40
    kiosk.book.say("printer", OFFLINE, "no_answer")
    assert kiosk.printer().last_contact == NINE + timedelta(seconds=30)
    assert kiosk.printer().since == NINE + timedelta(seconds=40)


def test_a_device_that_cannot_answer_was_never_heard(kiosk: Kiosk) -> None:
    kiosk.book.say("printer", OK, "unconfirmed")
    assert kiosk.printer().last_contact is None


def test_a_long_fault_is_one_fault_and_a_lost_line_one_loss(kiosk: Kiosk) -> None:
    for cause, state in (("cutter", FAULT), ("link_lost", OFFLINE)):
        for _ in range(3):
            kiosk.book.say("printer", state, cause)
    assert kiosk.printer().counters == {
        "link_lost": 1,
        "no_answer": 0,
        "garbage": 0,
        "refused": 1,
    }


def test_nonsense_is_told_from_silence(kiosk: Kiosk) -> None:
    kiosk.book.say("printer", OFFLINE, "garbled")
    kiosk.book.say("printer", OFFLINE, "garbled")
    kiosk.book.count("printer", "garbage", 3)
    kiosk.book.refresh()
    assert kiosk.printer().counters["garbage"] == 5
    assert kiosk.printer().counters["no_answer"] == 0


def test_a_line_counts_for_its_device(kiosk: Kiosk) -> None:
    line = Line()
    kiosk.book.follow("printer", line)
    kiosk.book.say("printer", OFFLINE, "link_lost")
    assert kiosk.printer().counters["link_lost"] == 0  # it was never there to be lost
    line.lost_count, line.bytes_in = 2, 40
    kiosk.book.refresh()
    assert kiosk.printer().counters["link_lost"] == 2
    assert kiosk.printer().measures["received"].value == 40


def test_keys_that_nobody_presses_are_no_contact(kiosk: Kiosk) -> None:
    line = Line()
    kiosk.book.follow("printer", line, hears_all=True)
    kiosk.book.say("printer", OK)
    assert kiosk.printer().last_contact is None
    kiosk.second, line.last_heard_s = 50.0, 1030.0
    kiosk.book.refresh()
    assert kiosk.printer().last_contact == NINE + timedelta(seconds=30)
    kiosk.second = 51.0
    kiosk.book.refresh()
    assert len(kiosk.facts) == 2  # heard once, said once


def test_what_was_no_frame_is_counted_where_the_driver_knows(kiosk: Kiosk) -> None:
    kiosk.book.follow("printer", Line(), garbage=lambda: 7)
    kiosk.book.say("printer", OK)
    kiosk.book.count("printer", "garbage")
    kiosk.book.refresh()
    assert kiosk.printer().counters["garbage"] == 8


def test_paper_is_news_of_its_own_and_stands_while_the_printer_is_silent(kiosk: Kiosk) -> None:
    kiosk.book.say("printer", OK, paper=PaperLevel.OK)
    kiosk.book.say("printer", OK, paper=PaperLevel.NEAR_END)
    assert kiosk.printer().paper is PaperLevel.NEAR_END
    kiosk.book.say("printer", OFFLINE, "no_answer")
    assert kiosk.printer().paper is PaperLevel.NEAR_END
    assert len(kiosk.facts) == 3


class Old(msgspec.Struct):
    """The fact as the first release knew it."""

    program: str
    online: bool


def test_releases_understand_one_another(kiosk: Kiosk) -> None:
    kiosk.book.say("printer", OK)
    assert msgspec.json.decode(msgspec.json.encode(kiosk.facts[-1]), type=Old).online
    printer = {"state": "ok", "since": "2026-01-01T00:00:00Z"}
    said = {"program": "kiosk-k1", "online": True, "devices": {"printer": printer}}
    old = msgspec.json.decode(msgspec.json.encode(said), type=HealthFact)
    assert old.devices["printer"].counters == {}
