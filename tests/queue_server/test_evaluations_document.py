"""What a case system's programmer reads works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from case_system import Cases
from live_hall import Quiet
from small_hall import wait_until
from werkzeug.serving import make_server

from queue_server.contract import evaluations as e
from queue_server.web.evaluations import endpoints
from queue_server.web.problems import PROBLEMS

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "evaluations.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


class Served:
    """A hall with a visitor at window 1, at an address of this machine."""

    def __init__(self, folder: Path) -> None:
        self.cases = Cases(folder)
        self._server = make_server(
            "127.0.0.1", 0, self.cases.web.app, threaded=True, request_handler=Quiet
        )
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        hall = f"http://127.0.0.1:{self._server.server_port}"
        self.env = {**os.environ, "HALL": hall, "TOKEN": self.cases.token, "NO_PROXY": "*"}

    def sh(self, script: str, **more: str) -> dict[str, object]:
        own = script.replace("curl ", "curl --noproxy '*' ")
        done = subprocess.run(
            ["sh", "-eu"],
            input=own,
            env={**self.env, **more},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.cases.hall.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_curl_examples_answer_as_told(served: Served) -> None:
    ask, look = blocks("sh")
    (told,) = (json.loads(block) for block in blocks("json"))
    asked = served.sh(ask)
    own = {**told, "evaluation_id": asked["evaluation_id"]}
    assert asked == own
    assert served.sh(ask) == own  # after silence the same again
    served.cases.hall.later(61)
    found = served.sh(look, EVALUATION=str(asked["evaluation_id"]))
    assert found["state"] == "not_rated"


def test_the_python_example_prints_what_is_told(served: Served, tmp_path: Path) -> None:
    (example,) = blocks("python")
    (printed,) = blocks("text")
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(script)],
        env=served.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    hall = served.cases.hall
    wait_until(lambda: hall.view().rating is not None, 30)
    ask = hall.view().rating
    assert ask is not None
    hall.rate(ask.act_id, 5)
    hall.later(4)
    hall.parts.streams.wake({"1"})  # the hall's clock stands: nobody else says that time went by
    output, _ = running.communicate(timeout=60)
    assert output == printed


def test_every_refusal_and_every_field_stands_in_it(served: Served) -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", DOCUMENT, re.MULTILINE))
    assert told == {code: str(PROBLEMS[code][0]) for code in told}
    refused = {code for one in endpoints(served.cases.hall.parts) for code in one.refuses}
    assert refused - {"storage_failed"} <= set(told)
    for field in msgspec.structs.fields(e.AffairTold):
        assert f"`{field.name}`" in DOCUMENT
    for state in e.EvaluationState:
        assert f"| `{state.value}` |" in DOCUMENT
