"""The rectification cases of a month as a file for spreadsheets. No telephone number is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_server.contract import reasons
from queue_server.domain import rectifications as rules
from queue_server.layout import Layout
from queue_server.reports import csv_file
from queue_server.reports.account_names import account_names
from queue_server.reports.columns import LEVELS
from queue_server.storage.case_questions import Listed
from queue_server.storage.reader import Reader
from queue_server.web.texts import texts


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the cells are written with."""

    layout: Layout
    names: dict[str, str]
    now: datetime
    language: str
    said: dict[str, Any]

    def time(self, instant: datetime | None) -> str:
        return f"{self.layout.day.local(instant):%Y-%m-%d %H:%M}" if instant else ""

    def level(self, level: int | None) -> str:
        return LEVELS[level][1 if self.language == "zh" else 2] if level else ""

    def name(self, account: str | None) -> str:
        return self.names.get(account, account) if account else ""

    def service(self, service: str) -> str:
        found = self.layout.services.get(service)
        return found.name.as_dict()[self.language] if found else service

    def reasons(self, codes: str) -> str:
        found = [reasons.sentence(code)[self.language] for code in codes.split(",") if code]
        return "; ".join(found)

    def is_overdue(self, case: rules.Case) -> bool:
        return case.closed_at is None and self.layout.day.date_of(self.now) > case.due


Cell = Callable[[Frame, rules.Case, Any], csv_file.Cell]

# {the column's word in `rectifications.column`: what stands in it}
_COLUMNS: dict[str, Cell] = {
    "case": lambda _f, case, _row: str(case.case_id),
    "number": lambda _f, _case, row: row.number,
    "service": lambda f, _case, row: f.service(row.service),
    "window": lambda _f, _case, row: row.window,
    "clerk": lambda f, _case, row: f.name(row.account),
    "rated_at": lambda f, _case, row: f.time(row.rated_at),
    "level": lambda f, _case, row: f.level(row.level),
    "reasons": lambda f, _case, row: f.reasons(row.reasons),
    "comment": lambda _f, _case, row: row.comment,
    "state": lambda f, case, _row: f.said["state"][case.state.value],
    "owner": lambda f, case, _row: f.name(case.owner),
    "opened_at": lambda f, case, _row: f.time(case.opened_at),
    "due": lambda _f, case, _row: case.due.isoformat(),
    "overdue": lambda f, case, _row: f.said["yes"] if f.is_overdue(case) else "",
    "answer": lambda _f, case, _row: case.answer,
    "answered_at": lambda f, case, _row: f.time(case.answered_at),
    "reached": lambda f, case, _row: f.said["reached"][case.reached.value] if case.reached else "",
    "follow_up": lambda _f, case, _row: case.follow_up,
    "told_reasons": lambda f, case, _row: f.reasons(",".join(case.told_reasons)),
    "followed_up_at": lambda f, case, _row: f.time(case.followed_up_at),
    "appeal": lambda _f, case, _row: case.appeal,
    "review": lambda _f, case, _row: case.review,
    "counts": lambda f, case, _row: f.said["counts" if case.counts else "struck"],
    "second_level": lambda f, _case, row: f.level(row.second_level),
    "closed_at": lambda f, case, _row: f.time(case.closed_at),
}


def case_file(
    layout: Layout, reader: Reader, found: Iterable[Listed], now: datetime, language: str
) -> bytes:
    said = texts(language)["rectifications"]
    names = account_names(reader.connection, reader.hall)
    frame = Frame(layout=layout, names=names, now=now, language=language, said=said)
    rows: list[list[csv_file.Cell]] = [[said["column"][key] for key in _COLUMNS]]
    rows += [[cell(frame, one.case, one.row) for cell in _COLUMNS.values()] for one in found]
    return csv_file.write(rows)
