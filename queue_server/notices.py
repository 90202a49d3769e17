"""The one-time notice (一次性告知单): all that is missing, told once and kept as it was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from config.guides import Guide, Material
from queue_server.contract import matters as c
from queue_server.domain.acts import Act
from queue_server.domain.events import Kind
from queue_server.guide_book import GuideBook
from queue_server.own_visit import OwnVisit
from queue_server.storage.matters import NoticeRow

PAGE = "/clerk/notices"


class NoticeDesk(OwnVisit):
    def make(self, command: c.MakeNotice, book: GuideBook) -> c.Notice:
        """Keep it as it will be printed. Raises `unknown_guide` and what `_own` does."""
        act = self._own(command.act_id)
        guide = book.one(command.guide) if command.guide else None
        notice_id = self._hall.new_id()
        self._matters.add_notice(self._row(notice_id, act, guide, command))
        told: dict[str, str | int | None] = {"notice_id": str(notice_id), "guide": command.guide}
        self._append(Kind.NOTICE_MADE, act, {**told, "missing": len(command.missing)})
        self._save()
        return c.Notice(
            notice_id=notice_id,
            act_id=act.act_id,
            number=act.number,
            made_at=self._now,
            link=f"{PAGE}/{notice_id}",
            window=self.view(),
        )

    def _row(
        self, notice_id: UUID, act: Act, guide: Guide | None, command: c.MakeNotice
    ) -> NoticeRow:
        layout = self._hall.layout
        service = layout.services.get(act.service)
        called = service.name.as_dict() if service else {"zh": act.service, "en": act.service}
        return NoticeRow(
            notice_id=notice_id,
            act_id=act.act_id,
            guide=guide.id if guide else None,
            title=guide.title.as_dict() if guide else called,
            missing=[_missing(one, guide) for one in command.missing],
            note=command.note.strip(),
            place=guide.where.as_dict() if guide else {},
            phone=guide.phone if guide else "",
            made_at=self._now,
            made_by=self._by,
        )


def _missing(said: c.MissingMaterial, guide: Guide | None) -> dict[str, Any]:
    """With the guide's own words, where it names this material."""
    known = _material_named(said.name, guide)
    if known is None:
        name, note, originals, copies = {"zh": said.name.strip()}, {}, 0, 0
    else:
        name, note = known.name.as_dict(), known.note.as_dict() if known.note else {}
        originals, copies = known.originals, known.copies
    return {
        "name": name,
        "originals": originals,
        "copies": copies,
        "note": note,
        "remark": said.note.strip(),
    }


def _material_named(name: str, guide: Guide | None) -> Material | None:
    materials = guide.materials if guide else []
    return next((one for one in materials if one.name.zh == name), None)
