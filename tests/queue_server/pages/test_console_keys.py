"""The console, driven as a clerk does: by keys alone."""

from __future__ import annotations

import pytest
from clerk_at_keys import Open, at_window, log_in, number
from live_hall import PASSWORD, LiveHall
from playwright.sync_api import Page, expect

from queue_server.contract.messages import PriorityReason, TicketState, WindowStatus

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_told_politely_and_opens_nothing(
    hall: LiveHall, open_page: Open
) -> None:
    page = open_page("/clerk")
    log_in(page, "wang", "1", password="a wrong sentence")
    expect(page.locator("#problem")).to_have_text("账号或密码不对，请重新输入。")
    assert hall.view("1").status is WindowStatus.CLOSED


def test_logging_in_needs_no_mouse(hall: LiveHall, open_page: Open) -> None:
    page = open_page("/clerk")
    page.keyboard.type("wang")  # who names no window gets the own one
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1号窗口")


def test_a_second_clerk_takes_the_window_over_and_the_first_sees_it(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    other = open_page("/clerk")
    log_in(other, "li", "1")
    expect(other.locator("#question")).to_be_focused()
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    expect(console.locator("#lost")).to_contain_text("李强")
    expect(other.locator("#clerk-name")).to_have_text("李强")


def test_logging_out_closes_the_window(hall: LiveHall, console: Page) -> None:
    console.click("#log-out")
    expect(console.locator("#login")).to_be_visible()
    assert hall.view("1").status is WindowStatus.CLOSED


def test_a_visit_from_next_to_finish_takes_three_keys(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    expect(console.locator("#state")).to_have_text("已叫号")
    console.keyboard.press("s")
    expect(console.locator("#state")).to_have_text("办理中")
    console.keyboard.press("NumpadAdd")
    expect(console.locator("#said")).to_have_text(f"{ticket} 办理完毕")
    assert hall.view("1").ticket is None


def test_two_windows_get_two_visitors_and_see_the_queue_shrink_without_reloading(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    other = at_window(open_page, "2", "li")
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(other.locator("#queue .what")).to_have_text([first, second])
    other.evaluate("window.sameDocument = true")
    console.keyboard.press("NumpadEnter")
    number(console, first)
    expect(other.locator("#queue .what")).to_have_text([second])
    other.keyboard.press("NumpadEnter")
    number(other, second)
    expect(console.locator("#waiting")).to_have_text("0")
    assert other.evaluate("window.sameDocument") is True


def test_a_double_press_calls_one_visitor(hall: LiveHall, console: Page) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    console.keyboard.press("Enter")
    console.keyboard.press("Enter")
    number(console, first)
    expect(console.locator("#queue .what")).to_have_text([second])
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text(f"刚刚已叫 {first}")


def test_each_key_does_its_verb(hall: LiveHall, console: Page) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    said = console.locator("#said")
    console.keyboard.press("Enter")
    expect(said).to_have_text(f"已叫 {first}")
    console.keyboard.press("NumpadDecimal")
    expect(said).to_have_text(f"已重呼 {first}")
    expect(console.locator("#calls")).to_have_text("已叫 2 次")
    console.keyboard.press("NumpadSubtract")
    expect(said).to_have_text(f"{first} 已挂起")
    expect(console.locator("#held .what")).to_have_text([first])
    console.keyboard.press("Enter")
    expect(said).to_have_text(f"已叫 {second}")
    console.keyboard.press("Numpad0")
    expect(said).to_have_text(f"{second} 已记过号")
    expect(console.locator("#missed .what")).to_have_text([second])
    console.keyboard.press("NumpadDivide")
    console.keyboard.press("Enter")
    expect(console.locator("#status")).to_have_text("暂停服务")
    console.keyboard.press("NumpadDivide")
    expect(console.locator("#status")).to_have_text("服务中")
    console.keyboard.press("r")
    console.keyboard.press("Enter")
    expect(said).to_have_text(f"{first} 已回呼")
    console.keyboard.press("a")
    console.keyboard.press("Enter")
    expect(said).to_have_text(f"{first} 已记弃号")


def test_a_chosen_number_is_found_by_its_digits(hall: LiveHall, console: Page) -> None:
    for _ in range(3):
        hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("3")
    console.keyboard.press("c")
    expect(console.locator("#panel-text")).to_be_focused()
    console.keyboard.type("3")
    expect(console.locator("#panel-list li")).to_have_count(1)
    console.keyboard.press("Enter")
    number(console, "A003")


def test_a_transfer_goes_where_letter_or_window_number_say(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("NumpadMultiply")
    expect(console.locator("#panel-list")).to_contain_text("12号窗口 · 未开")
    console.keyboard.type("12")
    console.keyboard.press("Enter")
    console.keyboard.press("2")  # although nobody sits there
    expect(console.locator("#said")).to_have_text(f"{ticket} 已转移")
    assert [waiting.number for waiting in hall.view("12").queue] == [ticket]


def test_escape_leaves_the_panel_and_nothing_happens(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("*")
    console.keyboard.press("ArrowDown")
    console.keyboard.press("Escape")
    expect(console.locator("#panel")).to_be_hidden()
    console.keyboard.press("s")
    expect(console.locator("#state")).to_have_text("办理中")


def test_a_verb_that_is_not_possible_says_so_and_sends_nothing(
    hall: LiveHall, console: Page
) -> None:
    console.keyboard.press("+")
    expect(console.locator("#said")).to_have_text("现在不能“结束”。")


def test_after_a_click_enter_means_next_again(hall: LiveHall, console: Page) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    console.keyboard.press("Enter")
    number(console, first)
    console.click('[data-verb="miss"]')
    expect(console.locator("#said")).to_have_text(f"{first} 已记过号")
    console.keyboard.press("Enter")
    number(console, second)


def test_enter_on_a_verb_reached_by_tab_does_that_verb(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("NumpadEnter")
    number(console, ticket)
    console.focus('[data-verb="start"]')
    console.keyboard.press("Enter")
    expect(console.locator("#state")).to_have_text("办理中")


def test_single_keys_can_be_switched_off_and_stay_off(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    console.keyboard.press("F1")
    console.click("#single-keys")
    console.focus("main")
    console.keyboard.press("Enter")
    console.reload()
    console.keyboard.press("F1")
    expect(console.locator("#single-keys")).to_have_text("单键操作：关")
    assert hall.view("1").ticket is None


def test_an_elder_is_called_first_and_marked_in_words(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    elder = hall.issue("company-setup", priority_reason=PriorityReason.ELDER)
    expect(console.locator("#queue .what").first).to_have_text(elder)
    console.keyboard.press("Enter")
    number(console, elder)
    expect(console.locator("#elder")).to_have_text("老年人优先")


def test_served_means_served(hall: LiveHall, console: Page) -> None:
    """What the page says is what the data say."""
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("+")
    expect(console.locator("#said")).to_have_text(f"{ticket} 办理完毕")
    with hall.parts.store.read() as reader:
        day = hall.parts.views.day.date_of(hall.parts.clock())
        assert reader.numbered(day, [ticket])[0].state.value == TicketState.SERVED.value
