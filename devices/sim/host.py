"""All devices of a bench, each served by its own thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from devices.sim.bench_file import Bench, DeviceOn
from devices.sim.catalog import build_device
from devices.sim.device import Refused, State
from devices.sim.station import Station
from devices.sim.wires import PtyWire, TcpWire, UdpWire, Wire

Kind = TypeVar("Kind")


class Host:
    """Opens nothing until `start`; `stop` takes every link and port away again. Raises
    `BenchMistake` for a profile that is none."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._stations = {entry.name: _station(entry) for entry in bench.devices}

    def __iter__(self) -> Iterator[Station]:
        return iter(self._stations.values())

    def __getitem__(self, name: str) -> Station:
        """Raises `Refused` (404) for a device that is not on the bench."""
        try:
            return self._stations[name]
        except KeyError:
            raise Refused("unknown_device", f"no device {name!r} on this bench", 404) from None

    def names(self) -> list[str]:
        return list(self._stations)

    def check(self, name: str, action: str, body: dict[str, object]) -> None:
        """Raises `Refused` for what could never be done to the device; does nothing."""
        self[name].check(action, body)

    def act(self, name: str, action: str, body: dict[str, object]) -> State:
        """What a person does to the device called `name`; its new state. Raises `Refused`."""
        return self[name].act(action, body)

    def device(self, name: str, kind: type[Kind]) -> Kind:
        """The device called `name`; raises `Refused` (404) when it is of another kind."""
        found = self[name].device
        if not isinstance(found, kind):
            raise Refused("unknown_device", f"{name!r} is none of these", 404)
        return found

    def start(self) -> None:
        """Raises OSError when a port is taken or a link cannot be made; then nothing is open."""
        started: list[Station] = []
        try:
            for station in self:
                station.start()
                started.append(station)
        except OSError:
            for station in started:
                station.stop()
            raise

    def stop(self) -> None:
        for station in self:
            station.stop()


def _wire(entry: DeviceOn) -> Wire:
    if entry.link is not None:
        return PtyWire(Path(entry.link))
    if entry.udp_port is not None:
        return UdpWire(entry.udp_port)
    return TcpWire(entry.tcp_port or 0)


def _station(entry: DeviceOn) -> Station:
    return Station(
        kind=str(type(entry).__struct_config__.tag),
        name=entry.name,
        device=build_device(entry),
        wire=_wire(entry),
        baud=entry.baud,
    )
