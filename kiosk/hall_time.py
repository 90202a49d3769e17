"""The hall's time and day while nobody tells it: from the last word of the server. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

UNSURE = timedelta(minutes=5)  # a clock that is corrected goes back by so much at most
AWAY_AT_MOST = timedelta(days=14)  # more is no power cut, it is a wrong clock


class Heard(Struct, frozen=True, kw_only=True):
    """When the server last told its business date and this kiosk's clock agreed with it."""

    at: datetime
    boot_id: UUID
    mono_s: float
    business_date: date


def time_now(heard: Heard | None, at: datetime, boot_id: UUID, mono_s: float) -> datetime | None:
    """The time, or None when this kiosk's clock may be anything.

    Since the server was heard in this boot, only the seconds count that nobody sets. After a
    restart the clock is believed if it goes on from there: a kiosk whose battery is empty wakes
    up in 1970.
    """
    if heard is None:
        return None
    if heard.boot_id == boot_id and mono_s >= heard.mono_s:
        return heard.at + timedelta(seconds=mono_s - heard.mono_s)
    return at if heard.at - UNSURE <= at <= heard.at + AWAY_AT_MOST else None


def business_date(now: datetime, zone: ZoneInfo, day_starts: str) -> date:
    """The server's rule (docs: `hall.day_starts`): until then it is still the day before."""
    day = now.astimezone(zone).date()
    starts = datetime.combine(day, time.fromisoformat(day_starts), zone)
    return day if now >= starts else day - timedelta(days=1)
