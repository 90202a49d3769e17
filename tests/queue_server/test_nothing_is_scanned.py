"""Whatever is done and asked in a day, nobody looks through a table that grows with the years."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from booking_platform import WANG, WANG_BY_PHONE, BookingPlatform, appointment, with_slots
from small_hall import ALICE, NINE, SmallHall, small_hall
from sqlalchemy import event
from test_kiosk_entries import TODAY, CutOffKiosk
from test_storage import Listening

from queue_server.closing import close_service, reopen_service
from queue_server.contract import kiosks as k
from queue_server.contract import offline as o
from queue_server.contract.closures import CloseService
from queue_server.contract.window_view import CallAnswer
from queue_server.kiosk_orders import KioskDesk
from queue_server.reports.day_query import read_day
from queue_server.reports.not_on_paper import not_on_paper
from queue_server.reports.waiting_now import waiting_now
from queue_server.storage.all_tables import metadata
from queue_server.storage.provisioning import AccountRow, ensure_accounts
from queue_server.storage.ratings import given_for, served_acts

TOMORROW = NINE + timedelta(days=1)
GROW = (
    *("ticket", "event", "service_act", "rating", "request", "counter"),
    *("appointment", "parked_entry", "service_closure", "absence"),  # bands go after a month
    *("matter", "notice"),
)


@pytest.fixture
def platform(tmp_path: Path) -> Any:
    hall = SmallHall(with_slots(small_hall(tmp_path, capacity=500)))
    ensure_accounts(hall.parts.store, [AccountRow("c4", "员4", "clerk", "4", "no login here")])
    yield BookingPlatform(hall)
    hall.close()


def a_day(platform: BookingPlatform) -> None:
    hall, tx_of = platform.hall, platform.hall.parts.store.write
    queue, now = hall.parts.queue, hall.now
    platform.tell(appointment("YY-1", phone="13800138000"), appointment("YY-2", TOMORROW))
    hall.sit("1", "4")
    hall.issue("company", person=ALICE)
    hall.issue("company", phone_hash=WANG_BY_PHONE)
    platform.check_in(phone_hash=WANG_BY_PHONE)
    hall.next("1")
    hall.later(60)
    hall.next("1")
    hall.press("ask_rating")
    hall.press("finish")
    hall.press("undo")
    hall.press("transfer", "1", None, None, "c4")
    hall.stand_up("4")
    hall.sit("4")
    hall.next("4")
    hall.press("miss", "4")
    hall._press("1", "walk-in", CallAnswer, lambda desk: desk.walk_in(None))
    hall.press("finish")
    why = CloseService(request_id=uuid4(), reason_zh="停电")
    tx_of(lambda tx: close_service(queue, tx, "fund", why, "lead", now))
    tx_of(lambda tx: reopen_service(queue, tx, "fund", "lead", now))
    day, ask = hall.parts.layout.day, k.KioskCommand(request_id=uuid4())
    tx_of(lambda tx: KioskDesk(tx, "k1", {"k1"}, day=day, by="lead", now=now).restart(ask))
    kiosk = CutOffKiosk(hall)
    given = kiosk.give(kiosk.lease((TODAY, "company"))[0], person=WANG)
    kiosk.note(o.SlipPrinted(ticket_id=given.ticket_id))
    kiosk.send()
    kiosk.oldest = 9
    kiosk.send()
    hall.later(24 * 3600)
    hall.parts.commands.close_earlier_days()


def test_a_day_of_commands_and_its_end(platform: BookingPlatform) -> None:
    store, heard = platform.hall.parts.store, set[str]()
    connection: sqlite3.Connection = store.write(
        lambda tx: tx.connection.connection.driver_connection
    )
    connection.set_trace_callback(heard.add)
    a_day(platform)
    connection.set_trace_callback(None)
    plans = {sql: plan_of(connection, sql) for sql in heard if sql.startswith(PLANNED)}
    assert len(plans) > 60
    assert {sql: plan for sql, plan in plans.items() if any(map(looks_through, plan))} == {}


def looks_through(step: str) -> bool:
    """Whether a step of a plan touches all rows of a table that grows, all of this hall's, or
    those of all days before one. A partial index holds only few of them."""
    verb, table, *how = [*step.split(), "", ""]
    if table not in GROW or any(index in how for index in PARTIAL):
        return False
    by_hall_alone = "(hall=?)" in how and table != "request"  # which is kept for a week
    return verb == "SCAN" or by_hall_alone or "business_date<?)" in how


PARTIAL = {
    index.name
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
PLANNED = ("SELECT", "UPDATE", "DELETE")


def plan_of(connection: sqlite3.Connection, sql: str) -> list[str]:
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


def test_a_call_asks_no_more_of_the_database_than_before(platform: BookingPlatform) -> None:
    """Counted with BEGIN and COMMIT: 19 in the first release, and one for ratings that change."""
    hall, heard = platform.hall, list[str]()
    store = hall.parts.store
    writing: sqlite3.Connection = store.write(lambda tx: tx.connection.connection.driver_connection)
    hall.sit("1")
    for _ in range(3):
        hall.issue("company")
    hall.next()
    hall.rate(_asked(hall), 5)
    hall.next()
    hall.later()
    writing.set_trace_callback(heard.append)
    assert hall.next().number == "A003"
    writing.set_trace_callback(None)
    assert len(heard) <= 20, "\n".join(heard)


def _asked(hall: SmallHall) -> UUID:
    hall.later()
    ask = hall.press("finish").rating
    assert ask is not None
    return ask.act_id


def test_what_every_kiosk_asks_every_five_seconds(platform: BookingPlatform) -> None:
    a_day(platform)
    hall = platform.hall
    with hall.parts.store.read() as reader:
        cursor = reader._cursor
        listening = Listening(cursor)
        reader._cursor = listening
        hall.parts.views.hall(reader, hall.now)
        steps = []
        for statement, values in listening.heard:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps += [row[3] for row in cursor.fetchall()]
    assert len(steps) > 5
    assert [step for step in steps if looks_through(step)] == []


def test_a_rating_its_change_and_the_page_of_its_slip(platform: BookingPlatform) -> None:
    hall, heard = platform.hall, set[str]()
    hall.sit("1")
    ticket = hall.issue("company")
    hall.next()
    ask = hall.press("finish").rating
    assert ask is not None
    store = hall.parts.store
    writing: sqlite3.Connection = store.write(lambda tx: tx.connection.connection.driver_connection)
    writing.set_trace_callback(heard.add)
    hall.rate(ask.act_id, 2)
    hall.rate(ask.act_id, 3)
    hall.issue("company")
    hall.later()
    hall.next()
    writing.set_trace_callback(None)
    with store.read() as reader:
        reading = reader.connection.connection.driver_connection
        assert reading is not None
        reading.set_trace_callback(heard.add)
        assert len(served_acts(reader, ticket.ticket_id)) == 1
        assert given_for(reader, ask.act_id) is not None
        reading.set_trace_callback(None)
    plans = {sql: plan_of(writing, sql) for sql in heard if sql.startswith(PLANNED)}
    assert any("outcome = 'served'" in sql for sql in plans)
    assert {sql: plan for sql, plan in plans.items() if any(map(looks_through, plan))} == {}


def test_a_days_report_and_the_list_of_those_without_a_slip(platform: BookingPlatform) -> None:
    a_day(platform)
    heard: list[tuple[str, Any]] = []
    with platform.hall.parts.store.reading() as connection:
        engine = connection.engine
        listener = ("before_cursor_execute", lambda *told: heard.append((told[2], told[3])))
        event.listen(engine, *listener)
        read_day(connection, "h", TODAY)
        not_on_paper(connection, "h", TODAY)
        waiting_now(connection, "h", TODAY)
        event.remove(engine, *listener)
        steps = [
            row[3]
            for sql, values in heard
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    assert len(steps) > 5
    assert [step for step in steps if looks_through(step)] == []


def test_when_the_day_is_over_no_ticket_can_be_laid_to_a_card_or_a_telephone(
    platform: BookingPlatform,
) -> None:
    a_day(platform)
    platform.hall.issue("company", person=ALICE)
    hashes = platform.hall.rows(
        "SELECT business_date, person_hash, phone_hash FROM ticket"
        " WHERE person_hash IS NOT NULL OR phone_hash IS NOT NULL"
    )
    assert hashes == [("2026-11-24", ALICE.hash, None)]
