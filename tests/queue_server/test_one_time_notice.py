"""The one-time notice: what it keeps, who makes it, whose guides it is picked from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from small_hall import ALICE, SmallHall
from web_callers import UNKNOWN, code_of
from window_work import WindowWork, hall_with_guides


@pytest.fixture
def work(tmp_path: Path) -> Iterator[WindowWork]:
    hall = SmallHall(hall_with_guides(tmp_path))
    found = WindowWork(hall)
    found.sit()
    yield found
    hall.close()


def page(work: WindowWork, link: str, who: str = "c1", query: str = "") -> tuple[int, str]:
    answer = work.web.ask(work.tokens.get(who, ""), "GET", link + query)
    return answer.status_code, answer.text


def test_a_notice_keeps_the_guides_own_words_and_the_clerks(work: WindowWork) -> None:
    act = work.visit()
    missing = [{"name": "身份证", "note": "须在有效期内"}, {"name": "租赁合同"}]
    told = {"act_id": str(act), "guide": "setup", "missing": missing, "note": "工作日再来"}
    answer = work.verb("notices", **told)
    assert answer.status_code == 200, answer.text
    (row,) = work.hall.rows("SELECT guide, title, missing, note, place, phone FROM notice")
    assert (row[0], json.loads(row[1])["zh"], row[3], row[5]) == (
        "setup",
        "公司设立",
        "工作日再来",
        "12345",
    )
    card, lease = json.loads(row[2])
    assert (card["originals"], card["copies"]) == (1, 2)
    assert card["name"]["en"] == "Identity card"
    assert (card["note"]["zh"], card["remark"]) == ("复印在同一张纸上", "须在有效期内")
    assert (lease["name"], lease["originals"]) == ({"zh": "租赁合同"}, 0)
    assert json.loads(row[4])["en"] == "Floor 1, window 1"


def test_the_making_is_in_the_log_with_how_much_was_missing(work: WindowWork) -> None:
    work.notice(work.visit(), "申请书", "身份证", guide="setup")
    ((data, window),) = work.hall.rows("SELECT data, window FROM event WHERE kind = 'notice_made'")
    told = json.loads(data)
    assert (told["missing"], told["guide"], window) == (2, "setup", "1")


def test_the_same_press_again_makes_one_notice(work: WindowWork) -> None:
    act, request_id = work.visit(), str(uuid4())
    first = work.notice(act, "申请书", request_id=request_id)
    again = work.notice(act, "申请书", request_id=request_id)
    assert first.data == again.data
    assert work.hall.rows("SELECT count(*) FROM notice") == [(1,)]


def test_only_who_has_the_visitor_makes_a_notice(work: WindowWork) -> None:
    act = work.visit()
    work.sit("c2", "2")
    assert code_of(work.notice(act, "x", who="c2")) == (403, "not_your_window")
    assert code_of(work.notice(act, "x", window="2", who="c2")) == (403, "not_your_visit")
    work.verb("finish")
    work.hall.later(24 * 3600)
    work.sit()
    assert code_of(work.notice(act, "x")) == (403, "not_your_visit")
    assert work.hall.rows("SELECT count(*) FROM notice") == [(0,)]


@pytest.mark.parametrize("missing", [[], ["x"] * 31, [" "], ["a\nb"], ["x" * 121]])
def test_a_notice_of_nothing_or_of_nonsense_is_refused(
    work: WindowWork, missing: list[str]
) -> None:
    assert code_of(work.notice(work.visit(), *missing)) == (400, "malformed")


def test_a_guide_that_is_not_there_is_refused(work: WindowWork) -> None:
    assert code_of(work.notice(work.visit(), "x", guide="none")) == (404, "unknown_guide")


def test_thirty_long_materials_fit_into_one_command(work: WindowWork) -> None:
    act = work.visit()
    missing = [{"name": "材" * 120, "note": "注" * 200}] * 30
    answer = work.verb("notices", act_id=str(act), missing=missing, note="备" * 200)
    assert answer.status_code == 200


def test_the_form_offers_a_services_guides_that_name_materials(work: WindowWork) -> None:
    told = work.ask("GET", "/windows/1/guides?service=company").get_json()
    (guide,) = told["guides"]
    assert (guide["guide"], guide["title"]["en"]) == ("setup", "Setting up a company")
    assert [material["name"]["zh"] for material in guide["materials"]] == ["申请书", "身份证"]
    assert work.ask("GET", "/windows/1/guides?service=fund").get_json() == {"guides": []}
    answer = work.ask("GET", "/windows/1/guides?service=marriage")
    assert code_of(answer) == (404, "unknown_service")


def test_a_guide_that_is_changed_is_offered_as_it_is_now(work: WindowWork, tmp_path: Path) -> None:
    address = "/windows/1/guides?service=company"
    work.ask("GET", address)
    guide = tmp_path / "guides" / "setup.toml"
    guide.write_text(guide.read_text("utf-8").replace("身份证", "护照"), "utf-8")
    (told,) = work.ask("GET", address).get_json()["guides"]
    assert [material["name"]["zh"] for material in told["materials"]] == ["申请书", "护照"]


def test_a_hall_without_guides_makes_notices_in_the_clerks_words(work: WindowWork) -> None:
    answer = work.notice(work.visit("permit"), "图纸")
    status, sheet = page(work, answer.get_json()["link"])
    assert status == 200
    for words in ("图纸", "permit", "区，1–3 号窗口"):
        assert words in sheet


def test_the_sheet_tells_all_and_nobodys_name(work: WindowWork) -> None:
    work.hall.later(30)
    work.hall.issue("company", person=ALICE)
    act = work.call_next()
    link = work.notice(act, "申请书", "身份证", guide="setup", note="带公章").get_json()["link"]
    status, sheet = page(work, link, query="?paper=a4&with=zh")
    assert status == 200
    for words in (
        *("小厅", "一次性告知单", "A001", "公司设立", "2026年11月23日", "窗口"),
        *("申请书", "身份证", "原件 1 份、复印件 2 份", "复印在同一张纸上", "带公章"),
        *("一楼 1 号窗口", "12345", "告知人（签名）", "被告知人（签名）"),
    ):
        assert words in sheet
    assert "爱" not in sheet
    assert "Identity card" not in sheet


def test_english_stands_beside_the_chinese_where_it_is_asked_for(work: WindowWork) -> None:
    link = work.notice(work.visit(), "身份证", guide="setup").get_json()["link"]
    _, sheet = page(work, link, query="?with=en&paper=strip")
    for words in ("身份证", "Identity card", "1 × original, 2 × copy", "One-time notice"):
        assert words in sheet


def test_a_window_computer_remembers_its_paper(work: WindowWork) -> None:
    link = work.notice(work.visit(), "身份证", guide="setup").get_json()["link"]
    browser = work.web.app.test_client()
    headers = {"Authorization": f"Bearer {work.tokens['c1']}"}
    assert "notice_strip.css" in browser.get(f"{link}?paper=strip", headers=headers).text
    assert "notice_strip.css" in browser.get(link, headers=headers).text
    assert "notice_a4.css" in browser.get(f"{link}?paper=papyrus", headers=headers).text


def test_the_sheet_is_for_its_window_and_for_supervisors(work: WindowWork) -> None:
    link = work.notice(work.visit(), "身份证").get_json()["link"]
    work.sit("c2", "2")
    work.tokens["lead"] = work.web.token("lead")
    assert page(work, link)[0] == 200
    assert page(work, link, "lead")[0] == 200
    assert page(work, link, "c2")[0] == 404
    for nowhere in (UNKNOWN, "x"):
        assert page(work, f"/clerk/notices/{nowhere}")[0] == 404


def test_without_a_session_the_sheet_is_not_shown(work: WindowWork) -> None:
    link = work.notice(work.visit(), "身份证").get_json()["link"]
    _, shown = page(work, link, "nobody")
    assert "身份证" not in shown
    assert 'id="password"' in shown


def test_what_a_clerk_types_stays_text(work: WindowWork) -> None:
    link = work.notice(work.visit(), "<script>alert(1)</script>").get_json()["link"]
    assert "<script>alert(1)" not in page(work, link)[1]


def test_a_kept_notice_stays_as_it_was_when_the_guide_changes(
    work: WindowWork, tmp_path: Path
) -> None:
    link = work.notice(work.visit(), "身份证", guide="setup").get_json()["link"]
    guide = tmp_path / "guides" / "setup.toml"
    guide.write_text(guide.read_text("utf-8").replace("copies = 2", "copies = 7"), "utf-8")
    work.hall.reopen()
    assert "复印件 2 份" in page(WindowWorkAgain(work), link)[1]


class WindowWorkAgain(WindowWork):
    """The same people after the server started again."""

    def __init__(self, before: WindowWork) -> None:
        super().__init__(before.hall)
        self.sit()
