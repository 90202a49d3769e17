"""Keypads of other families on good and bad wires, with a simulator made of the same profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from wires import HEALTHY, BabblingWire, FakeClock, LossyWire, UnpluggedWire, Wire

from devices.errors import LinkLost
from devices.keypad.driver import GradeGiven, KeyPressed, PadBus
from devices.profiles.load import FOLDER, load_profile, parse_profile, shipped_profiles
from devices.profiles.profile import Profile
from devices.sim.bench_file import PadOn
from devices.sim.device import Refused, act
from devices.sim.profiled_pads import ProfiledPadsSim

XOR8 = load_profile("demo-xor8")
KEYPADS = [p for p in map(load_profile, shipped_profiles()) if p.rule("key")]
EVALUATORS = [p for p in map(load_profile, shipped_profiles()) if p.rule("grade")]


class OnWire:
    """A bus on a wire to two simulated pads, at the addresses 3 and 4."""

    def __init__(
        self, wire: type[Wire], keypads: Profile, evaluators: Profile, clock: FakeClock
    ) -> None:
        pads = [PadOn(window=str(address), address=address) for address in (3, 4)]
        self.sim = ProfiledPadsSim(pads, keypads, evaluators, grades=evaluators.grades, clock=clock)
        self.clock = clock
        self.wire = wire(self.sim.feed, clock)
        self.bus = PadBus(self.wire, keypads, evaluators, clock=clock)

    def press(self, **body: str) -> None:
        act(self.sim, "press", {"window": "3", **body})

    def hear(self, rounds: int = 60) -> list[object]:
        """What the bus gives while the pads say what they have to say."""
        heard: list[object] = []
        for _ in range(rounds):
            self.wire.coming += self.wire.damage(self.sim.speak(self.clock())[0])
            heard += self.bus.read(0.02)
        return heard

    def pad(self, window: str = "3") -> dict[str, object]:
        return next(pad for pad in self.sim.state()["pads"] if pad["window"] == window)


def evaluators_for(keypads: Profile) -> Profile:
    return next(one for one in EVALUATORS if one.shares_a_line_with(keypads))


@pytest.mark.parametrize("wire", [*HEALTHY, LossyWire])
@pytest.mark.parametrize("keypads", KEYPADS, ids=lambda profile: profile.name)
def test_every_key_of_every_family_arrives_once(
    wire: type[Wire], keypads: Profile, clock: FakeClock
) -> None:
    line = OnWire(wire, keypads, evaluators_for(keypads), clock)
    for key in keypads.keys:
        line.press(key=key)
        assert line.hear() == [KeyPressed(3, "", key)]
    assert line.pad()["acknowledged"] == len(keypads.keys)
    assert line.pad()["unheard"] == 0


@pytest.mark.parametrize("wire", [*HEALTHY, LossyWire])
@pytest.mark.parametrize("evaluators", EVALUATORS, ids=lambda profile: profile.name)
def test_every_face_of_every_family_arrives_once(
    wire: type[Wire], evaluators: Profile, clock: FakeClock
) -> None:
    keypads = next(one for one in KEYPADS if one.shares_a_line_with(evaluators))
    line = OnWire(wire, keypads, evaluators, clock)
    for grade in evaluators.grades:
        line.bus.ask_rating(3)
        assert line.pad()["asked"]
        act(line.sim, "grade", {"window": "3", "grade": grade})
        assert line.hear() == [GradeGiven(3, grade)]
        assert not line.pad()["asked"]
    assert line.pad("4")["asked"] is False


@pytest.mark.parametrize("keypads", KEYPADS, ids=lambda profile: profile.name)
def test_a_display_shows_as_much_as_it_has_places_for(keypads: Profile, clock: FakeClock) -> None:
    line = OnWire(Wire, keypads, evaluators_for(keypads), clock)
    line.bus.show(3, "A012", 7)
    line.bus.beep(3)
    line.bus.result(4, ok=False)
    shown = {"demo-xor8": "7"}.get(keypads.name, "012_7")
    assert (line.pad()["display"], line.pad()["beeps"]) == (shown, 1)
    assert line.pad("4")["result"] == "failed"


def test_a_family_without_stars_is_told_none(clock: FakeClock) -> None:
    line = OnWire(Wire, XOR8, XOR8, clock)
    line.bus.show_stars(3, 5)
    assert line.wire.written == []


def test_a_family_without_evaluators_is_never_asked_to_rate(clock: FakeClock) -> None:
    wire = Wire(lambda heard: b"", clock)
    bus = PadBus(wire, load_profile("ff68-21key"), clock=clock)
    bus.ask_rating(3)
    bus.show_stars(3, 0)
    assert wire.written == []


def test_digits_on_a_pad_without_digits_cannot_be_typed(clock: FakeClock) -> None:
    line = OnWire(Wire, XOR8, XOR8, clock)
    with pytest.raises(Refused, match="digits"):
        line.press(key="call", digits="12")


def test_a_pad_that_wants_no_acknowledgement_speaks_once(clock: FakeClock) -> None:
    text = (FOLDER / "demo-xor8.toml").read_text("utf-8")
    deaf = parse_profile(text.replace('acknowledge = "key-ack"\n', ""), Path("deaf.toml"))
    line = OnWire(Wire, deaf, deaf, clock)
    line.press(key="call")
    assert line.hear() == [KeyPressed(3, "", "call")]
    assert line.wire.written == []


def test_nonsense_without_end_is_no_press_and_holds_nobody_up(clock: FakeClock) -> None:
    line = OnWire(BabblingWire, XOR8, XOR8, clock)
    start = clock()
    assert line.bus.read(0.1) == []
    line.bus.beep(3)
    assert clock() - start < 1.0


def test_an_unplugged_line_is_a_lost_link(clock: FakeClock) -> None:
    bus = PadBus(UnpluggedWire(lambda heard: b"", clock), XOR8, XOR8, clock=clock)
    for action in (lambda: bus.read(0.1), lambda: bus.beep(3), lambda: bus.ask_rating(3)):
        with pytest.raises(LinkLost):
            action()
