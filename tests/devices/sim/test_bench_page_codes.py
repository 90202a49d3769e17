"""Codes are held before scanner and camera on the bench page, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright
from virtual_bench import BenchClient

from devices.sim.bench_file import Bench, read_bench
from devices.sim.host import Host

pytestmark = pytest.mark.browser

OpenPort = Callable[[str], serial.Serial]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LINK = "http://192.0.2.10:8080/t/7c9e6679"
SLIP_WITH_CODE = (
    b"\x1b@\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1"
    b"\x1d(k"
    + (len(LINK) + 3).to_bytes(2, "little")
    + b"1P0"
    + LINK.encode()
    + b"\x1d(k\x03\x001Q0\n\x1dVB\x00"
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    dev = tmp_path / "dev"
    devices = [
        {"kind": "ticket-printer", "name": "printer", "link": str(dev / "printer0")},
        {"kind": "scanner", "name": "scanner", "link": str(dev / "scanner0")},
        {"kind": "camera", "name": "camera", "tcp_port": 0},
    ]
    path = tmp_path / "bench.json"
    path.write_text(json.dumps({"devices": devices}), "utf-8")
    return read_bench(path)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, client: BenchClient) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1600, "height": 1000})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(client.url)
    expect(page.locator("#pulse")).to_contain_text("在线")
    yield page
    page.close()
    assert complaints == []


def test_the_newest_slip_is_held_before_the_scanner_and_taken_away(
    page: Page, port: OpenPort, host: Host
) -> None:
    port("printer").write(SLIP_WITH_CODE)
    expect(page.locator(".slips li")).to_have_count(1)
    line = port("scanner")
    card = page.locator('.code-window[data-device="scanner"]')
    card.locator("[data-newest]").click()
    assert line.read_until(b"\r") == LINK.encode() + b"\r"
    expect(card.locator('[data-show="held"]')).to_have_text(LINK)
    card.locator('[data-act="away"]').click()
    expect(card.locator('[data-show="held"]')).to_contain_text("没有码")
    assert host["scanner"].state()["held"] is None


def test_any_code_is_typed_and_held_up_with_enter(page: Page, port: OpenPort) -> None:
    line = port("scanner")
    typed = page.locator('.code-window[data-device="scanner"] [data-code]')
    typed.fill("不动产 A001")
    typed.press("Enter")
    assert line.read_until(b"\r") == "不动产 A001\r".encode()


def test_somebody_walks_up_to_the_camera_and_is_seen_there(page: Page, host: Host) -> None:
    card = page.locator('.code-window[data-device="camera"]')
    picture = card.locator("img")
    expect(card.locator('[data-show="held"]')).to_contain_text("没有人")
    before = picture.get_attribute("src")
    card.locator('[data-act="walk_up"]').click()
    expect(card.locator('[data-show="held"]')).to_contain_text("没有码")
    expect(picture).not_to_have_attribute("src", before or "")
    card.locator("[data-code]").fill(LINK)
    card.locator("[data-hold]").click()
    expect(card.locator('[data-show="held"]')).to_have_text(LINK)
    assert host["camera"].state()["scene"] == "code"


def test_without_a_slip_the_hand_is_empty(page: Page) -> None:
    page.locator('.code-window[data-device="camera"] [data-newest]').click()
    expect(page.locator("#notice")).to_contain_text("No slip with a code yet")


@pytest.mark.parametrize("width", [480, 1600])
def test_everyone_can_hold_a_code_at_any_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
