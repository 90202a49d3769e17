"""The window strips on one RS485 line. See PROTOCOL.md."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from devices.chinese import NotInFont
from devices.errors import DeviceRefused
from devices.exchange import Clock, ask
from devices.strip.codec import Colour, Decoder, Run, Shown, ShowText, encode, text_bytes
from devices.transport import Transport

REPLY_TIMEOUT_S = 0.5  # the known host waits some 100 ms; an 8-character line takes 30 ms to send
# From 255 on, hosts and strips may count differently (see PROTOCOL.md): such a line is not sent.
LONGEST_LINE_BYTES = 254

ColourName = Literal["red", "green", "yellow"]


class StripBus:
    """Half duplex, one strip answers at a time. Not for more than one thread."""

    def __init__(self, transport: Transport, *, clock: Clock = time.monotonic) -> None:
        self._transport = transport
        self._clock = clock

    def show(self, address: int, text: str, colour: ColourName = "red") -> bool:
        """Show `text` in one colour; True when the strip at `address` said that it did.

        Raises `NoAnswer`, `LinkLost`, or before anything is sent `DeviceRefused` with the cause
        `text_too_long` or `text_not_displayable`.
        """
        try:
            size = text_bytes(text)
        except NotInFont as error:
            raise DeviceRefused("text_not_displayable", str(error)) from error
        if size > LONGEST_LINE_BYTES:
            raise DeviceRefused("text_too_long", f"{size} of {LONGEST_LINE_BYTES} bytes")
        request = encode(ShowText(address, (Run(text, Colour[colour.upper()]),)))
        ask(
            self._transport,
            request,
            _answer_of(address),
            timeout_s=REPLY_TIMEOUT_S,
            clock=self._clock,
        )
        return True


def _answer_of(address: int) -> Callable[[bytes], bool | None]:
    decoder = Decoder()

    def hear(data: bytes) -> bool | None:
        answers = (event for event in decoder.feed(data) if isinstance(event, Shown))
        return any(answer.address == address for answer in answers) or None

    return hear
