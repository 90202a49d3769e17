"""Logs are bounded and stay readable."""

from __future__ import annotations

from pathlib import Path

from queue_server.admin.log_file import LogFile


def test_a_full_log_makes_room_and_the_oldest_goes(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "server.log", max_bytes=10, older_files=2)
    for n in range(6):
        log.write(f"line {n}\n".encode())
    log.close()
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {
        "server.log": "line 5\n",
        "server.log.1": "line 4\n",
        "server.log.2": "line 3\n",
    }


def test_a_second_start_goes_on_in_the_same_log(tmp_path: Path) -> None:
    for day in ("yesterday\n", "today\n"):
        log = LogFile(tmp_path / "server.log")
        log.write(day.encode())
        log.close()
    assert (tmp_path / "server.log").read_text() == "yesterday\ntoday\n"


def test_a_full_disk_loses_lines_and_no_program(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        return
    (tmp_path / "server.log").symlink_to(full)
    LogFile(tmp_path / "server.log").write(b"lost\n")
