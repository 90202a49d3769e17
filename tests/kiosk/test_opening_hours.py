"""Outside the hours: the server's word while it is there, the hall's file while it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from config.hall import (
    CalendarDay,
    Hours,
)
from config.kinds import Name
from config.loader import DEMO, load
from config.machines import Camera, Kiosk, Scanner
from config.times import OpenTime
from kiosk.opening import OPEN, Opening, beside, hours_of, opening
from kiosk.surface import missing_packages
from kiosk.workdays import ANY_DAY, Calendar, calendar_of
from queue_server.contract.messages import HallInfo, Taking
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.queue_at_hand import QueueAtHand

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, tzinfo=SHANGHAI)
HOURS = Hours(
    open=[OpenTime(opens="09:00", closes="12:00"), OpenTime(opens="13:30", closes="17:00")],
    last_number_min=30,
)


WEEK = Calendar(is_workday=lambda day: day.weekday() < 5, is_holiday=lambda day: False)


ALWAYS = (
    '{ from_date = "2020-01-01", to_date = "2099-12-31", why = { zh = "升级", en = "Upgrade" } }'
)


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def by_file(hall: HallInfo, now: datetime, hours: Hours = HOURS) -> Opening:
    return opening(hall, hours, now, WEEK, server=False)


@pytest.mark.parametrize(
    ("now", "opens_at"),
    [
        (at(8), at(9)),
        (at(9), None),
        (at(11, 29), None),
        (at(11, 30), at(13, 30)),  # half an hour before the end no more numbers are given
        (at(16, 45), at(9, day=1)),
        (at(18, day=4), at(9, day=7)),  # from Friday evening to Monday
    ],
)
def test_without_the_server_the_files_hours_stand(
    hall_info: HallInfo, now: datetime, opens_at: datetime | None
) -> None:
    assert by_file(hall_info, now) == Opening(is_open=opens_at is None, opens_at=opens_at)


def test_a_day_off_says_why_with_the_server_and_without(hall_info: HallInfo) -> None:
    why = Name(zh="搬迁", en="We move")
    off = CalendarDay(date="2026-11-22", to_date="2026-11-23", workday=False, why=why)
    hours = replace(HOURS, calendar=[off])
    by_own = opening(hall_info, hours, at(10), calendar_of([off]), server=False)
    assert by_own == Opening(is_open=False, opens_at=at(9, day=1), why=why.as_dict())
    told = Taking(code="outside_hours", reason=why.as_dict())
    services = [msgspec.structs.replace(x, taking=told) for x in hall_info.services]
    shut = msgspec.structs.replace(hall_info, is_open=False, services=services)
    heard = opening(shut, HOURS, at(10), ANY_DAY, server=True)
    assert heard == Opening(is_open=False, why=why.as_dict())


def test_a_hall_that_moves_for_a_month_says_without_the_server_when_it_opens(
    hall_info: HallInfo,
) -> None:
    away = CalendarDay(date="2026-11-23", to_date="2026-12-20", workday=False)
    known = calendar_of([away])
    shut = opening(hall_info, replace(HOURS, calendar=[away]), at(10), known, server=False)
    assert shut == Opening(is_open=False, opens_at=at(9, day=28))


def test_a_hall_without_hours_is_always_open(hall_info: HallInfo) -> None:
    assert by_file(hall_info, at(3), Hours()) == OPEN


def test_without_the_server_too_a_service_with_longer_hours_keeps_the_hall_open(
    hall_info: HallInfo,
) -> None:
    hall = load(DEMO, {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"})
    first, *rest = hall.services
    late = OpenTime(opens="09:00", closes="20:00", days=["every"])
    hall = replace(hall, hours=HOURS, services=[replace(first, hours=[late]), *rest])
    assert by_file(hall_info, at(18), hours_of(hall)) == OPEN
    assert by_file(hall_info, at(20), hours_of(hall)) == Opening(
        is_open=False, opens_at=at(9, day=1)
    )
    elsewhere = replace(hall, services=[replace(hall.services[0], elsewhere="east"), *rest])
    assert not by_file(hall_info, at(18), hours_of(elsewhere)).is_open
    assert hours_of(replace(hall, hours=Hours())).open == []  # the others have none


def test_a_stretch_may_end_at_midnight(hall_info: HallInfo) -> None:
    late = Hours(open=[OpenTime(opens="20:00", closes="00:00", days=["every"])])
    assert by_file(hall_info, at(23, 59), late) == OPEN
    assert by_file(hall_info, at(0, 0), late) == Opening(is_open=False, opens_at=at(20))


def test_without_the_server_too_a_saturdays_hours_are_not_those_of_a_holiday(
    hall_info: HallInfo,
) -> None:
    saturdays = Hours(open=[OpenTime(opens="09:00", closes="12:00", days=["sat"])])
    known = calendar_of([])
    holiday, usual = (datetime(2026, 10, day, 10, tzinfo=SHANGHAI) for day in (3, 17))
    assert not opening(hall_info, saturdays, holiday, known, server=False).is_open
    assert opening(hall_info, saturdays, usual, known, server=False) == OPEN


def test_the_servers_word_comes_before_the_file(hall_info: HallInfo) -> None:
    until = at(14)
    shut = msgspec.structs.replace(hall_info, is_open=False, opens_at=until)
    heard = opening(shut, HOURS, at(10), ANY_DAY, server=True)
    assert heard == Opening(is_open=False, opens_at=until)
    assert opening(hall_info, HOURS, at(3), ANY_DAY, server=True) == OPEN


def test_a_kiosk_knows_moved_weekends_and_the_halls_own_days() -> None:
    known = calendar_of([CalendarDay(date="2025-10-10", workday=False)])
    is_workday = known.is_workday
    assert not is_workday(date(2025, 10, 1))  # National Day, a Wednesday
    assert is_workday(date(2025, 9, 28))  # a Sunday that was worked for it
    assert not is_workday(date(2025, 10, 10))
    assert is_workday(date(2099, 11, 23)), "a Monday of a year that nobody has told yet"
    assert [day for day in range(1, 32) if known.is_holiday(date(2025, 10, day))] == [
        *range(1, 9),
        10,
    ]
    assert not known.is_holiday(date(2099, 11, 21))


def test_in_a_24_hour_area_tickets_and_the_complaint_phone_stay_in_sight() -> None:
    area = Kiosk(id="k9", zone="f1", profile="24h", scanner=Scanner(port="/dev/ttyS0"))
    stays = beside(area, guides=True, phone=True)
    assert (stays.guides, stays.tickets, stays.phone) == (True, True, True)
    in_hall = Kiosk(id="k1", zone="f1", scanner=Scanner(port="/dev/ttyS0"))
    stays = beside(in_hall, guides=True, phone=True)
    assert (stays.guides, stays.tickets, stays.phone) == (True, False, False)
    assert stays.appointment


def test_no_ticket_is_asked_for_where_nothing_reads_it() -> None:
    blind = Camera(source="/dev/video0", codes=False)
    area = Kiosk(id="k9", zone="f1", profile="24h", camera=blind)
    assert not beside(area, guides=True, phone=True).tickets


@pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}")
def test_the_first_screen_says_when_numbers_are_given_again_and_then_gives_them(
    tmp_path: Path, hall_info: HallInfo
) -> None:
    off = Taking(code="outside_hours", reason={"zh": "春节放假"})
    services = [msgspec.structs.replace(x, taking=off) for x in hall_info.services]
    shut = msgspec.structs.replace(
        hall_info, is_open=False, opens_at=at(9, day=7), services=services
    )
    with QueueAtHand(shut) as queue:
        hall_file = write_hall(tmp_path, server=queue.port, mqtt=9)
        own = f'prefix = "N"\nclosed = [{ALWAYS}]'
        hall_file.write_text(hall_file.read_text("utf-8").replace('prefix = "N"', own), "utf-8")
        with KioskAtHand(tmp_path, hall_file) as kiosk:
            kiosk.wait_to_see("春节放假", 30)
            assert kiosk.sees("现在不取号")
            assert not kiosk.sees("社会事务")
            kiosk.press("预约取号")
            kiosk.wait_to_see("请出示您的预约")
            kiosk.press("返回")
            kiosk.wait_to_see("春节放假")
            queue.hall = hall_info
            kiosk.wait_to_see("社会事务", 30)
            kiosk.press("住房公积金")
            kiosk.wait_to_see("公积金贷款", 30)
            assert not kiosk.sees("今天不办理")  # the server knows
            kiosk.press("返回")
            queue.deaf = True
            kiosk.wait_to_see("网络暂停", 30)
            kiosk.press("住房公积金")
            kiosk.wait_to_see("今天不办理", 30)
