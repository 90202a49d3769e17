"""Service guides at the kiosk: found, read in pages, printed, and never in the way of a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from config.guides import Guide, load_guides
from config.hall import Hall
from devices.ticket_printer.slip import Line
from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.guide_slip import compose_guide
from kiosk.guide_text import Block, blocks, columns, lines_needed, title
from kiosk.guide_watch import LOOK_EVERY_S, GuideWatch
from kiosk.news import GuidesNews, News
from kiosk.session import step
from kiosk.texts import load_texts
from queue_server.contract.messages import HallInfo

TEXTS = load_texts()
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def guides(demo_hall: Hall) -> dict[str, Guide]:
    return {guide.id: guide for guide in load_guides(demo_hall, env={})}


def after(screen: s.Screen, *events: e.Event) -> tuple[s.Screen, list[f.Effect]]:
    done: list[f.Effect] = []
    for event in events:
        screen, effects = step(screen, event)
        done += effects
    return screen, done


READING = s.GuideShown(guide="passport", group="police")


def test_three_touches_lead_from_the_first_screen_to_a_guide_and_three_back() -> None:
    there, _ = after(
        s.Home(),
        e.GuidesTouched(),
        e.GroupTouched(group="police"),
        e.GuideTouched(guide="passport", group="police"),
    )
    assert isinstance(there, s.GuideShown)
    assert there.guide == "passport"
    back, _ = after(there, e.BackTouched(), e.BackTouched(), e.BackTouched())
    assert isinstance(back, s.Home)


def test_a_page_is_turned_by_one_touch() -> None:
    screen, _ = after(READING, e.MoreTouched())
    assert isinstance(screen, s.GuideShown)
    assert screen.page == 1


def test_a_guide_is_printed_by_one_touch_in_the_type_in_which_it_is_read() -> None:
    visit = s.Visit(language="en", modes=s.Modes(large=True))
    screen, done = after(replace(READING, visit=visit), e.PrintGuideTouched())
    assert f.PrintGuide(guide="passport", language="en", large=True) in done
    screen, _ = after(screen, e.GuidePaper(guide="passport", fate="printed"))
    assert isinstance(screen, s.GuideShown)
    assert screen.paper == "printed"


def test_a_second_touch_while_it_prints_prints_nothing_more() -> None:
    _, done = after(READING, e.PrintGuideTouched(), e.PrintGuideTouched())
    assert len([x for x in done if isinstance(x, f.PrintGuide)]) == 1


def test_a_printer_that_is_known_to_be_bad_is_not_asked() -> None:
    screen, done = after(READING, e.PrintGuideTouched(printer_fault="paper_out"))
    assert isinstance(screen, s.GuideShown)
    assert screen.paper == "failed"
    assert not [x for x in done if isinstance(x, f.PrintGuide)]


@pytest.mark.parametrize("over", [e.HelpTouched(), e.EaseTouched(), e.LanguagesTouched()])
def test_paper_that_comes_while_something_lies_over_the_guide_is_told_afterwards(
    over: e.Event,
) -> None:
    screen, _ = after(
        READING,
        e.PrintGuideTouched(),
        over,
        e.GuidePaper(guide="passport", fate="printed"),
        e.BackTouched(),
    )
    assert isinstance(screen, s.GuideShown)
    assert screen.paper == "printed"


def test_another_visitors_paper_changes_nothing() -> None:
    late = e.GuidePaper(guide="passport", fate="printed")
    assert step(READING, late) == (READING, ())
    assert step(s.Home(), late) == (s.Home(), ())


def test_who_only_reads_is_asked_before_the_guide_goes_and_leaves_nothing() -> None:
    screen, _ = after(READING, e.TimedOut(serial=READING.serial))
    assert isinstance(screen, s.IdleWarning)
    screen, _ = after(screen, e.TimedOut(serial=screen.serial))
    assert screen == s.Home(serial=screen.serial)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_guide_says_all_that_it_knows(guides: dict[str, Guide], language: str) -> None:
    for guide in guides.values():
        said = "\n".join(block.text for block in blocks(guide, TEXTS[language], language))
        wanted = [*guide.conditions, *guide.steps, *guide.notes, guide.fee, guide.where]
        wanted += [material.name for material in guide.materials]
        for name in wanted:
            assert name.as_dict()[language] in said
        assert guide.phone in said


def test_time_limits_are_said_as_promised_and_as_the_law_has_them(
    guides: dict[str, Guide],
) -> None:
    def said(guide: str) -> str:
        return "\n".join(block.text for block in blocks(guides[guide], TEXTS["zh"], "zh"))

    assert "时限：7 个工作日（法定 20 个工作日）" in said("passport")
    assert "时限：当场办结\n" in said("pension-check")
    assert "身份证（原件 1 份，复印件 1 份）" in said("passport")
    english = blocks(guides["company-setup"], TEXTS["en"], "en")
    assert "Time: 1 working day (by law 3)" in {block.text for block in english}


@pytest.mark.parametrize("large", [False, True])
def test_the_paper_says_what_the_screen_says_and_no_number(
    guides: dict[str, Guide], hall_info: HallInfo, large: bool
) -> None:
    guide = guides["passport"]
    slip = compose_guide(guide, hall_info, TEXTS["zh"], "zh", TODAY, large=large)
    lines = [part for part in slip.parts if isinstance(part, Line)]
    said = [line.text for line in lines]
    assert title(guide, "zh") in said
    assert [x.text for x in blocks(guide, TEXTS["zh"], "zh") if x.text not in said] == []
    assert any("2026-11-23" in text for text in said)
    assert "本单不是号票" in said
    body = next(line for line in lines if line.text.startswith("1. "))
    assert body.scale == (2 if large else 1)


def test_columns_keep_the_order_and_leave_no_heading_alone_at_their_end() -> None:
    text = [("heading", 2), ("item", 3), ("heading", 2), ("item", 3), ("item", 9)]
    made = [Block(kind=kind, text=str(at)) for at, (kind, _) in enumerate(text)]  # type: ignore[arg-type]
    heights = [float(height) for _, height in text]
    filled = columns(made, heights, room=8)
    assert [[block.text for block in column] for column in filled] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]


def test_long_lines_are_counted_as_more_than_one() -> None:
    assert lines_needed("身份证", 10, 100) == 1
    assert lines_needed("身" * 25, 10, 100) == 3
    assert lines_needed("identity card", 10, 100) == 1


class Folder:
    """A folder of guides that people change."""

    def __init__(self, *guides: Guide) -> None:
        self.guides = guides

    def look(self) -> tuple[tuple[Guide, ...], list[Any]]:
        return self.guides, []


def test_guides_that_people_change_are_told_to_the_screens_once(guides: dict[str, Guide]) -> None:
    told: list[News] = []
    folder = Folder(guides["passport"])
    watch = GuideWatch(folder, told.append)  # type: ignore[arg-type]
    assert watch.read() == folder.guides
    assert watch._look() == LOOK_EVERY_S
    assert told == []
    dearer = replace(guides["passport"], phone="12333")
    folder.guides = (dearer,)
    watch._look()
    watch._look()
    assert told == [GuidesNews((dearer,))]
