"""`/staff`: who sits where, today's rotas, leave, stand-ins and breaks, for supervisors."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from queue_server.domain.errors import RuleBroken
from queue_server.staff import attendance_report, staff_now
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.staff import day_asked
from queue_server.web.staff_rows import StaffRows
from queue_server.web.texts import texts


def add_pages(pages: Blueprint, frame: PageFrame) -> None:
    @pages.get("/staff")
    def staff() -> Response:
        return frame.for_supervisors(lambda person: _show(frame, person))


def _show(frame: PageFrame, person: Principal) -> Response:
    now = frame.clock()
    lang = language()
    said = texts(lang)
    try:
        day = day_asked(frame.layout.day.date_of(now))
    except RuleBroken:
        abort(404)
    with frame.store.read() as reader:
        found = staff_now(frame.layout, reader, now)
        report = attendance_report(frame.layout, reader, day, now)
    rows = StaffRows(frame.layout, lang, said["staff"], now)
    return frame.render(
        "staff.html",
        here="staff",
        person=frame.name_of(person),
        csrf=person.csrf,
        as_of=frame.local_time(now),
        rows=rows,
        now=found,
        report=report,
        today=found.business_date,
        page={
            "csrf": person.csrf,
            "texts": {"staff": said["staff"]["said"], "problem": said["problem"]},
        },
    )
