"""The hall's day: a time zone and a cut-over hour; not the UTC day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class BusinessDay:
    """`day_starts` is local time `HH:MM`: until then a ticket belongs to the day before."""

    def __init__(self, time_zone: str, day_starts: str = "00:00") -> None:
        self._zone = ZoneInfo(time_zone)
        self._starts = time.fromisoformat(day_starts)

    def starts_at(self, day: date) -> datetime:
        """The instant (UTC) at which the business day begins.

        A cut-over that a summer-time change skips or repeats is taken by the offset before the
        change: it happens exactly once, so the business date never runs backwards.
        """
        return datetime.combine(day, self._starts, self._zone).astimezone(UTC)

    def instant(self, day: date, at: time) -> datetime:
        """The instant (UTC) at which the hall's clock shows `at` on this calendar day.

        A time that a summer-time change skips or repeats is taken by the offset before it.
        """
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def date_of(self, now: datetime) -> date:
        """The business date of an instant; grows with it."""
        day = now.astimezone(self._zone).date()
        return day if now >= self.starts_at(day) else day - timedelta(days=1)

    def told(self, at: datetime, now: datetime) -> str:
        """An instant as people read the hall's clock, with the date when it is another day."""
        local = self.local(at)
        same_day = local.date() == self.local(now).date()
        return f"{local:%H:%M}" if same_day else f"{local:%m-%d %H:%M}"

    def local(self, now: datetime) -> datetime:
        """The instant as the hall's clock shows it."""
        return now.astimezone(self._zone)
