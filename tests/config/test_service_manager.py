"""systemd hears how a program is; nobody else needs to be there."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from config.service_manager import notify_ready, notify_status, notify_watchdog


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.settimeout(5)
    listening.bind(str(tmp_path / "notify"))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    return listening


def test_ready_comes_with_a_sentence(manager: socket.socket) -> None:
    notify_ready("16 services")
    assert manager.recv(100) == b"READY=1\nSTATUS=16 services"


def test_a_sentence_cannot_smuggle_a_second_message(manager: socket.socket) -> None:
    notify_status("all well\nWATCHDOG=trigger")
    assert manager.recv(100) == b"STATUS=all well WATCHDOG=trigger"


def test_without_a_service_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify_watchdog()


def test_a_service_manager_that_is_gone_disturbs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify_watchdog()
