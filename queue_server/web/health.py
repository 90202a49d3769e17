"""Is the process alive, and can it do its work?"""

from __future__ import annotations

import msgspec
from flask import Response
from sqlalchemy import text

from queue_server.parts import Parts
from queue_server.storage import schema
from queue_server.storage.errors import StorageFailed
from queue_server.web.endpoint import JSON, Call, Endpoint

_encode = msgspec.json.Encoder().encode


class Alive(msgspec.Struct, frozen=True, kw_only=True):
    alive: bool


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """`needed`: without it the server is not ready; else the hall works, but less well."""

    ok: bool
    needed: bool
    detail: str


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    ready: bool
    parts: dict[str, Part]


def endpoints(parts: Parts) -> list[Endpoint]:
    def livez(_call: Call) -> Alive:
        return Alive(alive=True)

    def readyz(_call: Call) -> Response:
        found = {
            "database": _database(parts),
            "migrations": _migrations(parts),
            "broker": _broker(parts),
            "programs": _programs(parts),
        }
        ready = all(part.ok for part in found.values() if part.needed)
        body = _encode(Readiness(ready=ready, parts=found))
        return Response(body, 200 if ready else 503, content_type=JSON)

    return [
        Endpoint(
            method="GET",
            path="/livez",
            name="livez",
            summary="The process answers",
            handler=livez,
            gives=Alive,
        ),
        Endpoint(
            method="GET",
            path="/readyz",
            name="readyz",
            summary="Each part the server needs; 503 when it can not do its work",
            handler=readyz,
            gives=Readiness,
            also=((503, Readiness),),
        ),
    ]


def _database(parts: Parts) -> Part:
    """A write that leaves nothing but its way to the disk and back."""
    try:
        parts.store.write(lambda tx: tx.touch())
    except StorageFailed as error:
        return Part(ok=False, needed=True, detail=str(error.__cause__ or error)[:200])
    return Part(ok=True, needed=True, detail="writes")


def _migrations(parts: Parts) -> Part:
    try:
        with parts.store.reading() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except StorageFailed:
        return Part(ok=False, needed=True, detail="cannot be read")
    return Part(ok=found == schema.HEAD, needed=True, detail=f"version {found}")


def _broker(parts: Parts) -> Part:
    connected = parts.programs.broker_connected
    detail = "connected" if connected else "away: boards keep what they show"
    return Part(ok=connected, needed=False, detail=detail)


def _programs(parts: Parts) -> Part:
    said = parts.programs.all()
    away = [fact.program for fact in said if not fact.online]
    ailing = [
        f"{fact.program}/{device}"
        for fact in said
        for device, health in fact.devices.items()
        if fact.online and health.state != "ok"
    ]
    detail = ", ".join([f"{p} is away" for p in away] + ailing) or "all well"
    return Part(ok=not away and not ailing, needed=False, detail=detail)
