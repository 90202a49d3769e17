"""The plug of the headphones, told by real kernel structures through a line of the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import LinkLost
from devices.scanner.keys import EVENT
from devices.speaker.jack import EV_SW, SW_HEADPHONE_INSERT, Jack, JackPort, SwitchDecoder

WITHIN_S = 30.0
SOON_S = 0.05


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(1_700_000_000, 0, kind, code, value)


IN, OUT = (event(EV_SW, SW_HEADPHONE_INSERT, value) for value in (1, 0))
END = event(0, 0, 0)
LID = event(EV_SW, 0, 1)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    path = tmp_path / "event7"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)  # a reader that comes or goes does not end it
    yield path, writer
    os.close(writer)


def test_the_plug_is_told_in_and_out(line: tuple[Path, int]) -> None:
    path, writer = line
    jack = Jack(JackPort(str(path)))
    os.write(writer, IN + END)
    assert jack.plugged(WITHIN_S) is True
    os.write(writer, LID + END + OUT + END)
    assert jack.plugged(WITHIN_S) is False
    assert jack.plugged(SOON_S) is None


def test_half_an_event_waits_for_its_other_half() -> None:
    decoder = SwitchDecoder()
    assert decoder.feed(IN[:9]) == []
    assert decoder.feed(IN[9:] + OUT[:1]) == [True]
    assert decoder.feed(OUT[1:]) == [False]


def test_a_lid_is_no_plug() -> None:
    assert SwitchDecoder().feed(LID + END) == []


def test_a_jack_that_is_not_there_is_a_lost_link(tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        JackPort(str(tmp_path / "event9"))
