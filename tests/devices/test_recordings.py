"""A recording becomes a test by being put in tests/recordings: nothing else has to be written."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from devices.clear import Clear
from devices.recording import SUFFIX, Recording, read_recording
from devices.sim.replayed import Replayed
from devices.tap import HOST, SOURCES, Tap
from devices.wire import GARBAGE, decode

FOLDER = Path(__file__).resolve().parents[1] / "recordings"
RECORDINGS = sorted(FOLDER.rglob(f"*{SUFFIX}"))
LONG_S = 1e6


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.fixture(params=RECORDINGS, ids=name)
def recording(request: pytest.FixtureRequest) -> Recording:
    path: Path = request.param
    return read_recording(path)


def test_nothing_else_lies_in_the_folder() -> None:
    others = [name(p) for p in FOLDER.rglob("*") if p.is_file() and p not in RECORDINGS]
    assert others == ["README.md"]


@pytest.mark.parametrize("source", SOURCES)
def test_its_bytes_say_today_what_they_said_then(recording: Recording, source: str) -> None:
    frames = [frame for frame in recording.frames if frame.source == source]
    today = decode(recording.head.kind, b"".join(frame.data for frame in frames))
    then = [clear for frame in frames for clear in frame.says]
    assert joined(today) == joined(then)


def joined(said: list[Clear]) -> list[object]:
    """Neighbouring garbage as one: how it was cut then is chance."""
    runs = groupby(said, lambda clear: clear["event"] == GARBAGE)
    return [
        " ".join(clear["bytes"] for clear in run) if is_garbage else list(run)
        for is_garbage, run in runs
    ]


def test_every_word_of_the_host_is_answered_as_then(recording: Recording) -> None:
    now = 0.0
    device = Replayed(recording, lambda: now)
    for is_host, turn in groupby(recording.frames, lambda frame: frame.source == HOST):
        frames = list(turn)
        if is_host:
            for frame in frames:
                assert device.feed(frame.data) == b""
        else:
            said, _ = device.speak(LONG_S)
            assert said == b"".join(frame.data for frame in frames)
    assert device.state()["unknown"] == 0


def test_it_names_nobody(recording: Recording) -> None:
    for frame in recording.frames:
        for heard in Tap(recording.head.kind).hear(frame.source, frame.data, 0.0):
            assert heard.data == frame.data, f"{frame.at_s} s: record it again with hallctl"
