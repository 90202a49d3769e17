"""An appointment's life, when it can be checked in, and which of several is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from queue_server.domain.errors import RuleBroken


class State(StrEnum):
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Verb(StrEnum):
    CHANGE = "change"
    CANCEL = "cancel"
    CHECK_IN = "check_in"
    CLOSE_DAY = "close_day"


TABLE: dict[tuple[State, Verb], State] = {
    (State.BOOKED, Verb.CHANGE): State.BOOKED,
    (State.BOOKED, Verb.CANCEL): State.CANCELLED,
    (State.BOOKED, Verb.CHECK_IN): State.CHECKED_IN,
    (State.BOOKED, Verb.CLOSE_DAY): State.NO_SHOW,
    (State.CANCELLED, Verb.CHANGE): State.BOOKED,  # booked again under the same reference
    (State.NO_SHOW, Verb.CHANGE): State.BOOKED,  # put off to another day
}
HOLDS_A_PLACE = frozenset({State.BOOKED, State.CHECKED_IN})  # in its slot

_REFUSED = {  # {the state that allows no verb: the stable code that says so}
    State.CHECKED_IN: "already_checked_in",
    State.CANCELLED: "appointment_cancelled",
    State.NO_SHOW: "appointment_late",
}


def next_state(state: State, verb: Verb) -> State:
    """The state after `verb`; raises `already_checked_in`, `appointment_cancelled` or
    `appointment_late` (for one that was not kept)."""
    try:
        return TABLE[state, verb]
    except KeyError:
        code = _REFUSED.get(state, "illegal_verb")
        raise RuleBroken(code, f"a {state} appointment: no {verb}", "reference") from None


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """`for_hall` may be another hall than the one that keeps it. The hashes are keyed ones."""

    reference: str
    for_hall: str
    service: str
    business_date: date
    starts_at: datetime
    ends_at: datetime
    person_hash: str | None
    phone_hash: str | None
    masked_name: str | None
    state: State
    ticket_id: UUID | None = None
    changed_at: datetime

    def after(self, verb: Verb, now: datetime, **changes: object) -> Appointment:
        """This appointment once `verb` is done; raises as `next_state` does."""
        return replace(
            self,
            state=next_state(self.state, verb),
            changed_at=max(now, self.changed_at),  # as a ticket's: a clock set back counts for none
            **changes,  # type: ignore[arg-type]  # checked by the dataclass' own fields
        )

    def is_told_by(self, told: Appointment) -> bool:
        """Whether `told` says of this appointment what is known already."""
        return all(getattr(self, name) == getattr(told, name) for name in (*_WHAT, *_WHOSE))

    def was_told_by(self, told: Appointment) -> bool:
        """The same for one of a day that is over, of which is forgotten whose it was."""
        return all(getattr(self, name) == getattr(told, name) for name in _WHAT)


_WHAT = ("for_hall", "service", "starts_at", "ends_at")
_WHOSE = ("person_hash", "phone_hash", "masked_name")


class When(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class CheckInTimes:
    """From `early` before its start to `late` after it an appointment can be checked in, both
    instants included."""

    early: timedelta
    late: timedelta

    def opens(self, appointment: Appointment) -> datetime:
        return appointment.starts_at - self.early

    def ends(self, appointment: Appointment) -> datetime:
        return appointment.starts_at + self.late

    def when(self, appointment: Appointment, now: datetime) -> When:
        if now < self.opens(appointment):
            return When.EARLY
        return When.LATE if now > self.ends(appointment) else When.ON_TIME

    def away(self, appointment: Appointment, now: datetime) -> timedelta:
        """How long until it can be checked in, or since it could be; zero while it can."""
        before, after = self.opens(appointment) - now, now - self.ends(appointment)
        return max(before, after, timedelta(0))


def can_check_in(appointment: Appointment, hall: str, times: CheckInTimes, now: datetime) -> bool:
    return (
        appointment.state is State.BOOKED
        and appointment.for_hall == hall
        and times.when(appointment, now) is When.ON_TIME
    )


def meant(
    held: Iterable[Appointment], hall: str, times: CheckInTimes, now: datetime
) -> Appointment | None:
    """Which of one person's appointments a check-in is for: the earliest that can be checked in
    now, else the nearest in time; a cancelled one only when there is no other."""

    def rank(one: Appointment) -> tuple[bool, bool, timedelta, datetime, str]:
        return (
            not can_check_in(one, hall, times, now),
            one.state is State.CANCELLED,
            times.away(one, now),
            one.starts_at,
            one.reference,
        )

    return min(held, key=rank, default=None)


def require_check_in(
    appointment: Appointment, hall: str, times: CheckInTimes, now: datetime
) -> None:
    """Raises `already_checked_in`, `appointment_cancelled`, `wrong_hall`, `appointment_early` or
    `appointment_late`, with the facts that a screen tells of it."""
    if appointment.state in (State.CHECKED_IN, State.CANCELLED):
        next_state(appointment.state, Verb.CHECK_IN)
    if appointment.for_hall != hall:
        raise RuleBroken(
            "wrong_hall",
            "this appointment is for another hall",
            facts={"hall": appointment.for_hall},
        )
    facts = {
        "service": appointment.service,
        "starts_at": appointment.starts_at.isoformat(),
        "from": times.opens(appointment).isoformat(),
        "until": times.ends(appointment).isoformat(),
    }
    when = times.when(appointment, now)
    if when is When.EARLY:
        raise RuleBroken("appointment_early", f"from {facts['from']} on", facts=facts)
    if when is When.LATE or appointment.state is State.NO_SHOW:
        raise RuleBroken("appointment_late", f"it was until {facts['until']}", facts=facts)
