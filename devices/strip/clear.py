"""Window strip frames in clear, for the wire tool."""

from __future__ import annotations

from devices.clear import Clear, NotClear
from devices.shape import Shape, runs_from_clear, runs_to_clear
from devices.strip.codec import Colour, ReadMemory, Run, SetAddress, Shown, ShowText

_COLOURS = {colour.name.lower(): colour for colour in Colour}


def _write_text(event: ShowText) -> Clear:
    runs = ((run.text, run.colour.name.lower()) for run in event.runs)
    return {"address": event.address, **runs_to_clear(runs)}


def _read_text(clear: Clear) -> ShowText:
    rest = dict(clear)
    runs = []
    for text, name in runs_from_clear(rest, "event"):
        colour = _COLOURS.get(name or "red")
        if colour is None:
            raise NotClear(f"event.colour: {name!r} is none of {', '.join(_COLOURS)}")
        runs.append(Run(text, colour))
    address = rest.pop("address", None)
    if rest or type(address) is not int:
        raise NotClear("event: address, text and colour (or runs) expected, nothing else")
    return ShowText(address, tuple(runs))


SHAPES = (
    Shape("text", ShowText, write=_write_text, read=_read_text),
    Shape("read-memory", ReadMemory),
    Shape("set-address", SetAddress),
    Shape("shown", Shown),
)
