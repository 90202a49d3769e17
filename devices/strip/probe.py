"""Are there window strips on this line? They cannot be asked: any text changes what they show, what
A1 lights ("show address/ROM" in its only source) is not known, and two of the three families never
answer. So a probe only listens for another program that tells them something, as on the line of the
system that is about to be replaced.
"""

from __future__ import annotations

from devices.probe import Finding, Probe, Sureness
from devices.profiles.codec import Decoder
from devices.profiles.load import load_profile
from devices.profiles.message import Message
from devices.profiles.profile import Profile

LISTEN_S = 2.0
ENOUGH_FRAMES = 2  # the checks are one byte: a single frame may be chance
WORDS = ("text", "shown")
FAMILIES = ("strip-a090", "strip-weilipu")  # the mono strip's frames have no check at all


def judge(data: bytes) -> Finding | None:
    """The family that most frames are of."""
    heard = {name: _frames(load_profile(name), data) for name in FAMILIES}
    name = max(heard, key=lambda name: len(heard[name]))
    frames = heard[name]
    if not frames:
        return None
    sure = Sureness.CERTAIN if len(frames) >= ENOUGH_FRAMES else Sureness.LIKELY
    addresses = ", ".join(str(address) for address in sorted({f.address for f in frames}))
    return Finding(sure, f"{name}, address {addresses}, told by another program")


def _frames(profile: Profile, data: bytes) -> list[Message]:
    decoder = Decoder(profile)
    events = (*decoder.feed(data), *decoder.finish())
    return [event for event in events if isinstance(event, Message) and event.name in WORDS]


PROBES = (
    Probe(
        kind="strip-bus",
        label="window strips that another program is telling something",
        bauds=(9600,),
        question=b"",
        wait_s=LISTEN_S,
        judge=judge,
    ),
)
