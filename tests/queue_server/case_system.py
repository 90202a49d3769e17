"""Another system that has its cases rated here, in the test's hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from small_hall import SmallHall, small_hall
from web_callers import Web, command

from queue_server.admin.case_systems import let_in

ASK = "/api/v1/windows/1/evaluations"


class Cases:
    """A case system that may ask at windows 1 and 2; the clerk of window 1 sits there."""

    def __init__(self, folder: Path) -> None:
        hall = small_hall(folder)
        files = {
            "case_systems_file": str(folder / "case-systems.json"),
            "tablets_file": str(folder / "tablets.json"),
        }
        self.config = replace(hall, secrets=replace(hall.secrets, **files))
        self.hall = SmallHall(self.config)
        self.web = Web(self.hall)
        self.token = let_in(self.config, "permits", "1-2")
        self.hall.sit("1")

    def ask(self, case: str = "SL-1", who: str = "", path: str = ASK, **told: Any) -> Any:
        return self.web.ask(who or self.token, "POST", path, command(case_number=case, **told))

    def asked(self, case: str = "SL-1", **told: Any) -> UUID:
        answer = self.ask(case, **told)
        assert answer.status_code == 201, answer.text
        return UUID(answer.get_json()["evaluation_id"])

    def look(self, evaluation_id: UUID, who: str = "", **query: Any) -> dict[str, Any]:
        path = f"/api/v1/evaluations/{evaluation_id}"
        answer = self.web.ask(who or self.token, "GET", path, query_string=query)
        return {"status": answer.status_code, **answer.get_json()}

    def state(self, evaluation_id: UUID) -> str:
        return str(self.look(evaluation_id)["state"])

    def press(self, evaluation_id: UUID, level: int, who: str = "desk-d1", **told: Any) -> Any:
        body = command(act_id=str(evaluation_id), level=level, **told)
        return self.web.ask(who, "POST", "/api/v1/ratings", body)
