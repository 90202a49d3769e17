"""What a desk unit believes about its window, from two sources that may come in any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from server_at_hand import NINE, ServerAtHand

from devices.desk_state import (
    Asking,
    PadState,
    cut_off,
    follow,
    press,
    with_fact,
    with_queue,
    with_view,
)
from queue_server.contract.messages import QueueFact, RatingAsk, WindowFact, WindowStatus

ACT_A, ACT_B = UUID(int=1), UUID(int=2)
CHANGE_S = 3.0


def fact(version: int, number: str | None, epoch: int = 1, window: str = "1") -> WindowFact:
    return WindowFact(
        epoch=epoch, version=version, window=window, status=WindowStatus.OPEN, number=number
    )


def waiting(version: int, count: int, epoch: int = 1) -> QueueFact:
    return QueueFact(epoch=epoch, version=version, services={}, windows={"1": count})


def ask(act: UUID, seconds: float = 30) -> RatingAsk:
    return RatingAsk(act_id=act, number="A001", until=NINE + timedelta(seconds=seconds))


def asked(asking: Asking, rating: RatingAsk | None, now: datetime = NINE) -> Asking:
    """The evaluator while nobody new is at the window."""
    return follow(asking, rating, "", now)


def test_a_face_that_was_stuck_counts_again_once_it_was_still() -> None:
    asking = Asking()
    times = [NINE + timedelta(seconds=0.6 * n) for n in range(5)]
    for now in times:
        asking, _ = press(asking, 5, CHANGE_S, now)
    asking, rated = press(asked(asking, ask(ACT_A), times[-1]), 5, CHANGE_S, times[-1])
    assert rated is None
    asking, rated = press(asking, 5, CHANGE_S, times[-1] + timedelta(seconds=1.5))
    assert rated is not None


def test_whoever_presses_twice_before_being_asked_is_heard_when_asked() -> None:
    asking = Asking()
    for _ in range(2):
        asking, _none = press(asking, 4, CHANGE_S, NINE)
    asking, rated = press(asked(asking, ask(ACT_A)), 4, CHANGE_S, NINE)
    assert rated is not None


def test_a_fact_that_comes_after_the_newer_answer_changes_nothing() -> None:
    server = ServerAtHand(waiting=["A002"], current="A001", version=12)
    state = with_view(PadState(window="1"), server.view())
    assert (state.number, state.waiting) == ("A001", 1)
    assert with_fact(with_fact(state, fact(13, "A009")), fact(11, None)).number == "A009"
    assert with_queue(state, waiting(11, 40)).waiting == 40  # an epoch that the answer did not tell
    state = with_queue(state, waiting(12, 5))
    assert with_queue(state, waiting(11, 40)).waiting == 5


def test_a_restored_database_begins_anew_with_lower_versions() -> None:
    state = with_fact(PadState(window="1"), fact(900, "A900"))
    assert with_fact(state, fact(3, "A003", epoch=2)).number == "A003"


def test_without_a_broker_the_answers_count_and_later_the_facts_again() -> None:
    state = with_queue(with_fact(PadState(window="1"), fact(90, "A001")), waiting(100, 5))
    server = ServerAtHand(version=90)  # "nobody waits" changes nothing, so no version
    assert with_view(state, server.view()).waiting == 5  # the fact may be the newer one
    state = with_view(cut_off(state), server.view())
    assert (state.number, state.waiting) == ("", 0)
    state = with_queue(with_fact(state, fact(90, "A001")), waiting(100, 5))
    assert (state.number, state.waiting) == ("A001", 5)


def test_another_windows_fact_is_not_this_windows() -> None:
    state = PadState(window="1")
    assert with_fact(state, fact(5, "A005", window="2")) is state
    assert with_queue(state, QueueFact(epoch=1, version=1, services={}, windows={"2": 3})) is state


@given(st.permutations([fact(version, f"A{version}") for version in range(1, 7)]))
def test_the_order_in_which_facts_come_never_matters(facts: list[WindowFact]) -> None:
    state = PadState(window="1")
    for each in facts:
        state = with_fact(state, each)
    assert state.number == "A6"


def test_a_stuck_key_rates_one_ask_once() -> None:
    asking = asked(Asking(), ask(ACT_A))
    asking, rated = press(asking, 4, CHANGE_S, NINE)
    assert rated == ask(ACT_A)
    for _ in range(50):
        asking = asked(asking, ask(ACT_A))  # the fact still stands there
        asking, rated = press(asking, 4, CHANGE_S, NINE)
        assert rated is None


def test_another_face_counts_for_some_seconds_after_the_first() -> None:
    asking, _ = press(asked(Asking(), ask(ACT_A)), 4, CHANGE_S, NINE)
    asking = asked(asking, None)  # the first press has answered it
    asking, rated = press(asking, 2, CHANGE_S, NINE + timedelta(seconds=2.9))
    assert rated == ask(ACT_A)
    assert press(asking, 5, CHANGE_S, NINE + timedelta(seconds=3))[1] is None


def test_a_press_without_an_ask_rates_nothing() -> None:
    assert press(Asking(), 4, CHANGE_S, NINE)[1] is None


def test_a_press_after_the_time_is_up_rates_nothing() -> None:
    late = NINE + timedelta(seconds=31)
    asking = asked(Asking(), ask(ACT_A))
    assert press(asking, 4, CHANGE_S, late)[1] is None
    assert asked(asking, ask(ACT_A), late).ask is None
    assert asked(Asking(), ask(ACT_A), late).ask is None  # a desk that starts then does not ask


def test_a_press_after_the_next_call_is_not_the_next_visitors() -> None:
    asking = asked(Asking(), ask(ACT_A))
    asking = follow(asking, None, "A002", NINE)  # the next call withdrew it
    assert press(asking, 4, CHANGE_S, NINE)[1] is None
    asking = asked(asking, ask(ACT_B))
    assert press(asking, 4, CHANGE_S, NINE)[1] == ask(ACT_B)


def test_a_change_of_mind_after_the_next_call_rates_nobody() -> None:
    asking, _ = press(asked(Asking(), ask(ACT_A)), 4, CHANGE_S, NINE)
    asking = follow(asking, None, "A002", NINE)
    assert press(asking, 1, CHANGE_S, NINE)[1] is None
