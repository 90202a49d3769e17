"""Rating by the slip: which services of a ticket its holder can rate, and what a form says.

No script and no cookie: the code in the link says who asks, so a foreign page can send nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from werkzeug.datastructures import MultiDict

from queue_server.contract import messages as m
from queue_server.contract import reasons
from queue_server.domain.errors import RuleBroken
from queue_server.domain.ratings import LOW_LEVELS, coded_until, worded
from queue_server.parts import Parts
from queue_server.rectifications import More, leave_contact, number_to_call, say_more
from queue_server.storage.errors import StorageFailed
from queue_server.storage.outboxes import outbox_of
from queue_server.storage.ratings import ServedAct, served_acts
from queue_server.storage.transaction import Transaction

WINDOW_S = 300.0
PER_TICKET = 10  # forms sent for one ticket within the window
PER_ADDRESS = 600  # and from one address: a hall's whole network, or a proxy, may be one
KEYS_KEPT = 10_000

_KNOWN_MISTAKES = frozenset({"reason_missing", "malformed"})
_DONE = frozenset({"already_rated", "rating_closed"})  # the page itself tells of these

_log = logging.getLogger(__name__)

Form = MultiDict[str, str]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in a form that is shown again, and why it is: a word of the locale's `rating`."""

    act_id: str = ""
    level: int = 0
    reasons: tuple[str, ...] = ()
    comment: str = ""
    contact: str = ""
    mistake: str = ""


@dataclass(frozen=True, kw_only=True)
class Rateable:
    """A served act on its ticket's page. `state`: open, rated or over. `answer`: what the hall says
    to a low rating, which can be rated once more. `may_add`: words or a number, to what was rated,
    whatever it was."""

    act: ServedAct
    state: str
    answer: str | None = None
    may_add: bool = False


class SlipRatings:
    """`monotonic` gives seconds."""

    def __init__(self, parts: Parts, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._limit = _Limit(monotonic)

    def of(self, ticket_id: UUID, code: str) -> list[Rateable] | None:
        """What the holder of the slip can rate; None for everybody else."""
        now, hooks = self._parts.clock(), self._parts.queue.rating_hooks
        with self._parts.store.read() as reader:
            if not self._parts.views.is_slip_of(ticket_id, code, outbox_of(reader, ticket_id)):
                return None
            return [
                self._told(act, hooks.open_answer(reader, act.act_id, now), now)
                for act in served_acts(reader, ticket_id)
            ]

    def take(self, ticket_id: UUID, form: Form, address: str) -> Typed | None:
        """Keep what a form says, whose code was right; None when that is done, also before."""
        typed = _typed(form)
        if not self._limit.allows(address, str(ticket_id)):
            return _again(typed, "too_many")
        if not typed.level:
            return _again(typed, "choose")
        try:
            command = _command(typed)
            self._parts.commands.once(
                f"slip/{ticket_id}",
                command,
                lambda tx, now: self._keep(tx, command, ticket_id, typed.contact, now),
            )
        except msgspec.ValidationError:
            return _again(typed, "malformed")
        except StorageFailed as error:
            _log.error("a slip's rating was not kept: %s", error)
            return _again(typed, "failed")
        except RuleBroken as rule:
            if rule.code in _DONE:
                return None
            if rule.field == "contact":
                return _again(typed, "contact_wrong")
            return _again(typed, rule.code if rule.code in _KNOWN_MISTAKES else "malformed")
        return None

    def add(self, ticket_id: UUID, form: Form, address: str) -> Typed | None:
        """Keep what is said besides a rating that was given, by whichever way; None when that is
        done. What is answered tells nothing of the rating."""
        typed = _typed_more(form)
        if not self._limit.allows(address, str(ticket_id)):
            return _again(typed, "too_many")
        if not (typed.comment or typed.contact):
            return _again(typed, "say_more")
        try:
            more = More(
                words=worded(typed.comment),
                contact=number_to_call(typed.contact) if typed.contact else "",
            )
            self._parts.store.write(lambda tx: self._add(tx, ticket_id, typed.act_id, more))
        except StorageFailed as error:
            _log.error("what a slip's holder added was not kept: %s", error)
            return _again(typed, "failed")
        except RuleBroken as rule:
            return _again(typed, "contact_wrong" if rule.field == "contact" else "malformed")
        return None

    def _add(self, tx: Transaction, ticket_id: UUID, act_id: str, more: More) -> None:
        now = self._parts.clock()
        for act in served_acts(tx, ticket_id):
            found = tx.act(act.act_id) if str(act.act_id) == act_id else None
            if found and self._told(act, None, now).may_add:
                say_more(self._parts.layout, tx, found[0], more, now)

    def _keep(
        self, tx: Transaction, command: m.RateService, ticket_id: UUID, contact: str, now: datetime
    ) -> m.Rating:
        """The rating, and the number for a call-back; a number that is none keeps neither. With the
        second rating nobody is called back."""
        queue = self._parts.queue
        is_second = queue.rating_hooks.open_answer(tx, command.act_id, now) is not None
        kept = queue.rate_by_code(tx, command, ticket_id, now)
        if contact and not is_second:
            leave_contact(tx, command.act_id, contact, now)
        return kept

    def _told(self, act: ServedAct, answer: str | None, now: datetime) -> Rateable:
        hours = self._parts.hall.rating.qr_hours
        until = coded_until(act.ended_at, True, hours)
        if answer is not None:
            return Rateable(act=act, state="open", answer=answer)
        in_time = until is not None and now < until
        if act.is_rated:
            return Rateable(act=act, state="rated", may_add=in_time)
        return Rateable(act=act, state="open" if in_time else "over")


def _typed(form: Form) -> Typed:
    """Reasons of the chosen level only: the others were ticked before and are not seen any more."""
    chosen = form.get("level", "")
    level = int(chosen) if chosen in ("1", "2", "3", "4", "5") else 0
    is_low = level in LOW_LEVELS
    return Typed(
        act_id=form.get("act", "")[:40],
        level=level,
        reasons=tuple(form.getlist(f"reason-{level}")) if is_low else (),
        comment=form.get("comment", "") if is_low else "",
        contact=form.get("contact", "").strip()[:40] if is_low else "",
    )


def _typed_more(form: Form) -> Typed:
    return Typed(
        act_id=form.get("act", "")[:40],
        comment=form.get("comment", "").strip(),
        contact=form.get("contact", "").strip()[:40],
    )


def _command(typed: Typed) -> m.RateService:
    """Raises `msgspec.ValidationError`. A second sending of the form finds the act rated, so no id
    has to tell the two apart."""
    return msgspec.convert(
        {
            "request_id": uuid4(),
            "act_id": typed.act_id,
            "level": typed.level,
            "channel": m.Channel.QR,
            "reasons": list(typed.reasons),
            "comment": typed.comment,
        },
        m.RateService,
    )


def _again(typed: Typed, mistake: str) -> Typed:
    known = reasons.codes().get(typed.level, frozenset())
    return Typed(
        act_id=typed.act_id,
        level=typed.level,
        reasons=tuple(code for code in typed.reasons if code in known),
        comment=typed.comment,
        contact=typed.contact,
        mistake=mistake,
    )


class _Limit:
    """Counts what was sent. Thread-safe."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, address: str, ticket: str) -> bool:
        """Whether one more is taken; it is counted then."""
        with self._lock:
            places = ((f"address {address}", PER_ADDRESS), (f"ticket {ticket}", PER_TICKET))
            if any(self._recent(key, most) >= most for key, most in places):
                return False
            for key, _ in places:
                self._sent[key].append(self._monotonic())
            while len(self._sent) > KEYS_KEPT:
                self._sent.popitem(last=False)
            return True

    def _recent(self, key: str, most: int) -> int:
        sent = self._sent.setdefault(key, deque(maxlen=most))
        self._sent.move_to_end(key)
        oldest = self._monotonic() - WINDOW_S
        while sent and sent[0] < oldest:
            sent.popleft()
        return len(sent)
