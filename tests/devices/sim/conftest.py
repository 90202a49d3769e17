"""A bench on ptys and free ports, and a pyserial client to poke it with literal bytes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import serial
from virtual_bench import BenchClient, entries
from werkzeug.serving import make_server

from devices.sim.bench.app import create_bench
from devices.sim.bench_file import Bench, read_bench
from devices.sim.host import Host

Open = Callable[[str], serial.Serial]
DEADLINE_S = 5.0


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    path = tmp_path / "bench.json"
    path.write_bytes(entries(tmp_path))
    return read_bench(path)


@pytest.fixture
def host(bench: Bench) -> Iterator[Host]:
    host = Host(bench)
    host.start()
    yield host
    host.stop()


@pytest.fixture
def port(host: Host) -> Iterator[Open]:
    """Opens a device's port as any program would, by the place that its state names."""
    opened: list[serial.Serial] = []

    def open_port(name: str) -> serial.Serial:
        state = host[name].state()
        url = state.get("link") or f"socket://127.0.0.1:{state['tcp_port']}"
        opened.append(serial.serial_for_url(url, baudrate=115200, timeout=2))
        return opened[-1]

    yield open_port
    for line in opened:
        line.close()


@pytest.fixture
def client(host: Host) -> Iterator[BenchClient]:
    """The bench page's server on a free port, asked over real HTTP."""
    server = make_server("127.0.0.1", 0, create_bench(host), threaded=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    with requests.Session() as session:
        yield BenchClient(session, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    serving.join(DEADLINE_S)
    server.server_close()


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Asks again until the answer is true; what it then was."""

    def wait(question: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + DEADLINE_S
        while not (answer := question()):
            assert time.monotonic() < deadline, f"never came true: {answer!r}"
            time.sleep(0.01)
        return answer

    return wait
