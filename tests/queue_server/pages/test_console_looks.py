"""One look at the console: who, how long, what next, and what is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from clerk_at_keys import Open, at_window, number
from live_hall import LiveHall
from playwright.sync_api import Page, expect
from seen_states import NAMES, ago, current, show, state, window
from test_pages_access import ZOOMED

pytestmark = pytest.mark.browser

SOON_MS = 30_000
A_MINUTE_LATER = """async () => {
  const clock = await import("/static/clock.js");
  clock.setServerTime(Date.now() + 61000);
}"""


def test_a_wait_is_told_against_the_target_in_words_and_shape(console: Page) -> None:
    """The target is 30 minutes; from two thirds of it on the wait is getting long."""
    for minutes, look, shape, words in (
        (19, "fine", "●", r"\d+:\d\d"),
        (21, "near", "▲", r"\d+:\d\d 将超时"),
        (31, "over", "◆", r"\d+:\d\d 超时"),
    ):
        show(console, window(ticket=current(minutes=minutes)))
        waited = console.locator("#waited")
        expect(waited).to_have_attribute("data-wait", look)
        expect(waited).to_have_text(re.compile(f"^{words}$"))
        before = "getComputedStyle(document.getElementById('waited'), '::before').content"
        assert console.evaluate(before)[1] == shape


SAYS: dict[str, dict[str, str | re.Pattern[str]]] = {
    "nobody": {"#hint": "现在没有人等候"},
    "ready": {"#hint": "有人来时自动叫下一位"},
    "called": {
        "#board": "✓ 屏幕已显示 (hall) · ✓ 语音已播报",
        "#rating": "正在请 A011 评价",
        "#by-service": "A企业设立登记3B变更与注销0",
    },
    "silent": {
        "#board": re.compile("^⚠ 屏幕尚未确认显示"),
        "#elder": "老年人优先",
        "#calls": "已叫 3 次",
    },
    "serving": {
        "#stand-in": "顶岗：赵敏",
        "#route": "一票到底 1/2 → 车辆与驾驶证",
        "#rating": "A011 已评价",
    },
    "ended": {
        "#rating": "A011 未评价",
        "#outcomes-of": "A011 已记 2 项",
        "#undo": re.compile(r"^已结束 A011 · 撤销 Z / Backspace \d+ s$"),
    },
    "overdue": {
        "#undo": re.compile(r"^办理时间过长，系统已结束 A011 · 撤销 Z / Backspace 9:\d\d$")
    },
    "paused": {"#number": "暂停服务 · 用餐", "#hint": "已暂停 12 分钟。 按 / 恢复服务"},
    "taken": {"#lost": re.compile("^李强 已接替这个窗口。")},
}


def test_the_console_says_it(console: Page) -> None:
    for name, said in SAYS.items():
        show(console, state(name))
        for place, text in said.items():
            expect(console.locator(place)).to_be_visible()
            expect(console.locator(place)).to_have_text(text, timeout=SOON_MS)


def test_a_call_that_no_voice_spoke_is_told(console: Page) -> None:
    show(console, window(ticket=current(), shown_by=["hall"], voices=["hall"]))
    board = console.locator("#board")
    expect(board).to_have_text("✓ 屏幕已显示 (hall) · 等待语音播报…")
    console.evaluate(A_MINUTE_LATER)
    expect(board).to_have_text("✓ 屏幕已显示 (hall) · ⚠ 语音没有播报：请口头呼叫。")
    expect(board).to_have_attribute("data-board", "silent")


def test_calling_again_does_not_make_the_wait_longer(console: Page) -> None:
    again = current(minutes=29.9, first_called_at=ago(0.5), called_at=ago(0), calls=4)
    show(console, window(ticket=again))
    expect(console.locator("#waited")).to_have_text(re.compile("^29:5"))


def test_what_can_not_be_taken_back_any_more_is_not_offered(console: Page) -> None:
    late: dict[str, Any] = {"verb": "miss", "number": "A011", "until": ago(0.01)}
    show(console, window(can_undo=late))
    expect(console.locator("#undo")).to_be_hidden()
    console.keyboard.press("Backspace")
    expect(console.locator("#said")).to_have_text("现在不能“撤销”。")


def test_the_undo_bar_can_be_clicked_and_goes_when_it_is_done(
    hall: LiveHall, console: Page
) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("0")
    console.locator("#undo").click()
    number(console, ticket)
    expect(console.locator("#undo")).to_be_hidden()
    expect(console.locator("#said")).to_have_text("已撤销")


def test_while_the_server_is_away_the_console_says_of_when_it_is(
    hall: LiveHall, console: Page
) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    hall.hang_up()
    expect(console.locator("#away")).to_have_text(
        re.compile(r"画面是 \d\d:\d\d:\d\d 的情况；号码都已保存"), timeout=SOON_MS
    )
    number(console, ticket)
    hall.serve()
    expect(console.locator("#away")).to_be_hidden(timeout=SOON_MS)


def test_the_card_of_keys_shows_every_key_and_goes_with_escape(console: Page) -> None:
    console.keyboard.press("?")
    card = console.locator("#card")
    expect(card).to_be_visible()
    expect(card.locator("dt")).to_contain_text(["Enter", ".", "+", "0"])
    expect(card).to_contain_text("小窗")
    console.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(console.locator("#queue")).to_be_attached()


def test_nothing_of_the_work_is_off_the_screen_in_any_state(
    hall: LiveHall, open_page: Open
) -> None:
    page = at_window(open_page, "1", "wang", language="en-GB")
    for name in NAMES:
        show(page, state(name))
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height <= page.viewport_size["height"], name  # type: ignore[index]


def test_at_200_percent_every_verb_and_how_many_wait_is_on_the_screen_in_any_state(
    hall: LiveHall, open_page: Open
) -> None:
    page = at_window(open_page, "1", "wang", language="en-GB", viewport=ZOOMED)
    lowest = "Math.max(...Array.from(document.querySelectorAll('.verb'), BOTTOM))"
    for name in NAMES:
        show(page, state(name))
        bottom = page.evaluate(lowest.replace("BOTTOM", "v => v.getBoundingClientRect().bottom"))
        assert bottom <= ZOOMED["height"], name
        expect(page.locator("#waiting-zoomed")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
