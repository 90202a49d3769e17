"""The configuration's words about what can be taken, as the domain's rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from config.hall import (
    Hall,
    PlannedClosure,
    Quota,
    Service,
)
from config.times import OpenTime
from queue_server.domain import quotas
from queue_server.domain.business_day import BusinessDay
from queue_server.domain.opening import OpeningHours, Stretch
from queue_server.domain.taking import Closure, Offer
from queue_server.working_days import WorkingDays


class Offers:
    """`of[service]` is what it offers; made once."""

    def __init__(self, hall: Hall, day: BusinessDay, calendar: WorkingDays) -> None:
        self._day = day
        self._calendar = calendar
        self._hours = hall.hours
        self._days_off = {
            day: off.why.as_dict()
            for off in hall.hours.calendar
            if off.why and not off.workday
            for day in off.days()
        }
        self.of = {service.id: self._offer(service) for service in hall.services}

    def _offer(self, service: Service) -> Offer:
        return Offer(
            day=self._day,
            hours=self._opening(service.hours or self._hours.open),
            quotas=tuple(self._quota(quota) for quota in service.quotas),
            closures=tuple(_closure(planned) for planned in service.closed),
            elsewhere=service.elsewhere,
        )

    def _opening(self, times: Sequence[OpenTime]) -> OpeningHours:
        return OpeningHours(
            day=self._day,
            is_workday=self._calendar.is_workday,
            is_holiday=self._calendar.is_holiday,
            stretches=tuple(
                Stretch(
                    opens=time.fromisoformat(stretch.opens),
                    closes=time.fromisoformat(stretch.closes),
                    days=frozenset(stretch.days),
                )
                for stretch in times
            ),
            last_number=timedelta(minutes=self._hours.last_number_min),
            days_off=self._days_off,
        )

    def _quota(self, quota: Quota) -> quotas.Quota:
        return quotas.Quota(
            day=self._day,
            is_workday=self._calendar.is_workday,
            numbers=quota.numbers,
            starts=time.fromisoformat(quota.starts),
            ends=None if quota.ends is None else time.fromisoformat(quota.ends),
            days=frozenset(quota.days),
        )


def _closure(planned: PlannedClosure) -> Closure:
    return Closure(
        first=date.fromisoformat(planned.from_date),
        last=date.fromisoformat(planned.to_date),
        why=planned.why.as_dict(),
    )
