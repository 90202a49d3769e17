"""A simulated clerk does what the server allows, and gives way to a person."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from queue_server.admin import demo_clerk, demo_profile
from queue_server.admin.demo_clerk import Clerk
from queue_server.contract import matters as w
from queue_server.contract import messages as m
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.sessions import LogIn, Session
from queue_server.contract.window_view import (
    CallAnswer,
    CallResult,
    CurrentTicket,
    EndedAct,
    WindowView,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def view(state: m.TicketState | None) -> WindowView:
    ticket = None
    if state:
        ticket = CurrentTicket(
            ticket_id=UUID(int=1),
            number="A001",
            service="company-setup",
            state=state,
            priority_reason=None,
            masked_name=None,
            issued_at=NOW,
            called_at=NOW,
            started_at=None,
            calls=1,
        )
    return WindowView(
        window="1",
        status=m.WindowStatus.OPEN,
        version=1,
        clerk="c001",
        clerk_name="",
        pause_reason="",
        ticket=ticket,
        rating=None,
        waiting=0,
        queue=[],
        held=[],
        missed=[],
        shown_by=[],
    )


class Counter:
    """A server behind the client's methods: notes every verb, calls A001 as long as told."""

    def __init__(self) -> None:
        self.verbs: list[str] = []
        self.request_ids: list[UUID] = []
        self.waiting = 1
        self.failure: Exception | None = None

    def __call__(self, _token: str) -> Any:
        return self

    def close(self) -> None:
        return None

    def log_in(self, _login: LogIn) -> Session:
        self.verbs.append("log_in")
        return Session(token="t", account="c001", role="clerk", window="1", csrf="")

    def log_out(self) -> None:
        self.verbs.append("log_out")

    def window(self, _window: str) -> WindowView:
        return view(m.TicketState.SERVING)

    def call_next(self, window: str, command: m.WindowCommand) -> CallAnswer:
        self._note("call_next", command)
        if self.failure:
            raise self.failure
        if self.waiting == 0:
            nobody = CallResult.NOBODY_WAITING
            return CallAnswer(result=nobody, number=None, window=view(None))
        self.waiting -= 1
        called = view(m.TicketState.CALLED)
        return CallAnswer(result=CallResult.CALLED, number="A001", window=called)

    def __getattr__(self, verb: str) -> Any:
        def do(_window: str, command: m.Command) -> WindowView:
            self._note(verb, command)
            return view(m.TicketState.SERVING)

        return do

    def _note(self, verb: str, command: m.Command) -> None:
        self.verbs.append(verb)
        self.request_ids.append(command.request_id)


@pytest.fixture
def server() -> Counter:
    return Counter()


@pytest.fixture
def pressed() -> list[tuple[str, int]]:
    return []


@pytest.fixture
def clerk(server: Counter, pressed: list[tuple[str, int]], monkeypatch: Any) -> Clerk:
    for share in ("NO_SHOW_SHARE", "TRANSFERRED_SHARE", "HELD_SHARE"):
        monkeypatch.setattr(demo_profile, share, 0.0)
    monkeypatch.setattr(demo_profile, "RATED_SHARE", 1.0)
    return Clerk(
        LogIn(account="c001", password="p", window="1"),
        ["company-setup", "company-change"],
        connect=server,
        grade=lambda window, level: pressed.append((window, level)),
        random=Random(1),
        new_id=uuid4,
        speed=60.0,
    )


def step(clerk: Clerk, times: int) -> None:
    shift = clerk.work()
    for _ in range(times):
        assert next(shift) > 0


def test_a_visitor_is_called_started_finished_and_rates(
    clerk: Clerk, server: Counter, pressed: list[tuple[str, int]]
) -> None:
    step(clerk, 4)
    assert server.verbs == ["log_in", "call_next", "start", "finish"]
    assert len(pressed) == 1
    assert len(set(server.request_ids)) == 3


def test_who_does_not_come_is_recalled_once_and_missed(
    clerk: Clerk, server: Counter, monkeypatch: Any
) -> None:
    monkeypatch.setattr(demo_profile, "NO_SHOW_SHARE", 1.0)
    step(clerk, 3)
    assert server.verbs[1:4] == ["call_next", "recall", "miss"]


def test_a_visitor_without_papers_is_held_and_served_to_the_end(
    clerk: Clerk, server: Counter, monkeypatch: Any
) -> None:
    monkeypatch.setattr(demo_profile, "HELD_SHARE", 1.0)
    step(clerk, 5)
    assert server.verbs[1:] == ["call_next", "start", "hold", "resume", "start", "finish"]


def test_the_wrong_window_sends_a_visitor_on(
    clerk: Clerk, server: Counter, monkeypatch: Any
) -> None:
    monkeypatch.setattr(demo_profile, "TRANSFERRED_SHARE", 1.0)
    step(clerk, 3)
    assert server.verbs[1:4] == ["call_next", "start", "transfer"]


class Writing(Counter):
    """A server that hears what was done; papers were missing, and `guides` tell which."""

    def __init__(self, *guides: w.GuideOffer) -> None:
        super().__init__()
        self._guides = list(guides)
        self.matters: list[w.Matter] = []
        self.missing: list[str] = []

    def finish(self, window: str, command: m.WindowCommand) -> WindowView:
        self._note("finish", command)
        ended = EndedAct(act_id=UUID(int=2), number="A001", service="company-setup", matters=0)
        return structs.replace(view(None), ended=ended)

    def record_matters(self, window: str, command: w.RecordMatters) -> w.MattersRecorded:
        self._note("record_matters", command)
        self.matters = command.matters
        return w.MattersRecorded(
            act_id=command.act_id,
            number="A001",
            matters=command.matters,
            suggests=[w.Suggestion.NOTICE],
            window=view(None),
        )

    def guides(self, window: str, service: str) -> w.GuidesOfService:
        return w.GuidesOfService(guides=self._guides)

    def make_notice(self, window: str, command: w.MakeNotice) -> None:
        self._note("make_notice", command)
        self.missing = [one.name for one in command.missing]


def guide() -> w.GuideOffer:
    material = w.GuideMaterial(name={"zh": "章程"}, originals=1, copies=0, note={})
    title = {"zh": "公司设立"}
    return w.GuideOffer(guide="g", service="company-setup", title=title, materials=[material])


@pytest.mark.parametrize(
    ("server", "missing"), [(Writing(guide()), "章程"), (Writing(), demo_clerk.OWN_WORDS)]
)
def test_the_clerk_says_what_was_done_and_hands_over_what_is_missing(
    clerk: Clerk, server: Writing, missing: str, monkeypatch: Any
) -> None:
    only = {w.MatterOutcome.INCOMPLETE: 1.0}
    monkeypatch.setattr(demo_profile, "OUTCOME_WEIGHTS", only)
    monkeypatch.setattr(demo_profile, "OUTCOME_SAID_SHARE", 1.0)
    monkeypatch.setattr(demo_profile, "NOTICE_SHARE", 1.0)
    monkeypatch.setattr(demo_profile, "SEVERAL_SHARE", 1.0)
    step(clerk, 3)
    assert server.verbs[-3:] == ["finish", "record_matters", "make_notice"]
    assert [matter.service for matter in server.matters] == ["company-setup", "company-change"]
    assert server.missing == [missing]


@pytest.mark.parametrize("server", [Writing()])
def test_who_forgot_what_was_done_says_it_when_the_hall_asks(clerk: Clerk, server: Writing) -> None:
    server.failure = Refused(409, "outcome_missing", "", {"act_id": str(UUID(int=2))})
    step(clerk, 2)
    assert server.verbs == ["log_in", "call_next", "record_matters", "call_next"]


def test_nobody_waiting_means_a_pause_and_another_look(clerk: Clerk, server: Counter) -> None:
    server.waiting = 0
    step(clerk, 3)
    assert server.verbs == ["log_in", "call_next", "call_next", "call_next"]


def test_a_server_that_is_away_is_waited_for(clerk: Clerk, server: Counter) -> None:
    server.failure = ServerAway("no answer")
    step(clerk, 3)
    assert server.verbs.count("log_in") == 1


def test_a_person_who_takes_the_window_over_is_not_disturbed(clerk: Clerk, server: Counter) -> None:
    server.failure = Refused(401, "unauthenticated", "")
    assert list(clerk.work()) == []
    clerk.go_home()
    assert server.verbs == ["log_in", "call_next"]


def test_at_the_end_the_visitor_is_finished_and_the_clerk_logs_out(
    clerk: Clerk, server: Counter
) -> None:
    step(clerk, 2)
    clerk.go_home()
    assert server.verbs[-2:] == ["finish", "log_out"]
