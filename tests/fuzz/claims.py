"""What every decoder promises about any bytes, in any cut.

1. No exception. 2. No more bytes held back than its bound. 3. How the stream was cut makes no
difference. 4. A good frame at the end of it all is heard, unless the bytes before it make another
good frame of which it, or its beginning, is a part; where a protocol has no other end of a frame
than a byte, that byte comes before it (`Protocol.resync`). 5. After a silence nothing is held back.
"""

from __future__ import annotations

from dataclasses import replace

from devices.framing import FrameDecoder, Garbage
from tests.fuzz.damage import Trial
from tests.fuzz.protocols import Protocol

SHRINKING_TRIES = 4000

Heard = list[tuple[object, bytes]]


def complaint(protocol: Protocol, trial: Trial) -> str:
    """Which promise is broken, beginning with one word for it; "" when all are kept."""
    try:
        return _broken(protocol, trial)
    except Exception as error:  # the very thing looked for
        return f"raises {type(error).__name__}: {error}"


def _broken(protocol: Protocol, trial: Trial) -> str:
    decoder = protocol.decoder()
    heard: Heard = []
    for piece in trial.pieces():
        heard += decoder.feed_traced(piece)
        if decoder.pending > protocol.most_held:
            return f"hoards {decoder.pending} bytes; {protocol.most_held} is the most"
    heard += decoder.finish_traced()
    if decoder.pending:
        return f"keeps {decoder.pending} bytes after a silence"
    if trial.cuts and joined(heard) != joined(_at_once(protocol.decoder(), trial.stream)):
        return "differs when it is fed in pieces"
    return _deaf(heard, trial)


def _at_once(decoder: FrameDecoder[object], stream: bytes) -> Heard:
    return decoder.feed_traced(stream) + decoder.finish_traced()


def joined(heard: Heard) -> Heard:
    """Neighbouring garbage of one reason as one: how it is split is nobody's business."""
    runs: Heard = []
    for event, data in heard:
        before = runs[-1][0] if runs else None
        if (
            isinstance(event, Garbage)
            and isinstance(before, Garbage)
            and event.reason == before.reason
        ):
            data = runs.pop()[1] + data
            event = Garbage(event.reason, data)
        runs.append((event, data))
    return runs


def _deaf(heard: Heard, trial: Trial) -> str:
    """The good frame is heard at its place, or its beginning is within another good one."""
    begin, at = trial.good_at, 0
    if sum(len(data) for _, data in heard) != len(trial.stream):
        return "loses bytes: events and garbage are not the whole stream"
    for event, data in heard:
        if at <= begin < at + len(data) and not isinstance(event, Garbage):
            return ""
        at += len(data)
    return "deaf: the good frame is not heard"


def shrunk(protocol: Protocol, trial: Trial) -> Trial:
    """The least damage, and the fewest cuts, that break the same promise."""
    broken = complaint(protocol, trial).split()[0]
    tries = SHRINKING_TRIES

    def still(smaller: Trial) -> bool:
        nonlocal tries
        tries -= 1
        return tries > 0 and complaint(protocol, smaller).split()[:1] == [broken]

    size = max(1, len(trial.damaged) // 2)
    while size:
        at = 0
        while at < len(trial.damaged):
            smaller = trial.without(at, at + size)
            if still(smaller):
                trial = smaller
            else:
                at += size
        size //= 2
    for cut in trial.cuts:
        fewer = replace(trial, cuts=tuple(other for other in trial.cuts if other != cut))
        trial = fewer if still(fewer) else trial
    return trial
