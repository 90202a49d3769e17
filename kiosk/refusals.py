"""A "no" in people's words: why, until when, and what to do now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kiosk.moments import spoken
from kiosk.places import service_name, zone_name
from kiosk.states import Refused
from kiosk.texts import Sentences, in_language
from queue_server.contract.messages import HallInfo

ANOTHER, WITHOUT, ORDINARY, RETRY, REPRINT = "another", "without", "ordinary", "retry", "reprint"


@dataclass(frozen=True)
class Kind:
    """`key` of the texts; the buttons that help, the most likely one first."""

    key: str
    icon: str = "warning"
    buttons: tuple[str, ...] = ()


KINDS = {  # by the server's code; any other is `OTHER`
    "already_waiting": Kind("already_waiting", "ticket", (REPRINT, ANOTHER)),
    "already_checked_in": Kind("already_checked_in", "ticket", (REPRINT, ANOTHER)),
    "too_many_tickets": Kind("too_many_tickets", "ticket"),
    "unknown_service": Kind("unknown_service", buttons=(ANOTHER,)),
    "service_closed": Kind("service_closed", "cross", (ANOTHER,)),
    "outside_hours": Kind("outside_hours", "clock", (ANOTHER,)),
    "quota_used": Kind("quota_used", "ticket", (ANOTHER,)),
    "hall_full": Kind("hall_full", "person"),
    "wrong_hall": Kind("wrong_hall", "place", (ANOTHER,)),
    "appointment_early": Kind("appointment_early", "clock"),
    "appointment_late": Kind("appointment_late", "clock", (ORDINARY,)),
    "appointment_cancelled": Kind("appointment_cancelled", "cross", (WITHOUT,)),
    "unknown_appointment": Kind("unknown_appointment", "help", (RETRY, WITHOUT)),
    "unauthenticated": Kind("not_allowed"),
    "forbidden": Kind("not_allowed"),
}
OTHER = Kind("other")


def kind_of(refused: Refused) -> Kind:
    return KINDS.get(refused.code, OTHER)


def service_of(refused: Refused) -> str:
    """What was wished for, as far as anybody knows; "" else."""
    return refused.service or refused.facts.get("service", "")


def buttons(refused: Refused) -> tuple[str, ...]:
    """Those for which there is all that they need."""
    there = {
        REPRINT: "ticket_id" in refused.facts,
        ORDINARY: bool(service_of(refused)),
        WITHOUT: True,
        ANOTHER: True,
        RETRY: True,
    }
    offered = tuple(button for button in kind_of(refused).buttons if there[button])
    late_for_what = kind_of(refused).buttons == (ORDINARY,) and not offered
    return (WITHOUT,) if late_for_what else offered


class Told:
    """One refusal in one language. `now` is in the hall's time zone."""

    def __init__(
        self, refused: Refused, hall: HallInfo, texts: Sentences, language: str, now: datetime
    ) -> None:
        self._refused = refused
        self._hall = hall
        self._texts = texts
        self._language = language
        self._now = now
        self._key = f"refused.{kind_of(refused).key}"

    @property
    def number(self) -> str:
        return self._refused.facts.get("number", "")

    def title(self) -> str:
        place = self._place()
        if place:
            return self._say("refused.go_to", place=place)
        return self._say(self._key)

    def text(self) -> str:
        return "\n".join(line for line in self._lines() if line)

    def _lines(self) -> Iterator[str]:
        service = service_of(self._refused)
        if service and not self.number:
            yield service_name(self._hall, service, self._language)
        yield in_language(self._refused.reason, self._language)
        yield self._way()
        if "opens_at" in self._refused.facts:
            yield self._say("refused.opens", at=self._moment("opens_at"))
        if "window" in self._refused.facts:
            yield self._say("refused.window", window=self._refused.facts["window"])
        else:
            yield self._say(f"{self._key}_text", **self._values())
        if self._is_early_today():
            yield self._say("refused.appointment_early_today")

    def _values(self) -> dict[str, str]:
        """What the texts of one code alone have a place for."""
        facts = self._refused.facts
        return {
            "limit": facts.get("limit", ""),
            "at": self._moment("from") or self._moment("until"),
        }

    def _moment(self, fact: str) -> str:
        at = _time(self._refused.facts.get(fact, ""))
        return spoken(at, self._now, self._texts) if at else ""

    def _is_early_today(self) -> bool:
        """Nobody is invited to wait in the hall for tomorrow."""
        if self._refused.code != "appointment_early":
            return False
        at = _time(self._refused.facts.get("from", ""))
        return at is not None and at.astimezone(self._now.tzinfo).date() == self._now.date()

    def _place(self) -> str:
        """Where this is done instead."""
        zone = self._refused.facts.get("zone")
        if zone:
            return zone_name(self._hall, zone, self._language)
        return in_language(self._other_hall()[0], self._language)

    def _way(self) -> str:
        return in_language(self._other_hall()[1], self._language)

    def _other_hall(self) -> tuple[dict[str, str], dict[str, str]]:
        wanted = self._refused.facts.get("hall", "")
        found = next((x for x in self._hall.other_halls if x.hall == wanted), None)
        return (found.name, found.where) if found else ({}, {})

    def _say(self, key: str, **values: str) -> str:
        return self._texts[key].format(**values)


def _time(text: str) -> datetime | None:
    """None for none, and for that of a server that tells times otherwise: it is left out."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
