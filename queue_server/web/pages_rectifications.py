"""`/rectifications`: what follows low ratings, for supervisors. Opening a case is written down."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from queue_server.case_views import CLOSED, OPEN, WHICH, CaseViews, Month
from queue_server.contract import reasons
from queue_server.contract.rectifications import CaseSummary, RatingGiven, RectificationCase
from queue_server.domain.errors import RuleBroken
from queue_server.domain.rectifications import (
    MOST_TRIES,
    OWNERS_OWN,
    SPOKEN_WITH,
    Reached,
    Step,
)
from queue_server.parts import Parts
from queue_server.rating_desk import BY_CODE
from queue_server.reports.columns import LEVELS
from queue_server.storage.case_questions import CaseReader
from queue_server.web.gate import Principal
from queue_server.web.language import language
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import frame_of
from queue_server.web.texts import texts

NOBODYS = ("server", BY_CODE)  # steps that no member of staff did
MINUTES = "%Y-%m-%d %H:%M"
DAY = "%Y-%m-%d"

# What is done next with a case in this state; the others can be done besides.
_NEXT = {
    "open": Step.ANSWER,
    "answered": Step.FOLLOW_UP,
    "appealed": Step.UPHOLD,
    "followed_up": Step.CLOSE,
}

# Who can have been reached, by whether the visitor left a number; the first one is proposed.
_REACHED = {
    True: [Reached.VISITOR, Reached.SOMEBODY_ELSE, Reached.NOBODY],
    False: [Reached.NO_CONTACT, Reached.VISITOR, Reached.SOMEBODY_ELSE],
}


def rectification_pages_of(parts: Parts) -> Blueprint:
    pages = Blueprint("rectification_pages", __name__)
    frame = frame_of(parts)
    shown = _Shown(frame=frame, parts=parts, views=CaseViews(parts.queue))

    @pages.get("/rectifications")
    def rectifications() -> Response:
        return frame.for_supervisors(shown.all_cases)

    @pages.get("/rectifications/<case_id>")
    def rectification(case_id: str) -> Response:
        return frame.for_supervisors(lambda person: shown.one_case(person, case_id))

    return pages


@dataclass(frozen=True, kw_only=True)
class _Shown:
    frame: PageFrame
    parts: Parts
    views: CaseViews

    def all_cases(self, person: Principal) -> Response:
        which = request.args.get("which", OPEN)
        if which not in WHICH:
            return redirect("/rectifications")
        now, month = self.frame.clock(), self._month()
        with self.frame.store.read() as reader:
            found = self.views.cases(reader, which, month, now)
        return self.frame.render(
            "rectifications.html",
            here="rectifications",
            person=self.frame.name_of(person),
            csrf=person.csrf,
            which=which,
            tabs=WHICH,
            month=month,
            this_month=Month.of(self.frame.views.day.date_of(now)),
            by_month=which == CLOSED,
            as_of=self.frame.local_time(now),
            rows=[self._row(one) for one in found.cases],
        )

    def one_case(self, person: Principal, case_id: str) -> Response:
        now, lang = self.frame.clock(), language()
        try:
            found = self.parts.store.write(
                lambda tx: self.views.read_case(tx, UUID(case_id), person.name, now)
            )
        except (RuleBroken, ValueError):
            abort(404)
        with self.frame.store.read() as reader:
            supervisors = CaseReader(reader).supervisors()
        said = texts(lang)
        summary = found.summary
        next_step = _NEXT.get(summary.state.value)
        return self.frame.render(
            "rectification.html",
            here="rectifications",
            person=self.frame.name_of(person),
            csrf=person.csrf,
            case=found,
            row=self._row(summary),
            facts=self._facts(found),
            done=self._done(found),
            history=[
                {
                    "at": self._time(one.at),
                    "step": said["rectifications"]["step"][one.step],
                    "by": "" if one.by in NOBODYS else one.by_name or one.by,
                    "note": supervisors.get(one.note, one.note),
                }
                for one in found.history
            ],
            may=set(found.may),
            next_step=next_step,
            not_mine=next_step in OWNERS_OWN and next_step not in found.may,
            not_reviewer=next_step is Step.UPHOLD and next_step not in found.may,
            supervisors=supervisors,
            reached=_REACHED[bool(found.contact)],
            spoken_with=SPOKEN_WITH,
            ask_why=_ask_why(found.rating),
            most_tries=MOST_TRIES,
            page={
                "csrf": person.csrf,
                "path": f"/api/v1/rectifications/{summary.case_id}",
                "version": summary.version,
                "texts": {
                    "rectifications": {
                        key: said["rectifications"][key]
                        for key in ("sending", "retrying", "gave_up", "sent")
                    },
                    "problem": said["problem"],
                },
            },
        )

    def _month(self) -> Month:
        with suppress(ValueError):
            return Month.read(request.args.get("month", ""))
        return Month.of(self.frame.views.day.date_of(self.frame.clock()))

    def _row(self, one: CaseSummary) -> dict[str, Any]:
        said = texts(language())["rectifications"]
        return {
            "case": one,
            "service": self._service(one.service),
            "opened": self._time(one.opened_at, DAY),
            "closed": self._time(one.closed_at, DAY),
            "state": said["state"][one.state.value],
            "left": said["ended"] if one.closed_at else _left(one, said),
            "look": "ended" if one.closed_at else _look(one),
            "owner": one.owner_name or said["nobody"],
        }

    def _facts(self, found: RectificationCase) -> list[tuple[str, str]]:
        """What the case is about, in the page's order."""
        said = texts(language())["rectifications"]
        served = f"{self._time(found.called_at)} – {self._time(found.ended_at, '%H:%M')}"
        told = {
            "level": _level(found.rating),
            "reasons": _reasons(found.rating) or said["no_reasons"],
            "comment": found.rating.comment or said["no_comment"],
            "rated_at": self._time(found.rating.rated_at),
            "channel": said["channel"][found.rating.channel],
            "service": self._service(found.summary.service),
            "window": said["window_of"].format(window=found.summary.window),
            "clerk": found.clerk_name or found.clerk or "",
            "served": served,
        }
        return [(said["fact"][key], text) for key, text in told.items()]

    def _done(self, found: RectificationCase) -> list[tuple[str, str, str]]:
        """(what, its words, when) of what was done so far."""
        said = texts(language())["rectifications"]
        reached = said["reached"][found.reached.value] if found.reached else ""
        second = found.second_rating
        told = [
            ("answer", found.answer, found.answered_at),
            ("follow_up", _joined(reached, found.follow_up), None),
            ("told_reasons", _sentences(found.told_reasons), None),
            ("appeal", found.appeal, found.appealed_at),
            ("review", found.review, found.reviewed_at),
            ("second", _second(second) if second else "", second.rated_at if second else None),
        ]
        return [(said["fact"][key], text, self._time(at)) for key, text, at in told if text]

    def _service(self, service: str) -> str:
        found = self.frame.layout.services.get(service)
        return found.name.as_dict()[language()] if found else service

    def _time(self, instant: datetime | None, form: str = MINUTES) -> str:
        return self.frame.local_time(instant, form) if instant else ""


def _left(one: CaseSummary, said: dict[str, Any]) -> str:
    """The deadline in words: the colour only repeats them."""
    if one.overdue:
        word = "days_over" if one.working_days else "just_over"
    else:
        word = "days_left" if one.working_days else "today"
    return str(said[word]).format(n=one.working_days)


def _look(one: CaseSummary) -> str:
    if one.overdue:
        return "overdue"
    return "soon" if one.working_days <= 1 else "in_time"


def _level(rating: RatingGiven) -> str:
    return LEVELS[rating.level][1 if language() == "zh" else 2]


def _ask_why(rating: RatingGiven) -> list[tuple[str, str]]:
    """(code, sentence) of what a visitor who said nothing of it can be asked on the call."""
    if rating.reasons or rating.comment:
        return []
    known = reasons.of_level().get(rating.level, ())
    return [(reason.code, reason.text[language()]) for reason in known]


def _sentences(codes: Iterable[str]) -> str:
    separator = "；" if language() == "zh" else "; "
    return separator.join(reasons.sentence(code)[language()] for code in codes)


def _reasons(rating: RatingGiven) -> str:
    return _sentences(rating.reasons)


def _second(rating: RatingGiven) -> str:
    return _joined(_level(rating), _reasons(rating), rating.comment)


def _joined(*words: str) -> str:
    return ("：" if language() == "zh" else ": ").join(filter(None, words))
