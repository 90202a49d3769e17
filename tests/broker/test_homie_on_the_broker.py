"""A real program's Homie tree on both brokers: born, killed, stopped, and after the broker's loss.

The program is the display with no board that answers: its devices are there, and none is well.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from homie_rules import breaches
from homie_watcher import Watcher
from mqtt_peer import WAIT_S, Peer, RunningBroker, wait_until

from config.loader import load
from queue_server.admin.broker_access import grants
from queue_server.admin.device_health import BrokerAway, read_health
from queue_server.contract.messages import DeviceState

MakePeer = Callable[..., Peer]
ROOT = "homie/5/hallqueue-demo-display"
BOARD = "homie/5/hallqueue-demo-display-hall"
KIOSKS_PRINTER = "homie/5/hallqueue-demo-kiosk-k1-printer/$state"


class Display:
    """`python -m display`, as the hall starts it."""

    def __init__(self, running: RunningBroker) -> None:
        self._env = running.env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "display"],
            env=self._env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end(self, number: int) -> None:
        if self.process:
            self.process.send_signal(number)
            self.process.wait(WAIT_S)
            self.process = None


@pytest.fixture
def display(running: RunningBroker) -> Iterator[Display]:
    made = Display(running)
    made.start()
    yield made
    made.end(signal.SIGTERM)


@pytest.fixture
def watcher(peer: MakePeer, display: Display) -> Watcher:
    made = Watcher(peer)
    made.wait_for(f"{ROOT}/$state", b"ready")
    made.wait_for(f"{BOARD}/$state", b"lost")
    # What is retained comes in any order: a "ready" may be heard before the rest.
    wait_until(lambda: not breaches(made.retained), "the whole tree")
    return made


def test_a_programs_tree_keeps_the_convention_in_bad_times_too(watcher: Watcher) -> None:
    wait_until(lambda: not breaches(watcher.retained), "the whole tree")
    assert watcher.lifecycle.breaches == []
    children = json.loads(watcher.retained[f"{ROOT}/$description"])["children"]
    assert "hallqueue-demo-display-strips-1" in children
    told = watcher.retained.get
    wait_until(lambda: "数据线" in told(f"{BOARD}/$alert/link-lost", b"").decode(), "the alert")
    wait_until(lambda: told(f"{ROOT}/program/ailing", b"0") >= b"1", "the program tells it too")


def test_a_killed_program_is_lost_and_one_that_comes_back_is_ready(
    watcher: Watcher, display: Display
) -> None:
    display.end(signal.SIGKILL)
    watcher.wait_for(f"{ROOT}/$state", b"lost")
    display.start()
    watcher.wait_for(f"{BOARD}/$state", b"lost")
    watcher.wait_for(f"{ROOT}/$state", b"ready")
    wait_until(lambda: not breaches(watcher.retained), "what the run before said is gone")
    assert watcher.lifecycle.breaches == []


def test_a_program_that_is_stopped_says_so_for_all_its_devices(
    watcher: Watcher, display: Display
) -> None:
    display.end(signal.SIGTERM)
    watcher.wait_for(f"{ROOT}/$state", b"disconnected")
    assert watcher.retained[f"{BOARD}/$state"] == b"disconnected"
    assert watcher.order[-1] == (f"{ROOT}/$state", b"disconnected")


def test_the_order_is_init_then_description_then_values_then_ready(
    watcher: Watcher, display: Display
) -> None:
    display.end(signal.SIGTERM)
    watcher.wait_for(f"{ROOT}/$state", b"disconnected")
    begin = len(watcher.order)
    display.start()
    watcher.wait_for(f"{ROOT}/$state", b"ready")
    ours = [topic for topic, _ in watcher.order[begin:] if topic.startswith(f"{ROOT}/")]
    told = [(t, p) for t, p in watcher.order[begin:] if t == f"{ROOT}/$state"]
    assert told[0][1] == b"init"
    first_ready = watcher.order.index((f"{ROOT}/$state", b"ready"), begin)
    before = {topic for topic, _ in watcher.order[begin:first_ready]}
    assert ours[0] == f"{ROOT}/$state"
    assert {f"{ROOT}/$description", f"{ROOT}/program/release", f"{BOARD}/$description"} <= before


def test_after_the_broker_forgot_everything_the_tree_is_there_again(
    running: RunningBroker, watcher: Watcher, peer: MakePeer
) -> None:
    running.stop()
    for kept in running.folder.glob("*.db"):
        kept.unlink()
    running.start()
    again = Watcher(peer)
    again.wait_for(f"{ROOT}/$state", b"ready")
    again.wait_for(f"{BOARD}/$state", b"lost")
    wait_until(lambda: not breaches(again.retained), "the whole tree")


def test_an_alert_of_a_run_before_is_taken_back(
    running: RunningBroker, display: Display, peer: MakePeer
) -> None:
    display.end(signal.SIGKILL)
    ghost = peer("display")
    assert ghost.connect() == 0
    ghost.publish(f"{BOARD}/$alert/paper-out", "缺纸".encode(), retain=True)
    ghost.publish(f"{BOARD}/measures/warmth", b"40", retain=True)
    display.start()
    watcher = Watcher(peer)
    watcher.wait_for(f"{ROOT}/$state", b"ready")
    wait_until(
        lambda: not {f"{BOARD}/$alert/paper-out", f"{BOARD}/measures/warmth"} & {*watcher.retained},
        "what an earlier run said is gone",
    )


def test_a_program_may_write_its_own_devices_only(watcher: Watcher, peer: MakePeer) -> None:
    before = watcher.retained[f"{ROOT}/$state"]
    forger, honest = peer("kiosk-k1"), peer("kiosk-k1")
    assert forger.connect() == honest.connect() == 0
    forger.publish(f"{ROOT}/$state", b"sleeping", retain=True)  # mosquitto may hang up for this
    honest.publish(KIOSKS_PRINTER, b"init", retain=True)
    watcher.wait_for(KIOSKS_PRINTER, b"init")
    assert watcher.retained[f"{ROOT}/$state"] == before
    honest.publish(KIOSKS_PRINTER, b"", retain=True)


def test_only_who_may_read_the_hall_hears_of_the_others(watcher: Watcher, peer: MakePeer) -> None:
    nosy = peer("desk-d1")
    assert nosy.connect() == 0
    nosy.subscribe("homie/5/#")
    nosy.publish("homie/5/hallqueue-demo-desk-d1/$state", b"init")
    assert nosy.hear()[0] == "homie/5/hallqueue-demo-desk-d1/$state"  # and nothing before it


def test_two_programs_never_write_the_same_device() -> None:
    writers: dict[str, str] = {}
    for user, grant in grants(load(env={})).items():
        for topic in grant.publish:
            if topic.startswith("homie/"):
                assert writers.setdefault(topic, user) == user
    assert len(writers) > len(grants(load(env={})))


def test_the_tools_read_every_programs_last_word(
    running: RunningBroker, watcher: Watcher, display: Display
) -> None:
    hall = load(env=running.env)
    found = read_health(hall)
    assert found["display"].devices["hall"].state is DeviceState.OFFLINE
    assert found["display"].devices["hall"].last_contact is None
    display.end(signal.SIGKILL)
    watcher.wait_for(f"{ROOT}/$state", b"lost")
    wait_until(lambda: read_health(hall)["display"].lost, "the display is known to be lost")


def test_a_broker_that_is_not_there_is_told(running: RunningBroker) -> None:
    hall = load(env={**running.env, "HALL_MQTT_PORT": "1"})
    with pytest.raises(BrokerAway, match=r"127\.0\.0\.1:1"):
        read_health(hall)
