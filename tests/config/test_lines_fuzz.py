"""The line scanner reads whatever `tomllib` accepts, and always comes to an end."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from config.lines import Lines

PIECES = st.sampled_from(
    [
        *("a", "b.c", '"q k"', "'l'", "=", " = ", "[", "]", "[[", "]]", "{", "}", ",", "\n", "#"),
        *("1", "-1.5e3", "true", "inf", "1979-05-27T07:32:00Z", "07:32:00", '"x"', "'y'", "0x1F"),
        *('"""', "'''", "\\", '"#"', "[1, 2]", "[[1], ['a']]", "{a = 1}", "[t]\n", "[[u]]\n"),
        *("k = 1\n", "k2 = [\n1,\n]\n", 'm = """\n#\n"""\n', "n = '''']''''\n", "a.b = 1\n"),
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_whatever_is_toml_is_scanned_to_its_end(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = Lines(text)
    for key in data:
        assert 1 <= lines.of((key,)) <= text.count("\n") + 1
