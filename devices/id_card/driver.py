"""The identity-card reader: one call, one card. See PROTOCOL.md."""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.errors import DeviceRefused, NoAnswer
from devices.exchange import Clock, ask
from devices.id_card.card import Card, card_from
from devices.id_card.codec import CardContent, Decoder, Reply, Request, encode
from devices.id_card.codes import Command, Status
from devices.id_card.text_block import UNKNOWN
from devices.transport import Transport

__all__ = ["Card", "IdCardReader"]

FIND_TIMEOUT_S = 0.3
# A card's own radio takes a second or two, and 2.3 kB take 2.4 s at 9600 baud [C].
READ_TIMEOUT_S = 3.0

ABSENT = (Status.NO_CARD,)
MOVED = (Status.SELECT_FAILED,)  # lifted between find and select: the next round finds it again
OLD_MODULE = (Status.COMMAND_ERROR,)  # SAM 0501 does not know READ_WITH_FINGERPRINT [V1]


class IdCardReader:
    """Call `poll` every 200 to 300 ms. Not for more than one thread."""

    def __init__(self, transport: Transport, clock: Clock = time.monotonic) -> None:
        self._transport = transport
        self._clock = clock
        self._read_command = Command.READ_WITH_FINGERPRINT
        self._latched = False  # the card that lies there was read already

    @property
    def card_lies(self) -> bool:
        """Whether, as of the last `poll`, the card that was read has not been taken away."""
        return self._latched

    def poll(self) -> Card | None:
        """One round of find, select, read. Gives a card once; None until it was taken away.

        Some readers find a read card again and again, others answer "no card" until it is removed;
        both look the same here: while the read card is found, nothing is given.
        Raises `LinkLost`, `NoAnswer`, or `DeviceRefused` with the cause `unreadable` (dirty, moved
        or no identity card: lay it again) or `reader_fault` (the security module is not working).
        """
        found = self._ask(Command.FIND, FIND_TIMEOUT_S)
        if found.status in ABSENT:
            self._latched = False
            return None
        _demand(found, Status.CARD_FOUND)
        if self._latched:
            return None
        selected = self._ask(Command.SELECT, FIND_TIMEOUT_S)
        if selected.status in MOVED:
            return None
        _demand(selected, Status.OK)
        content = self._read()
        self._latched = True
        return card_from(content.card, content.fields)

    def identify(self) -> bytes:
        """The 16 bytes that name the security module."""
        reply = self._ask(Command.SAM_ID, FIND_TIMEOUT_S)
        _demand(reply, Status.OK)
        return reply.data

    def _read(self) -> CardContent:
        reply = self._ask(self._read_command, READ_TIMEOUT_S)
        if self._read_command is Command.READ_WITH_FINGERPRINT and reply.status in OLD_MODULE:
            self._read_command = Command.READ
            reply = self._ask(self._read_command, READ_TIMEOUT_S)
        _demand(reply, Status.OK)
        if not isinstance(reply, CardContent) or reply.card == UNKNOWN:
            raise DeviceRefused("unreadable", "the reply carries no known card")
        return reply

    def _ask(self, command: Command, timeout_s: float) -> Reply:
        return ask(
            self._transport,
            encode(Request(command)),
            _reply_to(command),
            timeout_s=timeout_s,
            clock=self._clock,
        )


def _reply_to(command: Command) -> Callable[[bytes], Reply | None]:
    decoder = Decoder()  # a new one for each request: half a frame of before is not an answer

    def hear(data: bytes) -> Reply | None:
        for event in decoder.feed(data):
            if isinstance(event, Reply):
                return event
        return None

    return hear


FAULTS = (Status.SELF_TEST_FAILED, Status.SAM_NOT_AUTHORISED)
GARBLED = (Status.CHECKSUM_ERROR, Status.LENGTH_ERROR)  # our request reached it damaged


def _demand(reply: Reply, wanted: Status) -> None:
    """Raise what another status means."""
    if reply.status is wanted:
        return
    if reply.status in GARBLED:
        raise NoAnswer(f"the reader heard a damaged request ({reply.status_code:02X})")
    cause = "reader_fault" if reply.status in FAULTS else "unreadable"
    name = reply.status.name.lower() if reply.status else "unknown status"
    raise DeviceRefused(cause, f"{name} ({reply.status_code:02X})")
