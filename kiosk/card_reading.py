"""The card reader's side of a visit. A card is read only while a visitor was asked for one.

The card lives in one local variable: what leaves here is a `Holder`, a hash and a masked name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from devices.errors import DeviceError, DeviceRefused, LinkLost, NoAnswer, cause_of
from devices.id_card.card import Card
from kiosk import events as e
from kiosk.lane import Lane
from kiosk.news import ReaderNews
from kiosk.person import Holder
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState

DEVICE = "id_reader"
POLL_EVERY_S = 0.25
LOOK_EVERY_S = 5.0
RETRY_EVERY_S = 1.0
LAY_AGAIN_AFTER_POLLS = 24  # some 6 s: a card that was read before may be lying there unfound
LAY_AGAIN = "lay_again"
UNREADABLE = "unreadable"
READER_AWAY = "reader_away"

_log = logging.getLogger(__name__)


class Reader(Protocol):
    """What a kiosk needs of `IdCardReader`."""

    @property
    def card_lies(self) -> bool: ...

    def poll(self) -> Card | None: ...

    def identify(self) -> bytes: ...


class CardReading:
    def __init__(
        self,
        reader: Reader | None,
        identify: Callable[[Card], Holder],
        health: HealthBook,
        post: Callable[[e.Event], None],
        tell: Callable[[ReaderNews], None],
    ) -> None:
        self._reader = reader
        self._identify = identify
        self._health = health
        self._post = post
        self._tell = tell
        self._wanted: int | None = None  # the serial of the screen that asks for a card
        self._trouble = ""
        self._polls = 0  # without a card, since one is wanted
        self.lane = Lane("id-reader", self._look)

    def read(self, serial: int) -> None:
        self.lane.do(lambda: self._want(serial), then_look=True)

    def stop_reading(self) -> None:
        self.lane.do(lambda: self._want(None), then_look=True)

    def _want(self, serial: int | None) -> None:
        self._wanted, self._trouble, self._polls = serial, "", 0
        if serial is not None and self._reader is not None and self._reader.card_lies:
            self._complain(LAY_AGAIN)  # it was read before: it counts again when laid again

    def _look(self) -> float:
        if self._reader is None:
            return LOOK_EVERY_S
        try:
            return self._poll(self._reader)
        except DeviceRefused as refusal:
            trouble = UNREADABLE if refusal.cause == UNREADABLE else READER_AWAY
            self._report(refusal, trouble)
            return POLL_EVERY_S
        except (LinkLost, NoAnswer) as error:
            self._report(error, READER_AWAY)
            return RETRY_EVERY_S

    def _poll(self, reader: Reader) -> float:
        serial = self._wanted
        if serial is None and not reader.card_lies:
            reader.identify()
            self._well()
            return LOOK_EVERY_S
        # Without a wish this only waits for the read card to be taken away, so that the next
        # visitor's card is told from it; whatever is found meanwhile is dropped unread by anyone.
        card = reader.poll()
        self._well()
        if card is None or serial is None:
            self._polls += 1
            if self._polls == LAY_AGAIN_AFTER_POLLS:
                self._complain(LAY_AGAIN)
            return POLL_EVERY_S
        holder = self._identify(card)
        del card
        self._wanted = None
        self._post(e.CardRead(serial=serial, person=holder.person, elder=holder.elder))
        return POLL_EVERY_S

    def _well(self) -> None:
        self._tell(ReaderNews(""))
        self._health.say(DEVICE, DeviceState.OK)

    def _report(self, error: DeviceError, trouble: str) -> None:
        if trouble == READER_AWAY:
            self._tell(ReaderNews("offline"))
            self._health.say(DEVICE, DeviceState.OFFLINE, cause_of(error))
        self._complain(trouble)

    def _complain(self, trouble: str) -> None:
        if self._wanted is not None and trouble != self._trouble:
            self._trouble = trouble
            self._post(e.CardFailed(serial=self._wanted, trouble=trouble))
