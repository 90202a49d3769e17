"""The columns of the report on matters, each with the formula that people can read and check.

A share says of what in its title. One that rests on fewer than `SMALL_N` cases is marked as small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from queue_server.domain.matters import MatterOutcome
from queue_server.reports.columns import SMALL_N, Figure, Unit
from queue_server.reports.matter_tally import MatterTally

OUTCOMES: dict[MatterOutcome, tuple[str, str]] = {
    MatterOutcome.DONE_ON_THE_SPOT: ("当场办结", "Done on the spot"),
    MatterOutcome.ACCEPTED: ("受理", "Accepted"),
    MatterOutcome.ACCEPTED_WITH_GAPS: ("容缺受理", "Accepted with gaps"),
    MatterOutcome.INCOMPLETE: ("材料不全", "Incomplete"),
    MatterOutcome.ENQUIRY: ("咨询", "Enquiry"),
    MatterOutcome.PICK_UP: ("领证", "Pick-up"),
    MatterOutcome.WRONG_SERVICE: ("取错事项", "Wrong service"),
}


@dataclass(frozen=True, kw_only=True)
class MatterColumn:
    """`cases` is what a share rests on. `below` names the count under which a page writes it."""

    key: str
    unit: Unit
    title: dict[str, str]
    formula: dict[str, str]
    figure: Callable[[MatterTally], Figure]
    cases: Callable[[MatterTally], int] | None = None
    below: str | None = None

    def is_small(self, tally: MatterTally) -> bool:
        return self.cases is not None and 0 < self.cases(tally) < SMALL_N


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _count(
    key: str, title: dict[str, str], formula: dict[str, str], figure: Callable[[MatterTally], int]
) -> MatterColumn:
    return MatterColumn(key=key, unit="count", title=title, formula=formula, figure=figure)


def _share(
    key: str,
    below: str,
    title: dict[str, str],
    formula: dict[str, str],
    part: Callable[[MatterTally], int],
    whole: Callable[[MatterTally], int],
) -> MatterColumn:
    return MatterColumn(
        key=key,
        unit="share",
        title=title,
        formula=formula,
        figure=lambda tally: part(tally) / whole(tally) if whole(tally) else None,
        cases=whole,
        below=below,
    )


def _of(outcome: MatterOutcome) -> Callable[[MatterTally], int]:
    return lambda tally: tally.outcomes[outcome]


def _outcome(outcome: MatterOutcome) -> MatterColumn:
    zh, en = OUTCOMES[outcome]
    return _count(
        outcome.value,
        _text(zh, en),
        _text(
            f"办理结果记为“{zh}”的事项数；按业务时计入事项本身的业务",
            f"Matters written down as “{en}”; by service: of the matter's own service",
        ),
        _of(outcome),
    )


COLUMNS: tuple[MatterColumn, ...] = (
    _count(
        "served",
        _text("办理人次", "Visits"),
        _text(
            "办理完毕的次数，日期为办理日；按业务时计入所叫号票的业务",
            "Visits that were finished, on the day of the visit; by service: the service of the "
            "ticket that was called",
        ),
        lambda tally: tally.served,
    ),
    _share(
        "told_share",
        "served",
        _text("已记结果率（占办理人次）", "With an outcome, share of visits"),
        _text("已记办理结果的办理人次 ÷ 办理人次", "Visits with an outcome ÷ visits"),
        lambda tally: tally.told,
        lambda tally: tally.served,
    ),
    _count(
        "matters",
        _text("事项数", "Matters"),
        _text(
            "记下的全部事项数，一次办理可有多项；＝ 七种办理结果之和，含转移、挂起前记下的",
            "All matters written down, several in one visit too; they are the seven outcomes "
            "together, also of visits that were sent on or put aside",
        ),
        lambda tally: tally.matters,
    ),
    _count(
        "cases",
        _text("办件量", "Cases"),
        _text(
            "当场办结 ＋ 受理 ＋ 容缺受理；咨询、领证、材料不全、取错事项不算办件",
            "Done on the spot + accepted + accepted with gaps; enquiries, pick-ups, incomplete "
            "and wrong services are no cases",
        ),
        lambda tally: tally.cases,
    ),
    *(_outcome(outcome) for outcome in OUTCOMES),
    _share(
        "on_the_spot_share",
        "done_on_the_spot",
        _text("当场办结率（占办件量）", "Done on the spot, share of cases"),
        _text("当场办结 ÷ 办件量", "Done on the spot ÷ cases"),
        _of(MatterOutcome.DONE_ON_THE_SPOT),
        lambda tally: tally.cases,
    ),
    _share(
        "incomplete_share",
        "incomplete",
        _text("材料不全率（占申办数）", "Incomplete, share of applications"),
        _text("材料不全 ÷ (办件量 ＋ 材料不全)", "Incomplete ÷ (cases + incomplete)"),
        _of(MatterOutcome.INCOMPLETE),
        lambda tally: tally.brought,
    ),
    _share(
        "wrong_share",
        "wrong_service",
        _text("取错事项率（占事项数）", "Wrong service, share of matters"),
        _text("取错事项 ÷ 事项数", "Wrong service ÷ matters"),
        _of(MatterOutcome.WRONG_SERVICE),
        lambda tally: tally.matters,
    ),
    _count(
        "several",
        _text("一票多业务", "Several matters"),
        _text(
            "一次办理记下两项以上事项的次数（一张号票在一个窗口为一次）",
            "Visits with two or more matters (one ticket at one window is one visit)",
        ),
        lambda tally: tally.several,
    ),
    _share(
        "several_share",
        "several",
        _text("一票多业务率（占已记结果次数）", "Several matters, share of visits with an outcome"),
        _text("一票多业务 ÷ 已记办理结果的次数", "Several matters ÷ visits with an outcome"),
        lambda tally: tally.several,
        lambda tally: tally.recorded,
    ),
    _count(
        "notices",
        _text("一次性告知单", "One-time notices"),
        _text("开出的一次性告知单张数", "One-time notices that were made"),
        lambda tally: tally.notices,
    ),
    _count(
        "untold",
        _text("材料不全未开告知单", "Incomplete without a notice"),
        _text(
            "有事项记为“材料不全”而没有开告知单的次数；供核查一次性告知是否到位",
            "Visits with an “incomplete” matter and no notice: a hint to look, no verdict",
        ),
        lambda tally: tally.untold,
    ),
)
