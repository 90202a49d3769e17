"""The ESC/POS tokenizer of emupos (Apache-2.0), and a reader of slips on top of it.

emupos needs Python 3.13, its tokenizer nothing newer than ours but the `type` statement, which is
turned into an assignment when it is loaded. The wheel comes from `fetch.py`.
"""

from __future__ import annotations

import re
import sys
import zipfile
from functools import lru_cache
from types import ModuleType
from typing import Any

import pytest

from tests.peers.fetch import EMUPOS, PeerMissing, fetch

MEMBER = "emupos/printer/escpos/tokenizer.py"
_TYPE_STATEMENT = re.compile(r"^type (\w+) =", re.MULTILINE)


@lru_cache(maxsize=1)
def tokenizer() -> ModuleType:
    """The module; skips the test, with the reason, when it cannot be had."""
    try:
        wheel = fetch(EMUPOS)
    except PeerMissing as error:
        pytest.skip(str(error))
    with zipfile.ZipFile(wheel) as archive:
        source = archive.read(MEMBER).decode()
    module = ModuleType("emupos_tokenizer_of_others")
    sys.modules[module.__name__] = module  # its dataclasses look themselves up there
    exec(compile(_TYPE_STATEMENT.sub(r"\1 =", source), MEMBER, "exec"), module.__dict__)  # noqa: S102
    return module


def tokens(raw: bytes) -> list[Any]:
    """Every token of `raw`, the unfinished rest last (as `Unknown`)."""
    reader = tokenizer().Tokenizer()
    found: list[Any] = reader.feed(raw)
    rest = reader.close()
    return [*found, rest] if rest else found


def printed_lines(raw: bytes) -> list[str]:
    """The rows of text on the paper, read as GB 18030."""
    kinds = tokenizer()
    rows, row = [], b""
    for token in tokens(raw):
        if isinstance(token, kinds.Text):
            row += token.data
        elif isinstance(token, kinds.Command) and token.name == "LF":
            rows.append(row.decode("gb18030"))
            row = b""
    return rows


def qr_texts(raw: bytes) -> list[str]:
    """What the QR commands store (GS ( k, cn 49, fn 80)."""
    stored = [t.data for t in commands(raw, "GS ( k") if t.data[:2] == b"1P"]
    return [data[3:].decode() for data in stored]


def commands(raw: bytes, name: str) -> list[Any]:
    """The commands of one name, as in Epson's reference."""
    kinds = tokenizer()
    return [t for t in tokens(raw) if isinstance(t, kinds.Command) and t.name == name]
