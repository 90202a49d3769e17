"""What a code says to a kiosk. Pure."""

from __future__ import annotations

import re
from uuid import UUID

from kiosk.events import CodeScanned

# The link on our slips, wherever the hall's server is reached from: names and addresses change
# during the life of a slip, the ticket's id does not.
_LINK = re.compile(r"^https?://[^/\s]+(?:/[^?#\s]*)?/t/(?P<id>[0-9A-Fa-f-]{36})/?(?:[?#]\S*)?$")


REFERENCE = "reference"  # the group of a code pattern that holds it
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{4,64}")
LONGEST_CODE = 512  # a code of a visitor's making must not keep a regular expression busy


def appointment_of(text: str, pattern: str) -> str | None:
    """The reference of the appointment whose code was held up; None for any other code.

    `pattern`: `appointments.code_pattern` of the hall's file, for the whole text.
    """
    text = text.strip()
    found = re.fullmatch(pattern, text) if len(text) <= LONGEST_CODE else None
    reference = found[REFERENCE] if found else None
    return reference if reference and _REFERENCE.fullmatch(reference) else None


def understood(text: str, pattern: str) -> CodeScanned:
    """Whose code was held up: a slip's, an appointment's, or nobody's that we know."""
    ticket_id = ticket_of(text)
    if ticket_id is not None:
        return CodeScanned(ticket_id=ticket_id)
    return CodeScanned(reference=appointment_of(text, pattern))


def ticket_of(text: str) -> UUID | None:
    """The ticket whose slip was held up; None for any other code."""
    link = _LINK.match(text.strip())
    if link is None:
        return None
    try:
        return UUID(link["id"])
    except ValueError:
        return None
