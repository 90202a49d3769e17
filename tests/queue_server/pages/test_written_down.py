"""What a clerk writes down about a visit, by keys alone: more of a notice, and one more matter."""

from __future__ import annotations

import pytest
from clerk_at_keys import number
from live_hall import LiveHall
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def asked(page: Page, words: str) -> None:
    expect(page.locator("#panel-question")).to_contain_text(words)


@pytest.fixture
def visitor(hall: LiveHall, console: Page) -> str:
    taken = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    press(console, "Enter")
    number(console, taken)
    return taken


def rows(hall: LiveHall, sql: str) -> list[tuple[object, ...]]:
    with hall.parts.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_a_notice_says_more_of_a_material_and_of_all_and_is_printed_again(
    hall: LiveHall, console: Page, visitor: str
) -> None:
    press(console, "n")
    expect(console.locator("#panel-list")).to_contain_text("申请书")
    press(console, "1", "+")
    asked(console, "说明什么")
    console.keyboard.type("须由本人签字")
    press(console, "Enter")
    expect(console.locator("#panel-list")).to_contain_text("须由本人签字")
    press(console, "0")
    asked(console, "整张告知单")
    console.keyboard.type("带公章来")
    press(console, "Enter")
    asked(console, "已选 1 项")
    with console.expect_popup() as notice:
        press(console, "Enter")
    for words in ("须由本人签字", "带公章来"):
        expect(notice.value.locator("#sheet")).to_contain_text(words)
    notice.value.close()
    press(console, "n")
    asked(console, "已开过告知单")
    with console.expect_popup() as again:
        press(console, "1")
    expect(again.value.locator("#sheet")).to_contain_text("须由本人签字")
    assert rows(hall, "SELECT count(*) FROM notice") == [(1,)]


def test_a_digit_changes_one_matter_and_takes_away_no_case_number_and_no_second_matter(
    hall: LiveHall, console: Page, visitor: str
) -> None:
    matters = "SELECT outcome, case_number FROM matter ORDER BY position"
    press(console, "o", "2")
    asked(console, "办件编号")
    console.keyboard.type("2026-0815")
    press(console, "Enter")
    expect(console.locator("#outcomes-of")).to_contain_text("已记 1 项")
    press(console, "3")
    expect(console.locator("#said")).to_contain_text("容缺")
    assert rows(hall, matters) == [("accepted_with_gaps", "2026-0815")]
    press(console, "o", "0")
    asked(console, "再记哪一项")
    press(console, "Enter", "5", "Enter")
    expect(console.locator("#outcomes-of")).to_contain_text("已记 2 项")
    kept = [("accepted_with_gaps", "2026-0815"), ("enquiry", "")]
    assert rows(hall, matters) == kept
    press(console, "1")
    expect(console.locator("#problem")).to_contain_text("没有改动")
    assert rows(hall, matters) == kept
