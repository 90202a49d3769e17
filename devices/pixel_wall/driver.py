"""A hall board of pixels behind an E1.31 controller, by UDP. See PROTOCOL.md.

Nothing ever comes back: that the controller is there, and what the wall shows, is not known.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sacn import sACNsender

from devices.errors import LinkLost
from devices.led.area import Area
from devices.pixel_wall.chain import Chain, Rgb
from devices.pixel_wall.codec import PORT
from devices.pixel_wall.sender import UnicastSocket
from devices.pixels import DARK, GREEN, RED, YELLOW, draw

FRAMES_PER_S = 20  # at most; what does not change is repeated each second
BRIGHTEST = 15
USUAL_GAMMA = 2.2  # the eye's: half the current looks like three quarters of the light
PRIORITY = 100
SOURCE = "Hallqueue"

# Light of each part, 0 to 1 as the eye sees it. Yellow is what red and green lamps mix to.
SHADES: dict[int, tuple[float, float, float]] = {
    DARK: (0.0, 0.0, 0.0),
    RED: (1.0, 0.0, 0.0),
    GREEN: (0.0, 1.0, 0.0),
    YELLOW: (1.0, 0.8, 0.0),
}


class PixelWall:
    """Methods raise `LinkLost` when this machine cannot send, or the controller's says that nobody
    listens; `show` also `DeviceRefused`, see `devices.pixels.draw`. Not for more than one thread.

    The stream begins with the first `show` and goes on by itself, as controllers go dark 2.5 s
    after it ends.
    """

    confirmed = False  # nothing on this wire could

    def __init__(
        self,
        host: str,
        width_px: int,
        height_px: int,
        *,
        port: int = PORT,
        chain: Chain | None = None,
        gamma: float = USUAL_GAMMA,
        brightness: int = BRIGHTEST,
        source: str = SOURCE,
        cid: bytes = b"",
    ) -> None:
        """`cid`: the 16 bytes that name this sender for good; made of host and port if empty."""
        self._chain = chain or Chain(width_px=width_px, height_px=height_px)
        self._host = host
        self._port = port
        self._size_px = (width_px, height_px)
        self._gamma = gamma
        self._brightness = brightness
        self._source = source
        self._cid = cid or uuid.uuid5(uuid.NAMESPACE_DNS, f"{source}.{host}.{port}").bytes
        self._lamps = bytes(width_px * height_px)
        self._on = True
        self._sender: sACNsender | None = None
        self._socket = UnicastSocket(host, port, FRAMES_PER_S)

    def show(self, areas: Sequence[Area]) -> None:
        """Show exactly these areas from now on; returns when the stream has the picture."""
        self._lamps = draw(areas, *self._size_px).lamps
        self._stream()

    def clear(self) -> None:
        """Dark, and the stream ends with the standard's three last packets."""
        self._lamps = bytes(len(self._lamps))
        if self._sender is not None:
            self._stream()
        self.close()

    def close(self) -> None:
        """End the stream; the next `show` begins another. What the wall does then, its controller
        decides."""
        sender, self._sender = self._sender, None
        if sender is not None:
            for universe in self._chain.universes:
                sender.deactivate_output(universe)
            sender.stop()

    def ping(self) -> None:
        """Whether the last packet went out."""
        if self._socket.error:
            raise LinkLost(self._socket.error)

    def set_power(self, on: bool) -> None:
        """Off is a dark picture that goes on being sent."""
        self._on = on
        self._stream()

    def set_brightness(self, level: int) -> None:
        """0 (dark) to 15; a level beyond is taken as the nearest."""
        self._brightness = min(max(level, 0), BRIGHTEST)
        self._stream()

    def _stream(self) -> None:
        if self._sender is None:
            self._sender = self._begin()
        for universe, values in self._chain.channels(self._pixels()).items():
            self._sender[universe].dmx_data = tuple(values)
        self.ping()

    def _begin(self) -> sACNsender:
        self._socket = UnicastSocket(self._host, self._port, FRAMES_PER_S)
        sender = sACNsender(
            source_name=self._source,
            cid=tuple(self._cid),
            universeDiscovery=False,
            socket=self._socket,
        )
        self._socket.listen(sender._sender_handler)  # the library asks its own socket likewise
        for universe in self._chain.universes:
            sender.activate_output(universe)
            sender[universe].destination = self._host
            sender[universe].priority = PRIORITY
        sender.start()
        return sender

    def _pixels(self) -> list[Rgb]:
        share = self._brightness / BRIGHTEST if self._on else 0.0
        levels = {lamp: self._levels(shade, share) for lamp, shade in SHADES.items()}
        return [levels[lamp] for lamp in self._lamps]

    def _levels(self, shade: tuple[float, float, float], share: float) -> Rgb:
        red, green, blue = (round(255 * (part * share) ** self._gamma) for part in shade)
        return red, green, blue
