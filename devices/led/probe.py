"""Is there an Onbon font card on this port? It answers a ping, and may name its type."""

from __future__ import annotations

from devices.led.codec import Decoder, encode
from devices.led.messages import ERRORS, Answer, Nack, Ping
from devices.led.packet import ANY_DEVICE, CARD, DEVICE_TYPES
from devices.probe import Finding, Probe, Sureness

BAUDS = (57600, 9600)  # by TCP the speed says nothing
ANSWER_S = 0.5


def judge(data: bytes) -> Finding | None:
    """The answer has a CRC of 16 bits: one is enough."""
    decoder = Decoder()
    for event in (*decoder.feed(data), *decoder.finish()):
        if isinstance(event, Answer):
            return Finding(Sureness.CERTAIN, _says(event))
    return None


def _says(answer: Answer) -> str:
    code = answer.header.device_type
    named = "" if code == ANY_DEVICE else f" BX-{DEVICE_TYPES.get(code, f'type {code:02X}')}"
    address = "" if answer.header.source == CARD else f", address {answer.header.source}"
    refusal = ""
    if isinstance(answer, Nack) or answer.error:
        refusal = f"; it refuses: {ERRORS.get(answer.error, f'error {answer.error}')}"
    return f"Onbon font card{named}{address}{refusal}"


PROBES = (
    Probe(
        kind="led-onbon",
        label="Onbon BX-5K/6K font card",
        bauds=BAUDS,
        question=encode(Ping()),
        wait_s=ANSWER_S,
        judge=judge,
    ),
)
