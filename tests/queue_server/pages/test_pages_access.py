"""The phone's and the supervisor's pages, and the rules of access for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open, at_window, log_in, number
from live_hall import LiveHall
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ZOOMED = {"width": 683, "height": 384}  # 1366 x 768 at 200 %
WCAG_2_2_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def test_the_phone_follows_the_ticket_without_reloading(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    ticket = hall.issue("company-setup")
    phone = open_page("/clerk", viewport={"width": 390, "height": 844})
    phone.goto(hall.ticket_link(ticket))
    expect(phone.locator("#now")).to_contain_text("下一位就是您")
    phone.evaluate("window.sameDocument = true")
    console.keyboard.press("Enter")
    number(console, ticket)
    # what the page does by itself every 15 s, and whenever it is looked at again
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.locator("#now")).to_have_text("请到 1 号窗口")
    assert phone.evaluate("window.sameDocument") is True


def test_the_supervisor_logs_in_and_finds_the_csv(hall: LiveHall, open_page: Open) -> None:
    page = open_page("/reports?by=service")
    hall.issue("company-setup")
    log_in(page, "lead")
    expect(page.locator("tbody th")).to_have_text(["企业设立登记"])
    with page.expect_download() as download:
        page.click("a[download]")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("按业务,取号量,叫号量,办理量")
    assert text.splitlines()[1].startswith("企业设立登记,1,0,0")


def accessible(page: Page) -> None:
    found = Axe().run(page, options=WCAG_2_2_AA)
    assert found.violations_count == 0, found.generate_report()


def test_at_200_percent_the_number_and_all_verbs_are_on_one_screen(
    hall: LiveHall, open_page: Open
) -> None:
    page = at_window(open_page, "1", "wang", viewport=ZOOMED)
    hall.issue("company-setup")
    expect(page.locator("#waiting")).to_have_text("1")
    page.keyboard.press("Enter")
    number(page, "A001")
    page.wait_for_function("window.scrollY === 0")
    for place in ["#number", *(f'[data-verb="{v}"]' for v in ("call-next", "finish", "pause"))]:
        expect(page.locator(place)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_happened_is_spoken(hall: LiveHall, console: Page) -> None:
    for place, role in (("#said", "status"), ("#problem", "alert"), ("#board", "status")):
        assert console.locator(place).get_attribute("role") == role


def test_the_focus_is_seen(hall: LiveHall, console: Page) -> None:
    console.focus('[data-verb="pause"]')
    console.keyboard.press("Shift+Tab")
    console.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert console.evaluate(outline) == "solid"
