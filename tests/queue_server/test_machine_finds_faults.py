"""The machine finds what it is for: with one rule broken, each time another, its presses fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from test_hall_machine import TailMachine

from queue_server import asks_to_rate, at_window, seat_desk, sends_on, takes_back
from queue_server.domain import acts, policy, tickets, undo

pytestmark = pytest.mark.soak

Break = Callable[[pytest.MonkeyPatch], None]


def last_comes_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(policy, "calling_order", lambda w: (w.lane, -w.sequence))


def elders_wait_like_others(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(policy, "calling_order", lambda w: (w.queued_at, w.sequence))


def a_transfer_forgets_when_one_came(patch: pytest.MonkeyPatch) -> None:
    whole = sends_on.SendsOn._to_service

    def reset(desk: Any, ticket: Any, service: str) -> dict[str, Any]:
        return {**whole(desk, ticket, service), "queued_at": desk._now}

    patch.setattr(sends_on.SendsOn, "_to_service", reset)


def nobody_follows_a_clerk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seat_desk, "follow_clerk", lambda *told: None)


def recalls_without_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acts, "require_recall_left", lambda *told: None)


def an_old_question_stays_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(asks_to_rate.AsksToRate, "_withdraw_question", lambda desk, why: None)


def what_was_touched_since_is_taken_back(patch: pytest.MonkeyPatch) -> None:
    def back(kept: undo.Undo, ticket: Any, today: Any, now: Any) -> Any:
        changes = {field: value for field, value in kept.before.items() if field != "state"}
        return replace(ticket, state=kept.was, **changes)

    patch.setattr(undo, "taken_back", back)


def a_place_in_the_queue_is_not_given_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(undo, "_TIMES", ("waiting_since",))


def a_later_call_leaves_it_to_be_taken_back(patch: pytest.MonkeyPatch) -> None:
    whole = at_window.AtWindow._save

    def keep(desk: Any, **changes: Any) -> None:
        changes.pop("undo", None)
        whole(desk, **changes)

    patch.setattr(at_window.AtWindow, "_save", keep)


def a_rated_end_is_taken_back(patch: pytest.MonkeyPatch) -> None:
    whole = takes_back.TakesBack._reopen_visit

    def reopen(desk: Any, kept: undo.Undo) -> None:
        whole(desk, replace(kept, verb=tickets.Verb.HOLD.value))

    patch.setattr(takes_back.TakesBack, "_reopen_visit", reopen)


def one_is_asked_in_the_place_of_another(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(asks_to_rate.AsksToRate, "_is_over", lambda desk, act: False)


FAULTS: list[Break] = [
    last_comes_first,
    elders_wait_like_others,
    a_transfer_forgets_when_one_came,
    nobody_follows_a_clerk,
    recalls_without_end,
    an_old_question_stays_open,
    what_was_touched_since_is_taken_back,
    a_place_in_the_queue_is_not_given_back,
    a_later_call_leaves_it_to_be_taken_back,
    a_rated_end_is_taken_back,
    one_is_asked_in_the_place_of_another,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_broken_rule_is_found(fault: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    until_it_fails = settings(
        derandomize=True,
        max_examples=60,
        stateful_step_count=50,
        deadline=None,
        phases=[Phase.generate],  # that it fails is enough: the shortest way is not looked for
        report_multiple_bugs=False,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever it is that tells
        run_state_machine_as_test(TailMachine, settings=until_it_fails)
