"""What is new on a screen that goes on: all of it need not be said again. Pure."""

from __future__ import annotations

from kiosk import states as s
from kiosk.phone_rules import is_whole, verdict
from kiosk.utterance import Says, Told, Utterance, spelled


def news(before: s.Screen, screen: s.Screen, told: Told) -> tuple[Utterance, ...] | None:
    """None when `screen` is another one than `before`, and is to be said as a whole."""
    if before.visit.modes.louder != screen.visit.modes.louder:
        return (Utterance(told.t("voice.louder", step=screen.visit.modes.louder + 1)),)
    if before.visit != screen.visit:
        return None
    if isinstance(screen, s.PhonePad) and isinstance(before, s.PhonePad):
        return tuple(_typed(before.digits, screen.digits, told))
    if isinstance(screen, s.GuideShown) and isinstance(before, s.GuideShown):
        return _paper(before, screen, told)
    return None


def _typed(before: str, digits: str, told: Told) -> Says:
    """The last digit is enough: the whole number is said by "say again". The end of the number is
    told, as nobody sees the button that comes then."""
    if len(digits) < len(before):
        yield Utterance(told.t("phone.rub_out" if digits else "phone.clear"))
        return
    yield Utterance(spelled(digits[-1:], told), private=True)
    if is_whole(digits):
        yield Utterance(told.t(f"phone.{verdict(digits)}"))


def _paper(before: s.GuideShown, screen: s.GuideShown, told: Told) -> tuple[Utterance, ...] | None:
    if before.guide != screen.guide or before.paper == screen.paper or not screen.paper:
        return None
    return (Utterance(told.t(f"guide.{screen.paper}")),)
