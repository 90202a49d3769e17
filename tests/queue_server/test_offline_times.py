"""When a visitor took a number at a kiosk that was cut off: found from two clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from queue_server.domain.offline import Reading, happened_at

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=3)  # when the entry before it happened
THIS_BOOT, AN_EARLIER_BOOT = UUID(int=1), UUID(int=2)
HOUR = timedelta(hours=1)
YEARS = timedelta(days=3650)

# (what, entry's wall clock, its boot, its seconds, wall clock at the sending) -> when it was.
# The sending is at 10,000 s of THIS_BOOT.
CASES = [
    ("an hour ago in this boot", NOW - HOUR, THIS_BOOT, 6400, NOW, NOW - HOUR),
    ("the wall clock was set meanwhile", NOW - YEARS, THIS_BOOT, 6400, NOW, NOW - HOUR),
    ("before a restart", NOW - HOUR, AN_EARLIER_BOOT, 500, NOW, NOW - HOUR),
    ("before a restart, clock slow", NOW - 2 * HOUR, AN_EARLIER_BOOT, 5, NOW - HOUR, NOW - HOUR),
    ("before a restart, clock fast", NOW, AN_EARLIER_BOOT, 5, NOW + HOUR, NOW - HOUR),
    ("a clock that stood in 1970", datetime.fromtimestamp(9, UTC), AN_EARLIER_BOOT, 5, NOW, BEFORE),
    ("a clock ten years ahead", NOW + YEARS, AN_EARLIER_BOOT, 5, NOW, BEFORE),
    (
        "a clock at the end of time",
        datetime.max.replace(tzinfo=UTC),
        AN_EARLIER_BOOT,
        5,
        BEFORE,
        BEFORE,
    ),
    ("a moment ahead", NOW + timedelta(seconds=2), AN_EARLIER_BOOT, 5, NOW, NOW),
    ("before the entry before it", NOW - 4 * HOUR, AN_EARLIER_BOOT, 5, NOW, BEFORE),
    ("seconds that run backwards", NOW - HOUR, THIS_BOOT, 10_001, NOW, NOW - HOUR),
    ("seconds without end", NOW - HOUR, THIS_BOOT, -1e300, NOW, BEFORE),
]


@pytest.mark.parametrize(("what", "at", "boot_id", "mono_s", "sent_at", "was"), CASES)
def test_an_entry_happened_when_its_clocks_say(
    what: str, at: datetime, boot_id: UUID, mono_s: float, sent_at: datetime, was: datetime
) -> None:
    entry = Reading(at=at, boot_id=boot_id, mono_s=mono_s)
    sending = Reading(at=sent_at, boot_id=THIS_BOOT, mono_s=10_000)
    found = happened_at(entry, sending, NOW, earliest=BEFORE, latest=NOW + HOUR)
    assert found == was, what


def test_a_number_of_a_day_that_is_over_was_taken_on_that_day() -> None:
    end = NOW - timedelta(minutes=5)
    entry = Reading(at=NOW, boot_id=THIS_BOOT, mono_s=9_970)
    sending = Reading(at=NOW, boot_id=THIS_BOOT, mono_s=10_000)
    assert happened_at(entry, sending, NOW, earliest=BEFORE, latest=end) == end
    assert happened_at(entry, sending, NOW, earliest=NOW, latest=end) == end
