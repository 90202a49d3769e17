"""`/clerk`: log in to a window, then the console."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from config.kinds import Name
from queue_server.domain.missed import MissedPolicy, may_be_called_again
from queue_server.storage.absences import Absences
from queue_server.web.console_keys import CONSOLE_KEYS, KEY_OF, OUTCOMES
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.texts import texts

CONSOLE = "/clerk"
SMALL = "/clerk/small"
BUTTONS = tuple(key for key in CONSOLE_KEYS if key.verb not in ("undo", "small", "keys"))


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get(CONSOLE)
    def clerk() -> Response:
        person = frame.who()
        # `again`: the console found that its session is over; never show it once more.
        if person is None or person.window is None or "again" in request.args:
            return frame.log_in(for_clerks=True, then=CONSOLE)
        return frame.render(
            "console.html",
            window=person.window,
            page=_page(frame, person, person.window),
            buttons=BUTTONS,
            key_of=KEY_OF,
            outcomes=OUTCOMES if frame.layout.hall.calling.outcome != "off" else (),
        )

    @pages.get(SMALL)
    def small() -> Response:
        """The small window where a browser cannot keep one on top by itself."""
        person = frame.who()
        if person is None or person.window is None:
            return frame.log_in(for_clerks=True, then=CONSOLE)
        return frame.render(
            "small.html", window=person.window, page=_page(frame, person, person.window)
        )


def _page(frame: PageFrame, person: Principal, window: str) -> dict[str, Any]:
    """What the console's scripts need from the start; the window's state they ask for."""
    lang = language()
    said = texts(lang)
    hall = frame.layout.hall

    def named(name: Name) -> str:
        return name.as_dict().get(lang, name.zh)

    return {
        "window": window,
        "account": person.name,
        "csrf": person.csrf,
        "title": said["clerk"]["title"].format(window=window),
        "now": frame.clock().isoformat(),
        "missed_may_be_called": may_be_called_again(MissedPolicy(hall.hall.missed_policy)),
        "outcome": hall.calling.outcome,
        "outcomes": list(OUTCOMES),
        "keys": [
            {
                "verb": key.verb,
                "label": key.label,
                "keys": key.keys,
                "codes": key.codes,
                "short": key.short,
            }
            for key in CONSOLE_KEYS
        ],
        "windows": list(frame.layout.windows),
        "on_leave": _on_leave(frame, person.name, lang),
        "own_services": list(frame.layout.place(window).services),
        "routes": {route.id: route.services for route in hall.routes},
        "pauses": [
            {"id": reason.id, "name": named(reason.name)}
            for reason in hall.attendance.pause_reasons
        ],
        "services": [
            {
                "id": service.id,
                "prefix": service.prefix,
                "name": named(service.name),
                "target_wait_min": service.target_wait_min,
            }
            for service in frame.layout.services.values()
        ],
        "texts": {key: said[key] for key in ("page", "clerk", "state", "problem")},
    }


def _on_leave(frame: PageFrame, account: str, lang: str) -> str:
    """The leave that is entered for a clerk who came today all the same; "" for none."""
    layout = frame.layout
    with frame.store.read() as reader:
        absences = Absences(reader.connection, reader.hall)
        reason = absences.reasons(layout.half_day(frame.clock())).get(account)
    known = {one.id: one.name.as_dict()[lang] for one in layout.hall.attendance.leave}
    return known.get(reason, reason) if reason else ""
