"""The table of a ticket's life."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from queue_server.admin import draw_ticket_life
from queue_server.contract import messages as m
from queue_server.domain.acts import Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.tickets import (
    BACK_TO,
    OPEN_AT_DAY_CLOSE,
    TABLE,
    TERMINAL,
    State,
    Verb,
    next_state,
)
from queue_server.domain.windows import Status
from queue_server.storage import tables


def reachable_from(start: State) -> set[State]:
    found = {start}
    while True:
        more = {after for (state, _), after in TABLE.items() if state in found} | found
        if more == found:
            return found
        found = more


def test_every_state_can_be_reached_from_taking_a_number() -> None:
    assert reachable_from(State.WAITING) == set(State)


def test_nothing_leaves_a_terminal_state_but_what_its_clerk_takes_back() -> None:
    left = {verb for state, verb in TABLE if state in TERMINAL}
    assert left == set(BACK_TO.values())


def test_a_clerk_takes_back_only_to_where_a_ticket_can_have_come_from() -> None:
    """Nobody comes, by taking back, into a state from which no verb had led here."""
    for (state, verb), back in TABLE.items():
        if verb in BACK_TO.values():
            assert BACK_TO[back] is verb
            via = {after for (was, word), after in TABLE.items() if was is back and word != verb}
            assert state in via or State.MISSED in via  # missed, and in line again


def test_a_ticket_that_expired_is_never_brought_back() -> None:
    assert not [verb for state, verb in TABLE if state is State.EXPIRED]


def test_every_ticket_can_come_to_an_end() -> None:
    for state in State:
        assert reachable_from(state) & TERMINAL, state


def test_at_day_close_every_open_state_expires_except_missed_which_is_an_end_then() -> None:
    assert set(State) - TERMINAL - {State.MISSED} == OPEN_AT_DAY_CLOSE


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_a_verb_that_is_not_in_the_table_is_refused_with_state_and_verb(
    state: State, verb: Verb
) -> None:
    if (state, verb) in TABLE:
        assert next_state(state, verb) is TABLE[state, verb]
        return
    with pytest.raises(RuleBroken) as refused:
        next_state(state, verb)
    assert refused.value.code == "illegal_verb"
    assert state in refused.value.detail
    assert verb in refused.value.detail


def test_the_drawing_is_current() -> None:
    assert draw_ticket_life.DOCUMENT.read_text(encoding="utf-8") == draw_ticket_life.draw()


def test_the_drawing_explains_every_verb() -> None:
    assert set(draw_ticket_life._MEANINGS) == set(Verb)


def words_of_check(table: str, column: str) -> set[str]:
    """The words that a CHECK constraint of the database allows."""
    checks = tables.metadata.tables[table].constraints
    text = next(str(c.sqltext) for c in checks if str(c.name) == f"ck_{table}_{column}")  # type: ignore[attr-defined]
    return set(text.split("'")[1::2])


@pytest.mark.parametrize(
    ("words", "others"),
    [
        (State, m.TicketState),
        (Status, m.WindowStatus),
        (State, words_of_check("ticket", "state")),
        (Status, words_of_check("window", "status")),
        (Outcome, words_of_check("service_act", "outcome")),
        (m.Source, words_of_check("ticket", "source")),
        (m.Channel, words_of_check("rating", "channel")),
    ],
)
def test_domain_contract_and_database_use_the_same_words(
    words: Iterable[str], others: Iterable[str]
) -> None:
    assert {str(word) for word in words} == {str(word) for word in others}
