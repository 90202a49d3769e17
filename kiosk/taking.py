"""What can be taken at this kiosk now, and how a "no" is told before anybody asked. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kiosk.events import ClosedServiceTouched
from kiosk.moments import spoken
from kiosk.places import place_of
from kiosk.texts import Sentences
from queue_server.contract.messages import HallInfo, ServiceInfo, Taking

WRONG_HALL = "wrong_hall"
TRIED = Taking()


def taking(
    service: ServiceInfo, zones: Collection[str], *, server: bool, planned: Taking = TRIED
) -> Taking:
    """`zones`: this kiosk's own, all when empty. Without a `server` nobody knows more than what was
    `planned` in the hall's file: else the number is tried."""
    if _is_elsewhere(service, zones):
        return Taking(code=WRONG_HALL)
    return service.taking if server else planned


def shut(service: ServiceInfo, now: Taking) -> ClosedServiceTouched | None:
    """What a touch on the service says when it cannot be taken."""
    if not now.code:
        return None
    return ClosedServiceTouched(
        service=service.service, code=now.code, facts=_facts(service, now), reason=now.reason
    )


def why_not(
    hall: HallInfo,
    service: ServiceInfo,
    now: Taking,
    texts: Sentences,
    language: str,
    at: datetime,
) -> str:
    """In few words, for a tile and for the voice; `at` as `kiosk.moments.spoken` has it."""
    if now.code == WRONG_HALL:
        place = place_of(hall, service, language)
        return texts["taking.wrong_hall"].format(place=place)
    why = texts.get(f"taking.{now.code}", texts["taking.other"])
    if now.opens_at is None:
        return why
    return texts["taking.opens"].format(why=why, at=spoken(now.opens_at, at, texts))


def _is_elsewhere(service: ServiceInfo, zones: Collection[str]) -> bool:
    return bool(service.elsewhere) or (bool(zones) and service.zone not in zones)


def _facts(service: ServiceInfo, now: Taking) -> dict[str, str]:
    """As the server's refusal would have told them."""
    facts = {}
    if now.opens_at is not None:
        facts["opens_at"] = now.opens_at.isoformat()
    if service.idle_windows:
        facts["window"] = service.idle_windows[0]
    if now.code == WRONG_HALL:
        facts |= {"hall": service.elsewhere} if service.elsewhere else {"zone": service.zone}
    return facts
