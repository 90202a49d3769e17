"""One POST for each rating; what the platform answered to it."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import urllib3

from config.rating import AnswerRule

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 10.0
MOST_BYTES = 4096  # of an answer
LONGEST_MESSAGE = 300
TRY_AGAIN = frozenset({408, 425, 429})
# What is wrong is the address or the token, and so it is for every rating: none is refused by it.
NOT_OF_THE_RATING = frozenset({401, 403, 404, 405, 407})
# Why there was no answer; `uploads.silence` of the pages' texts says it to people.
NO_CONNECTION, TOO_SLOW, BROKEN = "no_connection", "too_slow", "broken"
_NOT_CONNECTED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
_MESSAGE_KEYS = ("message", "msg", "detail", "title", "error")


class Said(StrEnum):
    """`known`: the platform has one like it already, perhaps from a try whose answer was lost.
    `nothing`: it may have been taken or not, and the same is sent again."""

    TAKEN = "taken"
    KNOWN = "known"
    REFUSED = "refused"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`detail`: the status and the platform's words, for people."""

    said: Said
    detail: str = ""


class Webhook:
    """Not thread-safe: one for each target's thread. `rule`: what the bodies of answers mean."""

    def __init__(self, url: str, rule: AnswerRule | None = None) -> None:
        self._url = url
        self._rule = rule or AnswerRule()
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
        return answer_of(answer.status, text, self._rule)

    def close(self) -> None:
        self._pool.clear()


def answer_of(status: int, text: str, rule: AnswerRule) -> Answer:
    """What a status and a body mean."""
    said = _by_status(status)
    if said is Said.TAKEN and rule.key:
        said = _by_body(text, rule)
    return Answer(said=said, detail=f"HTTP {status} {_message(text)}".strip())


def _by_status(status: int) -> Said:
    if 200 <= status < 300:
        return Said.TAKEN
    if status in TRY_AGAIN or status in NOT_OF_THE_RATING:
        return Said.NOTHING
    return Said.REFUSED if 400 <= status < 500 else Said.NOTHING


def _by_body(text: str, rule: AnswerRule) -> Said:
    """A body without the field is somebody else's: a log-in page, a proxy's excuse."""
    value = _value_at(text, rule.key)
    if value is None:
        return Said.NOTHING
    means = {
        **dict.fromkeys(rule.taken, Said.TAKEN),
        **dict.fromkeys(rule.known, Said.KNOWN),
        **dict.fromkeys(rule.again, Said.NOTHING),
    }
    return means.get(value, Said.REFUSED)


def _value_at(text: str, key: str) -> str | None:
    """As a file's settings write it: `0`, `true`, `ok`; None where there is none."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        return None
    for part in key.split("."):
        told = told.get(part) if isinstance(told, dict) else None
    if isinstance(told, bool):
        return str(told).lower()
    return str(told) if isinstance(told, str | int) else None


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
