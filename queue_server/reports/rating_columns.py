"""The columns of the rating report, each with the formula that people can read and check.

A share says of what in its title. One that rests on fewer than `SMALL_N` cases is marked as small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from queue_server.reports.columns import LEVELS, SMALL_N, Figure, Unit
from queue_server.reports.rating_tally import RatingTally


@dataclass(frozen=True, kw_only=True)
class RatingColumn:
    """`cases` is what a share rests on. `below` names the count under which a page writes it."""

    key: str
    unit: Unit
    title: dict[str, str]
    formula: dict[str, str]
    figure: Callable[[RatingTally], Figure]
    cases: Callable[[RatingTally], int] | None = None
    below: str | None = None

    def is_small(self, tally: RatingTally) -> bool:
        return self.cases is not None and 0 < self.cases(tally) < SMALL_N


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _of_level(level: int) -> Callable[[RatingTally], int]:
    return lambda tally: tally.levels[level]


def _share_of(
    count: Callable[[RatingTally], int], whole: Callable[[RatingTally], int]
) -> Callable[[RatingTally], Figure]:
    return lambda tally: count(tally) / whole(tally) if whole(tally) else None


def _counted(tally: RatingTally) -> int:
    return tally.counted


def _visits(tally: RatingTally) -> int:
    return tally.visits


def _level(level: int) -> tuple[RatingColumn, RatingColumn]:
    key, zh, en = LEVELS[level]
    count = RatingColumn(
        key=key,
        unit="count",
        title=_text(zh, en),
        formula=_text(
            f"评价为“{zh}”（{level} 级）的次数，复核后不计入的除外；"
            "计入该次服务的窗口、人员和业务，日期为办理日",
            f"Ratings “{en}” (level {level}) without those struck by review; counted for the "
            "window, clerk and service of the visit, on the day of the visit",
        ),
        figure=_of_level(level),
    )
    share = RatingColumn(
        key=f"{key}_share",
        unit="share",
        title=_text(f"“{zh}”所占比率（占计入评价数）", f"“{en}”, share of counted"),
        formula=_text(f"{zh} ÷ 计入评价数（五级之和）", f"{en} ÷ counted (all five levels)"),
        figure=_share_of(_of_level(level), _counted),
        cases=_counted,
        below=key,
    )
    return count, share


def _unrated(
    key: str, title: dict[str, str], formula: dict[str, str]
) -> tuple[RatingColumn, RatingColumn]:
    def count(tally: RatingTally) -> int:
        return int(getattr(tally, key))

    share = RatingColumn(
        key=f"{key}_share",
        unit="share",
        title=_text(f"{title['zh']}率（占可评价数）", f"{title['en']}, share of visits"),
        formula=_text(f"{title['zh']} ÷ 可评价数", f"{title['en']} ÷ visits"),
        figure=_share_of(count, _visits),
        cases=_visits,
        below=key,
    )
    return RatingColumn(key=key, unit="count", title=title, formula=formula, figure=count), share


def _count(
    key: str, title: dict[str, str], formula: dict[str, str], figure: Callable[[RatingTally], int]
) -> RatingColumn:
    return RatingColumn(key=key, unit="count", title=title, formula=formula, figure=figure)


COLUMNS: tuple[RatingColumn, ...] = (
    _count(
        "visits",
        _text("可评价数", "Visits"),
        _text(
            "办理完毕的次数，加上已评价后转往他处的次数；"
            "＝ 五级之和 ＋ 复核不计入 ＋ 未评价 ＋ 被叫号打断 ＋ 未请评价",
            "Visits that were finished, and those sent on after they were rated. They are: the "
            "five levels + struck + not rated + withdrawn + never asked",
        ),
        _visits,
    ),
    *(column for level in LEVELS for column in _level(level)),
    _count(
        "struck",
        _text("复核不计入", "Struck by review"),
        _text(
            "申诉复核认定不计入的评价数；不在五级之内",
            "Ratings that a review decided not to count; they are in none of the five levels",
        ),
        lambda tally: tally.struck,
    ),
    *_unrated(
        "not_rated",
        _text("未评价", "Not rated"),
        _text(
            "已请评价、时间内没有评价的次数；从不代填",
            "Asked, and not rated while there was time. Nothing is ever filled in",
        ),
    ),
    *_unrated(
        "withdrawn",
        _text("被叫号打断", "Withdrawn by next call"),
        _text(
            "已请评价、尚未评价即叫了下一位的次数",
            "Asked, and the next visitor was called before there was a rating",
        ),
    ),
    *_unrated(
        "never_asked",
        _text("未请评价", "Never asked"),
        _text(
            "从未请过评价、也没有扫码评价的次数",
            "Never asked at the window, and not rated by the slip's code either",
        ),
    ),
    RatingColumn(
        key="satisfaction",
        unit="share",
        title=_text("满意率（占计入评价数）", "Satisfaction rate, share of counted"),
        formula=_text(
            "(非常满意 ＋ 满意 ＋ 基本满意) ÷ 计入评价数；须与评价数一并看",
            "(Very satisfied + satisfied + basically satisfied) ÷ counted; to be read together "
            "with how many rated",
        ),
        figure=lambda tally: tally.satisfaction,
        cases=_counted,
    ),
    RatingColumn(
        key="active",
        unit="share",
        title=_text("主动评价率（占可评价数）", "Actively rated, share of visits"),
        formula=_text(
            "群众自己作出的评价数 ÷ 可评价数；本系统没有默认评价，所有评价都是主动评价",
            "Ratings that visitors gave themselves ÷ visits; this system has no default ratings, "
            "so every rating is an active one",
        ),
        figure=lambda tally: tally.active,
        cases=_visits,
    ),
    RatingColumn(
        key="response",
        unit="share",
        title=_text("应评率（占已请评价数）", "Responded, share of asked"),
        formula=_text("已请评价中作出评价的次数 ÷ 已请评价数", "Rated of those asked ÷ asked"),
        figure=lambda tally: tally.response,
        cases=lambda tally: tally.asked,
    ),
    _count(
        "low",
        _text("差评数", "Low"),
        _text(
            "不满意 ＋ 非常不满意（复核不计入的除外）",
            "Dissatisfied + very dissatisfied, without those struck by review",
        ),
        lambda tally: tally.low,
    ),
    _count(
        "rectified",
        _text("已整改", "Rectified"),
        _text("差评整改单中已答复的件数", "Cases of low ratings that were answered"),
        lambda tally: tally.rectified,
    ),
    _count(
        "followed_up",
        _text("已回访", "Followed up"),
        _text(
            "差评整改单中回访接通的件数；没有留电话或没有接通的不计",
            "Cases whose call-back reached somebody; neither those without a number nor calls in "
            "vain",
        ),
        lambda tally: tally.followed_up,
    ),
    _count(
        "rated_again",
        _text("再次评价", "Rated again"),
        _text(
            "整改答复后作出第二次评价的次数；第一次评价照旧计入五级",
            "Second ratings after an answer; the first stays in its level",
        ),
        lambda tally: tally.rated_again,
    ),
)
