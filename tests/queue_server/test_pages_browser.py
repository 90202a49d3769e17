"""The pages in a real browser, driven as a clerk does: by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_hall import PASSWORD, LiveHall
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from queue_server.contract.messages import PriorityReason, TicketState, WindowStatus

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1366, "height": 768}
ZOOMED = {"width": 683, "height": 384}  # the same screen at 200 %
WCAG_2_2_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[LiveHall]:
    found = LiveHall(tmp_path)
    yield found
    found.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, hall: LiveHall) -> Iterator[Open]:
    """A page in a browser of its own; afterwards none may have complained."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(path: str, language: str = "zh-CN", viewport: dict[str, int] = DESK) -> Page:
        context = browser.new_context(viewport=viewport, locale=language)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said.text) else None)
        page.goto(hall.url + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text


@pytest.fixture
def console(hall: LiveHall, open_page: Open) -> Page:
    return at_window(open_page, "1", "wang")


def at_window(open_page: Open, window: str, account: str, **told: object) -> Page:
    page = open_page("/clerk", **told)
    log_in(page, account, window)
    expect(page.locator("#status")).to_have_text(re.compile("服务中|open"))
    return page


def log_in(page: Page, account: str, window: str = "", password: str = PASSWORD) -> None:
    if window:
        page.select_option("#window", window)
    page.fill("#account", account)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def number(page: Page, text: str) -> None:
    expect(page.locator("#number")).to_have_text(text)


# --- logging in ------------------------------------------------------------------------------


def test_a_wrong_password_is_told_politely_and_opens_nothing(
    hall: LiveHall, open_page: Open
) -> None:
    page = open_page("/clerk")
    log_in(page, "wang", "1", password="a wrong sentence")
    expect(page.locator("#problem")).to_have_text("账号或密码不对，请重新输入。")
    assert hall.view("1").status is WindowStatus.CLOSED


def test_logging_in_needs_no_mouse(hall: LiveHall, open_page: Open) -> None:
    page = open_page("/clerk")
    page.keyboard.type("1")  # the window's select has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("wang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1号窗口")


def test_a_second_clerk_takes_the_window_over_and_the_first_sees_it(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    other = at_window(open_page, "1", "li")
    expect(console.locator("#lost")).to_be_visible()
    expect(other.locator("#clerk-name")).to_have_text("李强")


def test_logging_out_closes_the_window(hall: LiveHall, console: Page) -> None:
    console.click("#log-out")
    expect(console.locator("#login")).to_be_visible()
    assert hall.view("1").status is WindowStatus.CLOSED


# --- a visit, by keys alone ------------------------------------------------------------------


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
    expect(console.locator("#status")).to_have_text("暂停服务")
    console.keyboard.press("NumpadDivide")
    expect(console.locator("#status")).to_have_text("服务中")
    console.keyboard.press("r")
    console.keyboard.press("Enter")
    expect(said).to_have_text(f"{first} 已取回")
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
    console.keyboard.type("12")
    console.keyboard.press("Enter")
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
    console.click("#single-keys")
    console.focus("main")
    console.keyboard.press("Enter")
    console.reload()
    expect(console.locator("#single-keys")).to_have_text("单键操作：关")
    assert hall.view("1").ticket is None


def test_an_elder_is_called_first_and_marked_in_words(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    elder = hall.issue("company-setup", priority_reason=PriorityReason.ELDER)
    expect(console.locator("#queue .what").first).to_have_text(elder)
    console.keyboard.press("Enter")
    number(console, elder)
    expect(console.locator("#elder")).to_have_text("老年人优先")


# --- what the clerk is told ------------------------------------------------------------------


def test_the_clerk_sees_that_the_board_shows_the_call(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    expect(console.locator("#board")).to_have_text("等待屏幕确认…")
    hall.show("1")
    expect(console.locator("#board")).to_have_text("✓ 屏幕已显示 (hall)")


def test_a_silent_board_is_told_after_three_seconds(hall: LiveHall, console: Page) -> None:
    hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    expect(console.locator("#board")).to_contain_text("屏幕尚未确认显示", timeout=6000)


def test_the_clerk_sees_that_a_visitor_rated_and_never_how(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, ticket)
    console.keyboard.press("+")
    expect(console.locator("#rating")).to_have_text(f"正在请 {ticket} 评价")
    hall.press_a_star("1", 2)
    expect(console.locator("#rating")).to_have_text(f"{ticket} 已评价")
    assert "不满意" not in console.inner_text("body")


def test_a_visitor_who_did_not_press_is_not_rated(hall: LiveHall, console: Page) -> None:
    first = hall.issue("company-setup")
    hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    console.keyboard.press("Enter")
    number(console, first)
    console.keyboard.press("+")
    expect(console.locator("#rating")).to_have_text(f"正在请 {first} 评价")
    console.keyboard.press("Enter")
    expect(console.locator("#rating")).to_have_text(f"{first} 未评价")


def test_keys_pressed_on_the_pad_are_seen_on_the_page(hall: LiveHall, console: Page) -> None:
    ticket = hall.issue("company-setup")
    queue, now = hall.parts.queue, hall.parts.clock()
    hall.parts.store.write(lambda tx: queue.at(tx, "1", "desk-d1", now).call_next())
    number(console, ticket)


# --- when things break -----------------------------------------------------------------------


def test_a_press_during_an_outage_counts_once_when_the_server_is_back(
    hall: LiveHall, console: Page
) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    hall.hang_up()
    expect(console.locator("#link")).to_have_text("连接中断，正在重新连接…")
    console.keyboard.press("Enter")
    expect(console.locator("#problem")).to_contain_text("正在重试同一次操作")
    console.keyboard.press("Enter")
    hall.serve()
    number(console, first)
    expect(console.locator("#link")).to_have_text("已连接", timeout=15000)
    expect(console.locator("#queue .what")).to_have_text([second])


def test_an_answer_that_is_lost_does_not_call_a_second_visitor(
    hall: LiveHall, console: Page
) -> None:
    first, second = hall.issue("company-setup"), hall.issue("company-setup")
    expect(console.locator("#waiting")).to_have_text("2")
    sent: list[str | None] = []
    console.on("request", lambda asked: sent.append(asked.post_data))
    hall.lost_answers = 1
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text(f"已叫 {first}")
    tries = [body for body in sent if body]
    assert len(tries) == 2
    assert tries[0] == tries[1]
    assert [waiting.number for waiting in hall.view("1").queue] == [second]


def test_escape_stops_the_retries_and_asks_to_look_first(hall: LiveHall, console: Page) -> None:
    console.route("**/call-next", lambda route: route.abort())
    console.keyboard.press("Enter")
    expect(console.locator("#problem")).to_contain_text("正在重试")
    console.keyboard.press("Escape")
    expect(console.locator("#problem")).to_contain_text("请先看号码再操作")


def test_a_lost_session_is_told_and_leads_to_the_login(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    console.context.clear_cookies()
    console.keyboard.press("Enter")
    expect(console.locator("#lost")).to_contain_text("登录已失效")
    console.click("#lost a")
    expect(console.locator("#login")).to_be_visible()


# --- the others ------------------------------------------------------------------------------


def test_the_phone_follows_the_ticket_without_reloading(
    hall: LiveHall, console: Page, open_page: Open
) -> None:
    ticket = hall.issue("company-setup")
    phone = open_page("/clerk", viewport={"width": 390, "height": 844})
    phone.goto(hall.ticket_link(ticket))
    expect(phone.locator("#now")).to_contain_text("下一位就是您")
    phone.evaluate("window.sameDocument = true")
    console.keyboard.press("Enter")
    number(console, ticket)
    # what the page does by itself every 15 s, and whenever it is looked at again
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.locator("#now")).to_have_text("请到 1 号窗口")
    assert phone.evaluate("window.sameDocument") is True


def test_the_supervisor_logs_in_and_finds_the_csv(hall: LiveHall, open_page: Open) -> None:
    page = open_page("/reports?by=service")
    hall.issue("company-setup")
    log_in(page, "lead")
    expect(page.locator("tbody th")).to_have_text(["企业设立登记"])
    with page.expect_download() as download:
        page.click("a[download]")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("按业务,取号量,叫号量,办理量")
    assert text.splitlines()[1].startswith("企业设立登记,1,0,0")


# --- for everybody ---------------------------------------------------------------------------


def accessible(page: Page) -> None:
    found = Axe().run(page, options=WCAG_2_2_AA)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_no_page_breaks_the_rules_of_access(
    hall: LiveHall, open_page: Open, language: str, scheme: str
) -> None:
    page = open_page("/clerk", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    accessible(page)
    log_in(page, "wang", "1")
    for _ in range(3):
        ticket = hall.issue("company-setup")
    expect(page.locator("#waiting")).to_have_text("3")
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#current")).to_have_attribute("data-state", "called")
    hall.show("1")
    expect(page.locator("#board")).to_contain_text("hall")
    accessible(page)
    page.keyboard.press("*")
    accessible(page)
    page.goto(hall.ticket_link(ticket))
    accessible(page)


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "dark"), ("en-GB", "light")])
def test_the_supervisors_pages_keep_the_rules_of_access(
    hall: LiveHall, console: Page, open_page: Open, language: str, scheme: str
) -> None:
    hall.issue("company-setup")
    hall.issue("entry-exit")
    expect(console.locator("#waiting")).to_have_text("1")
    console.keyboard.press("Enter")
    number(console, "A001")
    console.keyboard.press("+")
    expect(console.locator("#rating")).to_contain_text("A001")
    hall.press_a_star("1", 4)
    page = open_page("/hall", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "lead")
    expect(page.locator("#live")).to_be_visible()
    accessible(page)
    page.goto(f"{hall.url}/reports")
    expect(page.locator("svg.chart").first).to_be_visible()
    accessible(page)


def test_at_200_percent_the_number_and_all_verbs_are_on_one_screen(
    hall: LiveHall, open_page: Open
) -> None:
    page = at_window(open_page, "1", "wang", viewport=ZOOMED)
    hall.issue("company-setup")
    expect(page.locator("#waiting")).to_have_text("1")
    page.keyboard.press("Enter")
    number(page, "A001")
    page.wait_for_function("window.scrollY === 0")
    for place in ["#number", *(f'[data-verb="{v}"]' for v in ("call-next", "finish", "pause"))]:
        expect(page.locator(place)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_happened_is_spoken(hall: LiveHall, console: Page) -> None:
    for place, role in (("#said", "status"), ("#problem", "alert"), ("#board", "status")):
        assert console.locator(place).get_attribute("role") == role


def test_the_focus_is_seen(hall: LiveHall, console: Page) -> None:
    console.focus('[data-verb="pause"]')
    console.keyboard.press("Shift+Tab")
    console.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert console.evaluate(outline) == "solid"


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
