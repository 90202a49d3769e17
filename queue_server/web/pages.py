"""All pages that people see in a browser, and the files they are made of."""

from __future__ import annotations

from flask import Blueprint, request

from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.web import (
    matter_report,
    pages_clerk,
    pages_hall,
    pages_kiosks,
    pages_notices,
    pages_reports,
    pages_staff,
    pages_ticket,
)
from queue_server.web.endpoint import token_shown
from queue_server.web.gate import Principal
from queue_server.web.kiosks import kiosks_now
from queue_server.web.page_frame import PageFrame
from queue_server.web.slip_ratings import SlipRatings

PERSONS = frozenset({"clerk", "supervisor"})


def pages_of(parts: Parts) -> Blueprint:
    return pages(frame_of(parts))


def frame_of(parts: Parts) -> PageFrame:
    return PageFrame(
        layout=parts.layout,
        store=parts.store,
        views=parts.views,
        clock=parts.clock,
        who=lambda: _who(parts),
        why_out=lambda: _why_out(parts),
        devices=parts.programs.now,
        kiosks=lambda: kiosks_now(parts),
        slips=SlipRatings(parts),
    )


def pages(frame: PageFrame) -> Blueprint:
    found = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    for subject in (
        matter_report,
        pages_clerk,
        pages_hall,
        pages_staff,
        pages_kiosks,
        pages_notices,
        pages_reports,
        pages_ticket,
    ):
        subject.add_pages(found, frame)
    return found


def _who(parts: Parts) -> Principal | None:
    token = token_shown(request.environ)
    found = parts.gate.admit(token) if token else None
    return found if found and found.role in PERSONS else None


def _why_out(parts: Parts) -> RuleBroken | None:
    """What is to be said to a browser whose session somebody took."""
    out = parts.gate.turned_away(token_shown(request.environ))
    return out if out.facts else None
