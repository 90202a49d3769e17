"""`pytest --port … --device …` plays the same stories at a port: here, at the bench's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from devices.sim.host import Host
from tests.devices.stories.bench_place import at_port
from tests.devices.stories.kinds import PAD, STORIES
from tests.devices.stories.told import CODE

ROOT = Path(__file__).resolve().parents[3]
DEADLINE_S = 60
ASKED = re.compile(r"\(30 s\) \[(\w+)\]$")
# What the person at the device does when it is asked for.
HAND = {
    "lay": {"person": "elder"},
    "remove": {},
    "press": {"window": PAD["window"], "key": "call"},
    "grade": {"window": PAD["window"], "grade": PAD["grade"]},
    "hold": {"text": CODE},
    "away": {},
}


def environment() -> dict[str, str]:
    """Without what this run of the tests is given, and without plugins that take seconds."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return clean | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@pytest.fixture(autouse=True)
def _no_port_within_a_port(simulated_only: None) -> None:
    """These would start themselves again."""


OF_ANOTHER_FAMILY = ("profile=ff68-hallqueue", "evaluator_profile=ff68-evaluator-short-ack")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("id-card", ()),
        ("ticket-printer", ()),
        ("desk-bus", ()),
        ("desk-bus:ff68-hallqueue", OF_ANOTHER_FAMILY),
        ("strip-bus", ()),
        ("led-onbon", ()),
        ("scanner", ()),
    ],
)
def test_the_stories_are_played_at_a_port(name: str, told: tuple[str, ...], tmp_path: Path) -> None:
    host, port = at_port(STORIES[name], tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    settings = [word for setting in told for word in ("--set", setting)]
    options = ["--port", port, "--device", name.split(":")[0], *settings]
    play = subprocess.Popen(
        [*command, *options, "tests/devices/stories"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, asked = [], []
    try:
        assert play.stdout is not None
        for line in play.stdout:
            said.append(line)
            if hand := ASKED.search(line.rstrip()):
                asked.append(hand[1])
                _do(host, hand[1])
        assert play.wait(DEADLINE_S) == 0, "".join(said)
    finally:
        play.kill()
        host.stop()
    assert re.search(r"\b3 passed", said[-1]), "".join(said)
    assert asked[-1] == "silent"


def _do(host: Host, action: str) -> None:
    station = host["story"]
    if action == "silent":
        station.act("fault", {"silent": True})
    else:
        station.act(action, HAND[action])


def test_a_device_that_no_story_knows_is_told_at_once() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--port", "/dev/none", "--device", "toaster", "tests/devices/stories"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert done.returncode != 0
    assert "--device toaster: no such kind; known are id-card" in done.stdout + done.stderr
