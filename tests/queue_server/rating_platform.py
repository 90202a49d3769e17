"""A hall whose ratings go to platforms, and platforms whose answers are in the test's hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from small_hall import SmallHall, small_hall

from config.hall import Hall
from config.rating import UploadTarget
from queue_server.contract.messages import Channel
from queue_server.uploads.target import TargetRun
from queue_server.uploads.webhook import Answer, Said

CODES: dict[str, Any] = {
    "constants": {"areaCode": "440100", "deptCode": "11440100MB2D000000"},
    "fields": {"projectNo": "visit_number"},
    "services": {service: {"taskCode": "T1"} for service in ("company", "permit")},
}
TAKEN = Answer(said=Said.TAKEN, detail="HTTP 200")
SILENT = Answer(said=Said.NOTHING, detail="too_slow")


def rating_hall(folder: Path, *targets: UploadTarget, **settings: Any) -> Hall:
    return replace(small_hall(folder, **settings), uploads=list(targets))


def by_post(name: str = "city", **told: Any) -> UploadTarget:
    return UploadTarget(id=name, url="http://127.0.0.1:9/ratings", **{**CODES, **told})


def into(folder: Path, name: str = "files", **told: Any) -> UploadTarget:
    return UploadTarget(id=name, folder=str(folder), **{**CODES, **told})


class Platform:
    """What came, by key; the same key again has no effect. `answer` decides what is said."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str]]] = []
        self.kept: dict[str, dict[str, str]] = {}
        self.answer: Callable[[dict[str, str]], Answer] = lambda body: TAKEN

    def post(self, body: str, key: str, token: str) -> Answer:
        told = json.loads(body)
        self.heard.append((key, told))
        answer = self.answer(told)
        if answer.said is not Said.REFUSED:
            self.kept[key] = told
        return answer


class RatingHall(SmallHall):
    """One target. The first round is over: what is rated from now on is sent."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.platform = Platform()
        self.sit("1")
        self.round()

    @property
    def run(self) -> TargetRun:
        target = self.hall.uploads[0]
        return TargetRun(
            target,
            self.parts.layout,
            self.parts.store,
            post=self.platform if target.url else None,
            random=Random(7),
        )

    def round(self) -> str:
        """What the target's thread does every few seconds; what troubles it."""
        run = self.run
        run.go_round(self.now)
        return run.trouble

    def rated(self, level: int = 5, **told: Any) -> UUID:
        """A visitor comes, is served and rates; the rating is final."""
        self.issue()
        self.next()
        self.press("start")
        self.later(60)
        self.press("finish")
        ask = self.view().rating
        assert ask is not None
        if "channel" in told:
            told["channel"] = Channel(told["channel"])
        self.rate(ask.act_id, level, **told)
        self.later(30)
        return ask.act_id

    def states(self) -> dict[tuple[str, int], tuple[str, str, str]]:
        """{(ticket, first or second): (state, refusal, detail)}."""
        rows = self.rows(
            "SELECT a.number, u.number AS nth, u.state, u.refusal, u.detail"
            " FROM upload u JOIN service_act a ON a.act_id = u.act_id ORDER BY 1, 2"
        )
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
