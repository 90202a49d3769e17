"""What the hall wants of a kiosk, and how a kiosk is: one retained fact of each per kiosk."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from queue_server.contract.messages import Command, Text
from queue_server.contract.offline import ParkedEntry

Message = Annotated[str, Meta(max_length=100)]  # more has no room on a small screen


class KioskOrder(Struct, frozen=True, kw_only=True):
    """Retained at `topics.kiosk_order`, from the server: what the hall wants of this kiosk.

    `restart` and `picture` count wishes: a number that the kiosk has not seen is a new wish, and
    one that it has fulfilled (kept on its disk) is none. Versions as in `WindowFact`.
    """

    epoch: int
    version: int
    kiosk: str
    closed: bool = False
    reason: Text = {}
    message: Text = {}
    restart: int = 0
    picture: int = 0


class KioskFact(Struct, frozen=True, kw_only=True):
    """Retained at `topics.kiosk`, from the kiosk. `screen` is the name of what it shows, never what
    stands on it; `config` the first twelve hexadecimal digits of its file's SHA-256; `numbers_left`
    how many it could give today without the server, in the service that has the fewest."""

    kiosk: str
    screen: str
    closed: bool
    offline: bool
    unsent: int
    numbers_left: int
    version: str
    config: str
    started_at: datetime
    order_version: int = 0
    restarted: int = 0
    pictured: int = 0
    paper_left: float | None = None


class CloseKiosk(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason` stands on its screen."""

    reason_zh: Message = ""
    reason_en: Message = ""


class SayOnKiosk(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line on the first screen; empty takes it away."""

    message_zh: Message = ""
    message_en: Message = ""


class KioskCommand(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """open, restart, picture."""


class KioskNow(Struct, frozen=True, kw_only=True):
    """A kiosk for the supervisor: what is wanted, what it says, when its picture was taken.
    `parked`: what it told today that the server cannot take in; somebody may hold a number that
    nobody will call. `since`: how long it has been online or away, as in `ProgramNow`."""

    kiosk: str
    online: bool
    order: KioskOrder
    fact: KioskFact | None
    pictured_at: datetime | None
    parked: list[ParkedEntry] = []
    since: datetime | None = None


class KiosksNow(Struct, frozen=True, kw_only=True):
    kiosks: list[KioskNow]
