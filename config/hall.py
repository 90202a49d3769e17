"""What differs from hall to hall, as strict types. `config.loader` fills them from TOML.

A key that is not here is a mistake. Units stand in the names. Secrets never stand in the file:
`*_file` names a file that holds one. `${HALL_DATA}`, `${HALL_RUN}` and other `${HALL_…}` variables
are expanded in every string.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from config.kinds import (
    Colour,
    Count,
    Date,
    Day,
    HourMinute,
    Id,
    MissedPolicy,
    Name,
    Port,
    Positive,
    Seconds,
)
from config.machines import Board, Desk, Kiosk, StripBus
from config.rating import RatingSettings, UploadTarget
from config.times import OpenTime
from config.windows import Attendance, Calling, Rota, Route, WindowRange

# The reference alone, or a link to it: …/appointments/REFERENCE, …?reference=REFERENCE
CODE_PATTERN = (
    r"(https?://\S*?(?:/appointments/|[?&]reference=))?(?P<reference>[A-Za-z0-9._-]{4,64})"
    r"(?(1)(?:[/?&#]\S*)?)"
)


@dataclass(frozen=True, kw_only=True)
class HallSettings:
    """`guides_dir` holds the service guides, one TOML file each; `capacity` is how many people may
    wait and be served at once, 0 for any number."""

    id: Id
    name: Name
    time_zone: str = "Asia/Shanghai"
    day_starts: HourMinute = "00:00"  # cut-over of the business day, local time
    missed_policy: MissedPolicy = "void"
    missed_requeue_after: Positive = 3  # the k of requeue_after_k
    missed_requeues_at_most: Count = 0  # a number that is missed more often is void; 0: it never is
    call_debounce_s: Seconds = 1.5  # a second "next" within this time is the same press
    elder_age_years: Positive = 60
    complaint_phone: str = ""
    guides_dir: str = ""
    capacity: Count = 0


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """A day that is not what the calendar says, or all from it to `to_date`: the hall's own, or
    those that the calendar does not know yet. They overrule the calendar."""

    date: Date
    workday: bool
    why: Name | None = None
    to_date: Date | None = None

    def days(self) -> list[datetime.date]:
        first = datetime.date.fromisoformat(self.date)
        last = datetime.date.fromisoformat(self.to_date or self.date)
        return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When numbers are given; always, when `open` is empty. `last_number_min`: minutes before a
    stretch ends from which no more are given, also of services with hours of their own. Who has an
    appointment gets a number all the same."""

    open: list[OpenTime] = field(default_factory=list)
    last_number_min: Count = 0
    calendar: list[CalendarDay] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """At most `numbers` between two times of day (the whole business day when left out). Those
    with an appointment are not counted."""

    numbers: Count
    starts: HourMinute = "00:00"
    ends: HourMinute | None = None
    days: list[Day] = field(default_factory=lambda: ["every"])


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Times of day for which appointments are taken, and how many fit in each `minutes`."""

    starts: HourMinute
    ends: HourMinute
    places: Positive
    minutes: Annotated[int, Meta(ge=5, le=720)] = 30
    days: list[Day] = field(default_factory=lambda: ["workdays"])


@dataclass(frozen=True, kw_only=True)
class PlannedClosure:
    """Both dates are included."""

    from_date: Date
    to_date: Date
    why: Name


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Numbers that one person may have on one day, over all services; 0 for any number. An agent
    who comes for others is such a person. An appointment is counted, but never refused for it."""

    per_person_day: Count = 0
    per_phone_day: Count = 0


@dataclass(frozen=True, kw_only=True)
class AppointmentSettings:
    """From `early_min` before its start to `late_min` after it an appointment can be checked in.
    `priority`: it is called before those who came without one. `code_pattern`: what the code on a
    visitor's phone looks like, a regular expression for the whole of it."""

    early_min: Count = 15
    late_min: Count = 30
    priority: bool = True
    code_pattern: str = CODE_PATTERN


@dataclass(frozen=True, kw_only=True)
class OfflineSettings:
    """What a kiosk holds so that it can give numbers while it is cut off. `after_s`: how long a
    visitor waits for the server before that."""

    numbers_per_service: Annotated[int, Meta(ge=1, le=999)] = 100
    days: Annotated[int, Meta(ge=1, le=14)] = 3
    after_s: Annotated[float, Meta(ge=0.5, le=10)] = 2.0


@dataclass(frozen=True, kw_only=True)
class OtherHall:
    """Another hall of the same centre, to which a kiosk sends those who are wrong here."""

    id: Id
    name: Name
    where: Name


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    host: str = "127.0.0.1"
    port: Port = 8080
    database_url: str = "sqlite:///${HALL_DATA}/hall.db"
    public_url: str = ""  # what the slip's QR code opens; empty: http://host:port
    max_streams: Positive = 200  # open event streams; the server has more threads than these


@dataclass(frozen=True, kw_only=True)
class MqttSettings:
    host: str = "127.0.0.1"
    port: Port = 1883
    password_file: str = "${HALL_DATA}/secrets/mqtt.json"  # {user: password}, one user per program


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """Files of 0600 that `hallctl setup` makes; each program reads only its own."""

    person_key_file: str = "${HALL_DATA}/secrets/person.key"  # keys the hash of an ID number
    token_dir: str = "${HALL_DATA}/secrets/tokens"  # one file per program: its HTTP token
    rating_key_file: str = (
        "${HALL_DATA}/secrets/rating.key"  # signs the slips' codes, by which one rates
    )
    staff_pins_file: str = "${HALL_DATA}/secrets/staff-pins.json"  # {staff number: argon2 hash}
    tablets_file: str = "${HALL_DATA}/secrets/tablets.json"  # {window: hash of its tablet's token}
    case_systems_file: str = "${HALL_DATA}/secrets/case-systems.json"  # {name: its token's hash …}


@dataclass(frozen=True, kw_only=True)
class Zone:
    id: Id
    name: Name


@dataclass(frozen=True, kw_only=True)
class Group:
    id: Id
    name: Name


@dataclass(frozen=True, kw_only=True)
class Service:
    id: Id
    name: Name
    prefix: Annotated[str, Meta(pattern=r"^[A-Z]{1,2}$")]
    group: Id
    zone: Id
    target_wait_min: Positive = 30
    hours: list[OpenTime] = field(default_factory=list)  # instead of the hall's
    quotas: list[Quota] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    closed: list[PlannedClosure] = field(default_factory=list)
    elsewhere: Id | None = None  # the other hall that does it: it is shown, and sent there


@dataclass(frozen=True, kw_only=True)
class Look:
    action: Colour = "#0B5C66"
    your_turn: Colour = "#8A5A00"
    emblem_file: str = ""


@dataclass(frozen=True, kw_only=True)
class Hall:
    """The whole file. Cross-checks (unknown service in a window …) are `config.loader`'s."""

    hall: HallSettings
    zones: list[Zone]
    groups: list[Group]
    services: list[Service]
    windows: list[WindowRange]
    server: ServerSettings = field(default_factory=ServerSettings)
    mqtt: MqttSettings = field(default_factory=MqttSettings)
    secrets: Secrets = field(default_factory=Secrets)
    rating: RatingSettings = field(default_factory=RatingSettings)
    uploads: list[UploadTarget] = field(default_factory=list)
    calling: Calling = field(default_factory=Calling)
    attendance: Attendance = field(default_factory=Attendance)
    rotas: list[Rota] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    hours: Hours = field(default_factory=Hours)
    limits: Limits = field(default_factory=Limits)
    appointments: AppointmentSettings = field(default_factory=AppointmentSettings)
    offline: OfflineSettings = field(default_factory=OfflineSettings)
    other_halls: list[OtherHall] = field(default_factory=list)
    look: Look = field(default_factory=Look)
    kiosks: list[Kiosk] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)
    strip_buses: list[StripBus] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
