"""A kiosk that is cut off: which numbers it gives, to whom, and when it gives none."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.hall_time import Heard, business_date, time_now
from kiosk.offline_numbers import NoNumber
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract.slip_code import code_of
from tests.kiosk.cut_off_kiosk import BOOT, NEXT_BOOT, NINE, TODAY, CutOff, a_hall

HOUR = timedelta(hours=1)
A_MINUTE_BEFORE = NINE - timedelta(minutes=1)
ZONE = ZoneInfo("Asia/Shanghai")
HEARD = Heard(at=NINE, boot_id=BOOT, mono_s=50.0, business_date=TODAY)
WANG = m.Person(hash="a" * 64, masked_name="王*")

# (what, the kiosk's clock, its boot, its seconds) -> the time, if it can be known
TIMES = [
    ("goes on", NINE + HOUR, BOOT, 3650.0, NINE + HOUR),
    ("was set ten years ahead meanwhile", NINE + timedelta(3650), BOOT, 3650.0, NINE + HOUR),
    ("restarted", NINE + HOUR, NEXT_BOOT, 7.0, NINE + HOUR),
    ("restarted, a minute back", A_MINUTE_BEFORE, NEXT_BOOT, 7.0, A_MINUTE_BEFORE),
    ("woke up in 1970", datetime.fromtimestamp(60, UTC), NEXT_BOOT, 7.0, None),
    ("woke up in a far year", NINE + timedelta(days=3650), NEXT_BOOT, 7.0, None),
]


@pytest.mark.parametrize(("what", "at", "boot_id", "mono_s", "time"), TIMES)
def test_the_time_is_known_as_far_as_the_clock_can_be_believed(
    what: str, at: datetime, boot_id: UUID, mono_s: float, time: datetime | None
) -> None:
    assert time_now(HEARD, at, boot_id, mono_s) == time, what


def test_a_kiosk_that_never_heard_the_server_knows_no_time() -> None:
    assert time_now(None, NINE, BOOT, 60.0) is None


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 22, 19, 59, tzinfo=UTC), date(2026, 11, 22)),  # 3:59 in Shanghai
        (datetime(2026, 11, 22, 20, 0, tzinfo=UTC), TODAY),
    ],
)
def test_the_business_day_begins_at_its_own_hour(at: datetime, day: date) -> None:
    assert business_date(at, ZONE, "04:00") == day


@pytest.fixture
def hall_info() -> m.HallInfo:
    return a_hall()


@pytest.fixture
def kiosk(tmp_path: Path, hall_info: m.HallInfo) -> CutOff:
    made = CutOff(tmp_path, hall_info)
    made.numbers.heard(hall_info)
    return made


def test_numbers_of_a_band_are_given_in_order_and_told_to_nobody_else(kiosk: CutOff) -> None:
    band = kiosk.lease(first=7)
    kiosk.pass_by(timedelta(minutes=5))
    tickets = [kiosk.give() for _ in range(3)]
    assert [t.number for t in tickets] == ["EX007", "EX008", "EX009"]
    ticket = tickets[0]
    assert (ticket.ahead, ticket.zone, ticket.windows) == (None, "f1", ["1", "2"])
    assert (ticket.issued_at, ticket.business_date) == (kiosk.now, TODAY)
    assert ticket.link == f"https://hall.example/t/{ticket.ticket_id}"
    entry = kiosk.ledger.unsent()[0]
    assert isinstance(entry.what, o.IssuedOffline)
    assert (entry.sequence, entry.what.band_id, entry.what.sequence) == (1, band.band_id, 7)


def test_a_slip_of_a_kiosk_that_is_cut_off_rates_as_any_other(
    kiosk: CutOff, hall_info: m.HallInfo
) -> None:
    band = kiosk.lease()
    key = b"k" * 32
    kiosk.numbers.keep(o.Bands(epoch=1, bands=[band], slip_key=key.hex()))
    ticket = kiosk.give()
    code = code_of(key, hall_info.hall, ticket.ticket_id)
    assert ticket.link == f"https://hall.example/t/{ticket.ticket_id}?c={code}"
    assert kiosk.numbers.taken(ticket.ticket_id) == ticket


def test_the_same_order_gets_the_same_number_also_after_a_power_cut(kiosk: CutOff) -> None:
    kiosk.lease()
    request_id = uuid4()
    ticket = kiosk.give(request_id=request_id)
    assert kiosk.give(request_id=request_id) == ticket
    kiosk.power_cut()
    assert kiosk.numbers.given(request_id) == ticket
    assert kiosk.give(request_id=request_id) == ticket
    assert kiosk.give().number == "EX002"
    assert [e.sequence for e in kiosk.ledger.unsent()] == [1, 2]


def test_a_band_that_is_used_up_gives_no_more(kiosk: CutOff) -> None:
    kiosk.lease(size=2)
    kiosk.give()
    kiosk.give()
    with pytest.raises(NoNumber, match="no_numbers_left"):
        kiosk.give()
    assert len(kiosk.ledger.unsent()) == 2
    assert not kiosk.numbers.ready()


def test_the_older_band_is_used_first(kiosk: CutOff) -> None:
    kiosk.lease(first=9)
    kiosk.lease(first=5, size=1)
    assert [kiosk.give().number for _ in range(2)] == ["EX005", "EX009"]


def test_tomorrow_s_numbers_are_not_given_today(kiosk: CutOff) -> None:
    kiosk.lease(day=TODAY + timedelta(days=1))
    with pytest.raises(NoNumber, match="no_numbers_left"):
        kiosk.give()
    kiosk.pass_by(timedelta(days=1))
    assert kiosk.give().business_date == TODAY + timedelta(days=1)


def test_a_kiosk_that_wakes_up_in_1970_gives_no_number(kiosk: CutOff) -> None:
    kiosk.lease()
    kiosk.power_cut()
    kiosk.now = datetime.fromtimestamp(60, UTC)
    with pytest.raises(NoNumber, match="clock_implausible"):
        kiosk.give()


def test_a_clock_that_disagrees_with_the_server_is_not_believed_later(
    tmp_path: Path, hall_info: m.HallInfo
) -> None:
    kiosk = CutOff(tmp_path, hall_info)
    kiosk.now = NINE + timedelta(days=400)
    kiosk.numbers.heard(hall_info)
    assert kiosk.numbers.today() is None


def test_one_person_gets_one_number_for_a_service_until_the_server_knows(kiosk: CutOff) -> None:
    kiosk.lease()
    ticket = kiosk.give(person=WANG)
    again = Order(request_id=uuid4(), service="real-estate", person=WANG)
    assert kiosk.numbers.held(again) == ticket
    assert kiosk.numbers.held(replace(again, service="fund")) is None
    assert kiosk.numbers.held(replace(again, person=None)) is None
    kiosk.ledger.confirm(1, [])
    assert kiosk.numbers.held(again) is None


def test_a_number_given_here_can_be_printed_again_without_the_server(kiosk: CutOff) -> None:
    kiosk.lease()
    ticket = kiosk.give(person=WANG)
    kiosk.power_cut()
    assert kiosk.numbers.taken(ticket.ticket_id) == ticket
    assert kiosk.numbers.taken(uuid4()) is None
    assert len(kiosk.ledger.unsent()) == 1  # no second number, and nothing to tell of it yet


def test_one_telephone_gets_one_number_for_a_service(kiosk: CutOff) -> None:
    kiosk.lease()
    ticket = kiosk.give(phone_hash="b" * 64)
    again = Order(request_id=uuid4(), service="real-estate", phone_hash="b" * 64)
    assert kiosk.numbers.held(again) == ticket


def test_whose_an_offline_number_was_is_soon_on_no_page_of_the_disk(
    tmp_path: Path, hall_info: m.HallInfo
) -> None:
    """Also not of one that the server put aside; some builds of SQLite wipe nothing unasked."""

    def careless(path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=0, isolation_level=None)
        db.execute("PRAGMA secure_delete = OFF").fetchone()
        return db

    kiosk = CutOff(tmp_path, hall_info)
    kiosk.ledger.file._connect = careless
    kiosk.numbers.heard(hall_info)
    kiosk.lease()
    kiosk.give(person=WANG)
    kiosk.give(phone_hash="b" * 64)
    kiosk.ledger.confirm(2, [o.ParkedEntry(sequence=2, code="number_taken", detail="")])
    kiosk.pass_by(timedelta(days=2))
    kiosk.ledger.confirm(2, [])
    kiosk.lease(day=TODAY + timedelta(days=2))
    kiosk.ledger.close()
    left = b"".join(file.read_bytes() for file in kiosk.folder.glob("kiosk.db*"))
    assert b"number_taken" in left
    for whose in (WANG.hash, WANG.masked_name, "b" * 64):
        assert whose.encode() not in left


def test_numbers_are_wanted_for_today_and_the_days_alone_when_half_are_gone(kiosk: CutOff) -> None:
    days = [TODAY + timedelta(days=n) for n in range(3)]
    wanted = kiosk.numbers.wanted(["real-estate"])
    assert [w.business_date for w in wanted] == days
    for day in days:
        kiosk.lease(day=day)
    assert kiosk.numbers.wanted(["real-estate"]) == []
    kiosk.give()
    kiosk.give()
    assert kiosk.numbers.wanted(["real-estate"]) == []
    kiosk.give()
    assert [w.business_date for w in kiosk.numbers.wanted(["real-estate"])] == [TODAY]


def test_bands_of_a_server_that_was_restored_are_given_up(kiosk: CutOff) -> None:
    kiosk.lease(epoch=1)
    kiosk.lease(first=50, epoch=2)
    assert kiosk.give().number == "EX050"


def test_bands_are_given_up_as_soon_as_the_hall_tells_of_another_epoch(
    kiosk: CutOff, hall_info: m.HallInfo
) -> None:
    kiosk.lease(epoch=1)
    for epoch, ready in ((0, True), (1, True), (2, False)):  # 0: of a server that tells none
        kiosk.numbers.heard(msgspec.structs.replace(hall_info, epoch=epoch))
        assert kiosk.numbers.ready() is ready


def test_what_was_given_here_is_not_given_again_by_a_restored_server(kiosk: CutOff) -> None:
    kiosk.lease(first=1, epoch=1)
    assert [kiosk.give().number for _ in range(3)] == ["EX001", "EX002", "EX003"]
    kiosk.lease(first=2, epoch=2)
    assert [kiosk.give().number for _ in range(2)] == ["EX004", "EX005"]


def test_staff_are_told_the_fewest_numbers_that_are_left_of_any_service(kiosk: CutOff) -> None:
    kiosk.lease()
    kiosk.lease(day=TODAY + timedelta(days=1))
    assert kiosk.numbers.fewest(["real-estate"]) == 4
    assert kiosk.numbers.fewest(["real-estate", "civil-affairs"]) == 0
    kiosk.numbers.give(Order(request_id=uuid4(), service="real-estate"))
    assert kiosk.numbers.fewest(["real-estate"]) == 3
