"""Rectification cases over HTTP, for supervisors: each step tells the version that was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from flask import Response, request

from queue_server.case_desk import CaseDesk
from queue_server.case_views import OPEN, WHICH, CaseViews, Month
from queue_server.contract import rectifications as c
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.storage.transaction import Transaction
from queue_server.web.case_file import case_file
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.language import language

PATH = "/api/v1/rectifications"
SUPERVISORS = frozenset({"supervisor"})
CSV = "text/csv; charset=utf-8"
_STEP_REFUSES = (
    "unknown_case",
    "case_changed",
    "not_in_this_state",
    "forbidden",
    "request_id_reused",
    "storage_failed",
)
_MONTH = ("month", "YYYY-MM; this month when it is left out")

Step = Callable[[CaseDesk, UUID, c.CaseCommand], c.CaseStepDone]

# {the address' last part: (the command, the method of CaseDesk, what it does, refuses also)}
_STEPS: dict[str, tuple[type[c.CaseCommand], str, str, tuple[str, ...]]] = {
    "assign": (c.AssignCase, "assign", "Say which supervisor owns a case", ("unknown_account",)),
    "answer": (c.AnswerCase, "answer", "Say what was put right", ()),
    "follow-up": (c.FollowUpCase, "follow_up", "Say whom a call reached", ("malformed",)),
    "appeal": (c.AppealCase, "appeal", "Write down what the clerk says against it", ()),
    "review": (c.ReviewCase, "review", "Decide on an appeal, as a third person", ()),
    "close": (c.CloseCase, "close", "End a case whose visitor was called back", ()),
}


def endpoints(parts: Parts) -> list[Endpoint]:
    views = CaseViews(parts.queue)

    def listed(_call: Call) -> c.Cases:
        with parts.store.read() as reader:
            return views.cases(reader, _which(), _month(), parts.clock())

    def as_csv(call: Call) -> Response:
        month, lang = _month() or Month.of(parts.views.day.date_of(parts.clock())), language()
        with parts.store.read() as reader:
            found = views.opened_in(reader, month)
            body = case_file(parts.layout, reader, found, parts.clock(), lang)
        told: dict[str, str | int | None] = {"what": "file", "month": str(month)}
        told["cases"] = len(found)
        now = parts.clock()
        parts.store.write(lambda tx: views.write_down_reading(tx, call.who.name, now, told))
        response = Response(body, content_type=CSV)
        name = f"rectifications-{month}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def one(call: Call) -> c.RectificationCase:
        case_id, now = _case_id(call), parts.clock()
        return parts.store.write(lambda tx: views.read_case(tx, case_id, call.who.name, now))

    def step(name: str, method: str) -> Callable[[Call], bytes]:
        def handler(call: Call) -> bytes:
            case_id, command, who = _case_id(call), call.command, call.who.name

            def work(tx: Transaction, now: datetime) -> msgspec.Struct:
                desk = CaseDesk(hall=parts.queue, tx=tx, by=who, now=now)
                act: Step = getattr(CaseDesk, method)
                return act(desk, case_id, command)

            return parts.commands.once(f"rectification/{case_id}/{name}", command, work)

        return handler

    steps = [
        Endpoint(
            method="POST",
            path=f"{PATH}/{{case_id}}/{name}",
            name=f"{method}_case",
            summary=summary,
            handler=step(name, method),
            takes=takes,
            gives=c.CaseStepDone,
            roles=SUPERVISORS,
            refuses=(*_STEP_REFUSES, *also),
        )
        for name, (takes, method, summary, also) in _STEPS.items()
    ]
    return [
        Endpoint(
            method="GET",
            path=PATH,
            name="rectifications",
            summary="The rectification cases: no level and no clerk is told here",
            handler=listed,
            gives=c.Cases,
            roles=SUPERVISORS,
            refuses=("malformed",),
            query=(
                ("which", "open (also when it is left out), overdue or closed"),
                _MONTH,
            ),
        ),
        Endpoint(
            method="GET",
            path=f"{PATH}.csv",
            name="rectifications_csv",
            summary="The cases opened in a month, as a file; the reading is written down",
            handler=as_csv,
            gives=str,
            media_type=CSV,
            roles=SUPERVISORS,
            refuses=("malformed", "storage_failed"),
            query=(_MONTH, ("lang", "zh or en; else as the browser asks")),
        ),
        Endpoint(
            method="GET",
            path=f"{PATH}/{{case_id}}",
            name="rectification",
            summary="One case with its rating; the reading is written down",
            handler=one,
            gives=c.RectificationCase,
            roles=SUPERVISORS,
            refuses=("unknown_case", "storage_failed"),
        ),
        *steps,
    ]


def _which() -> str:
    which = request.args.get("which", OPEN)
    if which not in WHICH:
        raise RuleBroken("malformed", f"cases are {', '.join(WHICH)}", "which")
    return which


def _month() -> Month | None:
    wish = request.args.get("month")
    try:
        return Month.read(wish) if wish else None
    except ValueError:
        raise RuleBroken("malformed", "a month is written YYYY-MM", "month") from None


def _case_id(call: Call) -> UUID:
    try:
        return UUID(call.path["case_id"])
    except ValueError:
        raise RuleBroken("unknown_case", "there is no such case", "case_id") from None
