"""A clerk's whole day by keys alone, and what two of them and two browsers do to one another."""

from __future__ import annotations

import re

import pytest
from clerk_at_keys import Open, at_window, log_in, number, painted
from live_hall import PASSWORD, LiveHall
from playwright.sync_api import Page, expect

from queue_server.contract.messages import WindowStatus

pytestmark = pytest.mark.browser

SOON_MS = 30_000
WAITING = "#queue .what"


def said(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#said")).to_have_text(text, timeout=SOON_MS)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_whole_day_by_keys_alone(hall: LiveHall, open_page: Open) -> None:
    page = open_page("/clerk")
    li = at_window(open_page, "36", "li")
    _logs_in(page)
    first, second, third, fourth = (hall.issue("project-filing") for _ in range(4))
    expect(page.locator("#waiting")).to_have_text("4")

    # one who did not come at once, and is served
    press(page, "NumpadEnter")
    number(page, first)
    press(page, "NumpadDecimal")
    said(page, f"已重呼 {first}")
    press(page, "Numpad8")
    expect(page.locator("#state")).to_have_text("办理中")
    press(page, "Numpad1")
    said(page, f"{first}：当场办结")
    press(page, "NumpadAdd")
    said(page, f"{first} 办理完毕")
    expect(page.locator("#rating")).to_have_text(f"正在请 {first} 评价")

    # a miss that was a mistake
    press(page, "NumpadEnter")
    number(page, second)
    press(page, "Numpad0")
    expect(page.locator("#undo")).to_contain_text(f"已过号 {second}")
    press(page, "z")
    number(page, second)
    expect(page.locator("#state")).to_have_text("已叫号")

    # a copy is missing: aside, and back
    press(page, "NumpadSubtract")
    said(page, f"{second} 已挂起")
    press(page, "Numpad9", "Enter")
    said(page, f"{second} 已回呼")

    # on to the next step of the route; the one after, to a colleague
    expect(page.locator("#route")).to_have_text("一票到底 1/2 → 规划与施工许可")
    press(page, "NumpadMultiply", "Enter")
    said(page, f"{second} 已转移")
    press(li, "NumpadEnter")
    number(li, second)
    expect(li.locator("#route")).to_have_text("一票到底 2/2")
    press(li, "NumpadAdd")
    said(li, f"{second} 办理完毕")
    press(page, "NumpadEnter")
    number(page, third)
    press(page, "NumpadMultiply")
    page.keyboard.type("li")
    expect(page.locator("#panel-list li")).to_contain_text("李强", timeout=SOON_MS)
    press(page, "Enter")
    said(page, f"{third} 已转移")
    press(li, "NumpadEnter")
    number(li, third)

    _serves_a_walk_in(page)

    # a chosen one
    press(page, "c")
    page.keyboard.type(fourth.lstrip("GH0"))
    expect(page.locator("#panel-list li")).to_have_count(1)
    press(page, "Enter")
    number(page, fourth)
    press(page, "NumpadAdd")
    said(page, f"{fourth} 办理完毕")

    # a meal, and home
    press(page, "NumpadDivide", "2")
    expect(page.locator("#number")).to_have_text("暂停服务 · 用餐")
    press(page, "NumpadDivide")
    expect(page.locator("#status")).to_have_text("服务中")
    page.locator("#log-out").press("Enter")
    expect(page.locator("#login")).to_be_visible()
    assert hall.view("35").status is WindowStatus.CLOSED


def _logs_in(page: Page) -> None:
    page.keyboard.type("wang")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("35")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("服务中", timeout=SOON_MS)
    painted(page)


def _serves_a_walk_in(page: Page) -> None:
    """Two matters, one of which lacks a paper: it is told once and whole, on paper."""
    press(page, "w")
    page.keyboard.type("h")
    press(page, "Enter")
    said(page, re.compile("已为无号群众开号 H"))
    visitor = page.locator("#number").inner_text()
    press(page, "p")
    said(page, f"已请 {visitor} 评价")
    press(page, "o", "2")
    page.keyboard.type("2026-0815")
    press(page, "+", "Enter", "4", "Enter")
    said(page, re.compile(f"^{visitor}：受理、材料不全"))
    press(page, "n")
    expect(page.locator("#panel-list li").first).to_be_visible(timeout=SOON_MS)
    with page.expect_popup(timeout=SOON_MS) as notice:
        press(page, "1", "Enter")
        said(page, f"{visitor} 的一次性告知单已开")
    expect(notice.value.locator("body")).to_contain_text(visitor, timeout=SOON_MS)
    notice.value.close()
    press(page, "NumpadAdd")
    said(page, f"{visitor} 办理完毕")


def test_two_clerks_and_one_visitor(hall: LiveHall, console: Page, open_page: Open) -> None:
    other = at_window(open_page, "2", "li")
    only = hall.issue("company-setup")
    for page in (console, other):
        expect(page.locator(WAITING)).to_have_text([only])
    console.keyboard.press("Enter")
    other.keyboard.press("Enter")
    for page in (console, other):
        said(page, re.compile(f"已叫 {only}|没有人等候"))
    heard = sorted(page.locator("#said").inner_text() for page in (console, other))
    assert heard == sorted([f"已叫 {only}", "没有人等候"])
    called = [window for window in ("1", "2") if hall.view(window).ticket]
    assert len(called) == 1


def test_a_page_that_was_closed_in_mid_call_goes_on(hall: LiveHall, console: Page) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    console.keyboard.press("Enter")
    number(console, first)
    console.keyboard.press("s")
    expect(console.locator("#state")).to_have_text("办理中")
    context = console.context
    console.close()
    again = context.new_page()
    again.goto(f"{hall.url}/clerk")
    number(again, first)
    expect(again.locator("#state")).to_have_text("办理中")
    painted(again)
    again.keyboard.press("+")
    said(again, f"{first} 办理完毕")
    expect(again.locator(WAITING)).to_have_text([second])


def test_a_browser_that_lost_its_session_in_mid_call_goes_on(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    first = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, first)
    console.context.clear_cookies()
    console.goto(f"{hall.url}/clerk")
    log_in(console, "wang", "1")
    number(console, first)
    painted(console)
    console.keyboard.press("+")
    said(console, f"{first} 办理完毕")


def test_the_same_clerk_in_two_browsers_works_in_one(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    only = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    second = at_window(open_page, "1", "wang")
    expect(console.locator("#lost")).to_contain_text("另一处登录", timeout=SOON_MS)
    console.keyboard.press("Enter")
    expect(console.locator("#lost")).to_be_visible()
    assert hall.view("1").ticket is None
    second.keyboard.press("Enter")
    number(second, only)


def test_a_notice_that_the_browser_keeps_shut_is_offered_as_a_link(
    hall: LiveHall, console: Page
) -> None:
    console.evaluate("window.open = () => null")
    visitor = hall.issue("company-setup")
    expect(console.locator(WAITING)).to_have_text([visitor])
    press(console, "Enter")
    said(console, f"已叫 {visitor}")
    press(console, "n")
    expect(console.locator("#panel-list")).to_contain_text("申请书")
    press(console, "1", "Enter")
    expect(console.locator("#problem")).to_contain_text(visitor, timeout=SOON_MS)
    link = console.locator("#open-link")
    expect(link).to_be_visible()
    with console.expect_popup(timeout=SOON_MS) as notice:
        link.press("Enter")
    expect(notice.value.locator("body")).to_contain_text(visitor, timeout=SOON_MS)
