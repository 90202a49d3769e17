"""A small hall with rules about who may take what, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from small_hall import SmallHall

from config.hall import Hall
from config.kinds import Name
from config.times import OpenTime
from queue_server import closing
from queue_server.contract import messages as m
from queue_server.contract.closures import CloseService
from queue_server.domain.errors import RuleBroken

BOB = m.Person(hash="b" * 64, masked_name="鲍*")
PHONE = "c" * 64
WHY = Name(zh="系统升级", en="System upgrade")
OFFICE = [
    OpenTime(opens="08:30", closes="12:00"),
    OpenTime(opens="13:30", closes="17:00"),
]
MakeRuled = Callable[..., SmallHall]


def ruled(hall: Hall, services: dict[str, dict[str, Any]] | None = None, **told: Any) -> Hall:
    """`hall` with other tables; `services` changes single ones."""
    changed = [
        replace(service, **(services or {}).get(service.id, {})) for service in hall.services
    ]
    return replace(hall, services=changed, **told)


def refused(hall: SmallHall, service: str = "company", **told: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as raised:
        hall.issue(service, **told)
    return raised.value


def told_of(hall: SmallHall, service: str = "company") -> m.ServiceInfo:
    return next(each for each in info(hall).services if each.service == service)


def info(hall: SmallHall) -> m.HallInfo:
    with hall.parts.store.read() as reader:
        return hall.parts.views.hall(reader, hall.now)


def close(hall: SmallHall, service: str = "company", why: str = "停电") -> None:
    command = CloseService(request_id=uuid4(), reason_zh=why)
    hall.parts.store.write(
        lambda tx: closing.close_service(hall.parts.queue, tx, service, command, "lead", hall.now)
    )


def reopen(hall: SmallHall, service: str = "company") -> bool:
    return hall.parts.store.write(
        lambda tx: closing.reopen_service(hall.parts.queue, tx, service, "lead", hall.now).closed
    )
