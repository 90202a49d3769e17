"""Secrets are written whole and for us alone, and a missing one is told as a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config.hall import Hall, MqttSettings, Secrets
from config.loader import ConfigMistakes, load
from config.secrets import read_mqtt_password, read_person_key, read_token, write_secret


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return replace(
        load(env={}),
        mqtt=MqttSettings(password_file=str(tmp_path / "mqtt.json")),
        secrets=Secrets(
            person_key_file=str(tmp_path / "person.key"), token_dir=str(tmp_path / "tokens")
        ),
    )


def test_what_is_written_is_read_and_closed_to_others(hall: Hall, tmp_path: Path) -> None:
    write_secret(tmp_path / "tokens" / "kiosk-k1", b"abc\n")
    write_secret(tmp_path / "tokens" / "kiosk-k1", b"def\n")
    assert read_token(hall, "kiosk-k1") == "def"
    assert (tmp_path / "tokens" / "kiosk-k1").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "tokens").iterdir()] == ["kiosk-k1"]


def test_a_failed_write_leaves_the_old_secret(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_secret(tmp_path / "tokens" / "display", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_secret(tmp_path / "tokens" / "display", b"new")
    assert read_token(hall, "display") == "old"
    assert [path.name for path in (tmp_path / "tokens").iterdir()] == ["display"]


def test_a_missing_token_says_what_to_do(hall: Hall) -> None:
    with pytest.raises(ConfigMistakes, match="kiosk-k1: is missing: run `hallctl setup`"):
        read_token(hall, "kiosk-k1")


def test_a_secret_open_to_everybody_is_refused(hall: Hall, tmp_path: Path) -> None:
    write_secret(tmp_path / "person.key", b"00" * 32)
    (tmp_path / "person.key").chmod(0o644)
    with pytest.raises(ConfigMistakes, match="open to every user"):
        read_person_key(hall)


@pytest.mark.parametrize(
    ("content", "told"), [(b"xyz", "not hexadecimal"), (b"00ff", "2 bytes, not 32")]
)
def test_a_key_that_is_none_is_refused(
    hall: Hall, tmp_path: Path, content: bytes, told: str
) -> None:
    write_secret(tmp_path / "person.key", content)
    with pytest.raises(ConfigMistakes, match=told):
        read_person_key(hall)


def test_a_program_without_a_password_is_named(hall: Hall, tmp_path: Path) -> None:
    write_secret(tmp_path / "mqtt.json", b'{"server": "s3"}')
    assert read_mqtt_password(hall, "server") == "s3"
    with pytest.raises(ConfigMistakes, match='no password of "display"'):
        read_mqtt_password(hall, "display")


def test_a_password_file_that_is_no_table_is_refused(hall: Hall, tmp_path: Path) -> None:
    write_secret(tmp_path / "mqtt.json", b'["s3"]')
    with pytest.raises(ConfigMistakes, match=r"is not \{user: password\}"):
        read_mqtt_password(hall, "server")
