"""The bench has every device of the hall, and nothing that is real hardware."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from config.loader import DEMO, load
from devices.sim.bench_file import AlphaOn, ChainOn, PixelWallOn, TicketPrinterOn, read_bench
from devices.sim.printer_fault import PrinterHabits
from queue_server.admin.bench_layout import bench_file, where
from queue_server.admin.places import Places

PLACES = Places(Path("/var/lib/hall"), Path("/run/hall"), 8090)
ENV = {"HALL_RUN": "/run/hall", "HALL_LED_PORT": "7005", "HALL_CAMERA_PORT": "7006"}


def test_the_simulator_understands_the_whole_demonstration_hall(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    file.write_bytes(bench_file(load(env=ENV), PLACES))
    bench = read_bench(file)
    assert {device.name: device.link or device.tcp_port for device in bench.devices} == {
        "printer-k1": "/run/hall/dev/printer0",
        "id-card-k1": "/run/hall/dev/id-card0",
        "scanner-k1": "/run/hall/dev/scanner0",
        "camera-k1": 7006,
        "board-hall": 7005,
        "strips-strips": "/run/hall/dev/strips0",
        "desk-d1": "/run/hall/dev/desk0",
    }
    assert [kiosk.eye for kiosk in bench.kiosks] == ["/run/hall/kiosk-k1.sock"]
    assert bench.links[0].url == "http://127.0.0.1:8080/clerk"


@pytest.mark.parametrize(
    ("port", "place"),
    [
        ("/run/hall/dev/printer0", {"link": "/run/hall/dev/printer0"}),
        ("socket://127.0.0.1:5005", {"tcp_port": 5005}),
        ("e131://127.0.0.1:5570", {"udp_port": 5570}),
        ("e131://127.0.0.1", {"udp_port": 5568}),
        ("e131://10.0.0.7", None),
        ("/dev/hall/printer0", None),
        ("socket://10.0.0.7:5005", None),
        ("/run/hallway/dev/printer0", None),
    ],
)
def test_real_ports_are_left_alone(port: str, place: dict[str, object] | None) -> None:
    assert where(port, PLACES.run) == place


def test_a_hall_with_real_hardware_only_has_an_empty_bench() -> None:
    hall = load(env=ENV | {"HALL_RUN": "/dev/hall"})
    bench = msgspec.json.decode(bench_file(hall, PLACES))
    assert [device["kind"] for device in bench["devices"]] == ["camera", "led-onbon"]


def test_the_virtual_printer_is_of_the_kind_that_the_hall_says_it_has(tmp_path: Path) -> None:
    demo = DEMO.read_text("utf-8")
    asked = 'paper_mm = 80, font = "none", cutter = "none", answers = "in-order"'
    hall = tmp_path / "hall.toml"
    hall.write_text(demo.replace("paper_mm = 80", asked, 1), "utf-8")
    file = tmp_path / "bench.json"
    file.write_bytes(bench_file(load(hall, ENV), PLACES))
    [printer] = [d for d in read_bench(file).devices if isinstance(d, TicketPrinterOn)]
    assert printer.habits == PrinterHabits(tells="in-order", font="none", has_cutter=False)


def test_virtual_signs_and_walls_are_set_as_the_hall_says_theirs_are(tmp_path: Path) -> None:
    added = """
    [[boards]]
    id = "sign"
    model = "alpha"
    port = "${HALL_RUN}/dev/sign0"
    width_px = 128
    height_px = 16
    sign = { address = "0A", parity = "even" }

    [[boards]]
    id = "wall"
    model = "e131"
    port = "e131://127.0.0.1:5570"
    width_px = 64
    height_px = 16
    pixels = { universe = 4, serpentine = true, gamma = 2.0 }
    """
    hall = tmp_path / "hall.toml"
    hall.write_text(DEMO.read_text("utf-8") + added, "utf-8")
    file = tmp_path / "bench.json"
    file.write_bytes(bench_file(load(hall, ENV), PLACES))
    devices = {device.name: device for device in read_bench(file).devices}
    assert devices["board-sign"] == AlphaOn(
        name="board-sign",
        link="/run/hall/dev/sign0",
        baud=9600,
        width_px=128,
        height_px=16,
        address="0A",
        parity="even",
    )
    assert devices["board-wall"] == PixelWallOn(
        name="board-wall",
        udp_port=5570,
        width_px=64,
        height_px=16,
        chain=ChainOn(universe=4, serpentine=True),
    )
