"""After a low rating: its case is opened, its visitor may leave a number and rate once more."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row

from queue_server.domain import rectifications as rules
from queue_server.domain.acts import Act
from queue_server.domain.errors import RuleBroken
from queue_server.domain.events import Event, Kind
from queue_server.domain.ratings import LOW_LEVELS, QR, Given, Said
from queue_server.layout import Layout
from queue_server.rating_desk import BY_CODE
from queue_server.storage.case_questions import CaseReader
from queue_server.storage.ratings import change_rating, given_for
from queue_server.storage.reader import Reader
from queue_server.storage.rectifications import Cases
from queue_server.storage.transaction import Transaction
from queue_server.storage.uploads import UploadBook

if TYPE_CHECKING:
    from queue_server.hall import HallQueue

_A_NUMBER = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


@dataclass(frozen=True, kw_only=True)
class More:
    """Said after the rating by the slip; "" for nothing. `words` as `ratings.worded` gives them."""

    words: str = ""
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class SecondChance:
    """What the hall answered to a low rating, and until when its visitor may rate once more."""

    answer: str
    answered_at: datetime
    until: datetime


def may_rate_again(
    layout: Layout, reader: Reader, act_id: UUID, now: datetime
) -> SecondChance | None:
    """Whether the act's visitor may give the second rating now; None when not."""
    cases = CaseReader(reader)
    case = cases.of_act(act_id)
    if case is None or case.answered_at is None:
        return None
    until = rules.second_rating_until(case, layout.hall.rating.second_rating_days)
    if until is None or now >= until or cases.second_rating(act_id) is not None:
        return None
    return SecondChance(answer=case.answer, answered_at=case.answered_at, until=until)


def open_answer(layout: Layout, reader: Reader, act_id: UUID, now: datetime) -> str | None:
    """The hall's answer to a low rating, while it can be rated once more."""
    chance = may_rate_again(layout, reader, act_id, now)
    return chance.answer if chance else None


def rate_again(
    layout: Layout, tx: Transaction, act_id: UUID, said: Said, by: str, now: datetime
) -> None:
    """Keep the second rating, `said` as `ratings.cleaned` gives it. The first stays as it is.

    Raises `already_rated` when there is one, `rating_closed` when there is none to be given now,
    `unknown_act`.
    """
    found = tx.act(act_id)
    if found is None:
        raise RuleBroken("unknown_act", "there is no such service to rate", "act_id")
    cases = Cases(tx)
    if cases.second_rating(act_id) is not None:
        raise RuleBroken("already_rated", "this service was rated a second time", "act_id")
    if may_rate_again(layout, tx, act_id, now) is None:
        raise RuleBroken("rating_closed", "this service can not be rated again now", "act_id")
    cases.rate_again(act_id, said, now)
    act = found[0]
    tx.append(
        Event(
            kind=Kind.SERVICE_RATED_AGAIN,
            at=now,
            business_date=layout.day.date_of(now),
            by=by,
            window=act.window,
            service=act.service,
            ticket_id=act.ticket_id,
            act_id=act_id,
            data={"level": said.level, "channel": said.channel},
        )
    )


def number_to_call(contact: str) -> str:
    """As it is kept; raises `malformed` when it is no telephone number."""
    contact = contact.strip()
    if not _A_NUMBER.fullmatch(contact):
        raise RuleBroken("malformed", "that is no telephone number", "contact")
    return contact


def leave_contact(tx: Transaction, act_id: UUID, contact: str, now: datetime) -> None:
    """A telephone number for the call-back, left with a low rating or later. It stands on the case
    alone and is forgotten when that ends, or when the rating turns out better.

    Raises `malformed` when it is no telephone number, `rating_closed` when no low rating of this
    act waits for a call.
    """
    contact = number_to_call(contact)
    cases = Cases(tx)
    rating, case = cases.rating(act_id), cases.of_act(act_id)
    if rating is None or rating.level not in LOW_LEVELS:
        raise RuleBroken("rating_closed", "no low rating waits for a call", "act_id")
    if case is None:
        cases.leave_contact(act_id, contact, now)
        return
    if case.state in (rules.State.FOLLOWED_UP, rules.State.CLOSED):
        raise RuleBroken("rating_closed", "this case is followed up already", "act_id")
    cases.set_contact(case.case_id, contact)


def say_more(layout: Layout, tx: Transaction, act: Act, more: More, now: datetime) -> None:
    """What the holder of a slip adds to a low rating until its case is followed up: words, where
    none were written, and a number. Of any other rating nothing is kept, and nobody is told so:
    the answer would tell its level to a clerk who found the slip."""
    given, case = given_for(tx, act.act_id), Cases(tx).of_act(act.act_id)
    if given is None or given.level not in LOW_LEVELS:
        return
    if case is not None and case.state in (rules.State.FOLLOWED_UP, rules.State.CLOSED):
        return
    if more.contact:
        leave_contact(tx, act.act_id, more.contact, now)
    if more.words and not given.comment:
        _add_words(layout, tx, act, replace(given, comment=more.words), now)
        if case is not None:
            Cases(tx).note(case.case_id, "say_more", BY_CODE, now)


def _add_words(layout: Layout, tx: Transaction, act: Act, given: Given, now: datetime) -> None:
    """From now on the tablet that may still be asking why adds no more."""
    final_at = min(given.final_at or now, now)
    change_rating(tx, act.act_id, replace(given, final_at=final_at))
    tx.append(
        Event(
            kind=Kind.RATING_CHANGED,
            at=now,
            business_date=layout.day.date_of(now),
            by=BY_CODE,
            window=act.window,
            service=act.service,
            ticket_id=act.ticket_id,
            act_id=act.act_id,
            data={"level": given.level, "was": given.level, "channel": QR, "commented": 1},
        )
    )
    for target in layout.hall.uploads:  # where it was sent without them, it is sent again
        UploadBook(tx, target.id).change(act.act_id, 1, case_version=-1)


def open_case(hall: HallQueue, tx: Transaction, act_id: UUID, now: datetime) -> rules.Case | None:
    """The case of an act whose low rating is final; None when there is nothing to open."""
    cases = Cases(tx)
    rating = cases.rating(act_id)
    found = tx.act(act_id)
    if rating is None or found is None or not _is_final_and_low(rating, now):
        return None
    if cases.of_act(act_id) is not None:
        return None
    today = hall.day.date_of(now)
    days = hall.layout.hall.rating.rectify_days
    case = rules.Case(
        case_id=hall.new_id(),
        act_id=act_id,
        state=rules.State.OPEN,
        opened_at=now,
        due=rules.due_on(today, days, hall.layout.calendar.is_workday),
        contact=cases.take_contact(act_id),
    )
    cases.add(case)
    cases.note(case.case_id, "open", "server", now)
    act = found[0]
    tx.append(
        Event(
            kind=Kind.RECTIFICATION_OPENED,
            at=now,
            business_date=today,
            by="server",
            window=act.window,
            service=act.service,
            ticket_id=act.ticket_id,
            act_id=act_id,
            data={"case_id": str(case.case_id), "due": case.due.isoformat()},
        )
    )
    return case


def _is_final_and_low(rating: Row[Any], now: datetime) -> bool:
    is_final = rating.final_at is not None and rating.final_at <= now
    return is_final and rating.level in LOW_LEVELS
