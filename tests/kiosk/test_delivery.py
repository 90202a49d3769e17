"""What a kiosk tells the server and leases from it, beside the visitors' way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.delivery import LONGEST_PAUSE_S, REST_S, Delivery
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract.client import Refused, ServerAway
from tests.kiosk.cut_off_kiosk import CutOff, a_hall


@pytest.fixture
def hall_info() -> m.HallInfo:
    return a_hall()


@pytest.fixture
def kiosk(tmp_path: Path, hall_info: m.HallInfo) -> CutOff:
    made = CutOff(tmp_path, hall_info)
    made.numbers.heard(hall_info)
    return made


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
