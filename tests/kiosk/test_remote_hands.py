"""What the hall orders from afar: heard once, kept over a night, never in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from kiosk import events as e
from kiosk import states as s
from kiosk.clocks import Clocks
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.order_rules import (
    RESTART_WITHIN_S,
    Wanted,
    due,
    here_after,
    is_newer,
    may_restart,
    wanted,
)
from kiosk.remote import Remote, RemoteWorld
from kiosk.session import step
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.kiosks import KioskFact, KioskOrder
from queue_server.contract.messages import Person, Ticket

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
REASON = {"zh": "机器维护"}
CLOSED = Wanted(closed=True, reason=REASON)
FACT = KioskFact(
    kiosk="k1",
    screen="Home",
    closed=False,
    offline=False,
    unsent=0,
    numbers_left=9,
    version="1",
    config="0123456789ab",
    started_at=NINE,
)


def order(version: int = 1, epoch: int = 1, **told: Any) -> KioskOrder:
    return KioskOrder(epoch=epoch, version=version, kiosk="k1", **told)


# --- the rules --------------------------------------------------------------------------------

BUSY: list[s.Screen] = [
    s.Home(visit=s.Visit(language="en")),
    s.Home(visit=s.Visit(person=Person(hash="a" * 64, masked_name="王**"))),
    s.Services(group="g"),
    s.Help(under=s.Home()),
    s.IdleWarning(under=s.Home()),
]


def test_a_kiosk_closes_when_nobody_is_in_the_middle_of_anything() -> None:
    idle: list[s.Screen] = [s.Home(), s.Asleep()]
    for screen in idle:
        event = due(screen, CLOSED)
        assert event == e.ClosedByHall(reason=REASON)
        assert isinstance(step(screen, event)[0], s.Closed)
    for screen in BUSY:
        assert due(screen, CLOSED) is None


def test_a_closed_kiosk_opens_by_itself_and_shows_a_new_reason() -> None:
    closed = s.Closed(serial=3, reason=REASON)
    assert due(closed, CLOSED) is None
    assert due(closed, Wanted(closed=True)) == e.ClosedByHall(reason={})
    event = due(closed, Wanted())
    assert event is not None
    assert step(closed, event)[0] == s.Home(serial=4)


def test_a_closed_kiosk_still_helps_and_goes_back_to_the_first_language() -> None:
    closed = s.Closed(reason=REASON)
    helped, _ = step(closed, e.HelpTouched())
    assert isinstance(step(helped, e.BackTouched())[0], s.Closed)
    english, _ = step(closed, e.LanguageTouched(language="en"))
    assert step(english, e.TimedOut(serial=english.serial))[0] == s.Closed(serial=2, reason=REASON)


@pytest.mark.parametrize(
    ("here", "then", "closed"),
    [
        (None, {}, False),
        (None, {"closed": True}, True),
        (True, {}, True),  # staff closed it
        (False, {"closed": True}, False),  # staff opened it again after the hall's word
    ],
)
def test_the_last_word_counts(here: bool | None, then: dict[str, Any], closed: bool) -> None:
    heard = order(**then)
    set_here = None if here is None else here_after(heard, closed=here)
    assert wanted(heard, set_here).closed is closed
    later = order(version=2, closed=True)
    assert wanted(later, set_here).closed  # and the hall's next order is a later one


def test_an_older_order_is_not_taken_for_news() -> None:
    known = order(version=7, epoch=2)
    assert not is_newer(order(version=6, epoch=2), known)
    assert not is_newer(order(version=9, epoch=1), known)  # of before the data were restored
    assert not is_newer(known, known)
    assert is_newer(order(version=1, epoch=3), known)


def test_a_restart_waits_for_an_empty_screen_but_not_for_ever(ticket: Ticket) -> None:
    assert may_restart(s.Home(), 0)
    assert may_restart(s.Closed(), 0)
    for screen in BUSY:
        assert not may_restart(screen, RESTART_WITHIN_S - 1)
        assert may_restart(screen, RESTART_WITHIN_S)
    assert not may_restart(s.Printing(ticket=ticket), 10 * RESTART_WITHIN_S)


# --- the hands --------------------------------------------------------------------------------


class Kiosk:
    """A real ledger; the world that the hands reach, written down."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(
            folder / "kiosk.db",
            Clocks(now=lambda: NINE, mono_s=lambda: 0.0, boot_id=UUID(int=7)),
        )
        self.screen: s.Screen = s.Home()
        self.said: list[KioskFact] = []
        self.wants: list[Wanted] = []
        self.pictures: list[bytes] = []
        self.restarts = 0
        self.refuses: Exception | None = None
        self.start()

    def start(self) -> None:
        self.remote = Remote(
            self.ledger,
            RemoteWorld(
                screen=lambda: self.screen,
                fact=lambda: msgspec.structs.replace(FACT, screen=type(self.screen).__name__),
                publish=self.said.append,
                picture=lambda: b"png",
                send_picture=self._send,
                want=self.wants.append,
                restart=self._restart,
            ),
        )
        self.remote.lane.start = lambda: None  # type: ignore[method-assign] # looks are by hand
        self.remote.start()

    def hears(self, told: KioskOrder) -> None:
        self.remote.hear(told, True)
        self.remote._look()

    def _send(self, png: bytes) -> None:
        if self.refuses:
            raise self.refuses
        self.pictures.append(png)

    def _restart(self) -> None:
        self.restarts += 1


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    yield made
    made.ledger.close()


def test_a_closed_kiosk_stays_closed_over_a_night_without_the_network(kiosk: Kiosk) -> None:
    kiosk.hears(order(closed=True, reason=REASON, message={"zh": "请到二楼"}))
    assert kiosk.wants[-1] == Wanted(closed=True, reason=REASON, message={"zh": "请到二楼"})
    kiosk.start()
    assert kiosk.wants[-1].closed
    kiosk.hears(order(version=0))  # what an old broker had kept
    assert kiosk.wants[-1].closed
    kiosk.hears(order(version=2))
    assert not kiosk.wants[-1].closed


def test_a_restart_is_done_once_and_never_in_a_loop(kiosk: Kiosk) -> None:
    kiosk.hears(order())
    kiosk.hears(order(version=2, restart=1))
    assert kiosk.restarts == 1
    for _ in range(3):  # the program comes back and hears the same retained order
        kiosk.start()
        kiosk.hears(order(version=2, restart=1))
        kiosk.remote._look()
    assert kiosk.restarts == 1
    assert kiosk.said[-1].restarted == 1
    kiosk.hears(order(version=3, restart=2))
    assert kiosk.restarts == 2


def test_a_disk_that_refuses_restarts_nothing(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.hears(order())

    def refuse(key: str, text: str) -> None:
        raise LedgerRefused("disk full")

    monkeypatch.setattr(kiosk.ledger, "keep", refuse)
    kiosk.hears(order(version=2, restart=1))
    assert kiosk.restarts == 0


def test_a_kiosk_with_a_new_disk_fulfils_no_wish_of_long_ago(kiosk: Kiosk) -> None:
    kiosk.hears(order(version=40, restart=5, picture=3))
    assert (kiosk.restarts, kiosk.pictures) == (0, [])
    kiosk.hears(order(version=41, restart=5, picture=4))
    assert kiosk.pictures == [b"png"]


def test_a_restart_waits_for_the_visitor(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("kiosk.remote.time.monotonic", lambda: now_s)
    kiosk.hears(order())
    kiosk.screen = s.Services(group="g")
    kiosk.hears(order(version=2, restart=1))
    assert kiosk.restarts == 0
    now_s += RESTART_WITHIN_S
    kiosk.remote._look()
    assert kiosk.restarts == 1


def test_a_picture_that_did_not_arrive_is_sent_again_and_a_refused_one_is_not(
    kiosk: Kiosk,
) -> None:
    kiosk.hears(order())
    kiosk.refuses = ServerAway("no answer")
    kiosk.hears(order(version=2, picture=1))
    kiosk.refuses = None
    kiosk.remote._look()
    kiosk.remote._look()
    assert kiosk.pictures == [b"png"]
    kiosk.refuses = Refused(413, "too_large", "")
    kiosk.hears(order(version=3, picture=2))
    kiosk.refuses = None
    kiosk.remote._look()
    assert kiosk.pictures == [b"png"]


def test_a_screen_that_cannot_be_drawn_holds_up_no_restart(kiosk: Kiosk) -> None:
    kiosk.hears(order())
    kiosk.refuses = ValueError("no such texture")
    kiosk.hears(order(version=2, picture=1, restart=1))
    assert kiosk.restarts == 1
    assert kiosk.said[-1].pictured == 1


def test_a_kiosk_says_how_it_is_when_that_has_changed(kiosk: Kiosk) -> None:
    kiosk.hears(order(version=4, closed=True))
    assert (kiosk.said[-1].closed, kiosk.said[-1].order_version) == (True, 4)
    count = len(kiosk.said)
    kiosk.remote._look()
    assert len(kiosk.said) == count
    kiosk.screen = s.Closed()
    kiosk.remote._look()
    assert kiosk.said[-1].screen == "Closed"


def test_staff_close_the_kiosk_until_the_halls_next_order(kiosk: Kiosk) -> None:
    kiosk.hears(order())
    kiosk.remote.switch(True)
    kiosk.start()
    assert kiosk.wants[-1].closed
    kiosk.hears(order(version=2))
    assert not kiosk.wants[-1].closed
