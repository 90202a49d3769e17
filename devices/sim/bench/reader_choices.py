"""What can be chosen at a simulated card reader, for the page's lists."""

from __future__ import annotations

from devices.id_card.codes import Status
from devices.id_card.speed import BAUDS

# Value, Chinese, English.
MODULES = (
    ("ok", "正常", "well"),
    ("self_test_failed", "自检失败", "self-test failed"),
    ("not_authorised", "未授权", "not authorised"),
)
STEPS = (
    ("find", "寻卡的回答", "Answer to find"),
    ("select", "选卡的回答", "Answer to select"),
    ("read_with_fingerprint", "读卡的回答", "Answer to read"),
)
READER_CHOICES = {
    "bauds": list(BAUDS),
    "modules": MODULES,
    "steps": STEPS,
    "statuses": [(f"{s.value:02X}", s.name.lower().replace("_", " ")) for s in Status],
}
