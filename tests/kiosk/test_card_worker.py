"""The card reader's worker: what is read, when, and what is kept of a person."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from workers_at_hand import Desk

from devices.errors import DeviceError, DeviceRefused, LinkLost
from devices.id_card.card import Card
from kiosk import events as e
from kiosk.card_reading import CardReading
from kiosk.news import ReaderNews
from kiosk.person import holder_of
from queue_server.contract.messages import (
    DeviceState,
)

WANG = Card(kind="citizen", name="王小明", birth=date(1950, 3, 1), number="11010519500301001X")


class FakeReader:
    """A card may be laid down and taken away; a read card is given once."""

    def __init__(self) -> None:
        self.card: Card | None = None
        self.fails: DeviceError | None = None
        self.card_lies = False
        self.polls = 0
        self.lock = threading.Lock()

    def lay(self, card: Card) -> None:
        with self.lock:
            self.card, self.card_lies = card, False

    def remove(self) -> None:
        with self.lock:
            self.card = None

    def poll(self) -> Card | None:
        with self.lock:
            self.polls += 1
            if self.fails:
                raise self.fails
            if self.card is None:
                self.card_lies = False
                return None
            given = None if self.card_lies else self.card
            self.card_lies = True
            return given

    def identify(self) -> bytes:
        if self.fails:
            raise self.fails
        return bytes(16)


def reading_of(desk: Desk, reader: FakeReader) -> CardReading:
    reading = CardReading(
        reader,
        lambda card: holder_of(
            card, key=bytes(32), hall="demo", today=date(2026, 11, 23), elder_age=60
        ),
        desk.health,
        desk.events.append,
        desk.news.append,
    )
    desk.start(reading.lane)
    return reading


def test_a_card_on_the_reader_is_not_read_before_the_visitor_is_asked(desk: Desk) -> None:
    reader = FakeReader()
    reader.lay(WANG)
    reading = reading_of(desk, reader)
    desk.wait_for(lambda: ReaderNews("") in desk.news)
    assert reader.polls == 0
    reading.read(3)
    read = desk.wait_for_event()
    assert isinstance(read, e.CardRead)
    assert (read.serial, read.elder, read.person.masked_name) == (3, True, "王**")


def test_the_next_visitor_does_not_get_the_card_that_was_forgotten(desk: Desk) -> None:
    reader = FakeReader()
    reading = reading_of(desk, reader)
    reader.lay(WANG)
    reading.read(3)
    assert isinstance(desk.wait_for_event(), e.CardRead)
    reading.stop_reading()
    reading.read(9)
    assert desk.wait_for_event() == e.CardFailed(serial=9, trouble="lay_again")
    seen = reader.polls
    desk.wait_for(lambda: reader.polls > seen + 1)
    assert desk.events == []
    reader.remove()
    desk.wait_for(lambda: not reader.card_lies)
    reader.lay(WANG)
    read = desk.wait_for_event()
    assert isinstance(read, e.CardRead)
    assert read.serial == 9


def test_a_bad_card_is_said_once_and_tried_on(desk: Desk) -> None:
    reader = FakeReader()
    reader.fails = DeviceRefused("unreadable")
    reading = reading_of(desk, reader)
    reading.read(5)
    assert desk.wait_for_event() == e.CardFailed(serial=5, trouble="unreadable")
    reader.fails = None
    reader.lay(WANG)
    assert isinstance(desk.wait_for_event(), e.CardRead)


def test_a_reader_that_is_away_is_said_to_visitor_and_staff(desk: Desk) -> None:
    reader = FakeReader()
    reader.fails = LinkLost("gone")
    reading = reading_of(desk, reader)
    reading.read(5)
    assert desk.wait_for_event() == e.CardFailed(serial=5, trouble="reader_away")
    assert desk.cause("id_reader") == (DeviceState.OFFLINE, "link_lost")
    assert ReaderNews("offline") in desk.news


def test_a_person_is_a_keyed_hash_and_a_masked_name_and_nothing_else() -> None:
    def holder(hall: str, key: bytes = bytes(32), day: date = date(2026, 11, 23)) -> object:
        return holder_of(WANG, key=key, hall=hall, today=day, elder_age=60)

    one = holder_of(WANG, key=bytes(32), hall="demo", today=date(2026, 11, 23), elder_age=60)
    assert one == holder("demo", day=date(2027, 1, 1))
    assert one != holder("other")
    assert one != holder("demo", key=b"\1" * 32)
    assert one.person.masked_name == "王**"
    assert len(one.person.hash) == 64
    assert WANG.number not in repr(one) + str(one.person)


@pytest.mark.parametrize(("day", "elder"), [(date(2010, 2, 28), False), (date(2010, 3, 1), True)])
def test_an_elder_is_one_from_the_sixtieth_birthday(day: date, elder: bool) -> None:
    holder = holder_of(WANG, key=bytes(32), hall="demo", today=day, elder_age=60)
    assert holder.elder is elder


def test_a_visitor_whose_card_is_not_found_is_told_to_lay_it_again(desk: Desk) -> None:
    reading = reading_of(desk, FakeReader())
    reading.read(5)
    desk.wait_for(lambda: desk.events, within_s=15)
    assert desk.wait_for_event() == e.CardFailed(serial=5, trouble="lay_again")
