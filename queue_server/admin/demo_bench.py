"""The bench's hands for simulated people: they press grades and lay identity cards."""

from __future__ import annotations

import json
import logging
from typing import Any

import urllib3

from queue_server.admin.places import LOOPBACK

TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)


class Bench:
    """The control API of `python -m devices.sim`; a bench that is away is no fault."""

    def __init__(self, port: int) -> None:
        self._url = f"http://{LOOPBACK}:{port}/api/devices"
        self._pool = urllib3.PoolManager(timeout=TIMEOUT_S, retries=False)

    def do(self, device: str, action: str, **body: object) -> None:
        headers = {"Content-Type": "application/json", "X-Bench": "1"}
        self._ask("POST", f"{device}/{action}", json.dumps(body).encode(), headers)

    def cards(self, reader: str) -> list[str]:
        """The ids of the cards that lie beside the reader."""
        found = self._ask("GET", reader) or {}
        return [str(card["id"]) for card in found.get("tray", [])]

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Any = None
    ) -> dict[str, Any] | None:
        try:
            answer = self._pool.request(method, f"{self._url}/{path}", body=body, headers=headers)
            known: dict[str, Any] = json.loads(answer.data)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            _log.info("the bench does not answer: %s", error)
            return None
        return known if answer.status < 400 else None
