"""`/uploads`: what was sent to platforms, what waits, what was refused, why, and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from config.upload_forms import FORMS
from queue_server.contract.uploads import UploadRow, UploadTargetNow
from queue_server.parts import Parts
from queue_server.uploads.upload_views import uploads_now
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import frame_of
from queue_server.web.texts import texts

PENDING_SHOWN = 20  # they go by themselves
MINUTES = "%m-%d %H:%M"


def upload_pages_of(parts: Parts) -> Blueprint:
    pages = Blueprint("upload_pages", __name__)
    shown = _Shown(frame=frame_of(parts), parts=parts)

    @pages.get("/uploads")
    def uploads() -> Response:
        return shown.frame.for_supervisors(shown.page)

    return pages


@dataclass(frozen=True, kw_only=True)
class _Shown:
    frame: PageFrame
    parts: Parts

    def page(self, person: Principal) -> Response:
        now = self.frame.clock()
        with self.frame.store.read() as reader:
            found = uploads_now(self.parts.layout, self.parts.uploader, reader, now)
        said = texts(language())
        return self.frame.render(
            "uploads.html",
            here="uploads",
            person=self.frame.name_of(person),
            csrf=person.csrf,
            as_of=self.frame.local_time(now),
            targets=[self._target(one) for one in found.targets],
            page={
                "csrf": person.csrf,
                "texts": {"uploads": said["uploads"]["said"], "problem": said["problem"]},
            },
        )

    def _target(self, one: UploadTargetNow) -> dict[str, Any]:
        return {
            "now": one,
            "form": texts(language())["uploads"]["form"][one.form],
            "trouble": _silence(one.trouble),
            "refused": [self._row(row, _why(one, row), row.changed_at) for row in one.refused],
            "pending": [
                self._row(row, _silence(row.detail), row.next_try_at)
                for row in one.pending[:PENDING_SHOWN]
            ],
        }

    def _row(self, row: UploadRow, why: str, at: datetime | None) -> dict[str, Any]:
        said = texts(language())["uploads"]
        service = self.frame.layout.services.get(row.service)
        return {
            "row": row,
            "service": service.name.as_dict()[language()] if service else row.service,
            "which": said["second"] if row.number == 2 else said["first"],
            "why": why,
            "help": said["help"].get(row.refusal, ""),
            "at": self.frame.local_time(at, MINUTES) if at else "",
        }


def _why(target: UploadTargetNow, row: UploadRow) -> str:
    lang = language()
    field = FORMS[target.form].field(row.detail)
    detail = _silence(row.detail)
    if field is not None and field.zh != field.name and lang == "zh":
        detail = f"{field.name}（{field.zh}）"
    sentence = texts(lang)["uploads"]["refusal"].get(row.refusal, row.refusal)
    return str(sentence).format(detail=detail)


def _silence(detail: str) -> str:
    """Why there was no answer, in words; what a platform said stays as it is."""
    return str(texts(language())["uploads"]["silence"].get(detail, detail))
