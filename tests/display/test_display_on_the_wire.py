"""The whole display program between a real broker and simulated hardware that speaks bytes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from calls_of_a_hall import called, idle
from devices_that_remember import wait_until
from real_broker import RealBroker, Voice, free_port

from config.hall import (
    Hall,
    HallSettings,
    MqttSettings,
    Service,
    Zone,
)
from config.kinds import Name
from config.machines import Board, CardVoice, StripBus, StripUnit
from config.windows import WindowRange
from devices.sim.bench_file import Bench, LedOnbonOn, StripBusOn, StripOn
from devices.sim.host import Host
from display.__main__ import run
from queue_server.contract import topics
from queue_server.contract.messages import HealthFact, ShownFact, WindowFact, WindowStatus

pytestmark = pytest.mark.broker
NAME = Name(zh="厅", en="Hall")
SPEAKING = {"bx-5k": "5K1Q-YY", "bx-6k": "6K1-YY"}


def just_called(window: str, number: str, version: int = 1) -> WindowFact:
    """Called at this moment: the display reads the machine's clock."""
    return msgspec.structs.replace(
        called(window, number, version=version), called_at=datetime.now(UTC)
    )


class HallOfLeds:
    """A board, two strips, a broker, a server's voice; the display is started by the test."""

    def __init__(self, folder: Path, broker: RealBroker, model: str) -> None:
        led, strips = free_port(), folder / "strips"
        self.host = Host(
            Bench(
                devices=[
                    LedOnbonOn(
                        name="board",
                        tcp_port=led,
                        width_px=256,
                        height_px=128,
                        model=model,
                        card=SPEAKING[model],
                    ),
                    StripBusOn(
                        name="strips",
                        link=str(strips),
                        strips=[StripOn(window=w, address=int(w)) for w in ("1", "2")],
                    ),
                ]
            )
        )
        self.host.start()
        self.settings = Hall(
            hall=HallSettings(id="demo", name=NAME),
            zones=[Zone(id="z", name=NAME)],
            groups=[],
            services=[Service(id="s", name=NAME, prefix="A", group="g", zone="z")],
            windows=[WindowRange(ids="1-14", zone="z", services=["s"])],
            mqtt=MqttSettings(port=broker.port),
            boards=[
                Board(
                    id="hall",
                    model=model,
                    port=f"socket://127.0.0.1:{led}",
                    width_px=256,
                    height_px=128,
                    brightness=9,
                    voice=CardVoice(volume=7),
                )
            ],
            strip_buses=[
                StripBus(
                    id="strips",
                    port=str(strips),
                    strips=[StripUnit(window=w, address=int(w)) for w in ("1", "2")],
                )
            ],
        )
        self.voice = Voice(broker.port)
        self._stop: threading.Event | None = None
        self._display: threading.Thread | None = None

    def start(self) -> None:
        self._stop = threading.Event()
        self._display = threading.Thread(target=run, args=(self.settings, "secret", self._stop))
        self._display.start()

    def stop(self) -> None:
        if self._stop and self._display:
            self._stop.set()
            self._display.join(5)
            assert not self._display.is_alive()

    def close(self) -> None:
        self.stop()
        self.voice.close()
        self.host.stop()

    def say(self, fact: WindowFact) -> None:
        self.voice.say(topics.window("demo", fact.window), fact)

    def state(self, name: str) -> dict[str, Any]:
        return self.host[name].state()

    def lit(self, *texts: str) -> bool:
        return set(texts) <= set(self.state("board")["texts"])

    def strip(self, window: str) -> str:
        texts = {strip["window"]: strip["text"] for strip in self.state("strips")["strips"]}
        return texts[window].rstrip()

    def shown(self, display: str, window: str) -> int:
        payload = self.voice.heard.get(topics.shown("demo", display, window))
        return msgspec.json.decode(payload, type=ShownFact).version if payload else 0

    def health(self) -> dict[str, str]:
        payload = self.voice.heard.get(topics.health("demo", "display"))
        fact = msgspec.json.decode(payload, type=HealthFact) if payload else None
        return {name: d.state.value for name, d in fact.devices.items()} if fact else {}


@pytest.fixture(params=["bx-5k", "bx-6k"])
def hall(tmp_path: Path, broker: RealBroker, request: Any) -> Iterator[HallOfLeds]:
    of_leds = HallOfLeds(tmp_path, broker, request.param)
    yield of_leds
    of_leds.close()


def test_a_call_lights_board_and_strip_and_both_say_so(hall: HallOfLeds) -> None:
    hall.start()
    wait_until(lambda: hall.lit("请到窗口办理 Now serving"))
    hall.say(just_called("2", "A012", version=7))
    wait_until(lambda: hall.lit("●", "A012", "→  2号窗口 Window 2"))
    wait_until(lambda: hall.strip("2") == "请A012号到本窗口")
    wait_until(lambda: hall.shown("hall", "2") == hall.shown("strips", "2") == 7)
    hall.say(idle("2", version=8, status=WindowStatus.PAUSED))
    wait_until(lambda: hall.strip("2") == "暂停服务")
    wait_until(lambda: not hall.lit("A012"), deadline_s=7)  # it had its five seconds
    wait_until(lambda: hall.health() == {"hall": "ok", "strips/2": "ok"})


def test_a_display_that_was_killed_shows_the_present_and_blinks_nothing(hall: HallOfLeds) -> None:
    hall.say(just_called("1", "A001"))
    hall.say(just_called("2", "A002"))
    hall.start()
    wait_until(lambda: hall.lit("A001", "A002"), deadline_s=5)
    wait_until(lambda: hall.strip("1") == "请A001号到本窗口")
    assert not hall.lit("●")
    assert not hall.lit("○")


def test_a_board_that_was_unplugged_comes_back_with_the_present(hall: HallOfLeds) -> None:
    hall.start()
    hall.say(just_called("1", "A001"))
    wait_until(lambda: hall.lit("A001"))
    hall.host["board"].act("unplug", {})
    wait_until(lambda: hall.health().get("hall") == "offline")
    hall.say(just_called("1", "A002", version=2))
    wait_until(lambda: hall.strip("1") == "请A002号到本窗口")  # others go on
    assert hall.shown("hall", "1") == 1
    hall.host["board"].act("plug", {})
    wait_until(lambda: hall.lit("A002"), deadline_s=5)
    wait_until(lambda: hall.shown("hall", "1") == 2)
    wait_until(lambda: not hall.lit("A001"))  # its areas are painted one after the other


def test_strips_that_were_unplugged_come_back_with_the_present(hall: HallOfLeds) -> None:
    hall.start()
    hall.say(just_called("1", "A001"))
    wait_until(lambda: hall.strip("1") == "请A001号到本窗口")
    wait_until(lambda: hall.shown("strips", "1") == 1)  # its answer is on the way for a while
    hall.host["strips"].act("unplug", {})
    hall.say(just_called("1", "A002", version=2))
    wait_until(lambda: hall.health().get("strips/1") == "offline")
    assert hall.shown("strips", "1") == 1
    hall.host["strips"].act("plug", {})
    wait_until(lambda: hall.strip("1") == "请A002号到本窗口", deadline_s=5)
    wait_until(lambda: hall.health().get("strips/1") == "ok")


def test_noise_on_the_boards_wire_stops_nothing_and_passes(hall: HallOfLeds) -> None:
    hall.host["board"].act("fault", {"noise": True})
    hall.start()
    hall.say(just_called("1", "A001"))
    wait_until(lambda: hall.strip("1") == "请A001号到本窗口")
    wait_until(lambda: hall.health().get("hall") in ("fault", "offline"))
    hall.host["board"].act("fault", {"noise": False})
    wait_until(lambda: hall.lit("A001"), deadline_s=5)


def test_a_card_that_refuses_is_a_fault_of_that_board_only(hall: HallOfLeds) -> None:
    hall.host["board"].act("fault", {"refuse": 12})
    hall.start()
    hall.say(just_called("1", "A001"))
    wait_until(lambda: hall.strip("1") == "请A001号到本窗口")
    wait_until(lambda: hall.health().get("hall") == "fault")
    hall.host["board"].act("fault", {"refuse": 0})
    wait_until(lambda: hall.lit("A001"), deadline_s=5)


def test_a_card_says_a_new_call_once_and_keeps_time_and_brightness(hall: HallOfLeds) -> None:
    hall.say(just_called("1", "A001"))  # before the display looks: retained, and no news
    hall.start()
    wait_until(lambda: hall.shown("hall", "1") == 1)
    hall.say(just_called("2", "A012"))
    wait_until(lambda: hall.shown("hall", "2") == 1)
    wait_until(lambda: hall.state("board")["clock_set"] and hall.state("board")["brightness"] == 9)
    assert [(each["words"], each["volume"]) for each in hall.state("board")["said"]] == [
        ("请A012号到2号窗口", 7)
    ]
    hall.host["board"].act("restart", {})
    wait_until(lambda: hall.lit("A001", "A012"), deadline_s=10)  # the next ping finds it out
    wait_until(lambda: hall.state("board")["clock_set"] and hall.state("board")["brightness"] == 9)
    assert hall.state("board")["said"] == []
