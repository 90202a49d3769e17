"""Which codes rate a ticket. They are told to kiosks only, for the slip.

A kiosk that is cut off signs with a key of its outbox, which comes with its bands: what it signs
opens tickets that were given out of them, and no others.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID

from queue_server.contract.slip_code import code_of

_OUTBOX = b"hallqueue slips of a kiosk that is cut off\0"


class SlipCodes:
    """`key` is the hall's own; a code of one hall is none of another."""

    def __init__(self, key: bytes, hall: str) -> None:
        self._key = key
        self._hall = hall

    def of(self, ticket_id: UUID) -> str:
        return code_of(self._key, self._hall, ticket_id)

    def key_of(self, outbox_id: UUID) -> bytes:
        """With which a kiosk signs by itself."""
        signed = _OUTBOX + self._hall.encode() + b"\0" + outbox_id.bytes
        return hmac.new(self._key, signed, sha256).digest()

    def fits(self, ticket_id: UUID, shown: str, outbox_id: UUID | None = None) -> bool:
        """`outbox_id`: of the kiosk that gave the ticket while it was cut off."""
        keys = [self._key] if outbox_id is None else [self._key, self.key_of(outbox_id)]
        codes = [code_of(key, self._hall, ticket_id).encode() for key in keys]
        return any([hmac.compare_digest(code, shown.encode()) for code in codes])
