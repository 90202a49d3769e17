"""`hallctl staff-pin`: who may open the service menu of the kiosks, and the demonstration's PIN."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from config.hall import Hall
from config.loader import load
from config.secrets import read_secret, write_secret
from config.staff_pins import FEWEST_DIGITS, MOST_DIGITS, NUMBER, keep_staff_pins, weakness
from config.staff_pins import staff_pins as known_pins
from queue_server.admin.make_accounts import HASHER
from queue_server.admin.places import data_folder

DEMO_NUMBER = "1001"
REFUSED = {
    "digits": "a PIN has digits only",
    "length": f"a PIN has {FEWEST_DIGITS} to {MOST_DIGITS} digits",
    "row": "a PIN that is a row (000000, 123456) is guessed at once",
    "pattern": "a PIN of two digits, or of one part again and again, is guessed at once",
}


class DemoStaff(msgspec.Struct, frozen=True, kw_only=True):
    """`demo-staff.json`: a demonstration's PIN in clear, for people to try the menu with."""

    number: str
    pin: str


class PinRefused(Exception):
    """Told in a sentence; nothing was changed."""


def staff_pin(arguments: argparse.Namespace) -> int:
    """`hallctl staff-pin NUMBER [--remove]`."""
    hall = load(env={**os.environ, "HALL_DATA": str(data_folder(os.environ))})
    if arguments.remove:
        remove_pin(hall, arguments.number)
        said = "may no longer open the service menu"
    else:
        ask = getpass.getpass if sys.stdin.isatty() else _line
        set_pin(hall, arguments.number, ask)
        said = "may open the service menu of the kiosks that have this file"
    print(f"{arguments.number} {said}: {hall.secrets.staff_pins_file}")
    return 0


def set_pin(hall: Hall, number: str, ask: Callable[[str], str]) -> None:
    """`ask` is given the question; it is asked twice. Raises `PinRefused`."""
    if not NUMBER.fullmatch(number):
        raise PinRefused(f"{number!r} is no staff number: 1 to 8 digits")
    pin = ask(f"PIN of {number}: ").strip()
    if why := weakness(pin):
        raise PinRefused(REFUSED[why])
    if ask("Once more: ").strip() != pin:
        raise PinRefused("the two PINs differ")
    keep_staff_pins(hall, {**known_pins(hall), number: HASHER.hash(pin)})


def remove_pin(hall: Hall, number: str) -> None:
    """Raises `PinRefused` for a number that has none."""
    known = known_pins(hall)
    if number not in known:
        raise PinRefused(f"{number} has no PIN; known: {', '.join(sorted(known)) or 'none'}")
    keep_staff_pins(hall, {other: kept for other, kept in known.items() if other != number})


def demo_staff(hall: Hall, file: Path) -> DemoStaff | None:
    """The demonstration's PIN, made when nobody has one yet; None where real staff have theirs."""
    if file.exists():
        return msgspec.json.decode(read_secret(file), type=DemoStaff)
    if known_pins(hall):
        return None
    made = DemoStaff(number=DEMO_NUMBER, pin=_some_pin())
    keep_staff_pins(hall, {made.number: HASHER.hash(made.pin)})
    write_secret(file, msgspec.json.encode(made))
    return made


def _some_pin() -> str:
    while weakness(pin := f"{secrets.randbelow(10**FEWEST_DIGITS):0{FEWEST_DIGITS}}"):
        pass
    return pin


def _line(_question: str) -> str:
    """From a pipe: one line for each question."""
    return sys.stdin.readline()
