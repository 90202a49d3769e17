"""One key, one verb: the table behind the console's buttons, card and scripts."""

from __future__ import annotations

from collections import Counter

from queue_server.web.console_keys import CONSOLE_KEYS, OUTCOMES
from queue_server.web.texts import LANGUAGES, texts
from queue_server.web.windows import VERBS

DIGITS_OF_OUTCOMES = {str(n) for n in range(1, len(OUTCOMES) + 1)}


def test_no_key_means_two_things() -> None:
    keys = Counter(key for one in CONSOLE_KEYS for key in one.keys)
    codes = Counter(code for one in CONSOLE_KEYS for code in one.codes)
    assert {**keys, **codes}.keys() == {key for key, n in (keys + codes).items() if n == 1}
    assert not DIGITS_OF_OUTCOMES & keys.keys()
    assert not {f"Numpad{digit}" for digit in DIGITS_OF_OUTCOMES} & codes.keys()


def test_every_verb_of_a_window_has_its_key() -> None:
    """ "open" is the key of "pause", pressed again."""
    assert {verb.word for verb in VERBS} - {"open"} <= {key.verb for key in CONSOLE_KEYS}


def test_every_key_and_outcome_has_its_word_in_each_language() -> None:
    for language in LANGUAGES:
        said = texts(language)["clerk"]
        assert {key.verb for key in CONSOLE_KEYS} <= said["verb"].keys()
        assert set(OUTCOMES) == said["outcome"].keys()


def test_the_verbs_of_each_citizen_lie_under_one_hand() -> None:
    pad = {
        one.verb for one in CONSOLE_KEYS if set(one.keys) & set(".0+-*/89") or "Enter" in one.keys
    }
    assert {"call-next", "recall", "start", "finish", "miss", "hold", "resume", "transfer"} <= pad
