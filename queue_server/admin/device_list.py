"""`hallctl devices`: how each device of the hall is, and what else is plugged in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.fitted import DISPLAY, PADS, fitted, machines
from config.hall import Hall
from devices.plugged import Plugged
from queue_server.contract.messages import DeviceHealth, HealthFact

KINDS = {  # of a kiosk's machines; what cannot be asked without a person is in none of these
    "printer": "ticket-printer",
    "id_reader": "id-card",
    "scanner": "scanner",
}
BOARD_KINDS = {"alpha": "alpha", "e131": ""}  # any other model is a font card
HEADINGS = ("program", "device", "port", "state", "since", "heard", "paper", "errors")
SILENT = "silent"  # its program runs and has not said a word about it
NO_PROGRAM = "not running"
COLUMN_GAP = "  "


@dataclass(frozen=True)
class Place:
    """`port` as in the hall's file; `kind` in `devices.catalog.DRIVERS`, "" for none that can be
    asked; `baud` 0 where the file leaves it to the kind."""

    port: str
    kind: str
    baud: int


@dataclass(frozen=True)
class Row:
    """One device of the hall's file. `health` is None while its program tells nothing; `answers`
    is then what it said when it was asked without its program, "" if nobody could ask."""

    program: str
    device: str
    place: Place
    online: bool
    health: DeviceHealth | None
    answers: str = ""


def rows(hall: Hall, said: Mapping[str, HealthFact]) -> list[Row]:
    """Every device of the hall's file, in its order. `said`: program → its newest health."""
    where = places(hall)
    found = []
    for program, names in fitted(hall).items():
        fact = said.get(program)
        online = fact is not None and fact.online
        for name in names:
            health = fact.devices.get(name) if fact is not None and online else None
            found.append(Row(program, name, where[program, name], online, health))
    return found


def places(hall: Hall) -> dict[tuple[str, str], Place]:
    """(program, device) → where the hall's file says that it is."""
    found: dict[tuple[str, str], Place] = {}
    for kiosk in hall.kiosks:
        for name in machines(kiosk):
            machine = getattr(kiosk, name)
            baud = getattr(machine, "baud", 0)
            found[f"kiosk-{kiosk.id}", name] = Place(machine.port, KINDS.get(name, ""), baud)
    for board in hall.boards:
        kind = BOARD_KINDS.get(board.model, "led-onbon")
        found[DISPLAY, board.id] = Place(board.port, kind, board.baud or 0)
    for bus in hall.strip_buses:
        place = Place(bus.port, "strip-bus", bus.baud or 0)
        found |= {(DISPLAY, f"{bus.id}/{strip.window}"): place for strip in bus.strips}
    for desk in hall.desks:
        found[f"desk-{desk.id}", PADS] = Place(desk.port, "desk-bus", desk.baud or 0)
    return found


def report(listed: Sequence[Row], found: Sequence[Plugged], now: datetime) -> Iterator[str]:
    """What is printed."""
    yield "In the hall's file · 大厅配置的设备"
    yield from _table([HEADINGS, *(_cells(row, now) for row in listed)])
    yield ""
    yield "Plugged in here · 本机已插入的设备"
    lines = [(one.port, one.device, one.about, _use(one, listed)) for one in found]
    yield from _table(lines) if lines else ("  none · 无",)


def _cells(row: Row, now: datetime) -> tuple[str, ...]:
    if row.health is None:
        state = SILENT if row.online else NO_PROGRAM
        told = f"{state}; {row.answers}" if row.answers else state
        return row.program, row.device, row.place.port, told, "", "", "", ""
    health = row.health
    counted = (f"{name} {number}" for name, number in health.counters.items() if number)
    return (
        row.program,
        row.device,
        row.place.port,
        f"{health.state.value}{f': {health.cause}' if health.cause else ''}",
        ago(health.since, now),
        ago(health.last_contact, now) if health.last_contact else "never",
        health.paper.value if health.paper else "",
        ", ".join(counted) or "-",
    )


def ago(then: datetime, now: datetime) -> str:
    """12 s, 5 min, 3 h, 2 d."""
    seconds = max(0, int((now - then).total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _use(one: Plugged, listed: Sequence[Row]) -> str:
    """Who uses it, under whichever of its names."""
    names = {one.port, one.device, str(Path(one.device).resolve())}
    users = [row for row in listed if {row.place.port, _resolved(row.place.port)} & names]
    if users:
        return ", ".join(dict.fromkeys(f"{row.program} {row.device}" for row in users))
    hint = f": hallctl devices probe {one.port}" if one.sort == "serial" else ""
    return f"not in the hall's file{hint}"


def _resolved(port: str) -> str:
    return str(Path(port).resolve()) if port.startswith("/") else port


def _table(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  " + COLUMN_GAP.join(padded).rstrip()
