"""Window strips of any family, by the profile that the driver speaks too.

For a wire that has a hand-written codec there is a simulator that knows nothing of profiles
(`strip_bus.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.framing import Garbage
from devices.profiles.codec import Decoder, encode
from devices.profiles.message import Message
from devices.profiles.profile import Profile
from devices.sim.bench_file import StripOn
from devices.sim.strip_bus import LitStrips


class ProfiledStripsSim(LitStrips):
    """Only the strip that is addressed lights its text, and answers if its kind does."""

    def __init__(
        self, strips: Sequence[StripOn], profile: Profile, clock: Callable[[], float]
    ) -> None:
        super().__init__(strips, clock)
        self._profile = profile
        self._decoder = Decoder(profile, "device")

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.feed(data))

    def lull(self) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.finish())

    def _answer(self, event: Message | Garbage) -> bytes:
        if isinstance(event, Garbage) or (strip := self.lit.get(event.address)) is None:
            return b""
        if event.name == "text":
            strip.show(event.fields["runs"])
        answer = self._profile.answers.get(event.name)
        return encode(self._profile, Message(answer, event.address)) if answer else b""
