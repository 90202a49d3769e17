"""`/kiosks`: every kiosk and what can be done with it from here, for supervisors."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from queue_server.web.gate import Principal
from queue_server.web.kiosk_cards import cards
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.texts import texts


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/kiosks")
    def kiosks() -> Response:
        return frame.for_supervisors(lambda person: _show(frame, person))


def _show(frame: PageFrame, person: Principal) -> Response:
    lang = language()
    said = texts(lang)
    return frame.render(
        "kiosks.html",
        here="kiosks",
        person=frame.name_of(person),
        csrf=person.csrf,
        as_of=frame.local_time(frame.clock()),
        cards=cards(frame.kiosks(), lang, frame.views.day.local),
        page={
            "csrf": person.csrf,
            "texts": {"kiosks": said["kiosks"]["said"], "problem": said["problem"]},
        },
    )
