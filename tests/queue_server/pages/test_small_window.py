"""The console's small window, for a clerk who works in another program."""

from __future__ import annotations

import pytest
from clerk_at_keys import Open, at_window, number, painted
from live_hall import LiveHall
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SOON_MS = 30_000
NO_PICTURE_IN_PICTURE = "Object.defineProperty(window, 'documentPictureInPicture', {value: null})"


def small_number(page: Page, text: str) -> None:
    expect(page.locator(".small-main .number")).to_have_text(text, timeout=SOON_MS)


def opened_by_key(console: Page) -> Page:
    with console.context.expect_page(timeout=SOON_MS) as opened:
        console.keyboard.press("m")
    page = opened.value
    expect(page.locator(".small-main")).to_be_visible(timeout=SOON_MS)
    return page


@pytest.fixture
def plain(hall: LiveHall, open_page: Open) -> Page:
    """A console in a browser that keeps nothing on top."""
    page = at_window(open_page, "1", "wang")
    page.context.add_init_script(NO_PICTURE_IN_PICTURE)
    page.reload()
    expect(page.locator("#status")).to_have_text("服务中")
    painted(page)
    return page


def test_the_window_on_top_shows_and_does_the_same(hall: LiveHall, console: Page) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    small = opened_by_key(console)
    small.keyboard.press("Enter")
    number(console, first)
    small_number(small, first)
    expect(small.locator(".small-waiting")).to_have_text("等候人数 1")
    small.keyboard.press("0")
    expect(console.locator("#said")).to_have_text(f"{first} 已记过号")
    expect(small.locator(".said")).to_have_text(f"{first} 已记过号")
    small.locator('[data-verb="call-next"]').click()
    number(console, second)


def test_a_key_that_asks_opens_nothing_behind_the_other_program(
    hall: LiveHall, console: Page
) -> None:
    only = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    small = opened_by_key(console)
    painted(small)
    small.keyboard.press("c")
    expect(small.locator(".said")).to_have_text("请在叫号台上按“选呼”。")
    expect(console.locator("#panel")).to_be_hidden()
    small.keyboard.press("Enter")
    small_number(small, only)


def test_a_miss_is_taken_back_in_the_small_window(hall: LiveHall, plain: Page) -> None:
    only = hall.issue("company-setup")
    expect(plain.locator("#waiting")).to_have_text("1")
    small = opened_by_key(plain)
    painted(small)
    small.keyboard.press("Enter")
    small_number(small, only)
    small.keyboard.press("0")
    expect(small.locator(".undo")).to_be_visible()
    small.keyboard.press("z")
    small_number(small, only)
    expect(small.locator(".undo")).to_be_hidden()


def test_its_key_closes_it_again(console: Page) -> None:
    small = opened_by_key(console)
    with small.expect_event("close", timeout=SOON_MS):
        console.keyboard.press("m")


def test_a_plain_window_shares_the_console_and_its_stream(hall: LiveHall, plain: Page) -> None:
    streams: list[str] = []
    plain.context.on(
        "request", lambda asked: streams.append(asked.url) if "stream" in asked.url else None
    )
    only = hall.issue("company-setup")
    expect(plain.locator("#waiting")).to_have_text("1")
    small = opened_by_key(plain)
    painted(small)
    small.keyboard.press("Enter")
    small_number(small, only)
    number(plain, only)
    assert streams == []


def test_a_plain_window_goes_on_alone_when_the_console_is_closed(
    hall: LiveHall, plain: Page
) -> None:
    small = opened_by_key(plain)
    with small.expect_request("**/stream", timeout=SOON_MS):
        plain.close()
    only = hall.issue("company-setup")
    expect(small.locator(".small-waiting")).to_have_text("等候人数 1", timeout=SOON_MS)
    small.keyboard.press("Enter")
    small_number(small, only)
    small.keyboard.press("+")
    expect(small.locator(".said")).to_have_text(f"{only} 办理完毕", timeout=SOON_MS)


def test_the_card_says_that_this_browser_keeps_it_on_top(console: Page) -> None:
    console.keyboard.press("F1")
    expect(console.locator("#small-can")).to_contain_text("可以把小窗一直放在最上面")


def test_the_card_says_that_this_browser_does_not(plain: Page) -> None:
    plain.keyboard.press("F1")
    expect(plain.locator("#small-can")).to_contain_text("只能打开普通小窗")


def test_all_of_it_fits_into_its_size(hall: LiveHall, plain: Page) -> None:
    only = hall.issue("company-setup")
    expect(plain.locator("#waiting")).to_have_text("1")
    plain.keyboard.press("Enter")
    number(plain, only)
    small = opened_by_key(plain)
    small.set_viewport_size({"width": 360, "height": 220})
    small_number(small, only)
    expect(small.locator(".said")).to_contain_text("屏幕尚未确认显示")  # the longest sentence
    for verb in ("call-next", "recall", "finish", "miss"):
        expect(small.locator(f'[data-verb="{verb}"]')).to_be_in_viewport(ratio=1)
