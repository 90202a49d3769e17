"""Ratings on their way to platforms: how it stands, trying again, looking now."""

from __future__ import annotations

import msgspec

from queue_server.contract import uploads as u
from queue_server.parts import Parts
from queue_server.uploads.upload_views import retry, uploads_now
from queue_server.web.endpoint import Call, Endpoint

WHO = frozenset({"supervisor", "hallctl"})

_encode = msgspec.json.Encoder().encode


def endpoints(parts: Parts) -> list[Endpoint]:
    def look(_call: Call) -> u.UploadsNow:
        with parts.store.read() as reader:
            return uploads_now(parts.layout, parts.uploader, reader, parts.clock())

    def again(call: Call) -> bytes:
        answer = parts.commands.once(
            "uploads/retry",
            call.command,
            lambda tx, now: retry(parts.layout, tx, call.command, call.who.name, now),
        )
        parts.uploader.wake()
        return answer

    def run(_call: Call) -> bytes:
        parts.uploader.wake()
        return _encode(u.UploadsWoken(targets=len(parts.uploader.runs)))

    return [
        Endpoint(
            method="GET",
            path="/api/v1/uploads",
            name="uploads",
            summary="What is on its way to each platform, and what was refused and why",
            handler=look,
            gives=u.UploadsNow,
            roles=WHO,
        ),
        Endpoint(
            method="POST",
            path="/api/v1/uploads/retry",
            name="retry_uploads",
            summary="Try refused ratings anew: one, or all of a target",
            handler=again,
            takes=u.RetryUploads,
            gives=u.UploadsRetried,
            roles=WHO,
            refuses=("unknown_upload", "request_id_reused", "storage_failed"),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/uploads/run",
            name="run_uploads",
            summary="Look now what is due, in every target",
            handler=run,
            takes=u.RunUploads,
            gives=u.UploadsWoken,
            roles=WHO,
        ),
    ]
