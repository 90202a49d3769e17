"""The outbox of a kiosk that was cut off is taken in.

Each entry is a transaction of its own together with how far the outbox is: taken in once, in the
order of its sequence, whoever sends it how often. One that cannot be taken in is parked with its
reason, and the next goes on.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial, singledispatchmethod
from typing import Any
from uuid import UUID

import msgspec

from queue_server import checks
from queue_server.commands import unpacked
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.numbering import LARGEST, label
from queue_server.domain.offline import OLDEST, NotTaken, Reading, happened_at
from queue_server.domain.tickets import State, Ticket, Verb
from queue_server.hall import HallQueue
from queue_server.issuing import Given, Order, issue_ticket
from queue_server.storage.changes import Changes
from queue_server.storage.errors import StorageFailed
from queue_server.storage.outboxes import Outboxes, OutboxRow, parked_rows
from queue_server.storage.reader import Reader
from queue_server.storage.store import Store
from queue_server.storage.transaction import Transaction

WHOSE = ("person", "phone_hash")
LOST = "entries_lost"
FAULT = "fault"

_log = logging.getLogger(__name__)


def parked_since(reader: Reader, since: datetime) -> dict[str, list[o.ParkedEntry]]:
    """{kiosk: what was put aside from an instant on, in that order}."""
    found = defaultdict(list)
    for row in parked_rows(reader, since):
        told = o.ParkedEntry(sequence=row.sequence, code=row.code, detail=row.detail)
        found[row.kiosk].append(told)
    return dict(found)


@dataclass(frozen=True, kw_only=True)
class _Arrival:
    """One entry inside its transaction; `at` is when it happened by the server's clock."""

    tx: Transaction
    outboxes: Outboxes
    message: o.SendEntries
    entry: o.Entry
    by: str
    now: datetime
    at: datetime


class KioskEntries:
    """`clock` gives aware UTC."""

    def __init__(self, hall: HallQueue, store: Store, clock: Callable[[], datetime]) -> None:
        self._hall = hall
        self._store = store
        self._clock = clock

    def take(self, message: o.SendEntries, by: str) -> o.EntriesTaken:
        """Take in what comes next of an outbox; how far it is then."""
        received = self._store.write(partial(self._begin, message, by))
        parked = []
        for entry in sorted(message.entries, key=lambda entry: entry.sequence):
            if entry.sequence == received + 1:  # what comes after a gap is sent again
                refused = self._take(message, entry, by)
                if refused is not None:
                    parked.append(refused)
                received = entry.sequence
        return o.EntriesTaken(received=received, parked=parked)

    def _begin(self, message: o.SendEntries, by: str, tx: Transaction) -> int:
        """How far the outbox is. What the kiosk no longer has is not waited for, but told."""
        outboxes, now = Outboxes(tx), self._clock()
        row = outboxes.of(message.kiosk, message.outbox_id)
        self._heed_set_back(tx, message, row.received, by)
        missing = message.oldest - 1 - row.received
        if missing > 0:
            self._park(tx, message, message.oldest - 1, by, (LOST, f"{missing} entries"), {})
            row = replace(row, received=message.oldest - 1)
        outboxes.save(message.kiosk, message.outbox_id, row, now)
        return row.received

    def _heed_set_back(
        self, tx: Transaction, message: o.SendEntries, received: int, by: str
    ) -> None:
        """A kiosk goes on behind what it heard to be taken in. Where that is missing here, an old
        backup was restored: bands of before are given up, and all is announced as news."""
        first = min((entry.sequence for entry in message.entries), default=0)
        if first <= received + 1:
            return
        layout, now = self._hall.layout, self._clock()
        _log.error(
            "kiosk %s had been heard up to %d, these data know %d: they were set back",
            message.kiosk,
            first - 1,
            received,
        )
        tx.raise_epoch()
        tx.changes.add(Changes(set(layout.windows), set(layout.services), set(layout.kiosks)))
        data: dict[str, str | int | None] = {"kiosk": message.kiosk, "lost": first - 1 - received}
        today = self._hall.day.date_of(now)
        tx.append(Event(kind=Kind.EPOCH_RAISED, at=now, business_date=today, by=by, data=data))

    def _take(self, message: o.SendEntries, entry: o.Entry, by: str) -> o.ParkedEntry | None:
        try:
            self._store.write(partial(self._apply, message, entry, by))
        except RuleBroken as refusal:
            why = (refusal.code, refusal.detail)
        except StorageFailed:
            raise
        except Exception as error:  # the writer has logged it; the others are not to wait for it
            why = (FAULT, type(error).__name__)
        else:
            return None
        kept = msgspec.to_builtins(entry)
        for name in WHOSE:  # whoever looks at it asks for the number, and it stays for years
            kept["what"].pop(name, None)
        self._store.write(lambda tx: self._park(tx, message, entry.sequence, by, why, kept))
        return o.ParkedEntry(sequence=entry.sequence, code=why[0], detail=why[1])

    def _park(
        self,
        tx: Transaction,
        message: o.SendEntries,
        sequence: int,
        by: str,
        why: tuple[str, str],
        entry: dict[str, Any],
    ) -> None:
        now, (code, detail) = self._clock(), why
        outboxes = Outboxes(tx)
        row = outboxes.of(message.kiosk, message.outbox_id)
        if sequence <= row.received:
            return  # another sender of the same outbox was here meanwhile
        _log.error("entry %d of kiosk %s cannot be taken in: %s: %s", sequence, message.kiosk, *why)
        outboxes.park(
            message.kiosk,
            message.outbox_id,
            sequence,
            code=code,
            detail=detail,
            entry=entry,
            now=now,
        )
        tx.append(
            Event(
                kind=Kind.ENTRY_PARKED,
                at=now,
                business_date=self._hall.day.date_of(now),
                by=by,
                data={"kiosk": message.kiosk, "sequence": sequence, "code": code},
            )
        )
        outboxes.save(message.kiosk, message.outbox_id, replace(row, received=sequence), now)

    # --- one entry ----------------------------------------------------------------------------

    def _apply(self, message: o.SendEntries, entry: o.Entry, by: str, tx: Transaction) -> None:
        outboxes, now = Outboxes(tx), self._clock()
        row = outboxes.of(message.kiosk, message.outbox_id)
        if entry.sequence != row.received + 1:
            return  # another sender of the same outbox was here meanwhile
        at = self._when(message, entry, row, now)
        arrival = _Arrival(
            tx=tx, outboxes=outboxes, message=message, entry=entry, by=by, now=now, at=at
        )
        self._do(entry.what, arrival)
        taken = OutboxRow(received=entry.sequence, last_at=at)
        outboxes.save(message.kiosk, message.outbox_id, taken, now)

    def _when(
        self, message: o.SendEntries, entry: o.Entry, row: OutboxRow, now: datetime
    ) -> datetime:
        earliest, latest = row.last_at or now - OLDEST, now
        if isinstance(entry.what, o.IssuedOffline):
            day = self._day_of(entry.what, now)
            earliest = max(earliest, self._hall.day.starts_at(day))
            latest = self._hall.day.starts_at(day + timedelta(days=1)) - timedelta(microseconds=1)
        return happened_at(
            Reading(at=entry.at, boot_id=entry.boot_id, mono_s=entry.mono_s),
            Reading(at=message.sent_at, boot_id=message.boot_id, mono_s=message.mono_s),
            now,
            earliest=earliest,
            latest=latest,
        )

    def _day_of(self, what: o.IssuedOffline, now: datetime) -> date:
        """Whoever holds a number of a day to come got it of a kiosk whose clock is ahead, and is in
        the hall today."""
        return min(what.business_date, self._hall.day.date_of(now))

    @singledispatchmethod
    def _do(self, what: o.Happening, arrival: _Arrival) -> None:
        raise TypeError(f"nobody takes {type(what).__name__} in")

    @_do.register
    def _(self, what: o.IssuedOffline, arrival: _Arrival) -> None:
        """The number is given already: nothing here takes it back."""
        tx, hall = arrival.tx, self._hall
        given = self._given(what, arrival)
        person = what.person
        order = Order(
            service=what.service,
            source=m.Source.KIOSK.value,
            kiosk=arrival.message.kiosk,
            person_hash=person.hash if person else None,
            masked_name=person.masked_name if person else None,
            phone_hash=what.phone_hash,
            priority_reason=what.priority_reason and what.priority_reason.value,
            checks=(),
            given=given,
        )
        number = label(given.prefix, given.sequence)
        unheard = self._supersede(what, number, arrival)
        broken = ",".join(refusal.code for refusal in checks.broken(hall, tx, order, arrival.at))
        note: dict[str, str | int | None] = {"offline": 1, "kiosk": arrival.message.kiosk}
        note |= {"broke": broken} if broken else {}
        note |= {"instead_of": unheard} if unheard else {}
        note |= {} if given.band_id else {"band": "unknown"}
        if given.business_date != what.business_date:
            note |= {"dated": what.business_date.isoformat()}
        ticket = issue_ticket(hall, tx, replace(order, note=note), arrival.by, arrival.now)
        arrival.outboxes.at_least(given.business_date, given.prefix, given.sequence)
        if ticket.business_date < hall.day.date_of(arrival.now):
            hall.expire(tx, ticket, arrival.now)

    def _given(self, what: o.IssuedOffline, arrival: _Arrival) -> Given:
        """Raises `unknown_service`, `wrong_band` or `number_taken`."""
        message = arrival.message
        prefix = self._hall.layout.service(what.service).prefix + o.MARK
        band = arrival.outboxes.band(what.band_id)
        if band is not None:
            if not band.covers(message.kiosk, message.outbox_id, what.business_date, what.sequence):
                raise NotTaken("wrong_band", f"{what.sequence} of {prefix} is not of its band")
            prefix = band.prefix
        if what.sequence > LARGEST:
            raise NotTaken("wrong_band", f"{what.sequence} of {prefix} is of no band")
        number, day = label(prefix, what.sequence), self._day_of(what, arrival.now)
        if arrival.tx.ticket(what.ticket_id) or arrival.tx.numbered(day, [number]):
            raise NotTaken("number_taken", f"{number} of {day} is given already")
        return Given(
            ticket_id=what.ticket_id,
            business_date=day,
            prefix=prefix,
            sequence=what.sequence,
            issued_at=arrival.at,
            band_id=band.band_id if band else None,
        )

    def _supersede(self, what: o.IssuedOffline, number: str, arrival: _Arrival) -> str | None:
        """The number that the server gave to the same order, unheard: nobody holds it."""
        tx, now = arrival.tx, arrival.now
        answered = tx.answered(what.request_id)
        if answered is None:
            # A late delivery of the order must not give this visitor a second number.
            tx.remember(what.request_id, what.ticket_id.bytes, b"{}", now)
            return None
        unheard = self._answered_ticket(tx, answered[1])
        if unheard is None or unheard.print_state or unheard.appointment:
            return None  # it was heard after all: printed again, or checked in, at another kiosk
        if unheard.state is State.WAITING:
            tx.change_ticket(unheard, unheard.after(Verb.ABANDON, now))
            tx.append(
                Event(
                    kind=Kind.TICKET_SUPERSEDED,
                    at=now,
                    business_date=unheard.business_date,
                    by=arrival.by,
                    service=unheard.service,
                    ticket_id=unheard.ticket_id,
                    data={"number": unheard.number, "by_number": number},
                )
            )
        return unheard.number

    @staticmethod
    def _answered_ticket(tx: Transaction, answer: bytes) -> Ticket | None:
        try:
            return tx.ticket(msgspec.json.decode(unpacked(answer), type=_TicketId).ticket_id)
        except msgspec.MsgspecError:
            return None  # the answer of another command

    @_do.register
    def _(self, what: o.SlipPrinted, arrival: _Arrival) -> None:
        data: dict[str, str | int | None] = {"reprint": int(what.reprint)}
        self._paper(arrival, what.ticket_id, m.PrintState.PRINTED, Kind.TICKET_PRINTED, data)

    @_do.register
    def _(self, what: o.SlipUnknown, arrival: _Arrival) -> None:
        data: dict[str, str | int | None] = {"reprint": int(what.reprint)}
        self._paper(arrival, what.ticket_id, m.PrintState.UNKNOWN, Kind.TICKET_PRINT_UNKNOWN, data)

    @_do.register
    def _(self, what: o.SlipFailed, arrival: _Arrival) -> None:
        data: dict[str, str | int | None] = {"reprint": int(what.reprint), "cause": what.cause}
        self._paper(arrival, what.ticket_id, m.PrintState.FAILED, Kind.TICKET_PRINT_FAILED, data)

    def _paper(
        self,
        arrival: _Arrival,
        ticket_id: UUID,
        state: m.PrintState,
        kind: Kind,
        data: dict[str, str | int | None],
    ) -> None:
        """Raises `unknown_ticket`."""
        ticket = arrival.tx.ticket(ticket_id)
        if ticket is None:
            raise RuleBroken("unknown_ticket", "there is no such ticket")
        # Whose first slip came out has a slip, whatever became of a second one.
        if ticket.print_state != m.PrintState.PRINTED.value:
            arrival.outboxes.set_print_state(ticket_id, state.value)
        arrival.tx.append(
            Event(
                kind=kind,
                at=arrival.at,
                business_date=ticket.business_date,
                by=arrival.by,
                service=ticket.service,
                ticket_id=ticket_id,
                data={"kiosk": arrival.message.kiosk, **data},
            )
        )

    @_do.register
    def _(self, what: o.StaffActed, arrival: _Arrival) -> None:
        arrival.tx.append(
            Event(
                kind=Kind.KIOSK_STAFF_ACTED,
                at=arrival.at,
                business_date=self._hall.day.date_of(arrival.at),
                by=arrival.by,
                data={
                    "kiosk": arrival.message.kiosk,
                    "account": what.account,
                    "act": what.act,
                    "detail": what.detail,
                },
            )
        )


class _TicketId(msgspec.Struct, frozen=True):
    ticket_id: UUID
