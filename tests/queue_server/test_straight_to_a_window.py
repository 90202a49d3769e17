"""Who is sent straight to an idle window, and that nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruled_hall import told_of
from small_hall import SmallHall

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken


def test_two_visitors_in_a_row_are_not_sent_to_the_same_window(hall: SmallHall) -> None:
    assert told_of(hall).idle_windows == ["1", "2"]
    assert hall.issue().go_straight == "1"
    assert told_of(hall).idle_windows == []
    assert hall.issue().go_straight is None
    assert hall.issue("fund").go_straight == "3", "whose clerk is asked by nobody"
    elder = m.PriorityReason.ELDER
    assert hall.issue("permit", priority_reason=elder).go_straight is None, "though called first"


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    presses=st.lists(
        st.one_of(
            st.tuples(
                st.sampled_from(["issue", "elder"]), st.sampled_from(["company", "permit", "fund"])
            ),
            st.tuples(st.sampled_from(["next", "finish", "pause"]), st.sampled_from("1234")),
        ),
        max_size=30,
    )
)
def test_who_is_sent_straight_to_a_window_finds_it_idle_and_unpromised(
    make_hall: Callable[..., SmallHall], presses: list[tuple[str, str]]
) -> None:
    hall = make_hall()
    hall.sit("1", "2", "3", "4")
    promised: dict[str, UUID] = {}  # window: who was sent there and has not been called yet
    for press, what in presses:
        hall.later(10)
        if press not in ("issue", "elder"):
            press_at(hall, press, what)
            promised = {w: t for w, t in promised.items() if hall.ticket(t).state == "waiting"}
            continue
        expected = told_of(hall, what).idle_windows
        elder = m.PriorityReason.ELDER if press == "elder" else None
        ticket = hall.issue(what, priority_reason=elder)
        assert ticket.go_straight == (expected[0] if expected else None)
        if ticket.go_straight:
            window = hall.view(ticket.go_straight)
            assert (window.status, window.ticket) == ("open", None)
            assert ticket.ahead == 0
            assert ticket.go_straight not in promised
            promised[ticket.go_straight] = ticket.ticket_id


def press_at(hall: SmallHall, press: str, window: str) -> None:
    try:
        if press == "next":
            hall.next(window)
        else:
            hall.press(press, window, *(["茶歇"] if press == "pause" else []))
    except RuleBroken:
        return  # nobody is there, or it is paused: nothing was pressed
