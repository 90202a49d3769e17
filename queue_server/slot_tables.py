"""The configuration's words about slots for appointments, as the domain's rules."""

from __future__ import annotations

from datetime import date, time

from config.hall import Hall, Service
from config.hall import Slot as SlotOfFile
from queue_server.domain.business_day import BusinessDay
from queue_server.domain.slots import Slot, SlotTimes, slots_on
from queue_server.working_days import WorkingDays


class SlotTables:
    """Which slots every service has on which day."""

    def __init__(self, hall: Hall, day: BusinessDay, calendar: WorkingDays) -> None:
        self._day = day
        self._calendar = calendar
        self._tables = {s.id: tuple(map(_times, s.slots)) for s in hall.services}
        self._services = {service.id: service for service in hall.services}

    def on(self, service: str, day: date) -> list[Slot]:
        """None on a day on which it is planned to be closed."""
        if _is_closed(self._services[service], day):
            return []
        calendar = self._calendar
        table = self._tables[service]
        return slots_on(day, table, self._day, calendar.is_workday, calendar.is_holiday)


def _times(slot: SlotOfFile) -> SlotTimes:
    return SlotTimes(
        starts=time.fromisoformat(slot.starts),
        ends=time.fromisoformat(slot.ends),
        minutes=slot.minutes,
        places=slot.places,
        days=frozenset(slot.days),
    )


def _is_closed(service: Service, day: date) -> bool:
    """ISO dates are in the order of their texts."""
    return any(c.from_date <= day.isoformat() <= c.to_date for c in service.closed)
