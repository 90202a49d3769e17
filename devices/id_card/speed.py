"""The five speeds of a reader: find the one it has, set another and follow it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from devices.errors import DeviceRefused, NoAnswer
from devices.id_card.codes import Command
from devices.id_card.talk import Talk
from devices.transport import Transport

OpenAt = Callable[[int], Transport]
REFUSED = "speed_refused"

# The usual speed first; [V2].
BAUDS: dict[int, Command] = {
    115200: Command.BAUD_115200,
    57600: Command.BAUD_57600,
    38400: Command.BAUD_38400,
    19200: Command.BAUD_19200,
    9600: Command.BAUD_9600,
}


def find_speed(talk: Talk, open_at: OpenAt | None) -> int:
    """The speed at which any good reply comes, whatever its status; `talk` goes on at it."""
    open_at = _movable(open_at)
    for baud in BAUDS:
        _follow(talk, open_at, baud)
        with contextlib.suppress(NoAnswer):
            talk.ask(Command.SAM_STATUS)
            return baud
    raise NoAnswer(f"silent at {', '.join(map(str, BAUDS))} baud")


def set_speed(talk: Talk, open_at: OpenAt | None, baud: int) -> None:
    """The reader answers at the old speed and changes after that [G]; one that answers at the new
    one is not heard, and is found there all the same."""
    if baud not in BAUDS:
        raise ValueError(f"no reader speaks at {baud} baud: {', '.join(map(str, BAUDS))}")
    open_at = _movable(open_at)
    with contextlib.suppress(NoAnswer):
        talk.demand(BAUDS[baud], REFUSED)
    _follow(talk, open_at, baud)
    try:
        talk.ask(Command.SAM_STATUS)
    except NoAnswer:
        stays = find_speed(talk, open_at)
        if stays != baud:
            raise DeviceRefused(REFUSED, f"the reader stays at {stays} baud") from None


def _movable(open_at: OpenAt | None) -> OpenAt:
    if open_at is None:
        raise DeviceRefused("speed_fixed", "this line cannot be opened at another speed")
    return open_at


def _follow(talk: Talk, open_at: OpenAt, baud: int) -> None:
    talk.transport.close()
    talk.transport = open_at(baud)
