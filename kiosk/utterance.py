"""What is said in one breath, and what the voice knows of the hall. Pure.

`private` is what nobody else may hear: a name, an appointment, the digits of a telephone number. It
goes to headphones only; a number, a place and what stands there for everyone may be said aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.guides import Guide
from kiosk.opening import OPEN, Beside, Opening
from kiosk.texts import Sentences, in_language
from queue_server.contract.messages import HallInfo, ServiceInfo, Taking


@dataclass(frozen=True)
class Utterance:
    text: str = field(repr=False)
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the voice knows beside the screen itself. `waiting` is empty while nobody tells;
    `taking` says whether a number can be taken; `message` is a line of the hall's people."""

    hall: HallInfo
    texts: Sentences
    language: str
    now: datetime
    waiting: Mapping[str, int]
    taking: Callable[[ServiceInfo], Taking]
    guides: tuple[Guide, ...] = ()
    opening: Opening = OPEN
    beside: Beside = field(default_factory=Beside)
    message: str = ""
    elder_age: int = 60
    ways: tuple[str, ...] = ()  # in beside the services, of `kiosk.means`
    reads_codes: bool = False

    def t(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def name(self, name: Mapping[str, str]) -> str:
        return in_language(name, self.language)


Says = Iterator[Utterance]


def spelled(number: str, told: Told) -> str:
    """A ticket's number sign by sign: nobody mistakes A028 for A208."""
    digits = told.t("speech.digits").split()
    signs = (digits[int(x)] if x.isascii() and x.isdigit() else x for x in number)
    return told.t("speech.pause").join(signs)
