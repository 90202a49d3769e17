"""Cables are pulled, ports are taken, frames break off: the same for every kind of device."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from devices.errors import LinkLost, NoAnswer
from devices.link import Link
from devices.sim.catalog import build_device
from devices.sim.station import Station
from devices.transport import open_transport
from tests.devices.stories.bench_place import OnBench, adapter_of, at_port
from tests.devices.stories.conftest import driver_of
from tests.devices.stories.kinds import STORIES, Kind
from tests.devices.stories.stage import Simulated, Stage, on_line
from tests.devices.wires import FakeClock, Wire

NUMBER = "A50285BI"
ASKING = [name for name, kind in STORIES.items() if kind.hand_free and not kind.may_be_deaf]
SPEAKING = [name for name, kind in STORIES.items() if not kind.hand_free]

pytestmark = pytest.mark.usefixtures("simulated_only")


def lost(stage: Stage, kind: Kind) -> bool | None:
    try:
        kind.ask(stage)
    except LinkLost:
        return True
    return None


def works(stage: Stage, kind: Kind) -> bool | None:
    try:
        kind.ask(stage)
    except (LinkLost, NoAnswer):
        return None
    return True


def plug_under_another_name(
    station: Station, is_another: Callable[[], bool], taken: contextlib.ExitStack
) -> None:
    """The name that has just become free is given again, unless somebody takes it before."""
    for _ in range(10):
        for end in os.openpty():
            taken.callback(os.close, end)
        station.act("plug", {})
        if is_another():
            return
        station.act("unplug", {})
    raise AssertionError("always the same name")


@pytest.mark.parametrize("name", STORIES)
def test_a_device_replugged_under_another_name_goes_on(name: str, tmp_path: Path) -> None:
    kind = STORIES[name]
    host, _ = at_port(kind, tmp_path, network=False)
    station = host["story"]
    listed = adapter_of(station, NUMBER)
    link = Link(
        partial(open_transport, f"serial:{NUMBER}", kind.baud, listed=listed),
        name,
        longest_retry_s=0.2,
    )
    stage = OnBench(driver_of(kind, link, kind.settings), station, kind.settings)
    try:
        stage.until(lambda: works(stage, kind))
        first = listed()[0].device
        station.act("unplug", {})
        stage.until(lambda: lost(stage, kind))
        with contextlib.ExitStack() as taken:
            plug_under_another_name(station, lambda: listed()[0].device != first, taken)
            stage.until(lambda: works(stage, kind))
            if not kind.pauses:
                kind.job(stage)
        assert link.lost_count == 1
    finally:
        link.close()
        host.stop()


@pytest.mark.parametrize("name", STORIES)
def test_a_port_that_another_program_has_is_busy_and_then_ours(name: str, tmp_path: Path) -> None:
    kind = STORIES[name]
    host, port = at_port(kind, tmp_path, network=False)
    other = open_transport(port, kind.baud)
    link = Link(partial(open_transport, port, kind.baud), name, longest_retry_s=0.2)
    stage = OnBench(driver_of(kind, link, kind.settings), host["story"], kind.settings)
    try:
        with pytest.raises(LinkLost, match=r"^busy: another program has "):
            kind.ask(stage)
        other.close()
        stage.until(lambda: works(stage, kind))
    finally:
        link.close()
        host.stop()


class Severed(Wire):
    """The first answer breaks off in the middle, where the cable is cut; after that only its other
    half comes, and nothing more. What is said unasked comes whole."""

    def __init__(self, peer: Any, clock: FakeClock) -> None:
        super().__init__(peer, clock)
        self.half: bytes | None = None
        self.cut = False

    def damage(self, answer: bytes) -> bytes:
        if not answer or self.half is not None:
            return b""
        middle = (len(answer) + 1) // 2
        self.half = answer[middle:]
        return answer[:middle]

    def read(self, timeout_s: float) -> bytes:
        if self.half is not None and not self.coming and not self.cut:
            self.cut = True
            raise LinkLost("the cable was cut")
        return super().read(timeout_s)

    def write(self, data: bytes) -> None:
        super().write(data)
        if self.cut and self.half:
            self.coming += self.half
            self.half = b""


@pytest.mark.parametrize("name", ASKING)
def test_two_halves_of_an_answer_with_a_cut_between_are_no_answer(name: str) -> None:
    stage, _ = severed(STORIES[name])
    with pytest.raises(LinkLost):
        STORIES[name].ask(stage)
    with pytest.raises(NoAnswer):
        STORIES[name].ask(stage)


@pytest.mark.parametrize("name", SPEAKING)
def test_two_halves_of_a_word_with_a_cut_between_are_no_word(name: str) -> None:
    kind = STORIES[name]
    stage, line = severed(kind)
    stage.person("", "", kind.touch[0], **kind.touch[1])
    heard: list[object] = []
    for _ in range(4):
        with contextlib.suppress(LinkLost):
            heard.append(kind.ask(stage))
        if line.cut and line.half:
            line.coming += line.half
            line.half = b""
    assert line.cut
    whole = Simulated(*whole_stage(kind))
    whole.person("", "", kind.touch[0], **kind.touch[1])
    word = whole.until(lambda: kind.ask(whole) or None)
    assert word not in heard


def severed(kind: Kind) -> tuple[Simulated, Severed]:
    device, clock = _device(kind)
    line = on_line(Severed, device, clock)
    assert isinstance(line, Severed)
    driver = driver_of(kind, line, kind.settings, clock=clock)
    return Simulated(device, line, driver, clock, kind.settings), line


def whole_stage(kind: Kind) -> tuple[Any, ...]:
    device, clock = _device(kind)
    line = on_line(Wire, device, clock)
    return device, line, driver_of(kind, line, kind.settings, clock=clock), clock, kind.settings


def _device(kind: Kind) -> tuple[Any, FakeClock]:
    clock = FakeClock()
    return build_device(kind.bench, clock), clock
