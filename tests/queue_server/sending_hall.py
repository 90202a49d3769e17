"""The small hall with a route over three services, and accounts for its four clerks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from small_hall import SmallHall, small_hall

from config.kinds import Name
from config.windows import Calling, Route
from queue_server.sent_to import follow_clerk
from queue_server.storage.provisioning import AccountRow, ensure_accounts

COMPANY_TO_FUND = Route(
    id="start-up",
    name=Name(zh="开办企业", en="Start a company"),
    services=["company", "permit", "fund"],
)


def sending_hall(folder: Path, calling: Calling | None = None, **settings: Any) -> SmallHall:
    """Clerks c1 to c4 have accounts; nobody sits yet."""
    hall = replace(
        small_hall(folder, **settings), routes=[COMPANY_TO_FUND], calling=calling or Calling()
    )
    made = SmallHall(hall)
    clerks = [AccountRow(f"c{n}", f"员{n}", "clerk", str(n), "no login here") for n in range(1, 6)]
    ensure_accounts(
        made.parts.store, [*clerks, AccountRow("lead", "主任", "supervisor", None, "no login here")]
    )
    return made


def goes_to(hall: SmallHall, account: str, window: str | None) -> None:
    """What a clerk who sits down, moves or stands up takes along."""
    today = hall.parts.layout.day.date_of(hall.now)
    hall.parts.store.write(lambda tx: follow_clerk(tx, account, window, today))
