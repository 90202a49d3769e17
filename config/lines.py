"""Where each key of a TOML text stands.

`tomllib` gives values without lines. This scanner walks a text that `tomllib` has already accepted,
so it may be simple: it knows how far each value reaches, not what it means (TOML 1.0, V1).
"""

from __future__ import annotations

import re
import tomllib

from config.mistakes import KeyPath, Step

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


class Lines:
    """`of(path)` is the 1-based line of a key, or of the nearest table around it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}
        self._scan()

    def of(self, path: KeyPath) -> int:
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 0)

    def _scan(self) -> None:
        table: KeyPath = ()
        while self._skip_blank():
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _skip_blank(self) -> bool:
        match = _BLANK.match(self._text, self._at)
        assert match is not None  # noqa: S101  # the pattern matches the empty string
        self._at = match.end()
        return self._at < len(self._text)

    def _take(self, character: str) -> bool:
        if self._text.startswith(character, self._at):
            self._at += len(character)
            return True
        return False

    def _note(self, path: KeyPath) -> None:
        self._found.setdefault(path, self._text.count("\n", 0, self._at) + 1)

    def _header(self) -> KeyPath:
        is_array = self._text.startswith("[[", self._at)
        self._at += 2 if is_array else 1
        self._skip_blank()
        path = self._resolve(self._key())
        if is_array:
            self._note(path)
            index = self._counts.get(path, 0)
            self._counts[path] = index + 1
            path = (*path, index)
        self._note(path)
        self._skip_blank()
        self._at += 2 if is_array else 1
        return path

    def _resolve(self, keys: KeyPath) -> KeyPath:
        """`[a.b]` below `[[a]]` speaks of the newest `a`."""
        path: KeyPath = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if path in self._counts and position < len(keys) - 1:
                path = (*path, self._counts[path] - 1)
        return path

    def _key(self) -> KeyPath:
        keys: list[Step] = []
        while True:
            self._skip_blank()
            keys.append(self._key_part())
            self._skip_blank()
            if not self._take("."):
                return tuple(keys)

    def _key_part(self) -> str:
        bare = _BARE_KEY.match(self._text, self._at)
        if bare:
            self._at = bare.end()
            return bare.group()
        start = self._at
        self._value(())
        return str(tomllib.loads(f"k = {self._text[start : self._at]}")["k"])

    def _pair(self, table: KeyPath) -> None:
        self._skip_blank()
        line_from = self._at
        path = (*table, *self._key())
        end_of_key, self._at = self._at, line_from
        for length in range(len(table) + 1, len(path) + 1):
            self._note(path[:length])
        self._at = end_of_key
        self._skip_blank()
        self._take("=")
        self._skip_blank()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._take("["):
            self._array(path)
        elif self._take("{"):
            self._inline_table(path)
        else:
            for pattern in (*_STRINGS, _SCALAR):
                match = pattern.match(self._text, self._at)
                if match:
                    self._at = match.end()
                    return

    def _array(self, path: KeyPath) -> None:
        index = 0
        while self._skip_blank() and not self._take("]"):
            self._note((*path, index))
            self._value((*path, index))
            index += 1
            self._skip_blank()
            self._take(",")

    def _inline_table(self, path: KeyPath) -> None:
        while self._skip_blank() and not self._take("}"):
            self._pair(path)
            self._skip_blank()
            self._take(",")
