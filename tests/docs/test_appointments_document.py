"""What the booking platform's people read works as it stands there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from config.hall import AppointmentSettings, Slot
from config.loader import load
from queue_server.admin.appointment_file import HEADINGS, IN_CHINESE, read_appointments
from tests.admin.test_appointment_file import hall  # noqa: F401  # a fixture
from tests.queue_server.small_hall import SmallHall

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "appointments.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_curl_examples_answer_as_told(hall: SmallHall, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "data").symlink_to(tmp_path)
    url = hall.url  # type: ignore[attr-defined]

    def run(script: str) -> object:
        own = script.replace("http://127.0.0.1:8080", url).replace("curl ", "curl --noproxy '*' ")
        done = subprocess.run(
            ["sh", "-eu"], input=own, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    tell, ask = blocks("sh")
    (told,) = blocks("json")
    assert run(tell) == json.loads(told)
    assert run(tell) == json.loads(told)  # after silence the same again
    assert run(ask) == {
        "service": "household",
        "date": "2026-11-23",
        "limited": False,
        "slots": [],
    }


def test_the_spreadsheet_is_read() -> None:
    (text,) = blocks("csv")
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        file = read_appointments(text.encode(encoding), load(env={}))
        assert (file.mistakes, file.unused) == ([], [])
        assert [row.given.service for row in file.rows] == ["household", "fund-withdrawal"]
        assert [row.given.cancelled for row in file.rows] == [False, True]


def test_every_column_and_every_refusal_stands_in_it() -> None:
    rows = re.findall(r"^\| ([^|`]+) \| `(\w+)` \|", DOCUMENT, re.MULTILINE)
    columns = {column: tuple(chinese.split("、")) for chinese, column in rows}
    assert columns == {column: named[1:] for column, named in HEADINGS.items()}
    codes = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", DOCUMENT, re.MULTILINE))
    assert codes == IN_CHINESE


def test_the_settings_are_the_defaults() -> None:
    (text,) = blocks("toml")
    settings = tomllib.loads(text)["appointments"]
    default = AppointmentSettings()
    assert settings == {name: getattr(default, name) for name in settings}
    pattern = tomllib.loads(re.sub(r"^# (code_pattern)", r"\1", text, flags=re.MULTILINE))
    assert "(?P<reference>" in pattern["appointments"]["code_pattern"]
    (slots,) = re.findall(r"`(slots = .*)`\.", DOCUMENT)
    assert Slot(**tomllib.loads(slots)["slots"][0]).places == 4
