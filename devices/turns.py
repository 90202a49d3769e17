"""Taking turns on a half-duplex line (RS485): nobody speaks while another does.

After its last byte a sender needs a moment to let go of the line, and so does the converter at the
host's end; what is said within that moment is said against it, and both are lost. Where two devices
speak at once all the same, neither frame is good and neither is acknowledged: they repeat it.
"""

from __future__ import annotations

from devices.exchange import Clock
from devices.transport import Transport

BITS_PER_BYTE = 11  # with start, parity and stop bits: the longest of the usual forms
# A line on which something babbles for ever is spoken on after this long: what it drowns is lost
# either way, and the program that waits for its turn has others to serve.
LONGEST_WAIT_S = 0.25


class Turns:
    """Is itself a `Transport`, whose `write` waits until the line has been still for
    `turnaround_s` since the last byte that was heard or sent.

    `baud` tells how long our own bytes are on the line: a network serial server takes them at once
    and sends them later. Not for more than one thread.
    """

    def __init__(
        self, transport: Transport, *, turnaround_s: float, baud: int, clock: Clock
    ) -> None:
        self._transport = transport
        self._turnaround_s = turnaround_s
        self._byte_s = BITS_PER_BYTE / baud
        self._clock = clock
        self._free_at = clock()

    def read(self, timeout_s: float) -> bytes:
        data = self._transport.read(timeout_s)
        if data:
            self._busy_until(self._clock())
        return data

    def write(self, data: bytes) -> None:
        """Send when the line is ours. What is heard while waiting for it is dropped: it answers
        nothing that has not been asked yet. Who must not miss it calls `settle` before."""
        give_up_at = self._clock() + LONGEST_WAIT_S
        while (left := min(self._free_at, give_up_at) - self._clock()) > 0:
            self.read(left)
        began = self._clock()
        self._transport.write(data)
        self._busy_until(max(self._clock(), began + len(data) * self._byte_s))

    def settle(self, still_s: float = 0.0) -> bytes:
        """Listen until somebody speaks, and give what was heard, or until the line is ours: b"".
        `still_s`: it has to be still for so long from now, whatever came before."""
        return self.read(max(0.0, still_s, self._free_at - self._clock()))

    def close(self) -> None:
        self._transport.close()

    def _busy_until(self, last_byte_at: float) -> None:
        self._free_at = max(self._free_at, last_byte_at + self._turnaround_s)
