"""What `GET /api/v1/devices` answers: every program of the hall, and how its devices are."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from queue_server.contract.messages import DeviceState, Measure, PaperLevel, Text


class ProgramState(StrEnum):
    """`lost` died or was cut off, `stopped` left in good order, `silent` never said a word."""

    ONLINE = "online"
    LOST = "lost"
    STOPPED = "stopped"
    SILENT = "silent"


class DeviceNow(Struct, frozen=True, kw_only=True):
    """`state` is null for a device of the hall's file that nobody has spoken of yet.

    `todo` says what `cause` means and what a person can do about it. Of a program that is not
    online these are its last words.
    """

    device: str
    state: DeviceState | None
    since: datetime | None
    cause: str
    todo: Text
    last_contact: datetime | None
    counters: dict[str, int]
    paper: PaperLevel | None
    measures: dict[str, Measure]


class ProgramNow(Struct, frozen=True, kw_only=True):
    """`since` is null where the server itself came later; of a silent one it is the time since
    which the server listens."""

    program: str
    state: ProgramState
    since: datetime | None
    todo: Text
    devices: list[DeviceNow]


class DevicesNow(Struct, frozen=True, kw_only=True):
    """`broker`: whether the server hears the programs at all; without it all this is old."""

    as_of: datetime
    broker: bool
    programs: list[ProgramNow]
