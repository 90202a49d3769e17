"""All pages that people see in a browser, and the files they are made of."""

from __future__ import annotations

from flask import Blueprint

from queue_server.web import pages_clerk, pages_hall, pages_reports, pages_ticket
from queue_server.web.page_frame import PageFrame


def pages(frame: PageFrame) -> Blueprint:
    found = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    for subject in (pages_clerk, pages_hall, pages_reports, pages_ticket):
        subject.add_pages(found, frame)
    return found
