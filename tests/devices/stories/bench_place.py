"""The product's own bench as the place of a story: real ptys and sockets."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.sim.bench_file import Bench, DeviceOn, LedOnbonOn
from devices.sim.host import Host
from devices.sim.station import Station
from tests.devices.cables import Adapter
from tests.devices.stories.kinds import Kind
from tests.devices.stories.stage import AtPort, Settings


def at_port(kind: Kind, folder: Path, *, network: bool | None = None) -> tuple[Host, str]:
    """The kind's simulator at a real pty or socket, and what a hall's file would call it."""
    by_network = isinstance(kind.bench, LedOnbonOn) if network is None else network
    place = {"tcp_port": 0, "link": None} if by_network else {"link": str(folder / "port0")}
    fields = {name: getattr(kind.bench, name) for name in kind.bench.__struct_fields__}
    entry: DeviceOn = type(kind.bench)(**fields | place)
    host = Host(Bench(devices=[entry]))
    host.start()
    state = host[entry.name].state()
    return host, state.get("link") or f"socket://127.0.0.1:{state['tcp_port']}"


class OnBench(AtPort):
    """A hand at the bench does at once what a person is asked to do."""

    def __init__(self, driver: Any, station: Station, settings: Settings) -> None:
        super().__init__(driver, lambda text: None, settings)
        self._station = station

    def person(self, zh: str, en: str, action: str, **body: object) -> None:
        self._station.act(action, body)


def adapter_of(station: Station, number: str) -> Callable[[], list[Adapter]]:
    """Lists the machine's adapters: the one behind which this device is now, if it is plugged."""

    def listed() -> list[Adapter]:
        state = station.state()
        if not state["plugged"]:
            return []
        return [Adapter(os.path.realpath(state["link"]), number)]

    return listed
