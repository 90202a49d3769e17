"""Is there an identity-card reader on this port? Its security module tells its number."""

from __future__ import annotations

from devices.id_card.codec import Decoder, Reply, Request, SamId, encode
from devices.id_card.codes import Command, Status
from devices.id_card.speed import BAUDS
from devices.probe import Finding, Probe, Sureness

ANSWER_S = 0.4
FAULTY = {
    Status.SELF_TEST_FAILED: "its self-test failed",
    Status.SAM_NOT_AUTHORISED: "its security module is not authorised",
}


def judge(data: bytes) -> Finding | None:
    """Five bytes of preamble, a length and a check: one reply is enough. A request that comes back
    is our own, on a line that echoes."""
    decoder = Decoder()
    for event in (*decoder.feed(data), *decoder.finish()):
        if isinstance(event, Reply):
            return Finding(Sureness.CERTAIN, f"identity-card reader, {_says(event)}")
    return None


def _says(reply: Reply) -> str:
    if isinstance(reply, SamId):
        return f"module {reply.printed()}"
    if reply.status in FAULTY:
        return FAULTY[reply.status]
    return f"answers {reply.status_code:02X}"


PROBES = (
    Probe(
        kind="id-card",
        label="identity-card reader",
        bauds=tuple(BAUDS),
        question=encode(Request(Command.SAM_ID)),
        wait_s=ANSWER_S,
        judge=judge,
    ),
)
