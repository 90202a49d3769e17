"""The bench page in a real browser, as a person at the bench uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright
from virtual_bench import (
    ACK,
    ASK_RATING,
    BEEP,
    CALL_128_BY_32,
    CALL_KEY,
    GRADE_4,
    SHOW_012,
    STRIP_A001,
    STRIP_SHOWN,
    BenchClient,
)

from devices.sim.host import Host

pytestmark = pytest.mark.browser

OpenPort = Callable[[str], serial.Serial]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SLIP = b"\x1b@\x1c&\x1d!\x22A001\n\x1dVB\x00"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, client: BenchClient) -> Iterator[Page]:
    """Open, and without a word of complaint from the browser when the test is over."""
    page = chromium.new_page(viewport={"width": 1600, "height": 1000})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    page.goto(client.url)
    expect(page.locator("#pulse")).to_contain_text("在线")
    yield page
    page.close()
    assert complaints == []


def test_what_happens_on_the_wires_is_seen_on_the_page(
    page: Page, port: OpenPort, tmp_path: Path
) -> None:
    port("printer").write(SLIP)
    for name, frame, answer in (
        ("board", CALL_128_BY_32, ACK),
        ("strips", STRIP_A001, STRIP_SHOWN),
    ):
        line = port(name)
        line.write(frame)
        assert line.read(len(answer)) == answer
    port("desk").write(SHOW_012 + BEEP + ASK_RATING)
    expect(page.get_by_alt_text("请A001号到3号窗口")).to_be_visible()
    expect(page.locator(".strip img")).to_have_attribute("alt", "A001")
    expect(page.locator(".slips img")).to_have_attribute("alt", "A001")
    window = page.locator("[data-window='1']")
    expect(window.locator("[data-show=number]")).to_have_text("012")
    expect(window.get_by_text("请评价")).to_be_visible()
    picture = page.screenshot(path=tmp_path / "bench.png", full_page=True)
    assert len(picture) > 50_000, "the page is nearly empty"


def test_a_person_lays_a_card_presses_keys_and_pulls_a_cable(
    page: Page, host: Host, port: OpenPort
) -> None:
    line = port("desk")
    page.get_by_role("button", name="柏秀芝").click()
    expect(page.locator(".pad-glass")).to_contain_text("11010519491231002X")
    assert host["reader"].state()["card"]["id"] == "elder"
    window = page.locator("[data-window='1']")
    window.get_by_role("button", name="呼叫 Call", exact=True).click()
    assert line.read(len(CALL_KEY)) == CALL_KEY
    line.write(CALL_KEY)
    window.get_by_role("button", name="非常满意").click()
    heard = line.read(len(GRADE_4))
    while GRADE_4 not in heard:
        byte = line.read(1)
        assert byte, f"no grade among {heard.hex(' ')}"
        heard += byte
    cable = page.locator(".cable[data-device=printer]")
    cable.get_by_role("button", name="拔下").click()
    expect(cable.get_by_role("button", name="插上")).to_have_attribute("aria-pressed", "true")
    assert not host["printer"].state()["plugged"]


def test_paper_runs_out_at_a_click_and_the_screen_that_is_not_there_says_so(
    page: Page, host: Host
) -> None:
    page.get_by_role("button", name="缺纸").click()
    expect(page.get_by_text("缺纸 Out of paper")).to_be_visible()
    assert host["printer"].state()["paper"] == "out"
    expect(page.get_by_text("这里看不到画面")).to_be_visible()


@pytest.mark.parametrize("width", [480, 1600])
def test_everyone_can_use_the_page_at_any_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_reader_is_made_to_refuse_a_card_and_to_speak_at_another_speed(
    page: Page, host: Host, eventually: Callable[[Callable[[], Any]], Any], tmp_path: Path
) -> None:
    card = page.locator(".reader")
    card.locator("summary").click()
    card.locator('[data-answer="find"]').select_option("31")
    card.locator('[data-choose="baud"]').select_option("9600")
    card.locator('[data-choose="module"]').select_option("not_authorised")
    expect(card.locator('[data-choose="module"]')).to_have_value("not_authorised")
    state = eventually(lambda: _when(host["reader"].state(), "module", "not_authorised"))
    assert (state["answers"], state["baud"]) == ({"find": "31"}, 9600)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    card.screenshot(path=tmp_path / "reader.png")


def _when(state: dict[str, Any], key: str, value: str) -> dict[str, Any] | None:
    return state if state[key] == value else None


def test_a_printer_is_made_to_fail_in_mid_slip_and_to_keep_silent(
    page: Page, host: Host, port: OpenPort, tmp_path: Path
) -> None:
    printer = page.locator(".card.printer")
    printer.locator("summary").click()
    printer.get_by_role("button", name="打到一半开盖").click()
    expect(printer.get_by_text("Fails in 120 bytes")).to_be_visible()
    port("printer").write(SLIP * 8)
    expect(printer.get_by_text("上盖打开 Cover open", exact=False).first).to_be_visible()
    assert host["printer"].state()["waiting_bytes"] == len(SLIP) * 8 - 120
    printer.get_by_label("回报状态").select_option("nothing")
    expect(printer.get_by_label("回报状态")).to_have_value("nothing")
    printer.get_by_role("button", name="过热").click()
    expect(printer.get_by_text("打印头过热 Head too hot")).to_be_visible()
    assert host["printer"].state()["tells"] == "nothing"
    picture = page.screenshot(path=tmp_path / "printer.png", full_page=True)
    assert len(picture) > 50_000
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
