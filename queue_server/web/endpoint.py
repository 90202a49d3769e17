"""An endpoint told as data: routes, rights, checks and the description come from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Blueprint, Response, request
from werkzeug.http import parse_cookie

from queue_server.domain.errors import RuleBroken
from queue_server.web.gate import ANYBODY, Gate, Principal, same_secret

COOKIE = "hall_session"
CSRF_HEADER = "X-Hall-Csrf"
_CSRF_IN_WSGI = f"HTTP_{CSRF_HEADER.upper().replace('-', '_')}"
JSON = "application/json"
MOST_BYTES = 16 * 1024  # of a body, where an endpoint says nothing else
EVERYBODY: frozenset[str] = frozenset()

Environ = dict[str, Any]
Answer = Callable[[Environ, dict[str, str], Callable[[], bytes]], bytes | Response]

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
    of the whole hall. `refuses` are the problem codes that the handler itself can answer. `sends`
    is the media type of a body that is no message: the handler gets its bytes as the command.
    """

    method: str
    path: str
    name: str
    summary: str
    handler: Callable[[Call], bytes | msgspec.Struct | Response]
    takes: type[msgspec.Struct] | None = None
    sends: str = ""
    most_bytes: int = MOST_BYTES
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


def token_shown(environ: Environ) -> str:
    """The token of this request: a program's in its header, a browser's in its cookie."""
    kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() == "bearer":
        return str(token.strip())
    return parse_cookie(environ.get("HTTP_COOKIE")).get(COOKIE, "")


def require_role(gate: Gate, roles: frozenset[str], environ: Environ) -> Principal:
    """Who asks, if it is one of `roles`; raises `unauthenticated`, `forbidden` or
    what `Gate.turned_away` tells."""
    token = token_shown(environ)
    who = gate.admit(token) if token else None
    if who is None:
        raise gate.turned_away(token)
    if who.role not in roles:
        raise RuleBroken("forbidden", f"a {who.role} may not do this")
    _require_csrf(who, environ)
    return who


def answer_of(endpoint: Endpoint, gate: Gate) -> Answer:
    """What the endpoint answers to a request, its address' parts and the reading of its body.

    Looks at the bare WSGI environment: both ways to an endpoint, Flask's and the short one, are
    this function. Raises what the handler raises.
    """
    decoder = msgspec.json.Decoder(endpoint.takes) if endpoint.takes else None

    def answer(
        environ: Environ, path: dict[str, str], read: Callable[[], bytes]
    ) -> bytes | Response:
        who = require_role(gate, endpoint.roles, environ) if endpoint.roles else ANYBODY
        if endpoint.at_window:
            _require_window(who, path["window"])
        command: Any = None
        if decoder:
            command = _decode(decoder, environ, read)
        elif endpoint.sends:
            _require_media_type(environ, endpoint.sends)
            command = read()
        address = environ.get("REMOTE_ADDR", "")
        given = endpoint.handler(Call(who=who, command=command, path=path, address=address))
        return given if isinstance(given, bytes | Response) else _encode(given)

    return answer


def _view(endpoint: Endpoint, gate: Gate) -> Callable[..., Response]:
    answer = answer_of(endpoint, gate)

    def view(**path: str) -> Response:
        request.max_content_length = endpoint.most_bytes
        given = answer(request.environ, path, _body)
        if isinstance(given, Response):
            return given
        return Response(given, endpoint.status, content_type=endpoint.media_type)

    return view


def _body() -> bytes:
    return request.get_data(cache=False)


def _require_csrf(who: Principal, environ: Environ) -> None:
    """A browser sends its cookie by itself, also for a foreign page: that one lacks this header."""
    by_browser = "HTTP_AUTHORIZATION" not in environ
    if by_browser and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        shown = environ.get(_CSRF_IN_WSGI, "")
        if not who.csrf or not same_secret(shown, who.csrf):
            raise RuleBroken("forbidden", f"the header {CSRF_HEADER} is missing or wrong")


def _require_window(who: Principal, window: str) -> None:
    if who.role != "supervisor" and window not in who.windows:
        raise RuleBroken("not_your_window", f"{who.name} is not at window {window[:12]}")


def _decode(decoder: msgspec.json.Decoder[Any], environ: Environ, read: Callable[[], bytes]) -> Any:
    _require_media_type(environ, JSON)
    try:
        return decoder.decode(read())
    except msgspec.MsgspecError as error:
        field = _AT.search(str(error))
        raise RuleBroken("malformed", str(error), field[1] if field else None) from error
    except UnicodeDecodeError as error:  # msgspec leaves bad UTF-8 inside a string to Python
        raise RuleBroken("malformed", "the body is no UTF-8") from error


def _require_media_type(environ: Environ, wanted: str) -> None:
    media_type = environ.get("CONTENT_TYPE", "")
    if media_type != wanted and media_type.partition(";")[0].strip().lower() != wanted:
        raise RuleBroken("unsupported_media_type", f"{media_type or 'nothing'} was sent")
