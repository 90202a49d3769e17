"""When a visitor is asked to rate: before the end, at the end, once by the clerk, and how long."""

from __future__ import annotations

from typing import Any

import pytest
from small_hall import MakeHall, SmallHall, refused

from queue_server.contract.messages import RatingAsk


def ask(hall: SmallHall, window: str = "1") -> RatingAsk:
    rating = hall.press("ask_rating", window).rating
    assert rating is not None
    return rating


def logged(hall: SmallHall, kind: str) -> list[Any]:
    rows = hall.rows("SELECT kind, data FROM event ORDER BY seq")
    return [row.data for row in rows if row.kind == kind]


def test_the_clerk_asks_before_the_end(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.press("start")
    asked = ask(hall)
    assert asked.number == "A001"
    assert (asked.until - hall.now).total_seconds() == 30
    hall.rate(asked.act_id, 5)
    view = hall.press("finish")
    assert view.rating is None  # who has rated is not asked again
    (act,) = hall.rows("SELECT outcome, rating_asked_at FROM service_act")
    assert act.outcome == "served"
    assert act.rating_asked_at is not None
    assert len(logged(hall, "rating_asked")) == 1


def test_a_visit_is_asked_about_once_by_its_clerk(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    ask(hall)
    hall.later(60)
    with refused("already_asked"):
        ask(hall)
    hall.press("finish")
    with refused("already_asked"):
        ask(hall)


def test_who_was_asked_too_early_is_asked_at_the_end_all_the_same(hall: SmallHall) -> None:
    """No clerk can put the question where nobody answers it, and be done with it."""
    hall.issue()
    hall.next()
    early = ask(hall)
    hall.later(600)
    with refused("rating_closed"):
        hall.rate(early.act_id)
    asked = hall.press("finish").rating
    assert asked is not None
    assert asked.act_id == early.act_id
    hall.rate(asked.act_id, 3)
    (act,) = hall.rows("SELECT rating_asked_at, ended_at FROM service_act")
    assert act.rating_asked_at < act.ended_at


def test_there_is_nobody_to_ask_at_an_empty_window(hall: SmallHall) -> None:
    with refused("no_current_ticket"):
        ask(hall)


@pytest.mark.parametrize("verb", ["hold", "miss", "transfer"])
def test_who_went_away_without_an_end_is_asked_no_more(hall: SmallHall, verb: str) -> None:
    """Another one may stand at the evaluator in a moment."""
    hall.issue()
    hall.next()
    asked = ask(hall)
    hall.later(5)
    told = ("fund",) if verb == "transfer" else ()
    assert hall.press(verb, "1", *told).rating is None
    with refused("rating_closed"):
        hall.rate(asked.act_id)
    (data,) = logged(hall, "rating_withdrawn")
    assert f'"why":"{verb}"' in data
    assert '"left_s":25' in data
    with refused("no_current_ticket"):
        ask(hall)


def test_one_who_left_for_the_next_is_never_asked_in_the_place_of_another(
    hall: SmallHall,
) -> None:
    """Bob did not come. Alice, served before, is gone: a press now could be anybody's."""
    hall.issue()
    hall.issue()
    hall.next()
    hall.later(60)
    hall.next()
    hall.later(10)
    hall.press("miss")
    with refused("no_current_ticket"):
        ask(hall)


def test_a_clerk_who_gives_visitors_no_time_is_seen_in_the_log(hall: SmallHall) -> None:
    for _ in range(2):
        hall.issue()
    hall.next()
    hall.press("finish")
    hall.later(2)
    hall.next()
    (data,) = logged(hall, "rating_withdrawn")
    assert '"why":"next_call"' in data
    assert '"account":"c1"' in data
    assert '"left_s":28' in data


@pytest.mark.parametrize("what", ["rated", "out of time"])
def test_a_question_that_was_over_is_not_withdrawn(hall: SmallHall, what: str) -> None:
    for _ in range(2):
        hall.issue()
    hall.next()
    asked = hall.press("finish").rating
    assert asked is not None
    if what == "rated":
        hall.rate(asked.act_id)
    hall.later(2 if what == "rated" else 31)
    hall.next()
    assert logged(hall, "rating_withdrawn") == []


def test_a_visitor_who_is_asked_when_the_day_turns_is_asked_no_more(make_hall: MakeHall) -> None:
    hall = make_hall()
    hall.now = hall.now.replace(hour=19, minute=59, second=50)
    hall.sit("1")
    hall.issue()
    hall.next()
    asked = ask(hall)
    hall.later(15)
    hall.parts.commands.close_earlier_days()
    assert hall.view().rating is None
    with refused("rating_closed"):
        hall.rate(asked.act_id)
    with refused("no_current_ticket"):
        ask(hall)


def test_the_visit_that_ended_last_is_told_with_what_was_done(hall: SmallHall) -> None:
    assert hall.view().ended is None
    hall.issue()
    hall.issue()
    hall.next()
    hall.later(60)
    view = hall.next().window
    assert view.ended is not None
    assert (view.ended.number, view.ended.service, view.ended.matters) == ("A001", "company", 0)
    hall.later(60)
    hall.press("hold")
    ended = hall.view().ended
    assert ended is not None
    assert ended.number == "A001"  # who was put on hold was not served
    hall.later(24 * 3600)
    assert hall.view().ended is None
