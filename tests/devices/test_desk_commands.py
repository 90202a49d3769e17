"""A lost answer, a silent server, a refusal: what is sent, and sent again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import cast
from uuid import UUID

import pytest
from server_at_hand import ServerAtHand

from devices.desk_commands import GIVE_UP_AFTER_S, Commands, NothingToDo
from devices.desk_keys import Verb, Wish
from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.messages import WindowStatus

NEXT = Wish(Verb.CALL_NEXT)


class NoWaiting(threading.Event):
    """Lets the pauses between tries pass at once, and adds them up."""

    passed_s = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.passed_s += timeout or 0.0
        return False


def ids() -> Iterator[UUID]:
    number = 0
    while True:
        number += 1
        yield UUID(int=number)


def commands_to(server: ServerAtHand) -> Commands:
    pauses, new_ids = NoWaiting(), ids()
    return Commands(
        cast(QueueClient, server),
        "1",
        new_id=lambda: next(new_ids),
        monotonic_s=lambda: pauses.passed_s,
        stop=pauses,
    )


@pytest.mark.parametrize(
    ("wish", "heard"),
    [
        (NEXT, ("call_next", "")),
        (Wish(Verb.CALL, "012"), ("call", "012")),
        (Wish(Verb.RECALL), ("recall", "")),
        (Wish(Verb.START), ("start", "")),
        (Wish(Verb.FINISH), ("finish", "")),
        (Wish(Verb.MISS), ("miss", "")),
        (Wish(Verb.HOLD), ("hold", "")),
        (Wish(Verb.RESUME), ("resume", "A003")),
        (Wish(Verb.PAUSE_OR_OPEN), ("pause", "")),
        (Wish(Verb.PAUSE), ("pause", "")),
        (Wish(Verb.OPEN), ("open", "")),
        (Wish(Verb.TRANSFER, "012"), ("transfer", "12")),
        (Wish(Verb.NEXT_STEP), ("transfer", "next step")),
        (Wish(Verb.WALK_IN), ("walk_in", "")),
        (Wish(Verb.ASK_RATING), ("ask_rating", "")),
        (Wish(Verb.UNDO), ("undo", "")),
    ],
)
def test_every_wish_becomes_its_verb(wish: Wish, heard: tuple[str, str]) -> None:
    server = ServerAtHand(waiting=["A001"], held=["A004", "A003"])  # as it tells: the latest first
    commands_to(server).do(wish)
    assert server.heard == [heard]


@pytest.mark.parametrize("status", [WindowStatus.PAUSED, WindowStatus.CLOSED])
def test_the_pause_key_opens_a_window_that_is_not_open(status: WindowStatus) -> None:
    server = ServerAtHand(status=status)
    commands_to(server).do(Wish(Verb.PAUSE_OR_OPEN))
    assert server.heard == [("open", "")]


@pytest.mark.parametrize("wish", [Wish(Verb.RESUME), Wish(Verb.TRANSFER, "00")])
def test_a_wish_without_an_object_asks_nothing_of_the_server(wish: Wish) -> None:
    server = ServerAtHand()
    with pytest.raises(NothingToDo):
        commands_to(server).do(wish)
    assert server.heard == []


def test_a_lost_answer_is_asked_for_again_with_the_same_request() -> None:
    server = ServerAtHand(waiting=["A001", "A002"], lose_answers=2)
    view = commands_to(server).do(NEXT)
    assert view.ticket is not None
    assert view.ticket.number == "A001"
    assert len(server.heard) == 3
    assert len(set(server.ids)) == 1
    assert server.waiting == ["A002"]


def test_a_lost_answer_gives_one_visitor_without_a_number_one_number() -> None:
    server = ServerAtHand(lose_answers=2)
    view = commands_to(server).do(Wish(Verb.WALK_IN))
    assert view.ticket is not None
    assert server.done() == ["walk_in"]


def test_a_clerk_who_presses_again_after_a_failure_repeats_the_same_request() -> None:
    server = ServerAtHand(waiting=["A001", "A002"], lose_answers=99)
    commands = commands_to(server)
    with pytest.raises(ServerAway):
        commands.do(NEXT)
    server.lose_answers = 0
    view = commands.do(NEXT)
    assert view.ticket is not None
    assert view.ticket.number == "A001"
    assert server.done() == ["call_next"]
    commands.do(NEXT)
    assert server.done() == ["call_next", "call_next"]


def test_once_the_server_has_spoken_the_next_press_is_a_new_one() -> None:
    server = ServerAtHand(waiting=["A001", "A002"], lose_answers=99)
    commands = commands_to(server)
    with pytest.raises(ServerAway):
        commands.do(NEXT)
    commands.forget()  # a fact came: A001 is called here, and the clerk sees it
    server.lose_answers = 0
    view = commands.do(NEXT)
    assert view.ticket is not None
    assert view.ticket.number == "A002"


def test_a_look_at_the_window_that_fails_forgets_no_request() -> None:
    server = ServerAtHand(waiting=["A001", "A002"], lose_answers=99)
    commands = commands_to(server)
    with pytest.raises(ServerAway):
        commands.do(NEXT)
    server.away = True
    with pytest.raises(ServerAway):
        commands.do(Wish(Verb.PAUSE_OR_OPEN))
    server.away, server.lose_answers = False, 0
    commands.do(NEXT)
    assert server.done() == ["call_next"]


def test_a_refusal_is_an_answer_and_is_not_repeated() -> None:
    server = ServerAtHand(refuse="window_paused")
    commands = commands_to(server)
    with pytest.raises(Refused):
        commands.do(NEXT)
    with pytest.raises(Refused):
        commands.do(NEXT)
    assert len(set(server.ids)) == 2


def test_a_clerk_learns_after_some_seconds_that_the_server_is_away() -> None:
    server, pauses = ServerAtHand(away=True), NoWaiting()
    commands = Commands(
        cast(QueueClient, server),
        "1",
        new_id=lambda: UUID(int=1),
        monotonic_s=lambda: pauses.passed_s,
        stop=pauses,
    )
    with pytest.raises(ServerAway):
        commands.do(NEXT)
    assert GIVE_UP_AFTER_S - 1 < pauses.passed_s <= GIVE_UP_AFTER_S
