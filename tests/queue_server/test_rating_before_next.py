"""Windows that ask for a rating before the next visitor is called."""

from __future__ import annotations

from typing import Any

import pytest
from attended_hall import AttendedHall, MakeAttended
from small_hall import refused

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult


def asked_first(hall: AttendedHall) -> Any:
    """A001 is asked, A002 waits; the question."""
    hall.issue()
    hall.issue()
    hall.next()
    hall.later(60)
    answer = hall.next()
    assert (answer.result, answer.number) == (CallResult.ASKING_FIRST, None)
    assert answer.window.rating is not None
    return answer.window.rating


def test_the_next_one_is_called_when_the_time_for_the_rating_is_over(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10)
    asked_first(hall)
    hall.after(9)
    assert hall.number_at() is None
    hall.after(1)
    assert hall.number_at() == "A002"


def test_the_next_one_is_called_once_the_visitor_has_rated_and_had_time_to_change_it(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10)
    question = asked_first(hall)
    hall.later(2)
    hall.rate(question.act_id, 2)
    hall.after(2)
    hall.rate(question.act_id, 5)
    assert hall.number_at() is None
    hall.after(1)
    assert hall.number_at() == "A002"
    assert [row.level for row in hall.rows("SELECT level FROM rating")] == [5]


@pytest.mark.parametrize("said", [{"level": 1, "asking_why": True}, {"level": 5}])
def test_who_rates_at_a_tablet_has_the_whole_time_whatever_was_said(
    make_attended: MakeAttended, said: dict[str, Any]
) -> None:
    """The tablet asks why after a low level only: the clerk must not see it by the next call."""
    hall = make_attended(before_next_s=10)
    question = asked_first(hall)
    hall.later(2)
    hall.rate(question.act_id, channel=m.Channel.TABLET, **said)
    hall.after(6)
    assert hall.number_at() is None
    hall.after(6)
    assert hall.number_at() == "A002"


def test_another_press_meanwhile_calls_at_once_and_a_bounce_does_not(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10)
    question = asked_first(hall)
    hall.later(0.2)
    assert hall.next().result is CallResult.ASKING_FIRST
    hall.later(3)
    assert hall.next().number == "A002"
    with refused("rating_closed"):  # I-21: whoever stands there now is another one
        hall.rate(question.act_id)


def test_where_nobody_waits_the_visitor_is_asked_and_the_clerk_told_so(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10)
    hall.issue()
    hall.next()
    hall.later(60)
    answer = hall.next()
    assert answer.result is CallResult.NOBODY_WAITING
    assert answer.window.rating is not None
    assert answer.window.ready_at is None


def test_who_waits_in_vain_for_the_end_of_the_question_is_not_called_later(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10)
    asked_first(hall)
    hall.press("abandon", "2", "A002")
    hall.after(10)
    assert hall.view().ready_at is None
    hall.issue()
    hall.after(10)
    assert hall.number_at() is None


def test_both_settings_together_ask_the_last_visitor_before_the_next_comes(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10, auto_call=True)
    hall.issue()
    hall.next()
    hall.later(60)
    assert hall.next().result is CallResult.NOBODY_WAITING
    hall.issue()
    hall.after(9)
    assert hall.number_at() is None
    hall.after(1)
    assert hall.number_at() == "A002"


def test_taking_back_the_end_takes_back_the_call_that_would_have_come(
    make_attended: MakeAttended,
) -> None:
    hall = make_attended(before_next_s=10)
    asked_first(hall)
    hall.later(2)
    hall.press("undo")
    hall.after(30)
    assert hall.number_at() == "A001"
