"""Our driver before a whole printer that is not ours: emupos 0.4.0 (Apache-2.0), as a program.

It needs Python 3.13 and an environment of its own: `pip install emupos==0.4.0` there, and its
`emupos` on the PATH; without it these tests say so and are skipped.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devices.errors import LinkLost
from devices.ticket_printer.condition import Outcome, PrinterStatus
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.slip import Slip
from devices.transport import open_transport

START_S = 20.0
Fault = Callable[[str, str], None]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Fault]]:
    """The printer's TCP port, and how to break and mend it."""
    command = shutil.which("emupos")
    if command is None:
        pytest.skip("emupos is not on the PATH (it needs a Python 3.13 of its own)")
    folder = tmp_path_factory.mktemp("emupos")
    printer, control = free_port(), free_port()
    device = {
        "id": "front",
        "type": "printer",
        "profile": "xprinter-xp80t",
        "connections": [{"tcp": {"port": printer}}],
        "receipts_dir": str(folder / "receipts"),
    }
    api = {"host": "127.0.0.1", "port": control}
    settings = folder / "emupos.yaml"  # JSON is YAML
    settings.write_text(json.dumps({"schema": 1, "api": api, "devices": [device]}), "utf-8")
    running = subprocess.Popen(
        [command, "run", "--config", str(settings)],
        cwd=folder,
        stdout=(folder / "out").open("wb"),
        stderr=subprocess.STDOUT,
    )

    def fault(do: str, name: str) -> None:
        url = f"http://127.0.0.1:{control}"
        subprocess.run(
            [command, "--api", url, "fault", do, "front", name], check=True, capture_output=True
        )

    try:
        _wait_for(printer, running, folder)
        yield printer, fault
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(port: int, running: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            open_transport(f"socket://127.0.0.1:{port}", 9600).close()
        except LinkLost:
            alive = running.poll() is None and time.monotonic() < deadline
            assert alive, (folder / "out").read_text("utf-8", "replace")
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def printer(emupos: tuple[int, Fault]) -> Iterator[TicketPrinter]:
    transport = open_transport(f"socket://127.0.0.1:{emupos[0]}", 9600)
    yield TicketPrinter(transport, 80)
    transport.close()


def test_a_slip_comes_out_of_it(printer: TicketPrinter, slip: Slip) -> None:
    assert printer.status() == PrinterStatus()
    assert printer.print(slip) == Outcome("printed")


@pytest.mark.parametrize(
    ("name", "status", "outcome"),
    [
        ("paper-near-end", PrinterStatus(paper="near_end"), Outcome("printed")),
        (
            "paper-out",
            PrinterStatus(online=False, paper="out"),
            Outcome("not_printed", "paper_out"),
        ),
        (
            "cover-open",
            PrinterStatus(online=False, cover_open=True),
            Outcome("not_printed", "cover_open"),
        ),
        ("offline", PrinterStatus(online=False), Outcome("not_printed", "offline")),
    ],
)
def test_its_faults_are_ours(
    printer: TicketPrinter,
    emupos: tuple[int, Fault],
    slip: Slip,
    name: str,
    status: PrinterStatus,
    outcome: Outcome,
) -> None:
    _, fault = emupos
    fault("set", name)
    try:
        assert printer.status() == status
        assert printer.print(slip) == outcome
    finally:
        fault("clear", name)
    assert printer.print(slip) == Outcome("printed")


def test_a_printer_that_knows_no_marks_is_told_apart_from_one_that_does(
    emupos: tuple[int, Fault], slip: Slip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.ticket_printer.driver.PRINT_TIMEOUT_S", 1.0)
    transport = open_transport(f"socket://127.0.0.1:{emupos[0]}", 9600)
    wrongly_set = TicketPrinter(transport, 80, answers="process-id")
    assert wrongly_set.print(slip) == Outcome("unknown", "no_answer")
    transport.close()
