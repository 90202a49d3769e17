"""Who sat where on a day, for whom, and the breaks: from the windows' events alone."""

from __future__ import annotations

from typing import Any

from opening_rules import clock

from queue_server.domain.events import Kind
from queue_server.reports.attendance import Attendance, Pause, SeatEvent, Sitting, attendance

BEGINS = clock("04:00")
NOON = clock("12:00")


def event(
    kind: str, at: str, account: str | None = "an", window: str = "1", **told: Any
) -> SeatEvent:
    return SeatEvent(
        kind=Kind(f"window_{kind}"), at=clock(at), window=window, account=account, **told
    )


def of(*events: SeatEvent, carried: tuple[Sitting, ...] = ()) -> Attendance:
    return attendance(events, BEGINS, carried)


def sitting(clerk: str, since: str, until: str | None = None, **told: Any) -> Sitting:
    end = clock(until) if until else None
    return Sitting(window="1", clerk=clerk, since=clock(since), until=end, **told)


def test_a_sitting_lasts_from_sitting_down_to_standing_up() -> None:
    found = of(event("opened", "08:30"), event("closed", "11:30"))
    assert found.sittings == [sitting("an", "08:30", "11:30")]


def test_who_takes_over_ends_the_others_sitting() -> None:
    found = of(
        event("opened", "08:30"),
        event("opened", "10:00", "bo", took_over="an", stands_in_for="an", listed=True),
    )
    assert found.sittings == [
        sitting("an", "08:30", "10:00"),
        sitting("bo", "10:00", stands_in_for="an", listed=True),
    ]


def test_a_break_lasts_until_the_window_opens_again_and_a_new_reason_begins_a_new_one() -> None:
    found = of(
        event("opened", "08:30"),
        event("paused", "10:00", reason="papers"),
        event("paused", "10:05", reason="break"),
        event("resumed", "10:20"),
        event("paused", "11:30", reason="meal"),
    )
    times = [(p.reason, p.seconds(NOON) / 60) for p in found.pauses]
    assert times == [("papers", 5), ("break", 15), ("meal", 30)]
    assert found.pauses[-1] == Pause(window="1", clerk="an", reason="meal", since=clock("11:30"))


def test_who_takes_over_a_paused_window_or_leaves_it_ends_the_break() -> None:
    found = of(
        event("opened", "08:30"),
        event("paused", "10:00", reason="meal"),
        event("opened", "10:30", "bo", took_over="an"),
        event("paused", "11:00", "bo", reason="meal"),
        event("closed", "11:10", "bo"),
    )
    assert [(p.clerk, p.seconds(NOON) / 60) for p in found.pauses] == [("an", 30), ("bo", 10)]


def test_who_forgot_to_log_out_the_day_before_did_not_sit_there_today() -> None:
    found = of(event("closed", "04:00", day_over=True), event("opened", "09:00", "bo"))
    assert found.sittings == [sitting("bo", "09:00")]


def test_who_sat_there_when_the_day_began_is_known_by_its_first_event() -> None:
    assert of(event("closed", "09:00")).sittings == [sitting("an", "04:00", "09:00")]
    assert of(event("opened", "09:00", "bo", took_over="an")).sittings == [
        sitting("an", "04:00", "09:00"),
        sitting("bo", "09:00"),
    ]


def test_who_just_sits_there_all_day_is_known_by_the_window() -> None:
    still = sitting("an", "00:30", stands_in_for="bo")
    assert of(carried=(still,)).sittings == [sitting("an", "04:00", stands_in_for="bo")]
    assert of(event("closed", "09:00"), carried=(still,)).sittings == [
        sitting("an", "04:00", "09:00")
    ]


def test_a_clock_that_was_set_back_makes_nothing_shorter_than_nothing() -> None:
    found = of(
        event("opened", "08:30"),
        event("paused", "10:00", reason="meal"),
        event("resumed", "09:50"),
        event("closed", "08:20"),
    )
    assert [p.seconds(NOON) for p in found.pauses] == [0]
    assert found.sittings == [sitting("an", "08:30", "08:30")]
