"""Every story on every wire in memory, or all stories of one kind on a real port (`--port`)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from devices.link import Link
from devices.sim.catalog import build_device
from devices.transport import open_transport
from tests.devices.stories.kinds import STORIES, Kind
from tests.devices.stories.stage import AtPort, Settings, Simulated, Stage, on_line
from tests.devices.wires import FakeClock, LossyWire, OneByteWire, SlowWire, Wire

WORKING = {"good": Wire, "one-byte": OneByteWire, "lossy": LossyWire, "slow": SlowWire}
AT_PORT = "port"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    port = metafunc.config.getoption("port")
    if "kind" in metafunc.fixturenames:
        names = [_kind_at(metafunc.config)] if port else list(STORIES)
        metafunc.parametrize("kind", [STORIES[name] for name in names], ids=names, scope="session")
    if "wire" in metafunc.fixturenames:
        metafunc.parametrize("wire", [AT_PORT] if port else list(WORKING))


def _kind_at(config: pytest.Config) -> str:
    name = str(config.getoption("device"))
    if name not in STORIES:
        known = ", ".join(STORIES)
        raise pytest.UsageError(f"--device {name}: no such kind; known are {known}")
    return name


@pytest.fixture
def simulated_only(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("port"):
        pytest.skip("only a simulator's wire can be made so")


@pytest.fixture
def stage(request: pytest.FixtureRequest, kind: Kind, wire: str) -> Iterator[Stage]:
    if wire != AT_PORT:
        yield simulated(kind, WORKING[wire])
        return
    config = request.config
    settings = kind.settings | dict(map(_setting, config.getoption("set")))
    usual_baud, bits = kind.line(settings)
    baud = config.getoption("baud") or usual_baud
    link = Link(partial(open_transport, config.getoption("port"), baud, bits), kind.name)
    yield AtPort(driver_of(kind, link, settings), partial(_tell, config), settings)
    link.close()


def simulated(kind: Kind, wire: type[Wire]) -> Simulated:
    clock = FakeClock()
    device = build_device(kind.bench, clock)
    line = on_line(wire, device, clock)
    options: dict[str, Any] = {"clock": clock}
    if kind.pauses:
        options["pause"] = clock.advance
    return Simulated(
        device, line, driver_of(kind, line, kind.settings, **options), clock, kind.settings
    )


def driver_of(kind: Kind, transport: object, settings: Settings, **options: Any) -> Any:
    own = {name: settings[name] for name in kind.options if name in settings}
    return kind.drive(transport, **own, **{"clock": time.monotonic, **options})


def _setting(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    return name, int(value) if value.isdecimal() else value


def _tell(config: pytest.Config, text: str) -> None:
    capture: Any = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n{text}", flush=True)
