"""Facts over a real broker: order, duplicates, restarts of either side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from calls_of_a_hall import at, called, idle
from devices_that_remember import wait_until
from real_broker import RealBroker, Voice

from display.painter import Job, Painter
from display.subscriber import Subscriber
from queue_server.contract import topics
from queue_server.contract.facts import FactLink
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, HealthFact, WindowFact

pytestmark = pytest.mark.broker


class Ear(Painter):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__("ear")
        self.facts: list[tuple[str | None, int, bool]] = []  # number, version, fresh
        self.is_there: bool | None = None

    def take(self, fact: WindowFact, fresh: bool) -> None:
        self.facts.append((fact.number, fact.version, fresh))

    def source(self, is_there: bool) -> None:
        self.is_there = is_there

    def _find_job(self) -> Job | float:
        return 1.0


class Display:
    """A display program's ears, without its boards. Ten o'clock stands still."""

    def __init__(self, port: int) -> None:
        self.ear = Ear()
        self.link = FactLink("demo", "display", "secret", "127.0.0.1", port)
        Subscriber(self.link, "demo", [self.ear], lambda: at(0))
        self.health = HealthBook(
            "display", lambda fact: self.link.publish(HEALTH, fact), lambda: at(0)
        )
        self.health.present()
        self.link.start()


HEALTH = topics.health("demo", "display")
WINDOW_3 = topics.window("demo", "3")


@pytest.fixture
def server(broker: RealBroker) -> Iterator[Voice]:
    voice = Voice(broker.port)
    yield voice
    voice.close()


@pytest.fixture
def display(broker: RealBroker) -> Iterator[Callable[[], Display]]:
    displays: list[Display] = []

    def start() -> Display:
        displays.append(Display(broker.port))
        wait_until(lambda: displays[-1].ear.is_there is True)
        return displays[-1]

    yield start
    for each in displays:
        each.link.stop()


def test_a_call_is_heard_once_however_often_it_is_published(
    server: Voice, display: Callable[[], Display]
) -> None:
    ear = display().ear
    server.say(WINDOW_3, called("3", "A012", version=5), times=3)
    server.say(WINDOW_3, idle("3", version=4))
    server.say(WINDOW_3, idle("3", version=6))
    wait_until(lambda: len(ear.facts) >= 2)
    assert ear.facts == [("A012", 5, True), (None, 6, False)]


def test_a_display_that_restarts_hears_the_present_and_no_news(
    server: Voice, display: Callable[[], Display]
) -> None:
    server.say(WINDOW_3, called("3", "A012", version=5))
    ear = display().ear
    wait_until(lambda: bool(ear.facts))
    assert ear.facts == [("A012", 5, False)]
    server.say(WINDOW_3, called("3", "A013", version=6))
    wait_until(lambda: len(ear.facts) == 2)
    assert ear.facts[1] == ("A013", 6, True)


def test_a_restored_database_counts_more_than_a_higher_version(
    server: Voice, display: Callable[[], Display]
) -> None:
    ear = display().ear
    server.say(WINDOW_3, called("3", "A012", version=500))
    server.say(WINDOW_3, called("3", "A013", version=7, epoch=2))
    server.say(WINDOW_3, called("3", "A014", version=501))
    server.say(WINDOW_3, idle("3", version=8, epoch=2))
    wait_until(lambda: len(ear.facts) == 3)
    assert [version for _, version, _ in ear.facts] == [500, 7, 8]


def test_what_is_no_fact_is_left_out_and_the_next_fact_is_heard(
    server: Voice, display: Callable[[], Display]
) -> None:
    ear = display().ear
    for noise in (b"\xff\x00", b"{}", b"", b'{"epoch":"x"}'):
        server.say(WINDOW_3, noise)
    server.say(WINDOW_3, called("3", "A012"))
    wait_until(lambda: ear.facts == [("A012", 1, True)])


def test_a_broker_that_comes_back_empty_is_told_again_by_everybody(
    broker: RealBroker, server: Voice, display: Callable[[], Display]
) -> None:
    one = display()
    one.health.say("hall", DeviceState.OK)
    wait_until(lambda: online(server, HEALTH))
    broker.stop()
    wait_until(lambda: one.ear.is_there is False)
    one.health.say("hall", DeviceState.OFFLINE, "no_answer")
    server.heard.clear()
    broker.start()
    wait_until(lambda: one.ear.is_there is True)
    wait_until(lambda: cause(server, HEALTH, "hall") == "no_answer")
    old = called("3", "A012", seconds=-120, version=9)  # called while the broker was away
    server.say(WINDOW_3, old)
    wait_until(lambda: one.ear.facts == [("A012", 9, False)])


def test_a_server_that_says_farewell_or_dies_is_away(
    server: Voice, display: Callable[[], Display]
) -> None:
    ear = display().ear
    topic = topics.health("demo", "server")
    server.say(topic, HealthFact(program="server", online=False))
    wait_until(lambda: ear.is_there is False)
    server.say(topic, HealthFact(program="server", online=True))
    wait_until(lambda: ear.is_there is True)


def test_the_hall_hears_that_the_display_left_or_died(
    server: Voice, display: Callable[[], Display], broker: RealBroker
) -> None:
    left = display()
    wait_until(lambda: online(server, HEALTH))
    left.link.stop()
    wait_until(lambda: not online(server, HEALTH))
    died = display()
    wait_until(lambda: online(server, HEALTH))
    cut(died.link)
    wait_until(lambda: not online(server, HEALTH))


def test_a_program_starts_without_a_broker_and_finds_it_later(broker: RealBroker) -> None:
    broker.stop()
    early = Display(broker.port)
    try:
        broker.start()
        wait_until(lambda: early.ear.is_there is True)
    finally:
        early.link.stop()


def online(server: Voice, topic: str) -> bool:
    payload = server.heard.get(topic)
    return payload is not None and msgspec.json.decode(payload, type=HealthFact).online


def cause(server: Voice, topic: str, device: str) -> str | None:
    payload = server.heard.get(topic)
    fact = msgspec.json.decode(payload, type=HealthFact) if payload else None
    return fact.devices[device].cause if fact and device in fact.devices else None


def cut(link: Any) -> None:
    """The program is gone without a word, as after kill -9."""
    client = link._client
    client.loop_stop()
    client.socket().close()
