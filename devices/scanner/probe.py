"""Is there a scanner on this port? A module answers a question; any other scanner must read."""

from __future__ import annotations

from devices.probe import Finding, Probe, Sureness
from devices.scanner.codec import Decoder, ModuleCommand, ModuleReply, Scanned, encode

READ = 7
FIRST_SETTING = 0x0000  # what the module does and when: a byte that only tells
BAUDS = (9600, 115200, 57600, 38400, 19200)
ANSWER_S = 0.4
PATIENCE_S = 3.0  # for a person to hold a code before it
SHORTEST_CODE = 4  # characters: noise makes shorter ones


def judge_module(data: bytes) -> Finding | None:
    """The reply has a CRC of 16 bits: one is enough."""
    decoder = Decoder()
    for event in (*decoder.feed(data), *decoder.finish()):
        if isinstance(event, ModuleReply) and len(event.data) == 1:
            return Finding(Sureness.CERTAIN, f"scanner module, setting {event.data.hex().upper()}")
    return None


def judge_code(data: bytes) -> Finding | None:
    """Nothing but one code with its end: text that may come from elsewhere."""
    decoder = Decoder()
    events = [*decoder.feed(data), *decoder.finish()]
    if len(events) != 1 or not isinstance(events[0], Scanned) or events[0].ending == "idle":
        return None
    text = events[0].text
    if len(text) < SHORTEST_CODE or not text.isprintable():
        return None
    return Finding(Sureness.POSSIBLE, f"a code of {len(text)} characters was read")


PROBES = (
    Probe(
        kind="scanner",
        label="scanner module (GM65 and alike)",
        bauds=BAUDS,
        question=encode(ModuleCommand(READ, FIRST_SETTING, b"\x01")),
        wait_s=ANSWER_S,
        judge=judge_module,
    ),
    Probe(
        kind="scanner",
        label="scanner that reads by itself (hold a code before it)",
        bauds=(9600, 115200),
        question=b"",
        wait_s=PATIENCE_S,
        judge=judge_code,
    ),
)
