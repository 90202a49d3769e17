"""What a board's card is told beside its texts: the time of day, and how bright to be.

The clock is set once a day and after every reconnect, and when the hall's zone changes its hour;
brightness when a level begins, and after every reconnect: a card that was without power has
forgotten both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from devices.errors import DeviceRefused

_log = logging.getLogger(__name__)

Job = Callable[[], None]


class BoardUpkeep:
    """`set_clock` is None for a card without a clock. `brightness` is a level, the level from each
    time of day ("HH:MM") on, or None: then the card's own stays."""

    def __init__(
        self,
        set_clock: Callable[[datetime], None] | None,
        set_brightness: Callable[[int], None],
        brightness: int | Mapping[str, int] | None,
    ) -> None:
        self._set_clock = set_clock
        self._set_brightness = set_brightness
        self._brightness = brightness
        self._clock_of: tuple[date, timedelta | None] | None = None
        self._level: int | None = None

    def lost(self) -> None:
        """The card may have forgotten what it was told."""
        self._clock_of = self._level = None

    def due(self, local: datetime) -> Job | None:
        """What to tell the card now, on the hall's wall clock; it raises `DeviceError`s other than
        refusals: a board that cannot be dimmed is still a board."""
        day = (local.date(), local.utcoffset())
        if self._set_clock is not None and day != self._clock_of:
            set_clock = self._set_clock
            return lambda: self._tell_clock(set_clock, local, day)
        level = level_at(self._brightness, local)
        if level is not None and level != self._level:
            return lambda: self._tell_level(level)
        return None

    def _tell_clock(
        self,
        set_clock: Callable[[datetime], None],
        local: datetime,
        day: tuple[date, timedelta | None],
    ) -> None:
        _unless_refused(lambda: set_clock(local), "its clock")
        self._clock_of = day

    def _tell_level(self, level: int) -> None:
        _unless_refused(lambda: self._set_brightness(level), "its brightness")
        self._level = level


def level_at(brightness: int | Mapping[str, int] | None, local: datetime) -> int | None:
    """The level of a time of day; before the first of a table the last one still holds."""
    if brightness is None or isinstance(brightness, int):
        return brightness
    begun = [time for time in brightness if time <= f"{local:%H:%M}"]
    return brightness[max(begun or brightness)]


def _unless_refused(tell: Job, what: str) -> None:
    try:
        tell()
    except DeviceRefused as refusal:
        _log.warning("the card will not be told %s: %s", what, refusal)
