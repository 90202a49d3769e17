"""The tablet at window 1 in a real browser: asked, pressed, changed, cut off, and overtaken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open
from live_hall import LiveHall
from playwright.sync_api import Page, expect
from test_pages_access import WCAG_2_2_AA

from queue_server.admin.tablets import let_in, shut_out
from queue_server.window_desk import WindowDesk

pytestmark = pytest.mark.browser

WITHIN_MS = 30_000
TABLET = {"width": 1280, "height": 800}
THANKS = "谢谢您的评价！"


class AtWindow:
    """What the clerk of window 1 does meanwhile, and what is kept."""

    def __init__(self, hall: LiveHall) -> None:
        self.hall = hall
        self.press(lambda desk: desk.log_in("wang"))

    def press(self, verb: Callable[[WindowDesk], Any]) -> None:
        parts = self.hall.parts
        parts.store.write(lambda tx: verb(parts.queue.at(tx, "1", "wang", parts.clock())))

    def serve(self) -> None:
        self.hall.issue("company-setup")
        self.press(lambda desk: desk.call_next())
        self.press(lambda desk: desk.finish())

    def kept(self) -> list[tuple[Any, ...]]:
        with self.hall.parts.store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT level, channel, reasons, comment FROM rating")
            return [tuple(row) for row in rows]


@pytest.fixture
def window(hall: LiveHall) -> AtWindow:
    return AtWindow(hall)


@pytest.fixture
def tablet(hall: LiveHall, window: AtWindow, open_page: Open) -> Page:
    link = let_in(hall.parts.hall, "1")
    page = open_page(link[link.index("/evaluator") :], viewport=TABLET)
    shows(page, "idle")
    return page


def shows(page: Page, state: str) -> None:
    expect(page.locator("body")).to_have_attribute("data-now", state, timeout=WITHIN_MS)


def face(page: Page, level: int) -> None:
    page.locator(f"button[data-level='{level}']").click()


def kept_becomes(page: Page, window: AtWindow, rows: list[tuple[Any, ...]]) -> None:
    for _ in range(300):
        if window.kept() == rows:
            return
        page.wait_for_timeout(100)
    assert window.kept() == rows


def test_a_visitor_presses_the_wrong_face_and_then_the_right_one(
    tablet: Page, window: AtWindow
) -> None:
    assert "#" not in tablet.url, "the token can be read off the screen"
    window.serve()
    shows(tablet, "asked")
    expect(tablet.locator("h1:visible")).to_have_text("请您对本次服务作出评价")
    face(tablet, 1)
    face(tablet, 5)
    expect(tablet.locator("#change")).to_contain_text("秒内可以改选")
    expect(tablet.locator("button[data-level='5']")).to_have_attribute("aria-pressed", "true")
    shows(tablet, "thanks")
    expect(tablet.locator("h1:visible")).to_have_text(THANKS)
    shows(tablet, "idle")
    expect(tablet.locator("[data-for='thanks'] p")).to_contain_text("号票二维码")
    assert window.kept() == [(5, "tablet", "", "")]


def test_a_low_rating_is_kept_at_once_and_its_reasons_as_they_are_ticked(
    tablet: Page, window: AtWindow
) -> None:
    window.serve()
    shows(tablet, "asked")
    face(tablet, 2)
    kept_becomes(tablet, window, [(2, "tablet", "", "")])
    shows(tablet, "why")
    tablet.get_by_text("服务态度生硬").click()
    kept_becomes(tablet, window, [(2, "tablet", "214", "")])
    tablet.get_by_text("没有提供材料清单").click()
    tablet.locator("#comment").fill("等了很久")
    tablet.locator("#done").click()
    expect(tablet.locator("h1:visible")).to_have_text(THANKS)
    kept_becomes(tablet, window, [(2, "tablet", "208,214", "等了很久")])


def test_the_next_visitor_finds_nothing_of_the_one_before(tablet: Page, window: AtWindow) -> None:
    window.serve()
    shows(tablet, "asked")
    face(tablet, 1)
    shows(tablet, "why")
    tablet.locator("#language").click()
    expect(tablet.locator("h1:visible")).to_have_text("What was not good?")
    window.serve()  # the next one, called and done: asked anew
    shows(tablet, "asked")
    expect(tablet.locator("#hint")).to_contain_text("002")
    expect(tablet.locator("button[aria-pressed='true']")).to_have_count(0)
    assert window.kept() == [(1, "tablet", "", "")]


def test_a_language_chosen_early_stays_for_that_visitor_only(
    tablet: Page, window: AtWindow
) -> None:
    tablet.locator("#language").click()
    window.serve()
    shows(tablet, "asked")
    expect(tablet.locator("h1:visible")).to_have_text("Please rate this service")
    face(tablet, 5)
    expect(tablet.locator("h1:visible")).to_have_text("Thank you for your rating!")
    shows(tablet, "idle")
    expect(tablet.locator("h1:visible")).to_have_text("欢迎您")


def test_a_question_that_the_next_call_withdraws_leaves_the_tablet(
    tablet: Page, window: AtWindow
) -> None:
    window.serve()
    shows(tablet, "asked")
    window.hall.issue("company-setup")
    window.press(lambda desk: desk.call_next())
    shows(tablet, "idle")
    assert window.kept() == []


def test_a_tablet_that_is_cut_off_says_so_and_asks_when_it_is_back(
    tablet: Page, window: AtWindow
) -> None:
    window.hall.hang_up()
    shows(tablet, "offline")
    window.serve()
    window.hall.serve()
    shows(tablet, "asked")


def test_a_press_while_the_line_is_cut_arrives_when_it_is_back(
    tablet: Page, window: AtWindow
) -> None:
    window.serve()
    shows(tablet, "asked")
    window.hall.hang_up()
    face(tablet, 4)
    expect(tablet.locator("#sending")).to_be_visible(timeout=WITHIN_MS)
    window.hall.serve()
    kept_becomes(tablet, window, [(4, "tablet", "", "")])


def test_an_answer_that_is_lost_rates_once(tablet: Page, window: AtWindow) -> None:
    window.serve()
    shows(tablet, "asked")
    window.hall.lost_answers = 1
    face(tablet, 3)
    kept_becomes(tablet, window, [(3, "tablet", "", "")])
    shows(tablet, "thanks")
    assert window.kept() == [(3, "tablet", "", "")]


def test_a_tablet_remembers_its_link_and_an_unknown_one_says_what_to_do(
    tablet: Page, hall: LiveHall, open_page: Open
) -> None:
    tablet.reload()
    shows(tablet, "idle")
    stranger = open_page("/evaluator/1", viewport=TABLET)
    shows(stranger, "not_paired")
    expect(stranger.locator("p:visible").first).to_contain_text("hallctl tablets 1")
    shut_out(hall.parts.hall, "1")
    tablet.reload()
    shows(tablet, "not_paired")


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600), (600, 1024)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_faces_fit_on_the_tablet_without_scrolling(
    hall: LiveHall, window: AtWindow, open_page: Open, size: tuple[int, int], language: str
) -> None:
    link = let_in(hall.parts.hall, "1")
    page = open_page(
        link[link.index("/evaluator") :], viewport={"width": size[0], "height": size[1]}
    )
    window.serve()
    shows(page, "asked")
    if language == "en":
        page.locator("#language").click()
    face(page, 1)
    for part in [*page.locator("main button:visible, main h1:visible").all()]:
        fits(part.bounding_box(), size)
    shows(page, "why")
    for part in page.locator("#reasons button, #done, h1:visible").all():
        fits(part.bounding_box(), size)


def fits(box: Any, size: tuple[int, int]) -> None:
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tablets_page_keeps_the_rules_of_access(
    tablet: Page, window: AtWindow, scheme: str
) -> None:
    def accessible() -> None:
        found = Axe().run(tablet, options=WCAG_2_2_AA)
        assert found.violations_count == 0, found.generate_report()

    tablet.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    accessible()
    window.serve()
    shows(tablet, "asked")
    accessible()
    face(tablet, 1)
    shows(tablet, "why")
    accessible()
    tablet.locator("#done").click()
    shows(tablet, "thanks")
    accessible()
