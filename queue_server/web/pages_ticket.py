"""`/t/<ticket_id>`: the visitor's own page, opened from the slip's QR code.

Open to whoever holds the link: a ticket's id has 74 random bits, and the page says nothing about
the person. It is small and needs no script to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from queue_server.contract import messages as m
from queue_server.contract.waits import Wait, minutes
from queue_server.domain.missed import MissedPolicy, notice
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.texts import texts

# In these states nothing more will happen to the ticket, so the page stops asking.
ENDED = (m.TicketState.SERVED, m.TicketState.ABANDONED, m.TicketState.EXPIRED)


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/t/<ticket_id>")
    def ticket(ticket_id: str) -> Response:
        found = _find(frame, ticket_id)
        values = {"number": "", "ended": True} if found is None else _values(frame, *found)
        return frame.render(
            "ticket.html",
            404 if found is None else 200,
            complaint_phone=frame.layout.hall.hall.complaint_phone,
            **values,
        )


def _find(frame: PageFrame, ticket_id: str) -> tuple[m.Ticket, Wait] | None:
    try:
        wanted = UUID(ticket_id)
    except ValueError:
        return None
    with frame.store.read() as reader:
        ticket = reader.ticket(wanted)
        if ticket is None:
            return None
        wait = frame.views.wait(reader, ticket, frame.clock())
        return frame.views.ticket(reader, ticket), wait


def _values(frame: PageFrame, ticket: m.Ticket, wait: Wait) -> dict[str, Any]:
    lang = language()
    settings = frame.layout.hall.hall
    zone = _zone(frame, ticket.zone, lang)
    missed = notice(MissedPolicy(settings.missed_policy), settings.missed_requeue_after)[lang]
    todo = texts(lang)["ticket"][ticket.state].format(zone=zone, window=ticket.window or "")
    service = frame.layout.services.get(ticket.service)
    return {
        "number": ticket.number,
        "state": ticket.state.value,
        "ahead": ticket.ahead,
        "about": _about(wait, lang),
        "todo": f"{todo} {missed}" if ticket.state is m.TicketState.MISSED else todo,
        "service": service.name.as_dict()[lang] if service else ticket.service,
        "zone": zone,
        "windows": ranges(ticket.windows),
        "issued": frame.local_time(ticket.issued_at, "%H:%M"),
        "missed_notice": missed,
        "now": frame.local_time(frame.clock(), "%H:%M"),
        "ended": ticket.state in ENDED,
    }


def _about(wait: Wait, lang: str) -> str:
    """How long, in words; "" when nobody can say, or when it is soon."""
    told = minutes(wait)
    if told is None or told[1] == 0:
        return ""
    low, high = told
    key = "about_one" if low == high else "about" if low else "about_under"
    return str(texts(lang)["ticket"][key].format(low=low, high=high))


def _zone(frame: PageFrame, zone_id: str, lang: str) -> str:
    names = {zone.id: zone.name.as_dict()[lang] for zone in frame.layout.hall.zones}
    return names.get(zone_id, zone_id)


def ranges(windows: Sequence[str]) -> str:
    """Window numbers as people say them: 1, 2, 3, 7 → "1–3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(int(window) for window in windows):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
