"""PURE: appointments as they arrive from the city's booking platform, nameless from here on.

What comes after this sees keyed hashes and masked names only: so does the fingerprint by which a
retry is known, which else could be tried out for the few numbers that one person may have.
"""

from __future__ import annotations

import re
from datetime import datetime

from msgspec import Struct

from queue_server.contract.appointments import GivenAppointment, ImportAppointments
from queue_server.contract.messages import Command
from queue_server.contract.person_hash import is_id_number, masked_name, person_hash, phone_hash

_PHONE = re.compile(r"[0-9+() -]{7,20}")
SPREADSHEET = "if a spreadsheet made it, its column was not text"


class Arrived(Struct, frozen=True, kw_only=True):
    """`wrong`: the stable code of what cannot be in it, and a sentence; both "" for nothing."""

    reference: str
    service: str
    starts_at: datetime
    ends_at: datetime
    hall: str | None
    person_hash: str | None
    phone_hash: str | None
    masked_name: str | None
    cancelled: bool
    wrong: tuple[str, str] = ("", "")


class ArrivedAppointments(Command, frozen=True, kw_only=True):
    appointments: list[Arrived]


def arrived(command: ImportAppointments, key: bytes, hall: str) -> ArrivedAppointments:
    """`key`: the hall's person key."""
    nameless = [_nameless(given, key, hall) for given in command.appointments]
    return ArrivedAppointments(request_id=command.request_id, appointments=nameless)


def wrong_in(given: GivenAppointment) -> tuple[str, str]:
    """The code and sentence of what is wrong with its number, telephone or times; ("", "") for
    nothing. The sentence holds nothing of the person."""
    if given.id_number and not is_id_number(given.id_number.strip()):
        return "wrong_id_number", f"this is no number of an identity document; {SPREADSHEET}"
    if given.phone and not _PHONE.fullmatch(given.phone.strip()):
        return "wrong_phone", f"this is no telephone number; {SPREADSHEET}"
    if given.starts_at.tzinfo is None or given.ends_at.tzinfo is None:
        return "wrong_times", "a time has its offset, as in 2026-11-23T09:00:00+08:00"
    return "", ""


def _nameless(given: GivenAppointment, key: bytes, hall: str) -> Arrived:
    wrong = wrong_in(given)
    return Arrived(
        reference=given.reference,
        service=given.service,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        hall=given.hall,
        person_hash=person_hash(key, hall, given.id_number) if given.id_number else None,
        phone_hash=phone_hash(key, hall, given.phone) if given.phone else None,
        masked_name=masked_name(given.name) if given.name else None,
        cancelled=given.cancelled,
        wrong=wrong,
    )
