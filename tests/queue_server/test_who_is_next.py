"""Who is next, told as stories of a hall: who waits, which window asks, who comes and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.policy import Asking, Waiting, calling_order, choose, may_call

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WINDOW_1 = Asking(window="1", services=frozenset({"company", "permit"}))


def waiting(number: str, minute: int, service: str = "company", **told: object) -> Waiting:
    return Waiting(
        ticket_id=UUID(int=hash(number) & (2**64 - 1)),
        number=number,
        service=service,
        lane=int(not told.get("elder", False)),
        queued_at=NINE + timedelta(minutes=minute),
        sequence=int(number[1:]),
        target_window=told.get("only_at"),  # type: ignore[arg-type]
    )


# (story, who waits, who comes, why)
STORIES = [
    ("an empty hall", [], None, None),
    ("one waits", [waiting("A001", 0)], "A001", "waited_longest"),
    (
        "who came first comes first",
        [waiting("A002", 2), waiting("A001", 1)],
        "A001",
        "waited_longest",
    ),
    (
        "the service does not matter, only the time",
        [waiting("A001", 3), waiting("B001", 2, "permit")],
        "B001",
        "waited_longest",
    ),
    (
        "an elder who came last goes first",
        [waiting("A001", 0), waiting("A002", 9, elder=True)],
        "A002",
        "priority",
    ),
    (
        "of two elders the one who came first",
        [waiting("A003", 5, elder=True), waiting("A002", 4, elder=True)],
        "A002",
        "priority",
    ),
    (
        "a window never calls for a service it does not serve",
        [waiting("C001", 0, "fund"), waiting("A001", 5)],
        "A001",
        "waited_longest",
    ),
    ("only others' visitors wait", [waiting("C001", 0, "fund")], None, None),
    (
        "who was sent to this window comes by the time of arrival, whatever the service",
        [waiting("C001", 0, "fund", only_at="1"), waiting("A001", 1)],
        "C001",
        "sent_here",
    ),
    (
        "who was sent to another window is not called here, though the service is ours",
        [waiting("A001", 0, only_at="2"), waiting("A002", 1)],
        "A002",
        "waited_longest",
    ),
    (
        "at the same instant the smaller number",
        [waiting("A002", 0), waiting("A001", 0)],
        "A001",
        "waited_longest",
    ),
]


@pytest.mark.parametrize(("story", "who", "number", "why"), STORIES, ids=[s[0] for s in STORIES])
def test_who_is_next(story: str, who: list[Waiting], number: str | None, why: str | None) -> None:
    for order in permutations(who):
        choice = choose(WINDOW_1, order)
        assert (choice and choice.ticket.number) == number
        assert (choice and choice.why) == why


tickets = st.builds(
    Waiting,
    ticket_id=st.uuids(),
    number=st.just("A001"),
    service=st.sampled_from(["company", "permit", "fund"]),
    lane=st.integers(0, 1),
    queued_at=st.integers(0, 5).map(lambda minute: NINE + timedelta(minutes=minute)),
    sequence=st.integers(1, 5),
    target_window=st.sampled_from([None, None, "1", "2"]),
)


@given(st.lists(tickets, max_size=12))
def test_nobody_whom_the_window_may_call_stands_before_the_chosen_one(who: list[Waiting]) -> None:
    choice = choose(WINDOW_1, who)
    mine = [ticket for ticket in who if may_call(WINDOW_1, ticket)]
    if choice is None:
        assert not mine
    else:
        assert all(calling_order(choice.ticket) <= calling_order(other) for other in mine)
