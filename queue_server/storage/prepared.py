"""SQLAlchemy statements compiled once, then run on the driver's cursor.

The text and the types stay SQLAlchemy's, so that both databases are served; what is left out is
its work per execution, which would be two thirds of a command's CPU time.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID, SafeUUID

from sqlalchemy import Dialect, Uuid
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.expression import Select

from queue_server.storage.columns import UtcTime, from_microseconds, to_microseconds

Row = Any  # a named tuple with the statement's columns
_Processor = Callable[[Any], Any]


class Prepared:
    """One statement in one dialect. Parameters come by name; those not used are left alone."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        names: Mapping[Any, str] = compiled.bind_names  # type: ignore[attr-defined]
        self._fixed = {
            name: bind.effective_value for bind, name in names.items() if not bind.required
        }
        given = {name: bind.type for bind, name in names.items() if bind.required}
        self._convert = {
            name: processor
            for name, kind in given.items()
            if (processor := _to_driver(kind, dialect))
        }
        columns = _columns(statement)
        names_of_columns = [str(column.key) for column in columns]
        self._row: Any = namedtuple("Row", names_of_columns, rename=True)  # type: ignore[misc]
        processors = [_from_driver(column.type, dialect) for column in columns]
        self._restore = [(n, p) for n, p in enumerate(processors) if p is not None]

    def rows(self, cursor: Any, values: Mapping[str, Any]) -> list[Row]:
        """Run it and fetch all."""
        cursor.execute(self.text, self._parameters(values))
        return [self._make(row) for row in cursor.fetchall()]

    def run(self, cursor: Any, values: Mapping[str, Any]) -> int:
        """Run it; how many rows it changed."""
        cursor.execute(self.text, self._parameters(values))
        changed: int = cursor.rowcount
        return changed

    def _parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        parameters = {**self._fixed, **values}
        for name, convert in self._convert.items():
            parameters[name] = convert(parameters[name])
        return parameters

    def _make(self, raw: tuple[Any, ...]) -> Row:
        if self._restore:
            fields = list(raw)
            for n, restore in self._restore:
                if fields[n] is not None:
                    fields[n] = restore(fields[n])
            return self._row._make(fields)
        return self._row._make(raw)


@cache
def prepare(statement: ClauseElement, dialect: Dialect) -> Prepared:
    return Prepared(statement, dialect)


def _columns(statement: Any) -> list[Any]:
    if isinstance(statement, Select):
        return list(statement.selected_columns)
    return list(statement.exported_columns) if statement._returning else []


# What a command converts most often, without SQLAlchemy's layers: a third of the time each.
_TO_DRIVER: dict[type, _Processor] = {UtcTime: to_microseconds}
_FROM_DRIVER: dict[type, _Processor] = {UtcTime: from_microseconds}


def _to_driver(kind: Any, dialect: Dialect) -> _Processor | None:
    quick = _TO_DRIVER.get(type(kind))
    processor: _Processor | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return quick or processor


def _from_driver(kind: Any, dialect: Dialect) -> _Processor | None:
    quick = _FROM_DRIVER.get(type(kind))
    processor: _Processor | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return quick or (_uuid if processor and isinstance(kind, Uuid) else processor)


def _uuid(text: str) -> UUID:
    """`UUID(text)` without its questions: the text is ours."""
    value = object.__new__(UUID)
    object.__setattr__(value, "int", int(text, 16))
    object.__setattr__(value, "is_safe", SafeUUID.unknown)
    return value
