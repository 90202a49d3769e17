"""The window strips on one RS485 line, as their profile describes them. See PROTOCOL.md."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from devices.errors import DeviceRefused, NoAnswer
from devices.exchange import Clock, ask
from devices.profiles.codec import Decoder, encode
from devices.profiles.message import Message
from devices.profiles.profile import Profile
from devices.transport import Transport
from devices.turns import Turns

TEXT = "text"

ColourName = Literal["red", "green", "yellow"]


class StripBus:
    """Half duplex, one strip answers at a time. Not for more than one thread."""

    def __init__(
        self, transport: Transport, profile: Profile, *, clock: Clock = time.monotonic
    ) -> None:
        self._turns = Turns(
            transport,
            turnaround_s=profile.timing.turnaround_s,
            baud=profile.wire.baud,
            clock=clock,
        )
        self._profile = profile
        self._clock = clock

    def show(self, address: int, text: str, colour: ColourName = "red") -> bool:
        """Show `text`; True when the strip at `address` said that it does, False when strips of
        this kind never say anything. A colour that they do not have becomes their own.

        Raises `NoAnswer`, `LinkLost`, or, before anything is sent, `DeviceRefused`:
        `text_not_displayable`, `text_too_long`.
        """
        request = self._request(address, text, colour)
        answer = self._profile.answers.get(TEXT)
        if answer is None:
            self._turns.write(request)
            return False
        timing = self._profile.timing
        give_up_at = self._clock() + timing.reply_timeout_s * (timing.retries + 1)
        while True:
            try:
                return ask(
                    self._turns,
                    request,
                    self._hear(answer, address),
                    timeout_s=timing.reply_timeout_s,
                    clock=self._clock,
                )
            except NoAnswer:
                # By time and not by count: a line that babbles has used up all of it at once.
                if self._clock() >= give_up_at:
                    raise

    def _request(self, address: int, text: str, colour: str) -> bytes:
        profile = self._profile
        lacking = next((sign for sign in text if not profile.can_show(sign)), None)
        if lacking is not None:
            detail = f"{lacking} (U+{ord(lacking):04X}) in {text!r}"
            raise DeviceRefused("text_not_displayable", detail)
        length, longest = profile.text_bytes(text), profile.longest_text_bytes
        if length > longest:
            raise DeviceRefused("text_too_long", f"{length} of {longest} bytes")
        if colour not in profile.colours:
            colour = next(iter(profile.colours), "")
        return encode(profile, Message(TEXT, address, {"runs": ((text, colour),)}))

    def _hear(self, answer: str, address: int) -> Callable[[bytes], bool | None]:
        """Only the strip that was asked counts, not its neighbour's late answer."""
        decoder = Decoder(self._profile, "host")

        def hear(data: bytes) -> bool | None:
            heard = (event for event in decoder.feed(data) if isinstance(event, Message))
            return any((word.name, word.address) == (answer, address) for word in heard) or None

        return hear
