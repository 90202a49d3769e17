"""Points in time as people say them: 14:00, 09:00 tomorrow, Monday 7 December 09:00. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.texts import Sentences


def spoken(at: datetime, now: datetime, texts: Sentences) -> str:
    """`now` is aware and in the hall's time zone, which says what day it is."""
    local = at.astimezone(now.tzinfo)
    time = f"{local:%H:%M}"
    if local.date() == now.date():
        return time
    if local.date() == now.date() + timedelta(days=1):
        return texts["moment.tomorrow"].format(time=time)
    return texts["moment.day"].format(
        month=texts["months"].split()[local.month - 1],
        day=local.day,
        weekday=texts["weekdays"].split()[local.weekday()],
        time=time,
    )
