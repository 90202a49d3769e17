"""PURE: what the tables hold of a rating, in the words that the forms are filled with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from config.upload_forms import WORDS
from queue_server.contract import reasons
from queue_server.layout import Layout
from queue_server.reports.columns import LEVELS
from queue_server.storage.ratings import SEPARATOR
from queue_server.uploads.rendering import CHANGE, CHANGED, FIRST

TIME = "%Y-%m-%d %H:%M:%S"
CHANNELS = {  # pf of the public clients, and the name
    "qr": ("3", "二维码"),
    "tablet": ("4", "大厅平板电脑"),
    "evaluator": ("5", "窗口评价器"),
}
WITH_THE_RATING, ON_THE_CALL = "1", "2"
TO_DO, UNDER_WAY, DONE = "1", "2", "3"
CASE_STATES = {  # outcome of the matter that the case number is of: proStatus
    "done_on_the_spot": DONE,
    "pick_up": DONE,
    "accepted": UNDER_WAY,
    "accepted_with_gaps": UNDER_WAY,
    "incomplete": TO_DO,
}


def record_of(material: Any, layout: Layout) -> dict[str, str]:
    """Every word of `WORDS` for a row of `UploadReader.material`."""
    record = {**dict.fromkeys(WORDS, ""), **_of_visit(material, layout), **_of_rating(material)}
    record["rated_at"] = _time(material.rated_at, layout)
    if material.case_state is not None:
        record |= _of_case(material, layout) | _told_on_the_call(material, record)
    return record


def _of_visit(row: Any, layout: Layout) -> dict[str, str]:
    service, hall = layout.services.get(row.service), layout.hall.hall.id
    state = CASE_STATES.get(row.outcome or "", "")
    nth = str(row.times_served)
    return {
        "case_number": row.case_number or "",
        "visit_number": f"{hall}-{row.business_date:%Y%m%d}-{row.ticket_number}-{nth}",
        "case_state": state,
        "service": row.service,
        "service_name": service.name.zh if service else row.service,
        "window": row.window,
        "ticket_number": row.ticket_number,
        "clerk": row.clerk or "",
        "clerk_name": row.clerk_name or "",
        "began_at": _time(row.began_at, layout),
        "ended_at": _time(row.ended_at, layout),
        "done_at": _time(row.ended_at, layout) if state == DONE else "",
        "times_served": nth,
    }


def _of_rating(row: Any) -> dict[str, str]:
    channel, channel_name = CHANNELS[row.channel]
    sentences = _sentences(row.reasons)
    return {
        "rating_id": f"{row.act_id}-{row.number}",
        "channel": channel,
        "channel_name": channel_name,
        "level": str(row.level),
        "level_reversed": str(6 - row.level),
        "level_name": LEVELS[row.level][1],
        "reasons": row.reasons,
        "reasons_from": WITH_THE_RATING if row.reasons else "",
        "comment": row.comment,
        "said": "；".join([*sentences, *([row.comment] if row.comment else [])]),
        "rating_number": str(row.number),
        "defaulted": "0",
        "counts": "1",
        "appealed": "0",
        CHANGE: CHANGED if row.was_sent else FIRST,
    }


def _told_on_the_call(row: Any, record: dict[str, str]) -> dict[str, str]:
    """Reasons that the visitor gave afterwards, of a first rating that said none."""
    if row.number != 1 or record["said"] or not row.told_reasons:
        return {}
    said = "；".join(_sentences(row.told_reasons))
    return {
        "reasons": row.told_reasons,
        "reasons_from": ON_THE_CALL,
        "said": f"回访时说明：{said}",
    }


def _sentences(codes: str) -> list[str]:
    return [reasons.sentence(code)["zh"] for code in codes.split(SEPARATOR) if code]


def _of_case(row: Any, layout: Layout) -> dict[str, str]:
    reviewed = {"counts": str(row.case_counts), "appealed": _flag(row.appealed_at)}
    return {
        **(reviewed if row.number == 1 else {}),  # nobody appeals against the second one
        "rectified": _flag(row.case_answer),
        "answer": row.case_answer,
        "answered_at": _time(row.answered_at, layout),
        "reviewed_at": _time(row.reviewed_at, layout),
        "followed_up": _flag(row.followed_up_at),
    }


def _flag(value: object) -> str:
    return "1" if value else "0"


def _time(instant: datetime | None, layout: Layout) -> str:
    return f"{layout.day.local(instant):{TIME}}" if instant else ""
