"""Who sits where, who is on duty and who is on leave, for supervisors."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from msgspec import Struct

from queue_server.contract.messages import Command, Id, Text, WindowStatus


class DayPart(StrEnum):
    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class EnterAbsence(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both dates are included; half a day is `part` of one day. `reason` is the id of one of the
    hall's kinds of leave."""

    account: Id
    from_date: date
    to_date: date
    reason: Id
    part: DayPart = DayPart.DAY


class RemoveAbsence(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """It was entered by mistake, or the clerk came back."""


class Clerk(Struct, frozen=True, kw_only=True):
    account: str
    name: str


class Absence(Struct, frozen=True, kw_only=True):
    absence_id: UUID
    clerk: Clerk
    from_date: date
    to_date: date
    reason: str
    entered_at: datetime
    entered_by: str
    part: DayPart = DayPart.DAY


class StaffWindow(Struct, frozen=True, kw_only=True):
    """`stands_in_for`: whose window it is while another one sits there. `pause_reason` is the id of
    one of the hall's, or words of the clerk's own. `on_leave`: the kind of leave that is entered
    for its clerk, who came all the same."""

    window: str
    zone: str
    kind: str
    tidal: bool
    status: WindowStatus
    clerk: Clerk | None
    since: datetime | None
    stands_in_for: Clerk | None
    number: str | None
    pause_reason: str
    paused_since: datetime | None
    on_leave: str | None = None


class RotaPost(Struct, frozen=True, kw_only=True):
    """`clerk` is to sit at `window` today, `instead_of` one who is on leave; None: nobody is left.
    `is_there`: they sit there now."""

    window: str
    clerk: Clerk | None
    instead_of: Clerk | None
    is_there: bool


class RotaToday(Struct, frozen=True, kw_only=True):
    """`posts` and `stand_by` are empty on a day off. `stand_by`: the first is asked first."""

    rota: str
    name: Text
    workday: bool
    posts: list[RotaPost]
    stand_by: list[Clerk]


class TidalWindow(Struct, frozen=True, kw_only=True):
    """A tidal window that is wanted now: by the `calendar` until `until`, or at an `overload`,
    because somebody waits for `service` since `waiting_since`. `is_open`: somebody sits there.
    `suggestion`: who could sit down there, the first who stands by and sits nowhere."""

    window: str
    why: Literal["calendar", "overload"]
    since: datetime
    until: datetime | None
    service: str | None
    waiting_since: datetime | None
    is_open: bool
    suggestion: Clerk | None


class StaffNow(Struct, frozen=True, kw_only=True):
    business_date: date
    windows: list[StaffWindow]
    rotas: list[RotaToday]
    tidal: list[TidalWindow]
    absences: list[Absence]
    clerks: list[Clerk]


class StandIn(Struct, frozen=True, kw_only=True):
    """Who sat at another's window (顶岗). `listed`: named for it beforehand; `until` None:
    still."""

    window: str
    clerk: Clerk
    stands_in_for: Clerk
    listed: bool
    since: datetime
    until: datetime | None


class PausedClerk(Struct, frozen=True, kw_only=True):
    """How long a clerk's windows paused, in seconds by reason; `counted_s` of it counts as work."""

    clerk: Clerk
    seconds: dict[str, float]
    counted_s: float
    uncounted_s: float


class AttendanceReport(Struct, frozen=True, kw_only=True):
    """One business day. `reasons` are the hall's own, by id; other words are clerks' own."""

    business_date: date
    reasons: dict[str, Text]
    stand_ins: list[StandIn]
    pauses: list[PausedClerk]
