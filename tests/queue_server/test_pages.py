"""What the pages say, without a browser: the tables' state in, HTML out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from morning import NINE, Morning, live_through
from pages_of_a_morning import CLERK, LEAD, House, words

from queue_server.contract.messages import Person
from queue_server.web import texts as texts_module
from queue_server.web.pages_ticket import ranges
from queue_server.web.problems import PROBLEMS
from queue_server.web.texts import LANGUAGES, texts
from queue_server.working_days import first_unknown_year

PHONE_PAGE_BYTES = 60_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    morning = Morning(tmp_path)
    yield House(morning)
    morning.close()


def test_a_reason_that_the_server_would_refuse_is_not_sent(house: House) -> None:
    """It would be lost with the form: the browser says so before."""
    house.person = LEAD
    page = house.get("/hall")
    (pattern,) = re.findall(r'id="reason"[^>]* pattern="([^"]+)"', page)
    (title,) = re.findall(r'id="reason"[^>]* title="([^"]+)"', page)
    assert "60" in title
    for reason, fits in (("停" * 60, True), ("停" * 61, False), ("停 / " + "p" * 121, False)):
        assert bool(re.fullmatch(pattern, reason)) is fits
    offered = re.findall(r'<option value="([^"]+)"', page)
    assert [reason for reason in offered if not re.fullmatch(pattern, reason)] == []


def test_from_december_on_the_halls_page_says_which_years_days_nobody_knows(house: House) -> None:
    house.person = LEAD
    year = first_unknown_year(2024)
    told = f"{year} 年的放假和调休安排还没有录入"
    house.morning.minute = (date(year - 1, 12, 5) - NINE.date()) / timedelta(minutes=1)
    assert told in words(house.get("/hall"))
    house.morning.minute -= timedelta(days=30) / timedelta(minutes=1)
    assert told not in words(house.get("/hall"))


# --- texts -----------------------------------------------------------------------------------


def flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= (
            flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: value}
        )
    return found


def test_every_language_says_the_same_things() -> None:
    keys = [flat(texts(language)).keys() for language in LANGUAGES]
    assert all(found == keys[0] for found in keys)


def test_every_language_fills_in_the_same_values() -> None:
    zh, en = (flat(texts(language)) for language in ("zh", "en"))
    fields = re.compile(r"\{(\w+)\}")
    for key in zh:
        assert sorted(fields.findall(zh[key])) == sorted(fields.findall(en[key])), key


def test_every_problem_of_the_server_has_a_polite_sentence() -> None:
    for language in LANGUAGES:
        assert PROBLEMS.keys() <= texts(language)["problem"].keys()


def test_no_file_of_texts_is_forgotten() -> None:
    folder = Path(texts_module.__file__).with_name("locale")
    assert {file.name for file in folder.iterdir()} == set(LANGUAGES)
    assert texts("zh")["page"]["language"] == "zh-CN"
    for file in folder.glob("*/*"):
        tables = tomllib.loads(file.read_text("utf-8"))
        assert list(tables) == [file.stem], f"{file}: another file's table would be lost"


# --- who sees what ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/clerk", "/hall", "/reports"])
def test_nobody_sees_a_staff_page_without_logging_in(house: House, path: str) -> None:
    page = house.get(path)
    assert 'type="password"' in page
    assert "data-verb" not in page


def test_a_clerk_who_asks_for_the_reports_comes_to_the_console(house: House) -> None:
    house.person = CLERK
    answer = house.client.get("/reports")
    assert (answer.status_code, answer.location) == (302, "/clerk")


def test_a_supervisor_has_no_console_but_may_log_in_at_a_window(house: House) -> None:
    house.person = LEAD
    assert 'type="password"' in house.get("/clerk")


def test_after_logging_in_the_report_that_was_asked_for_is_shown(house: House) -> None:
    page = house.get("/reports?by=hour")
    assert '"/reports?by=hour"' in page.replace("\\u0026", "&")


def test_the_console_offers_every_verb_with_its_key(house: House) -> None:
    house.person = CLERK
    page = house.get("/clerk")
    verbs = re.findall(r'data-verb="([\w-]+)" aria-keyshortcuts="([^"]+)"', page)
    assert dict(verbs) == {
        "call-next": "Enter",
        "recall": ". ,",
        "finish": "Plus =",
        "miss": "0",
        "start": "8 s",
        "hold": "-",
        "resume": "9 r",
        "transfer": "*",
        "call": "c",
        "abandon": "a",
        "walk-in": "w",
        "ask-rating": "p",
        "outcome": "o",
        "notice": "n",
        "pause": "/",
        "undo": "z Backspace",
        "small": "m",
    }


def test_a_console_whose_session_was_lost_shows_the_login_again(house: House) -> None:
    house.person = CLERK
    assert 'type="password"' in house.get("/clerk?again=1")


class Inline(HTMLParser):
    """Finds what a strict content policy would not run or apply."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "style" or "style" in named or any(name.startswith("on") for name in named):
            self.found.append(f"<{tag}> {named}")
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.found.append("inline script")
        for name in ("src", "href"):
            if (named.get(name) or "").startswith(("http", "//", "data:", "javascript:")):
                self.found.append(f"{name} elsewhere")


@pytest.mark.parametrize("path", ["/clerk", "/hall", "/reports", "/t/none"])
def test_no_page_needs_an_inline_script_or_style_or_another_host(house: House, path: str) -> None:
    live_through(house.morning)
    house.person = CLERK if path == "/clerk" else LEAD
    inline = Inline()
    inline.feed(house.client.get(path).get_data(as_text=True))
    assert inline.found == []


def test_a_visitors_language_is_the_browsers_until_another_is_chosen(house: House) -> None:
    assert 'lang="zh-CN"' in house.get("/clerk")
    assert 'lang="en"' in house.get("/clerk", "en-GB,en;q=0.8")
    assert 'lang="zh-CN"' in house.get("/clerk", "fr")
    assert 'lang="en"' in house.get("/clerk?lang=en")
    assert 'lang="en"' in house.get("/clerk")


# --- the visitor's phone ---------------------------------------------------------------------


def test_a_phone_shows_the_number_and_how_many_are_ahead(house: House) -> None:
    house.morning.issue("real-estate", 0)
    ticket = house.morning.issue("real-estate", 1)
    shown = words(house.get(f"/t/{ticket.ticket_id}"))
    assert "E002" in shown
    assert "前面还有 1 人" in shown
    assert "15–34" in shown
    assert "请在二楼社会事务区等候" in shown


def test_a_phone_says_which_window_to_go_to(house: House) -> None:
    ticket = house.morning.issue("company-setup", 0)
    house.morning.at("2", 1, "log_in", "li")
    house.morning.at("2", 2, "call_next")
    assert "请到 2 号窗口" in words(house.get(f"/t/{ticket.ticket_id}"))
    assert "Please go to window 2" in words(house.get(f"/t/{ticket.ticket_id}", "en"))


def test_a_phone_says_what_a_missed_number_means(house: House) -> None:
    cai = live_through(house.morning)["cai"]
    assert "您的号已过。 过号作废" in words(house.get(f"/t/{cai.ticket_id}"))


def test_a_finished_visit_asks_the_server_no_more(house: House) -> None:
    ann = live_through(house.morning)["ann"]
    assert 'data-ended="true"' in house.get(f"/t/{ann.ticket_id}")


@pytest.mark.parametrize("ticket_id", ["none", "0195b6a0-0000-7000-8000-000000000000"])
def test_a_wrong_link_is_not_found_and_says_what_to_do(house: House, ticket_id: str) -> None:
    answer = house.client.get(f"/t/{ticket_id}")
    assert answer.status_code == 404
    assert "没有找到这个号" in words(answer.get_data(as_text=True))


def test_the_phones_page_names_nobody_and_is_kept_out_of_search(house: House) -> None:
    person = Person(hash="ab" * 32, masked_name="张*")
    ticket = house.morning.issue("household", 0, person=person)
    page = house.get(f"/t/{ticket.ticket_id}")
    assert "张" not in page
    assert "abab" not in page
    assert '<meta name="robots" content="noindex' in page


def test_all_that_a_phone_loads_is_under_60_kb(house: House) -> None:
    ticket = house.morning.issue("household", 0)
    page = house.get(f"/t/{ticket.ticket_id}")
    loaded = [page.encode()]
    for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        answer = house.client.get(link)
        assert answer.status_code == 200
        loaded.append(answer.get_data())
    assert len(loaded) == 4
    assert sum(map(len, loaded)) < PHONE_PAGE_BYTES


def test_windows_are_told_as_people_say_them() -> None:
    assert ranges(["3", "1", "2", "7", "10", "11"]) == "1–3, 7, 10–11"
    assert ranges([]) == ""


# --- the supervisor --------------------------------------------------------------------------


def test_the_report_shows_the_figures_and_each_columns_formula(house: House) -> None:
    live_through(house.morning)
    house.person = LEAD
    page = house.get("/reports")
    assert re.search(r'<th scope="row">1号窗口</th><td>2</td><td>2</td><td>2</td>', page)
    assert page.count('id="formula-') == page.count('href="#formula-')
    assert "评价率（占可评价数）" in page
    assert page.count("<svg") == 3


def test_few_cases_are_marked_in_words_not_only_in_grey(house: House) -> None:
    live_through(house.morning)
    house.person = LEAD
    assert "依据少于 5 件" in house.get("/reports")


def test_a_day_without_visitors_says_so(house: House) -> None:
    house.person = LEAD
    assert "这一天没有记录" in house.get("/reports?date=2020-01-01")


@pytest.mark.parametrize("query", ["date=yesterday", "by=mood", "date=", "date=2026-02-31"])
def test_a_question_that_means_nothing_shows_today(house: House, query: str) -> None:
    live_through(house.morning)
    house.person = LEAD
    assert 'value="2026-11-23"' in house.get(f"/reports?{query}")
