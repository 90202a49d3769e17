"""What can be taken as the hall's file says it, while the server says nothing. Pure.

Closures of the day, quotas and how many are inside only the server knows: those are found out when
it is back. What was planned the kiosk has itself: nobody is to wait with a number for a service
that is closed today.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.hall import Hall, Service
from kiosk.hall_time import business_date
from kiosk.opening import OUTSIDE_HOURS, by_file
from kiosk.workdays import Calendar
from queue_server.contract.messages import Taking

SERVICE_CLOSED = "service_closed"


class ByFile:
    def __init__(self, hall: Hall, calendar: Calendar) -> None:
        self._hall = hall
        self._calendar = calendar
        self._zone = ZoneInfo(hall.hall.time_zone)
        self._services = {service.id: service for service in hall.services}

    def taking(self, service: str, now: datetime) -> Taking:
        """`now` is aware and in the hall's time zone. One that is not in the file is tried."""
        found = self._services.get(service)
        if found is None:
            return Taking()
        today = business_date(now, self._zone, self._hall.hall.day_starts)
        return _closed(found, today) or self._in_hours(found, now)

    def _in_hours(self, service: Service, now: datetime) -> Taking:
        own = replace(self._hall.hours, open=service.hours or self._hall.hours.open)
        opening = by_file(own, now, self._calendar)
        if opening.is_open:
            return Taking()
        return Taking(code=OUTSIDE_HOURS, reason=dict(opening.why), opens_at=opening.opens_at)


def _closed(service: Service, today: date) -> Taking | None:
    """Dates are in the order of their texts."""
    for planned in service.closed:
        if planned.from_date <= today.isoformat() <= planned.to_date:
            return Taking(code=SERVICE_CLOSED, reason=planned.why.as_dict())
    return None
