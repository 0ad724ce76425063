"""Faults as data (故障): when one strikes, what it does, how it goes away.

A fault waits (armed) until its trigger fits, then strikes. It may spoil one operation, or stay
(active) until it is recovered. Which kinds a device knows, and what each does by default, is the
device's own literal table (`FaultKind`); a Fault may override any of it. Nothing here draws: the
share of operations that a fault spoils is compared with the operation's own `fault` uniform.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from devices.life import DeviceState

Recovery = Literal["reset", "task", "never"]
"""reset: a Reset ends it. task: a person removes the cause (Clear), then a Reset. never: only Clear."""

_CONDITION: Final = re.compile(r"\s*([a-z_]+)\s*(<=|>=|==|<|>)\s*(\d{1,12})\s*")


class FaultInvalid(ValueError):
    """A fault that says nothing, or contradicts itself. The message names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When. At most one field is set; none means at once.

    at_ms: an instant. nth: the n-th operation from now, counted from 1. op: the next operation of that name.
    every: each n-th operation. share: of the operations, 0..1. when: counter, comparison, integer ("paper<10"),
    looked at before each operation.
    """

    at_ms: int | None = None
    nth: int | None = None
    op: str | None = None
    every: int | None = None
    share: float | None = None
    when: str | None = None

    def __post_init__(self) -> None:
        given = [name for name in self.__slots__ if getattr(self, name) is not None]
        if len(given) > 1:
            raise FaultInvalid(f"trigger: only one of {', '.join(given)}")
        for name in ("nth", "every"):
            count = getattr(self, name)
            if count is not None and count < 1:
                raise FaultInvalid(f"trigger.{name}: at least 1, not {count}")
        if self.share is not None and not 0 <= self.share <= 1:
            raise FaultInvalid(f"trigger.share: within 0..1, not {self.share}")
        if self.when is not None:
            parse_condition(self.when)

    @property
    def is_immediate(self) -> bool:
        """Whether it strikes as soon as it is injected."""
        return self == AT_ONCE


AT_ONCE: Final = Trigger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What it does. None leaves the kind's own.

    error: code of the spoiled operation. state: where the device goes. delay_ms: the end comes so much later.
    drops: the end never comes. duplicates: it comes twice. garbles: what was read is spoiled.
    halves: the operation is half done before it fails.
    """

    error: str | None = None
    state: DeviceState | None = None
    delay_ms: int = 0
    drops: bool = False
    duplicates: bool = False
    garbles: bool = False
    halves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. times: how often it may strike, None for ever. after_ms: it goes away by itself so long after.

    recovery: None leaves the kind's own.
    """

    fault_id: str
    kind: str
    trigger: Trigger = AT_ONCE
    effect: Effect = Effect()
    times: int | None = 1
    after_ms: int | None = None
    recovery: Recovery | None = None

    def __post_init__(self) -> None:
        if not self.fault_id or not self.kind:
            raise FaultInvalid("fault_id and kind are needed")
        if self.times is not None and self.times < 1:
            raise FaultInvalid(f"times: at least 1, not {self.times}")
        if self.after_ms is not None and self.after_ms < 1:
            raise FaultInvalid(f"after_ms: at least 1, not {self.after_ms}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """What a kind does by default on one sort of device: a row of its table.

    effect: on the operation it spoils; its state is where the device stays. ops: which operations an error
    keeps from beginning while it lasts, empty for all. status: what is shown meanwhile. action: what a person
    must do, None if nobody need come. stays: whether it lasts after it has struck.
    """

    zh: str
    en: str
    effect: Effect = Effect()
    ops: tuple[str, ...] = ()
    status: Mapping[str, object] = field(default_factory=dict)
    action: str | None = None
    recovery: Recovery = "reset"
    stays: bool = True


COMMON_KINDS: Final[Mapping[str, FaultKind]] = {
    "unplugged": FaultKind(
        zh="连接中断", en="cable out", effect=Effect(state=DeviceState.NO_DEVICE), action="reset", recovery="task"
    ),
    "offline": FaultKind(
        zh="通信中断", en="link down", effect=Effect(state=DeviceState.OFFLINE), action="reset", recovery="task"
    ),
    "power_cut": FaultKind(
        zh="断电", en="power cut", effect=Effect(state=DeviceState.POWER_OFF), action="reset", recovery="task"
    ),
    "slow": FaultKind(zh="响应迟缓", en="slow", effect=Effect(delay_ms=5_000), stays=False),
    "silent": FaultKind(zh="无响应", en="no completion", effect=Effect(drops=True), stays=False),
    "twice": FaultKind(zh="重复响应", en="two completions", effect=Effect(duplicates=True), stays=False),
    "garbage": FaultKind(zh="数据损坏", en="garbage", effect=Effect(garbles=True), stays=False),
}
"""What may be wrong with any device: its cable, its link, its power, and a host that is slow, silent or talks nonsense."""

COMMON_REMEDIES: Final[Mapping[str, tuple[str, ...]]] = {"connect": ("unplugged", "offline", "power_cut")}
"""What a person may do to any device."""


def settled(fault: Fault, kind: FaultKind) -> Fault:
    """The fault with its kind's defaults filled in."""
    given, default = fault.effect, kind.effect
    effect = Effect(
        error=default.error if given.error is None else given.error,
        state=default.state if given.state is None else given.state,
        delay_ms=given.delay_ms or default.delay_ms,
        drops=given.drops or default.drops,
        duplicates=given.duplicates or default.duplicates,
        garbles=given.garbles or default.garbles,
        halves=given.halves or default.halves,
    )
    return replace(fault, effect=effect, recovery=kind.recovery if fault.recovery is None else fault.recovery)


@dataclass(slots=True)
class Armed:
    """A fault that waits. seen: operations since it was injected. struck: how often it has."""

    fault: Fault
    seen: int = 0
    struck: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether it may not strike again."""
        return self.fault.times is not None and self.struck >= self.fault.times


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A fault as it is kept over a restart. waits: it may strike again; seen, struck: as of Armed. due_ms: its deadline."""

    fault: Fault
    is_active: bool
    waits: bool
    seen: int = 0
    struck: int = 0
    due_ms: int | None = None


def parse_condition(text: str) -> tuple[str, str, int]:
    """(counter, comparison, number) of "paper<10". Parsed, never evaluated. Raises FaultInvalid."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise FaultInvalid(f"trigger.when: counter, comparison, whole number is wanted, not {text!r}")
    return found[1], found[2], int(found[3])


def holds(condition: str, counters: Mapping[str, int]) -> bool:
    """Whether a condition is true of a device's counters; an unknown counter is 0."""
    name, comparison, number = parse_condition(condition)
    value = counters.get(name, 0)
    return {
        "<": value < number,
        "<=": value <= number,
        "==": value == number,
        ">=": value >= number,
        ">": value > number,
    }[comparison]


def reach(armed: Sequence[Armed]) -> float:
    """The shares of these faults together; 1 where one of them strikes for another reason.

    An operation whose fault draw is not below it is struck by none, and none need see it: only who counts
    operations does, and a share does not.
    """
    below = 0.0
    for each in armed:
        if each.fault.trigger.share is None:
            return 1.0
        below += each.fault.trigger.share
    return below


def striking(armed: Sequence[Armed], op: str, uniform: float, counters: Mapping[str, int]) -> Armed | None:
    """The first waiting fault that spoils this operation, or None; every one that waits has then seen it.

    Shares lie side by side on the one uniform, so that two of them never strike together and
    neither shifts anybody's luck elsewhere.
    """
    below = 0.0
    chosen: Armed | None = None
    for each in armed:
        each.seen += 1
        trigger = each.fault.trigger
        if trigger.share is not None:
            fits = below <= uniform < below + trigger.share
            below += trigger.share
        else:
            fits = (
                trigger.op == op
                or trigger.nth == each.seen
                or (trigger.every is not None and each.seen % trigger.every == 0)
                or (trigger.when is not None and holds(trigger.when, counters))
            )
        if fits and chosen is None:
            chosen = each
    return chosen
