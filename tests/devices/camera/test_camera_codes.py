"""Codes in drawn pictures: each must be read, however it is held."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_scenes import EMPTY, LINK, SCENES, Scene, qr, two_codes

from devices.camera.codes import BUDGET_S, FURTHER, CodeReader

LOOKS = len(FURTHER)  # by then every way of looking had its turn


class Clock:
    """Every call takes as long as it is set to."""

    def __init__(self, step_s: float = 0.0) -> None:
        self.now = 0.0
        self.step_s = step_s

    def __call__(self) -> float:
        self.now += self.step_s
        return self.now


def read(scene: Scene, looks: int = LOOKS) -> list[str]:
    reader = CodeReader(clock=Clock())
    picture = scene.picture()
    return next((found for _ in range(looks) if (found := reader.read(picture))), [])


@pytest.mark.parametrize("scene", [s for s in SCENES if s.must], ids=lambda scene: scene.name)
def test_a_code_is_read(scene: Scene) -> None:
    assert read(scene) == [scene.content]


@pytest.mark.parametrize("scene", [s for s in SCENES if not s.must], ids=lambda scene: scene.name)
def test_a_code_that_is_too_bad_is_read_right_or_not_at_all(scene: Scene) -> None:
    assert read(scene) in ([], [scene.content])


def test_an_empty_hall_has_no_code() -> None:
    assert read(EMPTY) == []


def test_two_codes_are_both_read() -> None:
    scene = Scene("two", two_codes)
    assert sorted(read(scene)) == ["A002", LINK]


@pytest.mark.parametrize("data", [b"\xff\xfe\x81", b"x" * 513], ids=["no encoding", "too long"])
def test_a_code_that_says_nothing_usable_is_left_alone(data: bytes) -> None:
    assert CodeReader(clock=Clock()).read(qr(data, error="l", scale=4)) == []


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (480, 640), (7, 2000)])
def test_no_picture_is_too_odd(shape: tuple[int, int]) -> None:
    dice = np.random.default_rng(3)
    for picture in (np.zeros(shape, np.uint8), dice.integers(0, 255, shape, dtype=np.uint8)):
        for _ in range(LOOKS):
            assert CodeReader(clock=Clock()).read(picture) == []


def test_further_looks_are_left_out_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look takes 12 ms on this machine: two fit beside the first, and the rest have their
    turn at the next picture."""
    looked: list[int] = []
    clock = Clock()

    def look(number: int):  # type: ignore[no-untyped-def]
        def seen(_frame: object) -> list[bytes]:
            looked.append(number)
            clock.now += 0.012
            return []

        return seen

    monkeypatch.setattr("devices.camera.codes._whole", look(0))
    monkeypatch.setattr("devices.camera.codes.FURTHER", tuple(look(n) for n in (1, 2, 3, 4)))
    reader = CodeReader(clock=clock)
    picture = EMPTY.picture()
    reader.read(picture)  # learns what each takes
    looked.clear()
    starts = clock.now
    for _ in range(4):
        reader.read(picture)
    assert looked.count(0) == 4
    assert set(looked) == {0, 1, 2, 3, 4}
    assert (clock.now - starts) / 4 <= BUDGET_S
