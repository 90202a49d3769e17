"""A scripted day: what happens to the devices of a bench, and when. TOML, checked when read.

title = "A bad day"
starts = "10:10"          # the hall's wall time when it begins; else the real one
speed = 1                 # hall seconds per second

[[event]]
at = "10:12"              # or after_s = 120.0, counted from the beginning
device = "printer-*"      # a name on the bench; * and ? stand for several, or none
do = "fault"              # any action of the bench
with = { paper = "out" }  # its body
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta

from devices.profiles.mistakes import Mistake, did_you_mean
from devices.sim.device import Refused

SHIPPED = Path(__file__).with_name("days")
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
LONGEST_S = 24 * 3600

ClockTime = Annotated[str, Meta(pattern=CLOCK)]
Title = Annotated[str, Meta(min_length=1, max_length=80)]
Speed = Annotated[float, Meta(ge=0.1, le=10_000)]
Delay = Annotated[float, Meta(ge=0, le=LONGEST_S)]
Name = Annotated[str, Meta(min_length=1)]

DAY_KEYS: dict[str, Any] = {"title": Title, "starts": ClockTime, "speed": Speed, "event": list[Any]}
EVENT_KEYS: dict[str, Any] = {
    "at": ClockTime,
    "after_s": Delay,
    "device": Name,
    "do": Name,
    "with": dict[str, Any],
}
_NEEDED = ("device", "do")
_WHAT_FITS: dict[Any, str] = {
    ClockTime: 'a time of day such as "10:12" or "10:12:30"',
    Delay: "seconds, 0 to 86400",
    Speed: "a number, 0.1 to 10000",
    Title: "a text of 1 to 80 characters",
    Name: "a text",
    dict[str, Any]: "a table { … }",
    list[Any]: "tables [[event]]",
}
_HEADER = re.compile(r"\s*\[\[\s*event\s*\]\]")
_KEY = re.compile(r"\s*\"?([A-Za-z_]+)\"?\s*=")


class DayMistakes(Exception):
    """Everything that is wrong with a day's file, in the order of its lines."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True, kw_only=True)
class Event:
    """`at_s` counts from midnight, `after_s` from the beginning; one of them is given."""

    at_s: int | None
    after_s: float | None
    devices: tuple[str, ...]
    do: str
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Day:
    """`starts_s`: seconds from midnight; None for the real time of day."""

    title: str
    starts_s: int | None
    speed: float
    events: tuple[Event, ...]


class Bench(Protocol):
    """What stands there, and whether something can be done to it."""

    def names(self) -> list[str]: ...

    def check(self, name: str, action: str, body: dict[str, Any]) -> None:
        """Raises `Refused` for an action that it does not have or a body that does not fit."""
        ...


def find_day(name: str) -> Path:
    """A shipped day by its bare name, others by the path of their file."""
    bare = re.fullmatch(r"[A-Za-z0-9_-]+", name)
    return SHIPPED / f"{name}.toml" if bare else Path(name)


def shipped_days() -> list[str]:
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def seconds_of(clock: str) -> int:
    """Of "HH:MM" or "HH:MM:SS", from midnight. Raises `ValueError`."""
    if not re.match(CLOCK, clock):
        raise ValueError(f'"{clock}" is no time of day such as "10:12"')
    hours, minutes, seconds = (*map(int, clock.split(":")), 0)[:3]
    return (hours * 60 + minutes) * 60 + seconds


def read_day(path: Path, bench: Bench) -> Day:
    """Raises `DayMistakes` with every one of them."""
    text, raw = _load(path)
    lines = _Lines(text)
    reader = _Reader(bench, lambda where, key, message: mistakes.append(
        Mistake(path, lines.of(where, key), _spell(where, key), message)
    ))  # fmt: skip
    mistakes: list[Mistake] = []
    day = reader.day(raw)
    if mistakes:
        raise DayMistakes(mistakes)
    return day


def _load(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        known = f"; shipped are {', '.join(shipped_days())}" if path.parent == SHIPPED else ""
        message = f"cannot be read: {error.strerror}{known}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start}"
    except tomllib.TOMLDecodeError as error:
        message = f"not TOML: {error}"
    raise DayMistakes([Mistake(path, 0, "", message)])


def _spell(where: int | None, key: str) -> str:
    if where is None:
        return key
    return f"event[{where}].{key}" if key else f"event[{where}]"


class _Lines:
    """Where a key stands: at its own line, or at that of its event."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[int | None, str], int] = {}
        event: int | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if _HEADER.match(line):
                event = 0 if event is None else event + 1
                self._found[event, ""] = number
            elif key := _KEY.match(line):
                self._found.setdefault((event, key[1]), number)

    def of(self, event: int | None, key: str) -> int:
        return self._found.get((event, key)) or self._found.get((event, ""), 0)


class _Reader:
    """Values of the right kind go in; every other is told to `report(event, key, message)`."""

    def __init__(self, bench: Bench, report: Callable[[int | None, str, str], None]) -> None:
        self._bench = bench
        self._report = report

    def day(self, raw: dict[str, Any]) -> Day:
        kept = self._checked(raw, DAY_KEYS, None)
        if "title" not in raw:
            self._report(None, "title", "is missing")
        events = [self._event(entry, at) for at, entry in enumerate(kept.get("event", []))]
        starts = kept.get("starts")
        return Day(
            title=kept.get("title", ""),
            starts_s=None if starts is None else seconds_of(starts),
            speed=float(kept.get("speed", 1.0)),
            events=tuple(event for event in events if event is not None and event.devices),
        )

    def _event(self, entry: Any, where: int) -> Event | None:
        if not isinstance(entry, dict):
            self._report(where, "", "a table expected")
            return None
        kept = self._checked(entry, EVENT_KEYS, where)
        for key in _NEEDED:
            if key not in entry:
                self._report(where, key, "is missing")
        if ("at" in entry) == ("after_s" in entry):
            self._report(where, "", "give either at or after_s")
        at = kept.get("at")
        return Event(
            at_s=None if at is None else seconds_of(at),
            after_s=kept.get("after_s"),
            devices=tuple(self._devices(kept, where)),
            do=kept.get("do", ""),
            body=kept.get("with", {}),
        )

    def _devices(self, kept: dict[str, Any], where: int) -> Iterator[str]:
        """Those that the event names, each asked whether it can be done."""
        if "device" not in kept:
            return
        names = self._bench.names()
        meant = [name for name in names if fnmatchcase(name, kept["device"])]
        if not meant and not any(mark in kept["device"] for mark in "*?["):
            wish = kept["device"]
            self._report(where, "device", f'no "{wish}" on the bench{did_you_mean(wish, names)}')
        for name in meant:
            yield name
            if "do" in kept:
                self._check(name, kept["do"], kept.get("with", {}), where)

    def _check(self, name: str, do: str, body: dict[str, Any], where: int) -> None:
        try:
            self._bench.check(name, do, body)
        except Refused as refused:
            key = "do" if refused.code == "unknown_action" else "with"
            self._report(where, key, f"{name}: {refused.detail}")

    def _checked(
        self, raw: dict[str, Any], keys: dict[str, Any], where: int | None
    ) -> dict[str, Any]:
        """The values that are of their kind."""
        kept = {}
        for key, value in raw.items():
            if key not in keys:
                self._report(where, key, f"unknown key{did_you_mean(key, keys)}")
                continue
            try:
                kept[key] = msgspec.convert(value, keys[key])
            except msgspec.ValidationError:
                self._report(where, key, f"expected {_WHAT_FITS[keys[key]]}, found {value!r}")
        return kept
