"""Board frames in clear, for the wire tool."""

from __future__ import annotations

from typing import get_args

from devices.clear import Clear, NotClear, from_clear, to_clear
from devices.led.areas import DynamicArea
from devices.led.bcd import Wall, from_bcd
from devices.led.codec import data_of
from devices.led.markup import ColourName, Run, markup_of, runs_of
from devices.led.messages import (
    DELETE_ALL,
    OTHER_NAMES,
    Ack,
    Brightness,
    CancelTimedPower,
    ClearAreas,
    Message,
    Nack,
    OtherCommand,
    Ping,
    Power,
    ReadStatus,
    Reset,
    SendAreas,
    SetClock,
    Status,
)
from devices.shape import Shape, runs_from_clear, runs_to_clear


def _write_area(area: DynamicArea) -> Clear:
    """The text without its marks, and the colours that they said."""
    clear: Clear = to_clear(area)
    markup = clear.pop("markup")
    return clear | runs_to_clear((run.text, run.colour) for run in runs_of(markup))


def _read_area(clear: object, where: str) -> DynamicArea:
    if not isinstance(clear, dict):
        raise NotClear(f"{where}: an object expected")
    rest = dict(clear)
    runs = tuple(Run(text, _colour(name, where)) for text, name in runs_from_clear(rest, where))
    return from_clear(DynamicArea, rest | {"markup": markup_of(runs)}, where)


def _colour(name: str | None, where: str) -> ColourName | None:
    known: tuple[ColourName, ...] = get_args(ColourName)
    for colour in known:
        if colour == name:
            return colour
    if name is None:
        return None
    raise NotClear(f"{where}.colour: {name!r} is none of {', '.join(known)}")


def _write_areas(event: SendAreas) -> Clear:
    clear: Clear = to_clear(event)
    clear["delete"] = "all" if event.delete == (DELETE_ALL,) else list(event.delete)
    clear["areas"] = [_write_area(area) for area in event.areas]
    return clear


def _read_areas(clear: Clear) -> SendAreas:
    delete, areas = clear.get("delete", []), clear.get("areas", [])
    if not isinstance(areas, list):
        raise NotClear("event.areas: a list expected")
    bare = clear | {"delete": [DELETE_ALL] if delete == "all" else delete, "areas": []}
    read = tuple(_read_area(area, f"event.areas[{at}]") for at, area in enumerate(areas))
    event = from_clear(SendAreas, bare)
    return SendAreas(**{**vars(event), "areas": read})


def _clock(event: SetClock) -> str:
    return str(Wall(*(getattr(event, name) for name in Wall._fields)))


def _told_clock(event: Status) -> str:
    return str(from_bcd(event.clock) or "")


def _name(event: OtherCommand) -> str | None:
    return OTHER_NAMES.get((event.group, event.code))


def _code(event: Ack) -> int:
    return event.error


def warning(event: Message) -> str | None:
    """What is odd about an otherwise good frame."""
    if event.declared_length is None:
        return None
    says, has = event.declared_length, len(data_of(event))
    return f"length: the header says {says} bytes of data, the frame has {has}"


SHAPES = (
    Shape("ping", Ping),
    Shape("reset", Reset),
    Shape("read-status", ReadStatus),
    Shape("status", Status, {"time": _told_clock}),
    Shape("cancel-timed-power", CancelTimedPower),
    Shape("clear", ClearAreas),
    Shape("set-clock", SetClock, {"time": _clock}),
    Shape("power", Power),
    Shape("brightness", Brightness),
    Shape("areas", SendAreas, write=_write_areas, read=_read_areas),
    Shape("command", OtherCommand, {"name": _name}),
    Shape("ack", Ack, {"code": _code}),
    Shape("nack", Nack, {"code": _code}),
)
