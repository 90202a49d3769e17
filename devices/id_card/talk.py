"""Questions to the reader and what its answers mean."""

from __future__ import annotations

from collections.abc import Callable

from devices.errors import DeviceRefused, NoAnswer
from devices.exchange import Clock, ask
from devices.id_card.codec import Decoder, Reply, Request, encode
from devices.id_card.codes import Command, Status
from devices.transport import Transport

QUICK_TIMEOUT_S = 0.3  # everything but reading: the module answers within some 10 ms [C]
# A card's own radio takes a second or two, and 2.3 kB take 2.4 s at 9600 baud [C].
READ_TIMEOUT_S = 3.0

UNREADABLE = "unreadable"  # dirty, moved or no identity card: lay it again
SLOW = frozenset(
    {
        Command.READ,
        Command.READ_WITH_FINGERPRINT,
        Command.READ_ADDRESS,
        Command.READ_MANAGEMENT_NUMBER,
    }
)
FAULTS = (Status.SELF_TEST_FAILED, Status.SAM_NOT_AUTHORISED)
GARBLED = (Status.CHECKSUM_ERROR, Status.LENGTH_ERROR)  # our request reached it damaged


class Talk:
    """One request, one reply. `transport` may be changed between two requests."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self.transport = transport
        self._clock = clock

    def ask(self, command: Command) -> Reply:
        """Whatever status the reader answers with. Raises `NoAnswer`, `LinkLost`."""
        return ask(
            self.transport,
            encode(Request(command)),
            _reply_hearer(),
            timeout_s=READ_TIMEOUT_S if command in SLOW else QUICK_TIMEOUT_S,
            clock=self._clock,
        )

    def demand(self, command: Command, otherwise: str = UNREADABLE) -> Reply:
        """A reply with the status `OK`; raises as `insist` does for any other."""
        reply = self.ask(command)
        insist(reply, otherwise=otherwise)
        return reply


def _reply_hearer() -> Callable[[bytes], Reply | None]:
    decoder = Decoder()  # a new one for each request: half a frame of before is not an answer

    def hear(data: bytes) -> Reply | None:
        return next((event for event in decoder.feed(data) if isinstance(event, Reply)), None)

    return hear


def insist(reply: Reply, wanted: Status = Status.OK, otherwise: str = UNREADABLE) -> None:
    """Raise what another status than `wanted` means: `NoAnswer` when the request was damaged on its
    way; else `DeviceRefused`, with the cause `reader_fault` when the security module is not well
    and the cause `otherwise` for the rest."""
    if reply.status is wanted:
        return
    if reply.status in GARBLED:
        raise NoAnswer(f"the reader heard a damaged request ({reply.status_code:02X})")
    name = reply.status.name.lower() if reply.status else "unknown status"
    cause = "reader_fault" if reply.status in FAULTS else otherwise
    raise DeviceRefused(cause, f"{name} ({reply.status_code:02X})")
