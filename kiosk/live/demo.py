"""The demo hall (演示大厅): 登岗镇政务服务中心, its counters, accounts and devices.

All of it is an assumption of ours (domain.md §12), nothing describes a real place. Accounts and
tokens are constants on purpose: the demo is for everybody who starts it, on their own machine,
and everything it shows says 仿真·测试数据. A service without --demo never sees this file's secrets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kiosk.calendars.opening import Calendar, working_days
from kiosk.calendars.spans import MINUTE_MS
from kiosk.hall.booking_rules import BookingRules, Channel, PlannedOn, SlotPlan
from kiosk.hall.config import CounterConfig, HallConfig, LineConfig, TerminalConfig, TicketKind
from kiosk.identity.accounts import DeviceRole, Identity, StaffRole
from kiosk.live.demo_place import demo_terminals, demo_zones

HALL: Final = "denggang"
SCENARIO_HALL: Final = "scenario"
"""Key of the hall of `yzz run --scenario`."""
NAME_ZH: Final = "登岗镇政务服务中心"
NAME_EN: Final = "Denggang Township Government Service Centre"
UTC_OFFSET_MIN: Final = 480
HOURS: Final = ((8 * 60 + 30, 12 * 60), (14 * 60 + 30, 17 * 60 + 30))
"""Opening hours as minutes of the day, Monday to Friday."""

PRIORITY_CREDIT_MS: Final = 20 * MINUTE_MS

MATTER_CLASSES: Final = (
    ("general", "A", "综合", "General", 12),
    ("social", "B", "社保医保", "Social security", 9),
    ("household", "C", "公安户籍", "Household register", 10),
    ("business", "D", "市监税务", "Business and tax", 14),
)
"""key, prefix, name_zh, name_en, expected service time in minutes."""

COUNTERS: Final = (
    ("1", "综合", "General", ("A",)),
    ("2", "综合", "General", ("A",)),
    ("3", "综合", "General", ("A",)),
    ("4", "公安户籍", "Household register", ("C",)),
    ("5", "社保医保", "Social security", ("B", "A")),
    ("6", "市监税务", "Business and tax", ("D",)),
)
"""key, name_zh, name_en, prefixes of the classes it serves."""

SATURDAYS: Final = ((9 * 60, 12 * 60), (14 * 60, 16 * 60))
"""After-hours service by appointment. Source: domain.md §5."""
BOOKING: Final = BookingRules(
    plan=(
        SlotPlan(
            service="counter",
            matter_classes=tuple(row[0] for row in MATTER_CLASSES),
            quotas=((Channel.ONLINE, 3), (Channel.TERMINAL, 1), (Channel.COUNTER, 1), (Channel.PHONE, 1)),
        ),
        SlotPlan(service="deputy", matter_classes=("general",), quotas=((Channel.ONLINE, 1), (Channel.TERMINAL, 1))),
        SlotPlan(
            service="home_visit",
            matter_classes=("general", "social"),
            quotas=((Channel.ONLINE, 1), (Channel.COUNTER, 1), (Channel.PHONE, 1)),
            hours=((9 * 60, 11 * 60), (15 * 60, 17 * 60)),
            weekdays=(1, 3),
        ),
        SlotPlan(
            service="after_hours",
            matter_classes=("general", "social"),
            quotas=((Channel.ONLINE, 2), (Channel.TERMINAL, 1), (Channel.PHONE, 1)),
            on=PlannedOn.FREE,
            hours=SATURDAYS,
            weekdays=(5,),
        ),
    )
)
"""What can be booked at the demo: an assumption of ours."""

BOARD: Final = "board-1"
BOARD_NAMES: Final = ("大厅叫号屏", "Hall board")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who may sign in at the demo."""

    account: str
    role: str
    name_zh: str
    name_en: str

    @property
    def password(self) -> str:
        """The same for everybody who starts the demo."""
        return f"{self.account}-demo"


@dataclass(frozen=True, slots=True)
class DemoDevice:
    """A kiosk or board of the demo. gives_tickets: whether a crowd may queue with it."""

    device: str
    role: str
    name_zh: str
    name_en: str
    gives_tickets: bool = False

    @property
    def token(self) -> str:
        """The same for everybody who starts the demo."""
        return f"demo-token-{self.device}-not-a-secret"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who plays in a demo or scenario hall."""

    accounts: tuple[DemoAccount, ...]
    devices: tuple[DemoDevice, ...]


def make_cast(terminals: Iterable[TerminalConfig], clerks: int = len(COUNTERS)) -> Cast:
    """A clerk for each counter, a supervisor, an administrator, the terminals and a board."""
    accounts = (
        *(DemoAccount(f"clerk{n:02}", "clerk", f"窗口人员{n:02}", f"Clerk {n:02}") for n in range(1, clerks + 1)),
        DemoAccount("supervisor01", "supervisor", "大厅主管01", "Supervisor 01"),
        DemoAccount("admin01", "admin", "管理员01", "Administrator 01"),
    )
    gives = {zone.key: zone.gives_tickets for zone in demo_zones(UTC_OFFSET_MIN)}
    kiosks = (DemoDevice(each.key, "kiosk", each.name_zh, each.name_en, gives[each.zone]) for each in terminals)
    return Cast(accounts, (*kiosks, DemoDevice(BOARD, "board", *BOARD_NAMES)))


def seed_identity(identity: Identity, hall: str, cast: Cast) -> None:
    """Enter who is missing; who is there stays as they are, with a changed password too."""
    for each in cast.accounts:
        if identity.account(each.account) is None:
            identity.put_account(each.account, StaffRole(each.role), hall, each.name_zh, each.name_en, each.password)
    known = {device.device for device in identity.devices()}
    for device in cast.devices:
        if device.device not in known:
            role = DeviceRole(device.role)
            identity.put_device(device.device, role, hall, device.name_zh, device.name_en, device.token)


def demo_calendar() -> Calendar:
    """Working days, morning and afternoon."""
    return working_days(UTC_OFFSET_MIN, HOURS)


def demo_config(calls: int, call_again_ms: int) -> HallConfig:
    """Four matter classes with three lines each, six counters, every terminal. calls, call_again_ms: as in HallConfig."""
    lines = tuple(line for row in MATTER_CLASSES for line in _lines(*row))
    return HallConfig(
        name_zh=NAME_ZH,
        name_en=NAME_EN,
        lines=lines,
        counters=_counters(),
        calls=calls,
        call_again_ms=call_again_ms,
        zones=demo_zones(UTC_OFFSET_MIN),
        terminals=demo_terminals(),
        booking=BOOKING,
    )


def _lines(matter_class: str, prefix: str, zh: str, en: str, service_min: int) -> tuple[LineConfig, ...]:
    """Ordinary, priority and appointment line of one class."""
    service_ms = service_min * MINUTE_MS
    return (
        LineConfig(
            key=prefix,
            matter_class=matter_class,
            name_zh=zh,
            name_en=en,
            prefix=prefix,
            service_ms=service_ms,
        ),
        LineConfig(
            key=f"{prefix}-priority",
            matter_class=matter_class,
            name_zh=f"{zh}·优先",
            name_en=f"{en}, priority",
            prefix=prefix,
            kind=TicketKind.PRIORITY,
            credit_ms=PRIORITY_CREDIT_MS,
            service_ms=service_ms,
        ),
        LineConfig(
            key=f"{prefix}-appointment",
            matter_class=matter_class,
            name_zh=f"{zh}·预约",
            name_en=f"{en}, appointment",
            prefix=f"{prefix}P",
            kind=TicketKind.APPOINTMENT,
            service_ms=service_ms,
        ),
    )


def _counters() -> tuple[CounterConfig, ...]:
    kinds = ("", "-priority", "-appointment")
    return tuple(
        CounterConfig(
            key=key,
            name_zh=f"{key} 号窗口 {zh}",
            name_en=f"Counter {key}, {en}",
            serves=tuple(f"{prefix}{kind}" for prefix in prefixes for kind in kinds),
        )
        for key, zh, en, prefixes in COUNTERS
    )
