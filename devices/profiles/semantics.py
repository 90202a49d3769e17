"""What makes sense only when a profile is seen as a whole: rules that hide one another, answers
that nobody gives, a wire of pads on which no key can be heard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from devices.profiles import pattern
from devices.profiles.pattern import Item
from devices.profiles.profile import ECHO, NO_ACKNOWLEDGEMENT, Profile, Rule
from devices.profiles.table import Table, as_byte

Tell = Callable[[str, str, str], None]  # message's name, its key, what is wrong


def check_rules(profile: Profile, top: Table) -> None:
    """Tell `top` of everything that does not fit together."""
    messages = top.tables("messages")

    def tell(name: str, key: str, text: str) -> None:
        messages[name].tell(key if key in messages[name] else "", text)

    _check_kind(profile, top)
    _check_text(profile, tell)
    _check_keys(profile, top)
    _check_grades(profile, top)
    for rule in profile.rules:
        _check_answers(profile, rule, tell)
    for earlier, later in combinations(profile.rules, 2):
        if _hides(earlier, later):
            tell(later.name, "payload", f'is never heard: "{earlier.name}" above takes all of it')


def _check_kind(profile: Profile, top: Table) -> None:
    said = {rule.name for rule in profile.rules}
    if profile.kind == "pads" and not said & {"key", "grade"}:
        top.tell("messages", "pads say a key or a grade: [messages.key] or [messages.grade]")
    if profile.kind == "strips" and "text" not in said:
        top.tell("messages", "strips are told a text: [messages.text]")


def _check_text(profile: Profile, tell: Tell) -> None:
    rule = profile.rule("text")
    if rule is None:
        return
    carried = pattern.names(rule.payload)
    if "runs" in carried and profile.script.charset == "ascii-hex":
        tell("text", "payload", "{runs} cannot be told apart in ascii-hex; use {text}")
    if "text" in carried and "colour" not in carried and len(profile.colours) != 1:
        tell("text", "payload", "a {text} without {colour} needs one colour in [colours]: its own")


def _check_keys(profile: Profile, top: Table) -> None:
    key = profile.rule("key")
    with_digits = key is not None and "digits" in pattern.names(key.payload)
    combos = top.table("combos")
    for digits, name in profile.combos:
        if digits and not with_digits:
            text = f"{digits} {name}"
            combos.tell(text, "can never be pressed: the payload of key has no {digits}")


def _check_grades(profile: Profile, top: Table) -> None:
    """Where the payload says which grades there are, each has a level, and no other has."""
    rule = profile.rule("grade")
    item = next((item for item in rule.payload if item.name == "grade"), None) if rule else None
    if item is None or item.may == pattern.ANY_BYTE:
        return
    grades = top.table("grades")
    for text, code in ((text, as_byte(text)) for text, _ in grades.items()):
        if code is not None and code not in item.may:
            grades.tell(text, "can never be pressed: the payload of grade has another range")
    missing = sorted(item.may - profile.grades.keys())
    if missing:
        grades.tell("", f"no level for the grade {', '.join(map(str, missing[:5]))}")


def _check_answers(profile: Profile, rule: Rule, tell: Tell) -> None:
    answers = {
        "answer": (rule.answer, "device"),
        "acknowledge": (rule.acknowledge, "host"),
    }
    for key, (name, sender) in answers.items():
        other = profile.rule(name) if name not in (None, ECHO, NO_ACKNOWLEDGEMENT) else None
        if other is not None and other.sender != sender:
            tell(rule.name, key, f'"{other.name}" is said by the {other.sender}')
        elif other is not None and key == "acknowledge":
            _check_template(profile, rule, other, tell)


def _check_template(profile: Profile, heard: Rule, answer: Rule, tell: Tell) -> None:
    """The acknowledgement can be filled from whatever it acknowledges."""
    known = _items(profile, heard)
    for name, item in _items(profile, answer).items():
        if name not in known:
            if not item.optional and name not in (answer.defaults or {}):
                lacking = f'"{answer.name}" wants {name}, which is not heard here'
                tell(heard.name, "acknowledge", lacking)
        elif not item.has_room_for(known[name]):
            tell(
                heard.name, "acknowledge", f'"{answer.name}" does not take every {name} heard here'
            )


def _items(profile: Profile, rule: Rule) -> dict[str, Item]:
    items = [*rule.payload, *profile.frames[rule.frame].fields.values()]
    return {item.name: item for item in items if item.name}


def _hides(earlier: Rule, later: Rule) -> bool:
    if (earlier.sender, earlier.frame) != (later.sender, later.frame):
        return False
    same = earlier.any_function or (earlier.function == later.function and not later.any_function)
    return same and pattern.covers(earlier.payload, later.payload)
