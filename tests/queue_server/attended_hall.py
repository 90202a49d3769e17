"""The small hall with an attendant whose rounds the test makes, on the test's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from small_hall import SmallHall, small_hall

from config.rating import RatingSettings
from config.times import OpenTime
from config.windows import Attendance, Calling, Tidal
from queue_server.attendant import Attendant


class AttendedHall(SmallHall):
    """Windows 1 to 4 are sat at unless `sit` says otherwise."""

    def __init__(self, folder: Path, sit: str = "1234", **told: Any) -> None:
        before_next_s = told.pop("before_next_s", 0)
        attendance = Attendance(
            **{k: told.pop(k) for k in ("unattended_min", "overload_alert_min") if k in told}
        )
        tidal: Tidal | None = told.pop("tidal", None)
        plain = small_hall(folder)
        windows = [*plain.windows[:-1], replace(plain.windows[-1], tidal=tidal)]
        super().__init__(
            replace(
                plain,
                windows=windows,
                calling=Calling(**told),
                attendance=attendance,
                rating=RatingSettings(window_s=30.0, before_next_s=before_next_s),
            )
        )
        self.sit(*sit)

    def round(self) -> datetime | None:
        """What the attendant's thread does when it is woken."""
        return Attendant(self.parts).go_round()

    def chores(self) -> None:
        """What it does every few seconds."""
        Attendant(self.parts).do_chores()

    def after(self, seconds: float) -> None:
        """Time passes, and a round is made."""
        self.later(seconds)
        self.round()

    def number_at(self, window: str = "1") -> str | None:
        ticket = self.view(window).ticket
        return ticket.number if ticket else None

    def kinds(self, kind: str) -> list[Any]:
        events = self.rows("SELECT * FROM event ORDER BY seq")
        return [event for event in events if event.kind == kind]


def all_day(opens: str, closes: str) -> Tidal:
    return Tidal(open=[OpenTime(opens=opens, closes=closes, days=["every"])])


MakeAttended = Callable[..., AttendedHall]
