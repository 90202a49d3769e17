"""A route that leads nowhere, or that nobody could tell from another, is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_taking_checks import mistakes, with_table

from config.loader import DEMO, load


def a_route(*services: str, name: str = "extra") -> str:
    steps = ", ".join(f'"{service}"' for service in services)
    words = '{ zh = "联办", en = "Together" }'
    return f'[[routes]]\nid = "{name}"\nname = {words}\nservices = [{steps}]'


GOOD = {
    "two steps": a_route("company-setup", "social-insurance"),
    "back to the first": a_route("company-setup", "social-insurance", "company-setup"),
}
BAD = {
    "one step": (a_route("company-setup"), "at least two services"),
    "no step": (a_route(), "at least two services"),
    "a step that the hall has not": (a_route("company-setup", "marriage"), "no service"),
    "a step after itself": (a_route("vehicle", "vehicle"), "follows itself"),
    "two from one service": (a_route("project-filing", "vehicle"), 'both begin with "project'),
    "a name that another has": (
        a_route("vehicle", "household", name="building"),
        "stands already",
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_a_route_that_leads_on_is_taken(what: str, tmp_path: Path) -> None:
    assert mistakes(with_table(GOOD[what]), tmp_path) == []


@pytest.mark.parametrize("what", BAD)
def test_one_that_does_not_is_told(what: str, tmp_path: Path) -> None:
    table, words = BAD[what]
    (told,) = mistakes(with_table(table), tmp_path)
    assert told.startswith("routes")
    assert words in told


def test_the_demonstration_hall_has_one() -> None:
    hall = load(None, {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"})
    assert [route.services for route in hall.routes] == [["project-filing", "building-permit"]]
    assert DEMO.is_file()
