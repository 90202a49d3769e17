"""`/hall`: the hall at this moment, for supervisors."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from queue_server.alerts_now import alerts_now
from queue_server.reports.not_on_paper import not_on_paper
from queue_server.reports.waiting_now import waiting_now
from queue_server.web import overview
from queue_server.web.alert_rows import alert_rows, standing_rows
from queue_server.web.device_wall import wall
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.service_rows import services
from queue_server.web.texts import texts


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/hall")
    def hall() -> Response:
        return frame.for_supervisors(lambda person: _show(frame, person))


def _show(frame: PageFrame, person: Principal) -> Response:
    now = frame.clock()
    lang = language()
    with frame.store.read() as reader:
        seats = reader.seats()
        queues = waiting_now(reader.connection, reader.hall, frame.views.day.date_of(now))
        info = frame.views.hall(reader, now)
        unprinted = not_on_paper(reader.connection, reader.hall, info.business_date)
        closed_here = reader.closures(info.business_date)
        alerts = alert_rows(
            alerts_now(frame.layout, reader, now),
            frame.layout,
            lambda account: reader.account_name(account) or account,
            lang,
            now,
        )
    said = texts(lang)
    return frame.render(
        "hall.html",
        here="hall",
        person=frame.name_of(person),
        csrf=person.csrf,
        as_of=frame.local_time(now),
        alerts=alerts,
        standing=standing_rows(frame.layout, lang, info.business_date),
        totals=overview.totals(frame.layout, queues, seats),
        zones=overview.zones(frame.layout, seats, lang, now),
        services=services(frame.layout, info, queues, closed_here, lang, now),
        unprinted=[
            (one.number, one.kiosk or "", one.print_state, frame.local_time(one.issued_at))
            for one in unprinted
        ],
        wall=wall(frame.devices(), lang, frame.views.day.local),
        page={
            "csrf": person.csrf,
            "texts": {key: said[key] for key in ("alert", "closing", "problem")},
        },
    )
