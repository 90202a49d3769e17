"""A profile's file into a `Profile`: strict, with every mistake told at its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from devices.profiles.mistakes import Lines, Mistake, ProfileMistakes, did_you_mean
from devices.profiles.profile import Profile
from devices.profiles.read_profile import read_profile

__all__ = ["Mistake", "ProfileMistakes", "load_profile", "shipped_profiles"]

FOLDER = Path(__file__).parent
SUFFIX = ".toml"
MOST_BYTES = 1 << 18
_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def shipped_profiles() -> list[str]:
    """The names of the profiles beside this file."""
    return sorted(path.stem for path in FOLDER.glob("*" + SUFFIX))


def load_profile(name_or_path: str) -> Profile:
    """A shipped profile by its name, any other by the path of its `.toml` file. Raises
    `ProfileMistakes` with all of them."""
    path = Path(name_or_path)
    if path.suffix != SUFFIX:
        path = FOLDER / (name_or_path + SUFFIX)
        if name_or_path not in shipped_profiles():
            near = did_you_mean(name_or_path, shipped_profiles())
            message = f'there is no profile "{name_or_path}"{near}'
            raise ProfileMistakes([Mistake(Path(name_or_path), 0, "", message)])
    return parse_profile(_read(path), path)


def parse_profile(text: str, path: Path) -> Profile:
    """The profile that `text` tells; `path` gives its name and stands in the mistakes."""
    raw = _parse(path, text)
    lines = Lines(text)
    mistakes: list[Mistake] = []

    def report(key: tuple[str, ...], message: str) -> None:
        mistakes.append(Mistake(path, lines.of(key), ".".join(key), message))

    profile = read_profile(path.stem, raw, report)
    if mistakes:
        raise ProfileMistakes(mistakes)
    return profile


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            return data.decode()
        message = f"is longer than {MOST_BYTES} bytes"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start}"
    raise ProfileMistakes([Mistake(path, 0, "", message)])


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        message = _SYNTAX_PLACE.sub("", str(error))
        line = int(place[1] or text.count("\n") + 1) if place else 0
        raise ProfileMistakes([Mistake(path, line, "", f"not TOML: {message}")]) from error
