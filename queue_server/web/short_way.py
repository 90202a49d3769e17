"""The short way to an endpoint: a command is found and answered below Flask.

Flask's contexts, routing and request objects cost more than all else that the web does for a
command. What is not plainly a command (another method, a strange address, no length) goes Flask's
way, and so does every page; the endpoint is the same function on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response

from queue_server.web.endpoint import JSON, Answer, Endpoint, Environ, answer_of
from queue_server.web.gate import Gate
from queue_server.web.problems import refusal
from queue_server.web.protection import DATA, EVERY_ANSWER, NOT_KEPT, Wsgi

_PROTECTION = EVERY_ANSWER + DATA + NOT_KEPT


@dataclass(frozen=True, kw_only=True)
class _Command:
    """`variable` names the part of the address before the last one, if that differs."""

    answer: Answer
    status: str
    most_bytes: int
    variable: str | None


class ShortWay:
    """A WSGI application: commands, and `otherwise` for all else."""

    def __init__(self, endpoints: list[Endpoint], gate: Gate, otherwise: Wsgi) -> None:
        self._otherwise = otherwise
        self._commands = {
            key: _Command(
                answer=answer_of(endpoint, gate),
                status=f"{endpoint.status} {HTTPStatus(endpoint.status).phrase.upper()}",
                most_bytes=endpoint.most_bytes,
                variable=variable,
            )
            for endpoint in endpoints
            if _is_command(endpoint)
            for key, variable in [_key(endpoint.path)]
        }

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return self._otherwise(environ, start_response)
        command, path = self._find(environ["PATH_INFO"])
        size = environ.get("CONTENT_LENGTH", "")
        # Not so long that int() would mind; without a length Flask knows what to do.
        if command is None or not (size.isdecimal() and len(size) < 10):
            return self._otherwise(environ, start_response)
        if int(size) > command.most_bytes:
            return self._otherwise(environ, start_response)
        try:
            given = command.answer(environ, path, lambda: environ["wsgi.input"].read(int(size)))
        except Exception as error:
            given = refusal(error, f"POST {environ['PATH_INFO']}")
        if isinstance(given, Response):
            start_response(given.status, given.headers.to_wsgi_list() + _PROTECTION)
            return given.response  # type: ignore[return-value]  # the bytes of a problem
        headers = [("Content-Type", JSON), ("Content-Length", str(len(given)))]
        start_response(command.status, headers + _PROTECTION)
        return [given]

    def _find(self, address: str) -> tuple[_Command | None, dict[str, str]]:
        command = self._commands.get((address, ""))
        if command is not None:
            return command, {}
        before, _, last = address.rpartition("/")
        first, _, part = before.rpartition("/")
        command = self._commands.get((first, last))
        if command is None or command.variable is None or not (part.isascii() and part.isalnum()):
            return None, {}
        return command, {command.variable: part}


def _is_command(endpoint: Endpoint) -> bool:
    """What programs and clerks send, and get JSON for; logging in sets a cookie and is rare."""
    return bool(endpoint.method == "POST" and endpoint.takes and endpoint.roles)


def _key(path: str) -> tuple[tuple[str, str], str | None]:
    if "{" not in path:
        return (path, ""), None
    before, _, last = path.rpartition("/")
    first, _, part = before.rpartition("/")
    return (first, last), part.strip("{}")
