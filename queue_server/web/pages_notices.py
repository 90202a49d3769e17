"""`/clerk/notices/<notice_id>`: the one-time notice as a sheet that prints itself.

The browser of the window's computer prints it, on that computer's own printer: an A4 sheet, or a
strip of 80 mm. Nothing on it says who the visitor is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from config.times import OpenTime
from queue_server.domain.acts import Act
from queue_server.notices import PAGE
from queue_server.storage.matters import Matters, NoticeRow
from queue_server.web.gate import Principal
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages_ticket import ranges
from queue_server.web.texts import texts

PAPERS = ("a4", "strip")
_CHOICE = (
    "notice_sheet"  # the cookie: paper and languages as they were chosen last on this computer
)
_YEAR_S = 365 * 24 * 3600
_SEVERAL = {"original": "originals", "copy": "copies"}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the sheet is like: its paper, and whether English stands beside the Chinese."""

    paper: str
    english: bool

    @staticmethod
    def asked() -> Sheet:
        """By the address; else as this computer chose last."""
        paper, _, language = request.cookies.get(_CHOICE, "").partition("-")
        paper = request.args.get("paper", paper)
        language = request.args.get("with", language)
        return Sheet(paper=paper if paper in PAPERS else "a4", english=language == "en")

    def __str__(self) -> str:
        return f"{self.paper}-{'en' if self.english else 'zh'}"


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get(f"{PAGE}/<notice_id>")
    def notice(notice_id: str) -> Response:
        person = frame.who()
        if person is None:
            return frame.log_in(for_clerks=True, then=request.path)
        found = _find(frame, notice_id, person)
        if found is None:
            return frame.render("notice_gone.html", 404)
        sheet = Sheet.asked()
        response = frame.render("notice.html", sheet=sheet, notice=_told(frame, *found))
        response.set_cookie(_CHOICE, str(sheet), max_age=_YEAR_S, httponly=True, samesite="Lax")
        return response


def _find(frame: PageFrame, notice_id: str, person: Principal) -> tuple[NoticeRow, Act] | None:
    """The notice and its visit, if it is this clerk's window's or their own; a supervisor's all."""
    try:
        wanted = UUID(notice_id)
    except ValueError:
        return None
    with frame.store.read() as reader:
        row = Matters(reader.connection, frame.store.hall).notice(wanted)
        found = reader.act(row.act_id) if row else None
    if row is None or found is None:
        return None
    act = found[0]
    is_theirs = act.window == person.window or row.made_by == person.name
    return (row, act) if is_theirs or person.role == "supervisor" else None


def _told(frame: PageFrame, row: NoticeRow, act: Act) -> dict[str, Any]:
    """All in Chinese and in English; the template takes what was asked for."""
    settings = frame.layout.hall.hall
    return {
        "notice_id": row.notice_id,
        "number": act.number,
        "window": act.window,
        "zh": _in(frame, row, act, "zh"),
        "en": _in(frame, row, act, "en"),
        "phone": row.phone,
        "complaint_phone": settings.complaint_phone,
    }


def _in(frame: PageFrame, row: NoticeRow, act: Act, lang: str) -> dict[str, Any]:
    said = texts(lang)["notice"]
    return {
        "said": said,
        "hall": frame.layout.hall.hall.name.as_dict()[lang],
        "title": _of(row.title, lang),
        "date": frame.local_time(row.made_at, said["date_form"]),
        "where": _of(row.place, lang) or _where(frame, act.service, lang),
        "when": _when(frame.layout.hall.hours.open, said),
        "missing": [_material(one, lang) for one in row.missing],
        "note": row.note,
    }


def _of(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or text.get("zh", "")


def _material(told: dict[str, Any], lang: str) -> dict[str, str]:
    said = texts(lang)["notice"]
    counts = [
        said[f"{kind}_n"].format(n=told[several])
        for kind, several in _SEVERAL.items()
        if told[several]
    ]
    return {
        "name": _of(told["name"], lang),
        "copies": said["and"].join(counts),
        "note": _of(told["note"], lang),
        "remark": told["remark"],
    }


def _where(frame: PageFrame, service: str, lang: str) -> str:
    """By the windows of the service, where no guide says it better."""
    layout = frame.layout
    zones = {zone.id: zone.name.as_dict()[lang] for zone in layout.hall.zones}
    windows = layout.windows_of(service)
    zone = zones.get(layout.zone_of(service), "")
    said = texts(lang)["notice"]["windows"]
    return said.format(zone=zone, windows=ranges(windows)) if windows else zone


def _when(hours: list[OpenTime], said: dict[str, Any]) -> str:
    """The hall's hours, those of the same days together; "" where it has none."""
    times: dict[tuple[str, ...], list[str]] = {}
    for stretch in hours:
        times.setdefault(tuple(stretch.days), []).append(f"{stretch.opens}–{stretch.closes}")
    told = [
        said["hours"].format(
            days=said["and"].join(said["days"][day] for day in days),
            times=said["and"].join(stretches),
        )
        for days, stretches in times.items()
    ]
    return str(said["between_hours"].join(told))
