"""How the uploads stand, as supervisors see it: no level of a rating is in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from queue_server.contract import uploads as u
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.layout import Layout
from queue_server.storage.reader import Reader
from queue_server.storage.transaction import Transaction
from queue_server.storage.uploads import UploadBook, UploadReader
from queue_server.uploads.uploader import Uploader

MOST_LISTED = 100


def uploads_now(layout: Layout, uploader: Uploader, reader: Reader, now: datetime) -> u.UploadsNow:
    found = [_target_now(layout, uploader, reader, name, now) for name in uploader.runs]
    return u.UploadsNow(targets=found)


def retry(
    layout: Layout, tx: Transaction, command: u.RetryUploads, by: str, now: datetime
) -> u.UploadsRetried:
    """Try refused ones anew, after what was wrong is mended; raises `unknown_upload`."""
    known = any(target.id == command.target for target in layout.hall.uploads)
    book = UploadBook(tx, command.target)
    count = book.retry(command.act_id, command.number, now) if known else 0
    if not known or (command.act_id is not None and not count):
        raise RuleBroken("unknown_upload", "no such rating was refused", "target")
    tx.append(
        Event(
            kind=Kind.UPLOADS_RETRIED,
            at=now,
            business_date=layout.day.date_of(now),
            by=by,
            act_id=command.act_id,
            data={"target": command.target, "count": count},
        )
    )
    return u.UploadsRetried(retried=count)


def _target_now(
    layout: Layout, uploader: Uploader, reader: Reader, name: str, now: datetime
) -> u.UploadTargetNow:
    run = uploader.runs[name]
    uploads = UploadReader(reader, name)
    mark = uploads.mark()
    midnight = layout.day.starts_at(layout.day.date_of(now))
    return u.UploadTargetNow(
        target=name,
        form=run.target.form,
        into=run.target.url or run.target.folder,
        sent_today=uploads.count("sent", midnight),
        pending_count=uploads.count("pending", midnight),
        refused_count=uploads.count("refused", midnight),
        files=mark.files if mark else 0,
        trouble=run.trouble,
        pending=[_row(row) for row in uploads.listed("pending", MOST_LISTED)],
        refused=[_row(row) for row in uploads.listed("refused", MOST_LISTED)],
    )


def _row(row: Any) -> u.UploadRow:
    act_id: UUID = row.act_id
    return u.UploadRow(
        act_id=act_id,
        number=row.number,
        ticket_number=row.ticket_number,
        business_date=row.business_date,
        window=row.window,
        service=row.service,
        tries=row.tries,
        refusal=row.refusal,
        detail=row.detail,
        changed_at=row.changed_at,
        next_try_at=row.next_try_at,
    )
