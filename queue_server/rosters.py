"""The configuration's words about tidal windows and rotas, as the domain's rules."""

from __future__ import annotations

from datetime import date, time, timedelta

from config.hall import Hall
from config.windows import Tidal, WindowRange, numbers_in
from queue_server.domain.business_day import BusinessDay
from queue_server.domain.opening import OpeningHours, Stretch
from queue_server.domain.rota import Rota, Turn
from queue_server.domain.tidal import Tide
from queue_server.working_days import WorkingDays


def tides_of(hall: Hall, day: BusinessDay, calendar: WorkingDays) -> tuple[Tide, ...]:
    """Every tidal window, in the order of the hall's file."""
    return tuple(
        _tide(window, alike, alike.tidal, day, calendar)
        for alike in hall.windows
        if alike.tidal is not None
        for window in alike.numbers()
    )


def _tide(
    window: str, alike: WindowRange, tidal: Tidal, day: BusinessDay, calendar: WorkingDays
) -> Tide:
    return Tide(
        window=window,
        services=tuple(alike.services),
        times=OpeningHours(
            day=day,
            is_workday=calendar.is_workday,
            is_holiday=calendar.is_holiday,
            stretches=tuple(
                Stretch(
                    opens=time.fromisoformat(stretch.opens),
                    closes=time.fromisoformat(stretch.closes),
                    days=frozenset(stretch.days),
                )
                for stretch in tidal.open
            ),
        ),
        patience=timedelta(minutes=tidal.wait_min) if tidal.wait_min else None,
    )


def rotas_of(hall: Hall) -> tuple[Rota, ...]:
    return tuple(
        Rota(
            id=rota.id,
            windows=tuple(window for ids in rota.windows for window in numbers_in(ids)),
            clerks=tuple(rota.clerks),
            since=date.fromisoformat(rota.since),
            turn=Turn(rota.turn),
        )
        for rota in hall.rotas
    )
