"""The columns of the throughput report, each with the formula that people can read and check.

A share always says of what. A figure that rests on fewer than `SMALL_N` cases is marked as small:
it is shown, but grey, because it says little about a window or a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from queue_server.reports.tally import Tally

SMALL_N = 5

Unit = Literal["count", "seconds", "share"]
Figure = int | float | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """`cases` is what a mean or a share rests on; None for counts, which are never small."""

    key: str
    unit: Unit
    title: dict[str, str]
    formula: dict[str, str]
    figure: Callable[[Tally], Figure]
    cases: Callable[[Tally], int] | None = None

    def is_small(self, tally: Tally) -> bool:
        return self.cases is not None and 0 < self.cases(tally) < SMALL_N


LEVELS: dict[int, tuple[str, str, str]] = {
    5: ("very_satisfied", "非常满意", "Very satisfied"),
    4: ("satisfied", "满意", "Satisfied"),
    3: ("basically_satisfied", "基本满意", "Basically satisfied"),
    2: ("dissatisfied", "不满意", "Dissatisfied"),
    1: ("very_dissatisfied", "非常不满意", "Very dissatisfied"),
}


def _count_of_level(level: int) -> Callable[[Tally], Figure]:
    return lambda tally: tally.levels[level]


def _level_column(level: int) -> Column:
    key, zh, en = LEVELS[level]
    return Column(
        key=key,
        unit="count",
        title={"zh": zh, "en": en},
        formula={
            "zh": f"评价为“{zh}”（{level} 级）的次数；计入该次服务结束的小时、窗口和人员",
            "en": f"Services rated “{en}” (level {level}), where they ended",
        },
        figure=_count_of_level(level),
    )


COLUMNS: tuple[Column, ...] = (
    Column(
        key="issued",
        unit="count",
        title={"zh": "取号量", "en": "Issued"},
        formula={
            "zh": "当日发出的号票数。按业务：取号时的业务；按小时：取号的小时；"
            "按窗口、人员：计入首次叫该号的窗口、人员，从未叫到的列在“未叫到”一行",
            "en": "Tickets issued on the day. By service: the service taken; by hour: the hour of "
            "issue; by window or clerk: the one that first called the ticket, and “Not called” "
            "for tickets that nobody has called",
        },
        figure=lambda tally: tally.issued,
    ),
    Column(
        key="called",
        unit="count",
        title={"zh": "叫号量", "en": "Called"},
        formula={
            "zh": "叫号次数（顺呼和选呼）；重呼、回呼挂起的号不另计；过号或转移后再次叫号另计一次",
            "en": "Calls of a ticket (next or chosen). Recalls and resumed tickets do not count "
            "again; a call after missed or transferred counts as a new one",
        },
        figure=lambda tally: tally.called,
    ),
    Column(
        key="handled",
        unit="count",
        title={"zh": "办理量", "en": "Handled"},
        formula={
            "zh": "办理完毕的次数（按“结束”，未按“结束”而直接叫下一位，或转入一票到底的下一环节）",
            "en": "Services finished (by “finish”, by calling the next visitor without it, or by "
            "sending on to the next step of a route)",
        },
        figure=lambda tally: tally.handled,
    ),
    Column(
        key="missed",
        unit="count",
        title={"zh": "过号量", "en": "Missed"},
        formula={
            "zh": "叫号后未到、被记为过号的次数",
            "en": "Calls to which nobody came, marked as missed",
        },
        figure=lambda tally: tally.missed,
    ),
    Column(
        key="abandoned",
        unit="count",
        title={"zh": "弃号量", "en": "Abandoned"},
        formula={
            "zh": "被记为弃号的号票数，计入记录弃号的窗口、人员",
            "en": "Tickets marked as abandoned, counted at the window or clerk that marked them",
        },
        figure=lambda tally: tally.abandoned,
    ),
    Column(
        key="mean_wait_s",
        unit="seconds",
        title={"zh": "平均等候", "en": "Mean wait"},
        formula={
            "zh": "Σ(叫号时间 − 开始排队时间) ÷ 叫号量；排队自取号时起，"
            "转移或过号重排的自重新排队时起；计入叫号的小时",
            "en": "Σ (call − begin of the wait) ÷ called; the wait begins when the ticket is "
            "taken, or when it queues again after a transfer or a missed call; counted in the "
            "hour of the call",
        },
        figure=lambda tally: tally.wait.mean,
        cases=lambda tally: tally.wait.cases,
    ),
    Column(
        key="longest_wait_s",
        unit="seconds",
        title={"zh": "最长等候", "en": "Longest wait"},
        formula={
            "zh": "max(叫号时间 − 开始排队时间)",
            "en": "max (call − begin of the wait)",
        },
        figure=lambda tally: tally.wait.longest,
    ),
    Column(
        key="mean_service_s",
        unit="seconds",
        title={"zh": "平均办理", "en": "Mean service"},
        formula={
            "zh": "Σ(结束时间 − 开始时间) ÷ 办理量；未按“开始”的自叫号时算起，"
            "挂起的时间不计；计入结束的小时",
            "en": "Σ (finish − start) ÷ handled; where “start” was not pressed, from the call; "
            "time on hold does not count; counted in the hour of the finish",
        },
        figure=lambda tally: tally.service.mean,
        cases=lambda tally: tally.service.cases,
    ),
    Column(
        key="longest_service_s",
        unit="seconds",
        title={"zh": "最长办理", "en": "Longest service"},
        formula={
            "zh": "max(结束时间 − 开始时间)，算法同“平均办理”",
            "en": "max (finish − start), computed as in “Mean service”",
        },
        figure=lambda tally: tally.service.longest,
    ),
    *(_level_column(level) for level in LEVELS),
    Column(
        key="not_rated",
        unit="count",
        title={"zh": "未评价", "en": "Not rated"},
        formula={
            "zh": "办结而没有评价的次数；未按评价器即为未评价，从不代填",
            "en": "Handled without a rating. No press is “not rated”; nothing is ever filled in",
        },
        figure=lambda tally: tally.not_rated,
    ),
    Column(
        key="rated_share",
        unit="share",
        title={"zh": "评价率（占可评价数）", "en": "Rated, share of who could"},
        formula={"zh": "评价数 ÷ (评价数 + 未评价)", "en": "Rated ÷ (rated + not rated)"},
        figure=lambda tally: tally.rated_share,
        cases=lambda tally: tally.could_rate,
    ),
    Column(
        key="satisfaction",
        unit="share",
        title={"zh": "满意率（占评价数）", "en": "Satisfied, share of rated"},
        formula={
            "zh": "(非常满意 + 满意 + 基本满意) ÷ 评价数；须与评价数、评价率一并看",
            "en": "(Very satisfied + satisfied + basically satisfied) ÷ rated; to be read together "
            "with how many rated",
        },
        figure=lambda tally: tally.satisfaction,
        cases=lambda tally: tally.rated,
    ),
)
