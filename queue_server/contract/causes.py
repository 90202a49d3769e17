"""What a device's cause means and what a person can do about it, in the hall's languages.

One table for the supervisor's page, the Homie alerts and `hallctl devices`: `causes.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from queue_server.contract.messages import Text

PROGRAM_LOST, PROGRAM_STOPPED, SILENT = "program_lost", "program_stopped", "silent"
OTHER = "other"


def sentence(cause: str) -> Text:
    """What to do about `cause`; a word that is not in the table is named. Empty for no cause."""
    if not cause:
        return {}
    table = _table()
    known = table.get(cause) or table[OTHER]
    return {language: said.format(cause=cause) for language, said in known.items()}


@cache
def _table() -> dict[str, Text]:
    source = files(__package__) / "causes.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
