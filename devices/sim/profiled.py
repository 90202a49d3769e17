"""A line of pads or strips of the bench file -> its simulator.

Where a wire has a hand-written codec its simulator speaks by that, so that driver and simulator do
not share one understanding; any other profile is simulated by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from devices.profiles.load import ProfileMistakes, load_profile
from devices.profiles.profile import Profile
from devices.sim.bench_file import BenchMistake, DeskBusOn, StripBusOn
from devices.sim.desk_bus import DeskBusSim
from devices.sim.device import Device
from devices.sim.profiled_pads import ProfiledPadsSim
from devices.sim.profiled_strips import ProfiledStripsSim
from devices.sim.strip_bus import StripBusSim

Clock = Callable[[], float]

HAND_WRITTEN_KEYPADS = ("ff68-21key", "ff68-hallqueue")
HAND_WRITTEN_ACKNOWLEDGEMENTS = {
    "ff68-evaluator-echo-ack": "echo",
    "ff68-evaluator-csharp-ack": "csharp",
    "ff68-evaluator-short-ack": "short",
}
HAND_WRITTEN_STRIPS = "strip-a090"


def desk_bus(entry: DeskBusOn, clock: Clock) -> Device:
    """Raises `BenchMistake` for a profile that is none."""
    keypads = _profile(entry.name, entry.profile)
    evaluators = _profile(entry.name, entry.evaluator_profile)
    grades = {int(grade): level for grade, level in entry.grades.items()} or evaluators.grades
    acknowledgement = HAND_WRITTEN_ACKNOWLEDGEMENTS.get(entry.evaluator_profile)
    if acknowledgement and entry.profile in HAND_WRITTEN_KEYPADS:
        return DeskBusSim(entry.pads, acknowledgement=acknowledgement, grades=grades, clock=clock)
    return ProfiledPadsSim(entry.pads, keypads, evaluators, grades=grades, clock=clock)


def strip_bus(entry: StripBusOn, clock: Clock) -> Device:
    """Raises `BenchMistake` for a profile that is none."""
    if entry.profile == HAND_WRITTEN_STRIPS:
        return StripBusSim(entry.strips, clock)
    return ProfiledStripsSim(entry.strips, _profile(entry.name, entry.profile), clock)


def _profile(device: str, name: str) -> Profile:
    try:
        return load_profile(name)
    except ProfileMistakes as mistakes:
        raise BenchMistake(f"{device}: {mistakes}") from mistakes
