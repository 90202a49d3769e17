"""The hall's services and windows, looked up by their ids. Constant while the server runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from config.hall import Hall, Service
from queue_server.contract.offline import MARK
from queue_server.domain.business_day import BusinessDay
from queue_server.domain.days import HalfDay, Part
from queue_server.domain.errors import RuleBroken
from queue_server.domain.policy import Asking
from queue_server.domain.seats import Roles
from queue_server.offers import Offers
from queue_server.rosters import rotas_of, tides_of
from queue_server.slot_tables import SlotTables
from queue_server.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True)
class Place:
    """A window as the configuration knows it; `services` in the window's order, `roles` say whose
    window it is."""

    window: str
    zone: str
    kind: str
    services: tuple[str, ...]
    roles: Roles

    @property
    def asking(self) -> Asking:
        return Asking(window=self.window, services=frozenset(self.services))


class Layout:
    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.day = BusinessDay(hall.hall.time_zone, hall.hall.day_starts)
        self.calendar = WorkingDays(hall.hours.calendar)
        self.offers = Offers(hall, self.day, self.calendar).of
        self.slots = SlotTables(hall, self.day, self.calendar)
        self.services: dict[str, Service] = {service.id: service for service in hall.services}
        self.windows: dict[str, Place] = {
            number: Place(
                window=number,
                zone=alike.zone,
                kind=alike.kind,
                services=tuple(alike.services),
                roles=Roles(staff=tuple(alike.staff), stand_ins=tuple(alike.stand_ins)),
            )
            for alike in hall.windows
            for number in alike.numbers()
        }
        self.voices = {
            window: tuple(
                board.id
                for board in hall.boards
                if board.voice and (not board.zones or place.zone in board.zones)
            )
            for window, place in self.windows.items()
        }
        self.tides = tides_of(hall, self.day, self.calendar)
        self.rotas = rotas_of(hall)
        self.kiosks = tuple(kiosk.id for kiosk in hall.kiosks)
        own = {service.prefix for service in hall.services}
        self.prefixes = tuple(sorted(own | {prefix + MARK for prefix in own}))
        self.kiosk_zones = {kiosk.id: kiosk.zones for kiosk in hall.kiosks if kiosk.zones}
        self._routes = {route.id: tuple(route.services) for route in hall.routes}
        self._windows_of = {
            service: tuple(w for w, place in self.windows.items() if service in place.services)
            for service in self.services
        }

    def half_day(self, now: datetime) -> HalfDay:
        """Before or after the hall's midday."""
        today = self.day.date_of(now)
        midday = self.day.instant(today, time.fromisoformat(self.hall.attendance.midday))
        return HalfDay(day=today, part=Part.MORNING if now < midday else Part.AFTERNOON)

    def service(self, service: str) -> Service:
        """Raises `RuleBroken("unknown_service")`."""
        try:
            return self.services[service]
        except KeyError:
            raise RuleBroken(
                "unknown_service", f"this hall has no service {service!r}", "service"
            ) from None

    def place(self, window: str) -> Place:
        """Raises `RuleBroken("unknown_window")`."""
        try:
            return self.windows[window]
        except KeyError:
            raise RuleBroken(
                "unknown_window", f"this hall has no window {window!r}", "window"
            ) from None

    def windows_of(self, service: str) -> tuple[str, ...]:
        """The windows that serve it; none for a service that the hall no longer has."""
        return self._windows_of.get(service, ())

    def route_from(self, service: str) -> str | None:
        """The route that begins with this service."""
        begins = (route for route, steps in self._routes.items() if steps[0] == service)
        return next(begins, None)

    def step_of(self, route: str | None, step: int) -> str | None:
        """The service at this place of a route, from 0; None past its end, without a route, and
        on one that the hall no longer has."""
        steps = self._routes.get(route or "", ())
        return steps[step] if step < len(steps) else None

    def zone_of(self, service: str) -> str:
        found = self.services.get(service)
        return found.zone if found else ""
