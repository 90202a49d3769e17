"""The real kiosk program, off screen, and the real server, which dies: numbers go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from config.secrets import write_secret
from queue_server.contract.client import Refused
from queue_server.contract.messages import WindowCommand
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.queue_server.real_server import RealServer, free_port

LONG_S = 30.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    (tmp_path / "server").mkdir()
    made = RealServer(tmp_path / "server")
    made.start()
    yield made
    made.kill()


def kiosk_of(folder: Path, server: RealServer) -> KioskAtHand:
    folder.mkdir()
    hall = write_hall(folder, server=server.port, mqtt=free_port())
    write_secret(folder / "secrets" / "tokens" / "kiosk-k1", b"kiosk-k1")
    return KioskAtHand(folder, hall)


def take_a_number(kiosk: KioskAtHand) -> None:
    kiosk.press("组")
    kiosk.press("企业")


def test_a_visitor_of_a_kiosk_whose_server_died_gets_a_number_that_the_hall_calls(
    server: RealServer, tmp_path: Path
) -> None:
    kiosk = kiosk_of(tmp_path / "kiosk", server)
    with kiosk:
        kiosk.wait_to_see("组")
        ledger = kiosk.folder / "kiosk" / "k1" / "kiosk.db"
        kiosk.wait_for(lambda: b"AX" in _bytes(ledger), "leased numbers on disk", LONG_S)
        server.kill()
        kiosk.wait_to_see("离线取号", LONG_S)
        take_a_number(kiosk)
        kiosk.wait_to_see("AX001", LONG_S)
        kiosk.kill()
    with kiosk:
        kiosk.wait_to_see("AX001", LONG_S)
        server.start()
        clerk = server.clerk(1)

        def called() -> bool:
            try:
                answer = clerk.call_next("1", WindowCommand(request_id=uuid4()))
            except Refused:
                return False
            return answer.number == "AX001"

        kiosk.wait_for(called, "the offline number called", LONG_S)


def _bytes(ledger: Path) -> bytes:
    return b"".join(part.read_bytes() for part in ledger.parent.glob(f"{ledger.name}*"))
