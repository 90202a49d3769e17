"""Where ratings are sent: a word that nobody knows is told when the hall's file is read."""

from __future__ import annotations

from typing import Any

import pytest

from config.mistakes import spell
from config.upload_checks import upload_mistakes

GOOD: dict[str, Any] = {
    "id": "city",
    "url": "https://platform.example/ratings",
    "constants": {"areaCode": "1", "deptCode": "2", "taskCode": "3"},
}
STANDARD: dict[str, Any] = {
    "id": "s",
    "form": "gbt39046",
    "folder": "out",
    "constants": {"行政区划": "1"},
}
SERVICES = ["company", "permit"]


def mistakes(target: dict[str, Any]) -> dict[str, str]:
    return {spell(key): message for key, message in upload_mistakes(target, SERVICES)}


@pytest.mark.parametrize("target", [GOOD, STANDARD])
def test_good_settings(target: dict[str, Any]) -> None:
    assert mistakes(target) == {}


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"url": ""}, "", "either into a folder or to a url"),
        ({"folder": "out"}, "", "either into a folder or to a url"),
        ({"url": "platform.example"}, "url", "no address"),
        ({"url": "https://user:word@platform.example/"}, "url", "no address"),
        ({"url": "", "folder": "o", "token_file": "t"}, "token_file", "only a url"),
        ({"fields": {"projectNr": "case_number"}}, "fields.projectNr", 'mean "projectNo"?'),
        ({"fields": {"projectNo": "case_nummer"}}, "fields.projectNo", 'mean "case_number"?'),
        ({"fields": {"areaCode": "window"}}, "fields.areaCode", "stands in constants, too"),
        ({"fields": {"satisfaction": "level_reversed"}}, "fields.satisfaction", "rating alone"),
        ({"fields": {"userName": "clerk_name"}}, "fields.userName", "no personal field"),
        ({"answer": {"taken": ["0"]}}, "answer", "key is missing"),
        ({"answer": {"key": "code"}}, "answer", "taken is missing"),
        ({"answer": {"key": "c", "taken": ["0"], "again": ["0"]}}, "answer.again", "stands in"),
        (
            {"url": "", "folder": "o", "answer": {"key": "c", "taken": ["0"]}},
            "answer",
            "only a url",
        ),
        ({"services": {"compny": {}}}, "services.compny", 'mean "company"?'),
        ({"services": {"company": {"taskKode": "1"}}}, "services.company.taskKode", "taskCode"),
        ({"services": {"company": {"mobile": "1"}}}, "services.company.mobile", "personal"),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(
    changes: dict[str, Any], key: str, message: str
) -> None:
    found = mistakes({**GOOD, **changes})
    assert message in found[key]


def test_a_default_rating_cannot_be_configured() -> None:
    found = mistakes({**GOOD, "constants": {**GOOD["constants"], "isdefault": "1"}})
    assert "rating alone" in found["constants.isdefault"]


def test_what_the_platform_requires_and_nobody_fills_is_told() -> None:
    found = mistakes({**GOOD, "constants": {"areaCode": "1", "deptCode": "2"}})
    assert found == {"": "taskCode (实施编码) is required: give it in constants or services"}
    by_service = {"company": {"taskCode": "3"}}
    assert (
        mistakes({**GOOD, "constants": {"areaCode": "1", "deptCode": "2"}, "services": by_service})
        == {}
    )
