"""The plug is pulled at any moment: a number that a visitor saw is on the kiosk's disk."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from config.hall import OfflineSettings
from kiosk.clocks import Clocks
from kiosk.ledger import Ledger
from kiosk.offline_numbers import Day, OfflineNumbers
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from tests.kiosk.lossy_disk import LossyDisk

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SEEDS = range(24)
HALL = m.HallInfo(
    hall="h",
    name={"zh": "厅"},
    business_date=TODAY,
    time_zone="Asia/Shanghai",
    missed_policy="void",
    missed_notice={},
    complaint_phone="",
    groups=[],
    zones=[],
    services=[],
)
CLOCKS = Clocks(now=lambda: NINE, mono_s=lambda: 50.0, boot_id=UUID(int=1))


def numbers_of(ledger: Ledger) -> OfflineNumbers:
    day = Day(time_zone="Asia/Shanghai", day_starts="00:00")
    return OfflineNumbers(ledger, OfflineSettings(), day, lambda: HALL, uuid4)


def a_band(first: int = 1, last: int = 60) -> o.Bands:
    return o.Bands(
        epoch=1,
        bands=[
            o.Band(
                band_id=uuid4(),
                business_date=TODAY,
                service="a",
                prefix="AX",
                first=first,
                last=last,
            )
        ],
    )


def an_order(n: int) -> Order:
    return Order(request_id=UUID(int=n), service="a")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_number_that_was_seen_outlives_a_power_cut_whatever_the_disk_forgets(
    seed: int, tmp_path: Path
) -> None:
    chance, disk = random.Random(seed), LossyDisk()
    ledger = Ledger(tmp_path / "k" / "kiosk.db", CLOCKS, connect=disk.connect)
    numbers = numbers_of(ledger)
    numbers.heard(HALL)
    numbers.keep(a_band())
    seen = [numbers.give(an_order(n)).number for n in range(1, chance.randrange(2, 40))]
    disk.power_cut(tmp_path / "found", chance)
    again = Ledger(tmp_path / "found" / "kiosk.db", CLOCKS)
    assert [numbers_of(again).given(UUID(int=n)).number for n in range(1, len(seen) + 1)] == seen  # type: ignore[union-attr]
    entries = again.unsent(1000)
    assert [entry.sequence for entry in entries] == list(range(1, len(seen) + 1))
    assert numbers_of(again).give(an_order(999)).number == f"AX{len(seen) + 1:03d}"
    assert again.outbox_id == ledger.outbox_id
    ledger.close()


def test_the_lossy_disk_would_find_a_ledger_that_does_not_flush(tmp_path: Path) -> None:
    """Without `synchronous=FULL` the same test loses numbers: so it can fail."""
    lost = 0
    for seed in SEEDS:
        chance, disk = random.Random(seed), LossyDisk()
        path = tmp_path / str(seed) / "kiosk.db"
        ledger = Ledger(path, CLOCKS, connect=disk.connect)
        numbers = numbers_of(ledger)
        numbers.heard(HALL)
        numbers.keep(a_band())
        with ledger.file.reading() as db:
            db.execute("PRAGMA synchronous = NORMAL")
        for n in range(1, 20):
            numbers.give(an_order(n))
        disk.power_cut(tmp_path / f"found-{seed}", chance)
        again = Ledger(tmp_path / f"found-{seed}" / "kiosk.db", CLOCKS)
        lost += numbers_of(again).given(UUID(int=19)) is None
        ledger.close()
    assert lost > 0


# --- kill -9 -------------------------------------------------------------------------------

STEPS = ("before", "band", "entry", "ticket", "committed", "printing", "printed")


def killed_at(step: str, folder: Path) -> list[str]:
    """What a kiosk's process said that it showed, until it killed itself at `step`."""
    done = subprocess.run(
        [sys.executable, __file__, step, str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("step", STEPS)
def test_a_kiosk_that_is_killed_at_any_step_has_what_it_showed(step: str, tmp_path: Path) -> None:
    shown = killed_at(step, tmp_path)
    ledger = Ledger(tmp_path / "kiosk.db", CLOCKS)
    interrupted = ledger.end_interrupted()
    ticket = numbers_of(ledger).given(UUID(int=1))
    kinds = [type(entry.what).__name__ for entry in ledger.unsent()]
    if step in ("before", "band", "entry", "ticket"):
        assert (shown, ticket, kinds) == ([], None, [])
        assert numbers_of(ledger).give(an_order(2)).number == "AX001"
        return
    assert ticket is not None
    assert shown == ["AX001"]
    assert numbers_of(ledger).give(an_order(1)) == ticket
    after = {"committed": [], "printing": ["SlipUnknown"], "printed": ["SlipPrinted"]}[step]
    assert kinds == ["IssuedOffline", *after]
    assert interrupted == ([ticket.ticket_id] if step == "printing" else [])
    assert ledger.was_sent(ticket.ticket_id) == (step != "committed")


def _die_at(step: str, folder: Path) -> None:
    """One visitor at a kiosk whose process dies at `step`."""
    import sqlite3

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    marks = {"band": "UPDATE band", "entry": "INSERT INTO outbox", "ticket": "COMMIT"}
    armed = False

    class Dying(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if armed and step in marks and sql.startswith(marks[step]):
                die()
            return super().execute(sql, *values)  # type: ignore[arg-type]

    def connect(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, factory=Dying, timeout=0, isolation_level=None)

    ledger = Ledger(folder / "kiosk.db", CLOCKS, connect=connect)
    numbers = numbers_of(ledger)
    numbers.heard(HALL)
    numbers.keep(a_band())
    if step == "before":
        die()
    armed = True
    ticket = numbers.give(an_order(1))
    print(ticket.number, flush=True)
    if step == "committed":
        die()
    ledger.begin_slip(ticket, "zh", reprint=False)
    if step == "printing":
        die()
    ledger.end_slip(ticket.ticket_id, m.PrintState.PRINTED)
    die()


if __name__ == "__main__":
    _die_at(sys.argv[1], Path(sys.argv[2]))
