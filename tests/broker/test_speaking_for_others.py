"""A program that was broken into may say anything of itself, and nothing of the others."""

from __future__ import annotations

import queue
from collections.abc import Callable

import msgspec
from mqtt_peer import WAIT_S, Peer, RunningBroker

from config.loader import load
from queue_server.admin.device_health import read_health
from queue_server.contract import topics
from queue_server.contract.facts import FactLink
from queue_server.contract.messages import HealthFact

KIOSKS_PLACE = topics.health("demo", "kiosk-k1")


def said(program: str, *, online: bool) -> bytes:
    return msgspec.json.encode(HealthFact(program=program, online=online))


def test_a_kiosk_cannot_say_that_the_displays_are_gone(
    running: RunningBroker, peer: Callable[..., Peer]
) -> None:
    believed: queue.Queue[HealthFact] = queue.Queue()
    server = FactLink("demo", "server", running.passwords["server"], "127.0.0.1", running.port)
    server.follow(topics.health("demo", "+"), HealthFact, lambda fact, _: believed.put(fact))
    there: queue.Queue[bool] = queue.Queue()
    server.on_link(there.put)
    server.start()
    assert there.get(timeout=WAIT_S)
    kiosk = peer("kiosk-k1")
    assert kiosk.connect() == 0
    kiosk.publish(KIOSKS_PLACE, said("display", online=False), retain=True)
    assert "display" not in read_health(load(env=running.env))
    kiosk.publish(KIOSKS_PLACE, said("kiosk-k1", online=True), retain=True)
    facts = [believed.get(timeout=WAIT_S)]
    while facts[-1].program != "kiosk-k1" or not facts[-1].online:
        facts.append(believed.get(timeout=WAIT_S))
    assert "display" not in [fact.program for fact in facts]
    kiosk.publish(KIOSKS_PLACE, b"", retain=True)
    server.stop()
