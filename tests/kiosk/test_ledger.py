"""What a kiosk keeps on its own disk: an outbox without gaps, the states of its slips, words."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.clocks import Clocks
from kiosk.ledger import Ledger, LedgerRefused
from queue_server.contract import messages as m
from queue_server.contract.offline import ParkedEntry, SlipPrinted, SlipUnknown, StaffActed

BOOT = UUID(int=7)
ACT = StaffActed(account="s1", act="log_in")


class Time:
    """A hall's morning that goes on only when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        self.mono_s = 100.0

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        self.mono_s += span.total_seconds()

    def clocks(self) -> Clocks:
        return Clocks(now=lambda: self.now, mono_s=lambda: self.mono_s, boot_id=BOOT)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "k1" / "kiosk.db"


@pytest.fixture
def ledger(path: Path, time: Time) -> Ledger:
    return Ledger(path, time.clocks())


def a_ticket(number: str = "A001") -> m.Ticket:
    return m.Ticket(
        ticket_id=uuid4(),
        number=number,
        business_date=date(2026, 11, 23),
        service="a",
        zone="f1",
        state=m.TicketState.WAITING,
        source=m.Source.KIOSK,
        priority_reason=None,
        ahead=3,
        issued_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
        window=None,
        windows=["1"],
        link="http://hall/t/1",
    )


def after_a_crash(path: Path, time: Time, tmp_path: Path) -> Ledger:
    """The file as the dead process left it: nobody closed anything."""
    left = tmp_path / f"left-{uuid4()}"
    shutil.copytree(path.parent, left)
    return Ledger(left / path.name, time.clocks())


def test_entries_have_a_sequence_without_gaps_also_after_a_crash(
    ledger: Ledger, path: Path, time: Time, tmp_path: Path
) -> None:
    assert [ledger.append(ACT) for _ in range(3)] == [1, 2, 3]
    again = after_a_crash(path, time, tmp_path)
    assert again.outbox_id == ledger.outbox_id
    assert again.append(ACT) == 4
    assert [entry.sequence for entry in again.unsent()] == [1, 2, 3, 4]
    assert again.unsent()[0].boot_id == BOOT


def test_what_is_confirmed_is_sent_no_more_and_gone_after_a_day(ledger: Ledger, time: Time) -> None:
    for _ in range(3):
        ledger.append(ACT)
    ledger.confirm(2, [ParkedEntry(sequence=1, code="unknown_ticket", detail="")])
    assert [entry.sequence for entry in ledger.unsent()] == [3]
    time.pass_by(timedelta(days=1, seconds=1))
    ledger.confirm(2, [])
    assert rows(ledger, "SELECT sequence FROM outbox") == [(3,)]
    assert rows(ledger, "SELECT sequence, code FROM parked") == [(1, "unknown_ticket")]
    assert ledger.oldest() == 3
    time.pass_by(timedelta(days=8))
    ledger.confirm(3, [])
    assert rows(ledger, "SELECT sequence FROM parked") == []
    time.pass_by(timedelta(days=2))
    ledger.confirm(3, [])
    assert (ledger.oldest(), ledger.append(ACT)) == (4, 4)


def test_a_server_that_was_set_back_is_told_again(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.append(ACT)
    ledger.confirm(3, [])
    assert ledger.unsent() == []
    ledger.confirm(1, [])
    assert [entry.sequence for entry in ledger.unsent()] == [2, 3]


def test_a_slip_that_was_printing_when_the_kiosk_died_is_unknown_and_told(
    ledger: Ledger, path: Path, time: Time, tmp_path: Path
) -> None:
    ticket = a_ticket()
    ledger.begin_slip(ticket, "zh", reprint=False)
    again = after_a_crash(path, time, tmp_path)
    assert again.end_interrupted() == [ticket.ticket_id]
    assert [e.what for e in again.unsent()] == [SlipUnknown(ticket_id=ticket.ticket_id)]
    assert again.recent()[0].state is m.PrintState.UNKNOWN
    assert again.end_interrupted() == []
    assert again.was_sent(ticket.ticket_id)


def test_a_slip_ends_as_it_came_out_and_the_last_ones_can_be_looked_up(
    ledger: Ledger, time: Time
) -> None:
    tickets = [a_ticket(f"A{n:03d}") for n in range(1, 40)]
    for ticket in tickets:
        time.pass_by(timedelta(minutes=1))
        ledger.begin_slip(ticket, "zh", reprint=False)
        ledger.end_slip(ticket.ticket_id, m.PrintState.PRINTED)
    assert [s.ticket.number for s in ledger.recent()] == [t.number for t in tickets[:-36:-1]]
    assert ledger.unsent()[0].what == SlipPrinted(ticket_id=tickets[0].ticket_id)
    time.pass_by(timedelta(minutes=1))
    ledger.begin_slip(tickets[0], "zh", reprint=True)
    assert (ledger.recent()[0].ticket, ledger.recent()[0].times) == (tickets[0], 2)


def test_words_are_kept(ledger: Ledger, path: Path, time: Time, tmp_path: Path) -> None:
    assert ledger.kept("volume") is None
    ledger.keep("volume", "5")
    ledger.keep("volume", "6")
    assert after_a_crash(path, time, tmp_path).kept("volume") == "6"


def test_a_damaged_file_is_moved_aside_and_is_another_outbox(
    ledger: Ledger, path: Path, time: Time
) -> None:
    ledger.append(ACT)
    known = ledger.outbox_id
    ledger.close()
    path.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)
    again = Ledger(path, time.clocks())
    assert again.append(ACT) == 1
    assert again.outbox_id != known
    assert len(list(path.parent.glob("kiosk.db.damaged-*"))) == 1


def test_a_second_kiosk_on_the_same_file_is_refused_and_harms_nothing(
    ledger: Ledger, path: Path, time: Time
) -> None:
    ledger.append(ACT)
    second = Ledger(path, time.clocks())
    with pytest.raises(LedgerRefused):
        second.append(ACT)
    assert second.kept("volume") is None
    ledger.close()
    assert second.append(ACT) == 2


def test_a_disk_that_refuses_promises_nothing_and_may_come_back(time: Time, tmp_path: Path) -> None:
    disk = FullDisk()
    ledger = Ledger(tmp_path / "kiosk.db", time.clocks(), connect=disk.connect)
    ledger.append(ACT)
    disk.full = True
    with pytest.raises(LedgerRefused):
        ledger.append(ACT)
    disk.full = False
    assert ledger.append(ACT) == 2


def test_nothing_of_a_half_done_change_stays(ledger: Ledger) -> None:
    def half() -> None:
        with ledger.file.writing() as db:
            ledger.append_in(db, ACT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert ledger.append(ACT) == 1


def test_what_is_printed_is_measured_until_the_paper_is_changed(ledger: Ledger) -> None:
    ledger.begin_slip(a_ticket(), "zh", reprint=False, mm=140.0)
    ledger.begin_slip(a_ticket(), "zh", reprint=False, mm=135.5)
    assert ledger.printed_mm() == 275.5
    ledger.paper_changed()
    assert ledger.printed_mm() == 0
    assert ledger.kept("paper_changed") == "2026-11-23T01:00:00.000000+00:00"


def rows(ledger: Ledger, sql: str) -> list[tuple[object, ...]]:
    with ledger.file.reading() as db:
        return [tuple(row) for row in db.execute(sql).fetchall()]


class FullDisk:
    """SQLite's own answer when a page cannot be written."""

    def __init__(self) -> None:
        self.full = False

    def connect(self, path: Path) -> object:
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
                if disk.full and sql.startswith(("INSERT", "COMMIT")):
                    raise sqlite3.OperationalError("database or disk is full")
                return super().execute(sql, *values)  # type: ignore[arg-type]

        return sqlite3.connect(
            path, factory=Connection, timeout=0, isolation_level=None, check_same_thread=False
        )
