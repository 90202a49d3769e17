"""The code on a slip, by which its holder rates: a signature of the ticket's id.

Clerks see ticket ids, so the id alone may not rate.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

CODE_BYTES = 8  # 11 letters: 64 bits, at a few tries a minute, for a day
PARAMETER = "c"
_PURPOSE = b"hallqueue slip rating\0"


def code_of(key: bytes, hall: str, ticket_id: UUID) -> str:
    """Of one hall: it is none of another."""
    signed = _PURPOSE + hall.encode() + b"\0" + ticket_id.bytes
    signature = hmac.new(key, signed, sha256).digest()
    return urlsafe_b64encode(signature[:CODE_BYTES]).rstrip(b"=").decode("ascii")


def coded(link: str, code: str) -> str:
    return f"{link}?{PARAMETER}={code}" if link else link
