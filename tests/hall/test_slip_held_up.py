"""A visitor comes back with the slip in hand: scanner and camera show how the ticket stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.surface import missing_packages
from queue_server.admin.demo_kiosk import Eye
from tests.hall.kiosk_at_hand import SLOW_S, eye_of, press, run_folder, sees
from tests.hall.running_hall import RunningHall, wait_until

JPEG = b"\xff\xd8\xff"

pytestmark = pytest.mark.skipif(
    bool(missing_packages()), reason=f"not installed: {missing_packages()}"
)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("slip")) as running:
        yield running


@pytest.fixture
def eye(hall: RunningHall) -> Eye:
    return eye_of(hall)


def test_the_slip_just_printed_is_known_to_scanner_and_camera(hall: RunningHall, eye: Eye) -> None:
    press(eye, "社会事务")
    press(eye, "不动产登记")
    (slip,) = wait_until(
        lambda: hall.bench.json("/api/printers/printer-k1/slips"), SLOW_S, "a slip comes out"
    )
    (link,) = slip["qr"]
    sees(eye, "请选择您要办理的业务")

    hall.bench.do("scanner-k1", "hold", text=link)
    sees(eye, "您的号票", "E001", "您是下一位")
    hall.bench.do("scanner-k1", "away")
    press(eye, "返回")
    sees(eye, "请选择您要办理的业务")

    hall.bench.do("camera-k1", "hold", text=link)
    sees(eye, "您的号票", "E001")
    hall.bench.do("camera-k1", "away")
    press(eye, "返回")
    sees(eye, "请选择您要办理的业务")

    hall.bench.do("scanner-k1", "hold", text="https://example.org/t/another-hall")
    sees(eye, "本机不认识这个码")


def test_no_picture_of_the_hall_lies_anywhere(hall: RunningHall) -> None:
    sent = hall.bench.json("/api/devices/camera-k1")["pictures"]
    assert sent > 0
    kept = [
        str(path)
        for folder in (hall.data, run_folder(hall))
        for path in folder.rglob("*")
        if path.is_file() and JPEG in path.read_bytes()
    ]
    assert kept == []
