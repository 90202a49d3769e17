"""A wall of pixels shows what is streamed to it, as the standard has it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from wires import FakeClock

from devices.errors import DeviceRefused, LinkLost
from devices.led.area import Area
from devices.pixel_wall.chain import Chain
from devices.pixel_wall.codec import LightPacket, encode
from devices.pixel_wall.driver import PixelWall
from devices.pixel_wall.sender import AT_ONCE, BREATH_S, UnicastSocket
from devices.pixels import draw
from devices.sim.pixel_wall import DATA_LOSS_S, PixelWallSim
from devices.sim.station import Station
from devices.sim.wires import UdpWire

CHAIN = Chain(
    width_px=64, height_px=16, universe=5, colour_order="grb", start="bottom-left", serpentine=True
)
CALL = (
    Area(x=0, y=0, width=32, height=16, text="A012", colour="yellow"),
    Area(x=32, y=0, width=32, height=16, text="3号", colour="green"),
)
DEADLINE_S = 8.0


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def colours_of(sim: PixelWallSim) -> list[tuple[int, int, int]]:
    data = sim.pixels().tobytes()
    return [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 3)]


def lit(sim: PixelWallSim) -> list[bool]:
    return [any(pixel) for pixel in colours_of(sim)]


def drawn(areas: tuple[Area, ...]) -> list[bool]:
    return [lamp > 0 for lamp in draw(areas, 64, 16).lamps]


class Bench:
    """A simulated wall at a UDP port, and the driver that streams to it."""

    def __init__(self) -> None:
        self.sim = PixelWallSim(CHAIN, time.monotonic)
        self.station = Station(
            kind="e131", name="wall", device=self.sim, wire=UdpWire(0), baud=115200
        )
        self.station.start()
        self.driver = PixelWall(
            "127.0.0.1", 64, 16, port=self.station.state()["udp_port"], chain=CHAIN
        )

    def lit(self) -> list[bool]:
        return self.station.ask(lambda: lit(self.sim))

    def state(self) -> dict[str, Any]:
        return self.station.state()


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.driver.close()
    bench.station.stop()


def test_a_call_is_lit_pixel_by_pixel_over_seven_universes(bench: Bench) -> None:
    bench.driver.show(CALL)
    until(lambda: bench.lit() == drawn(CALL))
    state = bench.state()
    assert state["universes_heard"] == [5, 6, 7, 8, 9, 10, 11]
    assert state["sources"] == ["Hallqueue"]
    bench.driver.show(CALL[:1])
    until(lambda: bench.lit() == drawn(CALL[:1]))
    assert not bench.driver.confirmed
    bench.driver.ping()


def test_colours_are_what_the_eye_takes_for_them(bench: Bench) -> None:
    bench.driver.show(CALL)
    until(lambda: bench.lit() == drawn(CALL))
    shades = bench.station.ask(lambda: set(colours_of(bench.sim)))
    assert shades == {(0, 0, 0), (255, 204, 0), (0, 255, 0)}
    bench.driver.set_brightness(3)
    until(lambda: bench.station.ask(lambda: max(colours_of(bench.sim)))[0] in range(40, 70))
    bench.driver.set_power(False)
    until(lambda: not any(bench.lit()))
    bench.driver.set_power(True)
    bench.driver.set_brightness(99)
    until(lambda: (255, 204, 0) in bench.station.ask(lambda: set(colours_of(bench.sim))))


def test_the_stream_goes_on_so_that_the_wall_never_goes_dark(bench: Bench) -> None:
    bench.driver.show(CALL)
    until(lambda: bench.lit() == drawn(CALL))
    packets = bench.state()["packets"]
    until(lambda: bench.state()["packets"] >= packets + 2 * 7)
    assert bench.lit() == drawn(CALL)


def test_a_cleared_wall_is_dark_and_its_stream_ended_by_the_standard(bench: Bench) -> None:
    bench.driver.show(CALL)
    until(any_lit(bench))
    bench.driver.clear()
    until(lambda: bench.state()["ended_streams"] == 7)
    assert not any(bench.lit())
    bench.driver.show(CALL)
    until(lambda: bench.lit() == drawn(CALL))


def any_lit(bench: Bench) -> Callable[[], bool]:
    return lambda: any(bench.lit())


def test_lost_packets_are_made_good_by_the_next_ones(bench: Bench) -> None:
    bench.station.act("fault", {"lose": 0.4})
    bench.driver.show(CALL)
    until(lambda: bench.lit() == drawn(CALL))
    assert bench.state()["lost_packets"] > 0


def test_a_controller_that_is_off_is_a_lost_link(bench: Bench) -> None:
    bench.driver.show(CALL)
    until(any_lit(bench))
    bench.station.act("unplug", {})

    def lost() -> bool:
        try:
            bench.driver.ping()
        except LinkLost:
            return True
        return False

    until(lost)
    with pytest.raises(LinkLost):
        bench.driver.show(CALL[:1])
    bench.station.act("plug", {})
    until(lambda: not lost())
    until(lambda: bench.lit() == drawn(CALL[:1]))


def test_a_name_that_is_none_is_a_lost_link() -> None:
    driver = PixelWall("wall" * 20, 64, 16)
    driver.show(CALL)
    try:
        with pytest.raises(LinkLost):  # noqa: PT012  # until the first packet was tried
            deadline = time.monotonic() + DEADLINE_S
            while time.monotonic() < deadline:
                driver.ping()
                time.sleep(0.01)
    finally:
        driver.close()


def test_what_no_font_has_is_refused_and_the_wall_keeps_its_picture(bench: Bench) -> None:
    bench.driver.show(CALL)
    until(lambda: bench.lit() == drawn(CALL))
    with pytest.raises(DeviceRefused, match="text_not_displayable"):
        bench.driver.show((replace(CALL[0], text="🎫"),))
    assert bench.lit() == drawn(CALL)


# --- the simulator alone ----------------------------------------------------------------------

PIXEL = Chain(width_px=1, height_px=1)
PACKET = LightPacket(
    cid=bytes(16), source="a", universe=1, sequence=10, values=b"\xff\0\0", priority=100
)
GREEN = b"\0\xff\0"


def after(clock: FakeClock, *packets: LightPacket) -> tuple[int, int, int]:
    sim = PixelWallSim(PIXEL, clock)
    for packet in packets:
        sim.feed(encode(packet))
    return sim.pixels().getpixel((0, 0))  # type: ignore[return-value]


def test_late_packets_are_passed_over_and_far_jumps_are_a_new_beginning(clock: FakeClock) -> None:
    red, green = (255, 0, 0), (0, 255, 0)
    for sequence in (10, 9, 247):  # the same, one late, and 19 late across the byte's edge
        late = replace(PACKET, sequence=sequence, values=GREEN)
        assert after(clock, PACKET, late) == red
    for sequence in (11, 100, 246, 200):
        assert after(clock, PACKET, replace(PACKET, sequence=sequence, values=GREEN)) == green
    around = replace(PACKET, sequence=255), replace(PACKET, sequence=0, values=GREEN)
    assert after(clock, *around) == green


def test_preview_data_and_other_start_codes_light_nothing(clock: FakeClock) -> None:
    assert after(clock, replace(PACKET, preview=True)) == (0, 0, 0)
    assert after(clock, replace(PACKET, start_code=0xDD)) == (0, 0, 0)
    assert after(clock, replace(PACKET, universe=2)) == (0, 0, 0)


def test_the_source_of_the_higher_priority_is_followed(clock: FakeClock) -> None:
    other = replace(PACKET, cid=bytes([1] * 16), values=GREEN, priority=101)
    assert after(clock, other, PACKET) == (0, 255, 0)
    assert after(clock, other, PACKET, replace(other, terminated=True)) == (255, 0, 0)


def test_a_wall_without_a_stream_goes_dark_after_two_and_a_half_seconds(clock: FakeClock) -> None:
    sim = PixelWallSim(PIXEL, clock)
    sim.feed(encode(PACKET))
    clock.advance(DATA_LOSS_S - 0.1)
    assert sim.pixels().getpixel((0, 0)) == (255, 0, 0)
    clock.advance(0.1)
    assert sim.pixels().getpixel((0, 0)) == (0, 0, 0)


def test_some_controllers_hold_the_last_picture(clock: FakeClock) -> None:
    sim = PixelWallSim(PIXEL, clock)
    sim.actions["fault"].do(sim.actions["fault"].body(hold=True))
    sim.feed(encode(PACKET))
    clock.advance(60)
    assert sim.pixels().getpixel((0, 0)) == (255, 0, 0)


def test_overtaken_packets_do_not_bring_back_an_older_picture(clock: FakeClock) -> None:
    sim = PixelWallSim(PIXEL, clock)
    sim.actions["fault"].do(sim.actions["fault"].body(swap=True))
    sim.feed(encode(PACKET))
    sim.feed(encode(replace(PACKET, sequence=11, values=GREEN)))
    assert sim.pixels().getpixel((0, 0)) == (0, 255, 0)
    assert sim.state()["late_packets"] == 1


def test_a_udp_port_keeps_its_number_when_it_is_plugged_in_again() -> None:
    wire = UdpWire(0)
    wire.open()
    place = wire.place()
    wire.close()
    wire.open()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.settimeout(DEADLINE_S)
        own.sendto(b"hello", ("127.0.0.1", int(str(place["udp_port"]))))
        assert wire.read(DEADLINE_S) == b"hello"
        wire.write(b"answer")
        assert own.recv(64) == b"answer"
    wire.close()
    assert wire.read(0) == b""


def test_a_big_walls_packets_do_not_come_faster_than_a_controller_reads_them() -> None:
    pauses: list[float] = []
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    sender = UnicastSocket("127.0.0.1", receiver.getsockname()[1], 20, pause=pauses.append)

    class Packet:
        def getBytes(self) -> tuple[int, ...]:  # noqa: N802 - sacn's own name
            return (1, 2, 3)

    for _ in range(3 * AT_ONCE):
        sender.send_unicast(Packet(), "")
    sender.stop()
    receiver.close()
    assert pauses == [BREATH_S] * 3


def test_a_packet_that_cannot_be_made_does_not_end_the_stream() -> None:
    """A thread that dies leaves a wall dark, and nobody would know."""
    asked = threading.Event()

    class Library:
        """Its table of universes changes while it looks at it."""

        times = 0

        def on_periodic_callback(self, time_s: float) -> None:
            self.times += 1
            if self.times == 1:
                raise RuntimeError("dictionary changed size during iteration")
            asked.set()

    sender = UnicastSocket("127.0.0.1", 9, 1000)
    sender.listen(Library())
    sender.start()
    assert asked.wait(DEADLINE_S)
    assert "changed size" in sender.error
    sender.stop()
