"""The whole hall: appointments are checked in by code and by card, too early and too late are told,
and a lost slip is printed once more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.surface import missing_packages
from queue_server.admin.demo_kiosk import Eye
from queue_server.contract.appointments import GivenAppointment, ImportAppointments
from queue_server.contract.client import QueueClient
from tests.hall.kiosk_at_hand import SLOW_S, eye_of, press, run_folder, sees
from tests.hall.running_hall import RunningHall, wait_until
from tests.hall.test_devices_of_a_hall import devices, supervisor
from tests.peers.emupos_tokenizer import printed_lines

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

NUMBER = "11010519491231002X"  # the textbook's specimen, on the bench's card of "elder"
PHONE = "13800138000"
HALF_AN_HOUR = timedelta(minutes=30)
TOO_LATE = timedelta(minutes=35)  # the demo hall keeps an appointment for 30
TOO_EARLY = timedelta(hours=2)
HOME = "请选择您要办理的业务"


def booked(reference: str, starts_at: datetime, **who: str) -> GivenAppointment:
    return GivenAppointment(
        reference=reference,
        service="real-estate",
        starts_at=starts_at,
        ends_at=starts_at + HALF_AN_HOUR,
        **who,
    )


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("checked-in")) as running:
        now = datetime.now(UTC).replace(microsecond=0)  # the hall has no other clock
        told = [
            booked("YY-NOW", now),
            booked("YY-EARLY", now + TOO_EARLY),
            booked("YY-CARD", now, id_number=NUMBER, phone=PHONE),
        ]
        zone = ZoneInfo("Asia/Shanghai")
        if (now - TOO_LATE).astimezone(zone).date() == now.astimezone(zone).date():
            told.append(booked("YY-LATE", now - TOO_LATE))
        token = (running.data / "secrets" / "tokens" / "booking").read_text("ascii").strip()
        platform = QueueClient(running.url, token)
        kept = platform.import_appointments(
            ImportAppointments(request_id=uuid4(), appointments=told)
        )
        platform.close()
        assert kept.refused == []
        token = supervisor(running)
        wait_until(lambda: devices_are_well(running, token), SLOW_S, "the kiosk's devices are well")
        yield running


def devices_are_well(hall: RunningHall, token: str) -> bool:
    told = devices(hall, token)
    wanted = [told.get(("kiosk-k1", device), {}) for device in ("printer", "scanner", "id_reader")]
    return all(device.get("state") == "ok" for device in wanted)


@pytest.fixture
def eye(hall: RunningHall) -> Eye:
    made = eye_of(hall)
    wait_until((run_folder(hall) / "kiosk-k1.sock").exists, SLOW_S, "the kiosk opens its eye")
    sees(made, HOME)
    return made


def hold(hall: RunningHall, code: str) -> None:
    hall.bench.do("scanner-k1", "hold", text=code)


def away(hall: RunningHall) -> None:
    hall.bench.do("scanner-k1", "away")


def slips(hall: RunningHall) -> list[str]:
    """What stands on each slip that came out, in their order."""
    printed = sorted(x["n"] for x in hall.bench.json("/api/printers/printer-k1/slips"))
    raw = (hall.bench.get(f"/api/printers/printer-k1/slips/{n}.bin") for n in printed)
    return ["\n".join(printed_lines(slip)) for slip in raw]


def rows(hall: RunningHall, question: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(f"file:{hall.data}/hall.db?mode=ro", uri=True)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def test_a_code_held_up_is_a_ticket_in_one_step(hall: RunningHall, eye: Eye) -> None:
    hold(hall, "YY-NOW")
    sees(eye, "E001", "预约优先")
    away(hall)
    wait_until(lambda: slips(hall), SLOW_S, "a slip comes out")
    assert "预约优先" in slips(hall)[0]


def test_too_early_is_told_from_when(hall: RunningHall, eye: Eye) -> None:
    hold(hall, "YY-EARLY")
    sees(eye, "还没到您的预约时间")
    away(hall)
    press(eye, "重新开始")
    sees(eye, HOME)


def test_too_late_is_an_ordinary_number_in_one_touch(hall: RunningHall, eye: Eye) -> None:
    if not rows(hall, "SELECT 1 FROM appointment WHERE reference = 'YY-LATE'"):
        pytest.skip("the day has just begun: nobody can be late yet")
    before = len(slips(hall))
    hold(hall, "YY-LATE")
    sees(eye, "您的预约时间已过")
    away(hall)
    press(eye, "取普通号排队")
    wait_until(lambda: len(slips(hall)) > before, SLOW_S, "a slip comes out")
    assert "预约优先" not in slips(hall)[-1]


def test_a_card_checks_in_and_prints_its_lost_slip_again(hall: RunningHall, eye: Eye) -> None:
    before = len(slips(hall))
    press(eye, "预约取号")
    sees(eye, "请出示您的预约", "您的信息怎样使用")
    hall.bench.do("id-card-k1", "lay", person="elder")
    wait_until(lambda: len(slips(hall)) > before, SLOW_S, "a slip comes out")
    hall.bench.do("id-card-k1", "remove")
    sees(eye, HOME)

    (number,) = rows(
        hall,
        "SELECT number FROM ticket WHERE person_hash IS NOT NULL AND source = 'appointment'",
    )
    press(eye, "60岁以上优先")
    sees(eye, "您的信息怎样使用")
    hall.bench.do("id-card-k1", "lay", person="elder")
    sees(eye, "您今天已经有号了", number[0])
    press(eye, "补打号票")
    wait_until(lambda: len(slips(hall)) > before + 1, SLOW_S, "the slip comes out again")
    hall.bench.do("id-card-k1", "remove")
    assert "补打" in slips(hall)[-1]
    assert number[0] in slips(hall)[-1]
    reprinted = "SELECT count(*) FROM event WHERE kind = 'ticket_reprinted'"
    assert rows(hall, reprinted) == [(1,)]
