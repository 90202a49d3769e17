"""The server's side of a visit: issue a ticket, and know the hall."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from kiosk import events as e
from kiosk.code_rules import AWAY, UNKNOWN
from kiosk.effects import IssueOrder, LookUpHeld, LookUpTicket
from kiosk.lane import Lane
from kiosk.news import ServerNews
from kiosk.offline_numbers import NoNumber
from kiosk.pending import PendingOrder
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract.appointments import CheckIn, Held, LookUp
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.waits import Wait

ASK_EVERY_S = 5.0
ASK_AGAIN_S = 2.0  # while the server is away
TICKET_ID = "ticket_id"  # of a refusal's facts

_log = logging.getLogger(__name__)


class Server(Protocol):
    """What a kiosk needs of `QueueClient`."""

    def hall(self) -> m.HallInfo: ...

    def issue(self, command: m.IssueTicket) -> m.Ticket: ...

    def ticket(self, ticket_id: object) -> m.Ticket: ...

    def wait(self, ticket_id: object) -> Wait: ...

    def check_in(self, command: CheckIn) -> m.Ticket: ...

    def reprint(self, ticket_id: object, command: m.ReprintTicket) -> m.Ticket: ...

    def look_up(self, question: LookUp) -> Held: ...


class Numbers(Protocol):
    """What a kiosk can do without the server; `OfflineNumbers` does."""

    def given(self, request_id: UUID) -> m.Ticket | None: ...

    def held(self, order: Order) -> m.Ticket | None: ...

    def taken(self, ticket_id: UUID) -> m.Ticket | None: ...

    def give(self, order: Order) -> m.Ticket: ...

    def ready(self) -> bool: ...


class Issuing:
    def __init__(
        self,
        server: Server,
        kiosk: str,
        pending: PendingOrder,
        post: Callable[[e.Event], None],
        tell: Callable[[ServerNews], None],
        numbers: Numbers | None = None,
    ) -> None:
        self._server = server
        self._kiosk = kiosk
        self._pending = pending
        self._post = post
        self._tell = tell
        self._numbers = numbers
        self._away = False
        self._in_hand: UUID | None = None  # the order for whose answer somebody waits
        self.lane = Lane("server", self._look)

    def issue(self, effect: IssueOrder) -> None:
        self._in_hand = effect.order.request_id
        self.lane.do(lambda: self._issue(effect))

    def forget(self) -> None:
        """Nobody waits for the order in hand any more. While the server is away it may still stand
        in the lane: then it is neither sent nor kept. Looks how many wait, for the next visitor."""
        self._in_hand = None
        self.lane.do(self._pending.forget, then_look=True)

    def look_up(self, effect: LookUpTicket) -> None:
        self.lane.do(lambda: self._look_up(effect))

    def look_up_held(self, effect: LookUpHeld) -> None:
        self.lane.do(lambda: self._look_up_held(effect))

    def _issue(self, effect: IssueOrder) -> None:
        order = effect.order
        if order.request_id != self._in_hand:
            return
        self._pending.keep(order, effect.language, printing=effect.recovered)
        # A slip that may lie there with the server's number is not followed by another number.
        alone = self._alone(order, only_known=effect.recovered or not self._away)
        if alone is not None:
            self._post(alone)
            return
        try:
            ticket = self._send(order)
        except ServerAway as error:
            _log.warning("no answer to an issue: %s", error)
            unanswered = e.IssueUnanswered(request_id=order.request_id, sent=error.sent)
            self._post(self._alone(order, only_known=effect.recovered) or unanswered)
        except Refused as refusal:
            _log.warning("an issue was refused: %s", refusal.code)
            self._post(
                e.IssueRefused(
                    request_id=order.request_id,
                    code=refusal.code,
                    facts=refusal.facts,
                    reason=refusal.reason,
                    ticket=self._told_of(refusal),
                )
            )
        else:
            _log.info("ticket %s issued for %s", ticket.number, ticket.service)
            self._post(e.Issued(request_id=order.request_id, ticket=ticket))

    def _alone(self, order: Order, *, only_known: bool) -> e.Event | None:
        """What becomes of an order without the server; None where the server is needed.
        `only_known`: only what was given here before, and the server may not know yet."""
        if self._numbers is None or order.check_in:
            return None
        if order.reprint is not None:
            again = self._numbers.taken(order.reprint)
            return e.Issued(request_id=order.request_id, ticket=again) if again else None
        ticket = self._numbers.given(order.request_id)
        if ticket is None and (held := self._numbers.held(order)):
            return _held_already(order, held)
        if ticket is None and not only_known:
            try:
                ticket = self._numbers.give(order)
            except NoNumber as no:
                _log.warning("no number can be given without the server: %s", no.cause)
        if ticket is None:
            return None
        _log.info("ticket %s given without the server for %s", ticket.number, ticket.service)
        return e.Issued(request_id=order.request_id, ticket=ticket)

    def _look_up(self, effect: LookUpTicket) -> None:
        try:
            ticket = self._server.ticket(effect.ticket_id)
        except ServerAway as error:
            _log.warning("no answer for a code that was held up: %s", error)
            self._post(e.TicketNotFound(serial=effect.serial, cause=AWAY))
        except Refused as refusal:
            _log.info("a code that was held up: %s", refusal.code)
            self._post(e.TicketNotFound(serial=effect.serial, cause=UNKNOWN))
        else:
            wait = self._wait(ticket)
            self._post(e.TicketFound(serial=effect.serial, ticket=ticket, wait=wait))

    def _wait(self, ticket: m.Ticket) -> Wait | None:
        """About how long; None when it does not wait or nobody says: the rest is worth showing."""
        if ticket.state is not m.TicketState.WAITING:
            return None
        try:
            return self._server.wait(ticket.ticket_id)
        except (ServerAway, Refused) as error:
            _log.warning("how long a ticket waits is not known: %s", error)
            return None

    def _look_up_held(self, effect: LookUpHeld) -> None:
        unknown = e.HeldUnknown(serial=effect.serial)
        if self._away:
            self._post(unknown)  # nobody waits for a courtesy of a server that is not there
            return
        question = LookUp(person_hash=effect.person_hash, phone_hash=effect.phone_hash)
        try:
            held = self._server.look_up(question)
        except (ServerAway, Refused) as error:
            _log.warning("what a visitor holds is not known: %s", type(error).__name__)
            self._post(unknown)
        else:
            self._post(e.HeldFound(serial=effect.serial, held=held))

    def _told_of(self, refusal: Refused) -> m.Ticket | None:
        """The ticket because of which there is no other; None when it cannot be had now."""
        if TICKET_ID not in refusal.facts:
            return None
        try:
            return self._server.ticket(refusal.facts[TICKET_ID])
        except (ServerAway, Refused) as error:
            _log.warning("a ticket that is there cannot be shown: %s", type(error).__name__)
            return None

    def _send(self, order: Order) -> m.Ticket:
        if order.reprint is not None:
            again = m.ReprintTicket(request_id=order.request_id, kiosk=self._kiosk)
            return self._server.reprint(order.reprint, again)
        if order.check_in:
            return self._server.check_in(self._check_in(order))
        return self._server.issue(self._issue_ticket(order))

    def _check_in(self, order: Order) -> CheckIn:
        by_code = order.reference is not None
        return CheckIn(
            request_id=order.request_id,
            kiosk=self._kiosk,
            reference=order.reference,
            person=None if by_code else order.person,
            phone_hash=None if by_code else order.phone_hash,
            priority_reason=_right_of_age(order),
        )

    def _issue_ticket(self, order: Order) -> m.IssueTicket:
        return m.IssueTicket(
            request_id=order.request_id,
            service=order.service,
            source=m.Source.KIOSK,
            kiosk=self._kiosk,
            person=order.person,
            phone_hash=order.phone_hash,
            priority_reason=_right_of_age(order),
        )

    def _look(self) -> float:
        try:
            hall = self._server.hall()
        except (ServerAway, Refused) as error:
            if not self._away:
                _log.warning("the server is away: %s", error)
            self._away = True
            ready = self._numbers is not None and self._numbers.ready()
            self._tell(ServerNews(None, alone=ready))
            return ASK_AGAIN_S
        if self._away:
            _log.info("the server is back")
        self._away = False
        self._tell(ServerNews(hall))
        return ASK_EVERY_S


def _right_of_age(order: Order) -> m.PriorityReason | None:
    return m.PriorityReason.ELDER if order.elder else None


def _held_already(order: Order, held: m.Ticket) -> e.IssueRefused:
    """As the server would have refused it."""
    return e.IssueRefused(
        request_id=order.request_id,
        code="already_waiting",
        facts={"number": held.number, TICKET_ID: str(held.ticket_id)},
        ticket=held,
    )
