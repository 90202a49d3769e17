"""The commands that people type."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from hallctl_command import Hallctl

from queue_server.admin.places import free_port

EXIT_CONFIG = 78


def snapshot(data: Path) -> dict[str, bytes]:
    """What must not change at a second start: secrets and credentials."""
    files = [data / "demo.json", *(data / "secrets").rglob("*")]
    return {str(f): f.read_bytes() for f in files if f.is_file()}


def test_a_second_setup_finds_yesterdays_secrets_and_accounts(
    hallctl: Hallctl, tmp_path: Path
) -> None:
    assert hallctl("setup").returncode == 0
    before = snapshot(tmp_path / "data")
    assert hallctl("setup").returncode == 0
    assert snapshot(tmp_path / "data") == before


def test_setup_makes_an_account_for_every_window_and_two_supervisors(
    hallctl: Hallctl, tmp_path: Path
) -> None:
    hallctl("setup")
    accounts = json.loads((tmp_path / "data" / "demo.json").read_text())["accounts"]
    assert [a["account"] for a in accounts[:3]] == ["c001", "c002", "c014"]
    windows = {a["window"] for a in accounts if a["window"] is not None}
    assert windows == {"1", "2", "14", "15", "35", "45", "65", "72", "73"}
    assert {a["role"] for a in accounts if a["window"] is None} == {"supervisor"}
    assert len({a["password"] for a in accounts}) == len(accounts)


def test_nothing_in_the_data_folder_is_open_to_others(hallctl: Hallctl, tmp_path: Path) -> None:
    hallctl("setup")
    everything = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert [str(path) for path in everything if path.stat().st_mode & 0o077] == []


def test_the_data_holds_hashes_and_no_password(hallctl: Hallctl, tmp_path: Path) -> None:
    hallctl("setup")
    data = tmp_path / "data"
    accounts = json.loads((data / "demo.json").read_text())["accounts"]
    kept = sqlite3.connect(data / "hall.db").execute("select password_hash from account")
    assert all(row[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$") for row in kept)
    database = (data / "hall.db").read_bytes()
    token = (data / "secrets" / "tokens" / "kiosk-k1").read_bytes()
    for secret in (token, *(a["password"].encode() for a in accounts)):
        assert secret not in database


def test_an_account_that_the_data_lost_is_made_again(hallctl: Hallctl, tmp_path: Path) -> None:
    hallctl("setup")
    before = (tmp_path / "data" / "demo.json").read_bytes()
    with sqlite3.connect(tmp_path / "data" / "hall.db") as database:
        database.execute("delete from account where account = 'c045'")
    database.close()
    hallctl("setup")
    kept = sqlite3.connect(tmp_path / "data" / "hall.db").execute("select count(*) from account")
    assert kept.fetchone() == (11,)
    assert (tmp_path / "data" / "demo.json").read_bytes() == before


def test_two_data_folders_have_different_secrets(hallctl: Hallctl, tmp_path: Path) -> None:
    hallctl("setup")
    hallctl("setup", HALL_DATA=str(tmp_path / "other"))
    one, other = snapshot(tmp_path / "data"), snapshot(tmp_path / "other")
    assert len(one) == len(other) == 9
    assert not set(one.values()) & set(other.values())


def test_a_good_file_is_said_to_be_good(hallctl: Hallctl) -> None:
    found = hallctl("check-config", "config/demo.toml")
    assert (found.returncode, found.stderr) == (0, "")
    assert "16 services, 84 windows" in found.stdout


def test_a_bad_file_is_told_in_full_and_ends_with_78(hallctl: Hallctl) -> None:
    found = hallctl("check-config", "tests/config/golden/many_mistakes.toml")
    assert found.returncode == EXIT_CONFIG
    assert len(found.stderr.splitlines()) > 30
    assert found.stdout == ""


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"HALL_PORT": "eighty"}, "HALL_PORT: expected a port"),
        ({"HALL_BENCH_PORT": "0"}, "HALL_BENCH_PORT: expected a port"),
        ({"HALL_CONFIG": "/nowhere/hall.toml"}, "cannot be read"),
    ],
)
def test_a_mistaken_environment_ends_with_78_before_anything_starts(
    hallctl: Hallctl, env: dict[str, str], told: str
) -> None:
    found = hallctl("run", **env)
    assert found.returncode == EXIT_CONFIG
    assert told in found.stderr


def test_a_run_folder_with_a_long_path_is_told(hallctl: Hallctl, tmp_path: Path) -> None:
    found = hallctl("run", HALL_RUN=str(tmp_path / ("x" * 100)))
    assert found.returncode == EXIT_CONFIG
    assert "HALL_RUN" in found.stderr
    assert "longer than 107 bytes" in found.stderr


def test_an_unknown_broker_is_told(hallctl: Hallctl) -> None:
    ports = {name: str(free_port()) for name in ("HALL_PORT", "HALL_BENCH_PORT", "HALL_MQTT_PORT")}
    found = hallctl("run", HALL_BROKER="rabbit", **ports)
    assert found.returncode == 1
    assert found.stderr == 'HALL_BROKER="rabbit": known are mosquitto, embedded\n'


def test_without_a_hall_status_says_so(hallctl: Hallctl) -> None:
    found = hallctl("status")
    assert found.returncode == 3
    assert "no hall runs" in found.stdout


def test_version_is_the_packages(hallctl: Hallctl) -> None:
    assert hallctl("version").stdout == "hallqueue 0.1.0\n"


def test_wire_hands_over_to_the_tool_of_the_devices(hallctl: Hallctl) -> None:
    assert "strip-a090" in hallctl("wire", "kinds").stdout


@pytest.mark.parametrize("speed", ["0", "fast", "99999"])
def test_a_speed_that_is_none_is_wrong_usage(hallctl: Hallctl, speed: str) -> None:
    assert hallctl("run", "--demo", "--speed", speed).returncode == 2
