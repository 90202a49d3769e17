"""Raw TOML values into the strict types of `config.hall`, telling every mistake on the way.

msgspec alone stops at the first mistake; so the tables are walked here, the leaves are its work.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from config.hall import (
    Service,
)
from config.kinds import Colour, Date, HourMinute, Id, Name
from config.mistakes import KeyPath, did_you_mean
from config.variables import Report, expand_text
from config.windows import WindowRange

_LANGUAGE = re.compile(r"[a-z]{2,3}")
BROKEN = object()  # a value that could not be made; its mistake has been reported

_SPOKEN_TYPES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    list: "a list [ … ]",
    dict: "a table",
}


@cache
def _hints(table: type) -> dict[str, Any]:
    return get_type_hints(table, include_extras=True)


_SPOKEN_PATTERNS = {
    Id: "letters, digits, - and _ (at most 40, no - or _ first)",
    Colour: 'a colour such as "#0B5C66"',
    HourMinute: 'a time of day such as "04:00"',
    Date: 'a date such as "2026-10-01"',
    _hints(Service)["prefix"]: "one or two capital letters",
    _hints(WindowRange)["ids"]: 'a window "7" or a range "1-14"',
}


class Shaper:
    """`shape` returns the typed value, or BROKEN after telling `report` why."""

    def __init__(self, report: Report, variables: dict[str, str]) -> None:
        self._report = report
        self._variables = variables

    def shape(self, wanted: Any, value: Any, path: KeyPath) -> Any:
        origin = get_origin(wanted)
        if dataclasses.is_dataclass(wanted):
            return self._table(wanted, value, path)
        if origin in (types.UnionType, Union):  # `X | None`: what may be left out
            return self.shape(_choice_for(get_args(wanted), value), value, path)
        by_origin: dict[Any, Callable[[Any, Any, KeyPath], Any]] = {
            list: self._list,
            dict: self._mapping,
            Literal: self._choice,
        }
        return by_origin.get(origin, self._leaf)(wanted, value, path)

    def _name(self, value: dict[str, Any], path: KeyPath) -> Any:
        """Any language's code is a key of a name."""
        further = [x for x in value if _LANGUAGE.fullmatch(x) and x not in ("zh", "en")]
        said = [(x, self.shape(str, value[x], (*path, x))) for x in further]
        name = self._fields(Name, {x: value[x] for x in value if x not in further}, path)
        if name is BROKEN or any(text is BROKEN for _, text in said):
            return BROKEN
        return dataclasses.replace(name, more=tuple(said))

    def _table(self, wanted: Any, value: Any, path: KeyPath) -> Any:
        if not isinstance(value, dict):
            return self._wrong(path, "a table", value)
        return self._name(value, path) if wanted is Name else self._fields(wanted, value, path)

    def _fields(self, wanted: Any, value: dict[str, Any], path: KeyPath) -> Any:
        hints = _hints(wanted)
        for key in value.keys() - hints.keys():
            self._report((*path, key), f"unknown key{did_you_mean(key, hints)}")
        made: dict[str, Any] = {}
        for field in dataclasses.fields(wanted):
            if field.name in value:
                made[field.name] = self.shape(
                    hints[field.name], value[field.name], (*path, field.name)
                )
            else:
                made[field.name] = self._default(field, path)
        return BROKEN if any(v is BROKEN for v in made.values()) else wanted(**made)

    def _default(self, field: dataclasses.Field[Any], path: KeyPath) -> Any:
        value: Any = field.default
        if field.default_factory is not dataclasses.MISSING:
            value = field.default_factory()
        if value is dataclasses.MISSING:
            self._report(path, f'"{field.name}" is missing')
            return BROKEN
        if isinstance(value, str):
            return expand_text(value, (*path, field.name), self._variables, self._report)
        if dataclasses.is_dataclass(value):
            return (
                self.shape(type(value), {}, (*path, field.name))
                if _is_all_default(value)
                else value
            )
        return value

    def _list(self, wanted: Any, value: Any, path: KeyPath) -> Any:
        if not isinstance(value, list):
            return self._wrong(path, "a list [ … ]", value)
        (item,) = get_args(wanted)
        made = [self.shape(item, v, (*path, i)) for i, v in enumerate(value)]
        return BROKEN if any(v is BROKEN for v in made) else made

    def _mapping(self, wanted: Any, value: Any, path: KeyPath) -> Any:
        if not isinstance(value, dict):
            return self._wrong(path, "a table", value)
        _, item = get_args(wanted)
        made = {k: self.shape(item, v, (*path, k)) for k, v in value.items()}
        return BROKEN if any(v is BROKEN for v in made.values()) else made

    def _choice(self, wanted: Any, value: Any, path: KeyPath) -> Any:
        choices = get_args(wanted)
        if any(value == c and type(value) is type(c) for c in choices):
            return value
        near = did_you_mean(value, (str(c) for c in choices))
        self._report(path, f"{_found(value)} is not one of the choices{near}")
        return BROKEN

    def _leaf(self, wanted: Any, value: Any, path: KeyPath) -> Any:
        try:
            return msgspec.convert(value, wanted, strict=True)
        except msgspec.ValidationError as error:
            return self._wrong(path, _expected(wanted, value, error), value)

    def _wrong(self, path: KeyPath, expected: str, value: Any) -> Any:
        self._report(path, f"expected {expected}, found {_found(value)}")
        return BROKEN


def _choice_for(choices: tuple[Any, ...], value: Any) -> Any:
    """Of "a level or a table of levels": what `value` looks like; else the first."""
    real = [choice for choice in choices if choice is not types.NoneType]
    fitting = (c for c in real if isinstance(value, dict) == _is_table(c))
    return next(fitting, real[0])


def _is_table(wanted: Any) -> bool:
    return dataclasses.is_dataclass(wanted) or get_origin(wanted) is dict


def _is_all_default(value: Any) -> bool:
    required = (
        f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        for f in dataclasses.fields(value)
    )
    return not any(required)


def _expected(wanted: Any, value: Any, error: msgspec.ValidationError) -> str:
    """What was wanted, in words; msgspec's own for a range, whose words are clear."""
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    accepted = (int, float) if base is float else base
    if not isinstance(value, accepted) or (isinstance(value, bool) and base is not bool):
        return _SPOKEN_TYPES.get(base, str(base))
    spoken = _SPOKEN_PATTERNS.get(wanted)
    if spoken:
        return spoken
    text = str(error).removeprefix("Expected ").replace("`", "")
    for kind, words in _SPOKEN_TYPES.items():
        text = text.replace(f"{kind.__name__} ", f"{words} ", 1)
    return text


def _found(value: Any) -> str:
    if isinstance(value, dict | list):
        return _SPOKEN_TYPES[type(value)]
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
