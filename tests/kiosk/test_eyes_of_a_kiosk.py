"""The workers behind scanner and camera: what they post, what staff learn, when they look."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest

from devices.camera.frames import Frame
from devices.errors import LinkLost, NoAnswer
from devices.scanner.scan import Scan
from kiosk import events as e
from kiosk.code_reading import TRIGGER_EVERY_S, CodeReading
from kiosk.lane import Lane
from kiosk.news import PresenceNews
from kiosk.seeing import SAME_CODE_S, Seeing, Sight
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, HealthFact

SLIP = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
OTHER = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae8")
LINK, OTHER_LINK = f"http://192.0.2.10/t/{SLIP}", f"http://192.0.2.10/t/{OTHER}"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FRAME: Frame = np.zeros((4, 6), np.uint8)


class Kiosk:
    """Where everything that a worker says comes together; `now` is its monotonic clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.wants_codes = True
        self.events: list[e.Event] = []
        self.seen: list[bool] = []
        self.facts: list[HealthFact] = []
        self.health = HealthBook("kiosk-k1", self.facts.append, lambda: NOW)

    def tell(self, news: PresenceNews) -> None:
        self.seen.append(news.someone)

    def cause(self, device: str) -> tuple[DeviceState, str]:
        said = self.facts[-1].devices[device]
        return said.state, said.cause


@pytest.fixture
def kiosk() -> Kiosk:
    return Kiosk()


# --- the scanner ----------------------------------------------------------------------------


class FakeScanner:
    def __init__(self) -> None:
        self.codes: list[Scan | Exception] = []
        self.triggers = 0
        self.deaf = False

    def read(self, timeout_s: float) -> Scan | None:
        code = self.codes.pop(0) if self.codes else None
        if isinstance(code, Exception):
            raise code
        return code

    def trigger(self) -> None:
        self.triggers += 1
        if self.deaf:
            raise NoAnswer("silence")


def reading(kiosk: Kiosk, scanner: FakeScanner, *, trigger: bool = False) -> Callable[[], float]:
    worker = CodeReading(
        scanner,
        kiosk.health,
        kiosk.events.append,
        lambda: kiosk.wants_codes,
        trigger=trigger,
        clock=lambda: kiosk.now,
    )
    return worker._look


def test_a_code_counts_by_the_screen_that_is_shown_when_it_comes(kiosk: Kiosk) -> None:
    kiosk.wants_codes = False

    class Waiting(FakeScanner):
        """The visitor before is gone while a code is waited for."""

        def read(self, timeout_s: float) -> Scan | None:
            kiosk.wants_codes = True
            return super().read(timeout_s)

    scanner = Waiting()
    scanner.codes.append(Scan(LINK))
    CodeReading(scanner, kiosk.health, kiosk.events.append, lambda: kiosk.wants_codes)._look()
    assert kiosk.events == [e.CodeScanned(ticket_id=SLIP)]


def test_a_slip_before_the_scanner_is_told_by_its_ticket(kiosk: Kiosk) -> None:
    scanner = FakeScanner()
    look = reading(kiosk, scanner)
    codes = Scan(LINK, "Q1"), Scan("https://example.org/menu"), Scan("YY20261123-0042")
    scanner.codes = [None, *codes]  # type: ignore[list-item]
    assert [look() for _ in range(4)] == [0.0] * 4
    assert kiosk.events == [
        e.CodeScanned(ticket_id=SLIP),
        e.CodeScanned(),
        e.CodeScanned(reference="YY20261123-0042"),
    ]
    assert kiosk.cause("scanner") == (DeviceState.OK, "")


def test_a_slip_scanned_while_a_visitor_chooses_is_dropped(kiosk: Kiosk) -> None:
    scanner = FakeScanner()
    kiosk.wants_codes = False
    scanner.codes = [Scan(LINK)]
    look = reading(kiosk, scanner)
    look()
    kiosk.wants_codes = True
    look()
    assert kiosk.events == []


@pytest.mark.parametrize(
    ("error", "cause"), [(LinkLost("gone"), "link_lost"), (NoAnswer("silence"), "no_answer")]
)
def test_a_scanner_that_is_gone_is_told_to_staff_and_tried_again(
    kiosk: Kiosk, error: Exception, cause: str
) -> None:
    scanner = FakeScanner()
    scanner.codes = [error]
    look = reading(kiosk, scanner)
    assert look() > 0
    assert kiosk.cause("scanner") == (DeviceState.OFFLINE, cause)
    look()
    assert kiosk.cause("scanner") == (DeviceState.OK, "")


def test_a_scanner_that_waits_to_be_told_is_told_again_and_again(kiosk: Kiosk) -> None:
    scanner = FakeScanner()
    look = reading(kiosk, scanner, trigger=True)
    look(), look()
    assert scanner.triggers == 1
    kiosk.now += TRIGGER_EVERY_S
    look()
    assert scanner.triggers == 2
    scanner.codes = [Scan(LINK)]
    look(), look()  # it read one: the next reading begins at once
    assert scanner.triggers == 3
    kiosk.wants_codes = False
    kiosk.now += TRIGGER_EVERY_S
    look()
    assert scanner.triggers == 3


def test_a_scanner_that_reads_by_itself_is_told_nothing(kiosk: Kiosk) -> None:
    scanner = FakeScanner()
    reading(kiosk, scanner)()
    assert scanner.triggers == 0


# --- the camera -----------------------------------------------------------------------------


class FakeSight:
    """Camera, presence and codes in one."""

    def __init__(self) -> None:
        self.someone = False
        self.stirs = False
        self.codes: list[str] = []
        self.lost = False
        self.looks_for_codes = 0
        self.opened = 0

    def frame(self) -> Frame:
        if self.lost:
            raise LinkLost("gone")
        return FRAME

    def look(self, frame: Frame) -> bool:
        return self.someone

    def read(self, frame: Frame) -> list[str]:
        self.looks_for_codes += 1
        return self.codes

    def open(self) -> Sight:
        self.opened += 1
        return Sight(self, self, self)


def seeing(kiosk: Kiosk, sight: FakeSight, **settings: bool) -> Callable[[], float]:
    worker = Seeing(
        sight.open,
        kiosk.health,
        kiosk.events.append,
        kiosk.tell,
        lambda: kiosk.wants_codes,
        clock=lambda: kiosk.now,
        **settings,
    )
    return worker._look


def test_who_comes_and_goes_is_told_and_the_pace_is_kept(kiosk: Kiosk) -> None:
    sight = FakeSight()
    look = seeing(kiosk, sight)
    pauses = [look()]
    sight.someone = True
    pauses.append(look())
    assert kiosk.seen == [False, True]
    assert pauses == [pytest.approx(0.2)] * 2
    assert sight.opened == 1
    assert kiosk.cause("camera") == (DeviceState.OK, "")


def test_codes_are_looked_for_only_where_something_stirs_and_someone_wants_them(
    kiosk: Kiosk,
) -> None:
    sight = FakeSight()
    sight.codes = [LINK]
    look = seeing(kiosk, sight)
    look()
    assert sight.looks_for_codes == 0
    sight.stirs = True
    kiosk.wants_codes = False
    look()
    assert sight.looks_for_codes == 0
    kiosk.wants_codes = True
    look()
    assert kiosk.events == [e.CodeScanned(ticket_id=SLIP)]


def test_a_code_that_stays_in_the_picture_counts_once(kiosk: Kiosk) -> None:
    sight = FakeSight()
    sight.stirs, sight.codes = True, [LINK]
    look = seeing(kiosk, sight)
    for _ in range(50):
        look()
        kiosk.now += 0.2
    assert len(kiosk.events) == 1
    sight.codes = [LINK, OTHER_LINK]
    look()
    assert kiosk.events[1:] == [e.CodeScanned(ticket_id=OTHER)]
    sight.codes = []
    look()
    kiosk.now += SAME_CODE_S + 0.1
    sight.codes = [LINK]
    look()
    assert kiosk.events[2:] == [e.CodeScanned(ticket_id=SLIP)]


def test_what_a_code_says_is_not_kept_for_the_next_look(kiosk: Kiosk) -> None:
    """A visitor may hold up anything: a health code, a boarding pass."""

    class Text(str):
        """A text whose end can be seen."""

    text = Text("张三 110105194912310021")
    end = weakref.ref(text)
    sight = FakeSight()
    sight.stirs, sight.codes = True, [text]
    look = seeing(kiosk, sight)
    look()
    assert len(kiosk.events) == 1
    sight.codes = []
    del text
    gc.collect()
    assert end() is None


def test_a_camera_that_only_wakes_reads_nothing_and_one_that_only_reads_wakes_nobody(
    kiosk: Kiosk,
) -> None:
    sight = FakeSight()
    sight.stirs, sight.someone, sight.codes = True, True, [LINK]
    seeing(kiosk, sight, reads=False)()
    assert kiosk.seen == [True]
    assert kiosk.events == []
    seeing(kiosk, sight, wake=False)()
    assert kiosk.seen == [True]
    assert len(kiosk.events) == 1


def test_a_camera_that_is_gone_lets_the_screen_sleep(kiosk: Kiosk) -> None:
    sight = FakeSight()
    sight.someone = True
    look = seeing(kiosk, sight)
    look()
    sight.lost = True
    assert look() > 0.2
    assert kiosk.seen == [True, False]
    assert kiosk.cause("camera") == (DeviceState.OFFLINE, "link_lost")
    sight.lost = False
    look()
    assert kiosk.seen == [True, False, True]
    assert sight.opened == 1


@pytest.fixture
def lanes() -> Iterator[list[Lane]]:
    made: list[Lane] = []
    yield made
    for lane in made:
        lane.stop()
        lane.join(5)


def test_a_kiosk_without_them_opens_nothing_and_says_nothing(
    kiosk: Kiosk, lanes: list[Lane]
) -> None:
    wanted = lambda: True  # noqa: E731
    lanes.append(CodeReading(None, kiosk.health, kiosk.events.append, wanted).lane)
    lanes.append(Seeing(None, kiosk.health, kiosk.events.append, kiosk.tell, wanted).lane)
    done: list[int] = []
    for lane in lanes:
        lane.start()
        lane.do(lambda: done.append(1))
    deadline = time.monotonic() + 5
    while len(done) < len(lanes):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    assert (kiosk.events, kiosk.seen, kiosk.facts) == ([], [], [])
