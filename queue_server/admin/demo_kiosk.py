"""A few simulated visitors go to the real kiosk: they read its screen and press its keys.

Through the kiosk's eye (its Unix socket), so only where it runs on this machine. The others take
their tickets over HTTP, as kiosks elsewhere in the hall would.
"""

from __future__ import annotations

import json
import logging
import socket
import struct
from collections.abc import Callable
from functools import partial
from operator import eq
from pathlib import Path
from random import Random
from typing import Any

from config.hall import Hall, Service
from config.kinds import Name
from queue_server.admin import demo_profile as profile
from queue_server.admin.demo_agenda import Actor
from queue_server.admin.demo_bench import Bench

MEAN_PAUSE_S = 45.0  # real seconds between two of them: people watch, and may press themselves
LOOK_S = 1.5  # real seconds from a press to the next screen
READ_CARD_S = 4.0
EYE_TIMEOUT_S = 5.0
DECLINE_SHARE = 0.5  # of elders
CARD_KEY = "身份证"  # the key that asks for a card, in the first language
ANOTHER_SERVICE_KEY = "办理其他业务"  # of somebody who holds a number already
DECLINE_KEY = "不用优先"  # of a card's holder who is old enough to go first

_log = logging.getLogger(__name__)

Text = dict[str, Any]


class Eye:
    """One look at, or one touch of, a kiosk's screen; raises OSError, ValueError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def texts(self) -> list[Text]:
        """What stands on the screen: `text`, and `touch`, the box of its key, or None."""
        with self._connect() as connection, connection.makefile("rb") as answers:
            connection.sendall(b"TEXTS\n")
            (length,) = struct.unpack(">I", answers.read(4).rjust(4, b"\0"))
            found: list[Text] = json.loads(answers.read(length))
            return found

    def touch(self, x: int, y: int) -> None:
        with self._connect() as connection:
            connection.sendall(f"TOUCH {x} {y}\n".encode())
            connection.recv(3)

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(EYE_TIMEOUT_S)
        connection.connect(str(self._path))
        return connection


def key_of(texts: list[Text], is_meant: Callable[[str], bool]) -> tuple[int, int] | None:
    """The middle of the first key whose text is meant."""
    for text in texts:
        if text["touch"] and is_meant(text["text"]):
            x, y, width, height = text["touch"]
            return x + width // 2, y + height // 2
    return None


def is_called(name: Name, text: str) -> bool:
    """Whether a text on the screen is this name, in whichever language it shows."""
    return text in (name.zh, name.en)


class KioskVisitors:
    """The people at one kiosk, one after the other. `reader`: its card reader on the bench."""

    def __init__(
        self, hall: Hall, eye: Eye, bench: Bench, reader: str, *, random: Random, speed: float
    ) -> None:
        self._hall = hall
        self._groups = {group.id: group for group in hall.groups}
        self._eye = eye
        self._bench = bench
        self._reader = reader
        self._random = random
        self._speed = speed

    def come(self) -> Actor:
        while True:
            yield self._real(self._random.expovariate(1 / MEAN_PAUSE_S))
            try:
                yield from self._one_visitor()
            except (OSError, ValueError) as error:
                _log.info("the kiosk's screen is not seen: %s", error)

    def _one_visitor(self) -> Actor:
        service = self._random.choice(self._hall.services)
        if not self._sees_group(service):
            return  # somebody else stands there
        if self._random.random() < profile.WITH_CARD_SHARE:
            yield from self._lay_card()
        for name in (self._groups[service.group].name, service.name):
            self._press(partial(is_called, name))
            yield self._real(LOOK_S)

    def _sees_group(self, service: Service) -> bool:
        name = self._groups[service.group].name
        return key_of(self._eye.texts(), partial(is_called, name)) is not None

    def _lay_card(self) -> Actor:
        cards = self._bench.cards(self._reader)
        if not cards or not self._press(lambda text: text == CARD_KEY):
            return
        yield self._real(LOOK_S)
        self._bench.do(self._reader, "lay", person=self._random.choice(cards))
        yield self._real(READ_CARD_S)
        self._bench.do(self._reader, "remove")
        declines = self._random.random() < DECLINE_SHARE
        for key in (ANOTHER_SERVICE_KEY, *((DECLINE_KEY,) if declines else ())):
            if self._press(partial(eq, key)):
                yield self._real(LOOK_S)

    def _press(self, is_meant: Callable[[str], bool]) -> bool:
        place = key_of(self._eye.texts(), is_meant)
        if place:
            self._eye.touch(*place)
        return place is not None

    def _real(self, seconds: float) -> float:
        return seconds * self._speed
