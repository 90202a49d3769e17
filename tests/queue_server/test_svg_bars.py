from __future__ import annotations

from xml.etree import ElementTree

from queue_server.reports.svg_bars import Bar, Piece, draw

SVG = "{http://www.w3.org/2000/svg}"


def picture(*bars: Bar, full: float | None = None) -> ElementTree.Element:
    text = draw(bars, key="p", title="Handled & more", desc="d", full=full)
    named = text.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return ElementTree.fromstring(named)  # noqa: S314  # our own text


def widths(root: ElementTree.Element) -> list[float]:
    return [float(rect.get("width", "0")) for rect in root.iter(f"{SVG}rect")]


def bar(*values: float, label: str = "1") -> Bar:
    return Bar(label=label, pieces=tuple(Piece(value=v, shade="bar") for v in values))


def test_the_longest_bar_fills_the_picture_and_the_others_are_in_proportion() -> None:
    long, half = widths(picture(bar(10), bar(5)))
    assert long == 2 * half


def test_the_pieces_of_a_full_bar_stand_side_by_side() -> None:
    root = picture(bar(1, 3), full=4)
    first, second = root.iter(f"{SVG}rect")
    end = float(first.get("x", "")) + float(first.get("width", ""))
    assert abs(end - float(second.get("x", ""))) < 0.2


def test_labels_are_text_and_never_markup() -> None:
    root = picture(bar(1, label="<b>&"))
    assert "<b>&" in [text.text for text in root.iter(f"{SVG}text")]


def test_the_picture_is_named_for_those_who_cannot_see_it() -> None:
    root = picture(bar(1))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "p-title p-desc"
    assert [child.get("id") for child in root][:2] == ["p-title", "p-desc"]


def test_a_day_without_anything_is_an_empty_picture() -> None:
    assert widths(picture()) == []
    assert widths(picture(bar(0))) == []


def test_nothing_is_styled_inline_so_that_the_content_policy_holds() -> None:
    assert "style=" not in draw([bar(1)], key="p", title="t", desc="d")
