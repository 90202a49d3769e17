"""What is not to be had here: closed services, other halls and other zones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from ruled_hall import WHY, MakeRuled, close, info, refused, reopen, told_of
from small_hall import SmallHall, small_hall

from config.hall import (
    OtherHall,
    PlannedClosure,
)
from config.kinds import Name
from config.machines import Kiosk
from queue_server.contract import messages as m


def test_a_planned_closure_says_why_and_until_when(make_ruled: MakeRuled) -> None:
    closed = [PlannedClosure(from_date="2026-11-20", to_date="2026-11-24", why=WHY)]
    hall = make_ruled(services={"permit": {"closed": closed}})
    no = refused(hall, "permit")
    assert (no.code, no.reason) == ("service_closed", WHY.as_dict())
    assert no.facts == {"opens_at": "2026-11-24T20:00:00Z"}  # 25 November, 4:00 in Shanghai
    assert told_of(hall, "permit").taking.reason == WHY.as_dict()
    assert hall.issue().number == "A001"


def test_a_supervisor_closes_a_service_for_today_and_opens_it_again(
    make_ruled: MakeRuled, database_url: str
) -> None:
    hall = make_ruled(database_url)
    hall.sit("1")
    hall.issue()
    close(hall, why="停电")
    close(hall, why="系统故障")
    assert (refused(hall).code, refused(hall).reason) == ("service_closed", {"zh": "系统故障"})
    assert told_of(hall).taking.reason == {"zh": "系统故障"}
    assert hall.next("1").number == "A001", "who waits is still called"
    assert reopen(hall) is False
    assert hall.issue().number == "A002"
    close(hall)
    hall.now += timedelta(days=1)
    assert hall.issue().number == "A001"
    rows = hall.rows("SELECT kind, by, service FROM event WHERE by = 'lead' ORDER BY seq")
    closed, opened = "service_closed", "service_reopened"
    assert [row.kind for row in rows] == [closed, closed, opened, closed]
    assert {row.service for row in rows} == {"company"}


def test_two_servers_of_a_hall_both_know_what_is_closed(tmp_path: Path, postgres: Any) -> None:
    url = postgres.make_database("closed_twice")
    first, second = (SmallHall(small_hall(tmp_path, url=url)) for _ in range(2))
    try:
        close(first)
        assert refused(second).code == "service_closed"
        reopen(second)
        assert first.issue().number == "A001"
    finally:
        first.close()
        second.close()


def test_a_service_of_another_hall_is_shown_and_sent_there(make_ruled: MakeRuled) -> None:
    east = OtherHall(id="east", name=Name(zh="东厅", en="East hall"), where=Name(zh="东门", en="E"))
    hall = make_ruled(services={"fund": {"elsewhere": "east"}}, other_halls=[east])
    no = refused(hall, "fund")
    assert (no.code, no.facts) == ("wrong_hall", {"hall": "east"})
    seen = info(hall)
    assert seen.other_halls == [
        m.OtherHall(
            hall="east", name={"zh": "东厅", "en": "East hall"}, where={"zh": "东门", "en": "E"}
        )
    ]
    assert (told_of(hall, "fund").elsewhere, told_of(hall, "fund").taking.code) == (
        "east",
        "wrong_hall",
    )


def test_a_kiosk_of_certain_zones_names_the_zone_of_the_others(make_ruled: MakeRuled) -> None:
    kiosks = [Kiosk(id="k1", zone="z", zones=["y"]), Kiosk(id="k2", zone="z", zones=["z"])]
    hall = make_ruled(kiosks=kiosks)
    assert refused(hall, kiosk="k1").facts == {"zone": "z"}
    assert hall.issue(kiosk="k2").number == "A001"
    assert hall.issue().number == "A002"
