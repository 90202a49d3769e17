"""The display program and strips that never answer: they light, and nobody claims that they do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from calls_of_a_hall import called
from devices_that_remember import wait_until
from real_broker import RealBroker, Voice

from config.hall import Hall, HallSettings, MqttSettings
from config.kinds import Name
from config.machines import StripBus, StripUnit
from devices.sim.bench_file import Bench, StripBusOn, StripOn
from devices.sim.host import Host
from display.__main__ import run
from queue_server.contract import topics
from queue_server.contract.messages import HealthFact

pytestmark = pytest.mark.broker
NAME = Name(zh="厅", en="Hall")


class HallOfStrips:
    """One strip of a family, a broker, a server's voice, and the display program."""

    def __init__(self, folder: Path, broker: RealBroker, profile: str) -> None:
        link = str(folder / "strips")
        strips = [StripOn(window="1", address=1)]
        bus = StripBusOn(name="strips", link=link, profile=profile, strips=strips)
        self.host = Host(Bench(devices=[bus]))
        self.host.start()
        self.settings = Hall(
            hall=HallSettings(id="demo", name=NAME),
            zones=[],
            groups=[],
            services=[],
            windows=[],
            mqtt=MqttSettings(port=broker.port),
            strip_buses=[
                StripBus(
                    id="strips",
                    port=link,
                    profile=profile,
                    strips=[StripUnit(window="1", address=1)],
                )
            ],
        )
        self.voice = Voice(broker.port)
        self._stop = threading.Event()
        self._display = threading.Thread(target=run, args=(self.settings, "secret", self._stop))
        self._display.start()

    def close(self) -> None:
        self._stop.set()
        self._display.join(5)
        assert not self._display.is_alive()
        self.voice.close()
        self.host.stop()

    def call(self, number: str, version: int) -> None:
        fact = called("1", number, version=version)
        fact = msgspec.structs.replace(fact, called_at=datetime.now(UTC))
        self.voice.say(topics.window("demo", "1"), fact)

    @property
    def lit(self) -> str:
        (strip,) = self.host["strips"].state()["strips"]
        return str(strip["text"]).rstrip()

    def health(self) -> tuple[str, str] | None:
        payload = self.voice.heard.get(topics.health("demo", "display"))
        fact = msgspec.json.decode(payload, type=HealthFact) if payload else None
        strip = fact.devices.get("strips/1") if fact else None
        return (strip.state.value, strip.cause) if strip else None


@pytest.fixture(params=["strip-weilipu", "strip-mono"])
def hall(tmp_path: Path, broker: RealBroker, request: Any) -> Iterator[HallOfStrips]:
    of_strips = HallOfStrips(tmp_path, broker, request.param)
    yield of_strips
    of_strips.close()


def test_a_strip_that_never_answers_lights_a_call_that_nobody_claims_to_be_shown(
    hall: HallOfStrips,
) -> None:
    hall.call("A001", version=1)
    wait_until(lambda: hall.lit == "请A001号到本窗口")
    wait_until(lambda: hall.health() == ("ok", "unconfirmed"))
    hall.call("A002", version=2)
    wait_until(lambda: hall.lit == "请A002号到本窗口")
    assert topics.shown("demo", "strips", "1") not in hall.voice.heard


def test_a_strip_that_never_answers_is_told_again_after_its_cable_was_out(
    hall: HallOfStrips,
) -> None:
    hall.call("A001", version=1)
    wait_until(lambda: hall.lit == "请A001号到本窗口")
    hall.host["strips"].act("unplug", {})
    wait_until(lambda: hall.health() == ("offline", "link_lost"))
    hall.call("A002", version=2)
    hall.host["strips"].act("plug", {})
    wait_until(lambda: hall.lit == "请A002号到本窗口")
    wait_until(lambda: hall.health() == ("ok", "unconfirmed"))
