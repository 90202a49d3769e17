"""One POST for each rating; what the platform answered to it."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import urllib3

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 10.0
MOST_BYTES = 4096  # of an answer
LONGEST_MESSAGE = 300
TRY_AGAIN = frozenset({408, 425, 429})
# Why there was no answer; `uploads.silence` of the pages' texts says it to people.
NO_CONNECTION, TOO_SLOW, BROKEN = "no_connection", "too_slow", "broken"
_NOT_CONNECTED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
_MESSAGE_KEYS = ("message", "msg", "detail", "title", "error")


class Said(StrEnum):
    """`nothing`: it may have been taken or not, and the same is sent again."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`detail`: the status and the platform's words, for people."""

    said: Said
    detail: str = ""


class Webhook:
    """Not thread-safe: one for each target's thread."""

    def __init__(self, url: str) -> None:
        self._url = url
        timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_S, read=READ_TIMEOUT_S)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False)

    def post(self, body: str, key: str, token: str) -> Answer:
        """`key` is the same in every try of the same rating; a `token` of "" sends none."""
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=body.encode(),
                headers=headers,
                redirect=False,
                preload_content=False,
            )
            text = answer.read(MOST_BYTES, decode_content=True).decode("utf-8", "replace")
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return Answer(said=Said.NOTHING, detail=_silence(error))
        return answer_of(answer.status, text)

    def close(self) -> None:
        self._pool.clear()


def answer_of(status: int, text: str) -> Answer:
    """What a status and a body mean."""
    detail = f"HTTP {status} {_message(text)}".strip()
    if 200 <= status < 300:
        return Answer(said=Said.TAKEN, detail=detail)
    if status >= 500 or status in TRY_AGAIN:
        return Answer(said=Said.NOTHING, detail=detail)
    return Answer(said=Said.REFUSED, detail=detail)


def _silence(error: Exception) -> str:
    if isinstance(error, _NOT_CONNECTED):
        return NO_CONNECTION
    return TOO_SLOW if isinstance(error, urllib3.exceptions.TimeoutError) else BROKEN


def _message(text: str) -> str:
    """The platform's own sentence, where its answer is JSON with one."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        return _plain(text)
    if isinstance(told, dict):
        words = [str(told[key]) for key in _MESSAGE_KEYS if isinstance(told.get(key), str)]
        return _plain("; ".join(words[:2]) or text)
    return _plain(text)


def _plain(text: str) -> str:
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in spaced if not unicodedata.category(c).startswith("C"))
    return " ".join(kept.split())[:LONGEST_MESSAGE]
