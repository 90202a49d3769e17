"""`/t/<ticket_id>`: the visitor's own page, opened from the slip's QR code.

Open to whoever holds the link: a ticket's id has 74 random bits, and the page says nothing about
the person. It is small and needs no script to be read. Whoever also has the slip's code can rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from queue_server.contract import messages as m
from queue_server.contract import reasons
from queue_server.contract.slip_code import PARAMETER
from queue_server.contract.waits import Wait, minutes
from queue_server.domain.missed import MissedPolicy, notice
from queue_server.domain.ratings import LEVELS, LONGEST_COMMENT
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.slip_ratings import Rateable, Typed
from queue_server.web.texts import texts

ADDED = "added"  # a form that adds to a rating; in the address after it, to which visit

# In these states nothing more will happen to the ticket, so the page stops asking.
ENDED = (m.TicketState.SERVED, m.TicketState.ABANDONED, m.TicketState.EXPIRED)


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/t/<ticket_id>")
    def ticket(ticket_id: str) -> Response:
        return _page(frame, ticket_id, 200, Typed())

    @pages.post("/t/<ticket_id>")
    def rate(ticket_id: str) -> Response:
        """A form of the slip's holder. After it the page is asked for anew, so that going back or
        loading it again sends nothing."""
        found, code = _known(ticket_id), request.args.get(PARAMETER, "")
        slips = frame.slips
        if slips is None or found is None or slips.of(found, code) is None:
            return _page(frame, ticket_id, 404, Typed())
        if frame.who() is not None:  # a clerk may hold a slip, and is no visitor
            return _page(frame, ticket_id, 403, Typed())
        adds = ADDED in request.form
        sent = slips.add if adds else slips.take
        again = sent(found, request.form, request.remote_addr or "")
        if again is None:
            to = {ADDED: request.form.get("act", "")} if adds else {}
            told = urlencode({**request.args, **to})
            return redirect(f"{request.path}?{told}#rating", 303)
        return _page(frame, ticket_id, 429 if again.mistake == "too_many" else 422, again)


def _page(frame: PageFrame, ticket_id: str, status: int, typed: Typed) -> Response:
    found = _find(frame, ticket_id)
    values = {"number": "", "ended": True} if found is None else _values(frame, *found)
    rating = {} if found is None else _rating(frame, found[0].ticket_id, typed)
    return frame.render(
        "ticket.html",
        404 if found is None else status,
        complaint_phone=frame.layout.hall.hall.complaint_phone,
        **values,
        **rating,
    )


def _rating(frame: PageFrame, ticket_id: UUID, typed: Typed) -> dict[str, Any]:
    """What the slip's holder sees besides; nothing for everybody else."""
    code = request.args.get(PARAMETER, "")
    acts = frame.slips.of(ticket_id, code) if frame.slips and code else None
    if acts is None:
        return {}
    by_staff = frame.who() is not None
    if by_staff:
        acts = [_for_staff(one) for one in acts]
    return {
        "holds_slip": True,
        "by_staff": by_staff,
        "added": request.args.get(ADDED, ""),
        "action": request.full_path,
        "acts": [_told(frame, rateable, typed) for rateable in acts],
        "levels": sorted(LEVELS, reverse=True),
        "why": sorted(reasons.of_level().items(), reverse=True),
        "longest": LONGEST_COMMENT,
    }


def _for_staff(rateable: Rateable) -> Rateable:
    """Slips are left behind, and only a low rating is answered: a clerk sees that it was rated."""
    if rateable.answer is None:
        return rateable
    return replace(rateable, state="rated", answer=None)


def _told(frame: PageFrame, rateable: Rateable, typed: Typed) -> dict[str, Any]:
    lang, act = language(), rateable.act
    service = frame.layout.services.get(act.service)
    shown = typed if typed.act_id == str(act.act_id) else Typed()
    return {
        "act_id": act.act_id,
        "state": rateable.state,
        "answer": rateable.answer,
        "may_add": rateable.may_add,
        "service": service.name.as_dict()[lang] if service else act.service,
        "window": act.window,
        "time": frame.local_time(act.ended_at, "%H:%M"),
        "level": shown.level,
        "reasons": shown.reasons,
        "comment": shown.comment,
        "contact": shown.contact,
        "mistake": texts(lang)["rating"][shown.mistake] if shown.mistake else "",
    }


def _known(ticket_id: str) -> UUID | None:
    try:
        return UUID(ticket_id)
    except ValueError:
        return None


def _find(frame: PageFrame, ticket_id: str) -> tuple[m.Ticket, Wait] | None:
    wanted = _known(ticket_id)
    if wanted is None:
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
    missed = notice(
        MissedPolicy(settings.missed_policy),
        settings.missed_requeue_after,
        settings.missed_requeues_at_most,
    )[lang]
    awaits_clerk = ticket.state is m.TicketState.WAITING and not ticket.windows
    word = "clerk_away" if awaits_clerk else ticket.state.value
    todo = texts(lang)["ticket"][word].format(zone=zone, window=ticket.window or "")
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
