"""A queue server as a desk unit sees it: it remembers requests, loses answers, can be away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from queue_server.contract import messages as m
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.window_view import (
    CallAnswer,
    CallResult,
    CurrentTicket,
    WaitingTicket,
    WindowView,
)

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_NAMES = UUID("6f1f2b0a-5f0e-4c55-9d6b-222222222222")


def a_ticket(number: str, state: m.TicketState = m.TicketState.CALLED) -> CurrentTicket:
    return CurrentTicket(
        ticket_id=uuid5(_NAMES, number),
        number=number,
        service="s",
        state=state,
        priority_reason=None,
        masked_name=None,
        issued_at=NINE,
        called_at=NINE,
        started_at=None,
        calls=1,
    )


def a_held_ticket(number: str) -> WaitingTicket:
    return WaitingTicket(
        ticket_id=uuid5(_NAMES, number),
        number=number,
        service="s",
        state=m.TicketState.HELD,
        priority_reason=None,
        masked_name=None,
        issued_at=NINE,
        queued_at=NINE,
    )


@dataclass
class ServerAtHand:
    """`waiting` numbers are called in turn. `heard` is every request: verb and its own word.

    `away` refuses connections; `lose_answers` does the thing and then the line breaks.
    """

    waiting: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    status: m.WindowStatus = m.WindowStatus.OPEN
    away: bool = False
    lose_answers: int = 0
    refuse: str = ""
    heard: list[tuple[str, str]] = field(default_factory=list)
    ids: list[UUID] = field(default_factory=list)
    ratings: list[m.RateService] = field(default_factory=list)
    current: str | None = None
    rating: m.RatingAsk | None = None
    version: int = 10
    answers: dict[UUID, object] = field(default_factory=dict)

    def view(self) -> WindowView:
        return WindowView(
            window="1",
            status=self.status,
            version=self.version,
            clerk="c001",
            clerk_name=None,
            pause_reason="",
            ticket=a_ticket(self.current) if self.current else None,
            rating=self.rating,
            waiting=len(self.waiting),
            queue=[],
            held=[a_held_ticket(number) for number in self.held],
            missed=[],
            shown_by=[],
        )

    def window(self, window: str) -> WindowView:
        if self.away:
            raise ServerAway("away")
        return self.view()

    def call_next(self, window: str, command: m.WindowCommand) -> CallAnswer:
        def do() -> CallAnswer:
            self.current = self.waiting.pop(0) if self.waiting else None
            result = CallResult.CALLED if self.current else CallResult.NOBODY_WAITING
            return CallAnswer(result=result, number=self.current, window=self.view())

        answer = self._once("call_next", "", command, do)
        assert isinstance(answer, CallAnswer)
        return answer

    def call(self, window: str, command: m.NumberCommand) -> CallAnswer:
        def do() -> CallAnswer:
            self.current = f"A{command.number}"
            return CallAnswer(result=CallResult.CALLED, number=self.current, window=self.view())

        answer = self._once("call", command.number, command, do)
        assert isinstance(answer, CallAnswer)
        return answer

    def walk_in(self, window: str, command: m.WalkIn) -> CallAnswer:
        def do() -> CallAnswer:
            self.current = "A090"
            return CallAnswer(result=CallResult.CALLED, number=self.current, window=self.view())

        answer = self._once("walk_in", command.service or "", command, do)
        assert isinstance(answer, CallAnswer)
        return answer

    def rate(self, command: m.RateService) -> m.Rating:
        def do() -> m.Rating:
            self.ratings.append(command)
            return m.Rating(act_id=command.act_id, rated_at=NINE)

        answer = self._once("rate", str(command.level), command, do)
        assert isinstance(answer, m.Rating)
        return answer

    def __getattr__(self, verb: str):
        if verb not in {
            "recall", "start", "finish", "miss", "hold", "resume", "transfer", "pause", "open",
            "undo", "ask_rating",
        }:  # fmt: skip
            raise AttributeError(verb)

        def do_verb(window: str, command: m.Command) -> WindowView:
            word = getattr(command, "number", "") or getattr(command, "window", "") or ""
            word = "next step" if getattr(command, "next_step", False) else word
            answer = self._once(verb, word, command, self.view)
            assert isinstance(answer, WindowView)
            return answer

        return do_verb

    def _once(self, verb: str, word: str, command: m.Command, do):
        if self.away:
            raise ServerAway("away")
        self.heard.append((verb, word))
        self.ids.append(command.request_id)
        if self.refuse:
            raise Refused(409, self.refuse, "not now")
        if command.request_id not in self.answers:
            self.version += 1
            self.answers[command.request_id] = do()
        if self.lose_answers:
            self.lose_answers -= 1
            raise ServerAway("the line broke")
        return self.answers[command.request_id]

    def done(self) -> list[str]:
        """The verbs that took effect, each request once."""
        seen: dict[UUID, str] = {}
        for request_id, (verb, _) in zip(self.ids, self.heard, strict=True):
            if request_id in self.answers:
                seen.setdefault(request_id, verb)
        return list(seen.values())
