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
    guides, mistakes = GuideFolder(hall, hall_file, env).look()
    return list(guides), mistakes


Stamp = tuple[int, int, int]  # when a file was written in ns, its size, its inode
GONE: Stamp = (0, 0, 0)


class GuideFolder:
    """The guides as their files stand whenever it is asked; for one thread at a time.

    A file that goes wrong while people write in it, or is copied to begin another guide, takes
    nothing away that was right before: that stands until the next start.
    """

    def __init__(
        self, hall: Hall, hall_file: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """As with `read_guides`; nothing is read before the first look."""
        env = os.environ if env is None else env
        self._hall_file = hall_file or Path(env.get("HALL_CONFIG") or DEMO)
        folder = hall.hall.guides_dir
        self._folder = self._hall_file.parent / folder if folder else None
        self._services = [service.id for service in hall.services]
        self._stamps: dict[Path, Stamp] = {}
        self._right: dict[Path, Guide] = {}  # what each file said last that was right
        self._wrong: dict[Path, list[Mistake]] = {}
        self._shown: dict[str, Path] = {}  # whose guide stands, by its id
        self._told: frozenset[Mistake] = frozenset()
        self._guides: tuple[Guide, ...] = ()

    def look(self) -> tuple[tuple[Guide, ...], list[Mistake]]:
        """By the names of their files, and the mistakes that were not told before. The very same
        tuple as long as nothing changes."""
        if self._folder is None:
            return (), []
        stamps = _stamps(self._folder)
        if stamps is None:  # perhaps a network's, and only out of reach: what was read stands
            return self._guides, self._new([self._no_folder(self._folder)])
        if stamps != self._stamps:
            self._read(stamps)
            self._choose()
        return self._guides, self._new([*self._twice(self._folder), *_all(self._wrong)])

    def _read(self, stamps: dict[Path, Stamp]) -> None:
        for file, stamp in stamps.items():
            if self._stamps.get(file) != stamp:
                guide, self._wrong[file] = _read(file, self._services)
                if guide is not None:
                    self._right[file] = guide
        self._right = {file: self._right[file] for file in stamps if file in self._right}
        self._wrong = {file: self._wrong[file] for file in stamps}
        self._stamps = stamps

    def _choose(self) -> None:
        """Of two with one id the one that stood there before; else neither can be told from the
        other, and both are left out."""
        count = Counter(guide.id for guide in self._right.values())
        self._shown = {
            guide.id: file
            for file, guide in self._right.items()
            if count[guide.id] == 1 or self._shown.get(guide.id) == file
        }
        self._guides = tuple(
            guide for file, guide in self._right.items() if self._shown.get(guide.id) == file
        )

    def _twice(self, folder: Path) -> list[Mistake]:
        count = Counter(guide.id for guide in self._right.values())
        twice = sorted(name for name, times in count.items() if times > 1)
        return [
            Mistake(folder, 0, "id", f'"{name}" stands in more than one file') for name in twice
        ]

    def _no_folder(self, folder: Path) -> Mistake:
        key = ("hall", "guides_dir")
        message = f'there is no folder "{folder}"; leave the key out where there are no guides'
        return Mistake(
            self._hall_file, Lines(read_toml(self._hall_file)[0]).of(key), spell(key), message
        )

    def _new(self, mistakes: list[Mistake]) -> list[Mistake]:
        new = [mistake for mistake in mistakes if mistake not in self._told]
        self._told = frozenset(mistakes)
        return new


def _all(mistakes: Mapping[Path, list[Mistake]]) -> list[Mistake]:
    return [one for some in mistakes.values() for one in some]


def _stamps(folder: Path) -> dict[Path, Stamp] | None:
    """None where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            files = sorted(x for x in map(Path, entries) if x.suffix == ".toml")
    except OSError:
        return None
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:  # reading it tells why
        return GONE
    return found.st_mtime_ns, found.st_size, found.st_ino


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
