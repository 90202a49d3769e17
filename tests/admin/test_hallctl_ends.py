"""How commands end in odd surroundings: Ctrl-C, a pipe that nobody reads, an old terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from hallctl_command import HALLCTL

END_S = 20.0
PRESS = "FF 68 03 03 68 03 01 0C 10 16"


def test_ctrl_c_ends_a_search_without_a_traceback() -> None:
    master, slave = os.openpty()
    command = [*HALLCTL, "devices", "probe", os.ttyname(slave)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as search:
        deadline = threading.Timer(END_S, search.kill)
        deadline.start()
        assert search.stderr is not None
        asked = search.stderr.readline()
        search.send_signal(signal.SIGINT)
        rest = search.stderr.read()
        deadline.cancel()
    os.close(master)
    os.close(slave)
    assert "asking" in asked
    assert "Traceback" not in rest
    assert search.returncode == 130


@pytest.mark.parametrize(
    "arguments", [["wire", "kinds"], ["wire", "decode", "ff68-21key", PRESS], ["version"]]
)
def test_a_reader_that_has_seen_enough_hears_no_complaint(arguments: list[str]) -> None:
    nobody, stdout = os.pipe()
    os.close(nobody)
    try:
        ended = subprocess.run(
            [*HALLCTL, *arguments],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=END_S,
            check=False,
        )
    finally:
        os.close(stdout)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_terminal_without_chinese_is_told_all_the_same(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "HALL_DATA": str(tmp_path)}
    told = subprocess.run(
        [*HALLCTL, "status"], env=env, capture_output=True, text=True, timeout=END_S, check=False
    )
    assert "no hall runs" in told.stdout
    assert told.stderr == ""
