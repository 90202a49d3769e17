"""Who sits where, who is on duty, who is on leave, and which tidal windows are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from queue_server.contract import staff as s
from queue_server.contract.messages import WindowStatus
from queue_server.domain.rota import Duty, Rota
from queue_server.domain.tidal import Wanted
from queue_server.duties import duties_at
from queue_server.layout import Layout
from queue_server.leave import absence_of
from queue_server.reports.attendance import Attendance, Sitting, attendance
from queue_server.reports.attendance_query import read_seats
from queue_server.storage.absences import Absences
from queue_server.storage.prepared import Row
from queue_server.storage.reader import Reader
from queue_server.wanted_windows import StandBy, wanted_now

A_DAY = timedelta(days=1)


def staff_now(layout: Layout, reader: Reader, now: datetime) -> s.StaffNow:
    today = layout.day.date_of(now)
    absences = Absences(reader.connection, reader.hall)
    clerks, on_leave = absences.clerks(), absences.reasons(layout.half_day(now))
    people = People(clerks)
    seats = {seat.window: seat for seat in reader.seats() if seat.window in layout.windows}
    duties = duties_at(layout, reader, now)
    sits = {window: seat.account for window, seat in seats.items() if seat.account}
    return s.StaffNow(
        business_date=today,
        windows=[_window(layout, seats[w], people, on_leave) for w in layout.windows if w in seats],
        rotas=[_rota(layout, rota, duty, sits, people) for rota, duty in duties],
        tidal=_tidal(
            wanted_now(layout, reader, now),
            sits,
            StandBy(layout, duties, {*sits.values(), *on_leave}),
            people,
            now,
        ),
        absences=[absence_of(row, clerks) for row in absences.not_over(today)],
        clerks=[s.Clerk(account=account, name=name) for account, name in clerks.items()],
    )


def attendance_of(layout: Layout, reader: Reader, day: date, now: datetime) -> Attendance:
    """Who sat where on a day, and the breaks."""
    today = layout.day.date_of(now)
    carried = [
        Sitting(
            window=seat.window,
            clerk=seat.account,
            since=seat.since or layout.day.starts_at(day),
            stands_in_for=seat.stands_in_for,
        )
        for seat in (reader.seats() if day == today else [])
        if seat.account
    ]
    events = read_seats(reader.connection, reader.hall, day)
    return attendance(events, layout.day.starts_at(day), carried)


def attendance_report(
    layout: Layout, reader: Reader, day: date, now: datetime
) -> s.AttendanceReport:
    """Who stood in for whom on a day, and how long each clerk's windows paused for what."""
    people = People(Absences(reader.connection, reader.hall).clerks())
    found = attendance_of(layout, reader, day, now)
    return s.AttendanceReport(
        business_date=day,
        reasons={r.id: r.name.as_dict() for r in layout.hall.attendance.pause_reasons},
        stand_ins=[
            s.StandIn(
                window=one.window,
                clerk=people.one(one.clerk),
                stands_in_for=people.one(one.stands_in_for),
                listed=one.listed,
                since=one.since,
                until=one.until,
            )
            for one in found.sittings
            if one.stands_in_for
        ],
        pauses=_pauses(layout, found, people, min(now, layout.day.starts_at(day + A_DAY))),
    )


class People:
    """Names of accounts."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def one(self, account: str) -> s.Clerk:
        """Also one whose account is no more."""
        return s.Clerk(account=account, name=self._names.get(account, account))

    def some(self, account: str | None) -> s.Clerk | None:
        return None if account is None else self.one(account)


def _window(
    layout: Layout, seat: Row, people: People, on_leave: Mapping[str, str]
) -> s.StaffWindow:
    place = layout.windows[seat.window]
    return s.StaffWindow(
        window=seat.window,
        zone=place.zone,
        kind=place.kind,
        tidal=any(tide.window == seat.window for tide in layout.tides),
        status=WindowStatus(seat.status),
        clerk=people.some(seat.account),
        since=seat.since,
        stands_in_for=people.some(seat.stands_in_for),
        number=seat.number,
        pause_reason=seat.pause_reason,
        paused_since=seat.paused_at,
        on_leave=on_leave.get(seat.account),
    )


def _rota(
    layout: Layout, rota: Rota, duty: Duty | None, sits: Mapping[str, str], people: People
) -> s.RotaToday:
    name = next(one.name for one in layout.hall.rotas if one.id == rota.id)
    return s.RotaToday(
        rota=rota.id,
        name=name.as_dict(),
        workday=duty is not None,
        posts=[
            s.RotaPost(
                window=post.window,
                clerk=people.some(post.clerk),
                instead_of=people.some(post.instead_of),
                is_there=post.clerk is not None and sits.get(post.window) == post.clerk,
            )
            for post in (duty.posts if duty else ())
        ],
        stand_by=[people.one(clerk) for clerk in (duty.stand_by if duty else ())],
    )


def _tidal(
    wanted: Iterable[Wanted],
    sits: Mapping[str, str],
    stand_by: StandBy,
    people: People,
    now: datetime,
) -> list[s.TidalWindow]:
    return [
        s.TidalWindow(
            window=one.window,
            why=one.why.value,
            since=one.since,
            until=one.until,
            service=one.service,
            waiting_since=now - one.waited if one.waited is not None else None,
            is_open=one.window in sits,
            suggestion=None if one.window in sits else people.some(stand_by.for_window(one.window)),
        )
        for one in wanted
    ]


def _pauses(
    layout: Layout, found: Attendance, people: People, now: datetime
) -> list[s.PausedClerk]:
    counting = {r.id for r in layout.hall.attendance.pause_reasons if r.counts}
    by_clerk: dict[str, dict[str, float]] = {}
    for pause in found.pauses:
        reasons = by_clerk.setdefault(pause.clerk, {})
        reasons[pause.reason] = reasons.get(pause.reason, 0.0) + pause.seconds(now)
    return [
        s.PausedClerk(
            clerk=people.one(clerk),
            seconds=seconds,
            counted_s=sum(seconds[r] for r in seconds if r in counting),
            uncounted_s=sum(seconds[r] for r in seconds if r not in counting),
        )
        for clerk, seconds in sorted(by_clerk.items())
    ]
