"""What keypads and evaluators say on the line that they share, each by its profile. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from devices.framing import Garbage
from devices.profiles.codec import Decoder, acknowledge
from devices.profiles.message import Message
from devices.profiles.profile import Profile

KEY, GRADE = "key", "grade"  # what a pad says unasked


@dataclass(frozen=True)
class Said:
    """A press as it stood on the line, and the profile by which it was understood."""

    profile: Profile
    message: Message
    frame: bytes

    @property
    def acknowledgement(self) -> bytes | None:
        """What its pad waits for; None when it waits for nothing."""
        return acknowledge(self.profile, self.message, self.frame)


class Ear:
    """Gives the presses in the order of the line; two profiles hear the same bytes, and each
    understands its own."""

    def __init__(self, keypads: Profile, evaluators: Profile | None) -> None:
        wanted = {KEY: keypads} | ({GRADE: evaluators} if evaluators else {})
        profiles = {id(profile): profile for profile in wanted.values()}
        self._ears = [
            _OneEar(profile, frozenset(name for name in wanted if wanted[name] is profile))
            for profile in profiles.values()
        ]

    @property
    def pending(self) -> int:
        """How many bytes are held back, waiting for the rest of a frame."""
        return max(ear.decoder.pending for ear in self._ears)

    @property
    def garbage_count(self) -> int:
        """How many pieces of the stream were no frame of either profile."""
        return min(ear.decoder.garbage_count for ear in self._ears)

    def feed(self, data: bytes) -> list[Said]:
        return self._in_order([ear.feed(data) for ear in self._ears])

    def finish(self) -> list[Said]:
        """The line fell silent: half a frame is none."""
        return self._in_order([ear.finish() for ear in self._ears])

    def _in_order(self, heard: list[list[tuple[int, Said]]]) -> list[Said]:
        placed = sorted((each for one in heard for each in one), key=lambda each: each[0])
        return [said for _, said in placed]


class _OneEar:
    """One profile's understanding; `names` are the messages wanted of it."""

    def __init__(self, profile: Profile, wanted: frozenset[str]) -> None:
        self.decoder = Decoder(profile, "host")
        self._profile = profile
        self._wanted = wanted
        self._place = 0  # bytes of the stream understood so far: all come back, as events or waste

    def feed(self, data: bytes) -> list[tuple[int, Said]]:
        return self._wanted_of(self.decoder.feed_traced(data))

    def finish(self) -> list[tuple[int, Said]]:
        return self._wanted_of(self.decoder.finish_traced())

    def _wanted_of(self, traced: list[tuple[Message | Garbage, bytes]]) -> list[tuple[int, Said]]:
        found = []
        for event, data in traced:
            self._place += len(data)
            if isinstance(event, Message) and event.name in self._wanted:
                found.append((self._place, Said(self._profile, event, data)))
        return found
