"""What happened, in the past tense; appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    TICKET_ISSUED = "ticket_issued"
    TICKET_CALLED = "ticket_called"
    TICKET_RECALLED = "ticket_recalled"
    SERVICE_STARTED = "service_started"
    SERVICE_FINISHED = "service_finished"
    TICKET_MISSED = "ticket_missed"
    TICKET_REQUEUED = "ticket_requeued"
    TICKET_HELD = "ticket_held"
    TICKET_RESUMED = "ticket_resumed"
    TICKET_TRANSFERRED = "ticket_transferred"
    TICKET_ABANDONED = "ticket_abandoned"
    TICKET_EXPIRED = "ticket_expired"
    TICKET_RESTORED = "ticket_restored"
    SERVICE_RATED = "service_rated"
    RATING_ASKED = "rating_asked"
    RATING_CHANGED = "rating_changed"
    RATING_WITHDRAWN = "rating_withdrawn"
    SERVICE_RATED_AGAIN = "service_rated_again"
    RATINGS_READ = "ratings_read"
    MATTERS_RECORDED = "matters_recorded"
    NOTICE_MADE = "notice_made"
    EVALUATION_ASKED = "evaluation_asked"
    EVALUATION_ENDED = "evaluation_ended"
    RECTIFICATION_OPENED = "rectification_opened"
    RECTIFICATION_CHANGED = "rectification_changed"
    RECTIFICATION_CLOSED = "rectification_closed"
    UPLOAD_ANSWERED = "upload_answered"
    UPLOADS_RETRIED = "uploads_retried"
    ABSENCE_ENTERED = "absence_entered"
    ABSENCE_REMOVED = "absence_removed"
    ALERT_RAISED = "alert_raised"
    ALERT_HANDLED = "alert_handled"
    ALERT_ENDED = "alert_ended"
    TICKET_PRINTED = "ticket_printed"
    TICKET_PRINT_UNKNOWN = "ticket_print_unknown"
    TICKET_PRINT_FAILED = "ticket_print_failed"
    TICKET_REPRINTED = "ticket_reprinted"
    TICKET_SUPERSEDED = "ticket_superseded"
    APPOINTMENTS_IMPORTED = "appointments_imported"
    APPOINTMENT_CHECKED_IN = "appointment_checked_in"
    APPOINTMENT_NOT_KEPT = "appointment_not_kept"
    SERVICE_CLOSED = "service_closed"
    SERVICE_REOPENED = "service_reopened"
    BANDS_LEASED = "bands_leased"
    ENTRY_PARKED = "entry_parked"
    EPOCH_RAISED = "epoch_raised"  # a kiosk knows of what these data have lost
    KIOSK_ORDERED = "kiosk_ordered"
    KIOSK_STAFF_ACTED = "kiosk_staff_acted"
    WINDOW_OPENED = "window_opened"
    WINDOW_PAUSED = "window_paused"
    WINDOW_RESUMED = "window_resumed"
    WINDOW_CLOSED = "window_closed"
    SESSION_TAKEN = "session_taken"  # by the same clerk, in another browser
    DAY_CLOSED = "day_closed"


@dataclass(frozen=True, kw_only=True)
class Event:
    """`by` is the account or program that acted; `data` holds what only this kind has."""

    kind: Kind
    at: datetime
    business_date: date
    by: str
    window: str | None = None
    service: str | None = None
    ticket_id: UUID | None = None
    act_id: UUID | None = None
    data: dict[str, str | int | None] = field(default_factory=dict)
