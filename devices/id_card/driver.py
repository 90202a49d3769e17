"""The identity-card reader: one call, one card. See PROTOCOL.md."""

from __future__ import annotations

import time

from devices.errors import DeviceError, DeviceRefused
from devices.exchange import Clock
from devices.id_card.card import Card, card_from
from devices.id_card.codec import CardContent, NewAddress
from devices.id_card.codes import Command, Status
from devices.id_card.photo import PhotoDecoder, decoded_photo
from devices.id_card.speed import OpenAt, find_speed, set_speed
from devices.id_card.talk import UNREADABLE, Talk, insist
from devices.id_card.text_block import UNKNOWN
from devices.transport import Transport

__all__ = ["Card", "IdCardReader"]

ABSENT = (Status.NO_CARD,)
MOVED = (Status.SELECT_FAILED,)  # lifted between find and select: the next round finds it again
OLD_MODULE = (Status.COMMAND_ERROR,)  # SAM 0501 does not know READ_WITH_FINGERPRINT [V1]
NOT_SUPPORTED = "not_supported"


class IdCardReader:
    """Call `poll` every 200 to 300 ms. Not for more than one thread.

    `read_new_address` asks every card for its newest additional address too, which costs another
    read. `photo_decoder` gets the photo's 1024 bytes of WLT, and what it makes of them stands in
    `Card.photo`; without one the photo is thrown away at once. `open_at` opens the same port at
    another speed, for `set_baud` and `find_baud`.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock = time.monotonic,
        *,
        read_new_address: bool = False,
        photo_decoder: PhotoDecoder | None = None,
        open_at: OpenAt | None = None,
    ) -> None:
        self._talk = Talk(transport, clock)
        self._read_new_address = read_new_address
        self._photo_decoder = photo_decoder
        self._open_at = open_at
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
        found = self._talk.ask(Command.FIND)
        if found.status in ABSENT:
            self._latched = False
            return None
        insist(found, Status.CARD_FOUND)
        if self._latched:
            return None
        selected = self._talk.ask(Command.SELECT)
        if selected.status in MOVED:
            return None
        insist(selected)
        content = self._read()
        self._latched = True
        return card_from(
            content.card,
            content.fields,
            new_address=self._newest_address() if self._read_new_address else "",
            photo=decoded_photo(self._photo_decoder, content.photo),
        )

    def new_address(self) -> str | None:
        """The newest additional address of the card that lies there and was selected; None when it
        has none. Raises as `poll`."""
        reply = self._talk.ask(Command.READ_ADDRESS)
        if reply.status is Status.NO_SUCH_CONTENT:
            return None
        insist(reply)
        if not isinstance(reply, NewAddress):
            raise DeviceRefused(UNREADABLE, "the reply carries no address")
        return reply.address

    def identify(self) -> bytes:
        """The 16 bytes that name the security module."""
        return self._talk.demand(Command.SAM_ID).data

    def check_module(self) -> None:
        """Returns when the security module says that it is well; `DeviceRefused("reader_fault")`
        when it does not."""
        self._talk.demand(Command.SAM_STATUS, "reader_fault")

    def reset(self) -> None:
        """Restart the security module. A card that lies there and was read stays read."""
        self._talk.demand(Command.RESET, "reader_fault")

    def management_number(self) -> bytes:
        """What 30 05 gives, as it is: no public source tells its form [G]. For a selected card.
        `DeviceRefused("not_supported")` from a reader that does not do it."""
        return self._talk.demand(Command.READ_MANAGEMENT_NUMBER, NOT_SUPPORTED).body()

    def max_rf_bytes(self) -> bytes:
        """What 61 FF gives, as it is [V1: only the command is known]. As `management_number`."""
        return self._talk.demand(Command.MAX_RF_BYTES, NOT_SUPPORTED).body()

    def set_baud(self, baud: int) -> None:
        """Set the reader's speed and go on at it. Raises ValueError for a speed that has no
        command, `NoAnswer` when it is not heard at any, `DeviceRefused` with the cause
        `speed_refused` (it stays where it was) or `speed_fixed` (there is no `open_at`)."""
        set_speed(self._talk, self._open_at, baud)

    def find_baud(self) -> int:
        """The speed at which the reader answers, found by asking at each; goes on at it. Raises
        `NoAnswer`, and `DeviceRefused("speed_fixed")` as `set_baud`."""
        return find_speed(self._talk, self._open_at)

    def _newest_address(self) -> str:
        """The card is read already: what goes wrong with this addition must not lose it."""
        try:
            return self.new_address() or ""
        except DeviceError:
            return ""

    def _read(self) -> CardContent:
        reply = self._talk.ask(self._read_command)
        if self._read_command is Command.READ_WITH_FINGERPRINT and reply.status in OLD_MODULE:
            self._read_command = Command.READ
            reply = self._talk.ask(self._read_command)
        insist(reply)
        if not isinstance(reply, CardContent) or reply.card == UNKNOWN:
            raise DeviceRefused(UNREADABLE, "the reply carries no known card")
        return reply
