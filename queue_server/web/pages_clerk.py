"""`/clerk`: log in to a window, then the console."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from queue_server.domain.missed import MissedPolicy, may_be_called_again
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.texts import texts

CONSOLE = "/clerk"


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get(CONSOLE)
    def clerk() -> Response:
        person = frame.who()
        # `again`: the console found that its session is over; never show it once more.
        if person is None or person.window is None or "again" in request.args:
            return frame.log_in(for_clerks=True, then=CONSOLE)
        return frame.render(
            "console.html", window=person.window, page=_page(frame, person, person.window)
        )


def _page(frame: PageFrame, person: Principal, window: str) -> dict[str, Any]:
    """What the console's scripts need from the start; the window's state they ask for."""
    lang = language()
    said = texts(lang)
    settings = frame.layout.hall.hall
    return {
        "window": window,
        "account": person.name,
        "csrf": person.csrf,
        "title": said["clerk"]["title"].format(window=window),
        "now": frame.clock().isoformat(),
        "missed_may_be_called": may_be_called_again(MissedPolicy(settings.missed_policy)),
        "windows": list(frame.layout.windows),
        "services": [
            {
                "id": service.id,
                "prefix": service.prefix,
                "name": service.name.as_dict()[lang],
                "target_wait_min": service.target_wait_min,
            }
            for service in frame.layout.services.values()
        ],
        "texts": {key: said[key] for key in ("page", "clerk", "state", "problem")},
    }
