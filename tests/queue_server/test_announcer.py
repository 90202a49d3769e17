"""What the hall is told: after the commit only, retained, and all of it again after a break."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from small_hall import NINE, SmallHall, wait_until

from queue_server import announcer as announcing
from queue_server.announcer import Announcer
from queue_server.contract import messages as m
from queue_server.contract import topics


class Broker:
    """A link that remembers what was published; its callbacks are the announcer's."""

    def __init__(self) -> None:
        self.published: list[tuple[str, Any]] = []
        self.listeners: list[Callable[[bool], None]] = []
        self.followed: dict[str, Callable[[Any, bool], None]] = {}
        self.stopped = False

    def follow(self, topic: str, kind: type, on_fact: Callable[[Any, bool], None]) -> None:
        self.followed[topic] = on_fact

    def on_link(self, listener: Callable[[bool], None]) -> None:
        self.listeners.append(listener)

    def publish(self, topic: str, fact: msgspec.Struct) -> None:
        self.published.append((topic, fact))

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.stopped = True

    def connect(self, there: bool = True) -> None:
        for listener in self.listeners:
            listener(there)

    def of(self, topic: str) -> list[Any]:
        return [fact for t, fact in self.published if t == topic]


WINDOW_1 = topics.window("h", "1")
QUEUE = topics.queue("h")


@pytest.fixture
def broker(hall: SmallHall, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(announcing, "QUEUE_AT_MOST_EVERY_S", 0.01)
    link = Broker()
    announcer = Announcer(hall.parts, link)  # type: ignore[arg-type]
    hall.parts.store.on_change(announcer.changed)
    announcer.start()
    yield link
    announcer.stop()
    assert link.stopped


def test_a_call_is_told_with_a_version_that_grows(hall: SmallHall, broker: Broker) -> None:
    hall.issue()
    called = hall.next().window
    wait_until(lambda: broker.of(WINDOW_1))
    fact: m.WindowFact = broker.of(WINDOW_1)[-1]
    assert (fact.number, fact.ticket_state, fact.calls) == ("A001", m.TicketState.CALLED, 1)
    assert fact.version == called.version
    again = hall.press("recall")
    wait_until(lambda: broker.of(WINDOW_1)[-1].version == again.version)
    assert broker.of(WINDOW_1)[-1].calls == 2
    assert broker.of(WINDOW_1)[-1].call_id == fact.call_id


def test_the_rating_is_asked_and_withdrawn(hall: SmallHall, broker: Broker) -> None:
    hall.issue()
    hall.issue()
    hall.next()
    ask = hall.press("finish").rating
    wait_until(lambda: [fact.rating for fact in broker.of(WINDOW_1)[-1:]] == [ask])
    hall.next()
    wait_until(lambda: broker.of(WINDOW_1)[-1].number == "A002")
    assert broker.of(WINDOW_1)[-1].rating is None


def test_how_many_wait_is_told_per_service_and_window(hall: SmallHall, broker: Broker) -> None:
    for service in ("company", "permit", "permit", "fund"):
        hall.issue(service)
    wait_until(lambda: broker.of(QUEUE) and sum(broker.of(QUEUE)[-1].services.values()) == 4)
    fact: m.QueueFact = broker.of(QUEUE)[-1]
    assert fact.services == {"company": 1, "permit": 2, "fund": 1}
    assert fact.windows == {"1": 3, "2": 3, "3": 3, "4": 1}


def test_nothing_on_the_wire_names_a_person(hall: SmallHall, broker: Broker) -> None:
    hall.issue(person=m.Person(hash="e" * 64, masked_name="李*"))
    hall.next()
    wait_until(lambda: broker.of(WINDOW_1) and broker.of(QUEUE))
    for topic, fact in broker.published:
        wire = topic + msgspec.json.encode(fact).decode()
        assert "李" not in wire
        assert "e" * 64 not in wire


def test_after_each_connection_all_is_told_again_from_the_data(
    hall: SmallHall, broker: Broker
) -> None:
    hall.issue()
    hall.next()
    for _ in range(2):
        broker.published.clear()
        broker.connect()
        wait_until(lambda: len({topic for topic, _ in broker.published}) >= 5)
        assert {topics.window("h", w) for w in "1234"} | {QUEUE} <= {t for t, _ in broker.published}
        assert broker.of(WINDOW_1)[-1].number == "A001"


def test_a_burst_is_told_as_few_facts_of_the_last_state(
    hall: SmallHall, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "QUEUE_AT_MOST_EVERY_S", 0.3)
    for _ in range(50):
        hall.issue()
    wait_until(lambda: broker.of(QUEUE) and broker.of(QUEUE)[-1].services["company"] == 50)
    assert len(broker.of(QUEUE)) < 25


def test_a_slow_broker_holds_up_no_clerk(
    hall: SmallHall, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(broker, "publish", lambda topic, fact: go_on.wait(10))
    hall.issue()
    assert hall.next().number == "A001"
    hall.press("finish")
    go_on.set()


def test_a_display_that_shows_the_call_is_named_and_the_page_is_woken(
    hall: SmallHall, broker: Broker
) -> None:
    hall.issue()
    version = hall.next().window.version
    stream = hall.parts.streams.open("1")
    shown = broker.followed[topics.shown("h", "+", "+")]
    fact = m.ShownFact(display="hall", window="1", epoch=1, version=version, shown_at=NINE)
    shown(fact, False)
    assert stream._news.is_set()
    assert hall.view().shown_by == ["hall"]
    gone = m.HealthFact(program="display", online=False)
    broker.followed[topics.health("h", "+")](gone, False)
    assert hall.view().shown_by == []


def test_a_voice_that_took_the_words_is_named_until_the_next_call(
    hall: SmallHall, broker: Broker
) -> None:
    hall.issue()
    version = hall.next().window.version
    stream = hall.parts.streams.open("1")
    spoken = broker.followed[topics.spoken("h", "+", "+")]
    assert hall.view().spoken_by == []
    fact = m.SpokenFact(display="hall", window="1", epoch=1, version=version, spoken_at=NINE)
    spoken(fact, False)
    assert stream._news.is_set()
    assert hall.view().spoken_by == ["hall"]
    hall.later(5)
    hall.press("recall")
    assert hall.view().spoken_by == []


def test_where_no_board_can_confirm_a_call_the_page_is_told_not_to_wait(
    hall: SmallHall, broker: Broker
) -> None:
    def says(**causes: str) -> None:
        devices = {
            name: m.DeviceHealth(state=m.DeviceState.OK, since=NINE, cause=cause)
            for name, cause in causes.items()
        }
        fact = m.HealthFact(program="display", online=True, devices=devices)
        broker.followed[topics.health("h", "+")](fact, False)

    stream = hall.parts.streams.open("1")
    says(wall="unconfirmed")
    assert stream._news.is_set()
    assert not hall.view().confirmable
    says(wall="unconfirmed", hall="")
    assert hall.view().confirmable
    says()
    assert hall.view().confirmable  # nothing is known yet


def test_what_programs_say_of_themselves_is_kept(hall: SmallHall, broker: Broker) -> None:
    note = broker.followed[topics.health("h", "+")]
    note(m.HealthFact(program="kiosk-k1", online=True), True)
    note(m.HealthFact(program="kiosk-k1", online=False), False)
    assert [(f.program, f.online) for f in hall.parts.programs.all()] == [("kiosk-k1", False)]
    broker.connect()
    assert hall.parts.programs.broker_connected
    broker.connect(False)
    assert not hall.parts.programs.broker_connected
