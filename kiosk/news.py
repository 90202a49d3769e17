"""What the screens learn of the machines around them, beside a visitor's own events."""

from __future__ import annotations

from dataclasses import dataclass

from config.guides import Guide
from kiosk.order_rules import Wanted
from queue_server.contract.messages import HallInfo

ABSENT = "absent"  # not fitted at this kiosk: no fault


@dataclass(frozen=True)
class PrinterNews:
    """`fault` is "" when it can print, else a cause such as `paper_out`."""

    fault: str
    near_end: bool = False


@dataclass(frozen=True)
class ReaderNews:
    fault: str


@dataclass(frozen=True)
class PresenceNews:
    """Whether someone stands before the kiosk, as far as its camera sees."""

    someone: bool


@dataclass(frozen=True)
class ServerNews:
    """`hall` is None while the server does not answer; `alone`: numbers are given all the same."""

    hall: HallInfo | None
    alone: bool = False


@dataclass(frozen=True)
class WaitingNews:
    """How many wait, per service, as of now."""

    waiting: dict[str, int]


@dataclass(frozen=True)
class WantNews:
    """What the hall and the staff want of this kiosk."""

    wanted: Wanted


@dataclass(frozen=True)
class GuidesNews:
    """The service guides, as their files stand now."""

    guides: tuple[Guide, ...]


News = PrinterNews | ReaderNews | PresenceNews | ServerNews | WaitingNews | WantNews | GuidesNews
