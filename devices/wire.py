"""Bytes of any protocol to events in clear, and back. Pure, but for reading a profile's file.

`encode` takes what `decode` gives and makes the same bytes of it. Where fields cannot carry a frame
wholly (a stale length, padding of another kind, a colour no table names), the event has `bytes`
too, and these are what is encoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from devices.clear import Clear, NotClear, bytes_of, hex_of
from devices.framing import Garbage
from devices.shape import Shape
from devices.ticket_printer import status as printer
from devices.wire_kinds import KINDS, Kind

__all__ = ["GARBAGE", "KINDS", "LiveDecoder", "decode", "encode"]

GARBAGE = "garbage"
LONGEST_SALVAGE = 4096  # bytes; longer than any frame of the protocols that have it
NOTES = ("bytes", "warning")  # said about a frame, not by it

Traced = tuple[Any, bytes]


def decode(kind: str, data: bytes) -> list[Clear]:
    """The events in `data`, either direction, each with `event` and its fields.

    Bytes that are no good frame come as `garbage`. Raises `KeyError` for an unknown kind.
    """
    protocol = KINDS[kind]
    decoder = protocol.decoder()
    traced = decoder.feed_traced(data) + decoder.finish_traced()
    return [event for run in _runs(traced) for event in _describe_run(protocol, run)]


class LiveDecoder:
    """Like `decode`, for bytes that come piece by piece. What is told comes with the bytes that
    tell it: one event's, or those of a stretch of garbage in which several may be seen."""

    def __init__(self, kind: str) -> None:
        self._protocol = KINDS[kind]
        self._decoder = self._protocol.decoder()

    def feed(self, data: bytes) -> list[tuple[list[Clear], bytes]]:
        return self._describe(self._decoder.feed_traced(data))

    def finish(self) -> list[tuple[list[Clear], bytes]]:
        """The line fell silent: half a frame is none."""
        return self._describe(self._decoder.finish_traced())

    def _describe(self, traced: Iterable[Traced]) -> list[tuple[list[Clear], bytes]]:
        return [
            (_describe_run(self._protocol, run), b"".join(data for _, data in run))
            for run in _runs(traced)
        ]


def encode(kind: str, events: Clear | Sequence[Clear]) -> bytes:
    """The bytes of one event or of several. Raises `NotClear`, which tells what is wrong."""
    protocol = KINDS[kind]
    if isinstance(events, dict):
        events = [events]
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise NotClear("an event (an object) or a list of events expected")
    return b"".join(_encode_one(protocol, event) for event in events)


def _runs(traced: Iterable[Traced]) -> list[list[Traced]]:
    """Neighbouring garbage together, everything else by itself."""
    runs: list[list[Traced]] = []
    for item in traced:
        if runs and isinstance(item[0], Garbage) and isinstance(runs[-1][-1][0], Garbage):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _describe_run(protocol: Kind, run: list[Traced]) -> list[Clear]:
    if not isinstance(run[0][0], Garbage):
        return [_describe(protocol, *run[0])]
    return _salvaged(protocol, b"".join(data for _, data in run)) or _wasted(run)


def _wasted(run: list[Traced]) -> list[Clear]:
    """Garbage by reason. What follows a bad frame and starts nothing is counted to it."""
    joined: list[tuple[str, bytes]] = []
    for garbage, data in run:
        if joined and garbage.reason in ("unknown", joined[-1][0]):
            reason, before = joined.pop()
            joined.append((reason, before + data))
        else:
            joined.append((garbage.reason, data))
    return [_garbage(reason, data) for reason, data in joined]


def _garbage(reason: str, data: bytes) -> Clear:
    return {"event": GARBAGE, "reason": reason, "bytes": hex_of(data)}


def _salvaged(protocol: Kind, data: bytes) -> list[Clear]:
    """A frame that ends with the garbage and is good but for its length; [] if there is none."""
    if protocol.salvage is None or len(data) > LONGEST_SALVAGE:
        return []
    for at in range(len(data)):
        event = protocol.salvage(data[at:])
        if event is not None:
            warning = "length: the header tells another length than this otherwise good frame has"
            described = _describe(protocol, event, data[at:]) | {"warning": warning}
            return [*([_garbage("unknown", data[:at])] if at else []), described]
    return []


def _describe(protocol: Kind, event: object, data: bytes) -> Clear:
    shape = next(shape for shape in protocol.shapes if shape.fits(event))
    clear = shape.to_clear(event)
    warning = protocol.warning(event)
    if warning:
        clear["warning"] = warning
    try:
        whole = _encode_fields(protocol, clear) == data
    except ValueError:
        whole = False
    return clear if whole else clear | {"bytes": hex_of(data)}


def _encode_one(protocol: Kind, clear: Clear) -> bytes:
    if "bytes" not in clear:
        return _encode_fields(protocol, clear)
    data = bytes_of(clear["bytes"], "event.bytes")
    if clear.get("event") != GARBAGE:
        _agree(protocol, clear, data)
    return data


def _agree(protocol: Kind, clear: Clear, data: bytes) -> None:
    """Edited fields beside unedited bytes would silently be lost."""
    decoder = protocol.decoder()
    event = _event_of(protocol, clear)
    heard = [*decoder.feed(data), *decoder.finish()]
    if protocol.salvage is not None:
        heard.append(protocol.salvage(data))
    if event not in heard and not _answers(protocol, event):
        raise NotClear("event: its fields and its bytes disagree; leave out bytes to encode fields")


def _answers(protocol: Kind, event: object) -> bool:
    """Whether the event is read by what came before it, so that its bytes alone do not show it."""
    return protocol.name == "printer-status" and type(event) in printer.BITS


def _encode_fields(protocol: Kind, clear: Clear) -> bytes:
    with _any_mistake_told():
        return protocol.encode(_event_of(protocol, clear))


def _event_of(protocol: Kind, clear: Clear) -> Any:
    with _any_mistake_told():
        return _shape_of(protocol, clear).from_clear(_without_notes(clear))


@contextmanager
def _any_mistake_told() -> Iterator[None]:
    """A person may write any JSON, and whatever has no place in a protocol is `NotClear`."""
    try:
        yield
    except NotClear:
        raise
    except (ValueError, OverflowError) as error:
        raise NotClear(f"event: {error}") from error
    except (LookupError, TypeError, MemoryError) as error:
        raise NotClear(f"event: a field does not fit its place ({error!r})") from error


def _shape_of(protocol: Kind, clear: Clear) -> Shape:
    name = clear.get("event")
    for shape in protocol.shapes:
        if shape.name == name:
            return shape
    names = ", ".join(shape.name for shape in protocol.shapes)
    raise NotClear(f"event: {name!r} is none of {names}")


def _without_notes(clear: Clear) -> Clear:
    return {key: value for key, value in clear.items() if key not in NOTES}
