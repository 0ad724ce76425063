"""A terminal as the offer asks for it (终端现状): what is built in and works, which networks answer, who can prove who they are.

Pure: from the terminal's devices and its place in the hall's configuration.
"""

from __future__ import annotations

from typing import Final

from devices.models import MODELS
from devices.profiles import PROFILES, SERVICES
from devices.terminal import Terminal
from kiosk.hall.config import HALL_ZONE, HallConfig
from kiosk.identity.levels import WORDS, Proof
from kiosk.matters.offer import MACHINES, TerminalNow

OPS: Final = {
    "scanner": "read",
    "id_reader": "read",
    "social_card_reader": "read",
    "face_camera": "verify",
    "document_printer": "print",
    "receipt_printer": "print",
    "document_camera": "capture",
    "sign_pad": "sign",
}
"""Kind of device -> the operation that a matter needs it for; of others it is enough that they work."""
MACHINE_OF: Final = {profile: word for word, profile in MACHINES.items()}
GOV: Final = "gov"
"""The one network that terminals are on: 政务外网."""
VILLAGE, ZONE24 = "village", "zone24"
READS: Final[dict[Proof, tuple[str, str]]] = {
    Proof.CODE: ("scanner", "read"),
    Proof.CARD: ("id_reader", "read"),
    Proof.FACE: ("face_camera", "verify"),
}
"""Proof -> (kind of device, operation) that takes it."""


def proofs_here(terminal: Terminal) -> dict[Proof, bool]:
    """What can be shown here: whether the device that takes it works. A reader that reads at this moment does."""
    return {proof: terminal.can(kind, op) for proof, (kind, op) in READS.items()}


def sort_of_zone(config: HallConfig | None, terminal: str) -> str:
    """hall, zone24 or village; a terminal that no configuration names stands in the hall."""
    zone = None if config is None else config.zone_of(terminal)
    if zone is None or zone.key == HALL_ZONE:
        return HALL_ZONE
    return ZONE24 if zone.gives_tickets else VILLAGE


def terminal_now(terminal: Terminal, config: HallConfig | None, area: str, *, is_open: bool) -> TerminalNow:
    """area: division code of the hall's town. is_open: whether its zone is, now."""
    placed = None if config is None else config.terminal(terminal.name)
    zone = sort_of_zone(config, terminal.name)
    kinds = {part.kind for part in terminal.profile.parts.values()}
    profile = next((key for key, each in PROFILES.items() if each is terminal.profile), "")
    proofs = {WORDS[proof] for proof, works in proofs_here(terminal).items() if works}
    # Staff are near in the hall alone.
    helped = {WORDS[Proof.HELPER]} if zone == HALL_ZONE else set()
    return TerminalNow(
        key=terminal.name,
        name_zh=terminal.name if placed is None else placed.name_zh,
        name_en=terminal.name if placed is None else placed.name_en,
        machine=MACHINE_OF.get(profile, profile),
        area=area,
        zone=zone,
        is_open=is_open,
        built_in=frozenset(kinds),
        working=frozenset(kind for kind in kinds if terminal.can(kind, OPS.get(kind, ""))),
        network_sorts=frozenset({GOV}),
        networks=frozenset({GOV} if terminal.can("network", "") else ()),
        proofs=frozenset(proofs | helped),
        services=frozenset(terminal.working),
    )


def words_of(param: str, code: str) -> tuple[str, str]:
    """What a page calls what a reason names, in zh and en: nobody reads a code."""
    if param == "modules" and code in MODELS:
        zh, en = MODELS[code].TITLE
    elif param == "services" and code in SERVICES:
        zh, en = SERVICES[code].zh, SERVICES[code].en
    elif param == "machines" and code in MACHINES:
        zh, en = PROFILES[MACHINES[code]].zh, PROFILES[MACHINES[code]].en
    else:
        zh = en = code
    return zh, en
