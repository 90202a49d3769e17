"""A simulated visitor reads the kiosk's screen and presses its keys, as a person would."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from config.loader import load
from queue_server.admin import demo_profile
from queue_server.admin.demo_bench import Bench
from queue_server.admin.demo_kiosk import Eye, KioskVisitors
from queue_server.admin.places import free_port


class Screen:
    """A kiosk's eye with two pages: groups, then one group's services."""

    def __init__(self, path: Path) -> None:
        self.hall = load(env={})
        self.group: str | None = None
        self.tickets: list[str] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def keys(self) -> dict[str, list[int]]:
        """What stands on the page, each with its box."""
        names = [(group.id, group.name.zh) for group in self.hall.groups]
        if self.group:
            names = [(s.id, s.name.zh) for s in self.hall.services if s.group == self.group]
        return {name: [100, 100 * at, 200, 80] for at, (_, name) in enumerate(names)}

    def press(self, x: int, y: int) -> None:
        assert 100 <= x < 300
        name = list(self.keys())[y // 100]
        if self.group:
            self.tickets.append(name)
        else:
            self.group = next(group.id for group in self.hall.groups if group.name.zh == name)

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as requests:
                words = requests.readline().split()
                if words == [b"TEXTS"]:
                    heading = {"text": "请选择", "box": [0, 0, 9, 9], "touch": None}
                    texts = [{"text": t, "box": b, "touch": b} for t, b in self.keys().items()]
                    data = json.dumps([heading, *texts]).encode()
                    connection.sendall(struct.pack(">I", len(data)) + data)
                else:
                    self.press(int(words[1]), int(words[2]))
                    connection.sendall(b"OK\n")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path / "eye")
    yield made
    made.close()


@pytest.fixture
def visitors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KioskVisitors:
    monkeypatch.setattr(demo_profile, "WITH_CARD_SHARE", 0.0)
    eye = Eye(tmp_path / "eye")
    bench = Bench(free_port())
    return KioskVisitors(load(env={}), eye, bench, "id-card-k1", random=Random(4), speed=60.0)


def test_two_presses_bring_a_ticket(screen: Screen, visitors: KioskVisitors) -> None:
    day = visitors.come()
    waits = [next(day) for _ in range(4)]
    assert len(screen.tickets) == 1
    assert min(waits) > 0


def test_a_kiosk_that_somebody_uses_is_left_alone(screen: Screen, visitors: KioskVisitors) -> None:
    screen.group = "police"  # somebody stands there and chooses
    day = visitors.come()
    for _ in range(20):
        next(day)
    assert screen.tickets == []
    assert screen.group == "police"


def test_a_kiosk_that_is_away_is_no_fault(visitors: KioskVisitors) -> None:
    day = visitors.come()
    assert all(next(day) > 0 for _ in range(5))
