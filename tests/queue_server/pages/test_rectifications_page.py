"""What supervisors do after a low rating, in a real browser, by keys alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clerk_at_keys import Open, log_in, painted
from live_hall import _QUICK, PASSWORD, LiveHall
from playwright.sync_api import Page, expect
from test_pages_access import accessible
from unhappy_visitors import UnhappyVisitors

from queue_server.domain.rectifications import Case, State
from queue_server.rectifications import leave_contact
from queue_server.storage.provisioning import AccountRow, ensure_accounts

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
HERE = {"service": "company-setup", "clerk": "wang"}
WHY = {"channel": "tablet", "reasons": ["113"], "comment": "跑了三个窗口"}


@pytest.fixture
def visitors(hall: LiveHall) -> UnhappyVisitors:
    deputy = AccountRow("deputy", "副主任", "supervisor", None, _QUICK.hash(PASSWORD))
    ensure_accounts(hall.parts.store, [deputy])
    return UnhappyVisitors(hall.parts)


@pytest.fixture
def case(hall: LiveHall, visitors: UnhappyVisitors) -> Case:
    found = visitors.case(hall.parts.clock() - 3 * DAY, **HERE, **WHY)
    hall.parts.store.write(
        lambda tx: leave_contact(tx, found.act_id, "13800138000", hall.parts.clock())
    )
    return found


def supervisor(open_page: Open, path: str, account: str = "lead", **told: str) -> Page:
    page = open_page(path, **told)
    log_in(page, account)
    expect(page.locator("#log-out")).to_be_visible()
    painted(page)
    return page


def test_a_case_from_the_list_to_its_end_by_keys_alone(
    visitors: UnhappyVisitors, case: Case, open_page: Open
) -> None:
    page = supervisor(open_page, "/rectifications")
    row = page.locator(".cases tbody tr")
    expect(row).to_contain_text("待答复")
    expect(row).to_contain_text("个工作日")
    expect(page.locator("main")).not_to_contain_text("不满意")
    row.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rectifications/*")
    painted(page)
    for told in ("非常不满意", "跑了三个窗口", "王芳", "1 号窗口"):
        expect(page.locator(".facts").first).to_contain_text(told)
    page.focus("#answer")
    page.keyboard.type("已请窗口一次说清。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("已保存。")
    expect(page.locator(".state")).to_have_text("已答复，待回访")
    expect(page.locator("#next")).to_be_focused()
    expect(page.locator(".contact")).to_contain_text("13800138000")
    page.keyboard.press("Tab")
    expect(page.locator("#reached")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("满意答复")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".state")).to_have_text("已回访，待办结")
    expect(page.locator("#next")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".state")).to_have_text("已办结")
    expect(page.locator("main")).not_to_contain_text("13800138000")
    closed = visitors.now_of(case)
    assert (closed.state, closed.answer, closed.contact) == (
        State.CLOSED,
        "已请窗口一次说清。",
        "",
    )


def test_who_is_slower_is_told_and_loses_no_word(
    hall: LiveHall, visitors: UnhappyVisitors, case: Case, open_page: Open
) -> None:
    page = supervisor(open_page, f"/rectifications/{case.case_id}")
    page.fill("#answer", "我来答复")
    visitors.do("answer", case, "deputy", hall.parts.clock(), answer="先答复了")
    page.click('form[data-step="answer"] button')
    expect(page.locator("#said")).to_contain_text("刚被别人改过")
    expect(page.locator("#answer")).to_have_value("我来答复")
    page.reload()
    expect(page.locator("main")).to_contain_text("先答复了")
    expect(page.locator(".next")).to_contain_text("这一步由责任人办理：副主任")
    expect(page.locator('form[data-step="follow-up"]')).to_have_count(0)


def test_an_appeal_is_reviewed_by_a_third_person(
    visitors: UnhappyVisitors, case: Case, open_page: Open
) -> None:
    path = f"/rectifications/{case.case_id}"
    page = supervisor(open_page, path)
    page.fill("#appeal", "当天系统停机")
    page.focus('form[data-step="appeal"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".next")).to_contain_text("复核须由第三人办理")
    expect(page.locator('form[data-step="review"]')).to_have_count(0)
    other = supervisor(open_page, path, account="deputy")
    other.fill("#review", "停机属实")
    other.keyboard.press("Tab")
    other.keyboard.press("Tab")
    other.keyboard.press("Enter")
    expect(other.locator(".state")).to_have_text("已办结")
    expect(other.locator(".next")).to_contain_text("不计入统计")
    assert not visitors.now_of(case).counts


def test_what_is_typed_before_the_page_is_ready_gets_into_no_address(
    case: Case, open_page: Open
) -> None:
    page = supervisor(open_page, f"/rectifications/{case.case_id}")
    page.route("**/rectification.js", lambda route: route.abort())
    page.reload()
    page.fill("#answer", "SECRET")
    page.click('form[data-step="answer"] button')
    assert "SECRET" not in page.evaluate("location.href")
    expect(page.locator("#answer")).to_have_value("SECRET")


def test_what_is_overdue_says_so_in_words(
    hall: LiveHall, visitors: UnhappyVisitors, open_page: Open
) -> None:
    visitors.case(hall.parts.clock() - 30 * DAY, **HERE, **WHY)
    page = supervisor(open_page, "/rectifications?which=overdue")
    expect(page.locator('.due[data-look="overdue"]')).to_contain_text("已超期")
    page.goto(f"{hall.url}/rectifications?which=closed")
    expect(page.locator(".say")).to_have_text("这个月没有办结的整改单。")


def test_a_clerk_never_gets_to_see_a_case(case: Case, open_page: Open) -> None:
    page = open_page("/clerk")
    log_in(page, "wang", "1")
    expect(page.locator("#status")).to_be_visible()
    for path in ("/rectifications", f"/rectifications/{case.case_id}", "/reports/ratings"):
        page.goto(page.url.split("/clerk")[0] + path)
        page.wait_for_url("**/clerk")
        expect(page.locator("body")).not_to_contain_text("不满意")


@pytest.mark.parametrize("case_id", ["nonsense", "c48da3af-8eca-4bec-bedc-d0e807f437bf"])
def test_a_case_that_is_none_is_not_found(open_page: Open, case_id: str) -> None:
    page = supervisor(open_page, "/rectifications")
    answer = page.goto(f"{page.url}/{case_id}")
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_the_pages_keep_the_rules_of_access(
    hall: LiveHall,
    visitors: UnhappyVisitors,
    case: Case,
    open_page: Open,
    language: str,
    scheme: str,
) -> None:
    now = hall.parts.clock()
    overdue = visitors.case(now - 30 * DAY, **HERE, **WHY)
    appealed = visitors.case(now - DAY, **HERE, **WHY)
    visitors.do("appeal", appealed, "deputy", now, appeal="系统停机")
    visitors.do("answer", overdue, "lead", now, answer="已整改")
    visitors.do("follow_up", overdue, "lead", now, reached="nobody", said="无人接听")
    page = open_page("/rectifications", language=language)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "lead")
    expect(page.locator(".cases tbody tr")).to_have_count(3)
    accessible(page)
    for one in (case, overdue, appealed):
        page.goto(f"{hall.url}/rectifications/{one.case_id}")
        expect(page.locator("h1")).to_be_visible()
        accessible(page)
    page.goto(f"{hall.url}/rectifications?which=closed")
    accessible(page)
    page.goto(f"{hall.url}/reports/ratings?first={(now - 40 * DAY).date()}")
    expect(page.locator(".chart")).to_be_visible()
    accessible(page)
