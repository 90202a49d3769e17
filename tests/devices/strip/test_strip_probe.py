"""Strips cannot be asked; a program that tells them something gives them away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wires import NOISE, FakeClock, Wire

from devices.probe import Finding, Sureness
from devices.profiles.load import load_profile
from devices.sim.bench_file import StripOn
from devices.sim.profiled_strips import ProfiledStripsSim
from devices.strip.driver import StripBus
from devices.strip.probe import FAMILIES, PROBES

(PROBE,) = PROBES


def overheard(family: str, texts: list[str], clock: FakeClock) -> bytes:
    """What a tap on the line hears of a program and its strips."""
    profile = load_profile(family)
    strips = [StripOn(window=str(address), address=address) for address in (1, 2)]
    sim = ProfiledStripsSim(strips, profile, clock)
    tapped = bytearray()

    def feed(data: bytes) -> bytes:
        answer = sim.feed(data)
        tapped.extend(data + answer)
        return answer

    bus = StripBus(Wire(feed, clock), profile, clock=clock)
    for text in texts:
        bus.show(1, text)
    return bytes(tapped)


def test_nothing_is_said_to_a_line_of_strips() -> None:
    assert PROBE.question == b""
    assert PROBE.judge(b"") is None


@pytest.mark.parametrize("family", FAMILIES)
def test_a_program_that_tells_strips_something_is_overheard(family: str, clock: FakeClock) -> None:
    heard = NOISE + overheard(family, ["请A001号", "暂停服务"], clock) + NOISE
    says = f"{family}, address 1, told by another program"
    assert PROBE.judge(heard) == Finding(Sureness.CERTAIN, says)


def test_one_frame_alone_may_be_chance(clock: FakeClock) -> None:
    found = PROBE.judge(overheard("strip-weilipu", ["请A001号"], clock))
    assert found is not None
    assert found.sureness is Sureness.LIKELY


def test_half_a_frame_and_noise_are_nothing(clock: FakeClock) -> None:
    frame = overheard("strip-weilipu", ["请A001号"], clock)
    for heard in (frame[:-1], NOISE):
        assert PROBE.judge(heard) is None


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_judged(data: bytes) -> None:
    found = PROBE.judge(data)
    assert found is None or b"\xa0" in data or b"\xf0" in data
