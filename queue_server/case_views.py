"""Rectification cases as messages. Reading a single rating is written down (`RATINGS_READ`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from queue_server.contract import rectifications as c
from queue_server.domain import rectifications as rules
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.storage.case_questions import CaseReader, Listed
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

OPEN, OVERDUE, CLOSED = "open", "overdue", "closed"
WHICH = (OPEN, OVERDUE, CLOSED)


@dataclass(frozen=True, kw_only=True)
class Month:
    """A calendar month of business days."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(year=day.year, month=day.month)

    @classmethod
    def read(cls, text: str) -> Month:
        """`YYYY-MM`; raises `ValueError`."""
        return cls.of(date.fromisoformat(f"{text}-01"))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        years, month = divmod(self.month, 12)
        return Month(year=self.year + years, month=month + 1)

    @property
    def previous(self) -> Month:
        return Month(year=self.year - (self.month == 1), month=(self.month - 2) % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


class CaseViews:
    """Bound to the hall; what it looks at comes in."""

    def __init__(self, hall: HallQueue) -> None:
        self._hall = hall
        self._is_workday = hall.layout.calendar.is_workday

    def cases(self, reader: Reader, which: str, month: Month | None, now: datetime) -> c.Cases:
        """Open ones by urgency, overdue ones alone, or those that were closed in a month."""
        found, names = CaseReader(reader), CaseReader(reader).supervisors()
        today = self._hall.day.date_of(now)
        closed_in = (month or Month.of(today)) if which == CLOSED else None
        listed = found.closed_between(*self.span(closed_in)) if closed_in else found.open_cases()
        rows = [self._summary(one.case, one.row, names, today) for one in listed]
        return c.Cases(
            which=which,
            month=str(closed_in) if closed_in else None,
            as_of=now,
            cases=[row for row in rows if which != OVERDUE or row.overdue],
        )

    def read_case(
        self, tx: Transaction, case_id: UUID, by: str, now: datetime
    ) -> c.RectificationCase:
        """The whole case, for a supervisor, and the event that they read it.

        Raises `unknown_case`.
        """
        cases = CaseReader(tx)
        case = cases.case(case_id)
        if case is None:
            raise RuleBroken("unknown_case", "there is no such case", "case_id")
        row = cases.concerned(case.act_id)
        today = self._hall.day.date_of(now)
        self.write_down_reading(tx, by, now, {"what": "case"}, case.act_id, row)
        second = cases.second_rating(case.act_id)
        names = cases.supervisors()
        return c.RectificationCase(
            summary=self._summary(case, row, names, today),
            clerk=row.account,
            clerk_name=(tx.account_name(row.account) or "") if row.account else "",
            called_at=row.called_at,
            ended_at=row.ended_at,
            rating=_rating(row),
            second_rating=_rating(second) if second else None,
            contact=case.contact,
            answer=case.answer,
            answered_at=case.answered_at,
            reached=c.Reached(case.reached.value) if case.reached else None,
            tries=case.tries,
            follow_up=case.follow_up,
            told_reasons=list(case.told_reasons),
            followed_up_at=case.followed_up_at,
            appeal=case.appeal,
            appealed_at=case.appealed_at,
            review=case.review,
            reviewed_at=case.reviewed_at,
            history=_history(cases.steps(case_id), names),
            may=[step.value for step in rules.allowed(case, by)],
        )

    def write_down_reading(
        self,
        tx: Transaction,
        by: str,
        now: datetime,
        data: Mapping[str, str | int | None],
        act_id: UUID | None = None,
        row: Any = None,
    ) -> None:
        tx.append(
            Event(
                kind=Kind.RATINGS_READ,
                at=now,
                business_date=self._hall.day.date_of(now),
                by=by,
                window=row.window if row else None,
                service=row.service if row else None,
                act_id=act_id,
                data=dict(data),
            )
        )

    def opened_in(self, reader: Reader, month: Month) -> list[Listed]:
        return CaseReader(reader).opened_between(*self.span(month))

    def span(self, month: Month) -> tuple[datetime, datetime]:
        """From its first business day's beginning to its last one's end."""
        starts_at = self._hall.day.starts_at
        return starts_at(month.first), starts_at(month.next.first)

    def _summary(
        self, case: rules.Case, row: Any, names: Mapping[str, str], today: date
    ) -> c.CaseSummary:
        left = rules.time_left(today, case.due, self._is_workday)
        over = case.closed_at is not None
        return c.CaseSummary(
            case_id=case.case_id,
            number=row.number,
            window=row.window,
            service=row.service,
            state=c.CaseState(case.state.value),
            opened_at=case.opened_at,
            due=case.due,
            overdue=left.overdue and not over,
            working_days=left.working_days,
            owner=case.owner,
            owner_name=names.get(case.owner or "", case.owner or ""),
            escalated_at=case.escalated_at,
            closed_at=case.closed_at,
            counts=case.counts,
            version=case.version,
        )


def _rating(row: Any) -> c.RatingGiven:
    return c.RatingGiven(
        level=row.level,
        channel=row.channel,
        rated_at=row.rated_at,
        reasons=[code for code in row.reasons.split(",") if code],
        comment=row.comment,
    )


def _history(rows: Iterable[Any], names: Mapping[str, str]) -> list[c.CaseHistory]:
    return [
        c.CaseHistory(
            step=row.step, at=row.at, by=row.by, by_name=names.get(row.by, ""), note=row.note
        )
        for row in rows
    ]
