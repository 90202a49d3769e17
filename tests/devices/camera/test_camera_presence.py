"""Someone before the kiosk wakes it; light, grain and people far away do not."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, cycle, islice
from typing import Any

import cv2
import numpy as np
import pytest

from devices.camera.codes import CodeReader
from devices.camera.frames import Frame
from devices.camera.presence import LEAVE_FRAMES, Presence
from devices.sim.film import WALK_STEPS, Moment, draw

LINK = "http://192.0.2.10:8080/t/7c9e6679-7425-40de-944b-e07fc1f90ae7"
FRAMES_PER_S = 5


def grey(moment: Moment) -> Frame:
    return np.asarray(cv2.cvtColor(draw(moment).astype(np.uint8), cv2.COLOR_BGR2GRAY))


DRAWN = 24  # pictures, each with its own grain; they come again and again


@cache
def _drawn(near: float) -> tuple[Frame, ...]:
    return tuple(grey(Moment(near, step=step)) for step in range(DRAWN))


def empty(frames: int) -> Iterator[Frame]:
    return islice(cycle(_drawn(0.0)), frames)


def walking_up() -> Iterator[Frame]:
    return (grey(Moment((step + 1) / WALK_STEPS, step=step)) for step in range(WALK_STEPS))


def standing(frames: int) -> Iterator[Frame]:
    return islice(cycle(_drawn(1.0)), frames)


def brighter(frames: Iterable[Frame], by: float) -> Iterator[Frame]:
    return (np.clip(frame * by, 0, 255).astype(np.uint8) for frame in frames)


def seen(frames: Iterable[Frame], presence: Presence | None = None) -> list[bool]:
    presence = presence or Presence()
    return [presence.look(frame) for frame in frames]


def test_nobody_there_is_nobody() -> None:
    assert not any(seen(empty(60)))


def test_who_walks_up_is_seen_before_arriving_and_while_standing_there() -> None:
    presence = Presence()
    seen(empty(20), presence)
    arriving = seen(walking_up(), presence)
    assert arriving[-1]
    assert all(seen(standing(60 * FRAMES_PER_S), presence))


def test_the_screen_may_sleep_soon_after_the_visitor_left() -> None:
    presence = Presence()
    seen(chain(empty(20), walking_up(), standing(100)), presence)
    left = seen(empty(20), presence)
    assert left[LEAVE_FRAMES - 2]
    assert not any(left[LEAVE_FRAMES + 5 :])


@pytest.mark.parametrize("frames", [1, 2])
def test_who_only_passes_by_wakes_nothing(frames: int) -> None:
    presence = Presence()
    seen(empty(20), presence)
    assert not any(seen(chain(standing(frames), empty(20)), presence))


def test_someone_far_away_wakes_nothing() -> None:
    presence = Presence()
    seen(empty(20), presence)
    assert not any(seen((grey(Moment(0.05, step=step)) for step in range(40)), presence))


@pytest.mark.parametrize("by", [0.45, 0.7, 1.5], ids=["lamps out", "a cloud", "lamps on"])
def test_a_lamp_is_nobody(by: float) -> None:
    presence = Presence()
    seen(empty(20), presence)
    assert not any(seen(brighter(empty(40), by), presence))
    assert seen(brighter(chain(walking_up(), standing(10)), by), presence)[-1]


def test_the_evening_comes_slowly_and_is_nobody() -> None:
    presence = Presence()
    seen(empty(20), presence)
    dusk = (
        np.clip(frame * (1 - step / 900), 0, 255).astype(np.uint8)
        for step, frame in enumerate(empty(600))
    )
    assert not any(seen(dusk, presence))


def test_a_chair_left_there_is_furniture_after_some_minutes() -> None:
    presence = Presence()
    seen(empty(20), presence)

    def with_chair(frame: Frame) -> Frame:
        frame = frame.copy()
        frame[200:440, 380:600] = 60
        return frame

    there = seen(map(with_chair, empty(6 * 60 * FRAMES_PER_S)), presence)
    assert there[10]
    assert not there[-1]


def test_a_hand_with_a_code_is_worth_a_closer_look() -> None:
    presence = Presence()
    seen(empty(20), presence)
    assert not presence.stirs

    def with_slip(frame: Frame) -> Frame:
        frame = frame.copy()
        frame[200:310, 250:350] = 240
        return frame

    assert not any(seen(map(with_slip, empty(10)), presence))
    assert presence.stirs


def test_noise_in_the_dark_is_nobody() -> None:
    dice = np.random.default_rng(5)
    dark = (np.clip(dice.normal(20, 12, (480, 640)), 0, 255).astype(np.uint8) for _ in range(60))
    assert not any(seen(dark))


# --- no frame is stored ---------------------------------------------------------------------


def test_nobody_keeps_a_frame() -> None:
    presence, reader = Presence(), CodeReader()
    kept: list[weakref.ref[Any]] = []
    for step in range(12):
        frame = grey(Moment(1.0, LINK, step))
        presence.look(frame)
        assert reader.read(frame) == [LINK]
        kept.append(weakref.ref(frame))
    del frame
    gc.collect()
    assert [ref() for ref in kept] == [None] * 12


def test_nothing_is_written_and_nothing_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = {"open", "socket.connect", "socket.sendto", "os.rename", "shutil.copyfile"}
    happened: list[tuple[str, Any]] = []
    watching = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in watched:
            happened.append((event, arguments))

    sys.addaudithook(hook)
    for name in ("imwrite", "imencode", "VideoWriter"):
        monkeypatch.setattr(cv2, name, None)
    presence, reader = Presence(), CodeReader()
    frames = [grey(Moment(1.0, LINK, step)) for step in range(8)]
    happened.clear()
    for frame in frames:
        presence.look(frame)
        reader.read(frame)
    watching = False
    assert happened == []
