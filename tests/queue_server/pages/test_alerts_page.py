"""A supervisor sees on the hall's page what is to be seen to, and writes down what was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open, log_in, painted
from live_hall import LiveHall
from playwright.sync_api import Page, expect
from test_pages_access import WCAG_2_2_AA

from queue_server.alerts import AlertKind, Facts, end_alert, raise_alert

pytestmark = pytest.mark.browser

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def raised(hall: LiveHall) -> None:
    now = hall.parts.clock()
    since = (now - timedelta(minutes=12)).isoformat()
    told: list[tuple[AlertKind, str, Facts]] = [
        (AlertKind.UNATTENDED_WINDOW, "1", {"window": "1", "waiting": 4, "since": since}),
        (AlertKind.UNATTENDED_WINDOW, "@wang", {"window": None, "waiting": 1, "since": since}),
        (
            AlertKind.TIDAL_WINDOW,
            "12",
            {"window": "12", "why": "overload", "since": since, "service": "company-setup"},
        ),
    ]
    for kind, subject, facts in told:
        hall.parts.store.write(
            lambda tx, k=kind, s=subject, f=facts: raise_alert(hall.parts.queue, tx, k, s, f, now)
        )


@pytest.fixture
def at_hall(hall: LiveHall, open_page: Open) -> Callable[..., Page]:
    def open_it(**told: object) -> Page:
        raised(hall)
        page = open_page("/hall", **told)
        log_in(page, "lead")
        expect(page.locator("[data-alert]")).to_have_count(3)
        painted(page)
        return page

    return open_it


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_alerts_can_be_read_and_keep_to_wcag(
    at_hall: Callable[..., Page], language: str
) -> None:
    page = at_hall(language=language)
    page.locator("[data-handle]").first.click()
    assert Axe().run(page, options=WCAG_2_2_AA).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_done_is_written_by_keys_alone(
    hall: LiveHall, at_hall: Callable[..., Page]
) -> None:
    page = at_hall()
    first = page.locator("[data-alert]", has_text="1 号窗口无人办理，4 人等候")
    first.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("已安排人员到岗")
    page.evaluate(LOOK_AGAIN)
    expect(page.locator("#note")).to_have_value("已安排人员到岗")
    page.keyboard.press("Enter")
    expect(page.locator("[data-alert]").last).to_contain_text("主任")
    expect(page.locator("[data-alert]").last).to_contain_text("已安排人员到岗")


def test_an_alert_that_ended_goes_away_by_itself(
    hall: LiveHall, at_hall: Callable[..., Page]
) -> None:
    page = at_hall()
    parts = hall.parts
    kind = AlertKind.TIDAL_WINDOW
    parts.store.write(lambda tx: end_alert(parts.queue, tx, kind, "12", "server", parts.clock()))
    page.evaluate(LOOK_AGAIN)
    expect(page.locator("[data-alert]")).to_have_count(2)
