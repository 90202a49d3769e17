"""A rating in the fields of a platform, as it was given, or refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rating_platform import RatingHall, by_post, rating_hall

from config.rating import UploadTarget
from config.upload_forms import FORMS, WORDS
from queue_server.domain.matters import Matter, MatterOutcome
from queue_server.storage.matters import Matters
from queue_server.storage.uploads import UploadReader
from queue_server.uploads.records import record_of
from queue_server.uploads.rendering import Refusal, render

NATIONAL = by_post()
GBT = UploadTarget(
    id="g",
    form="gbt39046",
    folder="/nowhere",
    constants={"行政区划": "440100"},
    fields={"办件编号": "visit_number"},
)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RatingHall]:
    hall = RatingHall(rating_hall(tmp_path, NATIONAL))
    yield hall
    hall.close()


def record(**told: str) -> dict[str, str]:
    known = {"service": "company", "level": "5", "channel": "5", "rating_number": "1"}
    known |= {"rated_at": "2026-11-23 09:01:00", "defaulted": "0", "change": "I", "counts": "1"}
    known |= {"service_name": "开办", "visit_number": "h-1", "channel_name": "窗口评价器"}
    known |= {"level_name": "非常满意", "level_reversed": "1"}
    return {**dict.fromkeys(WORDS, ""), **known, **told}


def test_in_the_fields_of_the_national_ratings(hall: RatingHall) -> None:
    act_id = hall.rated(1, channel="tablet", reasons=["108", "115"], comment="来了 三次")
    hall.round()
    with hall.parts.store.read() as reader:
        row = UploadReader(reader, "city").material(act_id, 1)
        words = record_of(row, hall.parts.layout)
    assert set(words) == set(WORDS)
    assert hall.platform.heard[0][1] == {
        "areaCode": "440100",
        "deptCode": "11440100MB2D000000",
        "taskCode": "T1",
        "taskName": "company",
        "projectNo": "h-20261123-A001-1",
        "acceptDate": "2026-11-23 09:00:00",
        "serviceNumber": "1",
        "serviceName": "company",
        "serviceTime": "2026-11-23 09:01:00",
        "pf": "4",
        "satisfaction": "1",
        "evalDetail": "108,115",
        "writingEvaluation": "来了 三次",
        "assessTime": "2026-11-23 09:01:00",
        "assessNumber": "1",
        "isdefault": "0",
        "effectivEvalua": "1",
        "appStatus": "0",
        "flag": "I",
    }


def test_in_the_fields_of_the_standard_where_one_is_the_best(hall: RatingHall) -> None:
    act_id = hall.rated(1, channel="tablet", reasons=["108"], comment="来了三次")
    hall.round()
    with hall.parts.store.read() as reader:
        row = UploadReader(reader, "city").material(act_id, 1)
    assert render(GBT, record_of(row, hall.parts.layout)) == {
        "办件编号": "h-20261123-A001-1",
        "评价渠道": "大厅平板电脑",
        "评价时间": "2026-11-23 09:01:00",
        "评价次数": "1",
        "满意度": "非常不满意",
        "满意度代码": "5",
        "文字评价": "在办事指南之外增加新的审批条件；来了三次",
        "行政区划": "440100",
    }


@pytest.mark.parametrize(("level", "reversed_level"), [(5, "1"), (4, "2"), (3, "3")])
def test_levels_run_the_other_way_in_the_standard(
    hall: RatingHall, level: int, reversed_level: str
) -> None:
    act_id = hall.rated(level)
    hall.round()
    with hall.parts.store.read() as reader:
        words = record_of(UploadReader(reader, "city").material(act_id, 1), hall.parts.layout)
    assert (words["level"], words["level_reversed"]) == (str(level), reversed_level)


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"visit_number": ""}, "field_missing", "projectNo"),
        ({"service": "fund"}, "field_missing", "taskCode"),
        ({"visit_number": "9" * 51}, "field_too_long", "projectNo"),
        ({"level": "2"}, "low_without_reason", ""),
    ],
)
def test_what_a_platform_would_not_take_is_not_sent(
    told: dict[str, str], code: str, field: str
) -> None:
    assert render(NATIONAL, record(**told)) == Refusal(code=code, detail=field)


def test_a_low_rating_with_a_code_or_a_text_is_sent() -> None:
    for told in ({"reasons": "207"}, {"comment": "慢"}):
        assert isinstance(render(NATIONAL, record(level="2", **told)), dict)


def test_nobody_is_named_and_nothing_is_defaulted() -> None:
    for form in FORMS.values():
        personal = [field for field in form.fields if field.personal]
        assert personal
        assert {field.word for field in personal} == {""}
    every: dict[str, Any] = dict.fromkeys(WORDS, "x") | {"level": "5", "service": "company"}
    body = render(NATIONAL, every)
    assert isinstance(body, dict)
    assert not {"userName", "certKey", "mobile", "handleUserName"} & set(body)
    assert record()["defaulted"] == "0"


def test_the_outcome_that_the_clerk_wrote_down_says_how_far_the_case_is(hall: RatingHall) -> None:
    words = with_matters(hall, ("accepted", "SL-7"))
    assert (words["case_number"], words["case_state"], words["done_at"]) == ("SL-7", "2", "")


def test_of_several_matters_the_outcome_is_that_of_the_one_with_the_number(
    hall: RatingHall,
) -> None:
    words = with_matters(hall, ("done_on_the_spot", ""), ("accepted", "SL-7"), ("pick_up", "SL-8"))
    assert (words["case_number"], words["case_state"], words["done_at"]) == ("SL-7", "2", "")
    words = with_matters(hall, ("done_on_the_spot", ""), ("accepted", ""))
    assert (words["case_number"], words["case_state"]) == ("", "3")


def with_matters(hall: RatingHall, *matters: tuple[str, str]) -> dict[str, str]:
    """The record of a visit whose clerk wrote down these outcomes and case numbers."""
    act_id = hall.rated(5)
    kept = [
        Matter(service="company", outcome=MatterOutcome(outcome), case_number=number)
        for outcome, number in matters
    ]
    hall.parts.store.write(
        lambda tx: Matters(tx.connection, tx.hall).replace(act_id, kept, "c1", hall.now)
    )
    hall.round()
    with hall.parts.store.read() as reader:
        return record_of(UploadReader(reader, "city").material(act_id, 1), hall.parts.layout)
