"""The service menu: who gets in, what wrong PINs cost, what is written down, what is wiped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from config.mistakes import ConfigMistakes, Mistake
from devices.ticket_printer.slip import Line, Qr, Slip
from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.clocks import Clocks
from kiosk.events import Event
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.session import step
from kiosk.staff_desk import NOBODY, VOLUME, StaffDesk, StaffWorld
from kiosk.staff_rules import DELAYS_S, LOCKED_S, Failures, failed, is_locked, wait_s
from kiosk.staff_slip import paper_line, specimen
from kiosk.texts import load_texts
from queue_server.contract.messages import Ticket
from queue_server.contract.offline import StaffActed

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PIN = "482915"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIN)


# --- the rules --------------------------------------------------------------------------------


def test_wrong_pins_cost_more_and_more_and_the_fifth_locks_for_five_minutes() -> None:
    failures, waits = Failures(), []
    for _ in range(5):
        failures = failed(failures, NINE)
        waits.append(wait_s(failures, NINE))
    assert waits == [*DELAYS_S, LOCKED_S]
    assert is_locked(failures)
    assert wait_s(failures, NINE + timedelta(seconds=299)) == pytest.approx(1)
    assert wait_s(failures, NINE + timedelta(seconds=LOCKED_S)) == 0
    assert wait_s(failures, NINE - timedelta(days=1)) == LOCKED_S  # never longer
    assert failed(failures, NINE + timedelta(minutes=6)).count == 1


class Staff:
    """Goes from screen to screen and keeps every effect."""

    def __init__(self, screen: s.Screen | None = None) -> None:
        self.screen = screen or s.Help(visit=s.Visit(language="en"), under=s.Home())
        self.effects: list[f.Effect] = []

    def does(self, *events: Event) -> Staff:
        for event in events:
            self.screen, effects = step(self.screen, event)
            self.effects += effects
        return self

    def told(self, kind: type[f.Effect]) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def acts(self) -> list[tuple[str, str]]:
        return [(audit.act, audit.detail) for audit in self.told(t.Audit)]


def at_the_menu() -> Staff:
    staff = Staff().does(t.StaffTouched(), t.PinEntered(account="1024", pin=PIN))
    serial = staff.told(t.CheckPin)[-1].serial
    return staff.does(t.PinRight(serial=serial, account="1024"))


def test_the_way_in_is_an_entry_on_the_help_screen_and_a_credential() -> None:
    staff = at_the_menu()
    assert staff.screen == t.StaffMenu(
        serial=staff.screen.serial, visit=s.Visit(language="en"), account="1024", said="welcome"
    )
    elsewhere: list[s.Screen] = [s.Home(), s.Closed(), s.Services(group="g")]
    for screen in elsewhere:
        assert Staff(screen).does(t.StaffTouched()).screen is screen
        assert Staff(screen).does(t.PinRight(serial=0, account="1024")).screen is screen


def test_an_answer_to_an_earlier_pin_opens_nothing() -> None:
    staff = Staff().does(t.StaffTouched(), t.PinEntered(account="1024", pin="111222"))
    late = t.PinRight(serial=staff.screen.serial, account="1024")
    staff.does(e.BackTouched(), e.HelpTouched(), t.StaffTouched(), late)
    assert isinstance(staff.screen, t.StaffPin)


def test_a_double_tap_is_one_try() -> None:
    entered = t.PinEntered(account="1024", pin="111222")
    staff = Staff().does(t.StaffTouched(), entered, entered)
    assert len(staff.told(t.CheckPin)) == 1


def test_nobody_lays_help_or_a_list_over_the_menu_and_keeps_it_open() -> None:
    staff = at_the_menu()
    menu = staff.screen
    for touched in (e.HelpTouched(), e.EaseTouched(), e.LanguagesTouched()):
        assert staff.does(touched).screen is menu


def test_a_wrong_pin_is_told_with_its_wait() -> None:
    staff = Staff().does(t.StaffTouched(), t.PinEntered(account="1024", pin="111222"))
    staff.does(t.PinWrong(serial=staff.screen.serial, wait_s=4, locked=False))
    assert isinstance(staff.screen, t.StaffPin)
    assert (staff.screen.trouble, staff.screen.wait_s) == ("wrong", 4)


def test_the_pin_stands_in_no_state_and_in_no_words_of_an_event() -> None:
    entered = t.PinEntered(account="1024", pin=PIN)
    staff = Staff().does(t.StaffTouched(), entered)
    assert PIN not in str([staff.screen, staff.effects, entered])


@pytest.mark.parametrize("kind", t.BEHIND_THE_PIN)
def test_whoever_leaves_the_menu_alone_is_out_and_it_is_written_down(
    kind: type[t.StaffScreen],
) -> None:
    staff = Staff(kind(serial=4, account="1024"))
    staff.does(e.TimedOut(serial=4))
    assert staff.screen == s.Home(serial=5)
    assert staff.acts() == [("leave", "")]


def test_every_entry_is_written_down_with_who_did_it() -> None:
    staff = at_the_menu()
    for entry in ("test_print", "close", "open", "restart"):
        staff.does(t.StaffChose(entry=entry))
    staff.does(t.StaffChose(entry="paper"), t.PaperIsIn(), e.BackTouched(), e.BackTouched())
    acts = ["test_print", "close_here", "open_here", "restart", "paper_changed", "leave"]
    assert [act for act, _ in staff.acts()] == acts
    assert {audit.account for audit in staff.told(t.Audit)} == {"1024"}
    assert [switch.closed for switch in staff.told(t.SwitchHere)] == [True, False]
    assert staff.told(t.RestartProgram)
    assert staff.told(t.ChangePaper)
    assert staff.screen == s.Home(serial=staff.screen.serial)


def test_the_volume_stays_between_silent_and_loudest() -> None:
    staff = at_the_menu().does(t.StaffChose(entry="volume"))
    staff.does(t.FactsTold(serial=staff.screen.serial, facts=t.Facts(volume=10)))
    staff.does(t.VolumeSet(volume=11), t.VolumeSet(volume=9), t.VolumeSet(volume=-3))
    assert [kept.volume for kept in staff.told(t.KeepVolume)] == [10, 9, 0]


def test_a_slip_is_printed_again_the_normal_way_with_its_number(ticket: Ticket) -> None:
    seen = t.SlipSeen(
        ticket=ticket, language="en", state="unknown", cause="", at=NINE, reprint=False
    )
    staff = at_the_menu().does(t.StaffChose(entry="slips"))
    staff.does(t.FactsTold(serial=staff.screen.serial, facts=t.Facts(slips=(seen,))))
    staff.does(t.SlipTouched(ticket_id=UUID(int=1)))
    assert isinstance(staff.screen, t.RecentSlips)
    staff.does(t.SlipTouched(ticket_id=ticket.ticket_id))
    assert isinstance(staff.screen, s.Printing)
    [print_it] = staff.told(f.PrintTicket)
    assert (print_it.ticket, print_it.reprint, print_it.language) == (ticket, True, "en")
    assert staff.acts()[-1] == ("reprint", ticket.number)


# --- the desk ---------------------------------------------------------------------------------


class Desk:
    """A real ledger and a clock in the test's hand; the lane's work is done at once."""

    def __init__(self, folder: Path) -> None:
        self.now = NINE
        self.said: list[Event] = []
        self.slips: list[Slip] = []
        self.switched: list[bool] = []
        self.pins: Callable[[], dict[str, str]] = lambda: {"1024": HASH}
        clocks = Clocks(now=lambda: self.now, mono_s=lambda: 0.0, boot_id=UUID(int=7))
        self.ledger = Ledger(folder / "kiosk.db", clocks)
        self.open()

    def open(self) -> None:
        """The program starts."""
        texts = load_texts()["zh"]
        world = StaffWorld(
            pins=lambda: self.pins(),
            facts=t.Facts,
            test=lambda language: specimen(texts, "k1", self.now),
            paper_line=lambda language: paper_line(texts, "k1", self.now),
            switch=self.switched.append,
            restart=lambda: None,
            now=lambda: self.now,
        )
        self.desk = StaffDesk(self.ledger, self, world, self.said.append)
        self.desk.lane.do = lambda job, **_told: job()  # type: ignore[method-assign]

    def print_beside(self, slip: Slip, told: Any) -> None:
        self.slips.append(slip)
        told("printed")

    def tries(self, pin: str, account: str = "1024") -> Event:
        self.desk.do(t.CheckPin(serial=3, account=account, pin=pin))
        return self.said[-1]

    def audit(self) -> list[StaffActed]:
        return [x.what for x in self.ledger.unsent() if isinstance(x.what, StaffActed)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.ledger.close()


def test_the_right_pin_opens_and_is_written_down(desk: Desk) -> None:
    assert desk.tries(PIN) == t.PinRight(serial=3, account="1024")
    assert desk.audit() == [StaffActed(account="1024", act="log_in")]


def test_a_broken_disk_locks_no_staff_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_arguments: object) -> None:
        raise LedgerRefused("disk full")

    monkeypatch.setattr(desk.ledger, "kept", lambda key: None)
    for method in ("keep", "append"):
        monkeypatch.setattr(desk.ledger, method, refuses)
    assert isinstance(desk.tries(PIN), t.PinRight)
    assert desk.tries("111222") == t.PinWrong(serial=3, wait_s=1.0, locked=False)


def test_while_a_wrong_pin_is_paid_for_the_right_one_is_not_even_looked_at(desk: Desk) -> None:
    assert desk.tries("111222") == t.PinWrong(serial=3, wait_s=1.0, locked=False)
    assert desk.tries(PIN) == t.PinWrong(serial=3, wait_s=1.0, locked=False)
    desk.now += timedelta(seconds=1)
    assert isinstance(desk.tries(PIN), t.PinRight)


def test_a_file_of_pins_that_cannot_be_read_is_told_and_costs_no_try(desk: Desk) -> None:
    def unreadable() -> dict[str, str]:
        raise ConfigMistakes([Mistake(Path("staff-pins.json"), 0, "", "is open to every user")])

    desk.pins = unreadable
    for _ in range(6):
        assert desk.tries(PIN) == t.PinsUnreadable(serial=3)
    desk.pins = lambda: {"1024": HASH}
    assert isinstance(desk.tries(PIN), t.PinRight)
    staff = Staff(t.StaffPin(serial=3, checking=True)).does(t.PinsUnreadable(serial=3))
    assert staff.screen == t.StaffPin(serial=4, trouble="unreadable")


def test_a_lock_outlives_a_restart(desk: Desk) -> None:
    for _ in range(5):
        desk.tries("111222")
        desk.now += timedelta(seconds=10)
    desk.open()
    answer = desk.tries(PIN)
    assert isinstance(answer, t.PinWrong)
    assert answer.locked
    assert [act.act for act in desk.audit()] == ["wrong_pin"] * 4 + ["locked"]
    desk.now += timedelta(seconds=LOCKED_S)
    assert isinstance(desk.tries(PIN), t.PinRight)


def test_a_clock_that_was_set_back_locks_staff_out_for_no_day(desk: Desk) -> None:
    """A machine without a battery wakes up in another year."""
    for _ in range(5):
        desk.tries("111222")
        desk.now += timedelta(seconds=10)
    desk.now -= timedelta(days=300)
    desk.open()
    assert desk.tries(PIN) == t.PinWrong(serial=3, wait_s=LOCKED_S, locked=True)
    desk.now += timedelta(seconds=LOCKED_S)
    assert isinstance(desk.tries(PIN), t.PinRight)


def test_what_a_stranger_typed_is_not_kept(desk: Desk) -> None:
    desk.tries("111222", account="13800138")
    assert desk.audit() == [StaffActed(account=NOBODY, act="wrong_pin")]


def test_no_pin_is_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk.tries("111222")
    desk.now += timedelta(seconds=10)
    desk.tries(PIN)
    assert "1024" in caplog.text
    assert "111222" not in caplog.text
    assert PIN not in caplog.text


def test_a_paper_change_counts_from_zero_and_prints_a_line(desk: Desk, ticket: Ticket) -> None:
    desk.ledger.begin_slip(ticket, "zh", reprint=False, mm=90)
    desk.desk.do(t.ChangePaper(serial=5, language="zh"))
    assert desk.ledger.printed_mm() == 0
    assert desk.said[-1] == t.TestPrinted(serial=5, fate="printed")
    assert "纸卷已更换" in str(desk.slips[-1])


def test_the_test_slip_has_every_size_samples_a_ruler_and_a_code(desk: Desk) -> None:
    desk.desk.do(t.PrintTest(serial=5, language="zh"))
    parts = desk.slips[-1].parts
    lines = [part for part in parts if isinstance(part, Line)]
    assert {line.scale for line in lines} >= {1, 2, 3, 4, 7}
    assert any(line.text == "1234567890" * 5 for line in lines)
    assert any("政务" in line.text for line in lines)
    assert any(isinstance(part, Qr) for part in parts)


def test_volume_and_closing_are_done(desk: Desk) -> None:
    desk.desk.do(t.KeepVolume(volume=3))
    desk.desk.do(t.SwitchHere(closed=True))
    assert desk.ledger.kept(VOLUME) == "3"
    assert desk.switched == [True]
