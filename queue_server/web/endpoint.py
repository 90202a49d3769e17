"""An endpoint told as data: routes, rights, checks and the description come from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from queue_server.domain.errors import RuleBroken
from queue_server.web.gate import ANYBODY, Gate, Principal, same_secret

COOKIE = "hall_session"
CSRF_HEADER = "X-Hall-Csrf"
JSON = "application/json"
EVERYBODY: frozenset[str] = frozenset()

_encode = msgspec.json.Encoder().encode
_AT = re.compile(r"`\$\.(\w+)")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, checked: who asks, what, and the address' variable parts."""

    who: Principal
    command: Any
    path: dict[str, str]
    address: str


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """`handler` answers with bytes of JSON, a message, or a whole response.

    `roles` may ask (empty: everybody); with `at_window` only at a window of theirs, except readers
    of the whole hall. `refuses` are the problem codes that the handler itself can answer.
    """

    method: str
    path: str
    name: str
    summary: str
    handler: Callable[[Call], bytes | msgspec.Struct | Response]
    takes: type[msgspec.Struct] | None = None
    gives: type[Any] | None = None
    media_type: str = JSON
    status: int = 200
    roles: frozenset[str] = EVERYBODY
    at_window: bool = False
    refuses: tuple[str, ...] = ()
    also: tuple[tuple[int, type[Any]], ...] = ()  # other statuses that carry a message
    query: tuple[tuple[str, str], ...] = ()  # (name, description) of the parameters


def register(blueprint: Blueprint, gate: Gate, endpoints: list[Endpoint]) -> None:
    for endpoint in endpoints:
        blueprint.add_url_rule(
            re.sub(r"{(\w+)}", r"<\1>", endpoint.path),
            endpoint.name,
            _view(endpoint, gate),
            methods=[endpoint.method],
        )


def token_shown() -> str:
    """The token of this request: a program's in its header, a browser's in its cookie."""
    kind, _, token = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")


def require_role(gate: Gate, roles: frozenset[str]) -> Principal:
    """Who asks, if it is one of `roles`; raises `unauthenticated` or `forbidden`."""
    token = token_shown()
    who = gate.admit(token) if token else None
    if who is None:
        raise RuleBroken("unauthenticated", "a token or a session is needed")
    if who.role not in roles:
        raise RuleBroken("forbidden", f"a {who.role} may not do this")
    _require_csrf(who)
    return who


def _view(endpoint: Endpoint, gate: Gate) -> Callable[..., Response]:
    decoder = msgspec.json.Decoder(endpoint.takes) if endpoint.takes else None

    def view(**path: str) -> Response:
        who = require_role(gate, endpoint.roles) if endpoint.roles else ANYBODY
        if endpoint.at_window:
            _require_window(who, path["window"])
        command = _decode(decoder) if decoder else None
        call = Call(who=who, command=command, path=path, address=request.remote_addr or "")
        answer = endpoint.handler(call)
        if isinstance(answer, Response):
            return answer
        body = answer if isinstance(answer, bytes) else _encode(answer)
        return Response(body, endpoint.status, content_type=endpoint.media_type)

    return view


def _require_csrf(who: Principal) -> None:
    """A browser sends its cookie by itself, also for a foreign page: that one lacks this header."""
    by_browser = "HTTP_AUTHORIZATION" not in request.environ
    if by_browser and request.method not in ("GET", "HEAD"):
        shown = request.headers.get(CSRF_HEADER, "")
        if not who.csrf or not same_secret(shown, who.csrf):
            raise RuleBroken("forbidden", f"the header {CSRF_HEADER} is missing or wrong")


def _require_window(who: Principal, window: str) -> None:
    if who.role != "supervisor" and window not in who.windows:
        raise RuleBroken("not_your_window", f"{who.name} is not at window {window[:12]}")


def _decode(decoder: msgspec.json.Decoder[Any]) -> Any:
    if request.environ.get("CONTENT_TYPE") != JSON and request.mimetype != JSON:
        raise RuleBroken("unsupported_media_type", f"{request.mimetype or 'nothing'} was sent")
    try:
        return decoder.decode(request.get_data(cache=False))
    except msgspec.MsgspecError as error:
        field = _AT.search(str(error))
        raise RuleBroken("malformed", str(error), field[1] if field else None) from error
    except UnicodeDecodeError as error:  # msgspec leaves bad UTF-8 inside a string to Python
        raise RuleBroken("malformed", "the body is no UTF-8") from error
