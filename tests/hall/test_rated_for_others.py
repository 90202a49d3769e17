"""A case system has its case rated by the hall's keypad; what visitors rate leaves the house."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient
from queue_server.contract.sessions import LogIn
from tests.hall.running_hall import RunningHall, wait_until

pytestmark = pytest.mark.broker
WINDOW = "1"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("hall") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> QueueClient:
    accounts = hall.credentials()["accounts"]
    own = next(account for account in accounts if account.get("window") == WINDOW)
    told = LogIn(account=own["account"], password=own["password"], window=WINDOW)
    return QueueClient(hall.url, QueueClient(hall.url).log_in(told).token)


def hallctl(hall: RunningHall, *arguments: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("HALL_")}
    done = subprocess.run(
        [Path(sys.executable).parent / "hallctl", *arguments],
        env=env | {"HALL_DATA": str(hall.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def call(hall: RunningHall, token: str, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 # loopback
        f"{hall.url}/api/v1{path}",
        data=None if body is None else json.dumps({"request_id": str(uuid4()), **body}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 # loopback
        return json.load(answer)


def pad(hall: RunningHall) -> Any:
    pads = hall.bench.json("/api/devices/desk-d1")["pads"]
    return next(one for one in pads if one["window"] == WINDOW)


def test_the_keypad_answers_a_case_system_that_was_let_in_while_the_hall_runs(
    hall: RunningHall, clerk: QueueClient
) -> None:
    token = hallctl(hall, "case-systems", "add", "permits", "--windows", "1-2").split()[-1]
    assert "permits: windows 1, 2" in hallctl(hall, "case-systems", "list")
    told = {"case_number": "SL-1", "told": {"affairName": "营业执照"}, "timeout_s": 120}
    asked = call(hall, token, f"/windows/{WINDOW}/evaluations", told)
    wait_until(lambda: pad(hall)["asked"], 30, "the evaluator asks")
    hall.bench.do("desk-d1", "grade", window=WINDOW, grade=4)
    path = f"/evaluations/{asked['evaluation_id']}?wait_s=30"
    found = wait_until(lambda: _ended(call(hall, token, path)), 60, "it is rated")
    assert (found["state"], found["channel"]) == ("rated", "evaluator")
    assert found["level"] in range(1, 6)
    assert clerk.window(WINDOW).evaluation is None


def _ended(told: Any) -> Any:
    return told if told["state"] != "asked" else None


def test_what_a_visitor_rated_stands_in_a_file(hall: RunningHall, clerk: QueueClient) -> None:
    kiosk = QueueClient(hall.url, (hall.data / "secrets/tokens/kiosk-k1").read_text().strip())
    kiosk.issue(m.IssueTicket(request_id=uuid4(), service="company-setup"))
    clerk.call_next(WINDOW, m.WindowCommand(request_id=uuid4()))
    clerk.start(WINDOW, m.WindowCommand(request_id=uuid4()))
    clerk.finish(WINDOW, m.WindowCommand(request_id=uuid4()))
    wait_until(lambda: pad(hall)["asked"], 30, "the evaluator asks")
    hall.bench.do("desk-d1", "grade", window=WINDOW, grade=4)
    out = hall.data / "uploads"

    def sent() -> list[Path]:
        hallctl(hall, "uploads", "once")
        return list(out.glob("*-000001.jsonl"))

    (file,) = wait_until(sent, 60, "the rating is in a file")
    (line,) = file.read_text("utf-8").splitlines()
    assert json.loads(line)["pf"] == "5"
    assert json.loads(line)["isdefault"] == "0"
    assert "archive (national)" in hallctl(hall, "uploads", "list")
