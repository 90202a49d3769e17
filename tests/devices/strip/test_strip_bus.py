"""A window strip shows a call, over good and bad wires."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from wires import (
    HEALTHY,
    BabblingWire,
    FakeClock,
    LossyWire,
    SilentWire,
    UnpluggedWire,
    Wire,
    talking,
)

from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.profiles.load import load_profile
from devices.strip.codec import Colour, Decoder, Message, Run, Shown, ShowText, encode
from devices.strip.driver import StripBus

A090 = load_profile("strip-a090")


@dataclass
class Strip:
    """Answers to its own address only."""

    address: int = 1
    reply: bytes = b""  # what stands in its answer between address and tail
    shows: list[ShowText] = field(default_factory=list)

    def answer(self, message: Message) -> list[Message]:
        if not isinstance(message, ShowText) or message.address != self.address:
            return []
        self.shows.append(message)
        return [Shown(self.address, self.reply)]


def on(wire: type[Wire], strip: Strip, clock: FakeClock) -> StripBus:
    return StripBus(wire(talking(Decoder(), strip.answer, encode), clock), A090, clock=clock)


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("reply", [b"", b"\x01\x02"])
def test_a_call_is_shown_in_its_colour(wire: type[Wire], reply: bytes, clock: FakeClock) -> None:
    strip = Strip(reply=reply)
    bus = on(wire, strip, clock)
    assert bus.show(1, "请A001到3号窗口", "green")
    assert bus.show(1, "暂停服务")
    assert strip.shows == [
        ShowText(1, (Run("请A001到3号窗口", Colour.GREEN),)),
        ShowText(1, (Run("暂停服务", Colour.RED),)),
    ]


@pytest.mark.parametrize("wire", [SilentWire, BabblingWire])
def test_a_strip_that_is_off_is_no_answer_in_time(wire: type[Wire], clock: FakeClock) -> None:
    start = clock()
    with pytest.raises(NoAnswer):
        on(wire, Strip(), clock).show(1, "A001")
    assert clock() - start < 6


def test_another_strips_answer_does_not_count(clock: FakeClock) -> None:
    def neighbour(data: bytes) -> bytes:
        return encode(Shown(2))

    with pytest.raises(NoAnswer):
        StripBus(Wire(neighbour, clock), A090, clock=clock).show(1, "A001")


def test_a_lost_byte_is_asked_for_again(clock: FakeClock) -> None:
    strip = Strip()
    assert on(LossyWire, strip, clock).show(1, "A001")
    assert len(strip.shows) == 2


def test_without_retries_a_lost_byte_is_no_answer_and_the_next_try_works(clock: FakeClock) -> None:
    once = replace(A090, timing=replace(A090.timing, retries=0))
    strip = Strip()
    wire = LossyWire(talking(Decoder(), strip.answer, encode), clock)
    bus = StripBus(wire, once, clock=clock)
    with pytest.raises(NoAnswer):
        bus.show(1, "A001")
    assert bus.show(1, "A001")


def test_an_unplugged_strip_is_a_lost_link(clock: FakeClock) -> None:
    with pytest.raises(LinkLost):
        on(UnpluggedWire, Strip(), clock).show(1, "A001")


def test_a_line_too_long_to_be_counted_the_same_by_all_is_not_sent(clock: FakeClock) -> None:
    strip = Strip()
    bus = on(Wire, strip, clock)
    bus.show(1, "A" * 127)
    with pytest.raises(DeviceRefused, match="text_too_long"):
        bus.show(1, "A" * 128)
    assert len(strip.shows) == 1


@pytest.mark.parametrize(
    ("count", "length"),
    [(127, "00 FE"), (128, "01 01"), (255, "02 00")],  # 254, 256 and 510 bytes
)
def test_the_high_length_byte_counts_255s(count: int, length: str) -> None:
    frame = encode(ShowText(1, (Run("A" * count, Colour.RED),)))
    assert frame[4:6] == bytes.fromhex(length)
    (heard,) = Decoder().feed(frame)
    assert heard == ShowText(1, (Run("A" * count, Colour.RED),))


def test_a_character_that_no_strip_knows_is_refused_by_name_and_not_sent(clock: FakeClock) -> None:
    wire = Wire(lambda heard: b"", clock)
    with pytest.raises(DeviceRefused, match=r"text_not_displayable: 𠮷 \(U\+20BB7\)"):
        StripBus(wire, A090, clock=clock).show(1, "𠮷A?")
    assert wire.written == []
