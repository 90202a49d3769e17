"""Two clerks and one window, in two browsers, by keys alone."""

from __future__ import annotations

import re

from argon2 import PasswordHasher
from clerk_at_keys import Open, at_window, log_in, number, painted
from live_hall import PASSWORD, LiveHall
from playwright.sync_api import Page, expect

from queue_server.storage.provisioning import AccountRow, ensure_accounts

SOON_MS = 30_000


def says_yes(page: Page) -> None:
    expect(page.locator("#yes")).to_be_visible()
    painted(page)
    page.locator("#yes").press("Enter")


def sits(page: Page, window: str) -> None:
    expect(page.locator(".where")).to_have_text(re.compile(window), timeout=SOON_MS)


def test_who_takes_over_is_asked_first_and_goes_on_with_the_visit(
    hall: LiveHall, open_page: Open
) -> None:
    first = at_window(open_page, "1", "wang")
    taken = hall.issue("company-setup")
    first.keyboard.press("Enter")
    number(first, taken)
    second = open_page("/clerk")
    log_in(second, "li", "1")
    question = second.locator("#question")
    expect(question).to_contain_text("王芳")
    expect(question).to_contain_text(taken)
    expect(question).to_be_focused()
    assert hall.view("1").clerk == "wang"
    second.keyboard.press("Tab")
    second.keyboard.press("Enter")
    number(second, taken)
    assert hall.view("1").clerk == "li"
    expect(first.locator("#lost")).to_contain_text("李强", timeout=SOON_MS)
    expect(first.locator("#link")).to_have_text("")  # it is over: nothing is tried again
    expect(first.locator("#verbs [aria-disabled=false]")).to_have_count(0)


def test_a_second_enter_of_a_bouncing_key_takes_nothing_over(
    hall: LiveHall, open_page: Open
) -> None:
    at_window(open_page, "1", "wang")
    second = open_page("/clerk")
    log_in(second, "li", "1")
    expect(second.locator("#question")).to_be_focused()
    second.keyboard.press("Enter")
    second.keyboard.press("Escape")
    expect(second.locator("#question")).to_be_hidden()
    expect(second.locator("#window")).to_be_focused()
    assert hall.view("1").clerk == "wang"


def test_a_browser_that_was_closed_meanwhile_reads_it_on_the_log_in_page(
    hall: LiveHall, open_page: Open
) -> None:
    first = at_window(open_page, "1", "wang")
    first.goto("about:blank")
    second = open_page("/clerk")
    log_in(second, "li", "1")
    says_yes(second)
    sits(second, "1")
    first.goto(f"{hall.url}/clerk")
    expect(first.locator(".say.turn").first).to_contain_text("李强")
    expect(first.locator("#account")).to_be_focused()


def test_who_sits_elsewhere_says_that_they_move(hall: LiveHall, open_page: Open) -> None:
    first = at_window(open_page, "1", "wang", language="en-GB")
    second = open_page("/clerk", language="en-GB")
    log_in(second, "wang", "3")
    expect(second.locator("#question")).to_contain_text("still logged in at window 1")
    says_yes(second)
    sits(second, "3")
    assert (hall.view("1").status, hall.view("3").clerk) == ("closed", "wang")
    expect(first.locator("#lost")).to_contain_text("window 3", timeout=SOON_MS)


def test_who_names_no_window_comes_to_the_usual_one(hall: LiveHall, open_page: Open) -> None:
    page = open_page("/clerk")
    expect(page.locator("#account")).to_be_focused()
    page.keyboard.type("li")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    sits(page, "2")
    assert hall.view("2").clerk == "li"


def test_who_has_no_window_of_their_own_is_told_to_choose_one(
    hall: LiveHall, open_page: Open
) -> None:
    secret = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    ensure_accounts(hall.parts.store, [AccountRow("zhao", "赵敏", "clerk", None, secret)])
    page = open_page("/clerk")
    log_in(page, "zhao")
    expect(page.locator("#problem")).to_contain_text("请选择窗口")
    expect(page.locator("#window")).to_be_focused()


def test_strangers_do_not_learn_who_sits_where(hall: LiveHall, open_page: Open) -> None:
    at_window(open_page, "1", "wang")
    stranger = open_page("/clerk")
    assert "王芳" not in stranger.content()
    log_in(stranger, "li", "1", password="a guess")
    expect(stranger.locator("#problem")).to_be_visible()
    expect(stranger.locator("#question")).to_be_hidden()
    assert "王芳" not in stranger.content()
