"""All windows at a glance, for whoever sends a visitor on."""

from __future__ import annotations

from msgspec import Struct

from queue_server.contract.messages import WindowStatus


class SeatNow(Struct, frozen=True, kw_only=True):
    """A window, and who sits at it (None while nobody does)."""

    window: str
    zone: str
    status: WindowStatus
    services: list[str]
    clerk: str | None
    clerk_name: str | None


class WindowsNow(Struct, frozen=True, kw_only=True):
    """In the hall's order of windows."""

    windows: list[SeatNow]
