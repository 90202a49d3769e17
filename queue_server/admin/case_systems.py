"""`hallctl case-systems`: which other systems may have their cases rated, and at which windows."""

from __future__ import annotations

import argparse
import os
import re
import secrets

from config.case_systems import CaseSystem, keep_case_systems
from config.case_systems import case_systems as known_systems
from config.hall import Hall
from config.loader import load
from config.mistakes import did_you_mean
from config.tablets import digest
from queue_server.admin.places import data_folder
from queue_server.layout import Layout

TOKEN_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_RANGE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")


class NoCaseSystem(Exception):
    """Told in a sentence; nothing was changed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="let a system in, or give it a new token")
    add.add_argument("name", metavar="NAME")
    add.add_argument(
        "--windows", required=True, metavar="1-14,20", help="where it may have its cases rated"
    )
    verbs.add_parser("list", help="who may ask where")
    revoke = verbs.add_parser("revoke", help="shut a system out")
    revoke.add_argument("name", metavar="NAME")


def case_systems(arguments: argparse.Namespace) -> int:
    """`hallctl case-systems add NAME --windows 1-14 | list | revoke NAME`."""
    hall = load(env={**os.environ, "HALL_DATA": str(data_folder(os.environ))})
    if arguments.verb == "add":
        token = let_in(hall, arguments.name, arguments.windows)
        print(f"The token of {arguments.name}, told once; see docs/evaluations.md:\n\n{token}")
    elif arguments.verb == "revoke":
        shut_out(hall, arguments.name)
        print(f"{arguments.name} is shut out within 5 s")
    else:
        print("\n".join(listed(hall)) or "no case system may ask here")
    return 0


def listed(hall: Hall) -> list[str]:
    return [
        f"{name}: windows {', '.join(known.windows)}" for name, known in known_systems(hall).items()
    ]


def let_in(hall: Hall, name: str, windows: str) -> str:
    """A new token; one that the system had before opens nothing any more. Raises
    `NoCaseSystem`."""
    if not _NAME.fullmatch(name):
        raise NoCaseSystem(f"{name!r} is no name: letters, digits, - and _, at most 40")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    system = CaseSystem(digest=digest(token), windows=windows_named(Layout(hall), windows))
    keep_case_systems(hall, {**known_systems(hall), name: system})
    return token


def shut_out(hall: Hall, name: str) -> None:
    """Raises `NoCaseSystem` for one that is not let in."""
    known = known_systems(hall)
    if name not in known:
        raise NoCaseSystem(f"{name} is not let in{did_you_mean(name, known)}")
    keep_case_systems(hall, {other: kept for other, kept in known.items() if other != name})


def windows_named(layout: Layout, told: str) -> list[str]:
    """The windows of "1-14,20"; raises `NoCaseSystem`."""
    found: dict[str, None] = {}
    for part in told.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise NoCaseSystem(f"windows are told like 1-14,20 and not {part!r}")
        low, high = int(match[1]), int(match[2] or match[1])
        named = [str(n) for n in range(low, high + 1)]
        if not named:
            raise NoCaseSystem(f"the range {part.strip()} runs backwards")
        strange = [window for window in named if window not in layout.windows]
        if strange:
            raise NoCaseSystem(f"there is no window {strange[0]} in this hall")
        found.update(dict.fromkeys(named))
    return list(found)
