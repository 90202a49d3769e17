"""Who is told that people wait and nobody serves them, or that a window is to be opened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attended_hall import AttendedHall, MakeAttended, all_day

from config.windows import Tidal
from queue_server.alerts import AlertKind, end_alert, raise_alert
from queue_server.storage.alerts import Alerts


def alerts(hall: AttendedHall) -> list[tuple[str, str]]:
    with hall.parts.store.read() as reader:
        found = Alerts(reader.connection, reader.hall).open_now()
    return [(each.kind, each.subject) for each in found]


def after_minutes(hall: AttendedHall, minutes: float) -> list[tuple[str, str]]:
    hall.later(minutes * 60)
    hall.chores()
    return alerts(hall)


UNATTENDED = "unattended_window"


def test_a_window_where_nobody_presses_while_people_wait_is_an_alert(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="4")
    hall.issue("fund")
    assert after_minutes(hall, 9) == []
    assert after_minutes(hall, 1) == [(UNATTENDED, "4")]
    assert after_minutes(hall, 1) == [(UNATTENDED, "4")]  # once
    hall.next("4")
    assert after_minutes(hall, 1) == []
    assert len(hall.kinds("alert_raised")) == len(hall.kinds("alert_ended")) == 1


def test_it_is_counted_from_when_somebody_last_did_something_there(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="4")
    hall.issue("fund")
    hall.issue("fund")
    hall.next("4")
    hall.later(20 * 60)
    hall.press("finish", "4")
    assert after_minutes(hall, 9) == []
    assert after_minutes(hall, 1) == [(UNATTENDED, "4")]


@pytest.mark.parametrize("how", ["paused", "closed"])
def test_a_break_and_an_empty_chair_are_alerts_too(make_attended: MakeAttended, how: str) -> None:
    hall = make_attended(sit="4")
    hall.issue("fund")
    if how == "paused":
        hall.press("pause", "4", "meal")
    else:
        hall.stand_up("4")
    assert after_minutes(hall, 10) == [(UNATTENDED, "4")]


def test_while_another_window_serves_them_nobody_waits_in_vain(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="134")
    for _ in range(3):
        hall.issue("company")
    hall.press("pause", "1", "meal")
    assert after_minutes(hall, 9) == []
    hall.sit("2")
    hall.next("2")
    assert after_minutes(hall, 60) == []


def test_who_was_sent_to_a_window_is_served_by_no_other(make_attended: MakeAttended) -> None:
    hall = make_attended()
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", None, "4")
    hall.press("pause", "4", "meal")
    hall.issue("fund")
    hall.next("3")  # serves what window 4 serves, but not who was sent there
    assert after_minutes(hall, 10) == [(UNATTENDED, "4")]


def test_who_was_sent_to_a_clerk_who_went_home_is_told_of_by_the_clerk(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="13")
    hall.issue("company")
    hall.next("1")
    hall.parts.store.write(
        lambda tx: tx.connection.exec_driver_sql(
            "INSERT INTO account (hall, account, name, role, password_hash)"
            " VALUES ('h', 'c9', '员九', 'clerk', 'none')"
        )
    )
    hall.press("transfer", "1", None, None, "c9")
    hall.issue("company")
    hall.next("1")  # serves, but does not call who waits for c9
    assert after_minutes(hall, 10) == [(UNATTENDED, "@c9")]


def test_of_several_windows_one_is_told_of_and_it_stays_the_same(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="12")
    hall.issue("company")
    hall.press("pause", "1", "meal")
    assert after_minutes(hall, 10) == [(UNATTENDED, "2")]
    hall.stand_up("2")
    hall.press("open", "1")
    assert after_minutes(hall, 0) == [(UNATTENDED, "2")]
    hall.next("1")
    assert after_minutes(hall, 0) == []
    assert len(hall.kinds("alert_raised")) == 1


def test_who_was_called_by_itself_to_an_empty_chair_waits_in_vain(
    make_attended: MakeAttended,
) -> None:
    """Also when nobody else waits; and whoever presses anything is there."""
    hall = make_attended(sit="4", auto_call=True, auto_recall_s=20)
    hall.next("4")
    hall.issue("fund")
    hall.after(1)
    assert hall.number_at("4") == "C001"
    for _ in range(3):
        hall.after(20)
    assert after_minutes(hall, 9) == []
    assert after_minutes(hall, 1) == [(UNATTENDED, "4")]
    hall.press("start", "4")
    assert after_minutes(hall, 0) == []
    assert after_minutes(hall, 60) == []


def test_a_hall_can_have_no_such_alert(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="4", unattended_min=0)
    hall.issue("fund")
    assert after_minutes(hall, 100) == []


def test_a_tidal_window_that_is_not_opened_in_its_times_is_an_alert(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="123", tidal=all_day("09:30", "10:30"), overload_alert_min=5)
    assert after_minutes(hall, 34) == []
    assert after_minutes(hall, 1) == [("tidal_window", "4")]
    hall.sit("4")
    assert after_minutes(hall, 1) == []
    hall.stand_up("4")
    assert after_minutes(hall, 1) == [("tidal_window", "4")]
    assert after_minutes(hall, 60) == []  # its times are over


def test_a_tidal_window_is_wanted_while_people_wait_too_long(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="123", tidal=Tidal(wait_min=20), overload_alert_min=5)
    hall.issue("permit")
    hall.next("3")
    hall.issue("fund")
    assert after_minutes(hall, 24) == []
    assert after_minutes(hall, 2) == [("tidal_window", "4")]
    hall.press("abandon", "3", "C001")
    assert after_minutes(hall, 0) == []


def test_a_queue_that_moves_on_late_all_the_time_is_an_overload(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(sit="123", tidal=Tidal(wait_min=20), overload_alert_min=5)
    for _ in range(20):
        hall.issue("fund")
        hall.later(60)
    hall.later(2 * 60)
    for _ in range(2):  # each is called after 22 minutes
        hall.next("3")
        assert after_minutes(hall, 1) == []
    for _ in range(2):
        hall.next("3")
        after_minutes(hall, 1)
    assert alerts(hall) == [("tidal_window", "4")]
    for _ in range(5):
        hall.next("3")
        assert after_minutes(hall, 1) == [("tidal_window", "4")]
    assert len(hall.kinds("alert_raised")) == 1


def test_alerts_are_the_same_after_a_restart(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="4")
    hall.issue("fund")
    after_minutes(hall, 10)
    hall.reopen()
    assert after_minutes(hall, 1) == [(UNATTENDED, "4")]
    assert len(hall.kinds("alert_raised")) == 1


def test_an_alert_can_come_again_after_it_ended(make_attended: MakeAttended) -> None:
    hall = make_attended()
    queue, kind = hall.parts.queue, AlertKind.RECTIFICATION_OVERDUE
    for _ in range(2):
        raised = [
            hall.parts.store.write(lambda tx: raise_alert(queue, tx, kind, "c", {}, hall.now))
            for _ in range(2)
        ]
        assert raised == [True, False]
        ended = [
            hall.parts.store.write(lambda tx: end_alert(queue, tx, kind, "c", "lead", hall.now))
            for _ in range(2)
        ]
        assert ended == [True, False]


def test_the_last_second_of_patience_is_patience(make_attended: MakeAttended) -> None:
    hall = make_attended(sit="4")
    hall.issue("fund")
    hall.now += timedelta(minutes=10) - timedelta(seconds=1)
    hall.chores()
    assert alerts(hall) == []
