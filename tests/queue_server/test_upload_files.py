"""Files for a platform: numbered without a gap, whole or not there, never written twice."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rating_platform import RatingHall, into, rating_hall

from queue_server.uploads import files
from queue_server.uploads.files import FileTaken, write_run

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("a", "b")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RatingHall]:
    hall = RatingHall(rating_hall(tmp_path, into(tmp_path / "out")))
    yield hall
    hall.close()


def manifest(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def test_each_run_with_something_new_is_a_file_of_its_own(hall: RatingHall, tmp_path: Path) -> None:
    hall.round()
    hall.rated(5)
    hall.rated(4)
    hall.round()
    hall.round()
    hall.later(24 * 3600)
    hall.rated(3)
    hall.round()
    out = tmp_path / "out"
    names = ["20261123-000001.jsonl", "20261124-000002.jsonl"]
    assert [entry["file"] for entry in manifest(out)] == names
    assert [entry["count"] for entry in manifest(out)] == [2, 1]
    for entry in manifest(out):
        for name, told in (("file", "sha256"), ("csv", "csv_sha256")):
            data = (out / entry[name]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == entry[told]
    lines = (out / names[0]).read_text().splitlines()
    assert [json.loads(line)["satisfaction"] for line in lines] == ["5", "4"]
    with (out / "20261123-000001.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["satisfaction"] for row in csv.DictReader(file)] == ["5", "4"]


@pytest.mark.parametrize("step", ["_write_once", "_enter", "_sent"])
def test_a_crash_at_any_step_leaves_one_file_and_no_gap(
    hall: RatingHall, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.rated(5)

    def dies(*_told: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        if step == "_sent":
            broken.setattr("queue_server.uploads.target.TargetRun._sent", dies)
        else:
            broken.setattr(files, step, dies)
        with pytest.raises(KeyboardInterrupt):
            hall.round()
    hall.reopen()
    hall.rated(4)
    hall.round()
    out = tmp_path / "out"
    assert [(entry["file"][-8:], entry["count"]) for entry in manifest(out)] == [
        ("01.jsonl", 1),
        ("02.jsonl", 1),
    ]
    assert {state for state, _, _ in hall.states().values()} == {"sent"}


def test_a_folder_that_cannot_be_written_keeps_all_for_later(
    hall: RatingHall, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("in the way")
    hall.rated(5)
    assert "out" in hall.round()
    (tmp_path / "out").unlink()
    assert hall.round() == ""
    assert [entry["count"] for entry in manifest(tmp_path / "out")] == [1]


def test_what_somebody_else_put_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_text("theirs")
    with pytest.raises(FileTaken):
        write_run(tmp_path, "1", [{"a": "x"}], COLUMNS)
    assert (tmp_path / "1.jsonl").read_text() == "theirs"
    assert not (tmp_path / "manifest.jsonl").exists()


def test_a_line_of_the_manifest_that_was_cut_off_is_written_anew(tmp_path: Path) -> None:
    write_run(tmp_path, "1", [{"a": "x"}], COLUMNS)
    whole = (tmp_path / "manifest.jsonl").read_bytes()
    (tmp_path / "manifest.jsonl").write_bytes(whole + b'{"file": "2.js')
    write_run(tmp_path, "2", [{"a": "y"}], COLUMNS)
    assert [entry["file"] for entry in manifest(tmp_path)] == ["1.jsonl", "2.jsonl"]


def test_a_formula_in_a_comment_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    write_run(tmp_path, "1", [{"a": "=cmd()"}], COLUMNS)
    assert "'=cmd()" in (tmp_path / "1.csv").read_text("utf-8-sig")


WRITER = """
    import sys
    from pathlib import Path
    from queue_server.uploads.files import write_run
    bodies = [{"a": str(n), "b": "x" * 200} for n in range(2000)]
    for run in range(1, 10_000):
        write_run(Path(sys.argv[1]), f"{run:06}", bodies, ("a", "b"))
        print(run, flush=True)
"""


def test_killed_at_any_time_it_leaves_whole_files_alone(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    for _ in range(3):
        assert writer.stdout.readline()
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    written = sorted(path for path in tmp_path.glob("0*.jsonl"))
    assert len(written) >= 3
    for path in written:
        lines = path.read_text().splitlines()
        assert [json.loads(line)["a"] for line in lines] == [str(n) for n in range(2000)]
    write_run(tmp_path, "again", [{"a": "1"}], COLUMNS)
    assert manifest(tmp_path)[-1]["file"] == "again.jsonl"
