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
from kiosk.hall.config import (
    Calling,
    CounterConfig,
    HallConfig,
    LineConfig,
    ReliefKind,
    ReliefRule,
    TerminalConfig,
)
from kiosk.hall.kinds import ORDINARY, STANDARD_KINDS, KindConfig
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

BREAK_MIN: Final = 10
"""How long a break lasts."""
FIRST_BREAKS: Final = (10 * 60, 15 * 60 + 30)
"""When counter 1 takes its two breaks, as minutes of the day; each further counter follows when the one before is back."""
SPARE_COUNTER: Final = "3"
HELPING_COUNTER: Final = "4"
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
            quotas=((Channel.ONLINE, 1), (Channel.TERMINAL, 1), (Channel.COUNTER, 1), (Channel.PHONE, 1)),
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
            role = StaffRole(each.role)
            identity.put_account(each.account, role, hall, each.name_zh, each.name_en, each.password, is_public=True)
    known = {device.device for device in identity.devices()}
    for device in cast.devices:
        if device.device not in known:
            identity.put_device(
                device.device, DeviceRole(device.role), hall, device.name_zh, device.name_en, device.token
            )


def demo_calendar() -> Calendar:
    """Working days, morning and afternoon."""
    return working_days(UTC_OFFSET_MIN, HOURS)


def demo_config(calls: int, call_again_ms: int, calling: Calling = Calling.MANUAL) -> HallConfig:
    """Four matter classes with a line for each kind, six counters, every terminal. The arguments: as in HallConfig."""
    lines = tuple(_line(row, kind) for row in MATTER_CLASSES for kind in _ORDINARY_FIRST)
    return HallConfig(
        name_zh=NAME_ZH,
        name_en=NAME_EN,
        lines=lines,
        counters=_counters(),
        calling=calling,
        calls=calls,
        call_again_ms=call_again_ms,
        zones=demo_zones(UTC_OFFSET_MIN),
        terminals=demo_terminals(),
        relief=_relief(tuple(_key("A", kind) for kind in _ORDINARY_FIRST)),
        kinds=STANDARD_KINDS,
        booking=BOOKING,
        remote_tickets=True,
    )


def _relief(lines: tuple[str, ...]) -> tuple[ReliefRule, ...]:
    """Assumptions (A): a spare counter for long general lines, and the household counter as their helper when it is quiet."""
    tide = ReliefRule(
        key="tide-general",
        kind=ReliefKind.TIDE,
        counter=SPARE_COUNTER,
        lines=lines,
        begins_waiting=8,
        begins_wait_ms=20 * MINUTE_MS,
        ends_waiting=3,
        ends_wait_ms=10 * MINUTE_MS,
        least_ms=30 * MINUTE_MS,
        begins_expected_ms=30 * MINUTE_MS,
        ends_expected_ms=15 * MINUTE_MS,
    )
    helping = ReliefRule(
        key="help-general",
        kind=ReliefKind.HELP,
        counter=HELPING_COUNTER,
        lines=lines,
        begins_waiting=10,
        begins_wait_ms=25 * MINUTE_MS,
        ends_waiting=4,
        ends_wait_ms=10 * MINUTE_MS,
        least_ms=10 * MINUTE_MS,
        own_begins=2,
        own_ends=4,
        own_credit_ms=10 * MINUTE_MS,
    )
    return tide, helping


def _breaks(number: int) -> Calendar:
    """One break in the morning and one in the afternoon, one counter after the other. number: 0 for the first."""
    begins = (first + BREAK_MIN * number for first in FIRST_BREAKS)
    return working_days(UTC_OFFSET_MIN, tuple((minute, minute + BREAK_MIN) for minute in begins))


_ORDINARY_FIRST: Final = sorted(STANDARD_KINDS, key=lambda kind: kind.key != ORDINARY)


def _key(prefix: str, kind: KindConfig) -> str:
    return prefix if kind.key == ORDINARY else f"{prefix}-{kind.key}"


def _line(row: tuple[str, str, str, str, int], kind: KindConfig) -> LineConfig:
    """The line of one class and kind; appointments have numbers of their own."""
    matter_class, prefix, zh, en, service_min = row
    is_ordinary = kind.key == ORDINARY
    return LineConfig(
        key=_key(prefix, kind),
        matter_class=matter_class,
        name_zh=zh if is_ordinary else f"{zh}·{kind.name_zh}",
        name_en=en if is_ordinary else f"{en}, {kind.name_en}",
        prefix=f"{prefix}P" if kind.takes_slot else prefix,
        kind=kind.key,
        service_ms=service_min * MINUTE_MS,
    )


_KINDS: Final = ("", "-priority", "-appointment")


def _counters() -> tuple[CounterConfig, ...]:
    return tuple(
        CounterConfig(
            key=key,
            name_zh=f"{key} 号窗口 {zh}",
            name_en=f"Counter {key}, {en}",
            serves=tuple(_key(prefix, kind) for prefix in prefixes for kind in _ORDINARY_FIRST),
            breaks=_breaks(number),
        )
        for number, (key, zh, en, prefixes) in enumerate(COUNTERS)
    )
