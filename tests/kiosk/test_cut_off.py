"""A kiosk that is cut off: which numbers it gives, to whom, and when it gives none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from config.hall import OfflineSettings
from kiosk.clocks import Clocks
from kiosk.delivery import LONGEST_PAUSE_S, REST_S, Delivery
from kiosk.hall_time import Heard, business_date, time_now
from kiosk.ledger import Ledger
from kiosk.offline_numbers import Day, NoNumber, OfflineNumbers
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract.client import Refused, ServerAway

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
TODAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)
A_MINUTE_BEFORE = NINE - timedelta(minutes=1)
BOOT, NEXT_BOOT = UUID(int=1), UUID(int=2)
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


class CutOff:
    """A kiosk without screens; its clocks are in the test's hand."""

    def __init__(self, folder: Path, hall: m.HallInfo) -> None:
        self.now, self.mono_s, self.boot_id = NINE, 100.0, BOOT
        self.folder = folder
        self.hall = hall
        self.wire(folder / "kiosk.db")

    def wire(self, path: Path) -> None:
        clocks = Clocks(now=lambda: self.now, mono_s=lambda: self.mono_s, boot_id=self.boot_id)
        self.ledger = Ledger(path, clocks)
        self.numbers = OfflineNumbers(
            self.ledger,
            OfflineSettings(numbers_per_service=4, days=2),
            Day(time_zone="Asia/Shanghai", day_starts="04:00"),
            lambda: self.hall,
            uuid4,
        )

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        self.mono_s += span.total_seconds()

    def power_cut(self) -> None:
        """What was on disk is there; nothing else is."""
        left = self.folder / str(uuid4())
        left.mkdir()
        for file in self.folder.glob("kiosk.db*"):
            shutil.copy(file, left)
        self.folder, self.boot_id, self.mono_s = left, uuid4(), 3.0
        self.wire(left / "kiosk.db")

    def lease(self, first: int = 1, *, day: date = TODAY, epoch: int = 1, size: int = 4) -> o.Band:
        band = o.Band(
            band_id=uuid4(),
            business_date=day,
            service="real-estate",
            prefix="EX",
            first=first,
            last=first + size - 1,
        )
        self.numbers.keep(o.Bands(epoch=epoch, bands=[band]))
        return band

    def give(self, **told: object) -> m.Ticket:
        told.setdefault("request_id", uuid4())
        return self.numbers.give(Order(service="real-estate", **told))  # type: ignore[arg-type]


@pytest.fixture
def kiosk(tmp_path: Path, hall_info: m.HallInfo) -> CutOff:
    made = CutOff(tmp_path, hall_info)
    made.numbers.heard(hall_info)
    return made


@pytest.fixture
def hall_info() -> m.HallInfo:
    def service(service: str, prefix: str) -> m.ServiceInfo:
        return m.ServiceInfo(
            service=service,
            name={"zh": service},
            prefix=prefix,
            zone="f1",
            group="g",
            waiting=7,
            windows=["1", "2"],
            open_windows=["1"],
        )

    return m.HallInfo(
        hall="h",
        name={"zh": "厅"},
        business_date=TODAY,
        time_zone="Asia/Shanghai",
        missed_policy="void",
        missed_notice={},
        complaint_phone="",
        groups=[],
        zones=[],
        services=[service("real-estate", "E"), service("fund", "N")],
        public_url="https://hall.example",
    )


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


def test_one_telephone_gets_one_number_for_a_service(kiosk: CutOff) -> None:
    kiosk.lease()
    ticket = kiosk.give(phone_hash="b" * 64)
    again = Order(request_id=uuid4(), service="real-estate", phone_hash="b" * 64)
    assert kiosk.numbers.held(again) == ticket


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


# --- the delivery --------------------------------------------------------------------------------


class FakeServer:
    def __init__(self) -> None:
        self.trouble: Exception | None = None
        self.leases: list[o.LeaseBands] = []
        self.messages: list[o.SendEntries] = []
        self.received = 0

    def lease(self, command: o.LeaseBands) -> o.Bands:
        self.leases.append(command)
        if self.trouble:
            raise self.trouble
        return o.Bands(
            epoch=1,
            bands=[
                o.Band(
                    band_id=uuid4(),
                    business_date=w.business_date,
                    service=w.service,
                    prefix="EX",
                    first=1,
                    last=4,
                )
                for w in command.wanted
                if w.service == "real-estate"
            ],
        )

    def send_entries(self, message: o.SendEntries) -> o.EntriesTaken:
        self.messages.append(message)
        if self.trouble:
            raise self.trouble
        self.received = message.entries[-1].sequence
        return o.EntriesTaken(received=self.received)


class Sent:
    def __init__(self, kiosk: CutOff) -> None:
        self.kiosk = kiosk
        self.server = FakeServer()
        self.said: list[str] = []
        self.chance = 0.5
        self.delivery = Delivery(
            self.server,
            "k1",
            kiosk.ledger,
            kiosk.numbers,
            self.said.append,
            lambda: self.chance,
            uuid4,
        )

    def heard(self, *services: str) -> None:
        self.delivery.heard(self.kiosk.hall, list(services or ("real-estate",)))

    def look(self) -> float:
        pause_s = self.delivery.look()
        self.kiosk.pass_by(timedelta(seconds=pause_s))
        return pause_s


@pytest.fixture
def sent(kiosk: CutOff) -> Sent:
    return Sent(kiosk)


def test_numbers_are_leased_as_soon_as_the_server_is_heard(sent: Sent) -> None:
    sent.heard()
    sent.look()
    sent.look()
    assert [len(lease.wanted) for lease in sent.server.leases] == [3]
    assert sent.kiosk.give().number == "EX001"
    assert sent.said[-1] == ""


def test_what_the_server_does_not_give_is_not_asked_for_at_every_look(sent: Sent) -> None:
    sent.heard("real-estate", "fund")
    for _ in range(5):
        sent.look()
    assert len(sent.server.leases) == 1


def test_a_lease_without_an_answer_is_asked_for_by_the_same_id(sent: Sent) -> None:
    sent.server.trouble = ServerAway("cut")
    sent.heard()
    for _ in range(4):
        sent.look()
    assert len(sent.server.leases) >= 2
    assert len({lease.request_id for lease in sent.server.leases}) == 1


def test_the_server_is_tried_at_longer_and_longer_times(sent: Sent) -> None:
    sent.kiosk.ledger.append(o.StaffActed(account="s", act="log_in"))
    sent.server.trouble = ServerAway("cut")
    sent.heard()
    sent.look()
    pauses = [sent.look() for _ in range(9)]
    assert pauses[:4] == [2.0, 4.0, 8.0, 16.0]
    assert pauses[-1] == LONGEST_PAUSE_S
    sent.chance = 0.0
    assert sent.look() == LONGEST_PAUSE_S / 2  # a hall's kiosks do not knock all at once


def test_when_the_server_is_back_the_outbox_is_sent_within_seconds(sent: Sent) -> None:
    sent.kiosk.ledger.append(o.StaffActed(account="s", act="log_in"))
    sent.server.trouble = ServerAway("cut")
    sent.heard()
    for _ in range(9):
        sent.look()
    sent.delivery.heard(None, [])
    sent.server.trouble = None
    sent.heard()
    assert sent.look() <= 3.0
    assert sent.look() == REST_S
    assert sent.server.received == 1
    assert sent.kiosk.ledger.unsent() == []


def test_a_long_outbox_goes_in_parts_without_a_pause(sent: Sent) -> None:
    for _ in range(120):
        sent.kiosk.ledger.append(o.StaffActed(account="s", act="log_in"))
    sent.heard()
    sent.look()
    assert [sent.look() for _ in range(3)] == [0.0, 0.0, REST_S]
    assert [len(message.entries) for message in sent.server.messages] == [50, 50, 20]
    assert {message.oldest for message in sent.server.messages} == {1}


def test_a_server_that_takes_no_word_is_told_to_staff(sent: Sent) -> None:
    sent.kiosk.ledger.append(o.StaffActed(account="s", act="log_in"))
    sent.server.trouble = Refused(403, "forbidden", "no")
    sent.heard()
    sent.look()
    sent.look()
    assert sent.said[-1] == "entries_refused"


def test_a_clock_that_can_not_be_believed_is_told_to_staff(
    tmp_path: Path, hall_info: m.HallInfo
) -> None:
    sent = Sent(CutOff(tmp_path, hall_info))
    sent.kiosk.now += timedelta(days=400)
    sent.heard()
    sent.look()
    sent.look()
    assert sent.said[-1] == "clock_implausible"


def test_staff_are_told_the_fewest_numbers_that_are_left_of_any_service(kiosk: CutOff) -> None:
    kiosk.lease()
    kiosk.lease(day=TODAY + timedelta(days=1))
    assert kiosk.numbers.fewest(["real-estate"]) == 4
    assert kiosk.numbers.fewest(["real-estate", "civil-affairs"]) == 0
    kiosk.numbers.give(Order(request_id=uuid4(), service="real-estate"))
    assert kiosk.numbers.fewest(["real-estate"]) == 3
