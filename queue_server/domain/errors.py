"""The one error of the queue's rules."""

from __future__ import annotations

from collections.abc import Mapping


class RuleBroken(Exception):
    """A rule says no and nothing was changed.

    `code` is stable and what programs decide on, `detail` is a sentence for people, `field` names
    the part of the command that was wrong, if one was. `facts` are the particulars that a screen
    needs, `reason` what the hall's people wrote, by language.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        field: str | None = None,
        *,
        facts: Mapping[str, str] | None = None,
        reason: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field
        self.facts = dict(facts or {})
        self.reason = dict(reason or {})
