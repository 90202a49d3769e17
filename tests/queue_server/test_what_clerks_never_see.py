"""A visitor's rating and a clerk's eyes: two halls, alike but for what was said at the window, are
the same to a clerk who opens every address, hears every stream and reads every fact and log."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rating_hall import RatingHall

from queue_server.app import SUBJECTS
from queue_server.facts import window_fact
from queue_server.web.endpoint import Endpoint
from queue_server.web.streams import EVENT_STREAM

PLANTED = "种在这里的一句话"
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SECRETS = re.compile(r"[A-Za-z0-9_-]{22,}")  # tokens of sessions and pages
SAID = (
    {"level": 1, "reasons": ["115"], "comment": PLANTED},
    {"level": 2, "reasons": ["214", "207"], "comment": ""},
    {"level": 5},
)


def seen_by_a_clerk(folder: Path, said: dict[str, Any], caplog: Any) -> dict[str, str]:
    """{where: what came}, without the ids and tokens that differ in any two runs."""
    house = RatingHall(folder)
    caplog.clear()
    try:
        return {where: _alike(what) for where, what in _all_of(house, said, caplog)}
    finally:
        house.close()


def _all_of(house: RatingHall, said: dict[str, Any], caplog: Any) -> Iterator[tuple[str, str]]:
    clerk, tablet = house.web.token("c1"), house.tablet()
    act, slip = house.visit()
    answer = house.rate(tablet, act, channel="tablet", **said)
    assert answer.status_code == 201
    yield "the tablet's answer", answer.text
    house.hall.later(1)
    ticket_id = slip[3:39]
    names = {"window": "1", "ticket_id": ticket_id, "act_id": act, "filename": "icon.svg"}
    for when in ("just rated", "next called", "finished"):
        yield from ((f"{when}: {w}", t) for w, t in _addresses(house, clerk, names))
        with house.hall.parts.store.read() as reader:
            yield f"{when}: fact", str(window_fact(reader, "1", house.hall.now))
        verb = {"just rated": "call-next", "next called": "finish"}.get(when)
        if verb:
            house.web.issue(service="permit")
            house.hall.later(10)
            body = {"request_id": str(uuid4())}
            told = house.web.ask(clerk, "POST", f"/api/v1/windows/1/{verb}", body)
            assert told.status_code == 200
            yield f"{verb}'s answer", told.text
    yield "what the server wrote into its log", caplog.text


def _addresses(house: RatingHall, clerk: str, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for endpoint in endpoints(house):
        if endpoint.method != "GET":
            continue
        path = re.sub(r"{(\w+)}", lambda part: names.get(part[1], str(uuid4())), endpoint.path)
        yield endpoint.path, _body(house, endpoint, clerk, path)
    client = house.web.app.test_client()
    client.set_cookie("hall_session", clerk)
    for rule in house.web.app.url_map.iter_rules():
        if rule.rule.startswith("/api/") or "GET" not in (rule.methods or ()):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: names.get(part[1], str(uuid4())), rule.rule)
        yield f"page {rule.rule}", client.get(path).text


def _body(house: RatingHall, endpoint: Endpoint, clerk: str, path: str) -> str:
    headers = {"Authorization": f"Bearer {clerk}"}
    answer = house.web.app.test_client().open(path, headers=headers, buffered=False)
    if endpoint.media_type == EVENT_STREAM and answer.status_code == 200:
        first = next(iter(answer.response))
        answer.close()
        return bytes(first).decode()
    return f"{answer.status_code} {answer.text}"


def endpoints(house: RatingHall) -> list[Endpoint]:
    return [e for make in SUBJECTS.values() for e in make(house.hall.parts)]


def _alike(text: str) -> str:
    return SECRETS.sub("…", UUIDS.sub("…", text))


def test_whatever_was_said_a_clerk_sees_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    worlds = [seen_by_a_clerk(tmp_path / str(n), said, caplog) for n, said in enumerate(SAID)]
    assert len(worlds[0]) > 60, "half of the addresses were forgotten"
    assert any('"last_rating":{"number":"A001","state":"rated"}' in t for t in worlds[0].values())
    for where, text in worlds[0].items():
        assert PLANTED not in text, where
        assert text == worlds[1][where] == worlds[2][where], where


@pytest.mark.parametrize(
    "more",
    [
        [],
        [{"level": 1, "asking_why": True}],
        [{"level": 2, "asking_why": True}, {"level": 2, "reasons": ["207"]}],
    ],
)
def test_no_clerk_hears_how_often_a_tablet_was_pressed(
    tmp_path: Path, more: list[dict[str, Any]]
) -> None:
    """Only after a low level does it ask why and send once more."""
    house = RatingHall(tmp_path)
    tablet, (act, _) = house.tablet(), house.visit()
    house.rate(tablet, act, channel="tablet", level=3)
    seen, heard = house.hall.view("1").version, len(house.hall.changes)
    for said in more:
        house.hall.later(1)
        assert house.rate(tablet, act, channel="tablet", **said).status_code == 201
    assert house.kept()[0][0] == (more[-1]["level"] if more else 3)
    assert house.hall.view("1").version == seen
    assert [change.windows for change in house.hall.changes[heard:] if change.windows] == []
    house.close()


def test_no_clerk_rates_asks_twice_or_takes_a_rating_back(tmp_path: Path) -> None:
    house = RatingHall(tmp_path)
    clerk = house.web.token("c1")
    act, _ = house.visit()
    assert house.rate("desk-d1", act, 1).status_code == 201
    for endpoint in endpoints(house):
        if endpoint.method == "GET" or "clerk" not in endpoint.roles:
            continue
        path = re.sub(r"{(\w+)}", lambda part: {"window": "1"}.get(part[1], act), endpoint.path)
        if endpoint.name in ("log_out",):
            continue
        house.web.ask(clerk, endpoint.method, path, {"request_id": str(uuid4()), "act_id": act})
    assert [row[:2] for row in house.kept()] == [(1, "evaluator")]
    house.close()
