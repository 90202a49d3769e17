"""The window strips on one RS485 line. See PROTOCOL.md."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

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

    def show(self, address: int, text: str, colour: ColourName = "red") -> None:
        """Show `text` in one colour; returns when the strip at `address` said that it did.

        Raises `NoAnswer`, `LinkLost`, or `DeviceRefused("text_too_long")` before anything is sent.
        """
        if text_bytes(text) > LONGEST_LINE_BYTES:
            raise DeviceRefused(
                "text_too_long", f"{text_bytes(text)} of {LONGEST_LINE_BYTES} bytes"
            )
        request = encode(ShowText(address, (Run(text, Colour[colour.upper()]),)))
        ask(
            self._transport,
            request,
            _answer_of(address),
            timeout_s=REPLY_TIMEOUT_S,
            clock=self._clock,
        )


def _answer_of(address: int) -> Callable[[bytes], bool | None]:
    decoder = Decoder()

    def hear(data: bytes) -> bool | None:
        answers = (event for event in decoder.feed(data) if isinstance(event, Shown))
        return any(answer.address == address for answer in answers) or None

    return hear
