"""The evaluators of a desk: who is asked, and which visit a press rates."""

from __future__ import annotations

import pytest
from desk_at_work import ACT_A, ACT_B, GRADES, VERY_SATISFIED, DeskAtWork, ask

from queue_server.contract.messages import (
    Channel,
)


def test_a_visitor_is_asked_at_the_end_and_rates_the_act_once(desk: DeskAtWork) -> None:
    desk.fact(1, "A001")
    desk.fact(2, rating=ask(ACT_A))
    desk.turns()
    assert desk.said("ask", 1) == 1
    for _ in range(50):  # a stuck key
        desk.grade()
        desk.turns(1)
    desk.turns_until(lambda: bool(desk.server.ratings))
    (rating,) = desk.server.ratings
    assert (rating.act_id, rating.level, rating.channel) == (ACT_A, 5, Channel.EVALUATOR)


@pytest.mark.parametrize(("grade", "level"), [(int(g), level) for g, level in GRADES.items()])
def test_the_thanks_are_the_same_for_every_level(desk: DeskAtWork, grade: int, level: int) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.grade(grade)
    desk.turns_until(lambda: bool(desk.server.ratings))
    assert desk.server.ratings[0].level == level
    desk.turns(1)
    assert desk.line.said == [("ask", 1), ("stars", 1, 0)]


def test_a_desk_that_restarts_asks_again_while_there_is_time(desk: DeskAtWork) -> None:
    desk.fact(7, rating=ask(ACT_A), retained=True)
    desk.turns()
    assert desk.said("ask", 1) == 1


def test_a_press_that_nobody_asked_for_rates_nothing(desk: DeskAtWork) -> None:
    desk.fact(1, "A001")
    desk.grade()
    desk.turns()
    assert desk.server.heard == []


def test_after_the_time_is_up_nothing_is_rated(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.at(30.5)
    desk.turns()
    assert desk.line.said == [("ask", 1), ("stars", 1, 0)]
    desk.grade()
    desk.turns()
    assert desk.server.heard == []


def test_a_press_after_the_next_call_is_never_the_next_visitors(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.fact(2, "A002")
    desk.grade()
    desk.turns()
    assert desk.server.heard == []
    desk.fact(3, rating=ask(ACT_B))
    desk.turns()
    desk.grade()
    desk.turns_until(lambda: bool(desk.server.ratings))
    assert [rating.act_id for rating in desk.server.ratings] == [ACT_B]


def test_a_press_just_before_the_next_ask_rates_the_act_that_was_asked_about(
    desk: DeskAtWork,
) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.fact(2, rating=ask(ACT_B))
    desk.grade()  # stands on the line before the evaluator hears of act B
    desk.turns_until(lambda: desk.said("ask", 1) == 2)
    desk.grade()
    desk.turns_until(lambda: len(desk.server.ratings) == 2)
    assert [rating.act_id for rating in desk.server.ratings] == [ACT_A, ACT_B]


def test_an_evaluator_that_asked_when_its_line_was_cut_does_not_go_on_asking(
    desk: DeskAtWork,
) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    for pad in desk.pads:
        pad.lost()
    desk.fact(2, "A002")
    desk.turns()
    assert desk.said("stars", 1, 0) == 1


def test_a_face_that_is_stuck_rates_the_next_visitor_not(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    seconds = 0.0

    def held_down(times: int) -> None:
        nonlocal seconds
        for _ in range(times):  # by a key that says it again each second
            seconds += 1
            desk.at(seconds)
            desk.grade(VERY_SATISFIED)
            desk.turns(1)

    held_down(4)
    desk.turns_until(lambda: len(desk.server.ratings) == 1)
    desk.fact(2, "A002")
    held_down(4)
    desk.fact(3, rating=ask(ACT_B))
    desk.turns()
    held_down(4)
    desk.grade(0)  # the visitor's own press
    desk.turns_until(lambda: len(desk.server.ratings) == 2)
    assert [(rating.act_id, rating.level) for rating in desk.server.ratings] == [
        (ACT_A, 5),
        (ACT_B, 1),
    ]


def levels(desk: DeskAtWork) -> list[int]:
    return [rating.level for rating in desk.server.ratings]


def test_another_face_soon_after_the_first_is_a_change_of_mind(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.grade(0)
    desk.turns_until(lambda: levels(desk) == [1])
    desk.fact(2)  # the server has kept it: nothing is asked any more
    desk.at(2.9)
    for grade in (4, 4, 4):  # the last of them bounces
        desk.grade(grade)
    desk.turns_until(lambda: levels(desk) == [1, 5])
    desk.turns()
    assert [rating.act_id for rating in desk.server.ratings] == [ACT_A, ACT_A]
    assert len(set(desk.server.ids)) == 2
    assert desk.said("ask", 1) == 1


def test_after_the_time_for_a_change_another_face_rates_nothing(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.grade(0)
    desk.turns_until(lambda: levels(desk) == [1])
    desk.at(3)
    desk.grade(4)
    desk.turns()
    assert levels(desk) == [1]


def test_the_next_visitor_changes_nothing_of_the_one_before(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.turns()
    desk.grade(0)
    desk.turns_until(lambda: levels(desk) == [1])
    desk.fact(2)
    desk.fact(3, "A002")
    desk.turns()
    desk.grade(4)
    desk.turns()
    assert levels(desk) == [1]


def test_a_visitor_asked_before_the_end_may_change_too(desk: DeskAtWork) -> None:
    desk.fact(1, "A001", rating=ask(ACT_A))
    desk.turns()
    desk.grade(0)
    desk.turns_until(lambda: levels(desk) == [1])
    desk.fact(2, "A001")
    desk.grade(4)
    desk.turns_until(lambda: levels(desk) == [1, 5])


def test_a_grade_that_the_map_does_not_know_leaves_the_ask_open(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.grade(9)
    desk.turns()
    assert desk.server.heard == []
    desk.grade(VERY_SATISFIED)
    desk.turns_until(lambda: bool(desk.server.ratings))


def test_a_rating_outlives_a_server_that_is_away_for_a_moment(desk: DeskAtWork) -> None:
    desk.fact(1, rating=ask(ACT_A))
    desk.server.away = True
    desk.turns()
    desk.grade()
    desk.turns()
    desk.server.away = False
    desk.server.lose_answers = 1
    desk.turns_until(lambda: len(desk.server.ids) == 2)
    assert len(set(desk.server.ids)) == 1
    assert len(desk.server.ratings) == 1
