"""One table of a profile's file: takes its keys, tells wrong values and, at the end, unknown keys.

A wrong value is told and replaced by a harmless one, so that everything behind it is read as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from devices.profiles.mistakes import KeyPath, Report, did_you_mean

Choice = TypeVar("Choice", bound=str)

BYTE_MOST = 0xFF


class Table:
    def __init__(self, raw: Any, path: KeyPath, report: Report) -> None:
        self.path = path
        self._report = report
        self._asked: list[str] = []
        self._raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            report(path, f"expected a table, found {spoken(raw)}")

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def tell(self, key: str, message: str) -> None:
        """A mistake at `key`; "" is the table itself."""
        self._report((*self.path, key) if key else self.path, message)

    def text(self, key: str, default: str | None = None) -> str:
        """`default` None: it must be there, and must say something."""
        value = self._take(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        if value is not None:
            self.tell(key, f"expected a text in quotes, found {spoken(value)}")
        return default or ""

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, default)
        if isinstance(value, bool):
            return value
        self.tell(key, f"expected true or false, found {spoken(value)}")
        return default

    def number(self, key: str, default: int, least: int = 0, most: int = BYTE_MOST) -> int:
        value = self._take(key, default)
        if self._is_number(value, least, most):
            return int(value)
        self.tell(key, f"expected a whole number, {least} to {most}, found {spoken(value)}")
        return default

    def seconds(self, key: str, default: float, most: float = 60.0) -> float:
        value = self._take(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        self.tell(key, f"expected a number of seconds, 0 to {most:g}, found {spoken(value)}")
        return default

    def choice(self, key: str, literal: Any, default: Choice | None = None) -> Any:
        """One of the words of a `Literal`; the first stands in for a wrong one."""
        words = get_args(literal)
        value = self._take(key, default)
        if value in words and isinstance(value, str):
            return value
        if value is not None:
            self.tell(key, f"{spoken(value)} is not known{did_you_mean(value, words)}")
        return default or words[0]

    def name(self, key: str, known: Iterable[str], default: str) -> str:
        """A word that stands somewhere else in the file."""
        value = self.text(key, default)
        words = list(known)
        if value and value not in words:
            self.tell(key, f'there is no "{value}"{did_you_mean(value, words)}')
            return default
        return value

    def codes(self, key: str) -> dict[str, int]:
        """A table of names and their bytes, no code twice."""
        codes: dict[str, int] = {}
        for name, value in self.table(key).items():
            path = (*self.path, key, name)
            if not self._is_number(value, 0, BYTE_MOST):
                self._report(path, f"expected a byte, 0x00 to 0xFF, found {spoken(value)}")
            elif value in codes.values():
                first = next(known for known, code in codes.items() if code == value)
                self._report(path, f'0x{value:02X} is already the code of "{first}"')
            else:
                codes[name] = int(value)
        return codes

    def table(self, key: str) -> Table:
        """An empty one when it is missing."""
        return Table(self._take(key, {}), (*self.path, key), self._report)

    def items(self) -> Iterable[tuple[str, Any]]:
        self._asked += self._raw
        return self._raw.items()

    def tables(self, key: str) -> dict[str, Table]:
        """A table of tables, in the file's order."""
        below = self.table(key)
        return {name: Table(raw, (*below.path, name), self._report) for name, raw in below.items()}

    def close(self) -> None:
        """Tell of every key that nobody asked for."""
        for key in self._raw:
            if key not in self._asked:
                self.tell(key, f"unknown key{did_you_mean(key, self._asked)}")

    def _take(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        if key not in self._raw and default is None:
            self.tell("", f'"{key}" is missing')
        return self._raw.get(key, default)

    @staticmethod
    def _is_number(value: Any, least: int, most: int) -> bool:
        return type(value) is int and least <= value <= most


def as_byte(text: str) -> int | None:
    """A key that is a byte, written 0 or 0x00; None when it is none."""
    try:
        code = int(text, 0)
    except ValueError:
        return None
    return code if 0 <= code <= BYTE_MOST else None


def spoken(value: Any) -> str:
    """A value as the person wrote it, or what it is."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
