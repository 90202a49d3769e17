"""What is promised of the data, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from small_hall import NINE, SmallHall, wait_until
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult
from queue_server.domain.quotas import Span
from queue_server.domain.tickets import Ticket, Verb
from queue_server.storage import all_tables, engines, schema
from queue_server.storage import tables as t
from queue_server.storage.errors import DataInUse, StorageFailed
from queue_server.storage.prepared import Row
from queue_server.storage.reader import Reader
from queue_server.storage.schema import SchemaTooNew
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

MakeHall = Callable[..., SmallHall]


@pytest.fixture
def any_hall(make_hall: MakeHall, database_url: str) -> SmallHall:
    made = make_hall(url=database_url)
    made.sit("1", "2", "3", "4")
    return made


def test_a_day_in_the_hall(any_hall: SmallHall) -> None:
    hall = any_hall
    for service in ("company", "permit", "fund", "company"):
        hall.issue(service)
    hall.issue("fund", priority_reason=m.PriorityReason.ELDER)
    assert hall.next("4").number == "C002"
    assert hall.next("1").number == "A001"
    hall.press("start")
    hall.press("hold")
    hall.press("resume", "1", "1")
    hall.press("transfer", "1", "fund", None)
    hall.later()
    assert hall.next("4").number == "A001"
    ask = hall.press("finish", "4").rating
    assert ask is not None
    hall.rate(ask.act_id, 2)
    hall.next("2")
    hall.press("miss", "2")
    assert [ticket.number for ticket in hall.view("2").missed] == ["B001"]
    hall.later(24 * 3600)
    assert hall.next("1").result is CallResult.NOBODY_WAITING
    assert hall.rows("SELECT level FROM rating")[0].level == 2


def test_many_clerks_at_once_get_each_a_ticket_of_their_own(
    make_hall: MakeHall, database_url: str
) -> None:
    hall = make_hall(url=database_url, call_debounce_s=1e-9)
    hall.sit("1", "2")
    for _ in range(24):
        hall.issue()
    start = threading.Barrier(8)

    def clerk(window: str) -> list[str | None]:
        start.wait()
        return [hall.next(window).number for _ in range(3)]

    with ThreadPoolExecutor(8) as pool:
        called = [number for got in pool.map(clerk, "12121212") for number in got]
    assert sorted(map(str, called)) == [f"A{n:03}" for n in range(1, 25)]


def test_who_presses_while_the_log_is_emptied_is_served_right_after(any_hall: SmallHall) -> None:
    store, writer = any_hall.parts.store, any_hall.parts.store._writer
    any_hall.issue()
    with ThreadPoolExecutor(3) as pool:

        def empty(_connection: Any) -> list[Any]:
            assert store.overwrite_log() is not True or not store._has_log  # one at a time
            pressed = [pool.submit(any_hall.issue) for _ in range(3)]
            wait_until(lambda: len(writer._jobs) == 3, 30)
            return pressed

        pressed = writer.between_commands(empty)
        assert pressed is not None
        assert sorted(p.result(30).number for p in pressed) == ["A002", "A003", "A004"]
    assert store.overwrite_log()


class TakenBefore(Transaction):
    """Another process takes the first of the queue between our look and our claim."""

    def queue(self, *asked: Any) -> list[Row]:
        rows = super().queue(*asked)
        if rows and not self.robbed:
            self.robbed = True
            first = self.ticket(rows[0].ticket_id)
            assert first is not None
            self.change_ticket(first, first.after(Verb.ABANDON, first.changed_at))
        return rows

    robbed = False

    def ticket(self, ticket_id: Any) -> Ticket | None:
        """As seen before the other's commit."""
        found = super().ticket(ticket_id)
        if found and self.robbed and found.number == "A001":
            return replace(found, state=type(found.state).WAITING)
        return found


def test_the_loser_of_a_claim_gets_the_next_ticket(
    any_hall: SmallHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_hall.issue()
    any_hall.issue()
    store = any_hall.parts.store
    monkeypatch.setattr(store, "_transaction", lambda c: TakenBefore(c, "h"))
    store._writer._begin = store._transaction
    assert any_hall.next().number == "A002"


def test_a_number_cannot_be_given_twice_even_if_the_counter_were_wrong(
    any_hall: SmallHall,
) -> None:
    any_hall.issue()
    any_hall.parts.store.write(
        lambda tx: tx.connection.execute(t.counter.update().values(sequence=0))
    )
    with pytest.raises(constraint_errors(any_hall)):
        any_hall.issue()
    assert len(any_hall.rows("SELECT 1 FROM ticket")) == 1


def constraint_errors(hall: SmallHall) -> tuple[type[Exception], ...]:
    driver = hall.parts.store._read_engine.dialect.loaded_dbapi
    return (IntegrityError, driver.IntegrityError)


@pytest.mark.parametrize("statement", ["UPDATE event SET at = 0", "DELETE FROM event"])
def test_the_log_is_append_only(any_hall: SmallHall, statement: str) -> None:
    any_hall.issue()
    engine = engines.writing_engine(any_hall.hall.server.database_url)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_the_database_itself_refuses_a_second_visitor_at_a_window(any_hall: SmallHall) -> None:
    any_hall.issue()
    any_hall.issue()
    any_hall.next()

    def cheat(tx: Transaction) -> None:
        (other,) = tx.numbered(NINE.date(), ["A002"])
        tx.change_ticket(other, other.after(Verb.CALL, NINE, window="1"))

    with pytest.raises(constraint_errors(any_hall)):
        any_hall.parts.store.write(cheat)


def test_migrations_and_tables_say_the_same(any_hall: SmallHall) -> None:
    engine = engines.writing_engine(any_hall.hall.server.database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_tables.metadata) == []
    engine.dispose()


def test_the_known_version_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_data_of_a_newer_release_is_not_touched(make_hall: MakeHall) -> None:
    hall = make_hall()
    hall.parts.store.write(
        lambda tx: tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    with pytest.raises(SchemaTooNew, match="9999"):
        hall.reopen()


def test_a_second_server_on_the_same_data_is_refused(make_hall: MakeHall) -> None:
    hall = make_hall()
    with pytest.raises(DataInUse, match=r"another server is using .*hall\.db"):
        Store(hall.hall.server.database_url, "h")
    hall.issue()


def test_reading_connections_cannot_write(any_hall: SmallHall) -> None:
    with any_hall.parts.store.reading() as connection, pytest.raises(DBAPIError):
        connection.execute(text("DELETE FROM ticket"))


def test_a_reader_sees_one_state_of_the_data_however_it_asks(any_hall: SmallHall) -> None:
    count = text("SELECT count(*) FROM ticket")
    with any_hall.parts.store.read() as reader:
        before = reader.connection.execute(count).scalar_one(), reader.last_seq()
        any_hall.issue()
        if any_hall.hall.server.database_url.startswith("sqlite"):
            assert (reader.connection.execute(count).scalar_one(), reader.last_seq()) == before
    with any_hall.parts.store.read() as reader:
        assert reader.connection.execute(count).scalar_one() == before[0] + 1


def test_a_reader_that_failed_is_replaced(any_hall: SmallHall) -> None:
    for _ in range(12):
        with pytest.raises(StorageFailed), any_hall.parts.store.read() as reader:
            reader.connection.execute(text("SELECT nonsense"))
    any_hall.issue()
    assert any_hall.view().waiting == 1


def test_only_the_owner_can_read_the_file(make_hall: MakeHall) -> None:
    hall = make_hall()
    path = engines.sqlite_file(hall.hall.server.database_url)
    assert path is not None
    assert path.stat().st_mode & 0o077 == 0


def test_sqlite_is_opened_as_the_decision_says(make_hall: MakeHall) -> None:
    store = make_hall().parts.store

    def pragma(connection: Any, name: str) -> Any:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    written = store.write(
        lambda tx: [
            pragma(tx.connection, n) for n in ("journal_mode", "synchronous", "foreign_keys")
        ]
    )
    assert written == ["wal", 2, 1]
    with store.reading() as connection:
        read = [pragma(connection, name) for name in ("query_only", "wal_autocheckpoint")]
    assert read == [1, 0]


def test_halls_share_a_database_without_seeing_each_other(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a SQLite file has one server")
    one, other = Store(database_url, "one"), Store(database_url, "other")
    day = NINE.date()
    assert one.write(lambda tx: tx.next_sequence(day, "A")) == 1
    assert one.write(lambda tx: tx.next_sequence(day, "A")) == 2
    assert other.write(lambda tx: tx.next_sequence(day, "A")) == 1
    one.close()
    other.close()


def test_two_servers_on_one_postgres_never_give_a_number_twice(
    make_hall: MakeHall, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a SQLite file has one server")
    first, second = make_hall(url=database_url), make_hall(url=database_url)
    first.sit("1", "2")

    def work(hall: SmallHall, window: str) -> tuple[list[str], list[str | None]]:
        issued = [hall.issue().number for _ in range(25)]
        called = []
        for _ in range(20):
            called.append(hall.next(window).number)
            hall.press("finish", window)
        return issued, called

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, (first, second), "12"))
    issued = [number for numbers, _ in done for number in numbers]
    called = [number for _, numbers in done for number in numbers]
    assert sorted(issued) == [f"A{n:03}" for n in range(1, 51)]
    assert len(called) == len(set(called)) == 40
    rows = first.rows("SELECT seq, at FROM event ORDER BY seq")
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


DAY = NINE.date()
SERVICES = ("company", "permit")
WAITING = {"ix_ticket_waiting", "ix_ticket_sent_here"}
# {question: the indexes that it must find by}
QUESTIONS: dict[str, tuple[Callable[[Reader], object], set[str]]] = {
    "queue": (lambda r: r.queue(DAY, "1", SERVICES, 5), WAITING),
    "count": (lambda r: r.waiting(DAY, "1", SERVICES), WAITING),
    "counts": (lambda r: r.counts(DAY), {"ix_ticket_waiting"}),
    "parked": (lambda r: r.parked(DAY, "1", SERVICES, 5), {"ix_ticket_parked"}),
    "person": (lambda r: r.unserved_of_person(DAY, "a" * 64, "company"), {"ix_ticket_person"}),
    "phone": (lambda r: r.unserved_of_phone(DAY, "a" * 64, "company"), {"ix_ticket_phone"}),
    "had by a person": (lambda r: r.had_by_person(DAY, "a" * 64), {"ix_ticket_person"}),
    "had by a phone": (lambda r: r.had_by_phone(DAY, "a" * 64), {"ix_ticket_phone"}),
    "inside": (
        lambda r: r.inside(DAY),
        {"ix_ticket_waiting", "SEARCH window", "ix_ticket_parked (hall=? AND state=?"},
    ),
    "given": (
        lambda r: r.given(DAY, "A", Span(start=NINE, end=NINE)),
        {"sqlite_autoindex_ticket_2 (hall=? AND business_date=? AND number>? AND number<?)"},
    ),
    "left open": (
        lambda r: r.left_open(DAY),
        {"ix_ticket_waiting", "SEARCH window", "ix_ticket_parked (hall=? AND state=?"},
    ),
    "numbered": (lambda r: r.numbered(DAY, ["A001", "B001"]), {"sqlite_autoindex_ticket_2"}),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_million_old_tickets_cost_nothing_for_each_question_has_its_index(
    hall: SmallHall, question: str
) -> None:
    ask, indexes = QUESTIONS[question]
    with hall.parts.store.read() as reader:
        cursor = reader._cursor
        listening = Listening(cursor)
        reader._cursor = listening
        ask(reader)
        plan = ""
        for statement, values in listening.heard:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plan += "\n".join(row[3] for row in cursor.fetchall())
    assert {index for index in indexes if index not in plan} == set()
    assert "SCAN ticket" not in plan


class Listening:
    """A cursor that writes down what it is asked."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self.heard: list[tuple[str, dict[str, Any]]] = []

    def execute(self, statement: str, values: dict[str, Any]) -> None:
        self.heard.append((statement, values))
        self._cursor.execute(statement, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)
