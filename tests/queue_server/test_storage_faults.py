"""Disks fail. Then the command is told so, nothing is announced, and the hall goes on after."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from small_hall import SmallHall, wait_until
from sqlalchemy import event

from queue_server.domain.errors import RuleBroken
from queue_server.storage import kiosk_tables
from queue_server.storage.errors import StorageFailed
from queue_server.storage.transaction import Transaction

TABLES = kiosk_tables.band.metadata.sorted_tables


class FailingDisk:
    """Fails the n-th thing that is asked of the writing connection from now on."""

    def __init__(self, hall: SmallHall) -> None:
        self._writer = hall.parts.store._writer
        self._engine = hall.parts.store._write_engine
        self.left: int | None = None
        self.asked = 0
        event.listen(self._engine, "commit", lambda connection: self.ask("COMMIT"))
        begin = self._writer._begin
        self._writer._begin = lambda connection: self._watched(begin(connection))

    def ask(self, what: str) -> None:
        self.asked += 1
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise sqlite3.OperationalError(f"database or disk is full ({what[:20]})")

    def _watched(self, tx: Transaction) -> Transaction:
        tx._cursor = WatchedCursor(tx._cursor, self.ask)
        return tx


class WatchedCursor:
    def __init__(self, cursor: Any, ask: Callable[[str], None]) -> None:
        self._cursor = cursor
        self._ask = ask

    def execute(self, statement: str, *values: Any) -> Any:
        self._ask(statement)
        return self._cursor.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


@pytest.fixture
def disk(hall: SmallHall) -> FailingDisk:
    hall.issue()
    return FailingDisk(hall)


def everything(hall: SmallHall) -> list[Any]:
    """All rows of all tables."""
    with hall.parts.store.reading() as connection:
        return [sorted(connection.execute(table.select()), key=repr) for table in TABLES]


COMMANDS: dict[str, Callable[[SmallHall], object]] = {
    "issue": lambda hall: hall.issue(),
    "next": lambda hall: hall.next(),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_whichever_step_fails_all_of_the_command_is_done_or_nothing(
    hall: SmallHall, disk: FailingDisk, command: str
) -> None:
    """The n-th step fails, for each n, until the command comes through."""
    before = everything(hall)
    for step in range(1, 60):
        hall.changes.clear()
        disk.left = step
        try:
            COMMANDS[command](hall)
        except StorageFailed:
            assert everything(hall) == before, f"step {step} left something"
            assert hall.changes == [], f"step {step} was announced"
        else:
            break
    disk.left = None
    assert step > 6  # it really failed at several places
    assert everything(hall) != before
    assert hall.changes


def test_after_a_full_disk_the_next_number_is_the_one_that_was_not_given(
    hall: SmallHall, disk: FailingDisk
) -> None:
    disk.left = 3
    with pytest.raises(StorageFailed):
        hall.issue()
    disk.left = None
    assert hall.issue().number == "A002"


def test_when_a_commit_fails_all_who_wait_for_it_are_told(
    hall: SmallHall, disk: FailingDisk
) -> None:
    """Eight kiosks press while the writer is busy: they share one commit, and that one fails."""
    busy, go_on = threading.Event(), threading.Event()

    def hold_up(tx: Transaction) -> None:
        busy.set()
        go_on.wait(5)

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(hall.parts.store.write, hold_up)
        busy.wait(5)
        issues = [pool.submit(hall.issue) for _ in range(8)]
        wait_until(lambda: len(hall.parts.store._writer._jobs) == 8)
        disk.left = 40  # deep in the shared transaction, after several of the eight
        go_on.set()
        first.result(5)
        failures = [issue.exception(5) for issue in issues]
    assert all(isinstance(failure, StorageFailed) for failure in failures)
    disk.left = None
    assert hall.issue().number == "A002"


def test_a_broken_rule_in_a_shared_commit_disturbs_nobody(hall: SmallHall) -> None:
    busy, go_on = threading.Event(), threading.Event()

    def hold_up(tx: Transaction) -> None:
        busy.set()
        go_on.wait(5)

    with ThreadPoolExecutor(9) as pool:
        pool.submit(hall.parts.store.write, hold_up)
        busy.wait(5)
        wrong = [pool.submit(hall.issue, "nothing") for _ in range(3)]
        right = [pool.submit(hall.issue) for _ in range(3)]
        go_on.set()
        assert sorted(issue.result(5).number for issue in right) == ["A001", "A002", "A003"]
        assert all(isinstance(issue.exception(5), RuleBroken) for issue in wrong)


def test_a_fault_of_ours_in_one_command_leaves_nothing_and_stops_nobody(hall: SmallHall) -> None:
    def half_done(tx: Transaction) -> None:
        tx.next_sequence(hall.now.date(), "A")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hall.parts.store.write(half_done)
    assert hall.issue().number == "A001"


def test_a_listener_that_fails_does_not_undo_the_command(hall: SmallHall) -> None:
    def deaf(changes: object) -> None:
        raise ConnectionError

    hall.parts.store.on_change(deaf)
    assert hall.issue().number == "A001"
    assert hall.issue().number == "A002"


def test_after_closing_a_command_fails_at_once(hall: SmallHall) -> None:
    hall.parts.store.close()
    with pytest.raises(StorageFailed):
        hall.issue()
