"""When something happened at a kiosk that was cut off, and which numbers it may give then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from queue_server.domain.errors import RuleBroken

OLDEST = timedelta(days=31)  # what a kiosk tells to be older comes from a clock that is wrong
JITTER = timedelta(seconds=60)  # of two clocks and a network: not yet a wrong clock


class NotTaken(RuleBroken):
    """An entry that can not be taken in: it is parked with this code, and no answer carries it."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A kiosk's two clocks at one moment: `at` is what people set, `mono_s` counts the seconds of
    `boot_id` and is set by nobody."""

    at: datetime
    boot_id: UUID
    mono_s: float


def happened_at(
    entry: Reading, sending: Reading, now: datetime, *, earliest: datetime, latest: datetime
) -> datetime:
    """When an entry was written, by the server's clock, that shows `now` as the kiosk sends it.

    Within one boot the kiosk's own seconds tell it. Otherwise its wall clock does, corrected by how
    far that is off at the sending. What comes out before `earliest` (the entry before it) is taken
    to be that moment; so is what lies in the future, for then the clock was wrong.
    """
    latest = min(latest, now)
    if earliest >= latest:
        return latest
    try:
        found = _found(entry, sending, now)
    except OverflowError:
        return earliest
    if found - now > JITTER:
        return earliest
    return min(max(found, earliest), latest)


def _found(entry: Reading, sending: Reading, now: datetime) -> datetime:
    if entry.boot_id == sending.boot_id and entry.mono_s <= sending.mono_s:
        return now - timedelta(seconds=sending.mono_s - entry.mono_s)
    return entry.at + (now - sending.at)


@dataclass(frozen=True, kw_only=True)
class LeasedBand:
    """Numbers `first` to `last` of one day and service that only this outbox may give."""

    band_id: UUID
    kiosk: str
    outbox_id: UUID
    business_date: date
    service: str
    prefix: str
    first: int
    last: int
    leased_at: datetime

    def covers(self, kiosk: str, outbox_id: UUID, business_date: date, sequence: int) -> bool:
        """Whether this number may come from there; the service's name may have changed since."""
        return (self.kiosk, self.outbox_id, self.business_date) == (
            kiosk,
            outbox_id,
            business_date,
        ) and self.first <= sequence <= self.last
