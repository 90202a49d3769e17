"""What the tablet at a window is told: whom to ask, and nothing about anybody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from queue_server.contract.messages import RatingAsk


class TabletView(Struct, frozen=True, kw_only=True):
    """`at` is the server's time, by which `rating.until` is to be counted. `clerk` is the account
    of who sits there. `changing`: the act that was rated at a tablet here and may still be changed,
    until the next call or its time.
    """

    window: str
    version: int
    at: datetime
    clerk: str | None
    rating: RatingAsk | None
    changing: UUID | None
