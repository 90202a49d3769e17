"""Leave of clerks: supervisors enter it and remove it, and the log keeps both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from queue_server.contract.staff import Absence, Clerk, DayPart, EnterAbsence
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.storage.absences import AbsenceRow, Absences
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue


def enter_absence(
    hall: HallQueue, tx: Transaction, command: EnterAbsence, by: str, now: datetime
) -> Absence:
    """Raises `unknown_account` for one who is no clerk, `malformed` for dates that run backwards,
    for half of several days, and for a kind of leave that the hall does not have."""
    absences = Absences(tx.connection, tx.hall)
    clerks = absences.clerks()
    if command.account not in clerks:
        raise RuleBroken("unknown_account", f"no clerk is {command.account!r}", "account")
    if command.to_date < command.from_date:
        raise RuleBroken("malformed", "leave does not end before it begins", "to_date")
    if command.part is not DayPart.DAY and command.to_date != command.from_date:
        raise RuleBroken("malformed", "half a day is of one day", "part")
    if command.reason not in {reason.id for reason in hall.layout.hall.attendance.leave}:
        raise RuleBroken("malformed", f"no kind of leave is {command.reason!r}", "reason")
    row = AbsenceRow(
        absence_id=hall.new_id(),
        account=command.account,
        from_date=command.from_date,
        to_date=command.to_date,
        part=command.part.value,
        reason=command.reason,
        entered_at=now,
        entered_by=by,
    )
    absences.add(row)
    _note(hall, tx, Kind.ABSENCE_ENTERED, row, by, now)
    return absence_of(row, clerks)


def remove_absence(
    hall: HallQueue, tx: Transaction, absence_id: str, by: str, now: datetime
) -> Absence:
    """The leave that is no more; raises `unknown_absence`."""
    absences = Absences(tx.connection, tx.hall)
    row = absences.one(_known(absence_id))
    if row is None:
        raise RuleBroken("unknown_absence", "there is no such leave", "absence_id")
    absences.remove(row.absence_id)
    _note(hall, tx, Kind.ABSENCE_REMOVED, row, by, now)
    return absence_of(row, absences.clerks())


def absence_of(row: AbsenceRow, names: Mapping[str, str]) -> Absence:
    return Absence(
        absence_id=row.absence_id,
        clerk=Clerk(account=row.account, name=names.get(row.account, row.account)),
        from_date=row.from_date,
        to_date=row.to_date,
        part=DayPart(row.part),
        reason=row.reason,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
    )


def _known(absence_id: str) -> UUID:
    try:
        return UUID(absence_id)
    except ValueError:
        raise RuleBroken("unknown_absence", "there is no such leave", "absence_id") from None


def _note(
    hall: HallQueue, tx: Transaction, kind: Kind, row: AbsenceRow, by: str, now: datetime
) -> None:
    """The log is kept for ever: it does not hold that somebody was ill."""
    tx.append(
        Event(
            kind=kind,
            at=now,
            business_date=hall.day.date_of(now),
            by=by,
            data={
                "absence_id": str(row.absence_id),
                "account": row.account,
                "from_date": row.from_date.isoformat(),
                "to_date": row.to_date.isoformat(),
                "part": row.part,
            },
        )
    )
