"""One-time notices over HTTP: the guides that a clerk picks from, and the making of one."""

from __future__ import annotations

from datetime import datetime

from flask import request

from queue_server.contract import matters as c
from queue_server.guide_book import GuideBook, offer
from queue_server.notices import NoticeDesk
from queue_server.parts import Parts
from queue_server.storage.transaction import Transaction
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.windows import ACTING, READING

MOST_BYTES = 96 * 1024  # thirty materials with a remark each, in Chinese, escaped


def endpoints(parts: Parts) -> list[Endpoint]:
    book = GuideBook(parts.hall)

    def make(call: Call) -> bytes:
        window, command = call.path["window"], call.command

        def work(tx: Transaction, now: datetime) -> c.Notice:
            return NoticeDesk(parts.queue, tx, window, call.who.name, now).make(command, book)

        return parts.commands.once(f"{window}/notices", command, work)

    def guides(_call: Call) -> c.GuidesOfService:
        service = parts.layout.service(request.args.get("service", "")).id
        return c.GuidesOfService(guides=[offer(guide) for guide in book.of(service)])

    return [
        Endpoint(
            method="POST",
            path="/api/v1/windows/{window}/notices",
            name="make_notice",
            summary="Make a one-time notice of all that is missing; its page prints itself",
            handler=make,
            takes=c.MakeNotice,
            most_bytes=MOST_BYTES,
            gives=c.Notice,
            roles=ACTING,
            at_window=True,
            refuses=(
                "not_your_window",
                "unknown_window",
                "window_closed",
                "unknown_act",
                "not_your_visit",
                "nobody_served",
                "unknown_guide",
                "request_id_reused",
                "storage_failed",
            ),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/windows/{window}/guides",
            name="guides",
            summary="The guides of a service, with what a visitor brings",
            handler=guides,
            gives=c.GuidesOfService,
            roles=READING,
            at_window=True,
            refuses=("not_your_window", "unknown_service"),
            query=(("service", "whose guides"),),
        ),
    ]
