"""The profiles that a hall's file names: found, whole, and fit for the devices that stand there.

Configuration itself imports none of our packages, so this check is handed to `config.loader.load`
by the programs that speak through profiles, and by `hallctl`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from config.cross_checks import select
from config.machines import Desk, StripBus, StripUnit
from config.mistakes import KeyPath
from config.variables import Report
from devices.profiles.codec import ONLY_ADDRESS
from devices.profiles.load import SUFFIX, load_profile
from devices.profiles.mistakes import ProfileMistakes
from devices.profiles.profile import Profile
from devices.transport import Transport, open_transport

# What a device of a role says or is told: without it the profile is one of something else.
KEY, GRADE, TEXT = "key", "grade", "text"
BLANKS = "  "  # as wide as one column of a strip, a Chinese character
USUAL_COLUMNS = next(field.default for field in fields(StripUnit) if field.name == "columns")
ROLES = {KEY: "keypads", GRADE: "evaluators", TEXT: "strips"}


def desk_profiles(desk: Desk) -> tuple[Profile, Profile | None]:
    """Of the keypads and, where there are any, of the evaluators. Raises `ProfileMistakes`."""
    keypads = load_profile(desk.profile)
    if not any(pad.evaluator for pad in desk.pads):
        return keypads, None
    if desk.evaluator_profile == desk.profile:
        return keypads, keypads
    return keypads, load_profile(desk.evaluator_profile)


def strip_profile(bus: StripBus) -> Profile:
    """Raises `ProfileMistakes`."""
    return load_profile(bus.profile)


def grades_of(desk: Desk, evaluators: Profile | None) -> dict[int, int]:
    """The evaluator's grade byte -> our level: the hall's own map, else the profile's."""
    own = {int(grade): level for grade, level in desk.grades.items()}
    return own or dict(evaluators.grades if evaluators else {})


def line_of(settings: Desk | StripBus, profile: Profile) -> Callable[[], Transport]:
    """Opens the line of a bus at the speed of the hall's file, else of the profile."""
    wire = profile.wire
    bits = f"{wire.data_bits}{wire.parity[0].upper()}{wire.stop_bits}"
    return lambda: open_transport(settings.port, settings.baud or wire.baud, bits)


def check_profiles(raw: dict[str, Any], report: Report) -> None:
    """A `config.loader.Check`: tells every mistake at the key that names the profile, those within
    a profile's own file with that file's line."""
    for path, desk in select(raw, "desks[]"):
        if isinstance(desk, dict):
            _check_desk(desk, path, report)
    for path, bus in select(raw, "strip_buses[]"):
        if isinstance(bus, dict):
            strips = _loaded(bus, StripBus, "profile", TEXT, path, report)
            _check_addresses(select(bus, "strips[].address", path), strips, TEXT, report)
            _check_lengths(select(bus, "strips[]", path), strips, report)


def _check_desk(desk: dict[str, Any], path: KeyPath, report: Report) -> None:
    keypads = _loaded(desk, Desk, "profile", KEY, path, report)
    _check_addresses(select(desk, "pads[].address", path), keypads, KEY, report)
    pads = [pad for _, pad in select(desk, "pads[]") if isinstance(pad, dict)]
    if not any(pad.get("evaluator", True) for pad in pads):
        return
    evaluators = _loaded(desk, Desk, "evaluator_profile", GRADE, path, report)
    if evaluators is None:
        return
    if keypads and not keypads.shares_a_line_with(evaluators):
        message = f"{evaluators.name} and {keypads.name} cannot share a line: their frames differ"
        report((*path, "evaluator_profile"), message)
    _check_grades(desk.get("grades"), evaluators, path, report)


def _loaded(
    table: dict[str, Any], kind: type, key: str, role: str, path: KeyPath, report: Report
) -> Profile | None:
    default = next(field.default for field in fields(kind) if field.name == key)
    name = table.get(key, default)
    if not isinstance(name, str):
        return None  # the types have said so
    try:
        profile = load_profile(name)
    except ProfileMistakes as mistakes:
        for mistake in mistakes.mistakes:
            is_file = mistake.file.suffix == SUFFIX  # else a name, which the message tells
            report((*path, key), str(mistake) if is_file else mistake.message)
        return None
    if profile.rule(role) is None:
        report((*path, key), f'"{name}" is no profile of {ROLES[role]}: it has no "{role}"')
        return None
    return profile


def _check_addresses(
    addresses: Iterator[tuple[KeyPath, Any]], profile: Profile | None, role: str, report: Report
) -> None:
    if profile is None:
        return
    rule = profile.rule(role)
    address = profile.frames[rule.frame].address if rule else None
    least, most = (address.least, address.most) if address else (ONLY_ADDRESS, ONLY_ADDRESS)
    for path, value in addresses:
        if isinstance(value, int) and not least <= value <= most:
            report(path, f"{profile.name} has addresses {least} to {most}, not {value}")


def _check_lengths(
    strips: Iterator[tuple[KeyPath, Any]], profile: Profile | None, report: Report
) -> None:
    """A closed window's strip is wiped with blanks: its longest text, where each has a colour."""
    if profile is None:
        return
    for path, strip in strips:
        columns = strip.get("columns", USUAL_COLUMNS) if isinstance(strip, dict) else None
        if not isinstance(columns, int):
            continue
        length, longest = profile.text_bytes(BLANKS * columns), profile.longest_text_bytes
        if length > longest:
            fitting = longest * columns // length
            message = f"{profile.name} carries {fitting} columns in a frame, not {columns}"
            report((*path, *(("columns",) if "columns" in strip else ())), message)


def _check_grades(grades: Any, evaluators: Profile, path: KeyPath, report: Report) -> None:
    """A byte that no face of this maker sends is a typing mistake, or the wrong profile."""
    known = [str(grade) for grade in evaluators.grades]
    for grade in grades if isinstance(grades, dict) else ():
        if grade not in known:
            message = f"{evaluators.name} has no grade {grade}; known: {', '.join(known)}"
            report((*path, "grades", grade), message)
