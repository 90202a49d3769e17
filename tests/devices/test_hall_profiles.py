"""Profiles in a hall's file: what does not fit is told where it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config.loader import DEMO, EXIT_CONFIG, ConfigMistakes, load
from config.machines import Desk, Pad, StripBus
from devices.hall_profiles import check_profiles, desk_profiles, grades_of, strip_profile
from devices.profiles.load import FOLDER, load_profile

ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}
KEYPADS = 'profile = "ff68-21key"'
EVALUATORS = 'evaluator_profile = "ff68-evaluator-csharp-ack"'
STRIPS = 'id = "strips"'


def mistakes(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """The mistakes of the demonstration hall's file after `changes`."""
    text = DEMO.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    try:
        load(file, ENV, further=[check_profiles])
    except ConfigMistakes as told:
        return [str(mistake).replace(f"{tmp_path}/", "") for mistake in told.mistakes]
    return []


def line_of(old: str) -> int:
    text = DEMO.read_text("utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_demonstration_halls_profiles_fit(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (KEYPADS, 'profile = "ff68-21keys"', 'no profile "ff68-21keys"; did you mean "ff68-21key"'),
        (KEYPADS, 'profile = "strip-a090"', 'no profile of keypads: it has no "key"'),
        (
            EVALUATORS,
            'evaluator_profile = "ff68-21key"',
            "no profile of evaluators",
        ),
        (STRIPS, f'{STRIPS}\nprofile = "ff68-21key"', 'no profile of strips: it has no "text"'),
        (KEYPADS, 'profile = "/nowhere/pad.toml"', "/nowhere/pad.toml: cannot be read"),
        (KEYPADS, 'profile = "demo-xor8"', "cannot share a line: their frames differ"),
        (KEYPADS, f"{KEYPADS}\ngrades = {{ 7 = 5 }}", "has no grade 7; known: 0, 1, 2, 3, 4"),
        ("address = 4 },\n]\n\n[[desks", "address = 256 },\n]\n\n[[desks", "not 256"),
    ],
)
def test_a_profile_that_does_not_fit_is_told_at_its_line(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    found = mistakes(tmp_path, (old, new))
    assert len(found) == 1, found
    assert told in found[0]
    line = int(found[0].split(":")[1])
    assert abs(line - line_of(old)) <= 1, found


def test_every_mistake_within_a_profile_is_told_with_the_profiles_own_lines(tmp_path: Path) -> None:
    text = (FOLDER / "ff68-21key.toml").read_text("utf-8")
    wrong = text.replace("baud = 9600", "baud = 96").replace('"sum8"', '"sum9"')
    (tmp_path / "ours.toml").write_text(wrong, "utf-8")
    found = mistakes(tmp_path, (KEYPADS, f'profile = "{tmp_path}/ours.toml"'))
    assert len(found) == 2
    for key, message in zip(("wire.baud", "check"), found, strict=True):
        assert message.startswith(f"hall.toml:{line_of(KEYPADS)}: desks[0].profile: ours.toml:")
        assert key in message
        line = int(re.findall(r"ours\.toml:(\d+)", message)[0])
        assert wrong.splitlines()[line - 1] != text.splitlines()[line - 1]


def test_an_address_that_the_family_does_not_have_is_told_at_its_pad(tmp_path: Path) -> None:
    text = DEMO.read_text("utf-8")
    last = text.rindex("address = 4")
    file = tmp_path / "hall.toml"
    file.write_text(text[:last] + "address = 128" + text[last + len("address = 4") :], "utf-8")
    with pytest.raises(ConfigMistakes) as told:
        load(file, ENV, further=[check_profiles])
    (mistake,) = told.value.mistakes
    assert mistake.message == "ff68-21key has addresses 1 to 127, not 128"
    assert mistake.line == text[:last].count("\n") + 1


@pytest.mark.parametrize(
    ("profile", "columns", "told"),
    [
        ("strip-a090", 64, "strip-a090 carries 63 columns in a frame, not 64"),
        ("strip-a090", 63, ""),
        ("strip-weilipu", 128, "strip-weilipu carries 127 columns in a frame, not 128"),
        ("strip-weilipu", 8, ""),
    ],
)
def test_a_strip_that_is_longer_than_its_familys_frame_is_told_at_its_columns(
    tmp_path: Path, profile: str, columns: int, told: str
) -> None:
    bus = f'[[strip_buses]]\nid = "long"\nport = "/dev/x"\nprofile = "{profile}"\n'
    strip = f'strips = [{{ window = "3", address = 1, columns = {columns} }}]\n\n'
    found = mistakes(tmp_path, ("[[strip_buses]]", f"{bus}{strip}[[strip_buses]]"))
    assert [mistake.partition(": ")[2] for mistake in found] == (
        [f"strip_buses[0].strips[0].columns: {told}"] if told else []
    )


def test_a_desk_without_evaluators_needs_no_profile_for_them(tmp_path: Path) -> None:
    desk = '[[desks]]\nid = "d2"\nport = "/dev/x"\nprofile = "demo-xor8"\n'
    pads = 'pads = [{ window = "3", address = 1, evaluator = false }]\n'
    assert mistakes(tmp_path, ("[[desks]]", f"{desk}{pads}\n[[desks]]")) == []


def test_types_that_are_wrong_are_told_once_by_the_types(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, (KEYPADS, "profile = 7"))
    assert found.endswith("desks[0].profile: expected a text in quotes, found 7")


def test_one_file_may_tell_of_keypads_and_evaluators() -> None:
    desk = Desk(id="d", port="x", profile="demo-xor8", evaluator_profile="demo-xor8")
    desk = replace(desk, pads=[Pad(window="1", address=1)])
    keypads, evaluators = desk_profiles(desk)
    assert keypads is evaluators


def test_the_halls_own_grades_go_before_the_profiles() -> None:
    desk = Desk(id="d", port="x")
    evaluators = load_profile("ff68-evaluator-csharp-ack")
    assert grades_of(desk, evaluators) == {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}
    assert grades_of(replace(desk, grades={"4": 1, "0": 5}), evaluators) == {4: 1, 0: 5}
    assert grades_of(desk, None) == {}


def test_strips_are_the_usual_ones_when_nothing_is_said() -> None:
    assert strip_profile(StripBus(id="s", port="x")).name == "strip-a090"


@pytest.mark.parametrize(
    "program",
    [["queue_server.admin.hallctl", "check-config"], ["devices", "--desk", "d1"], ["display"]],
    ids=["check-config", "desk", "display"],
)
def test_every_program_that_speaks_through_profiles_refuses_a_wrong_one_before_it_starts(
    program: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "hall.toml"
    text = DEMO.read_text("utf-8").replace(KEYPADS, 'profile = "ff86-21key"')
    file.write_text(text.replace(STRIPS, f'{STRIPS}\nprofile = "strip-a09"'), "utf-8")
    command = [sys.executable, "-m", *program, *([str(file)] if "check-config" in program else [])]
    env = {**os.environ, **ENV, "HALL_CONFIG": str(file)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == EXIT_CONFIG
    told = done.stderr
    assert 'desks[0].profile: there is no profile "ff86-21key"; did you mean "ff68-21key"?' in told
    assert 'strip_buses[0].profile: there is no profile "strip-a09"' in told
