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
from small_hall import NINE, SmallHall
from sqlalchemy import MetaData, Uuid, text
from sqlalchemy.exc import IntegrityError

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
