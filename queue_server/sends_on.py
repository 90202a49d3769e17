"""Sending the visitor on: to another service, window, clerk, or the next step of the ticket."""

from __future__ import annotations

from typing import Any

from queue_server.domain.acts import Outcome
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Kind
from queue_server.domain.tickets import Ticket, Verb
from queue_server.sent_to import require_clerk, window_for
from queue_server.takes_back import TakesBack

_TO_ANYBODY: dict[str, Any] = {"target_window": None, "target_account": None}


class SendsOn(TakesBack):
    def transfer(
        self,
        service: str | None = None,
        window: str | None = None,
        account: str | None = None,
        next_step: bool = False,
    ) -> None:
        """The arrival time is kept, so nobody who came later goes first. A ticket on a route stays
        on it, wherever else it is sent in between.

        Sending it on to its next step ends this one: that counts as handled here, and its visitor
        is asked to rate it before they go.
        """
        ticket, _ = self._current()
        named = {"service": service, "window": window, "account": account}
        wanted: dict[str, Any] = {word: value for word, value in named.items() if value is not None}
        if next_step:
            wanted["next_step"] = self._next_step(ticket)
        if len(wanted) != 1:
            detail = "name a service, a window, a clerk or the next step, one of the four"
            raise RuleBroken("malformed", detail, "service")
        ((word, value),) = wanted.items()
        target = {
            "service": self._to_service,
            "window": self._to_window,
            "account": self._to_account,
            "next_step": self._to_next_step,
        }[word](ticket, value)
        changes = {"window": None, "waiting_since": self._now, **target}
        if "step" in target:
            self._end_step(wanted, changes)
        else:
            sent = Outcome.TRANSFERRED
            self._leave(Verb.TRANSFER, sent, Kind.TICKET_TRANSFERRED, wanted, **changes)
        self._save()

    def _end_step(self, wanted: dict[str, Any], changes: dict[str, Any]) -> None:
        ended = self._end_served(Verb.TRANSFER, **changes)
        self._append(Kind.TICKET_TRANSFERRED, ended, wanted)
        self._ask_rating(ended, "finish")

    def _next_step(self, ticket: Ticket) -> str:
        service = self._hall.layout.step_of(ticket.route, ticket.step + 1)
        if service is None:
            raise RuleBroken("no_next_step", f"{ticket.number} has no step after this one")
        return service

    def _to_service(self, ticket: Ticket, service: str) -> dict[str, Any]:
        if service == self._hall.layout.step_of(ticket.route, ticket.step + 1):
            return self._to_next_step(ticket, service)
        return {"service": self._hall.layout.service(service).id, **_TO_ANYBODY}

    def _to_window(self, ticket: Ticket, window: str) -> dict[str, Any]:
        return {"target_window": self._hall.layout.place(window).window, "target_account": None}

    def _to_account(self, ticket: Ticket, account: str) -> dict[str, Any]:
        require_clerk(self._tx, account)
        return {"target_account": account, "target_window": window_for(self._tx, account)}

    def _to_next_step(self, ticket: Ticket, service: str) -> dict[str, Any]:
        return {"service": service, "step": ticket.step + 1, **_TO_ANYBODY}
