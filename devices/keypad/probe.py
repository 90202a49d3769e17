"""Is there a keypad or an evaluator on this line? It speaks only when somebody presses a key."""

from __future__ import annotations

from devices.framing import Garbage
from devices.keypad.codec import EVALUATOR_OFFSET, Decoder, Grade, KeyFrame, Message
from devices.probe import Finding, Probe, Sureness

LISTEN_S = 5.0  # for a person to walk over and press; a pad repeats what nobody acknowledges
ENOUGH_FRAMES = 2  # the check is a sum of one byte: a single frame may be chance


def judge(data: bytes) -> Finding | None:
    """Frames of a pad, or of another program that talks to pads on this line."""
    decoder = Decoder()
    events = (*decoder.feed(data), *decoder.finish())
    frames = [event for event in events if not isinstance(event, Garbage)]
    if not frames:
        return None
    sure = Sureness.CERTAIN if len(frames) >= ENOUGH_FRAMES else Sureness.LIKELY
    pressed = [frame for frame in frames if isinstance(frame, KeyFrame | Grade)]
    return Finding(sure, _says(pressed[-1]) if pressed else _ABOUT_OTHERS)


def _says(press: Message) -> str:
    if isinstance(press, KeyFrame):
        digits = f"{press.digits} " if press.digits else ""
        return f"keypad (FF 68), address {press.address}: {digits}{press.key.name.lower()}"
    assert isinstance(press, Grade)  # noqa: S101 - the caller's choice
    return f"evaluator (FF 68), address {press.address - EVALUATOR_OFFSET}: grade {press.grade}"


_ABOUT_OTHERS = "keypads (FF 68), and another program that talks to them"

PROBES = (
    Probe(
        kind="desk-bus",
        label="keypad or evaluator (FF 68): press one of its keys now",
        bauds=(9600,),
        question=b"",
        wait_s=LISTEN_S,
        judge=judge,
    ),
)
