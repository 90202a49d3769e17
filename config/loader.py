"""A hall's file into a `Hall`: strict, and every mistake told at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.cross_checks import check
from config.hall import Hall
from config.lines import Lines
from config.mistakes import EXIT_CONFIG, ConfigMistakes, KeyPath, Mistake, spell
from config.shape import BROKEN, Shaper
from config.toml_file import read_toml
from config.variables import OVERRULES, Report, expand, known_variables

__all__ = ["DEMO", "EXIT_CONFIG", "Check", "ConfigMistakes", "Mistake", "load"]

DEMO = Path(__file__).with_name("demo.toml")
# Gets the file's tables (variables expanded, types not sure); tells mistakes at their keys.
Check = Callable[[dict[str, Any], Report], None]


def load(
    path: Path | None = None,
    env: Mapping[str, str] | None = None,
    further: Sequence[Check] = (),
) -> Hall:
    """Read `path` (None: $HALL_CONFIG, else the demonstration hall).

    Raises `ConfigMistakes` with all of them. `env` is the process's environment when None.
    `further` checks know what configuration cannot, such as the profiles of devices.
    """
    env = os.environ if env is None else env
    path = path or Path(env.get("HALL_CONFIG") or DEMO)
    text, raw = read_toml(path)
    lines = Lines(text)
    mistakes: list[Mistake] = []

    def report(key: KeyPath, message: str) -> None:
        mistakes.append(Mistake(path, lines.of(key), spell(key), message))

    variables = known_variables(env)
    raw = expand(raw, (), variables, report)
    mistakes.extend(_overrule(raw, env))
    hall = Shaper(report, variables).shape(Hall, raw, ())
    for each in (check, *further):
        each(raw, report)
    if mistakes or hall is BROKEN:
        raise ConfigMistakes(mistakes)
    assert isinstance(hall, Hall)  # noqa: S101  # Shaper makes what it was asked for
    return hall


def _overrule(raw: dict[str, Any], env: Mapping[str, str]) -> list[Mistake]:
    """Put the environment's ports in the place of the file's."""
    mistakes = []
    for variable, (table, key) in OVERRULES:
        text = env.get(variable, "")
        if not text:
            continue
        if text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535:
            section = raw.setdefault(table, {})
            if isinstance(section, dict):
                section[key] = int(text)
        else:
            message = f'expected a port, 1 to 65535, found "{text}"'
            mistakes.append(Mistake(Path("environment"), 0, variable, message))
    return mistakes
