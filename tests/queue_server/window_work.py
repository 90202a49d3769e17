"""A small hall whose clerks say what they did: over the application, as their pages do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from small_hall import SmallHall, small_hall
from web_callers import Web, command
from werkzeug.test import TestResponse

from config.hall import Hall

Outcome = Literal["off", "offer", "require"]

GUIDE = """
id = "setup"
service = "company"
title = { zh = "公司设立", en = "Setting up a company" }
fee = { zh = "不收费", en = "Free" }
where = { zh = "一楼 1 号窗口", en = "Floor 1, window 1" }
phone = "12345"
time_limit = { promised_days = 1 }
[[materials]]
name = { zh = "申请书", en = "Application form" }
originals = 1
[[materials]]
name = { zh = "身份证", en = "Identity card" }
originals = 1
copies = 2
note = { zh = "复印在同一张纸上", en = "Both sides on one sheet" }
"""
BARE = GUIDE.split("[[materials]]")[0].replace('"setup"', '"bare"')


def hall_with_guides(folder: Path, *, outcome: Outcome = "offer") -> Hall:
    guides = folder / "guides"
    guides.mkdir(exist_ok=True)
    (guides / "setup.toml").write_text(GUIDE, encoding="utf-8")
    (guides / "bare.toml").write_text(BARE, encoding="utf-8")
    hall = small_hall(folder, guides_dir=str(guides))
    return replace(hall, calling=replace(hall.calling, outcome=outcome, undo_s=5.0))


class WindowWork:
    """`who` of each request is the token of a clerk who logged in, or a program's."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        self.web = Web(hall)
        self.tokens: dict[str, str] = {}

    def sit(self, account: str = "c1", window: str = "1") -> None:
        self.tokens[account] = self.web.token(account, window=window)

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, who: str = "c1"
    ) -> TestResponse:
        return self.web.ask(self.tokens.get(who, who), method, f"/api/v1{path}", body)

    def verb(self, word: str, window: str = "1", who: str = "c1", **told: Any) -> TestResponse:
        return self.ask("POST", f"/windows/{window}/{word}", command(**told), who)

    def call_next(self, window: str = "1", who: str = "c1") -> UUID:
        """The visit that began."""
        answer = self.verb("call-next", window, who)
        assert answer.status_code == 200, answer.text
        return UUID(answer.get_json()["window"]["ticket"]["act_id"])

    def visit(self, service: str = "company", window: str = "1", who: str = "c1") -> UUID:
        """A visitor comes and is called; half a minute is past since the last press."""
        self.hall.later(30)
        self.hall.issue(service)
        return self.call_next(window, who)

    def record(
        self, act_id: UUID, *matters: Any, window: str = "1", who: str = "c1", **told: Any
    ) -> TestResponse:
        """`matters`: outcomes, or (service, outcome, case number)."""
        listed = [_matter(matter) for matter in matters]
        return self.verb("matters", window, who, act_id=str(act_id), matters=listed, **told)

    def notice(
        self, act_id: UUID, *missing: str, window: str = "1", who: str = "c1", **told: Any
    ) -> TestResponse:
        named = [{"name": name} for name in missing]
        return self.verb("notices", window, who, act_id=str(act_id), missing=named, **told)


def _matter(told: Any) -> dict[str, str]:
    service, outcome, case_number = (
        ("company", told, "") if isinstance(told, str) else (*told, "")[:3]
    )
    return {"service": service, "outcome": outcome, "case_number": case_number}
