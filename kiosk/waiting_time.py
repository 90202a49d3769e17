"""How long to wait, in words. Pure."""

from __future__ import annotations

from kiosk.texts import Sentences
from queue_server.contract.waits import Wait, minutes


def about(wait: Wait | None, texts: Sentences) -> str:
    """ "" when nobody can say, or when the visitor is called at once."""
    told = minutes(wait) if wait else None
    if told is None or told[1] == 0:
        return ""
    low, high = told
    key = "wait.one" if low == high else "wait.about" if low else "wait.under"
    return texts[key].format(low=low, high=high)
