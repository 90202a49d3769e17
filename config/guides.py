"""Service guides (办事指南): one TOML file each in the folder that the hall's file names.

They stand apart from the hall's file because other people write them, and more often.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.hall import Hall
from config.kinds import Count, Id, Name
from config.lines import Lines
from config.loader import DEMO
from config.mistakes import ConfigMistakes, KeyPath, Mistake, did_you_mean, spell
from config.shape import BROKEN, Shaper
from config.toml_file import read_toml


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a visitor brings: so many originals and so many copies of it."""

    name: Name
    originals: Count = 0
    copies: Count = 0
    note: Name | None = None


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """In working days. 0 of `promised_days`: at once; no `statutory_days`: the law sets none."""

    promised_days: Count
    statutory_days: Count | None = None


@dataclass(frozen=True, kw_only=True)
class Guide:
    """How one matter is settled. `where` is the window or zone as people say it; `service` is whose
    number to take for it."""

    id: Id
    service: Id
    title: Name
    time_limit: TimeLimit
    fee: Name
    where: Name
    conditions: list[Name] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    steps: list[Name] = field(default_factory=list)
    notes: list[Name] = field(default_factory=list)
    phone: str = ""


def load_guides(
    hall: Hall, hall_file: Path | None = None, env: Mapping[str, str] | None = None
) -> list[Guide]:
    """As `read_guides`; raises `ConfigMistakes` with all mistakes of all files."""
    guides, mistakes = read_guides(hall, hall_file, env)
    if mistakes:
        raise ConfigMistakes(mistakes)
    return guides


def read_guides(
    hall: Hall, hall_file: Path | None = None, env: Mapping[str, str] | None = None
) -> tuple[list[Guide], list[Mistake]]:
    """The guides of `hall`, by the names of their files, and what is wrong with the others.

    `hall_file` is where the hall was loaded from, as with `config.loader.load`; a relative
    `guides_dir` counts from there.
    """
    if not hall.hall.guides_dir:
        return [], []
    env = os.environ if env is None else env
    hall_file = hall_file or Path(env.get("HALL_CONFIG") or DEMO)
    folder = hall_file.parent / hall.hall.guides_dir
    if not folder.is_dir():
        key = ("hall", "guides_dir")
        message = f'there is no folder "{folder}"; leave the key out where there are no guides'
        return [], [Mistake(hall_file, Lines(read_toml(hall_file)[0]).of(key), spell(key), message)]
    services = [service.id for service in hall.services]
    read = [_read(file, services) for file in sorted(folder.glob("*.toml"))]
    guides = [guide for guide, _ in read if guide is not None]
    mistakes = [mistake for _, some in read for mistake in some]
    return _once(guides, folder, mistakes)


def _read(file: Path, services: Iterable[str]) -> tuple[Guide | None, list[Mistake]]:
    try:
        text, raw = read_toml(file)
    except ConfigMistakes as unreadable:
        return None, unreadable.mistakes
    lines, mistakes = Lines(text), list[Mistake]()

    def report(key: KeyPath, message: str) -> None:
        mistakes.append(Mistake(file, lines.of(key), spell(key), message))

    guide = Shaper(report, {}).shape(Guide, raw, ())
    service = raw.get("service")
    if isinstance(service, str) and service not in services:
        report(("service",), f'there is no service "{service}"{did_you_mean(service, services)}')
    return (None if mistakes or guide is BROKEN else guide), mistakes


def _once(
    guides: list[Guide], folder: Path, mistakes: list[Mistake]
) -> tuple[list[Guide], list[Mistake]]:
    """Two guides with one id: neither can be told from the other, so both are left out."""
    twice = {name for name, count in Counter(guide.id for guide in guides).items() if count > 1}
    more = [Mistake(folder, 0, "id", f'"{name}" stands in more than one file') for name in twice]
    return [guide for guide in guides if guide.id not in twice], [*mistakes, *more]
