"""How the devices of a whole hall are, as its engineer and its supervisor see it."""

from __future__ import annotations

import json
import os
import signal
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from config.fitted import telling
from config.loader import load
from queue_server.admin.device_health import read_health
from queue_server.admin.running import read_record
from queue_server.contract.client import QueueClient
from queue_server.contract.messages import HealthFact
from queue_server.contract.sessions import LogIn
from tests.broker.homie_rules import breaches
from tests.hall.running_hall import RunningHall, wait_until

KIOSK = "homie/5/hallqueue-demo-kiosk-k1"
DISPLAY = "homie/5/hallqueue-demo-display"
ALERT = f"{KIOSK}-printer/$alert/paper-out"
SOON_S = 20.0


class Controller:
    """What a Homie controller in the hall's building knows: the retained topics.

    `topics` is never changed, only replaced: a test reads it while the link's thread hears more.
    """

    def __init__(self, hall: RunningHall) -> None:
        self.topics: Mapping[str, bytes] = {}
        self._lock = threading.Lock()
        passwords = json.loads((hall.data / "secrets/mqtt.json").read_text())
        self.client = Client(CallbackAPIVersion.VERSION2)
        self.client.username_pw_set("hallctl", passwords["hallctl"])
        self.client.on_connect = lambda client, *rest: client.subscribe("homie/5/#", 1)
        self.client.on_message = lambda _c, _u, message: self.hear(message.topic, message.payload)
        self.client.connect("127.0.0.1", hall.mqtt_port)
        self.client.loop_start()

    def hear(self, topic: str, payload: bytes) -> None:
        """An empty payload takes the topic away."""
        with self._lock:
            told = {**self.topics, topic: payload}
            self.topics = {t: said for t, said in told.items() if said}

    def says(self, topic: str, payload: bytes) -> bool:
        return self.topics.get(topic) == payload

    def states(self) -> set[bytes]:
        return {payload for topic, payload in self.topics.items() if topic.endswith("/$state")}

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("hall")) as running:
        yield running


@pytest.fixture(scope="module")
def controller(hall: RunningHall) -> Iterator[Controller]:
    found = Controller(hall)
    for program in (KIOSK, DISPLAY):
        wait_until(lambda it=program: found.says(f"{it}/$state", b"ready"), SOON_S, program)
    wait_until(lambda: found.states() == {b"ready"}, SOON_S, "every device is ready")
    yield found
    found.close()


def supervisor(hall: RunningHall) -> str:
    account = next(a for a in hall.credentials()["accounts"] if a["role"] == "supervisor")
    log_in = LogIn(account=account["account"], password=account["password"])
    return QueueClient(hall.url).log_in(log_in).token


def devices(hall: RunningHall, token: str) -> dict[tuple[str, str], Any]:
    request = urllib.request.Request(  # noqa: S310 # loopback
        f"{hall.url}/api/v1/devices", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 # loopback
        told = json.load(answer)
    return {(p["program"], d["device"]): d for p in told["programs"] for d in p["devices"]}


def spoken(said: Mapping[str, HealthFact]) -> set[str]:
    return {f"{program} {device}" for program, fact in said.items() for device in fact.devices}


def test_every_device_that_says_how_it_is_stands_in_a_tree_that_keeps_the_convention(
    hall: RunningHall, controller: Controller
) -> None:
    wait_until(lambda: not breaches(controller.topics), SOON_S, "the convention is kept")
    env = {**os.environ, "HALL_DATA": str(hall.data), "HALL_MQTT_PORT": str(hall.mqtt_port)}
    configured = load(env=env)
    names = {f"{p} {device}" for p, devices in telling(configured).items() for device in devices}
    # The tree was ready: the facts, on a connection of their own, may come behind it.
    wait_until(lambda: spoken(read_health(configured)) == names, SOON_S, "every device speaks")
    said = read_health(configured)
    assert said.keys() == telling(configured).keys()
    assert all(fact.online for fact in said.values())
    told = [json.loads(p) for t, p in controller.topics.items() if t.endswith("/$description")]
    assert {about["name"] for about in told if about["type"] == "hallqueue-device"} == names


def test_an_empty_roll_is_told_everywhere_until_there_is_a_new_one(
    hall: RunningHall, controller: Controller
) -> None:
    token = supervisor(hall)
    hall.bench.do("printer-k1", "fault", paper="out")
    wait_until(lambda: ALERT in controller.topics, SOON_S, "an alert")
    assert controller.says(f"{KIOSK}-printer/paper/level", b"out")

    def printer() -> Any:
        return devices(hall, token)["kiosk-k1", "printer"]

    wait_until(lambda: printer()["paper"] == "out", SOON_S, "the supervisor is told")
    assert printer()["todo"]["en"] == "Out of paper: please put in a new roll."
    hall.bench.do("printer-k1", "fault", paper="ok")
    wait_until(lambda: ALERT not in controller.topics, SOON_S, "the alert is taken back")
    wait_until(lambda: printer()["state"] == "ok", SOON_S, "the supervisor sees it")


def test_a_killed_program_is_lost_and_comes_back_with_all_its_devices(
    hall: RunningHall, controller: Controller
) -> None:
    record = read_record(hall.data / "running.json")
    assert record is not None
    seen: list[bytes] = []
    controller.client.message_callback_add(
        f"{DISPLAY}/$state", lambda _c, _u, message: seen.append(message.payload)
    )
    pid = next(program.pid for program in record.programs if program.name == "display")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: b"lost" in seen, SOON_S, "the last will")
    wait_until(lambda: seen[-1] == b"ready", SOON_S, "the launcher started it again")
    controller.client.message_callback_remove(f"{DISPLAY}/$state")
    controller.hear(f"{DISPLAY}/$state", seen[-1])
    wait_until(lambda: controller.states() == {b"ready"}, SOON_S, "every device is ready again")
    wait_until(lambda: not breaches(controller.topics), SOON_S, "the convention is kept")
