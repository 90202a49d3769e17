"""The UDP socket under `sacn`'s sender: any port, one destination, and a word when sending fails.

The library's own socket sends to port 5568 alone, and its thread dies of the first error.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from sacn.messages.root_layer import RootLayer
from sacn.sending.sender_socket_base import SenderSocketBase, SenderSocketListener

JOIN_TIMEOUT_S = 2.0
ERROR_STANDS_S = 3.0  # a refusal is heard at every second packet only, or more seldom
# Controllers, and machines, hold few packets: what comes faster than it is read is lost without a
# word, and a big wall has sixty universes.
AT_ONCE = 8  # packets
BREATH_S = 0.001


class UnicastSocket(SenderSocketBase):  # type: ignore[misc]  # sacn has no types
    """Sends to one controller only. Because the socket is connected, a controller that answers
    "no such port" is known."""

    def __init__(
        self,
        host: str,
        port: int,
        frames_per_s: int,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(listener=None)
        self._to = (host, port)
        self._pause_s = 1 / frames_per_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self._clock = clock
        self._pause = pause
        self._sent = 0
        self._error = ""
        self._failed_at = 0.0

    @property
    def error(self) -> str:
        """What sending failed of in the last seconds; "" when it went well."""
        return self._error if self._clock() - self._failed_at < ERROR_STANDS_S else ""

    def listen(self, listener: SenderSocketListener) -> None:
        """Whom to ask for packets, which must exist first: it takes this socket."""
        self._listener = listener

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="pixel-wall", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(JOIN_TIMEOUT_S)
            self._thread = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send_unicast(self, data: RootLayer, destination: str) -> None:
        try:
            if self._socket is None:
                self._socket = _connected(self._to)
            self._socket.send(bytes(data.getBytes()))
            self._sent += 1
            if self._sent % AT_ONCE == 0:
                self._pause(BREATH_S)
        except (OSError, UnicodeError) as error:  # a name may not even be one
            self._fail(error)
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def send_multicast(self, data: RootLayer, destination: str, ttl: int) -> None:
        """Nothing: a wall is one controller's."""

    def send_broadcast(self, data: RootLayer) -> None:
        """Nothing: a hall's network hears of no one's universes."""

    def _run(self) -> None:
        while not self._stop.wait(self._pause_s):
            try:
                self._listener.on_periodic_callback(time.time())
            except Exception as error:  # the library's; a dead thread would leave the wall dark
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._error, self._failed_at = str(error), self._clock()


def _connected(to: tuple[str, int]) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(*to, type=socket.SOCK_DGRAM)[0]
    fresh = socket.socket(family, kind)
    try:
        fresh.connect(address)
    except OSError:
        fresh.close()
        raise
    return fresh
