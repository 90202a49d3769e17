"""`/evaluator/<window>`: the tablet at a window, by which a visitor rates.

The page itself is open and says nothing; what it shows comes with the tablet's own token, which
stands in the fragment of the link that `hallctl tablets` makes.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from queue_server.contract import reasons
from queue_server.domain.errors import RuleBroken
from queue_server.domain.ratings import LEVELS, LONGEST_COMMENT
from queue_server.parts import Parts
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import frame_of
from queue_server.web.texts import LANGUAGES, texts

REASONS_SHOWN = 8  # on one screen, without scrolling


def evaluator_pages_of(parts: Parts) -> Blueprint:
    pages = Blueprint("evaluator", __name__)
    add_pages(pages, frame_of(parts))
    return pages


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/evaluator/<window>")
    def evaluator(window: str) -> Response:
        try:
            known = frame.layout.place(window).window
        except RuleBroken:
            known = ""
        return frame.render(
            "evaluator.html",
            200 if known else 404,
            window=known,
            levels=sorted(LEVELS, reverse=True),
            page=_page(frame, known) if known else {},
            first_language=language(),
        )


def _page(frame: PageFrame, window: str) -> dict[str, Any]:
    """All languages at once: a visitor who chooses one waits for nothing, and the next visitor
    finds the hall's again."""
    names = frame.layout.hall.hall.name.as_dict()
    return {
        "window": window,
        "change_s": frame.layout.hall.rating.change_s,
        "longest": LONGEST_COMMENT,
        "slips": frame.layout.hall.rating.qr_hours > 0,
        "language": LANGUAGES[0],
        "texts": {
            lang: {"hall": names[lang], "evaluator": _said(lang), "level": _levels(lang)}
            for lang in LANGUAGES
        },
        "reasons": {
            str(level): [{"code": r.code, "text": r.text} for r in found[:REASONS_SHOWN]]
            for level, found in reasons.of_level().items()
        },
    }


def _said(lang: str) -> dict[str, str]:
    return dict(texts(lang)["evaluator"])


def _levels(lang: str) -> dict[str, str]:
    return dict(texts(lang)["rating"]["level"])
