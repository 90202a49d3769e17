"""Demonstration visitors who rate by their slip: once, after the visit, with a reason when low."""

from __future__ import annotations

from random import Random

import pytest

from queue_server.admin import demo_slips
from queue_server.admin.demo_slips import TIMES, SlipHolders
from queue_server.contract import reasons

LINK = "http://hall.example/t/01a2?c=abc"
SERVED = '<input type="hidden" name="act" value="01a2-03">'


class Server:
    """The slip's page: the visit is over at the look `over_at`."""

    def __init__(self, over_at: int) -> None:
        self.over_at = over_at
        self.looks = 0
        self.sent: list[dict[str, str]] = []

    def page(self, path: str, form: dict[str, str]) -> str:
        assert path == "/t/01a2?c=abc"
        if form:
            self.sent.append(form)
            return ""
        self.looks += 1
        if self.looks == 1:
            raise ConnectionRefusedError("the server starts anew")
        return SERVED if self.looks >= self.over_at else "<p>waiting</p>"


def test_a_visitor_rates_once_when_the_visit_is_over() -> None:
    server = Server(over_at=4)
    waits = list(SlipHolders(server.page, Random(1)).rate(LINK))
    assert (server.looks, len(waits)) == (4, 4)
    assert [form["act"] for form in server.sent] == ["01a2-03"]


def test_who_is_never_served_stops_looking() -> None:
    server = Server(over_at=999)
    list(SlipHolders(server.page, Random(1)).rate(LINK))
    assert (server.looks, server.sent) == (TIMES, [])


@pytest.mark.parametrize("level", [1, 2, 3, 5])
def test_a_low_rating_has_a_reason_of_its_level_and_nobodys_number(
    monkeypatch: pytest.MonkeyPatch, level: int
) -> None:
    monkeypatch.setattr(demo_slips, "LEVEL_WEIGHTS", {level: 1.0})
    monkeypatch.setattr(demo_slips, "LEFT_NUMBER_SHARE", 1.0)
    server = Server(over_at=2)
    list(SlipHolders(server.page, Random(1)).rate(LINK))
    (form,) = server.sent
    if level > 2:
        assert set(form) == {"act", "level"}
    else:
        assert form[f"reason-{level}"] in reasons.codes()[level]
        assert form["contact"].startswith("00000000")


def test_a_slip_without_a_code_rates_nothing() -> None:
    holders = SlipHolders(Server(2).page, Random(1))
    assert not any(holders.holds("http://hall.example/t/01a2") for _ in range(100))
    assert any(holders.holds(LINK) for _ in range(100))
