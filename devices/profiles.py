"""Terminals as data (自助终端型号): what is built in, what it is for, what tends to break.

A service works where one of its ways does: every device of that way can do its operation. Nothing
else decides what a terminal is worth. Rates are our assumptions (devices.md §7.2) and named so; they
are not tuned to reach a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from devices.chance import Timing

ASSUMED: Final = "assumption"
REPAIR: Final = Timing(2.5 * 3_600_000, 0.8)
"""From the need to the door, where a profile says nothing else; an assumption."""
Way = tuple[tuple[str, str], ...]
"""(kind of device, operation) of everything that a way needs; an operation "" asks only for the device to work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something a citizen comes for. ways: any of them will do; an empty way needs no device."""

    zh: str
    en: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A device as it is built in: the model's kind, and what differs from the model's own profile."""

    kind: str
    timings: Mapping[str, Timing] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """How often a fault comes by itself: per operation (share) or per powered hour. lasts: None until somebody repairs it."""

    kind: str
    fault: str
    share: float | None = None
    per_hour: float | None = None
    lasts: Timing | None = None
    source: str = ASSUMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A sort of terminal. parts: device name -> what it is. services: keys of SERVICES. repair: from the need to the door."""

    zh: str
    en: str
    parts: Mapping[str, Part]
    services: tuple[str, ...]
    diagonal_in: float = 21.5
    hazards: tuple[Hazard, ...] = ()
    repair: Timing = REPAIR


ONLINE: Final = ("network", "")
CODE: Final = ("scanner", "read")
ID_CARD: Final = ("id_reader", "read")

SERVICES: Final[Mapping[str, Service]] = {
    "guide": Service(zh="办事指南", en="guide", ways=((),)),
    "take_ticket": Service(zh="窗口取号", en="take a ticket", ways=((ONLINE,),)),
    "log_in": Service(zh="登录", en="log in", ways=((ONLINE, CODE), (ONLINE, ID_CARD))),
    "print_slip": Service(zh="打印凭条", en="print a slip", ways=((("receipt_printer", "print"),),)),
    "print_certificate": Service(
        zh="打印证明", en="print a certificate", ways=((ONLINE, ("document_printer", "print")),)
    ),
}
"""What terminals are for; other rooms add theirs as their flows come."""

HAZARDS: Final = (
    Hazard(kind="receipt_printer", fault="jam", share=1 / 20_000),
    Hazard(kind="document_printer", fault="jam", share=1 / 20_000),
    Hazard(kind="scanner", fault="dirty_window", share=1 / 5_000),
    Hazard(kind="scanner", fault="dead", per_hour=1 / 50_000),
    Hazard(kind="network", fault="offline", per_hour=1 / (20 * 24), lasts=Timing(12 * 60_000, 1.0)),
)

PROFILES: Final[Mapping[str, Profile]] = {
    "yuezhizhu": Profile(
        zh="政府服务自助机",
        en="government service terminal",
        parts={
            "network": Part(kind="network"),
            "scanner": Part(kind="scanner"),
            "id_reader": Part(kind="id_reader"),
            "face_camera": Part(kind="face_camera"),
            "receipt_printer": Part(kind="receipt_printer"),
            "document_printer": Part(kind="document_printer"),
        },
        services=("guide", "take_ticket", "log_in", "print_slip", "print_certificate"),
        hazards=HAZARDS,
    ),
}
