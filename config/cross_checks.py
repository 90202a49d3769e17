"""What the types cannot say: ids that must exist, things that may stand only once, colours.

The checks walk the raw tables, so that they also speak of a file whose types are wrong elsewhere.
Patterns read like keys: `windows[].services[]` is every service of every window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from config.appointments import code_pattern, slot
from config.boards import WALL_SCHEME, mistakes_in
from config.calling_checks import calling_mistakes
from config.contrast import LEAST_CONTRAST, contrast
from config.ease import patience, reach
from config.mistakes import KeyPath, did_you_mean, spell
from config.ports import printer_port, serial_port
from config.route_checks import route, routes
from config.scanners import camera, scanner
from config.staff_checks import roles, rotas, tidal
from config.taking_checks import (
    closure,
    hours,
    open_time,
    open_times,
    own_days,
    quota,
    real_date,
)
from config.upload_checks import upload_mistakes
from config.variables import Report

_RANGE = re.compile(r"^([0-9]{1,3})(?:-([0-9]{1,3}))?$")
_HOUR_MINUTE = re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
WHITE = "#FFFFFF"

AT_LEAST_ONE = ("zones", "groups", "services", "windows")

UNIQUE = (  # within the whole file; a tuple of patterns shares one name space
    ("zones[].id",),
    ("groups[].id",),
    ("services[].id",),
    ("services[].prefix",),
    ("hours.calendar[].date",),
    ("hall.id", "other_halls[].id"),
    ("kiosks[].id",),
    ("boards[].id",),
    ("strip_buses[].id",),
    ("desks[].id",),
    ("routes[].id",),
    ("uploads[].id",),
    ("uploads[].folder",),  # each has its own numbers
    (
        "kiosks[].printer.port",
        "kiosks[].id_reader.port",
        "kiosks[].scanner.port",
        "kiosks[].camera.source",
        "boards[].port",
        "strip_buses[].port",
        "desks[].port",
    ),
    ("desks[].pads[].window",),  # one keypad per window
    ("rotas[].id",),
    ("rotas[].clerks[]",),  # nobody is on duty twice
    ("attendance.pause_reasons[].id",),
    ("attendance.leave[].id",),
)

UNIQUE_ON_A_LINE = (
    ("desks[]", "pads[].address"),
    ("strip_buses[]", "strips[].address"),
    ("windows[]", "services[]"),
    ("windows[]", "staff[]"),
    ("windows[]", "stand_ins[]"),
    ("kiosks[]", "ways[]"),
)

REFERENCES = (  # the pattern's value must be an id of what the second names
    ("services[].group", "group"),
    ("services[].zone", "zone"),
    ("windows[].zone", "zone"),
    ("windows[].services[]", "service"),
    ("routes[].services[]", "service"),
    ("services[].elsewhere", "other hall"),
    ("kiosks[].zone", "zone"),
    ("kiosks[].zones[]", "zone"),
    ("boards[].zones[]", "zone"),
    ("strip_buses[].strips[].window", "window"),
    ("desks[].pads[].window", "window"),
)

DECLARED = {
    "zone": "zones[].id",
    "group": "groups[].id",
    "service": "services[].id",
    "other hall": "other_halls[].id",
}


def select(data: Any, pattern: str, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value that `pattern` names, with its path; wrong shapes are passed over in silence."""
    if not pattern:
        yield path, data
        return
    head, _, rest = pattern.partition(".")
    key = head.removesuffix("[]")
    if not isinstance(data, dict) or key not in data:
        return
    if not head.endswith("[]"):
        yield from select(data[key], rest, (*path, key))
    elif isinstance(data[key], list):
        for index, item in enumerate(data[key]):
            yield from select(item, rest, (*path, key, index))


def check(raw: dict[str, Any], report: Report) -> None:
    """Tell `report` of everything that does not fit together in `raw`."""
    for key in AT_LEAST_ONE:
        if raw.get(key) == []:
            report((key,), "a hall has at least one")
    for patterns in UNIQUE:
        _unique([pair for p in patterns for pair in select(raw, p)], report)
    for line, pattern in UNIQUE_ON_A_LINE:
        for path, table in select(raw, line):
            _unique(list(select(table, pattern, path)), report)
    windows = _windows(raw, report)
    _references(raw, windows, report)
    _served(raw, report)
    _settings(raw, report)
    rotas(raw, windows, report)
    for path, board in select(raw, "boards[]"):
        for key, message in mistakes_in(board):
            report((*path, key), message)
    _uploads(raw, report)


def _uploads(raw: dict[str, Any], report: Report) -> None:
    for path, message in calling_mistakes(raw):
        report(path, message)
    services = {str(service) for _, service in select(raw, "services[].id")}
    for path, target in select(raw, "uploads[]"):
        for keys, message in upload_mistakes(target, services):
            report((*path, *keys), message)


def _unique(pairs: list[tuple[KeyPath, Any]], report: Report) -> None:
    first: dict[str, KeyPath] = {}
    for path, value in pairs:
        if str(value).startswith(WALL_SCHEME):
            continue  # a controller may hold several walls, each its own universes
        known = first.setdefault(str(value), path)
        if known != path:
            report(path, f'"{value}" stands already at {spell(known)}')


def _windows(raw: dict[str, Any], report: Report) -> set[str]:
    """All window numbers; a range that runs backwards or over another is reported."""
    owners: dict[str, KeyPath] = {}
    for path, text in select(raw, "windows[].ids"):
        match = _RANGE.match(text) if isinstance(text, str) else None
        if not match:
            continue
        low, high = int(match.group(1)), int(match.group(2) or match.group(1))
        if low > high:
            report(path, f'the range "{text}" runs backwards')
        twice = [str(n) for n in range(low, high + 1) if str(n) in owners]
        if twice:
            report(path, f"window {', '.join(twice)} stands already at {spell(owners[twice[0]])}")
        owners |= {str(n): path for n in range(low, high + 1) if str(n) not in owners}
    return set(owners)


def _references(raw: dict[str, Any], windows: set[str], report: Report) -> None:
    known = {
        kind: {str(value) for _, value in select(raw, pattern)}
        for kind, pattern in DECLARED.items()
    } | {"window": windows}
    for pattern, kind in REFERENCES:
        for path, value in select(raw, pattern):
            if isinstance(value, str) and value not in known[kind]:
                report(path, f'there is no {kind} "{value}"{did_you_mean(value, known[kind])}')


def _served(raw: dict[str, Any], report: Report) -> None:
    served = {str(value) for _, value in select(raw, "windows[].services[]")}
    for path, service in select(raw, "services[]"):
        name = service.get("id") if isinstance(service, dict) else None
        if isinstance(name, str) and name not in served and "elsewhere" not in service:
            report((*path, "id"), f'no window serves "{name}": its tickets would never be called')
    for path, services in select(raw, "windows[].services"):
        if services == []:
            report(path, "a window serves at least one service")


def _settings(raw: dict[str, Any], report: Report) -> None:
    for pattern, mistake_in in SETTINGS:
        for path, value in select(raw, pattern):
            message = mistake_in(value)
            if message:
                report(path, message)


def _time_zone(name: Any) -> str:
    try:
        ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return f'there is no time zone "{name}"{did_you_mean(name, available_timezones())}'
    return ""


def _readable(colour: Any) -> str:
    if not (isinstance(colour, str) and _COLOUR.match(colour)):
        return ""  # not a colour: the types have said so
    ratio = contrast(colour, WHITE)
    if ratio >= LEAST_CONTRAST:
        return ""
    return (
        f"{colour} has a contrast of {ratio:.1f}:1 with white; to be read it needs"
        f" {LEAST_CONTRAST}:1, so take a darker one"
    )


def _existing_file(file: Any) -> str:
    return f'there is no file "{file}"' if file and not Path(str(file)).is_file() else ""


def _grade_bytes(grades: Any) -> str:
    keys = grades if isinstance(grades, dict) else {}
    wrong = [k for k in keys if not (k.isascii() and k.isdecimal() and int(k) <= 255)]
    return f"grade bytes are numbers 0 to 255, not {', '.join(wrong)}" if wrong else ""


def _unmarked(prefix: Any) -> str:
    if not (isinstance(prefix, str) and len(prefix) > 1 and prefix.endswith("X")):
        return ""
    return (
        f'a prefix that ends with X, like "{prefix}", is that of the numbers which a kiosk gives'
        " while it is cut off"
    )


def _times_of_day(brightness: Any) -> str:
    if not isinstance(brightness, dict):
        return ""
    wrong = [time for time in brightness if not _HOUR_MINUTE.match(time)]
    if wrong:
        return f"times of day are like 08:30, not {', '.join(wrong)}"
    return "" if brightness else "a table of brightness has at least one time"


SETTINGS: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("hall.time_zone", _time_zone),
    ("hours", hours),
    ("hours.open", open_times),
    ("hours.open[]", open_time),
    ("hours.calendar", own_days),
    ("hours.calendar[].date", real_date),
    ("hours.calendar[].to_date", real_date),
    ("windows[]", roles),
    ("windows[].tidal", tidal),
    ("windows[].tidal.open", open_times),
    ("windows[].tidal.open[]", open_time),
    ("rotas[].since", real_date),
    ("services[].hours", open_times),
    ("services[].hours[]", open_time),
    ("services[].quotas[]", quota),
    ("services[].closed[]", closure),
    ("services[].closed[].from_date", real_date),
    ("services[].closed[].to_date", real_date),
    ("look.action", _readable),
    ("look.your_turn", _readable),
    ("look.emblem_file", _existing_file),
    ("desks[].grades", _grade_bytes),
    ("appointments.code_pattern", code_pattern),
    ("services[].slots[]", slot),
    ("routes", routes),
    ("routes[]", route),
    ("kiosks[]", patience),
    ("kiosks[].screen", reach),
    ("services[].prefix", _unmarked),
    ("boards[].brightness", _times_of_day),
    ("kiosks[].printer.port", printer_port),
    ("kiosks[].id_reader.port", serial_port),
    ("kiosks[].scanner", scanner),
    ("kiosks[].camera", camera),
    ("strip_buses[].port", serial_port),
    ("desks[].port", serial_port),
)
