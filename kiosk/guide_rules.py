"""Reading and printing service guides, beside tickets and without any person. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.entering import Result, Rule, show

PRINTING = "printing"


def _open(screen: s.Screen, _event: e.GuidesTouched) -> Result:
    return show(screen, s.Guides(visit=screen.visit))


def _open_group(screen: s.Guides, event: e.GroupTouched) -> Result:
    return show(screen, s.Guides(visit=screen.visit, group=event.group))


def _read(screen: s.Guides, event: e.GuideTouched) -> Result:
    return show(screen, s.GuideShown(visit=screen.visit, group=event.group, guide=event.guide))


def _next_page(screen: s.Guides | s.GuideShown, _event: e.MoreTouched) -> Result:
    return show(screen, replace(screen, page=screen.page + 1))


def _to_groups(screen: s.Guides, _event: e.BackTouched) -> Result:
    if screen.group is None:
        return show(screen, s.Home(visit=screen.visit))
    return show(screen, s.Guides(visit=screen.visit))


def _to_guides(screen: s.GuideShown, _event: e.BackTouched) -> Result:
    return show(screen, s.Guides(visit=screen.visit, group=screen.group))


def _print(screen: s.GuideShown, event: e.PrintGuideTouched) -> Result:
    if screen.paper == PRINTING:
        return screen, ()
    if event.printer_fault:
        return show(screen, replace(screen, paper="failed"))
    shown, effects = show(screen, replace(screen, paper=PRINTING))
    visit = screen.visit
    asked = f.PrintGuide(guide=screen.guide, language=visit.language, large=visit.modes.large)
    return shown, (*effects, asked)


def _paper(screen: s.GuideShown, event: e.GuidePaper) -> Result:
    if event.guide != screen.guide or screen.paper != PRINTING:
        return screen, ()
    return show(screen, replace(screen, paper=event.fate))


GUIDE_RULES: dict[tuple[type[s.Screen], type[e.Event]], Rule] = {
    (s.Home, e.GuidesTouched): _open,
    (s.Guides, e.GroupTouched): _open_group,
    (s.Guides, e.GuideTouched): _read,
    (s.Guides, e.MoreTouched): _next_page,
    (s.Guides, e.BackTouched): _to_groups,
    (s.GuideShown, e.MoreTouched): _next_page,
    (s.GuideShown, e.BackTouched): _to_guides,
    (s.GuideShown, e.PrintGuideTouched): _print,
    (s.GuideShown, e.GuidePaper): _paper,
}
