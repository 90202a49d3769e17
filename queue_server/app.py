"""The web application: blueprints, one error map, security headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from queue_server.parts import Parts
from queue_server.web import (
    alerts,
    appointments,
    closures,
    devices,
    evaluations,
    health,
    kiosk_entries,
    kiosks,
    matter_report,
    matters,
    notices,
    rating_reports,
    ratings,
    rectifications,
    reports,
    sessions,
    staff,
    streams,
    tickets,
    uploads,
    window_list,
    windows,
)
from queue_server.web.description import description
from queue_server.web.endpoint import MOST_BYTES, Endpoint, register
from queue_server.web.pages import pages_of
from queue_server.web.pages_evaluator import evaluator_pages_of
from queue_server.web.pages_rating_report import rating_report_pages_of
from queue_server.web.pages_rectifications import rectification_pages_of
from queue_server.web.pages_uploads import upload_pages_of
from queue_server.web.problems import problem, refusal
from queue_server.web.protection import protected
from queue_server.web.short_way import ShortWay

SUBJECTS: dict[str, Callable[[Parts], list[Endpoint]]] = {
    "tickets": tickets.endpoints,
    "appointments": appointments.endpoints,
    "closures": closures.endpoints,
    "windows": windows.endpoints,
    "window_list": window_list.endpoints,
    "matters": matters.endpoints,
    "notices": notices.endpoints,
    "matter_report": matter_report.endpoints,
    "sessions": sessions.endpoints,
    "staff": staff.endpoints,
    "ratings": ratings.endpoints,
    "evaluations": evaluations.endpoints,
    "rectifications": rectifications.endpoints,
    "rating_reports": rating_reports.endpoints,
    "uploads": uploads.endpoints,
    "reports": reports.endpoints,
    "streams": streams.endpoints,
    "alerts": alerts.endpoints,
    "devices": devices.endpoints,
    "kiosks": kiosks.endpoints,
    "kiosk_entries": kiosk_entries.endpoints,
    "health": health.endpoints,
}

# Each makes one blueprint of pages.
PAGES: list[Callable[[Parts], Blueprint]] = [
    pages_of,
    evaluator_pages_of,
    rectification_pages_of,
    rating_report_pages_of,
    upload_pages_of,
]

_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}


def create_app(parts: Parts) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.url_map.strict_slashes = True
    described: list[Endpoint] = []
    for subject, make in SUBJECTS.items():
        blueprint = Blueprint(subject, __name__)
        endpoints = make(parts)
        register(blueprint, parts.gate, endpoints)
        app.register_blueprint(blueprint)
        described += endpoints
    app.register_blueprint(description(described, parts))
    for page in PAGES:
        app.register_blueprint(page(parts))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _refused)
    app.wsgi_app = ShortWay(  # type: ignore[method-assign]
        described, parts.gate, otherwise=protected(app.wsgi_app)
    )
    return app


def _refused(error: Exception) -> Response:
    return refusal(error, f"{request.method} {request.path}")


def _http_error(error: HTTPException) -> Response:
    if error.code and error.code < 400:
        return cast(Response, error.get_response())
    code = _CODES.get(error.code or 500, "malformed" if (error.code or 500) < 500 else "internal")
    answer = problem(code, error.description or "")
    if error.code == 405:
        answer.headers["Allow"] = error.get_response().headers.get("Allow", "")
    return answer
