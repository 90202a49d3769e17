"""Which way each character of a line runs: the rules of UAX #9 for text without embeddings, which
our own texts and the names of a hall never hold. Pure.

A paragraph with any letter of a right-to-left script runs from the right as a whole.
"""

from __future__ import annotations

import unicodedata

LTR, RTL = 0, 1
_BRACKETS = {
    ")": "(",
    "]": "[",
    "}": "{",
    "）": "（",
    "】": "【",
    "》": "《",
    "」": "「",
    "〉": "〈",
}
_NEUTRAL = {"B", "S", "WS", "ON", "BN", "ES", "ET", "CS", "NSM"}
_STRONG = {"L": "L", "R": "R", "AN": "R", "EN": "R"}  # what a neutral sees beside it


def base_of(text: str) -> int:
    return RTL if any(unicodedata.bidirectional(ch) in ("R", "AL") for ch in text) else LTR


def levels(text: str, base: int | None = None) -> list[int]:
    """The embedding level of each character: odd ones run from the right."""
    base = base_of(text) if base is None else base
    kinds = [unicodedata.bidirectional(ch) or "L" for ch in text]
    if base == LTR and not any(kind in ("R", "AL", "AN") for kind in kinds):
        return [LTR] * len(text)
    own = "R" if base else "L"
    _resolve_weak(kinds, own)
    _resolve_brackets(text, kinds, own)
    _resolve_neutral(kinds, own)
    return [_level(kind, base) for kind in kinds]


def visual(runs_levels: list[int]) -> list[int]:
    """Positions from left to right (rule L2): from the highest level on, reverse what has it."""
    order = list(range(len(runs_levels)))
    for level in range(max(runs_levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and runs_levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    return order


def _level(kind: str, base: int) -> int:
    if kind == "R":
        return RTL
    return 2 if kind in ("EN", "AN") or base else LTR


def _resolve_weak(kinds: list[str], own: str) -> None:
    """W1 to W7: marks, numbers and what joins them."""
    strong = before = own
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        before = kinds[at] = kind
    _join_numbers(kinds)
    strong = own
    for at, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[at] = {"AL": "R", "EN": "L" if strong == "L" else "EN"}.get(kind, kind)


def _join_numbers(kinds: list[str]) -> None:
    """W4 and W5: `10:05` and `5%` are one number; other signs stay neutral."""
    for at in range(1, len(kinds) - 1):
        left, right = kinds[at - 1], kinds[at + 1]
        joins = kinds[at] == "CS" or (kinds[at] == "ES" and left == "EN")
        if joins and left == right and left in ("EN", "AN"):
            kinds[at] = left
    for at, kind in enumerate(kinds):
        if kind == "ET" and (_beside(kinds, at, -1) == "EN" or _beside(kinds, at, 1) == "EN"):
            kinds[at] = "EN"


def _beside(kinds: list[str], at: int, step: int) -> str:
    """What follows a run of number signs in one direction."""
    while 0 <= at < len(kinds) and kinds[at] == "ET":
        at += step
    return kinds[at] if 0 <= at < len(kinds) else ""


def _resolve_brackets(text: str, kinds: list[str], own: str) -> None:
    """N0: a pair of brackets runs as what it encloses."""
    opened: list[int] = []
    pairs = []
    for at, ch in enumerate(text):
        if ch in _BRACKETS.values():
            opened.append(at)
        elif ch in _BRACKETS and (match := _match(text, opened, ch)) is not None:
            del opened[opened.index(match) :]
            pairs.append((match, at))
    for first, last in sorted(pairs):
        inside = {_STRONG[kind] for kind in kinds[first + 1 : last] if kind in _STRONG}
        if not inside:
            continue
        before = next((_STRONG[k] for k in reversed(kinds[:first]) if k in _STRONG), own)
        kinds[first] = kinds[last] = own if own in inside else before


def _match(text: str, opened: list[int], closing: str) -> int | None:
    return next((at for at in reversed(opened) if text[at] == _BRACKETS[closing]), None)


def _resolve_neutral(kinds: list[str], own: str) -> None:
    """N1 and N2: a neutral between two of a kind is of it, any other as the paragraph."""
    at = 0
    while at < len(kinds):
        if kinds[at] not in _NEUTRAL:
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        left = _STRONG[kinds[at - 1]] if at else own
        right = _STRONG[kinds[end]] if end < len(kinds) else own
        kinds[at:end] = [left if left == right else own] * (end - at)
        at = end
