"""A hall with an Alpha sign, a low sign that only hears, and a wall of pixels: the whole display
program between a real broker and simulated hardware; the texts are read off the lit lamps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from calls_of_a_hall import called
from devices_that_remember import FakeCard, Hall, wait_until
from lamp_reader import read_lit
from real_broker import RealBroker, Voice
from test_painters import a_board

from config import hall as settings
from config.kinds import Name
from config.machines import AlphaSign, Board, PixelChain
from devices.sim.alpha import AlphaSim
from devices.sim.bench_file import AlphaOn, Bench, ChainOn, PixelWallOn
from devices.sim.host import Host
from devices.sim.pixel_wall import PixelWallSim
from display.__main__ import run
from display.painter import Painter
from queue_server.contract import topics
from queue_server.contract.messages import DeviceState, HealthFact, ShownFact, WindowFact

NAME = Name(zh="厅", en="Hall")
ALPHABET = " 请到窗口办理号●○→0123456789:ABNowservingWindow数据时间Notlive"
PAINTED_S = 12.0  # an Alpha sign is configured and written with the pauses that it needs
CHAIN = {"universe": 3, "start": "bottom-right", "along": "columns", "serpentine": True}


class HallOfDots:
    def __init__(self, folder: Path, broker: RealBroker) -> None:
        big, low = folder / "big", folder / "low"
        self.host = Host(
            Bench(
                devices=[
                    AlphaOn(name="big", link=str(big), width_px=128, height_px=16, parity="even"),
                    AlphaOn(name="low", link=str(low), width_px=80, height_px=7, one_way=True),
                    PixelWallOn(
                        name="wall", udp_port=0, width_px=160, height_px=64, chain=ChainOn(**CHAIN)
                    ),
                ]
            )
        )
        self.host.start()
        udp_port = self.host["wall"].state()["udp_port"]
        sign = AlphaSign(parity="even")
        pixels = PixelChain(**CHAIN)  # type: ignore[arg-type]
        self.settings = settings.Hall(
            hall=settings.HallSettings(id="demo", name=NAME),
            zones=[settings.Zone(id="z", name=NAME)],
            groups=[],
            services=[settings.Service(id="s", name=NAME, prefix="A", group="g", zone="z")],
            windows=[settings.WindowRange(ids="1-4", zone="z", services=["s"])],
            mqtt=settings.MqttSettings(port=broker.port),
            boards=[
                Board(
                    id="big", model="alpha", port=str(big), width_px=128, height_px=16, sign=sign
                ),
                Board(id="low", model="alpha", port=str(low), width_px=80, height_px=7),
                Board(
                    id="wall",
                    model="e131",
                    port=f"e131://127.0.0.1:{udp_port}",
                    width_px=160,
                    height_px=64,
                    pixels=pixels,
                ),
            ],
        )
        self.voice = Voice(broker.port)
        self._stop = threading.Event()
        self._display = threading.Thread(target=run, args=(self.settings, "secret", self._stop))

    def start(self) -> None:
        self._display.start()

    def stop(self) -> None:
        self._stop.set()
        if self._display.ident is not None:
            self._display.join(10)
            assert not self._display.is_alive()

    def close(self) -> None:
        self.stop()
        self.voice.close()
        self.host.stop()

    def call(self, window: str, number: str, version: int) -> None:
        """At this moment: the display reads the machine's clock."""
        fact = msgspec.structs.replace(
            called(window, number, version=version), called_at=datetime.now(UTC)
        )
        self.voice.say(topics.window("demo", window), fact)

    def read(self, name: str) -> list[str]:
        station = self.host[name]
        device = station.device
        assert isinstance(device, AlphaSim | PixelWallSim)
        return read_lit(station.ask(device.pixels), ALPHABET)

    def shown(self, display: str, window: str) -> int:
        payload = self.voice.heard.get(topics.shown("demo", display, window))
        return msgspec.json.decode(payload, type=ShownFact).version if payload else 0

    def health(self) -> dict[str, tuple[str, str]]:
        payload = self.voice.heard.get(topics.health("demo", "display"))
        fact = msgspec.json.decode(payload, type=HealthFact) if payload else None
        return {name: (d.state.value, d.cause) for name, d in fact.devices.items()} if fact else {}


@pytest.fixture
def hall_of_dots(tmp_path: Path, broker: RealBroker) -> Iterator[HallOfDots]:
    hall = HallOfDots(tmp_path, broker)
    yield hall
    hall.close()


@pytest.mark.broker
def test_a_call_can_be_read_on_every_board(hall_of_dots: HallOfDots) -> None:
    hall = hall_of_dots
    hall.start()
    wait_until(lambda: hall.read("wall")[0].startswith("请到窗口办理"))
    hall.call("3", "A012", version=7)
    wait_until(lambda: hall.read("wall")[1].replace("○", "●") == "●A012  → 3号窗口")
    wait_until(lambda: hall.read("big") == ["A012 →3号窗口"], PAINTED_S)
    wait_until(lambda: hall.host["low"].state()["texts"] == ["A012 >3"], PAINTED_S)


@pytest.mark.broker
def test_only_the_sign_that_answered_is_said_to_show_the_call(hall_of_dots: HallOfDots) -> None:
    hall = hall_of_dots
    hall.start()
    hall.call("3", "A012", version=7)
    wait_until(lambda: hall.shown("big", "3") == 7, PAINTED_S)
    unsure = ("ok", "unconfirmed")
    expected = {"big": ("ok", ""), "low": unsure, "wall": unsure}
    wait_until(lambda: hall.health() == expected, PAINTED_S)
    assert hall.shown("low", "3") == hall.shown("wall", "3") == 0


@pytest.mark.broker
def test_a_wall_whose_controller_was_off_comes_back_with_the_present(
    hall_of_dots: HallOfDots,
) -> None:
    hall = hall_of_dots
    hall.start()
    hall.call("1", "A001", version=1)
    wait_until(lambda: "A001" in hall.read("wall")[1], PAINTED_S)
    hall.host["wall"].act("unplug", {})
    wait_until(lambda: hall.health().get("wall") == ("offline", "link_lost"), PAINTED_S)
    hall.call("1", "A002", version=2)
    hall.host["wall"].act("plug", {})
    wait_until(lambda: "A002" in hall.read("wall")[1], PAINTED_S)
    wait_until(lambda: hall.health().get("wall") == ("ok", "unconfirmed"), PAINTED_S)


@pytest.mark.broker
def test_a_sign_that_was_unplugged_and_forgot_comes_back_with_the_present(
    hall_of_dots: HallOfDots,
) -> None:
    hall = hall_of_dots
    hall.start()
    hall.call("1", "A001", version=1)
    wait_until(lambda: hall.shown("big", "1") == 1, PAINTED_S)
    hall.host["big"].act("unplug", {})
    hall.host["big"].act("forget", {})
    hall.call("1", "A002", version=2)
    wait_until(lambda: hall.health().get("big") == ("offline", "link_lost"), PAINTED_S)
    assert hall.shown("big", "1") == 1
    hall.host["big"].act("plug", {})
    wait_until(lambda: hall.read("big") == ["A002 →1号窗口"], PAINTED_S)
    wait_until(lambda: hall.shown("big", "1") == 2, PAINTED_S)


@pytest.mark.broker
def test_a_display_that_ends_ends_its_streams(hall_of_dots: HallOfDots) -> None:
    hall = hall_of_dots
    hall.start()
    wait_until(lambda: hall.read("wall")[0] != "", PAINTED_S)
    hall.stop()
    state: Callable[[], dict[str, Any]] = hall.host["wall"].state
    wait_until(lambda: state()["ended_streams"] == len(state()["universes"]))


def test_what_a_board_does_not_confirm_nobody_is_told_until_it_does(
    hall: Hall, started: Callable[[Painter], Painter]
) -> None:
    card = FakeCard()
    says = threading.Event()
    board = started(a_board(hall, card, confirmed=says.is_set))
    fact: WindowFact = called("3", "A012", version=7)
    board.take(fact, True)
    wait_until(lambda: "A012" in card.texts)
    wait_until(lambda: hall.said == {"hall": (DeviceState.OK, "unconfirmed")})
    assert hall.shown("hall") == {}
    says.set()
    wait_until(lambda: hall.shown("hall") == {"3": 7})
    wait_until(lambda: hall.said == {"hall": (DeviceState.OK, "")})


def test_the_boards_farewell_is_said_when_the_painting_ends(hall: Hall) -> None:
    said = threading.Event()
    board = a_board(hall, FakeCard(), farewell=said.set)
    board.start()
    board.stop()
    board.join(5)
    assert said.is_set()
