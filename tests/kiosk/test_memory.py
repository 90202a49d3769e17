from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.surface import missing_packages

HERE = Path(__file__).parent


@pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}")
def test_nothing_of_a_visitor_stays_and_neither_news_nor_faults_stop_the_screens() -> None:
    done = subprocess.run(
        [sys.executable, HERE / "wipe_and_survive.py"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=HERE.parents[1],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert "Words" in told["during"]
    assert "Visit" in told["during"]
    assert told["after"] == []
    assert told["kept"]
    assert told["kept_after"] == []
    assert {"PhonePad", "Words"} <= set(told["typed"])
    assert told["typed_after"] == []
    assert told["guides"] == [True, False, True]
    assert told["leaf"] == "Guides"
    assert told["by_ear"] == ["IdleWarning", "Services"]
    assert told["after_fault"] == "Home"
    assert told["home"]
