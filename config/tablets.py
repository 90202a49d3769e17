"""Which tablets may ask at which window: `{window: SHA-256 of its token}`, beside the secrets.

A file and no table, so that a tablet is let in and shut out while the server runs on the data.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from config.hall import Hall
from config.secrets import read_secret, write_secret


def tablets(hall: Hall) -> dict[str, str]:
    """Raises `ConfigMistakes` for a file that others may read."""
    path = Path(hall.secrets.tablets_file)
    if not path.exists():
        return {}
    return msgspec.json.decode(read_secret(path), type=dict[str, str])


def keep_tablets(hall: Hall, digests: dict[str, str]) -> None:
    data = msgspec.json.format(msgspec.json.encode(digests, order="sorted"))
    write_secret(Path(hall.secrets.tablets_file), data)


def digest(token: str) -> str:
    """A token has 256 bits of randomness, so it needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
