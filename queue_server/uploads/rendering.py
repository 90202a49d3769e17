"""PURE: a rating in our words becomes a body in a platform's, or is refused before it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from config.rating import UploadTarget
from config.upload_forms import FORMS, Field
from queue_server.domain.ratings import LOW_LEVELS

Record = Mapping[str, str]  # our word: what it is for one rating, "" for nothing
Body = dict[str, str]  # the platform's field: its value; empty fields are left out

CHANGE = "change"
FIRST, CHANGED = "I", "U"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a rating is not taken: a code, and the field that it is about."""

    code: str
    detail: str = ""


def render(target: UploadTarget, record: Record) -> Body | Refusal:
    """The body, its fields in the form's order."""
    form = FORMS[target.form]
    body: Body = {}
    for field in form.fields:
        value = _value(target, field, record)
        if field.required and not value:
            return Refusal(code="field_missing", detail=field.name)
        if field.longest and len(value) > field.longest:
            return Refusal(code="field_too_long", detail=field.name)
        if value:
            body[field.name] = value
    is_low = int(record["level"]) in LOW_LEVELS
    if form.low_needs_reason and is_low and not (record["reasons"] or record["comment"]):
        return Refusal(code="low_without_reason")
    return body


def _value(target: UploadTarget, field: Field, record: Record) -> str:
    if field.personal:
        return ""
    of_service = target.services.get(record["service"], {})
    if field.name in of_service:
        return of_service[field.name]
    if field.name in target.fields:
        return record[target.fields[field.name]]
    if field.name in target.constants:
        return target.constants[field.name]
    return record[field.word] if field.word else ""


def columns(target: UploadTarget) -> tuple[str, ...]:
    return tuple(field.name for field in FORMS[target.form].fields if not field.personal)


def line(body: Body) -> str:
    """One line of JSON, always the same for the same body."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
