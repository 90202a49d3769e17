"""How a ticket stands, in one short sentence. Pure."""

from __future__ import annotations

from kiosk.texts import Sentences
from queue_server.contract.messages import Ticket, TicketState


def standing(ticket: Ticket, texts: Sentences) -> str:
    """Where to go or who is ahead while it waits; else what has become of it."""
    if ticket.state is not TicketState.WAITING:
        return texts[f"standing.{ticket.state.value}"].format(window=ticket.window or "")
    if ticket.go_straight:
        return texts["ticket.go_straight"].format(window=ticket.go_straight)
    if ticket.ahead is None:
        return texts["ticket.wait"]
    return texts["ticket.ahead" if ticket.ahead else "ticket.next"].format(count=ticket.ahead)
