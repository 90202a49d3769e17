"""The bench page's Flask app: who may ask, what errors look like, which parts it has."""

from __future__ import annotations

import ipaddress

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from devices.sim.bench import (
    day_routes,
    device_routes,
    kiosk_routes,
    page,
    panel_routes,
    slip_routes,
)
from devices.sim.day_runner import DayRunner
from devices.sim.device import Refused
from devices.sim.host import Host

LARGEST_BODY_BYTES = 64 * 1024
OWN_HEADER = "X-Bench"  # a page of another site cannot send it without being asked first
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_bench(host: Host, day: DayRunner | None = None) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(page.routes(host, day))
    app.register_blueprint(day_routes.routes(day))
    app.register_blueprint(device_routes.routes(host))
    app.register_blueprint(slip_routes.routes(host))
    app.register_blueprint(panel_routes.routes(host))
    app.register_blueprint(kiosk_routes.routes(host.bench.kiosks))
    app.before_request(_only_from_here)
    app.after_request(_harden)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _only_from_here() -> None:
    """Refuse names that are not ours (DNS rebinding) and posts of other sites' pages."""
    if not _is_own_name(request.host):
        raise Refused("wrong_host", f"this bench is not {request.host!r}", 403)
    if request.method not in ("GET", "HEAD") and request.headers.get(OWN_HEADER) != "1":
        raise Refused("missing_header", f"send the header {OWN_HEADER}: 1", 403)


def _is_own_name(host: str) -> bool:
    """An address cannot be rebound, a name other than localhost can."""
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.split(":")[0]
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _problem(code: str, detail: str, status: int) -> Response:
    response = jsonify({"status": status, "code": code, "detail": detail})
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _refused(error: Refused) -> Response:
    return _problem(error.code, error.detail, error.status)


def _http_error(error: HTTPException) -> Response:
    code = error.name.lower().replace(" ", "_")
    return _problem(code, error.description or error.name, error.code or 500)
