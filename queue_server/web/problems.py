"""Every "no" of the server: its stable code, its HTTP status, its title. RFC 9457."""

from __future__ import annotations

import logging

import msgspec
from flask import Response

from queue_server.contract import messages as m
from queue_server.contract.problem import Problem
from queue_server.domain.errors import RuleBroken
from queue_server.storage.errors import StorageFailed

PROBLEM_TYPE = "application/problem+json"

# {code: (HTTP status, title)}; the detail says the particulars.
PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request can not be read"),
    "unauthenticated": (401, "Who are you?"),
    "session_taken": (401, "Another clerk took over your window"),
    "session_moved": (401, "You logged in elsewhere"),
    "wrong_password": (401, "Account or password is wrong"),
    "forbidden": (403, "Not yours to do"),
    "not_your_window": (403, "Not your window"),
    "not_your_visit": (403, "Not a visit of yours here today"),
    "not_found": (404, "There is no such address"),
    "unknown_service": (404, "Unknown service"),
    "unknown_window": (404, "Unknown window"),
    "unknown_ticket": (404, "Unknown ticket"),
    "unknown_act": (404, "Unknown service act"),
    "unknown_appointment": (404, "Unknown appointment"),
    "unknown_kiosk": (404, "Unknown kiosk"),
    "unknown_account": (404, "Unknown account"),
    "unknown_absence": (404, "Unknown absence"),
    "unknown_alert": (404, "Unknown alert"),
    "unknown_case": (404, "Unknown rectification case"),
    "unknown_evaluation": (404, "Unknown evaluation"),
    "unknown_guide": (404, "Unknown guide"),
    "unknown_notice": (404, "Unknown notice"),
    "unknown_upload": (404, "Unknown upload"),
    "method_not_allowed": (405, "Not with this method"),
    "already_checked_in": (409, "This appointment has its number already"),
    "already_rated": (409, "Rated already"),
    "already_waiting": (409, "This person has a number already"),
    "appointment_cancelled": (409, "This appointment was cancelled"),
    "appointment_early": (409, "Too early for this appointment"),
    "appointment_late": (409, "Too late for this appointment"),
    "hall_full": (409, "The hall is full"),
    "illegal_verb": (409, "The ticket's state does not allow this"),
    "no_current_ticket": (409, "Nobody is at this window"),
    "not_served_here": (409, "Not for this window"),
    "number_ambiguous": (409, "Several tickets have this number"),
    "outside_hours": (409, "No numbers are given now"),
    "quota_used": (409, "All numbers of this time are given"),
    "rating_closed": (409, "Too late to rate"),
    "already_asked": (409, "The visitor was asked already"),
    "case_changed": (409, "Somebody else changed this case meanwhile"),
    "clerk_elsewhere": (409, "This clerk sits at another window"),
    "evaluator_busy": (409, "This window's visitor is being asked already"),
    "nothing_to_undo": (409, "Nothing can be taken back now"),
    "nobody_served": (409, "No visitor came"),
    "no_next_step": (409, "This ticket's route has no next step"),
    "not_in_this_state": (409, "The case's state does not allow this"),
    "outcome_missing": (409, "Say first what was done"),
    "reason_missing": (409, "A low rating needs a reason"),
    "too_many_recalls": (409, "Called often enough"),
    "window_taken": (409, "Somebody sits at this window"),
    "request_id_reused": (409, "This request id was used for something else"),
    "service_closed": (409, "This service is closed today"),
    "too_many_tickets": (409, "This person has had as many numbers as one may have a day"),
    "wrong_hall": (409, "This is done in another hall"),
    "window_busy": (409, "A visitor is at this window"),
    "window_closed": (409, "The window is closed"),
    "window_paused": (409, "The window is paused"),
    "too_large": (413, "Too large"),
    "unsupported_media_type": (415, "Send application/json"),
    "too_many_attempts": (429, "Too many attempts"),
    "internal": (500, "The server failed"),
    "storage_failed": (503, "The data can not be written now"),
    "too_many_streams": (503, "Too many open streams"),
}

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode


def problem(
    code: str,
    detail: str,
    field: str | None = None,
    facts: dict[str, str] | None = None,
    reason: m.Text | None = None,
) -> Response:
    status, title = PROBLEMS[code]
    body = Problem(
        type=f"urn:hallqueue:problem:{code}",
        title=title,
        status=status,
        code=code,
        detail=detail,
        field=field,
        facts=facts or {},
        reason=reason or {},
    )
    return Response(_encode(body), status, mimetype=PROBLEM_TYPE)


def refusal(error: Exception, asked: str) -> Response:
    """The answer to what raised `error`; `asked` ("POST /api/v1/tickets") is for the log."""
    if isinstance(error, RuleBroken):
        return problem(error.code, error.detail, error.field, error.facts, error.reason)
    if isinstance(error, StorageFailed):
        log.error("%s: %s", asked, error)
        return problem("storage_failed", "nothing was kept; try again with the same request id")
    log.error("%s failed", asked, exc_info=error)
    return problem("internal", "this is a fault of the server; it was written to its log")
