"""The wall of devices on the supervisor's page, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from queue_server.contract.devices import DeviceNow, DevicesNow, ProgramNow, ProgramState
from queue_server.contract.messages import DeviceState
from queue_server.web.texts import texts

Local = Callable[[datetime], datetime]

WORST_FIRST = ("fault", "lost", "offline", "stopped", "degraded", "silent", "stale", "ok")
IN_NEED = frozenset({"fault", "lost", "offline", "stopped", "degraded"})
AMBER = frozenset({"stopped", "degraded", "silent"})
MAY_BE_SILENT = timedelta(seconds=60)  # a hall starts within this time


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One device. `look` is one of WORST_FIRST: each has its icon, its word and its colour.

    A tile of a program that is away is `stale`, and `word` says how the device was last.
    """

    name: str
    look: str
    word: str
    since: str
    contact: str
    paper: str
    paper_look: str
    errors: list[str]
    todo: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One program and its devices, the worst first. `in_need`: somebody has to look after it."""

    id: str
    name: str
    look: str
    word: str
    since: str
    todo: str
    in_need: bool
    tiles: list[Tile]


@dataclass(frozen=True, kw_only=True)
class Need:
    """One line of what needs somebody's hands."""

    where: str
    look: str
    word: str
    todo: str

    @property
    def is_fault(self) -> bool:
        return self.look not in AMBER


@dataclass(frozen=True, kw_only=True)
class Wall:
    is_current: bool
    rows: list[Row]
    needs: list[Need]


def wall(now: DevicesNow, language: str, local: Local) -> Wall:
    """Programs in the order of the hall's file; one that has no device stands there when it is
    away."""
    words = _Words(language, local, now.as_of)
    rows = [words.row(program) for program in now.programs]
    shown = [row for row in rows if row.tiles or row.in_need]
    needs = sorted(_needs(shown), key=lambda need: WORST_FIRST.index(need.look))
    return Wall(is_current=now.broker, rows=shown, needs=needs)


def _needs(rows: list[Row]) -> Iterator[Need]:
    for row in rows:
        if row.in_need:
            yield Need(where=row.name, look=row.look, word=row.word, todo=row.todo)
        for tile in row.tiles:
            if tile.look in IN_NEED:
                where = f"{row.name} · {tile.name}"
                yield Need(where=where, look=tile.look, word=tile.word, todo=tile.todo)


class _Words:
    def __init__(self, language: str, local: Local, now: datetime) -> None:
        self._said: dict[str, Any] = texts(language)
        self._language = language
        self._local = local
        self._now = now
        self._today = local(now).date()

    def row(self, program: ProgramNow) -> Row:
        is_there = program.state is ProgramState.ONLINE
        look = "ok" if is_there else program.state.value
        tiles = [self._tile(device, is_there) for device in program.devices]
        return Row(
            id=program.program,
            name=self._program(program.program),
            look=look,
            word=self._said["program_state"][program.state.value],
            since=self._time(program.since),
            todo=program.todo.get(self._language, ""),
            in_need=look in IN_NEED or self._is_overdue(program),
            tiles=sorted(tiles, key=lambda tile: WORST_FIRST.index(tile.look)),
        )

    def _is_overdue(self, program: ProgramNow) -> bool:
        if program.state is not ProgramState.SILENT or program.since is None:
            return False
        return self._now - program.since > MAY_BE_SILENT

    def _tile(self, device: DeviceNow, is_there: bool) -> Tile:
        state = device.state.value if device.state else "silent"
        word: str = self._said["device"][state]
        if not is_there and device.state:
            state, word = "stale", self._said["wall"]["was"].format(state=word)
        paper = device.paper.value if device.paper else ""
        return Tile(
            name=self._device(device.device),
            look=state,
            word=word,
            since=self._time(device.since),
            contact=self._time(device.last_contact),
            paper=self._said["paper"][paper] if paper else "",
            paper_look=paper,
            errors=list(self._errors(device)),
            todo=self._todo(device) if is_there else "",
        )

    def _program(self, program: str) -> str:
        """`kiosk-k1` is kiosk k1, `display` has no number."""
        kind, _, number = program.partition("-")
        known: dict[str, str] = self._said["program"]
        return known[kind].format(id=number).strip() if kind in known else program

    def _device(self, device: str) -> str:
        """A strip says "bus/window"; a board has the name that its hall gave it."""
        machines: dict[str, str] = self._said["machine"]
        _, of_a_bus, window = device.partition("/")
        if of_a_bus:
            return machines["strip"].format(window=window)
        return machines.get(device) or machines["board"].format(name=device)

    def _errors(self, device: DeviceNow) -> Iterator[str]:
        known: dict[str, str] = self._said["counter"]
        for counter, times in device.counters.items():
            if times and counter in known:
                yield known[counter].format(n=times)

    def _todo(self, device: DeviceNow) -> str:
        is_well = device.state is DeviceState.OK and not device.cause
        return "" if is_well else device.todo.get(self._language, "")

    def _time(self, instant: datetime | None) -> str:
        """Empty for none; with the day when it was not today."""
        if instant is None:
            return ""
        there = self._local(instant)
        return f"{there:%H:%M}" if there.date() == self._today else f"{there:%m-%d %H:%M}"
