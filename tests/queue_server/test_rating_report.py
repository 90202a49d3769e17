"""The rating report: every visit in one column, and the same sum however it is grouped."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_hall import MakeHall, SmallHall
from test_nothing_is_scanned import GROW
from unhappy_visitors import UnhappyVisitors
from web_callers import Web, code_of

from queue_server.case_views import CaseViews, Month
from queue_server.domain.ratings import Said
from queue_server.rectifications import leave_contact, rate_again
from queue_server.reports.rating_columns import COLUMNS
from queue_server.reports.rating_query import read_ratings
from queue_server.reports.rating_tally import By, RatingTally, Visits, ratings
from queue_server.reports.svg_diverging import FROM_LEFT, LevelBar, draw
from queue_server.web.texts import LANGUAGES

PATH = "/api/v1/reports/ratings"
LEVELS = [
    "very_dissatisfied",
    "dissatisfied",
    "basically_satisfied",
    "satisfied",
    "very_satisfied",
]
UNRATED = ["struck", "not_rated", "withdrawn", "never_asked"]

some_visits = st.builds(
    Visits,
    clerk=st.sampled_from(["wang", "li", None]),
    window=st.sampled_from(["1", "2", "3"]),
    service=st.sampled_from(["company", "permit"]),
    level=st.sampled_from([None, 1, 2, 3, 4, 5]),
    struck=st.booleans(),
    asked=st.booleans(),
    withdrawn=st.booleans(),
    has_case=st.booleans(),
    rectified=st.booleans(),
    followed_up=st.booleans(),
    rated_again=st.booleans(),
    visits=st.integers(1, 9),
)


def figures(tally: RatingTally) -> dict[str, Any]:
    return {column.key: column.figure(tally) for column in COLUMNS}


@given(st.lists(some_visits, max_size=30))
@settings(max_examples=200, deadline=None)
def test_the_rows_add_up_to_the_hall_however_they_are_grouped(found: list[Visits]) -> None:
    hall = figures(ratings(found, By.HALL).total)
    counts = [column.key for column in COLUMNS if column.unit == "count"]
    for by in By:
        report = ratings(found, by)
        assert figures(report.total) == hall
        for key in counts:
            assert sum(figures(row.tally)[key] for row in report.rows) == hall[key]


@given(st.lists(some_visits, max_size=30))
@settings(max_examples=200, deadline=None)
def test_every_visit_stands_in_exactly_one_column(found: list[Visits]) -> None:
    hall = figures(ratings(found, By.HALL).total)
    assert sum(hall[key] for key in LEVELS + UNRATED) == hall["visits"]
    assert hall["visits"] == sum(some.visits for some in found)
    assert hall["low"] == hall["dissatisfied"] + hall["very_dissatisfied"]
    for column in COLUMNS:
        figure = hall[column.key]
        if column.unit == "share" and figure is not None:
            assert 0 <= figure <= 1


def test_a_share_says_of_what_in_every_language() -> None:
    for column in COLUMNS:
        for language in LANGUAGES:
            assert column.title[language]
            assert column.formula[language]
        if column.unit == "share":
            assert "占" in column.title["zh"]
            assert "share of" in column.title["en"]
            assert "÷" in column.formula["zh"]
            assert column.cases is not None
    for language in LANGUAGES:
        titles = [column.title[language] for column in COLUMNS]
        assert len(set(titles)) == len(titles)


# --- a day in the hall ---------------------------------------------------------------------------


@pytest.fixture
def hall(make_hall: MakeHall) -> SmallHall:
    return make_hall()


def lived(hall: SmallHall) -> UnhappyVisitors:
    """One visit of each kind at window 1, and a satisfied one at window 2."""
    visitors, now, minute = UnhappyVisitors(hall.parts), hall.now, timedelta(minutes=2)
    for level in (5, 5, 4):
        now += minute
        visitors.rate(visitors.serve(now), level, now)
    now += minute
    visitors.serve(now)  # not rated: the time went by
    now += minute
    visitors.serve(now)
    now += timedelta(seconds=5)
    visitors.serve(now)  # its call withdrew the question of the one before
    now += minute
    case = visitors.case(now, 1)
    layout, store = hall.parts.layout, hall.parts.store
    store.write(lambda tx: leave_contact(tx, case.act_id, "13800138000", now))
    visitors.do("answer", case, "lead", now, answer="已整改")
    visitors.do("follow_up", case, "lead", now, reached="visitor", said="满意")
    said = Said(level=5, channel="qr")
    store.write(lambda tx: rate_again(layout, tx, case.act_id, said, "slip", now))
    now += minute
    struck = visitors.case(now, 2)
    visitors.do("appeal", struck, "lead", now, appeal="系统停机")
    visitors.do("review", struck, "deputy", now, verdict="strike", review="属实")
    now += minute
    visitors.rate(visitors.serve(now, "permit", window="2"), 3, now)
    return visitors


def test_a_day_of_every_kind_of_visit(hall: SmallHall) -> None:
    lived(hall)
    day = hall.parts.layout.day.date_of(hall.now)
    with hall.parts.store.reading() as connection:
        found = read_ratings(connection, "h", day, day)
        assert read_ratings(connection, "h", day - timedelta(1), day - timedelta(1)) == []
    total = figures(ratings(found, By.HALL).total)
    expected = {
        "visits": 9,
        "very_satisfied": 2,
        "satisfied": 1,
        "basically_satisfied": 1,
        "dissatisfied": 0,
        "very_dissatisfied": 1,
        "struck": 1,
        "not_rated": 2,
        "withdrawn": 1,
        "never_asked": 0,
        "low": 1,
        "rectified": 1,
        "followed_up": 1,
        "rated_again": 1,
    }
    assert {key: total[key] for key in expected} == expected
    assert total["satisfaction"] == 4 / 5
    assert total["active"] == total["response"] == 6 / 9
    by_window = ratings(found, By.WINDOW, ["1", "2"])
    assert [(row.key, row.tally.visits) for row in by_window.rows] == [("1", 8), ("2", 1)]


def test_the_same_day_on_any_database(make_hall: MakeHall, database_url: str) -> None:
    hall = make_hall(url=database_url)
    lived(hall)
    hall.parts.cases.go_round(hall.now + timedelta(days=9))
    day = hall.parts.layout.day.date_of(hall.now)
    with hall.parts.store.reading() as connection:
        total = ratings(read_ratings(connection, "h", day, day), By.HALL).total
    assert (total.visits, total.struck, total.withdrawn, total.low) == (9, 1, 1, 1)
    views = CaseViews(hall.parts.queue)
    with hall.parts.store.read() as reader:
        listed = views.cases(reader, "overdue", None, hall.now + timedelta(days=9)).cases
        closed = views.cases(reader, "closed", Month.of(day), hall.now).cases
    assert [(one.state.value, one.overdue) for one in listed] == [("followed_up", True)]
    assert [one.counts for one in closed] == [False]


def test_a_span_of_days_is_found_by_its_index(hall: SmallHall) -> None:
    lived(hall)
    day = hall.parts.layout.day.date_of(hall.now)
    with hall.parts.store.reading() as connection:
        heard: list[Any] = []
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(heard.append)
        read_ratings(connection, "h", day, day)
        driver.set_trace_callback(None)
        (asked,) = [sql for sql in heard if sql.lstrip().startswith("SELECT")]
        plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {asked}")]
    grows = (*GROW, "rectification", "second_rating", "next")
    assert [p for p in plan if p.startswith("SCAN") and p.split()[1] in grows] == []
    assert any("ix_service_act_day (hall=? AND business_date>" in step for step in plan)


# --- over HTTP -----------------------------------------------------------------------------------


@pytest.fixture
def web(hall: SmallHall) -> Web:
    return Web(hall)


def test_the_report_names_its_rows_and_greys_what_rests_on_few(web: Web) -> None:
    lived(web.hall)
    lead = web.token("lead")
    body = web.ask(lead, "GET", f"{PATH}?first=2026-11-23&last=2026-11-23").get_json()
    assert [row["name"]["zh"] for row in body["rows"]] == ["员1 (c1)", "员2 (c2)"]
    assert "satisfaction" in body["rows"][1]["small"]
    assert body["rows"][0]["small"] == [f"{key}_share" for key in reversed(LEVELS)] + [
        "satisfaction"
    ]
    assert body["total"]["figures"]["visits"] == 9
    hall = web.ask(lead, "GET", f"{PATH}?by=hall&first=2026-11-01").get_json()
    assert [row["figures"] for row in hall["rows"]] == [body["total"]["figures"]]


def test_the_file_has_the_rows_the_total_and_every_formula(web: Web) -> None:
    lived(web.hall)
    answer = web.ask(web.token("lead"), "GET", f"{PATH}.csv?by=window&lang=en")
    assert "ratings-2026-11-01-2026-11-23-window.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows[0][:2] == ["By window", "Visits"]
    assert [row[:2] for row in rows[1:4]] == [["Window 1", "8"], ["Window 2", "1"], ["Total", "9"]]
    written = {row[0] for row in rows[4:] if row}
    assert {column.title["en"] for column in COLUMNS} <= written


@pytest.mark.parametrize(
    "query",
    ["?first=today", "?by=mood", "?first=2026-11-02&last=2026-11-01", "?first=2024-01-01"],
)
def test_a_span_that_means_nothing_is_malformed(web: Web, query: str) -> None:
    assert code_of(web.ask(web.token("lead"), "GET", PATH + query)) == (400, "malformed")


# --- the picture ---------------------------------------------------------------------------------


def bar(**counts: int) -> LevelBar:
    return LevelBar(label="<王>", counts={n: counts.get(f"n{n}", 0) for n in range(1, 6)})


def rects(svg: str) -> list[tuple[str, float, float]]:
    """(class, left, width) of each piece; its y tells the bars apart."""
    found = ElementTree.fromstring(svg).iter("rect")  # noqa: S314  # our own picture
    return [(r.attrib["class"], float(r.attrib["x"]), float(r.attrib["width"])) for r in found]


def test_half_of_the_middle_level_stands_on_each_side_of_the_line() -> None:
    svg = draw([bar(n3=4, n5=4), bar(n1=2, n3=2)], key="k", title="t", desc="d")
    line = next(ElementTree.fromstring(svg).iter("line"))  # noqa: S314  # our own picture
    middle = float(line.attrib["x1"])
    for shade, left, width in rects(svg):
        if shade == "level-3":
            assert left + width / 2 == pytest.approx(middle, abs=0.1)


def test_the_worst_level_stands_left_and_each_share_is_to_scale() -> None:
    pieces = rects(draw([bar(n1=1, n2=1, n3=2, n4=2, n5=4)], key="k", title="t", desc="d"))
    assert [shade for shade, *_ in pieces] == [f"level-{n}" for n in FROM_LEFT]
    widths = [width for *_, width in pieces]
    assert widths == pytest.approx([widths[0] * n for n in (1, 1, 2, 2, 4)], abs=0.5)
    lefts = [left for _, left, _ in pieces]
    assert lefts == sorted(lefts)


def test_names_are_escaped_and_an_empty_picture_is_one_too() -> None:
    assert "&lt;王&gt;" in draw([bar(n5=1)], key="k", title="t", desc="d")
    ElementTree.fromstring(draw([], key="k", title="t", desc="d"))  # noqa: S314  # our own
