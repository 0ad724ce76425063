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
    """Something a citizen comes for. ways: any of them will do; an empty way needs no device.

    is_coming: its flow is still to come. It works nowhere, whatever the devices can do.
    """

    zh: str
    en: str
    ways: tuple[Way, ...]
    is_coming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A device as it is built in: the model's kind, and what differs from the model's own profile.

    is_screen: the touchscreen itself plays it, so that what a page takes is what it feels.
    """

    kind: str
    timings: Mapping[str, Timing] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    is_screen: bool = False


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
CHIP_CARD: Final = ("social_card_reader", "read")
FACE: Final = ("face_camera", "verify")
SLIP: Final = ("receipt_printer", "print")
SHEET: Final = ("document_printer", "print")
SIGNATURE: Final = ("sign_pad", "sign")

SERVICES: Final[Mapping[str, Service]] = {
    "guide": Service(zh="办事指南", en="guide", ways=((),)),
    "take_ticket": Service(zh="窗口取号", en="take a ticket", ways=((ONLINE,),)),
    "log_in": Service(zh="登录", en="log in", ways=((ONLINE, CODE), (ONLINE, ID_CARD))),
    "check_face": Service(zh="刷脸核验", en="check a face", ways=((ONLINE, FACE),)),
    "read_social_card": Service(zh="读社保卡", en="read a social card", ways=((ONLINE, CHIP_CARD),)),
    "print_slip": Service(zh="打印凭条", en="print a slip", ways=((SLIP,),)),
    "print_certificate": Service(zh="打印证明", en="print a certificate", ways=((ONLINE, SHEET),)),
    "scan_papers": Service(zh="扫描材料", en="scan papers", ways=((ONLINE, ("document_camera", "capture")),)),
    "sign": Service(zh="手写签名", en="sign", ways=((ONLINE, SIGNATURE),)),
    "issue_card": Service(
        zh="自助发社保卡",
        en="issue a social card",
        ways=((ONLINE, ID_CARD, FACE, SIGNATURE, ("card_box", "issue")),),
        is_coming=True,
    ),
    "endorse_permit": Service(
        zh="出入境签注",
        en="endorse a travel permit",
        ways=((ONLINE, CHIP_CARD, FACE, ("card_box", "write")),),
        is_coming=True,
    ),
    "open_company": Service(
        zh="企业开办",
        en="open a company",
        ways=((ONLINE, CODE, FACE, SIGNATURE, SHEET), (ONLINE, ID_CARD, FACE, SIGNATURE, SHEET)),
        is_coming=True,
    ),
    "pay_tax": Service(
        zh="自助办税", en="pay tax", ways=((ONLINE, CODE, SHEET), (ONLINE, ID_CARD, SHEET)), is_coming=True
    ),
}
"""What terminals are for, as far as their devices go; the flows come one after the other."""

HAZARDS: Final = (
    Hazard(kind="receipt_printer", fault="jam", share=1 / 20_000),
    Hazard(kind="document_printer", fault="jam", share=1 / 20_000),
    Hazard(kind="scanner", fault="dirty_window", share=1 / 5_000),
    Hazard(kind="scanner", fault="dead", per_hour=1 / 50_000),
    Hazard(kind="id_reader", fault="dead", per_hour=1 / 50_000),
    Hazard(kind="face_camera", fault="dead", per_hour=1 / 50_000),
    Hazard(kind="social_card_reader", fault="dirty_contacts", share=1 / 2_000),
    Hazard(kind="social_card_reader", fault="jam", share=1 / 10_000),
    Hazard(kind="document_camera", fault="dirty_glass", share=1 / 5_000),
    Hazard(kind="sign_pad", fault="worn_pen", share=1 / 20_000),
    Hazard(kind="card_box", fault="misfeed", share=1 / 2_000),
    Hazard(kind="card_box", fault="jam", share=1 / 10_000),
    Hazard(kind="lights", fault="bulb", per_hour=1 / 50_000),
    Hazard(kind="speaker", fault="torn", per_hour=1 / 100_000),
    Hazard(kind="presence_sensor", fault="dead", per_hour=1 / 100_000),
    Hazard(kind="network", fault="offline", per_hour=1 / (20 * 24), lasts=Timing(12 * 60_000, 1.0)),
)
"""Of whatever is built in; each profile takes those of its own parts."""


def parts(*kinds: str, **named: Part) -> Mapping[str, Part]:
    """Devices called like their kind, and those that have a name of their own."""
    return {**{kind: Part(kind=kind) for kind in kinds}, **named}


def hazards_of(built_in: Mapping[str, Part]) -> tuple[Hazard, ...]:
    """The hazards of what is built in."""
    kinds = {part.kind for part in built_in.values()}
    return tuple(hazard for hazard in HAZARDS if hazard.kind in kinds)


BODY: Final = ("network", "scanner", "id_reader", "face_camera", "receipt_printer", "document_printer")
"""What every machine has."""
FITTINGS: Final = ("sign_pad", "presence_sensor", "lights", "speaker", "cabinet_door")
"""What a machine in a cabinet of its own has besides."""
BASICS: Final = ("guide", "take_ticket", "log_in", "check_face", "print_slip", "print_certificate")

YUEZHIZHU_PARTS: Final = {
    **parts(*BODY, "social_card_reader", "document_camera", *FITTINGS),
    "sign_pad": Part(kind="sign_pad", is_screen=True),
}
CARD_PARTS: Final = parts(*BODY, "social_card_reader", *FITTINGS, card_box=Part(kind="card_box"))
PERMIT_PARTS: Final = parts(
    *BODY, *FITTINGS, permit_reader=Part(kind="social_card_reader"), permit_box=Part(kind="card_box")
)
COMPANY_PARTS: Final = parts(*BODY, "document_camera", *FITTINGS, licence_printer=Part(kind="document_printer"))
TAX_PARTS: Final = parts(*BODY, *FITTINGS, invoice_printer=Part(kind="receipt_printer"))
VILLAGE_PARTS: Final = parts(*BODY, "social_card_reader", "sign_pad", "lights", "speaker")

PROFILES: Final[Mapping[str, Profile]] = {
    "yuezhizhu": Profile(
        zh="政府服务自助机",
        en="government service terminal",
        parts=YUEZHIZHU_PARTS,
        services=(*BASICS, "read_social_card", "scan_papers", "sign"),
        hazards=hazards_of(YUEZHIZHU_PARTS),
    ),
    "yuezhizhu_village": Profile(
        zh="政府服务自助机（村用）",
        en="government service terminal for villages",
        parts=VILLAGE_PARTS,
        services=("guide", "log_in", "check_face", "print_slip", "print_certificate", "read_social_card", "sign"),
        hazards=hazards_of(VILLAGE_PARTS),
        # Somebody has to drive there.
        repair=Timing(8 * 3_600_000, 0.8),
    ),
    "card_machine": Profile(
        zh="金融社保卡自助发卡一体机",
        en="social card machine",
        parts=CARD_PARTS,
        services=(*BASICS, "read_social_card", "sign", "issue_card"),
        hazards=hazards_of(CARD_PARTS),
    ),
    "permit_machine": Profile(
        zh="出入境自助签注机",
        en="travel permit machine",
        parts=PERMIT_PARTS,
        services=(*BASICS, "sign", "endorse_permit"),
        hazards=hazards_of(PERMIT_PARTS),
    ),
    "company_machine": Profile(
        zh="银政通企业开办一体机",
        en="company start-up machine",
        parts=COMPANY_PARTS,
        services=(*BASICS, "scan_papers", "sign", "open_company"),
        diagonal_in=32.0,
        hazards=hazards_of(COMPANY_PARTS),
    ),
    "tax_machine": Profile(
        zh="自助办税终端",
        en="tax terminal",
        parts=TAX_PARTS,
        services=(*BASICS, "sign", "pay_tax"),
        hazards=hazards_of(TAX_PARTS),
    ),
}
"""Sorts of machines. What is built in, how large the screen is and how often it breaks are assumptions of ours."""
