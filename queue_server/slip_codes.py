"""The code on a slip, by which its holder rates: a signature of the ticket's id.

Clerks see ticket ids, so the id alone may not rate. The code is on the slip only: nothing keeps it
and only a kiosk is told it.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

CODE_BYTES = 8  # 11 letters: 64 bits, at a few tries a minute, for a day
PARAMETER = "c"
_PURPOSE = b"hallqueue slip rating\0"


class SlipCodes:
    """`key` is the hall's own; a code of one hall is none of another."""

    def __init__(self, key: bytes, hall: str) -> None:
        self._key = key
        self._before = _PURPOSE + hall.encode() + b"\0"

    def of(self, ticket_id: UUID) -> str:
        signature = hmac.new(self._key, self._before + ticket_id.bytes, sha256).digest()
        return urlsafe_b64encode(signature[:CODE_BYTES]).rstrip(b"=").decode("ascii")

    def fits(self, ticket_id: UUID, shown: str) -> bool:
        return hmac.compare_digest(self.of(ticket_id).encode(), shown.encode())


def coded(link: str, code: str) -> str:
    return f"{link}?{PARAMETER}={code}" if link else link
