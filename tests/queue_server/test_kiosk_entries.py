"""Numbers of a kiosk that was cut off come home: once each, in the order in which people came."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from small_hall import ALICE, NINE, SmallHall

from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.domain.errors import RuleBroken
from queue_server.kiosk_entries import KioskEntries
from queue_server.leases import lease
from queue_server.reports.day_query import read_day
from queue_server.reports.not_on_paper import not_on_paper

TODAY = date(2026, 11, 23)
BOOT = UUID(int=7)


class CutOffKiosk:
    """What kiosk k1 would do, without a kiosk: it leases, it gives, it sends when told to."""

    def __init__(self, hall: SmallHall, kiosk: str = "k1") -> None:
        self.hall = hall
        self.kiosk = kiosk
        self.outbox_id = uuid4()
        self.entries: list[o.Entry] = []
        self.oldest = 1

    def lease(self, *wanted: tuple[date, str], request_id: UUID | None = None) -> list[o.Band]:
        command = o.LeaseBands(
            request_id=request_id or uuid4(),
            kiosk=self.kiosk,
            outbox_id=self.outbox_id,
            wanted=[o.BandWanted(business_date=day, service=service) for day, service in wanted],
        )
        parts = self.hall.parts
        answer = parts.commands.once(
            "lease", command, lambda tx, now: lease(parts.queue, tx, command, "kiosk-k1", now)
        )
        return msgspec.json.decode(answer, type=o.Bands).bands

    def note(self, what: o.Happening, at: datetime | None = None) -> o.Entry:
        at = at or self.hall.now
        entry = o.Entry(
            sequence=len(self.entries) + 1,
            at=at,
            boot_id=BOOT,
            mono_s=(at - NINE).total_seconds(),
            what=what,
        )
        self.entries.append(entry)
        return entry

    def give(self, band: o.Band, sequence: int = 0, **told: Any) -> o.IssuedOffline:
        given = o.IssuedOffline(
            ticket_id=uuid4(),
            request_id=told.pop("request_id", None) or uuid4(),
            band_id=told.pop("band_id", band.band_id),
            business_date=band.business_date,
            service=band.service,
            sequence=sequence or band.first,
            **told,
        )
        self.note(given)
        return given

    def send(self, *entries: o.Entry) -> o.EntriesTaken:
        now = self.hall.now
        message = o.SendEntries(
            kiosk=self.kiosk,
            outbox_id=self.outbox_id,
            sent_at=now,
            boot_id=BOOT,
            mono_s=(now - NINE).total_seconds(),
            oldest=self.oldest,
            entries=list(entries or self.entries),
        )
        parts = self.hall.parts
        return KioskEntries(parts.queue, parts.store, parts.clock).take(message, "kiosk-k1")


def told(hall: SmallHall, kind: str) -> dict[str, Any]:
    """The data of the last event of this kind."""
    rows = hall.rows(f"SELECT data FROM event WHERE kind = '{kind}' ORDER BY seq")  # noqa: S608
    found: dict[str, Any] = json.loads(rows[-1][0])
    return found


@pytest.fixture
def kiosk(hall: SmallHall) -> CutOffKiosk:
    return CutOffKiosk(hall)


@pytest.fixture
def band(kiosk: CutOffKiosk) -> o.Band:
    return kiosk.lease((TODAY, "company"))[0]


def test_a_band_is_of_another_range_than_the_hall_s_own_numbers(
    hall: SmallHall, band: o.Band
) -> None:
    assert (band.prefix, band.first, band.last) == ("AX", 1, 100)
    assert hall.issue("company").number == "A001"


def test_two_kiosks_never_get_the_same_numbers(hall: SmallHall, band: o.Band) -> None:
    other = CutOffKiosk(hall, "k2").lease((TODAY, "company"), (TODAY, "permit"))
    assert [(b.prefix, b.first) for b in other] == [("AX", 101), ("BX", 1)]


def test_a_lease_that_was_answered_unheard_is_the_same_lease(kiosk: CutOffKiosk) -> None:
    request_id = uuid4()
    once = kiosk.lease((TODAY, "company"), request_id=request_id)
    assert kiosk.lease((TODAY, "company"), request_id=request_id) == once


def test_what_the_hall_does_not_have_is_not_leased(kiosk: CutOffKiosk) -> None:
    yesterday, far = TODAY - timedelta(days=1), TODAY + timedelta(days=99)
    assert kiosk.lease((TODAY, "gone"), (yesterday, "company"), (far, "company")) == []


def test_a_visitor_with_an_offline_number_is_called_in_the_order_in_which_they_came(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    first = hall.issue("company")
    hall.later(60)
    given = kiosk.give(band)
    hall.later(60)
    last = hall.issue("company")
    hall.later(600)
    assert kiosk.send() == o.EntriesTaken(received=1)
    ticket = hall.ticket(given.ticket_id)
    assert (ticket.number, ticket.ahead) == ("AX001", 1)
    called = []
    for _ in range(3):
        hall.later(60)
        called.append(hall.next("1").number)
    assert called == [first.number, "AX001", last.number]


def test_a_clerk_calls_it_by_its_label_or_by_its_digits(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    kiosk.give(band)
    kiosk.give(band, 2)
    kiosk.send()
    assert hall.call("ax1", "1").number == "AX001"
    assert hall.call("2", "2").number == "AX002"


def test_entries_count_once_however_often_they_are_sent(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    kiosk.give(band, 1)
    kiosk.give(band, 2)
    for _ in range(3):
        assert kiosk.send() == o.EntriesTaken(received=2)
    assert kiosk.send(kiosk.entries[0]) == o.EntriesTaken(received=2)
    assert hall.rows("SELECT number FROM ticket ORDER BY number") == [("AX001",), ("AX002",)]


def test_a_gap_is_waited_for(hall: SmallHall, kiosk: CutOffKiosk, band: o.Band) -> None:
    for sequence in (1, 2, 3):
        kiosk.give(band, sequence)
    assert kiosk.send(kiosk.entries[0], kiosk.entries[2]) == o.EntriesTaken(received=1)
    assert kiosk.send(*kiosk.entries[::-1]) == o.EntriesTaken(received=3)


def test_what_the_kiosk_has_no_more_is_told_and_not_waited_for(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    for sequence in (1, 2, 3):
        kiosk.give(band, sequence)
    kiosk.oldest = 3
    assert kiosk.send(kiosk.entries[2]) == o.EntriesTaken(received=3)
    assert hall.rows("SELECT sequence, code, detail FROM parked_entry") == [
        (2, "entries_lost", "2 entries")
    ]
    assert hall.rows("SELECT count(*) FROM event WHERE kind = 'entry_parked'") == [(1,)]


POISON: dict[str, Any] = {
    "wrong_band": lambda k, b: k.give(b, b.last + 1),
    "number_taken": lambda k, b: k.give(b, b.first),
    "unknown_ticket": lambda k, b: k.note(o.SlipPrinted(ticket_id=uuid4())),
    "unknown_service": lambda k, b: k.note(
        o.IssuedOffline(
            ticket_id=uuid4(),
            request_id=uuid4(),
            band_id=b.band_id,
            business_date=TODAY,
            service="gone",
            sequence=5,
        )
    ),
    "fault": lambda k, b: k.note(
        o.IssuedOffline(
            ticket_id=uuid4(),
            request_id=uuid4(),
            band_id=b.band_id,
            business_date=date.min,
            service="company",
            sequence=5,
        )
    ),
}


@pytest.mark.parametrize("code", POISON)
def test_what_can_not_be_taken_in_is_parked_and_the_next_goes_on(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band, code: str
) -> None:
    kiosk.give(band, 1)
    POISON[code](kiosk, band)
    kiosk.give(band, 2)
    answer = kiosk.send()
    assert answer.received == 3
    assert [(p.sequence, p.code) for p in answer.parked] == [(2, code)]
    assert hall.rows("SELECT number FROM ticket ORDER BY number") == [("AX001",), ("AX002",)]
    assert hall.rows("SELECT sequence, code FROM parked_entry") == [(2, code)]
    assert kiosk.send() == o.EntriesTaken(received=3)


def test_another_kiosk_s_band_is_not_given_from(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    thief = CutOffKiosk(hall, "k2")
    thief.give(band)
    assert [p.code for p in thief.send().parked] == ["wrong_band"]


def test_an_order_that_was_answered_unheard_is_superseded(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    request_id = uuid4()
    unheard = hall.issue("company", request_id, person=ALICE)
    given = kiosk.give(band, request_id=request_id, person=ALICE)
    kiosk.send()
    assert hall.ticket(unheard.ticket_id).state is m.TicketState.ABANDONED
    assert hall.ticket(given.ticket_id).state is m.TicketState.WAITING
    assert hall.ticket(given.ticket_id).ahead == 0
    assert told(hall, "ticket_superseded") == {"number": "A001", "by_number": "AX001"}
    assert told(hall, "ticket_issued")["instead_of"] == "A001"
    assert "broke" not in told(hall, "ticket_issued")


def test_a_number_that_nobody_heard_of_is_not_counted_as_given(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    request_id = uuid4()
    hall.issue("company", request_id)
    kiosk.give(band, request_id=request_id)
    kiosk.send()
    given_up = hall.issue("company")
    hall.press("abandon", "1", given_up.number)
    with hall.parts.store.reading() as connection:
        day = read_day(connection, "h", TODAY)
    assert len(day.tickets) == 2
    assert len(day.abandonments) == 1


def test_an_unheard_number_that_was_called_stays_as_it_is(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    request_id = uuid4()
    unheard = hall.issue("company", request_id)
    hall.next("1")
    kiosk.give(band, request_id=request_id)
    kiosk.send()
    assert hall.ticket(unheard.ticket_id).state is m.TicketState.CALLED


def test_an_old_order_that_comes_after_the_offline_number_gives_no_second_one(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    request_id = uuid4()
    kiosk.give(band, request_id=request_id)
    kiosk.send()
    with pytest.raises(RuleBroken, match="request_id_reused"):
        hall.issue("company", request_id)
    assert hall.rows("SELECT count(*) FROM ticket") == [(1,)]


def test_a_rule_that_was_broken_unknowingly_is_flagged_and_the_number_stays(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    hall.issue("company", person=ALICE)
    given = kiosk.give(band, person=ALICE)
    kiosk.send()
    assert hall.ticket(given.ticket_id).state is m.TicketState.WAITING
    assert told(hall, "ticket_issued")["broke"] == "already_waiting"


def test_a_number_of_a_day_that_is_over_comes_in_expired(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    given = kiosk.give(band)
    hall.later(24 * 3600)
    hall.parts.commands.close_earlier_days()
    kiosk.send()
    ticket = hall.ticket(given.ticket_id)
    assert (ticket.state, ticket.business_date) == (m.TicketState.EXPIRED, TODAY)
    assert ticket.issued_at == NINE


def test_a_number_that_was_given_is_not_leased_again_after_an_old_backup(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    """The restored server knows neither the band nor that its numbers are gone."""
    given = kiosk.give(band, 7, band_id=uuid4())
    with hall.parts.store._write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE counter SET sequence = 0")
    kiosk.send()
    assert hall.ticket(given.ticket_id).number == "AX007"
    assert kiosk.lease((TODAY, "company"))[0].first == 8


def test_what_became_of_a_slip_is_known_of_the_ticket(hall: SmallHall, kiosk: CutOffKiosk) -> None:
    ticket = hall.issue("company")
    for what, state in (
        (o.SlipFailed(ticket_id=ticket.ticket_id, cause="paper_out"), "failed"),
        (o.SlipUnknown(ticket_id=ticket.ticket_id, reprint=True), "unknown"),
        (o.SlipPrinted(ticket_id=ticket.ticket_id, reprint=True), "printed"),
        (o.SlipUnknown(ticket_id=ticket.ticket_id, reprint=True), "printed"),
    ):
        kiosk.note(what)
        kiosk.send()
        assert hall.rows("SELECT print_state FROM ticket") == [(state,)]
    kinds = hall.rows("SELECT kind FROM event WHERE kind LIKE 'ticket_print%' ORDER BY seq")
    assert [kind for (kind,) in kinds] == [
        "ticket_print_failed",
        "ticket_print_unknown",
        "ticket_printed",
        "ticket_print_unknown",
    ]


def test_the_supervisor_sees_who_may_have_no_slip(hall: SmallHall, kiosk: CutOffKiosk) -> None:
    states = ("printed", "print_unknown", "print_failed")
    for state in states:
        ticket = hall.issue("company", kiosk="k1")
        told = {"cause": "paper_out"} if state == "print_failed" else {}
        what = {"kind": state, "ticket_id": str(ticket.ticket_id), **told}
        kiosk.note(msgspec.convert(what, o.Happening))
        kiosk.send()
        assert hall.ticket(ticket.ticket_id).print_state == state.removeprefix("print_")
        hall.later(60)
    assert unprinted(hall) == [("A003", "k1", "failed"), ("A002", "k1", "unknown")]
    hall.next("1")
    hall.later(60)
    hall.next("1")
    hall.press("finish")
    assert unprinted(hall) == [("A003", "k1", "failed")]


def unprinted(hall: SmallHall) -> list[tuple[str, str | None, str]]:
    with hall.parts.store.reading() as connection:
        found = not_on_paper(connection, "h", TODAY)
    return [(one.number, one.kiosk, one.print_state) for one in found]


def test_two_senders_of_one_outbox_count_once(
    hall: SmallHall, kiosk: CutOffKiosk, band: o.Band
) -> None:
    for sequence in range(1, 31):
        kiosk.give(band, sequence)
    with ThreadPoolExecutor(4) as senders:
        answers = list(senders.map(lambda _: kiosk.send(), range(4)))
    assert {answer.received for answer in answers} == {30}
    assert hall.rows("SELECT count(*), count(DISTINCT number) FROM ticket") == [(30, 30)]
    assert hall.rows("SELECT count(*) FROM parked_entry") == [(0,)]


def test_what_staff_did_at_a_kiosk_is_in_the_hall_s_log(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    kiosk.note(o.StaffActed(account="s1", act="paper_changed"))
    kiosk.send()
    assert told(hall, "kiosk_staff_acted") == {
        "kiosk": "k1",
        "account": "s1",
        "act": "paper_changed",
        "detail": "",
    }
