"""What `hallctl run` prints: where to look and with which account, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from config.hall import Hall
from queue_server.admin.broker import Broker
from queue_server.admin.launch import urls
from queue_server.admin.make_accounts import DemoAccounts
from queue_server.admin.places import Places
from queue_server.admin.staff_pins import DemoStaff

SHOWN_CLERKS = 3


def greeting(
    hall: Hall,
    places: Places,
    broker: Broker,
    accounts: DemoAccounts,
    staff: DemoStaff | None,
    missing: list[str],
) -> Iterator[str]:
    """`missing`: Debian packages without which no kiosk can be drawn."""
    where = urls(hall, places)
    yield ""
    yield f"  {hall.hall.name.zh} · {hall.hall.name.en}"
    yield ""
    yield f"  取号机与硬件实验台 · Kiosk and bench   {where['bench']}"
    yield f"  窗口叫号台 · Clerk's page              {where['clerk']}"
    yield f"  大厅实时状态 · The hall now            {where['hall']}"
    yield f"  取号机远程管理 · Every kiosk           {where['kiosks']}"
    yield f"  差评整改 · After low ratings           {where['rectifications']}"
    yield f"  督导与统计 · Supervisor's figures      {where['reports']}"
    yield f"  接口说明 · API description             {where['api']}"
    yield ""
    for account in accounts.accounts[:SHOWN_CLERKS]:
        yield (
            f"  窗口 {account.window} · window {account.window}"
            f"   {account.account}   {account.password}"
        )
    supervisor = accounts.supervisor()
    if supervisor:
        yield f"  督导 · supervisor   {supervisor.account}   {supervisor.password}"
    if staff:
        yield (
            "  取号机维护（帮助 → 工作人员入口）· kiosk's service menu (Help, Staff)"
            f"   {staff.number}   {staff.pin}"
        )
    yield f"  全部账号 · every account: {places.demo_accounts}"
    yield f"  日志 · logs: {places.log}"
    yield f"  消息代理 · MQTT broker: {broker.name}, {hall.mqtt.host}:{hall.mqtt.port}"
    if missing:
        packages = " ".join(missing)
        yield ""
        yield f"  取号机未启动，缺少系统库: apt-get install {packages}"
        yield f"  No kiosk runs: its window needs {packages} (Debian packages)."
    yield ""
    yield "  按 Ctrl-C 停止全部程序 · Ctrl-C stops everything"
    yield ""
