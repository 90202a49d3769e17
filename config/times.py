"""Stretches of opening hours."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.kinds import Day, HourMinute


@dataclass(frozen=True, kw_only=True)
class OpenTime:
    """A stretch of opening hours. `closes` is not included; "00:00" is the midnight at its end."""

    opens: HourMinute
    closes: HourMinute
    days: list[Day] = field(default_factory=lambda: ["workdays"])
