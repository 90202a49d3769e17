"""The supervisor's page of the staff: what it shows, and leave by keys alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open, at_window, log_in, painted
from live_hall import LiveHall, business_date
from playwright.sync_api import Page, expect

SOON_MS = 30_000
TODAY = business_date()
LATER = (date.fromisoformat(TODAY) + timedelta(days=3)).isoformat()


def staff(open_page: Open, **told: object) -> Page:
    page = open_page("/staff", **told)
    log_in(page, "lead")
    expect(page.locator("#windows")).to_be_visible()
    painted(page)
    return page


def test_the_page_shows_who_sits_where_since_when_and_why_they_pause(
    hall: LiveHall, open_page: Open
) -> None:
    at_window(open_page, "72", "li")
    page = staff(open_page)
    seat = page.locator(".seat", has_text="李强")
    expect(seat).to_contain_text("72")
    expect(seat).to_contain_text("专窗")
    expect(seat).to_contain_text("顶岗，替 c071")
    hall.parts.store.write(
        lambda tx: hall.parts.queue.at(tx, "72", "li", hall.parts.clock()).pause("meal")
    )
    expect(seat).to_contain_text("暂停服务：用餐 0 分钟", timeout=SOON_MS)
    expect(page.locator("#report")).to_contain_text("李强", timeout=SOON_MS)


def test_leave_is_entered_and_removed_by_keys_alone(hall: LiveHall, open_page: Open) -> None:
    page = staff(open_page)
    page.locator("#account").focus()
    page.keyboard.type("wang")  # a list of choices goes to what is typed
    expect(page.locator("#account")).to_have_value("wang")
    expect(page.locator("#part")).to_be_enabled()
    page.fill("#to", LATER)
    page.locator("#to").dispatch_event("change")
    expect(page.locator("#part")).to_be_disabled()  # half a day is of one day
    page.locator("#reason").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    line = page.locator("#leave li")
    expect(line).to_contain_text(f"王芳 病假 {TODAY} – {LATER}")
    expect(page.locator("#said")).to_contain_text("已登记休假")
    line.get_by_role("button").press("Enter")
    expect(line).to_have_count(0)
    expect(page.locator("#leave-title")).to_be_focused()
    assert _events(hall) == ["absence_entered", "absence_removed"]


def test_a_clerk_on_leave_who_comes_reads_it_and_so_does_the_supervisor(
    hall: LiveHall, open_page: Open
) -> None:
    page = staff(open_page)
    page.select_option("#account", "wang")
    page.locator("#enter button").press("Enter")
    expect(page.locator("#leave li")).to_contain_text("王芳")
    clerk = at_window(open_page, "1", "wang")
    expect(clerk.locator("#on-leave")).to_have_text("登记为休假")
    expect(clerk.locator("#said")).to_contain_text("请告诉督导人员")
    expect(page.locator("#leave li")).to_contain_text("已登录 1 号窗口", timeout=SOON_MS)
    expect(page.locator(".seat", has_text="王芳")).to_contain_text("今天登记为休假")


def _events(hall: LiveHall) -> list[str]:
    with hall.parts.store.reading() as connection:
        sql = "SELECT kind FROM event WHERE kind LIKE 'absence%' ORDER BY seq"
        return list(connection.exec_driver_sql(sql).scalars())


def test_leave_that_ends_before_it_begins_is_said_to_be_wrong(
    hall: LiveHall, open_page: Open
) -> None:
    page = staff(open_page, language="en-GB")
    page.select_option("#account", "wang")
    page.fill("#from", LATER)
    page.fill("#to", TODAY)
    page.locator("#enter button").press("Enter")
    expect(page.locator("#said")).to_contain_text("cannot be before")
    assert _events(hall) == []


def test_a_clerk_is_sent_back_to_the_console(open_page: Open) -> None:
    page = at_window(open_page, "1", "wang")
    page.goto(page.url.replace("/clerk", "/staff"))
    expect(page.locator(".where")).to_be_visible()
    assert page.url.endswith("/clerk")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_whoever_reads_the_page_by_ear_can(hall: LiveHall, open_page: Open, language: str) -> None:
    at_window(open_page, "72", "li")
    page = staff(open_page, language=language)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_questions_of_the_log_in_page_can_be_heard_too(open_page: Open) -> None:
    at_window(open_page, "1", "wang")
    page = open_page("/clerk")
    log_in(page, "li", "1")
    expect(page.locator("#question")).to_be_focused()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_on_a_screen_that_is_zoomed_in_nothing_is_cut_off(hall: LiveHall, open_page: Open) -> None:
    page = staff(open_page, viewport={"width": 683, "height": 384})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
