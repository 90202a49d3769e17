"""The one-time notice as Chromium prints it: one sheet, all on it, and once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from clerk_at_keys import Open, at_window, number
from live_hall import LiveHall
from playwright.sync_api import Page, expect
from test_pages_access import WCAG_2_2_AA

from queue_server.contract import matters as c
from queue_server.guide_book import GuideBook
from queue_server.ids import new_id
from queue_server.notices import NoticeDesk

pytestmark = pytest.mark.browser

TWELVE = [f"第{n}份材料的全称，名字有点长" for n in range(1, 13)]
COUNTING = "window.printed = 0; window.print = () => { window.printed += 1; };"
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def clerk(hall: LiveHall, open_page: Open) -> Page:
    """A clerk with a visitor; printing is counted."""
    page = at_window(open_page, "1", "wang")
    taken = hall.issue("company-setup")
    page.keyboard.press("Enter")
    number(page, taken)
    page.context.add_init_script(COUNTING)
    return page


def made(hall: LiveHall, *missing: str, guide: str | None = None, note: str = "") -> str:
    ticket = hall.view("1").ticket
    assert ticket is not None
    assert ticket.act_id is not None
    command = c.MakeNotice(
        request_id=new_id(),
        act_id=ticket.act_id,
        guide=guide,
        missing=[c.MissingMaterial(name=name) for name in missing],
        note=note,
    )
    parts = hall.parts

    def work(tx: Any) -> c.Notice:
        desk = NoticeDesk(parts.queue, tx, "1", "wang", parts.clock())
        return desk.make(command, GuideBook(parts.hall))

    return hall.url + parts.store.write(work).link


def sheets(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in millimetres."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(float(w) / POINTS_PER_MM, float(h) / POINTS_PER_MM) for w, h in boxes]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_twelve_missing_materials_fit_on_one_sheet(
    hall: LiveHall, clerk: Page, language: str
) -> None:
    link = made(hall, *TWELVE, note="请在工作日来办理，先取号，再到窗口交材料。" * 3)
    clerk.goto(f"{link}?paper=a4&with={language}")
    (size,) = sheets(clerk.pdf(prefer_css_page_size=True))
    assert size == pytest.approx((210, 297), abs=0.5)


@pytest.mark.parametrize("missing", [TWELVE[:1], TWELVE, TWELVE * 2])
def test_a_strip_is_as_long_as_what_stands_on_it(
    hall: LiveHall, clerk: Page, missing: list[str]
) -> None:
    clerk.goto(f"{made(hall, *missing)}?paper=strip&with=en")
    clerk.wait_for_function("window.printed === 1")
    (size,) = sheets(clerk.pdf(prefer_css_page_size=True))
    assert size[0] == pytest.approx(80, abs=0.5)
    shown = clerk.locator("#sheet").bounding_box()
    assert shown is not None
    assert size[1] == pytest.approx(shown["height"] * 25.4 / 96, abs=4)


def test_it_prints_itself_once_and_again_by_a_key(hall: LiveHall, clerk: Page) -> None:
    clerk.goto(made(hall, "申请书"))
    clerk.wait_for_function("window.printed === 1")
    clerk.reload()
    expect(clerk.locator("#sheet")).to_contain_text("申请书")
    clerk.wait_for_load_state("networkidle")
    assert clerk.evaluate("window.printed") == 0
    clerk.keyboard.press("Enter")
    clerk.wait_for_function("window.printed === 1")
    clerk.click("#print")
    clerk.wait_for_function("window.printed === 2")


def test_another_paper_is_chosen_without_printing_at_once(hall: LiveHall, clerk: Page) -> None:
    clerk.goto(made(hall, "申请书"))
    clerk.wait_for_function("window.printed === 1")
    clerk.get_by_role("link", name="80").click()
    expect(clerk.locator("#sheet.strip")).to_be_visible()
    clerk.wait_for_load_state("networkidle")
    assert clerk.evaluate("window.printed") == 0


def test_only_the_sheet_comes_out_of_the_printer(hall: LiveHall, clerk: Page) -> None:
    clerk.goto(made(hall, "申请书"))
    clerk.emulate_media(media="print")
    expect(clerk.locator(".controls")).to_be_hidden()
    expect(clerk.locator("#sheet")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", ["a4", "strip"])
def test_nobody_is_kept_from_reading_the_sheet(
    hall: LiveHall, clerk: Page, paper: str, scheme: Any
) -> None:
    clerk.emulate_media(color_scheme=scheme)
    clerk.goto(f"{made(hall, *TWELVE[:3])}?paper={paper}&with=en")
    clerk.wait_for_function("window.printed === 1")
    found = Axe().run(clerk, options=WCAG_2_2_AA)
    assert found.violations_count == 0, found.generate_report()
