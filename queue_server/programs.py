"""What the other programs say of themselves and their devices, and how the broker link is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from queue_server.contract.causes import PROGRAM_LOST, PROGRAM_STOPPED, SILENT, sentence
from queue_server.contract.devices import DeviceNow, DevicesNow, ProgramNow, ProgramState
from queue_server.contract.messages import DeviceHealth, HealthFact

TODO = {
    ProgramState.ONLINE: "",
    ProgramState.LOST: PROGRAM_LOST,
    ProgramState.STOPPED: PROGRAM_STOPPED,
    ProgramState.SILENT: SILENT,
}


@dataclass
class _Program:
    """`devices` are its last words, also after it is gone: its last will names none."""

    state: ProgramState = ProgramState.SILENT
    since: datetime | None = None
    fact: HealthFact | None = None
    devices: Mapping[str, DeviceHealth] = field(default_factory=dict)


class Programs:
    """Thread-safe; filled by the announcer, asked by health checks and the supervisor's page.

    `fitted`: program → what tells how it is there, by the hall's file. `clock` gives aware UTC.
    """

    def __init__(self, fitted: Mapping[str, Sequence[str]], clock: Callable[[], datetime]) -> None:
        self._fitted = fitted
        self._clock = clock
        self._lock = threading.Lock()
        self._known = {program: _Program() for program in fitted}
        self._broker = False

    def note(self, fact: HealthFact, retained: bool = False) -> None:
        """`retained`: it was said before the server listened, so nobody knows since when."""
        with self._lock:
            known = self._known.setdefault(fact.program, _Program())
            state = _state(fact)
            if state is not known.state:
                known.state = state
                known.since = None if retained else self._clock()
            known.fact = fact
            if fact.online:
                known.devices = fact.devices

    def note_broker(self, connected: bool) -> None:
        """From the first connection on a program that says nothing is silent."""
        with self._lock:
            self._broker = connected
            for known in self._known.values():
                if connected and known.state is ProgramState.SILENT:
                    known.since = known.since or self._clock()

    @property
    def broker_connected(self) -> bool:
        return self._broker

    def all(self) -> list[HealthFact]:
        """The last word of each program that ever spoke, by name."""
        with self._lock:
            said = sorted(self._known.items())
            return [known.fact for _, known in said if known.fact is not None]

    def now(self) -> DevicesNow:
        """Every program of the hall in the order of its file, then any other that spoke."""
        with self._lock:
            programs = [self._now(program, known) for program, known in self._known.items()]
        return DevicesNow(as_of=self._clock(), broker=self._broker, programs=programs)

    def _now(self, program: str, known: _Program) -> ProgramNow:
        names = dict.fromkeys([*self._fitted.get(program, ()), *known.devices])
        return ProgramNow(
            program=program,
            state=known.state,
            since=known.since,
            todo=sentence(TODO[known.state]),
            devices=list(_devices(names, known.devices)),
        )


def _state(fact: HealthFact) -> ProgramState:
    if fact.online:
        return ProgramState.ONLINE
    return ProgramState.LOST if fact.lost else ProgramState.STOPPED


def _devices(names: Iterable[str], said: Mapping[str, DeviceHealth]) -> Iterable[DeviceNow]:
    for name in names:
        health = said.get(name)
        yield _device(name, health) if health else _unheard(name)


def _device(name: str, health: DeviceHealth) -> DeviceNow:
    return DeviceNow(
        device=name,
        state=health.state,
        since=health.since,
        cause=health.cause,
        todo=sentence(health.cause),
        last_contact=health.last_contact,
        counters=health.counters,
        paper=health.paper,
        measures=health.measures,
    )


def _unheard(name: str) -> DeviceNow:
    return DeviceNow(
        device=name,
        state=None,
        since=None,
        cause="",
        todo=sentence(SILENT),
        last_contact=None,
        counters={},
        paper=None,
        measures={},
    )
