"""Events as JSON in clear, and back: what the wire tool prints and reads. Pure.

Dataclasses become objects, enumerations their lower-case names, bytes spaced hexadecimal. A code
with a table of names (`field(metadata={"names": TABLE})`) shows its name, or the number when it has
none; reading takes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Json = Any  # what json.loads gives; a precise type would need a cast at every step
Clear = dict[str, Json]
Read = TypeVar("Read")


class NotClear(ValueError):
    """The JSON does not say an event; the text says where and why."""


def hex_of(data: bytes) -> str:
    return data.hex(" ").upper()


def bytes_of(text: object, where: str) -> bytes:
    if not isinstance(text, str):
        raise NotClear(f"{where}: hexadecimal digits expected")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise NotClear(f"{where}: {text[:40]!r} is not hexadecimal") from None


def to_clear(value: object) -> Json:
    """A dataclass, or any value within one."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _field_to_clear(value, field) for field in fields(value)}
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, bytes):
        return hex_of(value)
    if isinstance(value, tuple):
        return [to_clear(item) for item in value]
    return value


def from_clear(kind: type[Read], clear: Json, where: str = "event") -> Read:
    """The dataclass `kind` from its object. Raises `NotClear`: unknown, missing or wrong fields."""
    if not isinstance(clear, Mapping):
        raise NotClear(f"{where}: an object expected")
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for name in clear:
        if name not in known:
            raise NotClear(f"{where}: unknown field {name!r}; known are {', '.join(known)}")
    hints = get_type_hints(kind)
    values = {}
    for name, field in known.items():
        if name in clear:
            values[name] = _field_from_clear(field, hints[name], clear[name], f"{where}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise NotClear(f"{where}: field {name!r} is missing")
    return kind(**values)


def _field_to_clear(owner: object, field: Field[Any]) -> Json:
    value = getattr(owner, field.name)
    names = field.metadata.get("names")
    return names.get(value, value) if names else to_clear(value)


def _field_from_clear(field: Field[Any], hint: Any, clear: Json, where: str) -> Any:
    names = field.metadata.get("names")
    if names and isinstance(clear, str):
        return code_of(names, clear, where)
    return _value(hint, clear, where)


def code_of(names: Mapping[int, str], name: object, where: str) -> int:
    """The number behind a name of a table."""
    for code, known in names.items():
        if known == name:
            return code
    raise NotClear(f"{where}: {name!r} is none of {', '.join(names.values())}")


def _value(hint: Any, clear: Json, where: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        if clear is None and NoneType in get_args(hint):
            return None
        hint = next(choice for choice in get_args(hint) if choice is not NoneType)
    if get_origin(hint) is tuple:
        if not isinstance(clear, list):
            raise NotClear(f"{where}: a list expected")
        item = get_args(hint)[0]
        return tuple(_value(item, part, f"{where}[{at}]") for at, part in enumerate(clear))
    if isinstance(hint, type) and is_dataclass(hint):
        return from_clear(hint, clear, where)
    return _plain(hint, clear, where)


def _plain(hint: Any, clear: Json, where: str) -> Any:
    if hint is bytes:
        return bytes_of(clear, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        named = {choice.name.lower(): choice for choice in hint}
        if not isinstance(clear, str) or clear not in named:
            raise NotClear(f"{where}: {clear!r} is none of {', '.join(named)}")
        return named[clear]
    expected = get_origin(hint) or hint
    if type(clear) is not expected:
        raise NotClear(f"{where}: {expected.__name__} expected, not {clear!r}")
    return clear
