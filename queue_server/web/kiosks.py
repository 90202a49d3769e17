"""Remote hands: what supervisors order of a kiosk, and the picture that a kiosk sends back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from flask import Response

from queue_server.contract import kiosks as k
from queue_server.contract import messages as m
from queue_server.contract.devices import ProgramNow, ProgramState
from queue_server.domain.errors import RuleBroken
from queue_server.kiosk_entries import parked_since
from queue_server.kiosk_orders import KioskDesk, order_facts, require_kiosk
from queue_server.kiosk_watch import Picture
from queue_server.parts import Parts
from queue_server.storage.transaction import Transaction
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.gate import require_itself

SUPERVISORS = frozenset({"supervisor"})
PNG = "image/png"
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
MOST_PICTURE_BYTES = 600_000


@dataclass(frozen=True, kw_only=True)
class Verb:
    word: str
    summary: str
    takes: type[m.Command]
    act: Callable[[KioskDesk, Any], k.KioskOrder]


VERBS = (
    Verb(
        word="close",
        summary="Give no numbers at this kiosk, and say why",
        takes=k.CloseKiosk,
        act=KioskDesk.close,
    ),
    Verb(word="open", summary="Give numbers again", takes=k.KioskCommand, act=KioskDesk.open),
    Verb(
        word="say",
        summary="A line on the kiosk's first screen; empty takes it away",
        takes=k.SayOnKiosk,
        act=KioskDesk.say,
    ),
    Verb(
        word="restart",
        summary="Start the kiosk's program again when nobody stands before it",
        takes=k.KioskCommand,
        act=KioskDesk.restart,
    ),
    Verb(
        word="picture",
        summary="Send a picture of the screen, with all that concerns a person covered",
        takes=k.KioskCommand,
        act=KioskDesk.picture,
    ),
)


def kiosks_now(parts: Parts) -> k.KiosksNow:
    """Every kiosk of the hall's file, in its order."""
    known = parts.layout.kiosks
    programs = {program.program: program for program in parts.programs.now().programs}
    with parts.store.read() as reader:
        orders = order_facts(reader, known)
        parked = parked_since(reader, parts.views.day.starts_at(_today(parts)))
    return k.KiosksNow(
        kiosks=[
            k.KioskNow(
                kiosk=kiosk,
                online=_is_online(programs.get(f"kiosk-{kiosk}")),
                since=_since(programs.get(f"kiosk-{kiosk}")),
                order=orders[kiosk],
                fact=parts.kiosks.fact(kiosk),
                pictured_at=_taken_at(parts, kiosk),
                parked=parked.get(kiosk, []),
            )
            for kiosk in known
        ]
    )


def _is_online(program: ProgramNow | None) -> bool:
    return program is not None and program.state is ProgramState.ONLINE


def _since(program: ProgramNow | None) -> datetime | None:
    return program.since if program else None


def _today(parts: Parts) -> date:
    return parts.views.day.date_of(parts.clock())


def _taken_at(parts: Parts, kiosk: str) -> datetime | None:
    picture = parts.kiosks.picture(kiosk)
    return picture.at if picture else None


def endpoints(parts: Parts) -> list[Endpoint]:
    def now(_call: Call) -> k.KiosksNow:
        return kiosks_now(parts)

    def send_picture(call: Call) -> Response:
        kiosk = call.path["kiosk"]
        require_kiosk(kiosk, parts.layout.kiosks)
        require_itself(call.who, kiosk)
        if not call.command.startswith(PNG_BEGINS):
            raise RuleBroken("malformed", "that is no PNG")
        parts.kiosks.keep(kiosk, Picture(png=call.command, at=parts.clock()))
        return Response(status=204)

    def picture(call: Call) -> Response:
        kiosk = call.path["kiosk"]
        require_kiosk(kiosk, parts.layout.kiosks)
        found = parts.kiosks.picture(kiosk)
        if found is None:
            raise RuleBroken("not_found", "this kiosk has sent no picture since the server started")
        return Response(found.png, content_type=PNG)

    return [
        Endpoint(
            method="GET",
            path="/api/v1/kiosks",
            name="kiosks",
            summary="Every kiosk: what is wanted of it, and how it is",
            handler=now,
            gives=k.KiosksNow,
            roles=SUPERVISORS,
        ),
        *(_endpoint(parts, verb) for verb in VERBS),
        Endpoint(
            method="PUT",
            path="/api/v1/kiosks/{kiosk}/picture",
            name="send_picture",
            summary="A kiosk sends the picture that it was asked for; the last one is kept",
            handler=send_picture,
            sends=PNG,
            most_bytes=MOST_PICTURE_BYTES,
            status=204,
            roles=frozenset({"kiosk"}),
            refuses=("unknown_kiosk",),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/kiosks/{kiosk}/picture",
            name="kiosk_picture",
            summary="The last picture that a kiosk sent",
            handler=picture,
            gives=bytes,
            media_type=PNG,
            roles=SUPERVISORS,
            refuses=("unknown_kiosk", "not_found"),
        ),
    ]


def _endpoint(parts: Parts, verb: Verb) -> Endpoint:
    def act(call: Call) -> bytes:
        kiosk = call.path["kiosk"]

        def work(tx: Transaction, now: datetime) -> msgspec.Struct:
            desk = KioskDesk(
                tx, kiosk, parts.layout.kiosks, day=parts.layout.day, by=call.who.name, now=now
            )
            return verb.act(desk, call.command)

        return parts.commands.once(f"kiosk/{kiosk}/{verb.word}", call.command, work)

    return Endpoint(
        method="POST",
        path=f"/api/v1/kiosks/{{kiosk}}/{verb.word}",
        name=f"kiosk_{verb.word}" if verb.word != "picture" else "ask_for_picture",
        summary=verb.summary,
        handler=act,
        takes=verb.takes,
        gives=k.KioskOrder,
        roles=SUPERVISORS,
        refuses=("unknown_kiosk", "request_id_reused", "storage_failed"),
    )
