"""A phone opens the slip's link after the visit: rated without a script, also by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_hall import LiveHall
from playwright.sync_api import Browser, Page, expect
from test_pages_access import WCAG_2_2_AA

from config.secrets import write_secret
from queue_server.contract import messages as m
from queue_server.ids import new_id

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    """One that signs its slips."""
    write_secret(tmp_path / "secrets" / "rating.key", b"5a" * 32)
    found = LiveHall(tmp_path)
    yield found
    found.close()


@pytest.fixture
def slip(hall: LiveHall) -> str:
    """The link of a visitor who was served at window 1."""
    parts = hall.parts
    command = m.IssueTicket(request_id=new_id(), service="company-setup")
    write, now = parts.store.write, parts.clock
    ticket = write(lambda tx: parts.queue.issue(tx, command, "kiosk-k1", now()))
    write(lambda tx: parts.queue.at(tx, "1", "wang", now()).log_in("wang"))
    write(lambda tx: parts.queue.at(tx, "1", "wang", now()).call_next())
    write(lambda tx: parts.queue.at(tx, "1", "wang", now()).finish())
    return hall.url + ticket.link[ticket.link.index("/t/") :]


def kept(hall: LiveHall) -> list[tuple[object, ...]]:
    with hall.parts.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT level, channel, reasons, comment FROM rating")
        return [tuple(row) for row in rows]


def plain_phone(browser: Browser, scheme: str = "light", language: str = "zh-CN") -> Page:
    """A browser that runs no script at all."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale=language,
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    return context.new_page()


def test_a_phone_without_scripts_rates_low_and_is_asked_why(
    browser: Browser, hall: LiveHall, slip: str
) -> None:
    page = plain_phone(browser)
    page.goto(slip)
    expect(page.locator(".why:visible")).to_have_count(0)
    page.locator("label[for$='-2']").click()
    expect(page.locator(".why:visible")).to_have_count(1)
    page.locator("button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_have_text("请选择不满意的原因，或写下您的意见。")
    page.locator("input[value='214']").check()
    page.locator("button[type=submit]").click()
    expect(page.locator(".thanks")).to_have_text("已评价，谢谢您！")
    assert kept(hall) == [(2, "qr", "214", "")]
    page.reload()  # sends nothing again
    assert kept(hall) == [(2, "qr", "214", "")]
    page.context.close()


def test_by_keyboard_alone(browser: Browser, hall: LiveHall, slip: str) -> None:
    page = plain_phone(browser)
    page.goto(slip)
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".thanks")).to_be_visible()
    assert kept(hall) == [(4, "qr", "", "")]
    page.context.close()


def test_what_is_being_typed_stands_while_the_page_looks_after_the_ticket(
    browser: Browser, slip: str
) -> None:
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()  # type: ignore[arg-type]
    page.goto(slip)
    page.locator("label[for$='-5']").click()
    page.locator("button[type=submit]").click()
    page.locator(".more summary").click()
    page.fill(".more textarea", "还有一句")
    with page.expect_response(lambda answer: "/t/" in answer.url):
        page.evaluate(
            "document.body.dataset.ended = 'false';"  # another step of a route is still to come
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    expect(page.locator("body")).to_have_attribute("data-ended", "true")  # it has looked
    expect(page.locator(".more textarea")).to_be_visible()
    expect(page.locator(".more textarea")).to_have_value("还有一句")
    page.context.close()


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "dark"), ("en-GB", "light")])
def test_the_slips_page_keeps_the_rules_of_access(
    browser: Browser, hall: LiveHall, slip: str, language: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale=language,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(slip)
    page.locator("label[for$='-1']").click()
    found = Axe().run(page, options=WCAG_2_2_AA)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
