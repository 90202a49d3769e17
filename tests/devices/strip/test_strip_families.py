"""Strips of every shipped family on good and bad wires: each by its profile, none by a guess."""

from __future__ import annotations

import pytest
from timed_line import TimedLine
from wires import (
    HEALTHY,
    BabblingWire,
    FakeClock,
    LossyWire,
    SilentWire,
    SlowWire,
    UnpluggedWire,
    Wire,
)

from devices.errors import DeviceRefused, LinkLost, NoAnswer
from devices.profiles.codec import encode
from devices.profiles.load import load_profile
from devices.profiles.message import Message
from devices.profiles.profile import Profile
from devices.sim.bench_file import StripOn
from devices.sim.profiled_strips import ProfiledStripsSim
from devices.strip.driver import StripBus

A090, WEILIPU, MONO = (load_profile(f"strip-{name}") for name in ("a090", "weilipu", "mono"))
ANSWERING, SILENT = [A090], [WEILIPU, MONO]


def sim_of(profile: Profile, clock: FakeClock) -> ProfiledStripsSim:
    strips = [StripOn(window="1", address=1, columns=12), StripOn(window="2", address=2)]
    return ProfiledStripsSim(strips, profile, clock)


def lit(sim: ProfiledStripsSim, address: int = 1) -> list[dict[str, str]]:
    return next(s["runs"] for s in sim.state()["strips"] if s["address"] == address)


@pytest.mark.parametrize("wire", HEALTHY)
@pytest.mark.parametrize("profile", [*ANSWERING, *SILENT])
def test_a_call_lights_and_is_confirmed_only_where_the_family_answers(
    wire: type[Wire], profile: Profile, clock: FakeClock
) -> None:
    sim = sim_of(profile, clock)
    bus = StripBus(wire(sim.feed, clock), profile, clock=clock)
    confirmed = bus.show(1, "请A001号到本窗口", "red")
    assert confirmed is (profile in ANSWERING)
    assert lit(sim) == [{"text": "请A001号到本窗口", "colour": "red"}]
    assert lit(sim, 2) == []


@pytest.mark.parametrize("profile", SILENT)
@pytest.mark.parametrize("wire", [SilentWire, LossyWire, SlowWire])
def test_a_family_that_never_answers_is_not_waited_for(
    profile: Profile, wire: type[Wire], clock: FakeClock
) -> None:
    start = clock()
    assert StripBus(wire(lambda heard: b"", clock), profile, clock=clock).show(1, "A001") is False
    assert clock() - start < 0.05


def test_a_line_that_babbles_is_not_waited_for_longer_than_a_quarter_second(
    clock: FakeClock,
) -> None:
    bus = StripBus(BabblingWire(lambda heard: b"", clock), MONO, clock=clock)
    start = clock()
    bus.show(1, "A001")
    bus.show(1, "A002")
    assert clock() - start < 0.3


@pytest.mark.parametrize(
    ("profile", "colour", "shown"),
    [(WEILIPU, "yellow", "red"), (WEILIPU, "green", "green"), (MONO, "yellow", "red")],
)
def test_a_colour_that_a_strip_lacks_becomes_its_own(
    profile: Profile, colour: str, shown: str, clock: FakeClock
) -> None:
    sim = sim_of(profile, clock)
    StripBus(Wire(sim.feed, clock), profile, clock=clock).show(1, "A001", colour)  # type: ignore[arg-type]
    assert lit(sim) == [{"text": "A001", "colour": shown}]


@pytest.mark.parametrize(
    ("profile", "text", "named"),
    [(WEILIPU, "請A001號", "請"), (MONO, "𠮷A001", "𠮷"), (A090, "A\u0007", "")],
)
def test_what_the_font_lacks_is_refused_by_name_and_nothing_is_sent(
    profile: Profile, text: str, named: str, clock: FakeClock
) -> None:
    wire = Wire(lambda heard: b"", clock)
    with pytest.raises(DeviceRefused, match="text_not_displayable") as refused:
        StripBus(wire, profile, clock=clock).show(1, text)
    assert named in str(refused.value)
    assert wire.written == []


@pytest.mark.parametrize(("profile", "fits"), [(A090, 127), (WEILIPU, 254), (MONO, 128)])
def test_a_line_as_long_as_the_family_takes_is_shown_and_one_more_is_refused(
    profile: Profile, fits: int, clock: FakeClock
) -> None:
    sim = sim_of(profile, clock)
    bus = StripBus(Wire(sim.feed, clock), profile, clock=clock)
    bus.show(1, "8" * fits)
    assert lit(sim)[0]["text"] == "8" * fits
    with pytest.raises(DeviceRefused, match="text_too_long"):
        bus.show(1, "8" * (fits + 1))


def test_a_strip_does_not_take_its_neighbours_late_answer_for_its_own(clock: FakeClock) -> None:
    late = encode(A090, Message("shown", 1, {}))
    line = TimedLine(clock, [(1.2, late)])
    bus = StripBus(line, A090, clock=clock)
    for address in (1, 2):  # the second is off; the first one's answer comes when it is asked
        with pytest.raises(NoAnswer):
            bus.show(address, "A001")
    assert line.coming == []


@pytest.mark.parametrize("profile", [*ANSWERING, *SILENT])
def test_a_pulled_cable_is_a_lost_link(profile: Profile, clock: FakeClock) -> None:
    bus = StripBus(UnpluggedWire(lambda heard: b"", clock), profile, clock=clock)
    with pytest.raises(LinkLost):
        bus.show(1, "A001")


@pytest.mark.parametrize("profile", [A090, MONO])
def test_two_strips_told_one_after_the_other_leave_the_line_its_rest(
    profile: Profile, clock: FakeClock
) -> None:
    times: list[float] = []
    sim = sim_of(profile, clock)

    def feed(data: bytes) -> bytes:
        times.append(clock())
        return sim.feed(data)

    bus = StripBus(Wire(feed, clock), profile, clock=clock)
    bus.show(1, "A001")
    bus.show(2, "A002")
    assert times[1] - times[0] >= profile.timing.turnaround_s
