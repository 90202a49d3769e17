"""`${HALL_…}` in the file's strings, and the variables that overrule the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from config.mistakes import KeyPath, did_you_mean

DEFAULTS = {
    "HALL_DATA": "data",
    "HALL_RUN": "/run/hall",
    "HALL_CAMERA_PORT": "8098",
    "HALL_LED_PORT": "5005",  # the Onbon controllers' own TCP port
}

OVERRULES: tuple[tuple[str, tuple[str, str]], ...] = (
    ("HALL_PORT", ("server", "port")),
    ("HALL_MQTT_PORT", ("mqtt", "port")),
)

_VARIABLE = re.compile(r"\$\{([^}]*)\}?")

Report = Callable[[KeyPath, str], None]


def known_variables(env: Mapping[str, str]) -> dict[str, str]:
    """The defaults under what the environment says; nothing but HALL_… is seen by the file."""
    return DEFAULTS | {k: v for k, v in env.items() if k.startswith("HALL_") and v}


def expand(value: Any, path: KeyPath, variables: Mapping[str, str], report: Report) -> Any:
    """`value` with every `${HALL_…}` replaced; an unknown one is reported and left standing."""
    if isinstance(value, dict):
        return {k: expand(v, (*path, k), variables, report) for k, v in value.items()}
    if isinstance(value, list):
        return [expand(v, (*path, i), variables, report) for i, v in enumerate(value)]
    return expand_text(value, path, variables, report) if isinstance(value, str) else value


def expand_text(text: str, path: KeyPath, variables: Mapping[str, str], report: Report) -> str:
    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        if not match.group().endswith("}"):
            report(path, f'"{match.group()}" has no closing brace')
        elif name not in variables:
            report(
                path, f"${{{name}}} is not set in the environment{did_you_mean(name, variables)}"
            )
        else:
            return variables[name]
        return match.group()

    return _VARIABLE.sub(replace, text)
