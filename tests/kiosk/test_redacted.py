"""The picture that leaves the kiosk: nothing of a person is in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.surface import missing_packages

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)

EXAMPLES = Path(__file__).with_name("redact_examples.py")


@pytest.fixture(scope="module")
def left() -> dict[str, list[int]]:
    done = subprocess.run(
        [sys.executable, EXAMPLES],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, list[int]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("screen", ["home", "phone", "print unknown"])
def test_no_name_no_telephone_and_no_code_is_left(left: dict[str, list[int]], screen: str) -> None:
    before, after = left[screen]
    assert before > 100  # it stood there in the canary's colour
    assert after == 0


def test_a_name_is_known_however_deep_a_screen_holds_it(left: dict[str, list[int]]) -> None:
    assert left["names"][0] == 1
