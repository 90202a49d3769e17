"""Who sits where is asked every few seconds: nobody looks through what grows with the years."""

from __future__ import annotations

import sqlite3
from datetime import date
from uuid import uuid4

from small_hall import SmallHall
from test_nothing_is_scanned import PLANNED, looks_through, plan_of
from web_callers import Web

from queue_server.contract.staff import EnterAbsence
from queue_server.leave import enter_absence, remove_absence
from queue_server.staff import attendance_report, staff_now

TODAY = date(2026, 11, 23)


def busy(hall: SmallHall) -> None:
    hall.sit("1", "2")
    hall.press("pause", "1", "meal")
    hall.later(600)
    hall.press("open", "1")
    hall.issue("company")


def test_the_page_of_the_staff_and_the_days_report(web: Web) -> None:
    hall, heard = web.hall, set[str]()
    busy(hall)
    with hall.parts.store.read() as reader:
        reading = reader.connection.connection.driver_connection
        assert isinstance(reading, sqlite3.Connection)
        reading.set_trace_callback(heard.add)
        staff_now(hall.parts.layout, reader, hall.now)
        report = attendance_report(hall.parts.layout, reader, TODAY, hall.now)
        reading.set_trace_callback(None)
        plans = {sql: plan_of(reading, sql) for sql in heard if sql.startswith(PLANNED)}
    assert [p.seconds for p in report.pauses] == [{"meal": 600.0}]
    assert any("ix_event_seat" in step for plan in plans.values() for step in plan)
    assert {sql: plan for sql, plan in plans.items() if any(map(looks_through, plan))} == {}


def test_leave_and_sitting_down(web: Web) -> None:
    hall, heard = web.hall, set[str]()
    store, queue = hall.parts.store, hall.parts.queue
    writing: sqlite3.Connection = store.write(lambda tx: tx.connection.connection.driver_connection)
    writing.set_trace_callback(heard.add)
    command = EnterAbsence(
        request_id=uuid4(), account="c3", from_date=TODAY, to_date=TODAY, reason="sick"
    )
    absence = store.write(lambda tx: enter_absence(queue, tx, command, "lead", hall.now))
    web.token("c1")
    web.token("c1", window="2", move=True)
    web.token("c3", window="2", take_over=True)
    store.write(lambda tx: remove_absence(queue, tx, str(absence.absence_id), "lead", hall.now))
    writing.set_trace_callback(None)
    plans = {sql: plan_of(writing, sql) for sql in heard if sql.startswith(PLANNED)}
    assert any("absence" in sql for sql in plans)
    assert {sql: plan for sql, plan in plans.items() if any(map(looks_through, plan))} == {}
