"""Windows and waiting areas in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.texts import in_language
from queue_server.contract.messages import HallInfo, ServiceInfo


def window_ranges(windows: Iterable[str]) -> str:
    """`["1", "2", "3", "7"]` -> `1-3, 7`; names that are no numbers stand as they are."""
    numbers = sorted(int(w) for w in windows if w.isdecimal())
    names = [w for w in windows if not w.isdecimal()]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join([*(_run(first, last) for first, last in runs), *names])


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def zone_name(hall: HallInfo, zone: str, language: str) -> str:
    return _named(((z.zone, z.name) for z in hall.zones), zone, language)


def service_name(hall: HallInfo, service: str, language: str) -> str:
    return _named(((x.service, x.name) for x in hall.services), service, language)


def place_of(hall: HallInfo, service: ServiceInfo, language: str) -> str:
    """Where a service is done that is not done at this kiosk: another hall, or another zone."""
    if not service.elsewhere:
        return zone_name(hall, service.zone, language)
    halls = ((x.hall, x.name) for x in hall.other_halls)
    return _named(halls, service.elsewhere, language)


def _named(names: Iterable[tuple[str, Mapping[str, str]]], wanted: str, language: str) -> str:
    """The name, or the id itself when the hall no longer lists it: never an empty place."""
    found = next((name for key, name in names if key == wanted), None)
    return in_language(found, language) if found else wanted
