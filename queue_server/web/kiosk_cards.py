"""The kiosks as the supervisor's page tells them: one card each, what differs is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_server.contract.kiosks import KioskFact, KioskNow, KiosksNow
from queue_server.contract.messages import Text
from queue_server.web.texts import texts

LOW_PAPER = 0.1
MOST_PARKED = 3  # told in words; the log has all
FEW_NUMBERS = 20  # to give while the kiosk is cut off

Local = Callable[[datetime], datetime]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`mark`: somebody should look at it."""

    name: str
    text: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """`look` is a word of `icons.html`; `waits` says what was ordered and is not done yet."""

    kiosk: str
    look: str
    word: str
    closed: bool
    reason: str
    message: str
    waits: list[str]
    facts: list[Fact]
    pictured: str
    pictured_at: str


def cards(now: KiosksNow, language: str, local: Local) -> list[Card]:
    usual = _usual(now)
    return [_Words(language, local, usual).card(kiosk) for kiosk in now.kiosks]


def _usual(now: KiosksNow) -> tuple[str, str]:
    """The version and the configuration of most kiosks: the others are marked."""
    said = [kiosk.fact for kiosk in now.kiosks if kiosk.fact]
    most = [
        max(Counter(words).items(), key=lambda kept: (kept[1], kept[0]))[0] if words else ""
        for words in ([fact.version for fact in said], [fact.config for fact in said])
    ]
    return most[0], most[1]


class _Words:
    def __init__(self, language: str, local: Local, usual: tuple[str, str]) -> None:
        self._said: dict[str, Any] = texts(language)["kiosks"]
        self._language = language
        self._local = local
        self._usual = usual

    def card(self, now: KioskNow) -> Card:
        look, word = self._state(now)
        return Card(
            kiosk=now.kiosk,
            look=look,
            word=self._word(now, word),
            closed=now.fact.closed if now.fact and now.online else now.order.closed,
            reason=self._text(now.order.reason),
            message=self._text(now.order.message),
            waits=list(self._waits(now)),
            facts=[*self._parked(now), *(self._facts(now.fact) if now.fact else [])],
            pictured=now.pictured_at.isoformat() if now.pictured_at else "",
            pictured_at=self._time(now.pictured_at) if now.pictured_at else "",
        )

    def _state(self, now: KioskNow) -> tuple[str, str]:
        if now.fact is None:
            return "silent", "silent"
        if not now.online:
            return "offline", "away"
        if now.fact.closed:
            return "stopped", "closed"
        return ("degraded", "offline") if now.fact.offline else ("ok", "open")

    def _word(self, now: KioskNow, word: str) -> str:
        """Whoever has to find out what became of a kiosk wants to know since when."""
        said = str(self._said["state"][word])
        if word != "away" or now.since is None:
            return said
        return str(self._said["since"]).format(state=said, time=self._time(now.since))

    def _waits(self, now: KioskNow) -> Iterator[str]:
        """A wish stands until the kiosk says that it is fulfilled."""
        order, fact = now.order, now.fact
        if order.version and (fact is None or fact.order_version < order.version):
            yield self._said["waits"]["heard"]
            return
        if fact and fact.restarted < order.restart:
            yield self._said["waits"]["restart"]
        if fact and fact.pictured < order.picture:
            yield self._said["waits"]["picture"]

    def _parked(self, now: KioskNow) -> Iterator[Fact]:
        """Whoever holds such a number is called by nobody unless somebody acts."""
        if now.parked:
            last = "; ".join(entry.detail for entry in now.parked[-MOST_PARKED:])
            text = f"{len(now.parked)} ({last})"
            yield Fact(
                name=self._said["fact"]["parked"], text=text, mark=self._said["mark"]["parked"]
            )

    def _facts(self, fact: KioskFact) -> Iterator[Fact]:
        names, marks = self._said["fact"], self._said["mark"]
        screens: dict[str, str] = self._said["screen"]
        yield Fact(name=names["screen"], text=screens.get(fact.screen, screens["other"]))
        yield Fact(
            name=names["unsent"],
            text=str(fact.unsent),
            mark=marks["unsent"] if fact.unsent and not fact.offline else "",
        )
        few = fact.numbers_left < FEW_NUMBERS
        yield Fact(
            name=names["numbers_left"],
            text=str(fact.numbers_left),
            mark=marks["numbers_left"] if few else "",
        )
        yield self._paper(fact.paper_left)
        version, config = self._usual
        yield Fact(
            name=names["version"],
            text=fact.version,
            mark="" if fact.version == version else marks["differs"],
        )
        yield Fact(
            name=names["config"],
            text=fact.config,
            mark="" if fact.config == config else marks["differs"],
        )
        yield Fact(name=names["started"], text=self._time(fact.started_at))

    def _paper(self, left: float | None) -> Fact:
        name = self._said["fact"]["paper"]
        if left is None:
            return Fact(name=name, text=self._said["uncounted"])
        mark = self._said["mark"]["paper"] if left <= LOW_PAPER else ""
        return Fact(name=name, text=f"{left:.0%}", mark=mark)

    def _text(self, said: Text) -> str:
        return said.get(self._language) or next(iter(said.values()), "")

    def _time(self, instant: datetime) -> str:
        return f"{self._local(instant):%m-%d %H:%M:%S}"
