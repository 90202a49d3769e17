"""Whether a number of a service can be taken now, why not, and when again. Pure.

What one person may have beside that (one un-served number, so many a day) is asked elsewhere: it
is the same for every service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.opening import OpeningHours
from queue_server.domain.quotas import Quota, Span

LOOKED_AHEAD = timedelta(days=62)  # a hall that opens later than that does not say when

WRONG_HALL = "wrong_hall"
SERVICE_CLOSED = "service_closed"
OUTSIDE_HOURS = "outside_hours"
QUOTA_USED = "quota_used"
HALL_FULL = "hall_full"

Reason = Mapping[str, str]  # {language: what the hall's people wrote}


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Planned: both business dates are included."""

    first: date
    last: date
    why: Reason


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One service's rules, as configured."""

    day: BusinessDay
    hours: OpeningHours
    quotas: tuple[Quota, ...] = ()
    closures: tuple[Closure, ...] = ()
    elsewhere: str | None = None

    def closed_on(self, business_date: date) -> Reason | None:
        """Why it is closed by plan on that day, None when it is not."""
        for closure in self.closures:
            if closure.first <= business_date <= closure.last:
                return closure.why
        return None

    def quotas_at(self, now: datetime) -> list[tuple[Quota, Span]]:
        """The quotas that hold now, each with its span."""
        return [(quota, span) for quota in self.quotas if (span := quota.span_at(now))]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the data says now: why a supervisor closed the service for today (None: nobody did),
    the numbers given in each of `Offer.quotas_at`, whether the hall is full."""

    closed_today: Reason | None = None
    given: tuple[int, ...] = ()
    full: bool = False


@dataclass(frozen=True, kw_only=True)
class Taking:
    """`code` is "" when a number can be taken; `left`: how many the present quotas still have."""

    code: str = ""
    reason: Reason = field(default_factory=dict)
    opens_at: datetime | None = None
    left: int | None = None


def taking(offer: Offer, now: datetime, known: Known) -> Taking:
    """What somebody hears who asks for a number now."""
    if offer.elsewhere is not None:
        return Taking(code=WRONG_HALL)
    code, reason = refusal(offer, now, now, known)
    if code:
        return Taking(code=code, reason=reason, opens_at=opens_at(offer, now, known))
    if known.full:
        return Taking(code=HALL_FULL)
    rests = [
        quota.numbers - given
        for (quota, _), given in zip(offer.quotas_at(now), known.given, strict=True)
    ]
    return Taking(left=min(rests) if rests else None)


def opens_at(offer: Offer, now: datetime, known: Known) -> datetime | None:
    """The first instant after `now` at which nothing refuses, None when none is in sight."""
    for moment in _turns(offer, now):
        if not refusal(offer, moment, now, known)[0]:
            return moment
    return None


def refusal(offer: Offer, at: datetime, now: datetime, known: Known) -> tuple[str, Reason]:
    """What refuses a number at an instant from `now` on, as far as is known now."""
    business_date = offer.day.date_of(at)
    why = known.closed_today if business_date == offer.day.date_of(now) else None
    if why is None:
        why = offer.closed_on(business_date)
    if why is not None:
        return SERVICE_CLOSED, why
    if not offer.hours.are_on(at):
        return OUTSIDE_HOURS, offer.hours.why_not(at)
    if any(quota.numbers <= given for quota, given in _given(offer, at, now, known)):
        return QUOTA_USED, {}
    return "", {}


def _given(offer: Offer, at: datetime, now: datetime, known: Known) -> Iterator[tuple[Quota, int]]:
    """The quotas that hold at an instant, and what is given of each: nothing of one to come."""
    now_given = dict(zip((id(q) for q, _ in offer.quotas_at(now)), known.given, strict=True))
    for quota, span in offer.quotas_at(at):
        yield quota, now_given[id(quota)] if span.holds(now) else 0


def _turns(offer: Offer, now: datetime) -> Iterator[datetime]:
    """The instants at which a "no" can turn into a "yes", in their order: a business day begins,
    the hours begin, a quota ends."""
    today = offer.day.date_of(now)
    for ahead in range(LOOKED_AHEAD.days + 1):
        day = today + timedelta(days=ahead)
        if ahead and offer.closed_on(day) is not None:
            continue
        begins, over = offer.day.starts_at(day), offer.day.starts_at(day + timedelta(days=1))
        turns = {begins}
        for calendar_day in (day, day + timedelta(days=1)):  # it lasts into the next morning
            turns.update(start for start, _ in offer.hours.of(calendar_day))
        turns.update(span.end for quota in offer.quotas if (span := quota.span(day)))
        yield from sorted(turn for turn in turns if turn > now and begins <= turn < over)
