"""From the press of "next" to the console, in a hall of 150 windows whose pages are all open."""

from __future__ import annotations

import re
import selectors
import socket
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import msgspec

from config.loader import DEMO
from queue_server.contract import messages as m
from queue_server.contract.window_view import CallAnswer
from tests.bench.load import KeptConnection, percentile
from tests.bench.measures import ISSUE, issue_body
from tests.bench.result import Result
from tests.bench.rig import Rig

WINDOWS = 150
PRESSES_A_SECOND = 2.5  # a visitor a minute at each window: a full hall's rush hour
SECONDS = 60.0
ARRIVES_WITHIN_S = 5.0
GOAL_S = 0.2

# The demonstration hall has 84 windows; these are more of its largest kinds.
MORE_WINDOWS = """
[[windows]]
ids = "85-104"
zone = "f2-social"
services = ["civil-affairs", "real-estate", "education-health"]
[[windows]]
ids = "105-124"
zone = "f2-insurance"
services = ["social-insurance", "medical-insurance", "pension-check"]
[[windows]]
ids = "125-150"
zone = "f3-police"
services = ["household", "entry-exit", "vehicle"]
"""
_VERSION = re.compile(rb'event: window\ndata: [^\n]*?"version":(\d+)')


def hall_of_150(folder: Path) -> Path:
    text = DEMO.read_text()
    text = text.replace('guides_dir = "guides"', f'guides_dir = "{DEMO.parent / "guides"}"')
    file = folder / "hall.toml"
    file.write_text(text + MORE_WINDOWS)
    return file


class Consoles:
    """Reads the streams of all windows in one thread; when which version came at which window."""

    def __init__(self, host: str, port: int, tokens: dict[str, str]) -> None:
        self._selector = selectors.DefaultSelector()
        self._came: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._buffers: dict[str, bytes] = defaultdict(bytes)
        self._lock = threading.Lock()
        self._stopping = False
        for window, token in tokens.items():
            line = socket.create_connection((host, port), timeout=20)
            path = f"/api/v1/windows/{window}/stream"
            head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
            line.sendall(head.encode())
            line.setblocking(False)
            self._selector.register(line, selectors.EVENT_READ, window)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        """How many have shown their window."""
        with self._lock:
            return len(self._came)

    def came_at(self, window: str, version: int) -> float | None:
        """When this version, or a newer one, stood on the window's page."""
        with self._lock:
            return next((at for seen, at in self._came[window] if seen >= version), None)

    def close(self) -> None:
        self._stopping = True
        self._thread.join(5)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]

    def _read(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(0.2):
                self._take(key.fileobj, key.data)  # type: ignore[arg-type]

    def _take(self, line: socket.socket, window: str) -> None:
        data = line.recv(262_144)
        at = time.perf_counter()
        if not data:
            self._selector.unregister(line)
            return
        buffer = self._buffers[window] + data
        found = [int(match.group(1)) for match in _VERSION.finditer(buffer)]
        self._buffers[window] = buffer[-64:] if found else buffer[-262_144:]
        with self._lock:
            self._came[window] += [(version, at) for version in found]


def press_to_console(folder: Path, noop: int, seconds: float = SECONDS) -> list[Result]:
    """Presses at fixed times whatever the answers do; a no-op POST after each."""
    (folder / "hall150").mkdir()
    with Rig(folder / "hall150", hall_of_150(folder)) as rig:
        rig.start_server()
        tokens = {str(n): rig.clerk_token(str(n)) for n in range(1, WINDOWS + 1)}
        consoles = Consoles("127.0.0.1", rig.port, tokens)
        _wait(lambda: len(consoles) == WINDOWS)
        try:
            return _measured(rig, consoles, tokens, noop, seconds)
        finally:
            consoles.close()


def _measured(
    rig: Rig, consoles: Consoles, tokens: dict[str, str], noop: int, seconds: float
) -> list[Result]:
    service_of = {w: a.services[0] for a in rig.hall.windows for w in a.numbers()}
    kiosk = KeptConnection("127.0.0.1", rig.port, rig.kiosk_token())
    floor = KeptConnection("127.0.0.1", noop)
    clerks = {w: KeptConnection("127.0.0.1", rig.port, token) for w, token in tokens.items()}
    windows = list(tokens)
    presses: list[tuple[str, int, float]] = []
    empty: list[float] = []
    cpu_before, began = rig.server_cpu_s(), time.perf_counter()
    for n in range(int(seconds * PRESSES_A_SECOND)):
        due = began + n / PRESSES_A_SECOND
        window = windows[n * 7 % len(windows)]  # the next press is in another part of the hall
        kiosk.post(ISSUE, issue_body(service_of[window]))
        time.sleep(max(0.0, due - time.perf_counter()))
        start = time.perf_counter()
        body = msgspec.json.encode(m.WindowCommand(request_id=uuid4()))
        _, answer = clerks[window].post(f"/api/v1/windows/{window}/call-next", body)
        version = msgspec.json.decode(answer, type=CallAnswer).window.version
        presses.append((window, version, start))
        before = time.perf_counter()
        floor.post("/noop", body)
        empty.append(time.perf_counter() - before)
    took = time.perf_counter() - began
    cpu = (rig.server_cpu_s() - cpu_before) / took
    _wait(lambda: all(consoles.came_at(w, v) for w, v, _ in presses))
    times = sorted((consoles.came_at(w, v) or start + 60) - start for w, v, start in presses)
    for connection in (kiosk, floor, *clerks.values()):
        connection.close()
    return _results(times, sorted(empty), cpu, rig.server_memory_mb())


def _results(times: list[float], empty: list[float], cpu: float, memory: float) -> list[Result]:
    p50, p95 = statistics.median(times), percentile(times, 0.95)
    floor = percentile(empty, 0.95)
    detail = [
        (
            f"{len(times)} presses, {PRESSES_A_SECOND:g} a second: p50 {p50 * 1e3:.1f}"
            f" p95 {p95 * 1e3:.1f} max {times[-1] * 1e3:.1f} ms"
        ),
        (
            f"no-op POST p50 {statistics.median(empty) * 1e3:.2f} p95 {floor * 1e3:.2f} ms:"
            f" {p95 / floor:.1f} times that"
        ),
        f"the server takes {cpu * 100:.0f} % of one core, {memory:.0f} MB; each arrival and each",
        "call is told to every window that shares a service, at most ten times a second",
    ]
    name = f'"next" to its console, {WINDOWS} consoles open, p95'
    return [Result(name, p95 * 1e3, "ms", "<= 200", p95 <= GOAL_S, detail)]


def _wait(true: Callable[[], bool]) -> None:
    end = time.perf_counter() + ARRIVES_WITHIN_S * 6
    while not true() and time.perf_counter() < end:
        time.sleep(0.02)
