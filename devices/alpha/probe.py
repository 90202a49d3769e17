"""Is there an Alpha or BetaBrite sign on this port, and does it speak seven bits or eight?

Reading makes some signs go dark for a moment; nothing less than a question is answered at all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from devices.alpha.codec import Decoder, encode
from devices.alpha.messages import CHECKED, ERROR_STATUS, ERRORS, ErrorStatus, Frame, ReadSpecial
from devices.alpha.seven_bits import with_parity, without_parity
from devices.probe import Finding, Probe, Sureness

BAUDS = (9600, 4800, 19200)  # signs find the speed by the NULs; older ones were set to it
ANSWER_S = 1.5
QUESTION = encode(ReadSpecial(function=ERROR_STATUS, ending=CHECKED))


def judge(data: bytes, *, bits: str, undo: Callable[[bytes], bytes] = bytes) -> Finding | None:
    """An answer whose checksum is right is certain; without one, likely."""
    if undo is not bytes and with_parity(undo(data)) != data:
        return None  # no line of seven bits and even parity
    decoder = Decoder()
    for event in (*decoder.feed(undo(data)), *decoder.finish()):
        if isinstance(event, Frame) and event.is_answer:
            sureness = Sureness.CERTAIN if event.ending == CHECKED else Sureness.LIKELY
            return Finding(sureness, f"Alpha sign, {bits}{_remembers(event)}")
    return None


def _remembers(answer: Frame) -> str:
    status = answer.status if isinstance(answer, ErrorStatus) else 0
    words = [word for bit, word in ERRORS.items() if status & bit]
    return f"; it remembers: {', '.join(words)}" if words else ""


PROBES = (
    Probe(
        kind="alpha",
        label="Alpha or BetaBrite sign (8N1)",
        bauds=BAUDS,
        question=QUESTION,
        wait_s=ANSWER_S,
        judge=partial(judge, bits="8N1"),
    ),
    Probe(
        kind="alpha",
        label="Alpha or BetaBrite sign (7E1)",
        bauds=BAUDS,
        question=with_parity(QUESTION),
        wait_s=ANSWER_S,
        judge=partial(judge, bits='7E1: set parity = "even"', undo=without_parity),
    ),
)
