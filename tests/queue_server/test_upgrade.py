"""A hall that worked with the release before is brought to this one with all that it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.config import Config
from small_hall import NINE, SmallHall, refused
from sqlalchemy import MetaData, Uuid, text
from sqlalchemy.exc import IntegrityError

from queue_server.case_keeper import CaseKeeper
from queue_server.storage import engines, schema
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash

TODAY = NINE.date()
WAITED_ON = UUID(int=7)
KIOSK = token_hash("kiosk-k1")


def row_of_ticket(number: int, day: date, state: str, **told: Any) -> dict[str, Any]:
    at = int((NINE - (TODAY - day)).timestamp() * 1e6)
    return {
        "hall": "h",
        "ticket_id": uuid4(),
        "business_date": day,
        "prefix": "A",
        "sequence": number,
        "number": f"A{number:03}",
        "service": "company",
        "state": state,
        "source": "kiosk",
        "lane": 1,
        "issued_at": at,
        "queued_at": at,
        "waiting_since": at,
        "changed_at": at,
        **told,
    }


def make_old_data(url: str) -> None:
    """As the first release made it: people of yesterday and of this morning, tokens, the log."""
    engines.make_room(url)
    engine = engines.writing_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with engine.begin() as connection:
        known = MetaData()
        known.reflect(connection)
        if connection.dialect.name == "sqlite":  # there a UUID is read back as text
            known.tables["ticket"].c.ticket_id.type = Uuid()
        yesterday = TODAY - timedelta(days=1)
        rows: dict[str, list[dict[str, Any]]] = {
            "meta": [{"hall": "h", "epoch": 3}],
            "ticket": [
                row_of_ticket(1, yesterday, "waiting"),
                row_of_ticket(1, TODAY, "served"),
                row_of_ticket(2, TODAY, "waiting", ticket_id=WAITED_ON),
            ],
            "counter": [{"hall": "h", "business_date": TODAY, "prefix": "A", "sequence": 2}],
            "access_token": [
                {"hall": "h", "token_hash": KIOSK, "program": "kiosk-k1", "role": "kiosk"}
            ],
            "event": [
                {
                    "hall": "h",
                    "seq": 1,
                    "kind": "ticket_issued",
                    "at": 1,
                    "business_date": TODAY,
                    "by": "kiosk-k1",
                    "data": {},
                }
            ],
        }
        for table, values in rows.items():
            for value in values:
                connection.execute(known.tables[table].insert(), value)
    engine.dispose()


@pytest.fixture
def upgraded(database_url: str, make_hall: Callable[..., SmallHall]) -> SmallHall:
    make_old_data(database_url)
    hall = make_hall(url=database_url)
    hall.sit("1")
    return hall


def test_who_waits_is_called_and_the_numbers_go_on(upgraded: SmallHall) -> None:
    assert upgraded.issue("company").number == "A003"
    assert upgraded.ticket(WAITED_ON).ahead == 0
    assert upgraded.next("1").number == "A002"
    states = upgraded.rows("SELECT number, state FROM ticket ORDER BY issued_at, number")
    assert tuple(states[0]) == ("A001", "expired")
    assert upgraded.rows("SELECT epoch FROM meta") == [(3,)]
    assert upgraded.rows("SELECT kind FROM event WHERE seq = 1") == [("ticket_issued",)]


def test_programs_keep_their_tokens_and_a_booking_platform_may_have_one(
    upgraded: SmallHall,
) -> None:
    store = upgraded.parts.store
    kept = upgraded.rows("SELECT program, role, token_hash FROM access_token")
    (kiosk,) = [TokenRow(row.program, row.role, bytes(row.token_hash)) for row in kept]
    assert kiosk == TokenRow("kiosk-k1", "kiosk", KIOSK)
    ensure_access_tokens(store, [kiosk, TokenRow("booking", "booking", token_hash("b"))])
    assert len(upgraded.rows("SELECT * FROM access_token")) == 2
    for broken in ("role = 'king'", "program = 'booking'"):
        sql = text(f"UPDATE access_token SET {broken} WHERE program = 'kiosk-k1'")  # noqa: S608
        with pytest.raises(IntegrityError):
            store.write(lambda tx, sql=sql: tx.connection.execute(sql))


def test_a_second_start_finds_nothing_to_bring_up(upgraded: SmallHall) -> None:
    upgraded.issue("company")
    upgraded.reopen()
    assert upgraded.issue("company").number == "A004"


# --- in the middle of a morning, from the second release -----------------------------------------

HERE, ASKED, SAID = UUID(int=21), UUID(int=22), UUID(int=23)  # visits


def row_of_visit(act_id: UUID, ticket: dict[str, Any], **told: Any) -> dict[str, Any]:
    return {
        **{name: ticket[name] for name in ("hall", "ticket_id", "business_date", "number")},
        "act_id": act_id,
        "window": "1",
        "service": "company",
        "account": "c1",
        "origin": "call_next",
        "called_at": ticket["issued_at"],
        "last_called_at": ticket["issued_at"],
        "calls": 1,
        **told,
    }


def make_busy_data(url: str) -> None:
    """A visitor at window 1, the one before at its keypad, and a low rating of an hour ago."""
    at = int(NINE.timestamp() * 1e6)
    old, asked, here = (
        row_of_ticket(n, TODAY, state, window="1")
        for n, state in enumerate(("served", "served", "called"), 1)
    )
    ended = {"ended_at": at, "outcome": "served"}
    rows = {
        "meta": [{"hall": "h", "epoch": 3}],
        "ticket": [old, asked, {**here, "act_id": HERE}],
        "counter": [{"hall": "h", "business_date": TODAY, "prefix": "A", "sequence": 3}],
        "service_act": [
            row_of_visit(SAID, old, **ended),
            row_of_visit(ASKED, asked, **ended, rating_until=at + 60_000_000),
            row_of_visit(HERE, here),
        ],
        "rating": [
            {"hall": "h", "act_id": SAID, "level": 1, "channel": "evaluator", "rated_at": at}
        ],
        "window": [
            {
                "hall": "h",
                "window": "1",
                "status": "open",
                "account": "c1",
                "ticket_id": here["ticket_id"],
                "act_id": HERE,
                "rating_act_id": ASKED,
                "called_at": at,
            }
        ],
    }
    engines.make_room(url)
    engine = engines.writing_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    with engine.begin() as connection:
        known = MetaData()
        known.reflect(connection)
        for table, values in rows.items():
            for column in known.tables[table].c:
                if column.name.endswith("_id") and connection.dialect.name == "sqlite":
                    column.type = Uuid()
            for value in values:
                connection.execute(known.tables[table].insert(), value)
    engine.dispose()


def test_a_visit_that_was_under_way_goes_on(
    database_url: str, make_hall: Callable[..., SmallHall]
) -> None:
    make_busy_data(database_url)
    hall = make_hall(url=database_url)
    assert hall.view().ticket is not None
    hall.rate(ASKED, 4)
    hall.later()
    hall.press("finish")
    hall.press("undo")
    assert hall.press("finish").rating is not None
    hall.issue()
    assert hall.next().number == "A004"
    with refused("rating_closed"):
        hall.rate(HERE, 1)


def test_what_was_rated_with_the_old_release_stands_and_opens_no_case(
    database_url: str, make_hall: Callable[..., SmallHall]
) -> None:
    make_busy_data(database_url)
    hall = make_hall(url=database_url)
    CaseKeeper(hall.parts.queue, hall.parts.store).go_round(hall.now)
    assert hall.rows("SELECT * FROM rectification") == []
    with refused("already_rated"):
        hall.rate(SAID, 5)
    assert hall.rows("SELECT level, reasons, comment FROM rating") == [(1, "", "")]
