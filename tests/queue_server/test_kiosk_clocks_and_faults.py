"""A kiosk that was cut off and is not quite right: its clock is ahead, or what it says fits no
column. Its other visitors, and the hall's, come to no harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from booking_platform import WANG, WANG_NUMBER, BookingPlatform, appointment, with_slots
from small_hall import ALICE, NINE, SmallHall, small_hall
from test_kiosk_entries import TODAY, CutOffKiosk, told

from config.machines import Kiosk
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.storage.changes import Changes
from queue_server.web.kiosk_cards import cards
from queue_server.web.kiosks import kiosks_now

TOMORROW = TODAY + timedelta(days=1)
NUL = m.Person(hash="b" * 64, masked_name="\0")  # PostgreSQL takes no such text


@pytest.fixture
def kiosk(hall: SmallHall) -> CutOffKiosk:
    return CutOffKiosk(hall)


def test_who_got_a_number_of_tomorrow_from_a_clock_that_is_ahead_is_called_today(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    given = kiosk.give(kiosk.lease((TOMORROW, "company"))[0])
    hall.later(60)
    assert kiosk.send() == o.EntriesTaken(received=1)
    ticket = hall.ticket(given.ticket_id)
    assert (ticket.business_date, ticket.issued_at) == (TODAY, NINE)
    assert told(hall, "ticket_issued")["dated"] == "2026-11-24"
    assert hall.next("1").number == "AX001"


def test_of_a_number_that_is_given_of_both_days_the_second_is_put_aside(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    for day in (TODAY, TOMORROW):
        kiosk.give(kiosk.lease((day, "company"))[0])
    assert [parked.code for parked in kiosk.send().parked] == ["number_taken"]
    assert hall.view("1").waiting == 1


@pytest.mark.parametrize(
    "what", [o.StaffActed(account="s1", act="log_in"), o.SlipPrinted(ticket_id=UUID(int=1))]
)
def test_the_first_word_of_a_kiosk_whose_clock_was_ahead_is_of_this_year(
    hall: SmallHall, kiosk: CutOffKiosk, what: o.Happening
) -> None:
    ticket = hall.issue("company")
    if isinstance(what, o.SlipPrinted):
        what = o.SlipPrinted(ticket_id=ticket.ticket_id)
    ahead = datetime(2099, 1, 1, tzinfo=UTC)
    kiosk.entries.append(o.Entry(sequence=1, at=ahead, boot_id=uuid4(), mono_s=5.0, what=what))
    assert kiosk.send() == o.EntriesTaken(received=1)
    (row,) = hall.rows("SELECT last_at FROM outbox")
    at = datetime.fromtimestamp(row.last_at / 1e6, UTC)
    assert NINE - timedelta(days=40) < at < NINE


def test_a_number_that_no_clerk_could_type_is_put_aside(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    kiosk.give(kiosk.lease((TODAY, "company"))[0], 10**6, band_id=uuid4())
    assert [parked.code for parked in kiosk.send().parked] == ["wrong_band"]
    assert hall.rows("SELECT * FROM ticket") == []


def test_what_is_put_aside_says_nothing_of_the_person(hall: SmallHall, kiosk: CutOffKiosk) -> None:
    band = kiosk.lease((TODAY, "company"))[0]
    for _ in range(2):
        kiosk.give(band, person=ALICE, phone_hash="b" * 64)
    kiosk.send()
    (row,) = hall.rows("SELECT code, entry FROM parked_entry")
    assert row.code == "number_taken"
    for secret in (ALICE.hash, ALICE.masked_name, "b" * 64):
        assert secret not in row.entry


def test_what_fits_no_column_is_put_aside_and_the_next_goes_on(
    database_url: str, make_hall: Callable[..., SmallHall]
) -> None:
    hall = make_hall(url=database_url)
    kiosk = CutOffKiosk(hall)
    band = kiosk.lease((TODAY, "company"))[0]
    kiosk.give(band, 1, person=NUL)
    kiosk.give(band, 2)
    answer = kiosk.send()
    assert answer.received == 2
    is_sqlite = database_url.startswith("sqlite")
    assert [parked.code for parked in answer.parked] == ([] if is_sqlite else ["fault"])
    assert "AX002" in {row.number for row in hall.rows("SELECT number FROM ticket")}


@pytest.mark.parametrize(("language", "mark"), [("zh", "请人工安排"), ("en", "look after")])
def test_supervisors_see_today_what_was_put_aside(tmp_path: Path, language: str, mark: str) -> None:
    hall = SmallHall(replace(small_hall(tmp_path), kiosks=[Kiosk(id="k1", zone="z")]))
    kiosk = CutOffKiosk(hall)
    band = kiosk.lease((TODAY, "company"))[0]
    for _ in range(2):
        kiosk.give(band)
    kiosk.send()
    now = kiosks_now(hall.parts)
    (told_of,) = now.kiosks[0].parked
    assert (told_of.sequence, told_of.code) == (2, "number_taken")
    (card,) = cards(now, language, hall.parts.views.day.local)
    assert "AX001" in card.facts[0].text
    assert mark in card.facts[0].mark
    hall.later(24 * 3600)
    assert kiosks_now(hall.parts).kiosks[0].parked == []
    hall.close()


def test_a_number_that_was_heard_at_another_kiosk_meanwhile_is_not_taken_back(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    request_id, other = uuid4(), CutOffKiosk(hall, "k2")
    unheard = hall.issue("company", request_id, person=ALICE)
    kiosk.give(kiosk.lease((TODAY, "company"))[0], request_id=request_id, person=ALICE)
    other.note(o.SlipPrinted(ticket_id=unheard.ticket_id, reprint=True))
    for each in (other, kiosk):
        each.send()
    assert hall.ticket(unheard.ticket_id).state is m.TicketState.WAITING
    issued = told(hall, "ticket_issued")
    assert (issued["broke"], issued.get("instead_of")) == ("already_waiting", None)


def test_a_number_that_became_an_appointments_is_not_taken_back(tmp_path: Path) -> None:
    platform = BookingPlatform(SmallHall(with_slots(small_hall(tmp_path))))
    hall, request_id = platform.hall, uuid4()
    kiosk = CutOffKiosk(hall)
    platform.tell(appointment("YY-1", id_number=WANG_NUMBER))
    unheard = hall.issue("fund", request_id, person=WANG)
    kiosk.give(kiosk.lease((TODAY, "fund"))[0], request_id=request_id, person=WANG)
    assert platform.check_in("YY-1").number == unheard.number
    kiosk.send()
    assert hall.ticket(unheard.ticket_id).state is m.TicketState.WAITING
    hall.close()


def test_bands_of_which_no_kiosk_tells_any_more_are_forgotten(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    kiosk.lease((TODAY, "company"), (TODAY + timedelta(days=1), "company"))
    hall.later(32 * 24 * 3600)
    hall.parts.commands.close_earlier_days()
    assert hall.rows("SELECT business_date FROM band") == [("2026-11-24",)]


def test_data_that_were_set_back_are_known_by_what_a_kiosk_had_told_already(
    hall: SmallHall, kiosk: CutOffKiosk
) -> None:
    """An old backup was restored: displays, kiosks and their numbers begin a new epoch, once."""
    (band,) = kiosk.lease((TODAY, "company"))
    for sequence in (1, 2, 3):
        kiosk.give(band, sequence)
    assert kiosk.send().received == 3
    heard: list[Changes] = []
    hall.parts.store.on_change(heard.append)
    with hall.parts.store._write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET received = 1")
        connection.exec_driver_sql("DELETE FROM ticket WHERE number <> 'AX001'")
    kiosk.give(band, 4)
    assert kiosk.send(kiosk.entries[3]).received == 1
    layout = hall.parts.layout
    assert heard[-1].windows == set(layout.windows)
    assert heard[-1].kiosks == set(layout.kiosks)
    assert told(hall, "epoch_raised") == {"kiosk": "k1", "lost": 2}
    assert kiosk.send(*kiosk.entries[1:]).received == 4
    assert hall.rows("SELECT number FROM ticket ORDER BY number") == [
        (f"AX00{n}",) for n in (1, 2, 3, 4)
    ]
    assert hall.rows("SELECT epoch FROM meta") == [(2,)]
    with hall.parts.store.read() as reader:
        assert hall.parts.views.hall(reader, hall.now).epoch == 2
