"""Load on one HTTP server from kiosks that keep their connection: raw sockets, no client library.

The client must cost little, for it shares the machine's cores with the server that is measured.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

TIMEOUT_S = 20.0


class KeptConnection:
    """One keep-alive HTTP/1.1 connection; `post` returns (status, body)."""

    def __init__(self, host: str, port: int, token: str = "") -> None:
        self._socket = socket.create_connection((host, port), timeout=TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        auth = f"Authorization: Bearer {token}\r\n" if token else ""
        self._tail = f" HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n{auth}"

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        head = f"POST {path}{self._tail}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        head = self._read_until(b"\r\n\r\n").lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(self._buffer) < length:
            self._buffer += self._receive()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return int(head[9:12]), body

    def _read_until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            self._buffer += self._receive()
        head, self._buffer = self._buffer.split(mark, 1)
        return head + b"\r\n"

    def _receive(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        self._socket.close()


@dataclass(frozen=True)
class Outcome:
    """`latencies_s` of every request, sorted; `rate` in requests per second."""

    latencies_s: list[float]
    rate: float
    failures: int

    def percentile(self, share: float) -> float:
        return percentile(self.latencies_s, share)


def percentile(ordered: list[float], share: float) -> float:
    """Nearest-rank percentile of a sorted list."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


Press = Callable[[KeptConnection], int]


def closed_loop(
    connect: Callable[[], KeptConnection], press: Press, clients: int, each: int
) -> Outcome:
    """`clients` press as fast as answers come, `each` times. `press` returns the HTTP status."""

    def visits(_client: int) -> Iterable[float]:
        return (0.0 for _ in range(each))

    return _run(connect, press, clients, visits)


def open_loop(
    connect: Callable[[], KeptConnection],
    press: Press,
    clients: int,
    rate_each: float,
    seconds: float,
) -> Outcome:
    """`clients` press at fixed times whatever the answers do: a stall counts in full."""

    def visits(client: int) -> Iterable[float]:
        count = int(seconds * rate_each)
        return ((i + client / clients) / rate_each for i in range(count))

    return _run(connect, press, clients, visits)


def _run(
    connect: Callable[[], KeptConnection],
    press: Press,
    clients: int,
    visits: Callable[[int], Iterable[float]],
) -> Outcome:
    latencies: list[list[float]] = [[] for _ in range(clients)]
    failures = [0] * clients
    gate = threading.Barrier(clients + 1)

    def kiosk(index: int) -> None:
        connection = connect()
        gate.wait()
        began = time.perf_counter()
        for due in visits(index):
            wait = began + due - time.perf_counter()
            if due and wait > 0:
                time.sleep(wait)
            start = began + due if due else time.perf_counter()
            failures[index] += press(connection) >= 300
            latencies[index].append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=kiosk, args=(i,), daemon=True) for i in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    ordered = sorted(x for each in latencies for x in each)
    return Outcome(ordered, len(ordered) / took, sum(failures))
