"""Every message that crosses a program's edge: HTTP bodies in and out, MQTT facts.

Times are aware UTC datetimes (RFC 3339 on the wire), durations are seconds with `_s` in the name,
texts that people read are `{language: text}`. Commands refuse unknown fields; facts ignore them,
so that a display of release N understands a server of release N+1.
Words follow the field's glossary: see docs/glossary in README.md.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

Id = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
TicketNumber = Annotated[
    str, Meta(min_length=1, max_length=12, pattern=r"^[A-Za-z]{0,3}[0-9]{1,6}$")
]
Text = dict[str, str]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]  # of `contract.person_hash`
ReasonCode = Annotated[str, Meta(pattern=r"^[0-9]{3}$")]  # of `contract.reasons`
Reference = Annotated[str, Meta(min_length=4, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    SERVED = "served"
    ABANDONED = "abandoned"
    EXPIRED = "expired"


class WindowStatus(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class Source(StrEnum):
    KIOSK = "kiosk"
    DESK = "desk"
    WEB = "web"
    APPOINTMENT = "appointment"


class PriorityReason(StrEnum):
    ELDER = "elder"
    APPOINTMENT = "appointment"


class PrintState(StrEnum):
    """What became of a ticket's slip, as far as its kiosk knows."""

    PRINTING = "printing"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Channel(StrEnum):
    """Where a rating was given; the numbers of the national upload are mapped in its exporter."""

    EVALUATOR = "evaluator"
    TABLET = "tablet"
    QR = "qr"


class Level(IntEnum):
    """The five levels of 好差评, with the upload's numbers (5 is best)."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    BASICALLY_SATISFIED = 3
    SATISFIED = 4
    VERY_SATISFIED = 5


class Command(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every command carries: the caller's own id, the same in every retry."""

    request_id: UUID


class Person(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is kept of an identity card: a keyed hash and a masked name."""

    hash: Hash
    masked_name: Annotated[str, Meta(min_length=1, max_length=20)]


class IssueTicket(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`phone_hash`: of the telephone number that the visitor typed, instead of a card."""

    service: Id
    source: Source = Source.KIOSK
    kiosk: Id | None = None
    person: Person | None = None
    phone_hash: Hash | None = None
    priority_reason: PriorityReason | None = None


class ReprintTicket(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Says that a kiosk is about to print this ticket once more: same number, marked, audited."""

    kiosk: Id


class WindowCommand(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """call-next, recall, start, finish, miss, hold, open, undo, ask-rating."""


class NumberCommand(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """call (a chosen one), resume, abandon. Digits alone are enough where they are unambiguous."""

    number: TicketNumber


class PauseWindow(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    reason: Annotated[str, Meta(max_length=60)] = ""


class WalkIn(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Serves one who has no number; None for the window's first service."""

    service: Id | None = None


class TransferTicket(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """To a service, to one window (then only that one may call it), to a clerk wherever they sit,
    or to the next step of the ticket's route: exactly one of the four."""

    service: Id | None = None
    window: Id | None = None
    account: Id | None = None
    next_step: bool = False


class RateService(Command, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`act_id`: of the question that was asked. `reasons` and `comment` go with the two lowest
    levels, where there is a screen to ask for them; `asking_why`: this tablet is still asking, and
    what it hears comes as a further rating of the same level."""

    act_id: UUID
    level: Annotated[int, Meta(ge=1, le=5)]
    channel: Channel = Channel.EVALUATOR
    reasons: Annotated[list[ReasonCode], Meta(max_length=20)] = []
    comment: Annotated[str, Meta(max_length=400)] = ""  # as typed; 200 are kept
    asking_why: bool = False


class Ticket(Struct, frozen=True, kw_only=True):
    """`ahead`: how many are called before this one, as of now (at issue: as on the slip); None when
    nobody knows (a kiosk that was cut off gave it). `go_straight`: a window of its service stood
    idle when it was given: its visitor need not sit down.
    """

    ticket_id: UUID
    number: str
    business_date: date
    service: str
    zone: str
    state: TicketState
    source: Source
    priority_reason: PriorityReason | None
    ahead: int | None
    issued_at: datetime
    window: str | None
    windows: list[str]
    link: str
    go_straight: str | None = None
    print_state: PrintState | None = None


class RatingAsk(Struct, frozen=True, kw_only=True):
    """The service act whose visitor is being asked to rate it, and until when a press counts.

    For a case of another system `act_id` is the evaluation's, `about` says what it is, and `number`
    is that of the visitor at the window, "" when none is there.
    """

    act_id: UUID
    number: str
    until: datetime
    about: str = ""


class Rating(Struct, frozen=True, kw_only=True):
    """Says that a rating was kept, never which: the answer may be seen by the clerk."""

    act_id: UUID
    rated_at: datetime


class Taking(Struct, frozen=True, kw_only=True):
    """Whether a number can be taken now. `code` is "" or the refusal that an issue would get;
    `reason` says why in people's words, where somebody wrote it; `opens_at`: when it can be taken
    again; `left`: numbers left in the present quota.
    """

    code: str = ""
    reason: Text = {}
    opens_at: datetime | None = None
    left: int | None = None


class ServiceInfo(Struct, frozen=True, kw_only=True):
    """`idle_windows`: open, without a visitor, and nobody waits for the service. `elsewhere`: the
    other hall that does this service ("" for this one)."""

    service: str
    name: Text
    prefix: str
    zone: str
    group: str
    waiting: int
    windows: list[str]
    open_windows: list[str]
    idle_windows: list[str] = []
    taking: Taking = Taking()
    elsewhere: str = ""


class GroupInfo(Struct, frozen=True, kw_only=True):
    group: str
    name: Text


class ZoneInfo(Struct, frozen=True, kw_only=True):
    zone: str
    name: Text


class OtherHall(Struct, frozen=True, kw_only=True):
    """Another hall of the same centre: its name, and the way there."""

    hall: str
    name: Text
    where: Text


class HallInfo(Struct, frozen=True, kw_only=True):
    """What a kiosk shows. `missed_notice`: the slip's sentence on missed calls (the policy).
    `is_open`: numbers are given now at all; `opens_at`: else, when again. `epoch` as in
    `WindowFact`: bands of another one are given up; 0 where it is not told."""

    hall: str
    name: Text
    business_date: date
    time_zone: str
    missed_policy: str
    missed_notice: Text
    complaint_phone: str
    groups: list[GroupInfo]
    zones: list[ZoneInfo]
    services: list[ServiceInfo]
    public_url: str = ""
    other_halls: list[OtherHall] = []
    is_open: bool = True
    opens_at: datetime | None = None
    epoch: int = 0


# --- facts: retained MQTT state -------------------------------------------------------------


class WindowFact(Struct, frozen=True, kw_only=True):
    """Retained at `topics.window`. A display drops any (epoch, version) that is not newer.

    `call_id` is the service act; `calls` counts calls of this act (2 = recalled once).
    `epoch` grows when a database was restored; it orders before `version`.
    """

    epoch: int
    version: int
    window: str
    status: WindowStatus
    number: str | None = None
    ticket_state: TicketState | None = None
    service: str | None = None
    call_id: UUID | None = None
    calls: int = 0
    called_at: datetime | None = None
    rating: RatingAsk | None = None


class QueueFact(Struct, frozen=True, kw_only=True):
    """Retained at `topics.queue`: how many wait, per service and per window that may call them."""

    epoch: int
    version: int
    services: dict[str, int]
    windows: dict[str, int]


class ShownFact(Struct, frozen=True, kw_only=True):
    """Retained at `topics.shown`: what a display really shows for a window (the driver's ACK)."""

    display: str
    window: str
    epoch: int
    version: int
    shown_at: datetime


class SpokenFact(Struct, frozen=True, kw_only=True):
    """Retained at `topics.spoken`: the call that a display's voice took to say, last of all of this
    window's. A device that takes the words and says nothing of it never gets one."""

    display: str
    window: str
    epoch: int
    version: int
    spoken_at: datetime


class DeviceState(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    FAULT = "fault"
    OFFLINE = "offline"


class PaperLevel(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"


class Measure(Struct, frozen=True, kw_only=True):
    """A number that a device's program measured; `unit` as people write it (`%`, `B`, `fps`)."""

    value: float
    unit: str


class DeviceHealth(Struct, frozen=True, kw_only=True):
    """`cause` is a stable word (`paper_out`, `paper_near_end`, `cover_open`, `no_answer` …).

    `counters` are since the program started: `link_lost`, `no_answer` (questions without an
    answer), `garbage` (frames or answers that made no sense), `refused` (faults that the device
    itself reported). `last_contact`: when the device was last heard. Counters, measures and
    `last_contact` are as of the last time that this fact was said, at most 60 s ago.
    """

    state: DeviceState
    since: datetime
    cause: str = ""
    last_contact: datetime | None = None
    counters: dict[str, int] = field(default_factory=dict)
    paper: PaperLevel | None = None
    measures: dict[str, Measure] = field(default_factory=dict)


class HealthFact(Struct, frozen=True, kw_only=True):
    """Retained at `topics.health`. `online=False` is said at a clean stop; with `lost` it is the
    last will, which the broker publishes for a program that died or was cut off."""

    program: str
    online: bool
    lost: bool = False
    devices: dict[str, DeviceHealth] = field(default_factory=dict)
