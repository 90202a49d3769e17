"""Which case systems may ask at which windows: `{name: {digest of its token, windows}}`.

A file beside the secrets and no table, so that a system is let in and shut out while the server
runs on the data.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from config.hall import Hall
from config.secrets import read_secret, write_secret


class CaseSystem(msgspec.Struct, frozen=True, kw_only=True):
    """`digest`: SHA-256 of its token, in hexadecimal."""

    digest: str
    windows: list[str]


def case_systems(hall: Hall) -> dict[str, CaseSystem]:
    """Raises `ConfigMistakes` for a file that others may read."""
    path = Path(hall.secrets.case_systems_file)
    if not path.exists():
        return {}
    return msgspec.json.decode(read_secret(path), type=dict[str, CaseSystem])


def keep_case_systems(hall: Hall, systems: dict[str, CaseSystem]) -> None:
    data = msgspec.json.format(msgspec.json.encode(systems, order="sorted"))
    write_secret(Path(hall.secrets.case_systems_file), data)
