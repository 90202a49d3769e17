"""A supervisor closes a service on the page of the hall, without a mouse, and opens it again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open, log_in, painted
from live_hall import LiveHall
from playwright.sync_api import Locator, Page, expect
from test_pages_access import WCAG_2_2_AA

from queue_server.domain.errors import RuleBroken

pytestmark = pytest.mark.browser

ROW = '[data-service="company-setup"]'
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def at_hall(hall: LiveHall, open_page: Open) -> Callable[..., Page]:
    def open_it(**told: object) -> Page:
        page = open_page("/hall", **told)
        log_in(page, "lead")
        expect(page.locator(ROW)).to_be_visible()
        painted(page)
        return page

    return open_it


def taking(page: Page) -> Locator:
    return page.locator(f"{ROW} .word")


def refused(hall: LiveHall) -> RuleBroken:
    with pytest.raises(RuleBroken) as raised:
        hall.issue("company-setup")
    return raised.value


def test_a_service_is_closed_and_opened_by_the_keys_alone(
    hall: LiveHall, at_hall: Callable[..., Page]
) -> None:
    page = at_hall()
    expect(taking(page)).to_have_text("可取号")
    page.locator(f"{ROW} [data-verb=close]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_be_focused()
    expect(page.locator("#closing label")).to_contain_text("A 企业设立登记")
    page.keyboard.press("Enter")
    expect(page.locator("#closing"), "a reason is needed").to_be_visible()
    page.keyboard.type("停电 / Power cut")
    page.evaluate(LOOK_AGAIN)
    expect(page.locator("#reason")).to_have_value("停电 / Power cut")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("A 企业设立登记 今天不再发号。")
    expect(taking(page)).to_have_text(re.compile("今日停办：停电（.* 起可取）"))
    assert refused(hall).reason == {"zh": "停电", "en": "Power cut"}
    expect(page.locator(f"{ROW} [data-verb=reopen]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(taking(page)).to_have_text("可取号")
    expect(page.locator(f"{ROW} [data-verb=close]")).to_be_focused()
    assert hall.issue("company-setup") == "A001"


def test_nothing_is_closed_by_escape_or_cancel(
    hall: LiveHall, at_hall: Callable[..., Page]
) -> None:
    page = at_hall()
    close = page.locator(f"{ROW} [data-verb=close]")
    close.click()
    page.keyboard.type("停电")
    page.keyboard.press("Escape")
    expect(page.locator("#closing")).to_be_hidden()
    expect(close).to_be_focused()
    close.click()
    expect(page.locator("#reason")).to_have_value("")
    page.click("#cancel")
    expect(page.locator("#closing")).to_be_hidden()
    assert hall.issue("company-setup") == "A001"


def test_a_lost_answer_closes_once(hall: LiveHall, at_hall: Callable[..., Page]) -> None:
    page = at_hall()
    page.locator(f"{ROW} [data-verb=close]").click()
    page.keyboard.type("停电")
    hall.lost_answers = 1
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("A 企业设立登记 今天不再发号。", timeout=30_000)
    with hall.parts.store.reading() as connection:
        asked = "SELECT count(*) FROM event WHERE kind = 'service_closed'"
        assert connection.exec_driver_sql(asked).scalar() == 1


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_the_form_keeps_the_rules_of_access(
    hall: LiveHall, at_hall: Callable[..., Page], language: str, scheme: str
) -> None:
    page = at_hall(language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.locator(f"{ROW} [data-verb=close]").click()
    page.keyboard.type("系统故障 / System fault")
    page.keyboard.press("Enter")
    expect(taking(page)).not_to_have_attribute("data-code", "")
    page.locator('[data-service="fund-loan"] [data-verb=close]').click()
    expect(page.locator("#closing")).to_be_visible()
    found = Axe().run(page, options=WCAG_2_2_AA)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
