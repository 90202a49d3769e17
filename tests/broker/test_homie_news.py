"""A kiosk's machines in the Homie tree, as its program says how they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from homie_rules import breaches
from homie_watcher import Watcher
from mqtt_peer import Peer, wait_until

from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, PaperLevel

KIOSK = "homie/5/hallqueue-demo-kiosk-k1"
PRINTER = f"{KIOSK}-printer"
ALERTS = f"{PRINTER}/$alert/"


@pytest.fixture
def watcher(book: HealthBook, peer: Callable[..., Peer]) -> Watcher:
    made = Watcher(peer)
    made.wait_for(f"{KIOSK}/$state", b"ready")
    # What is retained comes in any order: a "ready" may be heard before the rest.
    wait_until(lambda: not breaches(made.retained), "the whole tree")
    return made


def test_a_machine_that_has_not_spoken_is_in_the_making(watcher: Watcher) -> None:
    assert watcher.retained[f"{PRINTER}/$state"] == b"init"
    wait_until(lambda: not breaches(watcher.retained), "the whole tree")


def test_paper_that_runs_out_is_an_alert_until_there_is_a_new_roll(
    watcher: Watcher, book: HealthBook
) -> None:
    book.say("printer", DeviceState.OK)
    watcher.wait_for(f"{PRINTER}/$state", b"ready")
    book.say("printer", DeviceState.DEGRADED, "paper_near_end", paper=PaperLevel.NEAR_END)
    watcher.wait_for(f"{PRINTER}/paper/level", b"near_end")
    wait_until(lambda: f"{ALERTS}paper-near-end" in watcher.retained, "an alert")
    book.say("printer", DeviceState.FAULT, "paper_out", paper=PaperLevel.OUT)
    watcher.wait_for(f"{PRINTER}/paper/level", b"out")
    watcher.wait_for(f"{KIOSK}/program/ailing", b"1")
    wait_until(lambda: f"{ALERTS}paper-out" in watcher.retained, "the other alert")
    assert "纸卷" in watcher.retained[f"{ALERTS}paper-out"].decode()
    wait_until(lambda: not breaches(watcher.retained), "the whole tree")
    book.say("printer", DeviceState.OK, paper=PaperLevel.OK)
    watcher.wait_for(f"{KIOSK}/program/ailing", b"0")
    wait_until(lambda: not any(t.startswith(ALERTS) for t in list(watcher.retained)), "no alert")
    wait_until(lambda: not breaches(watcher.retained), "the whole tree")
    assert watcher.lifecycle.breaches == []


def test_a_silent_machine_is_lost_and_what_it_last_said_stands(
    watcher: Watcher, book: HealthBook
) -> None:
    book.say("printer", DeviceState.OK, paper=PaperLevel.OK)
    watcher.wait_for(f"{PRINTER}/$state", b"ready")
    heard = watcher.retained[f"{PRINTER}/health/last-contact"]
    for _ in range(3):
        book.say("printer", DeviceState.OFFLINE, "no_answer")
    watcher.wait_for(f"{PRINTER}/$state", b"lost")
    book.refresh()
    watcher.wait_for(f"{PRINTER}/errors/no-answer", b"3")
    assert watcher.retained[f"{PRINTER}/health/last-contact"] == heard
    assert watcher.retained[f"{PRINTER}/paper/level"] == b"ok"
    wait_until(lambda: not breaches(watcher.retained), "the whole tree")


def test_counting_alone_says_nothing(watcher: Watcher, book: HealthBook) -> None:
    book.say("printer", DeviceState.OFFLINE, "no_answer")
    watcher.wait_for(f"{PRINTER}/$state", b"lost")
    before = len(watcher.order)
    for _ in range(1000):
        book.say("printer", DeviceState.OFFLINE, "no_answer")
    book.say("printer", DeviceState.FAULT, "cutter")
    watcher.wait_for(f"{PRINTER}/errors/no-answer", b"1001")
    assert len(watcher.order) - before < 30
