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
from flask import Flask
from flask.testing import FlaskClient
from morning import NINE, Morning, live_through

from queue_server.contract.kiosks import KiosksNow
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, PaperLevel, Person
from queue_server.programs import Programs
from queue_server.web import texts as texts_module
from queue_server.web.gate import Principal
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import pages
from queue_server.web.pages_ticket import ranges
from queue_server.web.problems import PROBLEMS
from queue_server.web.texts import LANGUAGES, texts
from queue_server.working_days import first_unknown_year

CLERK = Principal(
    role="clerk", name="wang", windows=frozenset({"1"}), window="1", csrf="csrf-of-wang"
)
LEAD = Principal(role="supervisor", name="lead", windows=frozenset())
PHONE_PAGE_BYTES = 60_000
FITTED = {"server": (), "display": ("hall",), "kiosk-k1": ("id_reader", "printer")}


class House:
    """The pages of a morning; `person` is who asks, `programs` hear the devices."""

    def __init__(self, morning: Morning) -> None:
        self.morning = morning
        self.person: Principal | None = None
        self.programs = Programs(FITTED, lambda: morning.now)
        app = Flask("pages", static_folder=None)
        frame = PageFrame(
            layout=morning.layout,
            store=morning.store,
            views=morning.views,
            clock=lambda: morning.now,
            who=lambda: self.person,
            devices=self.programs.now,
            kiosks=lambda: KiosksNow(kiosks=[]),
        )
        app.register_blueprint(pages(frame))
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, language: str = "zh-CN,zh;q=0.9") -> str:
        answer = self.client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    morning = Morning(tmp_path)
    yield House(morning)
    morning.close()


def words(page: str) -> str:
    """What a person reads of a page."""
    shown = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


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


def test_the_hall_shows_each_window_and_where_nobody_serves(house: House) -> None:
    house.morning.at("1", 0, "log_in", "wang")
    house.morning.issue("company-setup", 0)
    house.morning.at("1", 1, "call_next")
    house.morning.issue("entry-exit", 1)
    house.person = LEAD
    house.morning.minute = 11
    page = house.get("/hall")
    assert page.count('class="window"') == 84
    assert re.search(r'data-state="called">\s*<span class="where">1</span>', page)
    assert "已叫号 10:00" in words(page)
    assert "出入境证件 1 人等候，没有开放的窗口" in words(page)


def kiosk(printer: DeviceHealth) -> HealthFact:
    reader = DeviceHealth(state=DeviceState.OK, since=NINE, last_contact=NINE)
    devices = {"id_reader": reader, "printer": printer}
    return HealthFact(program="kiosk-k1", online=True, devices=devices)


def test_a_device_fault_says_what_to_do_and_comes_first(house: House) -> None:
    since = NINE - timedelta(minutes=5)
    printer = DeviceHealth(
        state=DeviceState.FAULT,
        since=since,
        cause="paper_out",
        last_contact=NINE,
        counters={"link_lost": 2, "no_answer": 0},
        paper=PaperLevel.OUT,
    )
    house.programs.note(kiosk(printer))
    house.programs.note(HealthFact(program="display", online=False, lost=True))
    house.person = LEAD
    shown = words(house.get("/hall"))
    assert "取号机 k1 · 打印机 故障 · 缺纸：请换纸卷。" in shown
    assert "打印机 故障 自 08:55 最后联系 09:00 缺纸 断线 2 次 缺纸：请换纸卷。" in shown
    assert shown.index("缺纸") < shown.index("程序失去联系")


def test_a_program_that_is_lost_leaves_its_devices_marked_as_old(house: House) -> None:
    house.programs.note_broker(True)
    house.programs.note(kiosk(DeviceHealth(state=DeviceState.OK, since=NINE)))
    house.programs.note(HealthFact(program="kiosk-k1", online=False, lost=True))
    house.person = LEAD
    page = house.get("/hall")
    assert page.count('data-look="stale"') == 2
    assert "取号机 k1 失去联系" in words(page)
    assert "打印机 上次正常" in words(page)


def test_a_program_that_was_stopped_is_no_alarm_in_red(house: House) -> None:
    house.programs.note(HealthFact(program="kiosk-k1", online=False))
    house.person = LEAD
    page = house.get("/hall")
    assert re.search(r'<li class="say turn">.*?取号机 k1.*?已停止', page, re.DOTALL)


def test_a_device_nobody_spoke_of_yet_stands_on_the_wall(house: House) -> None:
    house.person = LEAD
    page = house.get("/hall", "en")
    assert page.count('<li class="tile" data-look="silent">') == 3
    assert "board hall not reported yet" in words(page)


def test_a_program_that_never_speaks_is_told_when_it_had_time_to(house: House) -> None:
    house.programs.note_broker(True)
    house.person = LEAD
    attention = re.compile(r'<li class="say turn">.*?取号机 k1.*?未报告', re.DOTALL)
    assert not attention.search(house.get("/hall"))
    house.morning.minute += 2
    assert attention.search(house.get("/hall"))


def test_without_the_broker_the_wall_says_that_it_is_old(house: House) -> None:
    house.person = LEAD
    assert "与消息服务断开" in house.get("/hall")
    house.programs.note_broker(True)
    assert "与消息服务断开" not in house.get("/hall")


def test_a_cause_that_no_text_knows_is_still_told(house: House) -> None:
    devices = {"hall": DeviceHealth(state=DeviceState.FAULT, since=NINE, cause="worn_out")}
    house.programs.note(HealthFact(program="display", online=True, devices=devices))
    house.person = LEAD
    assert "worn_out" in house.get("/hall")


def test_a_name_is_text_and_never_markup(house: House) -> None:
    house.morning.at("1", 0, "log_in", "<b>")
    house.person = LEAD
    assert "<b>" not in house.get("/hall")
