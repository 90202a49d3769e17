"""An Alpha sign and a pixel wall on the bench, by HTTP and in a real browser."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from test_bench_page import chromium, page  # noqa: F401  # fixtures
from virtual_bench import BenchClient

from devices.alpha.driver import AlphaSign
from devices.catalog import open_device
from devices.errors import DeviceRefused
from devices.led.area import Area
from devices.pixel_wall.chain import Chain
from devices.pixel_wall.driver import PixelWall
from devices.sim.bench_file import AlphaOn, Bench, BenchMistake, ChainOn, PixelWallOn, read_bench
from devices.sim.host import Host

CALL = (
    Area(x=0, y=0, width=40, height=16, text="A012", colour="yellow"),
    Area(x=40, y=0, width=88, height=16, text="→3号窗口", colour="green"),
)
CHAIN = {"colour_order": "grb", "serpentine": True}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(
        devices=[
            AlphaOn(name="sign", link=str(tmp_path / "sign"), width_px=128, height_px=16),
            PixelWallOn(
                name="wall", udp_port=0, width_px=128, height_px=16, chain=ChainOn(**CHAIN)
            ),
        ]
    )


@pytest.fixture
def sign(host: Host) -> AlphaSign:
    link = host["sign"].state()["link"]
    driver: AlphaSign = open_device("alpha", "sign", link, width_px=128, height_px=16)
    return driver


def test_a_sign_is_seen_lit_and_made_to_fail(
    client: BenchClient, host: Host, sign: AlphaSign
) -> None:
    sign.show(CALL)
    assert sign.confirmed
    state = host["sign"].state()
    picture = Image.open(io.BytesIO(client.get("/api/boards/sign.png").content))
    assert picture.size == (128 * 5, 16 * 5)
    assert state["lit"] > 100
    client.post("/api/devices/sign/forget", {})
    assert host["sign"].state()["lit"] == 0
    with pytest.raises(DeviceRefused, match="illegal_command"):
        sign.show(CALL)


def test_only_boards_have_a_boards_picture(client: BenchClient) -> None:
    assert client.get("/api/boards/nobody.png").status_code == 404


@pytest.mark.browser
def test_both_are_seen_on_the_page(
    page: Page,  # noqa: F811
    host: Host,
    sign: AlphaSign,
    eventually: Callable[[Callable[[], Any]], Any],
    tmp_path: Path,
) -> None:
    udp_port = host["wall"].state()["udp_port"]
    chain = Chain(width_px=128, height_px=16, **CHAIN)  # type: ignore[arg-type]
    wall = PixelWall("127.0.0.1", 128, 16, port=udp_port, chain=chain)
    try:
        sign.show(CALL)
        wall.show(CALL)
        expect(page.get_by_alt_text("一幅点阵画面")).to_have_count(2)
        card = page.locator("article[data-device=wall]")
        expect(card.locator("[data-show=board-words]")).to_contain_text("universes 13/13")
        expect(page.locator(".cable[data-device=wall]")).to_contain_text(str(udp_port))
        page.get_by_role("button", name="没有回传线").click()
        eventually(lambda: host["sign"].state()["one_way"])
        expect(page.get_by_role("button", name="没有回传线")).to_have_attribute(
            "aria-pressed", "true"
        )
        page.screenshot(path=tmp_path / "dots.png", full_page=True)
        page.get_by_role("button", name="清空内存").click()
        expect(page.locator("article[data-device=sign] img")).to_have_attribute(
            "alt", "屏幕全黑 The board is dark"
        )
    finally:
        wall.close()


@pytest.mark.parametrize(
    "place",
    [{"tcp_port": 0}, {"link": "/tmp/x"}, {}, {"udp_port": 0, "tcp_port": 0}],  # noqa: S108
)
def test_a_wall_stands_at_a_udp_port_and_nowhere_else(
    place: dict[str, Any], tmp_path: Path
) -> None:
    entry = {"kind": "e131", "name": "w", "width_px": 8, "height_px": 8} | place
    file = tmp_path / "bench.json"
    file.write_text(json.dumps({"devices": [entry]}))
    with pytest.raises(BenchMistake, match="w:"):
        read_bench(file)
