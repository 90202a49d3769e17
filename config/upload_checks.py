"""What the types cannot say of where ratings are sent: fields, words and codes that must exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from config.mistakes import KeyPath, did_you_mean
from config.upload_forms import FORMS, WORDS, Field, Form

Found = Iterator[tuple[KeyPath, str]]
ANSWERS = ("taken", "known", "again")


def upload_mistakes(target: Any, services: Collection[str]) -> Found:
    """The mistakes of one target, each with its key under it."""
    if not isinstance(target, dict):
        return
    yield from _destination(target)
    yield from _answer(target)
    form = FORMS.get(target.get("form", "national"))
    if form is None:
        return
    yield from _names(form, _table(target, "constants"), ("constants",))
    yield from _words(form, target)
    yield from _of_services(form, target, services)
    yield from _never_filled(form, target)


def _words(form: Form, target: dict[str, Any]) -> Found:
    fields = _table(target, "fields")
    yield from _names(form, fields, ("fields",))
    for name, word in fields.items():
        if word not in WORDS:
            yield ("fields", name), f'"{word}" is no word of ours{did_you_mean(word, WORDS)}'
        if name in _table(target, "constants"):
            yield ("fields", name), "stands in constants, too"


def _of_services(form: Form, target: dict[str, Any], services: Collection[str]) -> Found:
    for service, codes in _table(target, "services").items():
        if service not in services:
            no = f'there is no service "{service}"{did_you_mean(service, services)}'
            yield ("services", service), no
        if isinstance(codes, dict):
            yield from _names(form, codes, ("services", service))


def _destination(target: dict[str, Any]) -> Found:
    folder, url = target.get("folder", ""), target.get("url", "")
    if bool(folder) == bool(url):
        yield (), "ratings go either into a folder or to a url"
    if isinstance(url, str) and url and not _is_web_address(url):
        yield ("url",), f'"{url}" is no address like https://platform.example/ratings'
    if target.get("token_file") and not url:
        yield ("token_file",), "only a url asks for a token"


def _answer(target: dict[str, Any]) -> Found:
    """A value means one thing, and a platform that takes nothing is none."""
    rule = _table(target, "answer")
    named = [(name, value) for name in ANSWERS for value in _list(rule, name)]
    if rule and not target.get("url"):
        yield ("answer",), "only a url answers"
    if named and not rule.get("key"):
        yield ("answer",), "key is missing: which field of the answer holds these values?"
    if rule.get("key") and not _list(rule, "taken"):
        yield ("answer",), "taken is missing: which values mean that a rating was taken?"
    first: dict[Any, str] = {}
    for name, value in named:
        if first.setdefault(value, name) != name:
            yield ("answer", name), f'"{value}" stands in {first[value]}, too'


def _list(table: dict[str, Any], key: str) -> list[Any]:
    found = table.get(key)
    return [value for value in found if isinstance(value, str)] if isinstance(found, list) else []


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username


def _names(form: Form, table: dict[str, Any], path: KeyPath) -> Found:
    for name in table:
        why = _why_not(form.field(name))
        if why:
            known = [field.name for field in form.fields if not _why_not(field)]
            meant = did_you_mean(name, known) if form.field(name) is None else ""
            yield (*path, name), f"{why}{meant}"


def _why_not(field: Field | None) -> str:
    if field is None:
        return "the form has no such field"
    if field.personal:
        return "no personal field is filled: uploads under a real name are not built"
    return "this field is filled by the rating alone" if field.fixed else ""


def _never_filled(form: Form, target: dict[str, Any]) -> Found:
    told = {*_table(target, "constants"), *_table(target, "fields")}
    for codes in _table(target, "services").values():
        told |= {*codes} if isinstance(codes, dict) else set()
    for field in form.fields:
        if field.required and not field.word and field.name not in told:
            yield (), f"{field.name} ({field.zh}) is required: give it in constants or services"


def _table(target: dict[str, Any], key: str) -> dict[str, Any]:
    found = target.get(key)
    return found if isinstance(found, dict) else {}
