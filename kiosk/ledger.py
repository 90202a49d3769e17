"""What this kiosk must not forget: its outbox, its slips and a few words, in one file.

Whatever returns is on disk. Writing raises `LedgerRefused` when the disk does not take it; what is
only asked answers then as if nothing was known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from kiosk.clocks import Clocks
from kiosk.ledger_file import Connection, LedgerFile, LedgerRefused, connect
from queue_server.contract.messages import PrintState, Ticket
from queue_server.contract.offline import (
    Entry,
    Happening,
    ParkedEntry,
    SlipFailed,
    SlipPrinted,
    SlipUnknown,
)

AT_ONCE = 50  # entries in one message to the server
RECENT = 35  # slips that staff can look up in a dispute
CONFIRMED_KEPT = timedelta(days=1)
PARKED_KEPT = timedelta(days=8)
PAPER_CHANGED = "paper_changed"

__all__ = ["Ledger", "LedgerRefused", "SlipKept"]

_encode = msgspec.json.Encoder().encode
_entry = msgspec.json.Decoder(Entry).decode
_ticket = msgspec.json.Decoder(Ticket).decode


@dataclass(frozen=True, kw_only=True)
class SlipKept:
    """The last that is known of a ticket's paper. `cause` as a device's; `times`: how often bytes
    of it were sent, `reprint`: the last time marked as such."""

    ticket: Ticket
    language: str
    state: PrintState
    cause: str
    at: datetime
    reprint: bool
    times: int


class Ledger:
    """Thread-safe; one per kiosk and file. `outbox_id` is the file's own: new with a new disk."""

    def __init__(
        self,
        path: Path,
        clocks: Clocks,
        new_id: Callable[[], UUID] = uuid4,
        connect: Callable[[Path], Connection] = connect,
    ) -> None:
        self.clocks = clocks
        self.file = LedgerFile(path, clocks.now, new_id, connect)

    def close(self) -> None:
        self.file.close()

    @property
    def outbox_id(self) -> UUID:
        """Raises `LedgerRefused`."""
        with self.file.reading() as db:
            return UUID(db.execute("SELECT outbox_id FROM box").fetchone()[0])

    # --- a few words --------------------------------------------------------------------------

    def keep(self, key: str, text: str) -> None:
        with self.file.writing() as db:
            _keep(db, key, text)

    def keep_in(self, db: Connection, key: str, text: str) -> None:
        """As `keep`, within another change."""
        _keep(db, key, text)

    def kept(self, key: str) -> str | None:
        """None, too, when the disk does not say."""
        try:
            with self.file.reading() as db:
                row = db.execute("SELECT text FROM kept WHERE key = ?", (key,)).fetchone()
        except LedgerRefused:
            return None
        return None if row is None else str(row[0])

    # --- the outbox ---------------------------------------------------------------------------

    def append(self, what: Happening) -> int:
        """Tell the server of it, sooner or later; its sequence in the outbox."""
        with self.file.writing() as db:
            return self.append_in(db, what)

    def append_in(self, db: Connection, what: Happening) -> int:
        """As `append`, within the change that it tells of."""
        sequence = int(
            db.execute("UPDATE box SET sequence = sequence + 1 RETURNING sequence").fetchone()[0]
        )
        entry = Entry(
            sequence=sequence,
            at=self.clocks.now(),
            boot_id=self.clocks.boot_id,
            mono_s=self.clocks.mono_s(),
            what=what,
        )
        db.execute("INSERT INTO outbox (sequence, entry) VALUES (?, ?)", (sequence, _encode(entry)))
        return sequence

    def unsent(self, limit: int = AT_ONCE) -> list[Entry]:
        """The oldest that the server has not confirmed, in order."""
        with self.file.reading() as db:
            rows = db.execute(
                "SELECT entry FROM outbox WHERE confirmed_at IS NULL ORDER BY sequence LIMIT ?",
                (limit,),
            ).fetchall()
        return [_entry(row[0]) for row in rows]

    def unsent_count(self) -> int:
        with self.file.reading() as db:
            row = db.execute("SELECT count(*) FROM outbox WHERE confirmed_at IS NULL").fetchone()
        return int(row[0])

    def confirm(self, received: int, parked: Sequence[ParkedEntry]) -> None:
        """The server has everything up to `received`; what it could not take in is kept longer."""
        now = self.clocks.now()
        with self.file.writing() as db:
            for entry in parked:
                # Whoever looks at it asks for the number, and not for whose it was.
                db.execute(
                    "INSERT OR IGNORE INTO parked SELECT sequence, json_remove("
                    "CAST(entry AS TEXT), '$.what.person', '$.what.phone_hash'), ?, ?, ?"
                    " FROM outbox WHERE sequence = ?",
                    (entry.code, entry.detail, _text(now), entry.sequence),
                )
            db.execute(
                "UPDATE outbox SET confirmed_at = ? WHERE sequence <= ? AND confirmed_at IS NULL",
                (_text(now), received),
            )
            # A server that was set back to an old backup is told again what it lost.
            db.execute("UPDATE outbox SET confirmed_at = NULL WHERE sequence > ?", (received,))
            db.execute("DELETE FROM outbox WHERE confirmed_at < ?", (_text(now - CONFIRMED_KEPT),))
            db.execute("DELETE FROM parked WHERE at < ?", (_text(now - PARKED_KEPT),))

    def oldest(self) -> int:
        """The first sequence that is still here, or will be."""
        with self.file.reading() as db:
            row = db.execute(
                "SELECT coalesce((SELECT min(sequence) FROM outbox),"
                " (SELECT sequence + 1 FROM box))"
            ).fetchone()
        return int(row[0])

    # --- the slips ----------------------------------------------------------------------------

    def begin_slip(self, ticket: Ticket, language: str, *, reprint: bool, mm: float = 0.0) -> None:
        """Before its first byte: from now on nobody can know whether it came out."""
        with self.file.writing() as db:
            db.execute(
                "INSERT INTO slip VALUES (?, ?, ?, 'printing', '', ?, ?, 1)"
                " ON CONFLICT (ticket_id) DO UPDATE SET ticket = excluded.ticket,"
                " language = excluded.language, state = 'printing', cause = '', at = excluded.at,"
                " reprint = excluded.reprint, times = times + 1",
                (
                    str(ticket.ticket_id),
                    _encode(ticket),
                    language,
                    _text(self.clocks.now()),
                    int(reprint),
                ),
            )
            _use_paper(db, mm)

    def end_slip(self, ticket_id: UUID, state: PrintState, cause: str = "") -> None:
        """What became of the slip that was begun; told to the server in the same change."""
        with self.file.writing() as db:
            self._end_slip(db, ticket_id, state, cause)

    def was_sent(self, ticket_id: UUID) -> bool:
        """Whether a slip of it may have come out already: no other is printed unmarked."""
        try:
            with self.file.reading() as db:
                row = db.execute(
                    "SELECT times FROM slip WHERE ticket_id = ?", (str(ticket_id),)
                ).fetchone()
        except LedgerRefused:
            return False
        return row is not None and row[0] > 0

    def end_interrupted(self) -> list[UUID]:
        """At the start: slips that were being printed when the kiosk stopped are unknown."""
        with self.file.writing() as db:
            rows = db.execute("SELECT ticket_id FROM slip WHERE state = 'printing'").fetchall()
            ids = [UUID(row[0]) for row in rows]
            for ticket_id in ids:
                self._end_slip(db, ticket_id, PrintState.UNKNOWN, "")
            db.execute("DELETE FROM slip WHERE at < ?", (_text(self.clocks.now() - PARKED_KEPT),))
        return ids

    def _end_slip(self, db: Connection, ticket_id: UUID, state: PrintState, cause: str) -> None:
        row = db.execute(
            "UPDATE slip SET state = ?, cause = ?, at = ?, times = times - ? WHERE ticket_id = ?"
            " RETURNING reprint",
            (
                state.value,
                cause,
                _text(self.clocks.now()),
                int(state is PrintState.FAILED),  # no byte of it was sent
                str(ticket_id),
            ),
        ).fetchone()
        if row is not None:
            self.append_in(db, _told(ticket_id, state, cause, bool(row[0])))

    def recent(self, limit: int = RECENT) -> list[SlipKept]:
        """The last tickets that were put on paper here, the newest first."""
        try:
            with self.file.reading() as db:
                rows = db.execute(
                    "SELECT ticket, language, state, cause, at, reprint, times FROM slip"
                    " ORDER BY at DESC LIMIT ?",
                    (limit,),
                ).fetchall()
        except LedgerRefused:
            return []
        return [
            SlipKept(
                ticket=_ticket(row[0]),
                language=row[1],
                state=PrintState(row[2]),
                cause=row[3],
                at=datetime.fromisoformat(row[4]),
                reprint=bool(row[5]),
                times=row[6],
            )
            for row in rows
        ]

    # --- the roll -----------------------------------------------------------------------------

    def printed_mm(self) -> float:
        """What was printed since the last paper change; 0 when the disk does not say."""
        try:
            with self.file.reading() as db:
                return float(db.execute("SELECT printed_mm FROM box").fetchone()[0])
        except LedgerRefused:
            return 0.0

    def use_paper(self, mm: float) -> None:
        with self.file.writing() as db:
            _use_paper(db, mm)

    def paper_changed(self) -> None:
        """A new roll is in."""
        with self.file.writing() as db:
            db.execute("UPDATE box SET printed_mm = 0")
            _keep(db, PAPER_CHANGED, _text(self.clocks.now()))


def _use_paper(db: Connection, mm: float) -> None:
    db.execute("UPDATE box SET printed_mm = printed_mm + ?", (mm,))


def _keep(db: Connection, key: str, text: str) -> None:
    db.execute(
        "INSERT INTO kept VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET text = excluded.text",
        (key, text),
    )


def _told(ticket_id: UUID, state: PrintState, cause: str, reprint: bool) -> Happening:
    if state is PrintState.PRINTED:
        return SlipPrinted(ticket_id=ticket_id, reprint=reprint)
    if state is PrintState.FAILED:
        return SlipFailed(ticket_id=ticket_id, cause=cause, reprint=reprint)
    return SlipUnknown(ticket_id=ticket_id, reprint=reprint)


def _text(at: datetime) -> str:
    """Sorts as time does: aware UTC with the same digits always."""
    return at.isoformat(timespec="microseconds")
