"""What a code says to a kiosk. Pure."""

from __future__ import annotations

import re
from uuid import UUID

# The link on our slips, wherever the hall's server is reached from: names and addresses change
# during the life of a slip, the ticket's id does not.
_LINK = re.compile(r"^https?://[^/\s]+(?:/[^?#\s]*)?/t/(?P<id>[0-9A-Fa-f-]{36})/?(?:[?#]\S*)?$")


def ticket_of(text: str) -> UUID | None:
    """The ticket whose slip was held up; None for any other code."""
    link = _LINK.match(text.strip())
    if link is None:
        return None
    try:
        return UUID(link["id"])
    except ValueError:
        return None
