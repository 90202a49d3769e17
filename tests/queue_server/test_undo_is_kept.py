"""What is kept so that a press can be taken back: the least, and the same when it is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.acts import Act, Origin
from queue_server.domain.errors import RuleBroken
from queue_server.domain.tickets import State, Ticket, Verb
from queue_server.domain.undo import is_open, packed, taken_back, undo_of, unpacked
from queue_server.domain.windows import Status, Window

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=5)
SPAN = NOW, UNTIL
TODAY = NOW.date()
ID = UUID(int=7)


def ticket(**told: Any) -> Ticket:
    fields: dict[str, Any] = {
        "ticket_id": ID,
        "business_date": TODAY,
        "prefix": "A",
        "sequence": 1,
        "number": "A001",
        "service": "company",
        "state": State.CALLED,
        "source": "kiosk",
        "kiosk": "k1",
        "priority_reason": "elder",
        "lane": 0,
        "person_hash": None,
        "masked_name": "王*",
        "issued_at": NOW,
        "queued_at": NOW,
        "waiting_since": NOW,
        "window": "1",
        "act_id": UUID(int=8),
        "calls": 1,
        "changed_at": NOW,
    }
    return Ticket(**(fields | told))


ACT = Act(
    act_id=UUID(int=8),
    ticket_id=ID,
    number="A001",
    window="1",
    service="company",
    account="c1",
    origin=Origin.CALL_NEXT,
    waiting_since=NOW,
    called_at=NOW,
    last_called_at=NOW,
)
WINDOW = Window(window="1", status=Status.OPEN, account="c1")

changes = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(["company", "fund"]),
        "target_window": st.sampled_from(["4", "-", None]),
        "target_account": st.sampled_from(["c4", None]),
        "lane": st.integers(0, 1),
        "step": st.integers(0, 3),
        "queued_at": st.datetimes(timezones=st.just(UTC)),
        "waiting_since": st.datetimes(timezones=st.just(UTC)),
        "window": st.none(),
    },
)


@given(changes=changes, asked_at=st.none() | st.datetimes(timezones=st.just(UTC)))
def test_whatever_the_verb_changed_is_as_before(
    changes: dict[str, Any], asked_at: datetime | None
) -> None:
    before = ticket()
    after = before.after(Verb.TRANSFER, NOW, **changes)
    act = Act(**{**vars(ACT), "rating_asked_at": asked_at})
    undo = undo_of(Verb.TRANSFER, before, after, act, WINDOW, SPAN)
    read = unpacked(json.loads(json.dumps(packed(undo))))
    assert read == undo
    assert taken_back(read, after, TODAY, NOW) == before


def test_only_what_was_changed_is_kept_and_nothing_of_the_person() -> None:
    before = ticket()
    after = before.after(Verb.FINISH, NOW)
    kept = packed(undo_of(Verb.FINISH, before, after, ACT, WINDOW, SPAN))
    assert kept["before"] == {"state": "called"}
    assert "王" not in json.dumps(kept, ensure_ascii=False)
    assert len(json.dumps(kept)) < 500


@pytest.mark.parametrize(
    "other",
    [
        {"state": State.CALLED},
        {"changed_at": NOW + timedelta(microseconds=1)},
        {"business_date": TODAY - timedelta(days=1)},
        {"act_id": UUID(int=9)},
    ],
)
def test_a_ticket_that_is_not_as_it_was_left_is_left_alone(other: dict[str, Any]) -> None:
    before = ticket()
    after = before.after(Verb.TRANSFER, NOW, window=None)
    undo = undo_of(Verb.TRANSFER, before, after, ACT, WINDOW, SPAN)
    with pytest.raises(RuleBroken, match="nothing_to_undo"):
        taken_back(undo, Ticket(**{**vars(after), **other}), TODAY, NOW)


@given(seconds=st.floats(-100, 100, allow_nan=False))
def test_it_is_open_for_its_seconds_and_for_its_clerk(seconds: float) -> None:
    before = ticket()
    undo = undo_of(Verb.MISS, before, before.after(Verb.MISS, NOW), ACT, WINDOW, SPAN)
    at = NOW + timedelta(seconds=seconds)
    assert is_open(undo, "c1", at) == (NOW <= at < UNTIL)
    assert not is_open(undo, "c2", at)
