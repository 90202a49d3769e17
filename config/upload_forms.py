"""PURE: the forms in which ratings are sent to platforms, and the words of ours that fill them.

Designed after the field names that the public clients of several provinces send, and after what is
known of GB/T 39046-2020 table 9; neither document was at hand, so neither is complied with.
"""

from __future__ import annotations

from dataclasses import dataclass

# Our words: (Chinese, English). `docs/uploads.md` lists them; a test holds it.
WORDS: dict[str, tuple[str, str]] = {
    "rating_id": ("评价标识，全厅唯一", "the rating's own id"),
    "case_number": ("窗口登记的办件编号", "the case number that the clerk wrote down"),
    "visit_number": ("大厅-日期-号票-第几次服务", "hall, date, ticket, which of its visits"),
    "case_state": ("1 待办理 2 办理中 3 已完结，由办理结果得出", "1, 2 or 3, from the outcome"),
    "service": ("业务代号", "the service's id"),
    "service_name": ("业务名称", "the service's name in Chinese"),
    "window": ("窗口号", "the window"),
    "ticket_number": ("号票", "the ticket's number"),
    "clerk": ("经办人账号", "the clerk's account"),
    "clerk_name": ("经办人姓名", "the clerk's name"),
    "began_at": ("开始办理的时间", "when the visit began"),
    "ended_at": ("结束办理的时间", "when the visit ended"),
    "done_at": ("办结时间，未办结为空", "when the case was done, else empty"),
    "times_served": ("同一号票的第几次服务", "which of the ticket's visits it was"),
    "channel": ("3 二维码 4 平板 5 评价器", "3 QR code, 4 tablet, 5 keypad"),
    "channel_name": ("评价渠道的名称", "the channel's name in Chinese"),
    "level": ("5 非常满意 … 1 非常不满意", "5 best to 1 worst"),
    "level_reversed": ("1 非常满意 … 5 非常不满意", "1 best to 5 worst"),
    "level_name": ("满意度的名称", "the level's name in Chinese"),
    "reasons": ("评价内容代码，逗号分隔", "codes of the reasons, commas between"),
    "reasons_from": (
        "1 评价时选择 2 回访时说明，无代码为空",
        "1 with the rating, 2 on the follow-up call; empty without codes",
    ),
    "comment": ("文字评价", "what the visitor wrote"),
    "said": ("评价内容与文字评价", "the reasons in words and what the visitor wrote"),
    "rated_at": ("评价时间", "when it was rated"),
    "rating_number": ("1 首次评价 2 二次评价", "1 first, 2 second rating"),
    "defaulted": ("恒为 0：本系统没有默认好评", "always 0: nothing is ever defaulted"),
    "counts": ("1 计入 0 复核后不计入", "1 counts, 0 struck by a review"),
    "appealed": ("1 已申诉 0 未申诉", "1 when the rating was appealed against"),
    "change": ("I 新增 U 变更", "I first sent, U changed since"),
    "rectified": (
        "1 已整改答复 0 未答复，无整改单为空",
        "1 answered, 0 not yet; empty without a case",
    ),
    "answer": ("整改答复", "the hall's answer"),
    "answered_at": ("整改答复时间", "when it was answered"),
    "reviewed_at": ("复核时间", "when an appeal was reviewed"),
    "followed_up": (
        "1 已回访 0 未回访，无整改单为空",
        "1 called back, 0 not yet; empty without a case",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """`word` fills it unless the hall's file says otherwise; "" is filled by the hall's file alone.
    A `fixed` one is never filled otherwise, a `personal` one never at all: uploads under a real
    name are not built."""

    name: str
    zh: str
    word: str = ""
    required: bool = False
    fixed: bool = False
    personal: bool = False
    longest: int = 0  # characters; 0 for any number


@dataclass(frozen=True, kw_only=True)
class Form:
    """`low_needs_reason`: the platform takes no low rating without a code or a text."""

    fields: tuple[Field, ...]
    low_needs_reason: bool

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


_NATIONAL = (
    Field(name="areaCode", zh="行政区划代码", required=True),
    Field(name="areaName", zh="行政区划名称"),
    Field(name="deptCode", zh="部门统一社会信用代码", required=True),
    Field(name="proDepart", zh="受理部门"),
    Field(name="dataSource", zh="数据来源"),
    Field(name="taskCode", zh="实施编码", required=True),
    Field(name="taskHandleItem", zh="业务办理项编码"),
    Field(name="taskName", zh="事项名称", word="service_name", required=True),
    Field(name="subMatter", zh="事项主题"),
    Field(name="projectNo", zh="办件编号", word="case_number", required=True, longest=50),
    Field(name="proStatus", zh="办件状态", word="case_state"),
    Field(name="projectType", zh="办件类型"),
    Field(name="promisetime", zh="承诺类型"),
    Field(name="proManager", zh="经办人", word="clerk_name"),
    Field(name="acceptDate", zh="受理时间", word="began_at"),
    Field(name="resultDate", zh="办结时间", word="done_at"),
    Field(name="serviceNumber", zh="服务次数", word="times_served"),
    Field(name="serviceName", zh="服务环节", word="service_name"),
    Field(name="serviceTime", zh="服务时间", word="ended_at"),
    Field(name="userProp", zh="申请人类型"),
    Field(name="userName", zh="申请人", personal=True),
    Field(name="userPageType", zh="证件类型", personal=True),
    Field(name="certKey", zh="证件号码", personal=True),
    Field(name="certKeyGOV", zh="证件号码（国密）", personal=True),
    Field(name="handleUserName", zh="代理人", personal=True),
    Field(name="handleUserPageType", zh="代理人证件类型", personal=True),
    Field(name="handleUserPageCode", zh="代理人证件号码", personal=True),
    Field(name="mobile", zh="手机号码", personal=True),
    Field(name="pf", zh="评价渠道", word="channel", required=True, fixed=True),
    Field(name="satisfaction", zh="满意度", word="level", required=True, fixed=True),
    Field(name="evalDetail", zh="评价内容", word="reasons", fixed=True),
    Field(name="writingEvaluation", zh="文字评价", word="comment", fixed=True),
    Field(name="assessTime", zh="评价时间", word="rated_at", required=True, fixed=True),
    Field(name="assessNumber", zh="评价次数", word="rating_number", required=True, fixed=True),
    Field(name="isdefault", zh="是否默认评价", word="defaulted", required=True, fixed=True),
    Field(name="effectivEvalua", zh="是否有效评价", word="counts", fixed=True),
    Field(name="appStatus", zh="申诉状态", word="appealed"),
    Field(name="flag", zh="新增或变更", word="change", required=True, fixed=True),
    Field(name="iszg", zh="是否整改", word="rectified"),
    Field(name="answer", zh="整改答复", word="answer"),
    Field(name="answerdate", zh="答复时间", word="answered_at"),
    Field(name="answerStatus", zh="答复状态"),
    Field(name="answerday", zh="答复用时"),
    Field(name="shenhedate", zh="审核时间", word="reviewed_at"),
    Field(name="sfhf", zh="是否回访", word="followed_up"),
)

# The table's Chinese names: its short names are not known. Its levels run the other way.
_GBT39046 = (
    Field(name="办件编号", zh="办件编号", word="case_number", required=True, longest=50),
    Field(name="评价渠道", zh="评价渠道", word="channel_name", required=True),
    Field(name="评价人", zh="评价人", personal=True, longest=30),
    Field(name="评价时间", zh="评价时间", word="rated_at", required=True, fixed=True),
    Field(name="评价次数", zh="评价次数", word="rating_number", required=True, fixed=True),
    Field(name="满意度", zh="满意度", word="level_name", required=True, fixed=True),
    Field(name="满意度代码", zh="满意度代码", word="level_reversed", required=True, fixed=True),
    Field(name="文字评价", zh="文字评价", word="said", fixed=True),
    Field(name="行政区划", zh="行政区划", required=True),
)

FORMS = {
    "national": Form(fields=_NATIONAL, low_needs_reason=True),
    "gbt39046": Form(fields=_GBT39046, low_needs_reason=False),
}
