"""How windows call, who sits at them, and what is written down about a visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

from config.kinds import Count, Date, HourMinute, Id, Name, Positive
from config.times import OpenTime

Patience = Annotated[float, Meta(ge=0, le=3600)]  # seconds; 0 for never
WindowIds = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(-[0-9]{1,3})?$")]


def numbers_in(ids: str) -> list[str]:
    """Each window of "7" or of a range "1-14"."""
    low, _, high = ids.partition("-")
    return [str(n) for n in range(int(low), int(high or low) + 1)]


@dataclass(frozen=True, kw_only=True)
class Calling:
    """What windows do by themselves, and how often a clerk may do what.

    `auto_call`: a window where "next" found nobody gets the next who comes, without another press.
    `auto_recall_s`: who was called and is not there after so long is called again, `auto_recalls`
    times. `auto_finish_min`: a visit that lasts longer is ended. `undo_s`: how long a clerk can
    take back a miss, an end, a hold, a transfer. `outcome`: whether a window asks what was done.
    """

    auto_call: bool = False
    auto_recall_s: Patience = 0
    auto_recalls: Annotated[int, Meta(ge=1, le=10)] = 2
    auto_finish_min: Count = 0
    recalls_at_most: Annotated[int, Meta(ge=1, le=20)] = 5
    undo_s: Annotated[float, Meta(ge=0, le=30)] = 5
    outcome: Literal["off", "offer", "require"] = "offer"


@dataclass(frozen=True, kw_only=True)
class Tidal:
    """When a window is opened although it need not be: at these times, or while somebody waits
    longer than `wait_min` minutes for one of its services (0: not for that)."""

    open: list[OpenTime] = field(default_factory=list)
    wait_min: Count = 0


@dataclass(frozen=True, kw_only=True)
class WindowRange:
    """Windows that are alike. `ids` is "7" or a range "1-14"; services in calling order of rank.

    `staff` are the accounts whose windows these are (A), `stand_ins` those who take their place
    (B): anybody but the staff of a window that has some sits there as a stand-in, and the log says
    so. `tidal` windows are opened when the hall needs them.
    """

    ids: WindowIds
    zone: Id
    services: list[Id]
    kind: Literal["dedicated", "general", "temporary"] = "dedicated"
    staff: list[Id] = field(default_factory=list)
    stand_ins: list[Id] = field(default_factory=list)
    tidal: Tidal | None = None

    def numbers(self) -> list[str]:
        return numbers_in(self.ids)


@dataclass(frozen=True, kw_only=True)
class Rota:
    """Who sits at which of these windows in turn: the accounts move on by one each working day (or
    each week), and who has no window stands by, the first of them before the others. `since`: a
    day on which the first account sat at the first window."""

    id: Id
    name: Name
    windows: list[WindowIds]
    clerks: list[Id]
    since: Date
    turn: Literal["day", "week"] = "day"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One ticket for several services (一票到底): who takes a number for the first of them is sent
    on from step to step with it."""

    id: Id
    name: Name
    services: list[Id]


@dataclass(frozen=True, kw_only=True)
class PauseReason:
    """Why a window pauses. `counts`: such a pause counts as work (a meeting, a training)."""

    id: Id
    name: Name
    counts: bool = False


USUAL_PAUSES = [
    PauseReason(id="break", name=Name(zh="短暂离开", en="Short break")),
    PauseReason(id="meal", name=Name(zh="用餐", en="Meal")),
    PauseReason(id="papers", name=Name(zh="整理材料", en="Sorting papers"), counts=True),
    PauseReason(id="meeting", name=Name(zh="会议培训", en="Meeting or training"), counts=True),
    PauseReason(id="fault", name=Name(zh="设备故障", en="Equipment fault"), counts=True),
]


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """`unattended_min`: after so many minutes a window where people wait and nobody serves is an
    alert; 0 for never. `leave` names the kinds of leave that supervisors can enter; half a day of
    it ends or begins at `midday`."""

    unattended_min: Count = 10
    pause_reasons: list[PauseReason] = field(default_factory=lambda: list(USUAL_PAUSES))
    leave: list[PauseReason] = field(
        default_factory=lambda: [
            PauseReason(id="leave", name=Name(zh="休假", en="Leave")),
            PauseReason(id="sick", name=Name(zh="病假", en="Sick leave")),
            PauseReason(id="duty", name=Name(zh="公出", en="Away on duty"), counts=True),
        ]
    )
    midday: HourMinute = "12:00"
    overload_alert_min: Positive = 5  # how long an overload lasts before a tidal window is wanted
