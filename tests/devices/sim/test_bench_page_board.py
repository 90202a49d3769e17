"""The board's faults and the scripted day on the bench page, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from devices.led.area import Area, Speech
from devices.led.codec import encode
from devices.led.messages import SendAreas
from devices.sim.bench.app import create_bench
from devices.sim.bench_file import Bench, LedOnbonOn
from devices.sim.day import find_day, read_day
from devices.sim.day_runner import DayClock, DayRunner
from devices.sim.host import Host
from devices.sim.led_onbon import LedOnbonSim

pytestmark = pytest.mark.browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-sync", "--no-first-run"]


class Scene:
    """A bench with one board that speaks, on its bad day."""

    def __init__(self) -> None:
        board = LedOnbonOn(name="board-hall", tcp_port=0, width_px=128, height_px=32, card="6K1-YY")
        self.host = Host(Bench(devices=[board]))
        self.host.start()
        self.real_s = 0.0
        day = read_day(find_day("bad-day"), self.host)
        clock = DayClock(float(day.starts_s or 0), 1.0, 0.0, lambda: self.real_s)
        self.day = DayRunner(day, clock, self.host.act)
        self.server = make_server("127.0.0.1", 0, create_bench(self.host, self.day), threaded=True)
        self._serving = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self._serving.start()

    def close(self) -> None:
        self.server.shutdown()
        self._serving.join(5)
        self.server.server_close()
        self.host.stop()

    def show(self, text: str, words: str) -> None:
        area = Area(x=0, y=0, width=128, height=16, text=text, say=Speech(words=words))
        frame = encode(SendAreas(areas=(area.on_wire(0, 1),)))
        card = self.host.device("board-hall", LedOnbonSim)
        self.host["board-hall"].ask(lambda: card.feed(frame))

    def state(self) -> Any:
        return self.host["board-hall"].state()


@pytest.fixture
def scene() -> Iterator[Scene]:
    scene = Scene()
    yield scene
    scene.close()


@pytest.fixture
def page(scene: Scene) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://127.0.0.1:{scene.server.server_port}")
        expect(page.locator("#pulse")).to_contain_text("在线")
        yield page
        browser.close()
        assert complaints == []


def test_a_board_is_made_to_refuse_says_its_words_and_is_restarted(
    page: Page, scene: Scene, tmp_path: Path
) -> None:
    card = page.locator("article[data-device=board-hall]")
    busy = card.get_by_role("button", name="忙 Busy")
    busy.click()
    expect(busy).to_have_attribute("aria-pressed", "true")
    assert scene.state()["refuse"] == "busy"
    busy.click()
    expect(busy).to_have_attribute("aria-pressed", "false")
    scene.show("A001", "请A001号到3号窗口")
    expect(card.get_by_text("语音 said: 请A001号到3号窗口")).to_be_visible()
    assert len(page.screenshot(path=tmp_path / "board.png", full_page=True)) > 20_000
    card.get_by_role("button", name="重启 Restart").click()
    expect(card.get_by_alt_text("屏幕全黑 The board is dark")).to_be_visible()


def test_the_page_tells_the_day_and_everyone_can_read_it(page: Page, scene: Scene) -> None:
    banner = page.get_by_role("region", name="剧本 Scripted day")
    expect(banner).to_contain_text("坏日子 A bad day")
    expect(banner).to_contain_text("接着 next: 10:14:00 board-hall fault refuse = busy")
    scene.real_s = 4.5 * 60
    scene.day.turn()
    expect(banner).to_contain_text("刚才 last: 10:14:30 board-hall fault refuse = ok")
    scene.real_s = 3600
    scene.day.turn()
    expect(banner).to_contain_text("The day is over")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
