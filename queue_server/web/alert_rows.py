"""Alerts in the words of the supervisor's page: what it is, since when, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from queue_server.calendar_end import untold_year
from queue_server.contract.alerts import Alert
from queue_server.domain.unattended import OF_CLERK
from queue_server.layout import Layout
from queue_server.web.texts import texts

Name = Callable[[str], str]  # an account's


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """`handled`: who has seen to it, and how; "" while nobody has. `case`: the one that it is
    about."""

    alert_id: str
    what: str
    since: str
    todo: str
    handled: str
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class StandingRow:
    """What no note answers: it is there until what `todo` says is done."""

    what: str
    todo: str


def standing_rows(layout: Layout, lang: str, today: date) -> list[StandingRow]:
    """That nobody knows yet which days are worked in the year that comes. It stands in no table:
    it is so or not at each look."""
    year = untold_year(layout.hall, today)
    if year is None:
        return []
    said = texts(lang)["alert"]["calendar_end"]
    return [StandingRow(what=said["what"].format(year=year), todo=said["todo"].format(year=year))]


def alert_rows(
    alerts: Iterable[Alert], layout: Layout, name: Name, lang: str, now: datetime
) -> list[AlertRow]:
    """Those that nobody has seen to before the others."""
    words = texts(lang)["alert"]
    ordered = sorted(alerts, key=lambda alert: alert.handled_at is not None)
    return [_row(alert, layout, name, words, lang, now) for alert in ordered]


def _row(
    alert: Alert, layout: Layout, name: Name, words: Any, lang: str, now: datetime
) -> AlertRow:
    said = words[_word(alert)]

    def told(at: datetime) -> str:
        return layout.day.told(at, now)

    service = layout.services.get(str(alert.facts.get("service")))
    facts = {
        **alert.facts,
        "clerk": name(alert.subject.removeprefix(OF_CLERK)),
        "service": service.name.as_dict()[lang] if service else "",
        "until": _moment(alert.facts.get("until"), told),
    }
    handled = ""
    if alert.handled_at:
        handled = words["handled"].format(
            name=alert.handled_by or "", at=told(alert.handled_at), note=alert.note
        )
    since = _moment(alert.facts.get("since"), told) or told(alert.raised_at)
    return AlertRow(
        alert_id=str(alert.alert_id),
        what=said["what"].format(**facts),
        since=words["since"].format(at=since),
        todo=_there(alert, layout, words, lang)
        + said["todo"].format(**facts)
        + _could(alert, words),
        handled=handled,
        case=alert.subject if alert.kind == "rectification_overdue" else "",
    )


def _there(alert: Alert, layout: Layout, words: Any, lang: str) -> str:
    """Who sits at a window where people wait in vain, and what they do there."""
    if alert.kind != "unattended_window" or alert.window_status is None:
        return ""
    status = alert.window_status.value
    known = {one.id: one.name.as_dict()[lang] for one in layout.hall.attendance.pause_reasons}
    reason = known.get(alert.pause_reason, alert.pause_reason) if status == "paused" else ""
    said = words["sits"]["paused_for" if reason else status]
    return str(said.format(name=alert.clerk.name if alert.clerk else "", reason=reason))


def _could(alert: Alert, words: Any) -> str:
    return words["suggestion"].format(name=alert.suggestion.name) if alert.suggestion else ""


def _word(alert: Alert) -> str:
    if alert.subject.startswith(OF_CLERK):
        return "unattended_clerk"
    return f"tidal_{alert.facts['why']}" if alert.kind == "tidal_window" else alert.kind


def _moment(text: object, told: Callable[[datetime], str]) -> str:
    return told(datetime.fromisoformat(text)) if isinstance(text, str) else ""
