"""The PINs of staff at kiosks: `{staff number: argon2 hash}`, in a file of 0600 beside the secrets.

A kiosk checks them itself, so that paper can be changed while the server is away.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import msgspec

from config.hall import Hall
from config.secrets import read_secret, write_secret

NUMBER = re.compile(r"[0-9]{1,8}")
FEWEST_DIGITS = 6
MOST_DIGITS = 12


def staff_pins(hall: Hall) -> dict[str, str]:
    """None where nobody has one yet. Raises `ConfigMistakes` for a file that others may read."""
    path = Path(hall.secrets.staff_pins_file)
    if not path.exists():
        return {}
    return msgspec.json.decode(read_secret(path), type=dict[str, str])


def keep_staff_pins(hall: Hall, hashes: dict[str, str]) -> None:
    data = msgspec.json.format(msgspec.json.encode(hashes, order="sorted"))
    write_secret(Path(hall.secrets.staff_pins_file), data)


def weakness(pin: str) -> str:
    """Why a PIN is refused; "" for one that is not guessed at once."""
    if not (pin.isascii() and pin.isdecimal()):
        return "digits"
    if not FEWEST_DIGITS <= len(pin) <= MOST_DIGITS:
        return "length"
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1:  # 000000, 123456, 654321, 890123, 135791
        return "row"
    if len(set(pin)) <= 2 or any(pin == pin[:n] * (len(pin) // n) for n in (2, 3)):
        return "pattern"
    return ""
