"""While the server is away, what the hall planned beforehand still counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from config.hall import Hall, Hours, PlannedClosure
from config.kinds import Name
from config.loader import DEMO, load
from config.times import OpenTime
from kiosk.by_file import ByFile
from kiosk.taking import TRIED, shut, taking
from kiosk.workdays import calendar_of
from queue_server.contract.messages import HallInfo, Taking

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHY = Name(zh="系统升级", en="Upgrade")
OFFICE = OpenTime(opens="09:00", closes="17:00")
MORNING = OpenTime(opens="09:00", closes="12:00")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def planned() -> ByFile:
    """The first service is closed on Monday, the second is for mornings."""
    hall: Hall = load(DEMO, {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"})
    first, second, *rest = hall.services
    closed = PlannedClosure(from_date="2026-11-23", to_date="2026-11-23", why=WHY)
    services = [replace(first, closed=[closed]), replace(second, hours=[MORNING]), *rest]
    hall = replace(hall, hours=Hours(open=[OFFICE]), services=services)
    return ByFile(hall, calendar_of([]))


def test_a_planned_closure_says_why_until_its_business_day_is_over(planned: ByFile) -> None:
    closed = Taking(code="service_closed", reason=WHY.as_dict())
    assert planned.taking("company-setup", at(23, 10)) == closed
    assert planned.taking("company-setup", at(24, 3)) == closed  # the day begins at four
    assert planned.taking("company-setup", at(24, 10)) == TRIED


def test_a_service_keeps_its_own_hours(planned: ByFile) -> None:
    assert planned.taking("company-change", at(23, 10)) == TRIED
    afternoon = planned.taking("company-change", at(23, 14))
    assert (afternoon.code, afternoon.opens_at) == ("outside_hours", at(24, 9))
    assert planned.taking("trade-permit", at(23, 14)) == TRIED
    assert planned.taking("trade-permit", at(23, 18)).code == "outside_hours"
    assert planned.taking("not-in-the-file", at(23, 18)) == TRIED


def test_a_tile_says_it_only_while_the_server_does_not(
    planned: ByFile, hall_info: HallInfo
) -> None:
    service = msgspec.structs.replace(hall_info.services[0], service="company-setup")
    closed = planned.taking("company-setup", at(23, 10))
    said = shut(service, taking(service, (), server=False, planned=closed))
    assert said is not None
    assert (said.code, said.reason) == ("service_closed", WHY.as_dict())
    assert shut(service, taking(service, (), server=True, planned=closed)) is None
