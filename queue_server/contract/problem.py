"""Every "no" on the wire, as RFC 9457 tells it."""

from __future__ import annotations

from msgspec import Struct

from queue_server.contract.messages import Text


class Problem(Struct, frozen=True, kw_only=True):
    """RFC 9457 problem. `code` is stable and what programs decide on; `detail` is for people.

    `facts` are the particulars that a screen needs (`number`, `ticket_id`, `window`, `opens_at`,
    `hall` …), `reason` a sentence that the hall's people wrote, by language.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | None = None
    facts: dict[str, str] = {}
    reason: Text = {}
