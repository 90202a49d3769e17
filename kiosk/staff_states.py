"""The screens of the service menu, what is touched on them, and what they ask of the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kiosk.effects import Effect
from kiosk.events import Event
from kiosk.states import Screen
from queue_server.contract.messages import Text, Ticket

# --- what they show ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SlipSeen:
    """A slip of this kiosk; `state` and `cause` as `queue_server.contract.messages.PrintState`."""

    ticket: Ticket
    language: str
    state: str
    cause: str
    at: datetime
    reprint: bool


@dataclass(frozen=True, kw_only=True)
class DeviceSeen:
    """`state` is "" for one that never said anything; `todo` the sentence of its cause."""

    device: str
    state: str
    since: datetime | None
    todo: Text


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`unsent` and `numbers_left` as in `KioskFact`; `paper_left` 0 to 1, None where nobody
    counts."""

    slips: tuple[SlipSeen, ...] = ()
    devices: tuple[DeviceSeen, ...] = ()
    volume: int = 0
    version: str = ""
    config: str = ""
    unsent: int = 0
    numbers_left: int = 0
    paper_left: float | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StaffPin(Screen):
    """Number and PIN are typed into the view and never stand here. `trouble` is "" | "wrong" |
    "locked" | "unreadable"; for `wait_s` no PIN is looked at."""

    trouble: str = ""
    wait_s: float = 0.0
    checking: bool = False


@dataclass(frozen=True, kw_only=True)
class StaffScreen(Screen):
    """Behind the PIN; `account` is the staff number that goes into the audit."""

    account: str


@dataclass(frozen=True, kw_only=True)
class StaffMenu(StaffScreen):
    """`said` is the outcome of the last entry, `cause` the device's if it failed."""

    said: str = ""
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperChange(StaffScreen):
    said: str = ""
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class FactsScreen(StaffScreen):
    """`facts` is None until they are there."""

    facts: Facts | None = None


@dataclass(frozen=True, kw_only=True)
class DeviceStates(FactsScreen):
    pass


@dataclass(frozen=True, kw_only=True)
class RecentSlips(FactsScreen):
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class Volume(FactsScreen):
    pass


@dataclass(frozen=True, kw_only=True)
class AboutKiosk(FactsScreen):
    pass


FACTS_SCREENS: tuple[type[FactsScreen], ...] = (DeviceStates, RecentSlips, Volume, AboutKiosk)
IN_THE_MENU: tuple[type[StaffScreen], ...] = (PaperChange, *FACTS_SCREENS)
BEHIND_THE_PIN: tuple[type[StaffScreen], ...] = (StaffMenu, *IN_THE_MENU)

# --- what happens -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StaffTouched(Event):
    """The entry on the help screen."""


@dataclass(frozen=True, kw_only=True)
class PinEntered(Event):
    account: str
    pin: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PinRight(Event):
    serial: int
    account: str


@dataclass(frozen=True, kw_only=True)
class PinWrong(Event):
    serial: int
    wait_s: float
    locked: bool


@dataclass(frozen=True, kw_only=True)
class PinsUnreadable(Event):
    """The file of this machine is damaged or open to everybody: nobody gets in."""

    serial: int


@dataclass(frozen=True, kw_only=True)
class StaffChose(Event):
    """An entry of the menu, a word of `kiosk.staff_rules.ACTS`."""

    entry: str


@dataclass(frozen=True, kw_only=True)
class FactsTold(Event):
    serial: int
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class PaperIsIn(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class TestPrinted(Event):
    """`fate` is "printed" | "unknown" | "failed"."""

    serial: int
    fate: str
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class VolumeSet(Event):
    volume: int


@dataclass(frozen=True, kw_only=True)
class SlipTouched(Event):
    ticket_id: UUID


# --- what is asked ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StaffEffect(Effect):
    pass


@dataclass(frozen=True, kw_only=True)
class CheckPin(StaffEffect):
    serial: int
    account: str
    pin: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Audit(StaffEffect):
    """As `queue_server.contract.offline.StaffActed`."""

    account: str
    act: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class AskFacts(StaffEffect):
    serial: int


@dataclass(frozen=True, kw_only=True)
class PrintTest(StaffEffect):
    """A slip with every size, samples of the scripts, a ruler and a QR code."""

    serial: int
    language: str


@dataclass(frozen=True, kw_only=True)
class ChangePaper(StaffEffect):
    """A new roll is in: count from here, and print a line on it."""

    serial: int
    language: str


@dataclass(frozen=True, kw_only=True)
class KeepVolume(StaffEffect):
    volume: int


@dataclass(frozen=True, kw_only=True)
class SwitchHere(StaffEffect):
    closed: bool


@dataclass(frozen=True, kw_only=True)
class RestartProgram(StaffEffect):
    pass
