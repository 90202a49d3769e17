"""Kiosks that may be cut off: they lease numbers beforehand, and tell afterwards."""

from __future__ import annotations

from queue_server.contract import offline as o
from queue_server.kiosk_entries import KioskEntries
from queue_server.leases import lease
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.gate import require_itself

KIOSKS = frozenset({"kiosk"})
MOST_BYTES = 64 * 1024  # of fifty entries, or of a band for each service and day


def endpoints(parts: Parts) -> list[Endpoint]:
    entries = KioskEntries(parts.queue, parts.store, parts.clock)

    def bands(call: Call) -> bytes:
        require_itself(call.who, call.command.kiosk)
        by = call.who.name
        return parts.commands.once(
            "lease", call.command, lambda tx, now: lease(parts.queue, tx, call.command, by, now)
        )

    def take(call: Call) -> o.EntriesTaken:
        require_itself(call.who, call.command.kiosk)
        parts.commands.close_earlier_days()
        return entries.take(call.command, call.who.name)

    return [
        Endpoint(
            method="POST",
            path="/api/v1/bands",
            name="lease",
            summary="Numbers that this kiosk may give while it is cut off",
            handler=bands,
            takes=o.LeaseBands,
            gives=o.Bands,
            status=201,
            most_bytes=MOST_BYTES,
            roles=KIOSKS,
            refuses=("forbidden", "request_id_reused", "storage_failed"),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/entries",
            name="entries",
            summary="What happened at this kiosk, in order",
            handler=take,
            takes=o.SendEntries,
            gives=o.EntriesTaken,
            most_bytes=MOST_BYTES,
            roles=KIOSKS,
            refuses=("forbidden", "storage_failed"),
        ),
    ]
