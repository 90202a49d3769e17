"""Taking in what the city's booking platform says, one appointment at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from queue_server.arrival import Arrived, ArrivedAppointments
from queue_server.contract.appointments import AppointmentsKept, RefusedAppointment
from queue_server.domain.appointments import Appointment, State, Verb
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.slots import slot_at
from queue_server.storage.appointments import Appointments
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

FARTHEST = timedelta(days=366)
LONGEST = timedelta(hours=24)


class NotKept(Exception):
    """One appointment cannot be kept; the others of its import can. `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Fate(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def keep_appointments(
    hall: HallQueue, tx: Transaction, command: ArrivedAppointments, by: str, now: datetime
) -> AppointmentsKept:
    """Keep those that can be kept and say why the others cannot; refuses none as a whole."""
    fates = dict.fromkeys(Fate, 0)
    refused = []
    keeper = _Keeper(hall, tx, now)
    for told in command.appointments:
        try:
            fates[keeper.keep(told)] += 1
        except (NotKept, RuleBroken) as no:
            refused.append(
                RefusedAppointment(reference=told.reference, code=no.code, detail=no.detail)
            )
    tx.append(
        Event(
            kind=Kind.APPOINTMENTS_IMPORTED,
            at=now,
            business_date=hall.day.date_of(now),
            by=by,
            data={**{fate.value: n for fate, n in fates.items()}, "refused": len(refused)},
        )
    )
    return AppointmentsKept(
        added=fates[Fate.ADDED],
        changed=fates[Fate.CHANGED],
        unchanged=fates[Fate.UNCHANGED],
        refused=refused,
    )


class _Keeper:
    """One import inside its transaction."""

    def __init__(self, hall: HallQueue, tx: Transaction, now: datetime) -> None:
        self._hall = hall
        self._kept = Appointments(tx)
        self._now = now
        self._today = hall.day.date_of(now)

    def keep(self, told: Arrived) -> Fate:
        """Raises the codes of docs/appointments.md."""
        known = self._kept.one(told.reference)
        if known is not None and told.cancelled:
            return self._cancel(known)
        wish = self._wish(told)
        if known is None:
            self._require_place(wish)
            self._kept.add(wish)
            return Fate.ADDED
        if self._is_known(known, wish):
            return Fate.UNCHANGED
        after = known.after(Verb.CHANGE, self._now, **_what_was_told(wish))
        self._require_place(after)
        self._kept.change(known, after)
        return Fate.CHANGED

    def _cancel(self, known: Appointment) -> Fate:
        """Its reference says which: platforms leave out the rest, or mask it."""
        if known.state is State.CANCELLED:
            return Fate.UNCHANGED
        self._kept.change(known, known.after(Verb.CANCEL, self._now))
        return Fate.CHANGED

    def _wish(self, told: Arrived) -> Appointment:
        """What was told as it would be kept."""
        code, sentence = told.wrong
        if code:
            raise NotKept(code, sentence)
        self._require_times(told)
        starts_at = told.starts_at.astimezone(UTC)
        return Appointment(
            reference=told.reference,
            for_hall=self._hall_of(told),
            service=told.service,
            business_date=self._hall.day.date_of(starts_at),
            starts_at=starts_at,
            ends_at=told.ends_at.astimezone(UTC),
            person_hash=told.person_hash,
            phone_hash=told.phone_hash,
            masked_name=told.masked_name,
            state=State.CANCELLED if told.cancelled else State.BOOKED,
            changed_at=self._now,
        )

    def _require_times(self, told: Arrived) -> None:
        if not timedelta(0) < told.ends_at - told.starts_at <= LONGEST:
            raise NotKept("wrong_times", "an appointment ends after its start, within a day")
        if abs(told.starts_at - self._now) > FARTHEST:
            raise NotKept("wrong_times", f"that is more than {FARTHEST.days} days away")

    def _hall_of(self, told: Arrived) -> str:
        """The hall it is for: the one told, or the one that does the service."""
        here = self._hall.settings.id
        layout = self._hall.layout
        if told.hall is None or told.hall == here:
            service = layout.service(told.service)
            return service.elsewhere or here
        if told.hall not in {other.id for other in layout.hall.other_halls}:
            raise NotKept("unknown_hall", f"this hall knows no hall {told.hall!r}")
        return told.hall  # what services that one has is its own affair

    def _is_known(self, known: Appointment, wish: Appointment) -> bool:
        """Whether nothing new was told."""
        if known.state is State.CANCELLED:
            return False
        is_over = known.business_date < self._today
        return known.was_told_by(wish) if is_over else known.is_told_by(wish)

    def _require_place(self, wish: Appointment) -> None:
        """Raises `wrong_times`, `no_slot` or `slot_full`."""
        if wish.business_date < self._today:
            raise NotKept("wrong_times", "that day is over")
        if wish.state is State.CANCELLED or wish.for_hall != self._hall.settings.id:
            return
        service = self._hall.layout.service(wish.service)
        if self._hall.layout.offers[service.id].closed_on(wish.business_date) is not None:
            raise NotKept("no_slot", f"{wish.service} is closed on {wish.business_date}")
        if not service.slots:
            return
        slots = self._hall.layout.slots.on(service.id, wish.business_date)
        slot = slot_at(slots, wish.starts_at)
        if slot is None:
            raise NotKept("no_slot", f"{wish.service} takes no appointments at that time")
        taken = self._kept.taken(
            wish.service, wish.business_date, slot.starts_at, slot.ends_at, but=wish.reference
        )
        if taken >= slot.places:
            raise NotKept("slot_full", f"all {slot.places} places of that time are taken")


def _what_was_told(wish: Appointment) -> dict[str, object]:
    names = (
        "for_hall",
        "service",
        "business_date",
        "starts_at",
        "ends_at",
        "person_hash",
        "phone_hash",
        "masked_name",
    )
    return {name: getattr(wish, name) for name in names}
