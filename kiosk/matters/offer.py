"""The offer (可办事项): which matters a terminal can do now, why not the others, and where those work.

A pure set match of matter and terminal. The first reason that holds is the one that is told, from what lasts longest
to what passes soonest: nobody should wait for a printer where the matter was never done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kiosk.matters.model import MatterDocument

MACHINES: Final[dict[str, str]] = {
    "YZZ": "yuezhizhu",
    "YZZ_VILLAGE": "yuezhizhu_village",
    "SOCIAL_CARD": "card_machine",
    "PERMIT": "permit_machine",
    "ENTERPRISE": "company_machine",
    "TAX": "tax_machine",
}
"""Sort of terminal as matters name it -> profile of the devices."""
VILLAGE: Final = "YZZ_VILLAGE"
STANDS_IN: Final = {VILLAGE: "YZZ"}
"""A sort of terminal that does what another does, where a matter may be done in villages."""

PROVES: Final[tuple[tuple[int, frozenset[str]], ...]] = (
    (3, frozenset({"code", "face"})),
    (3, frozenset({"id_card", "face"})),
    (3, frozenset({"id_card", "code"})),
    (3, frozenset({"code", "helper"})),
    (3, frozenset({"id_card", "helper"})),
    (2, frozenset({"id_card"})),
    (1, frozenset({"code"})),
    (0, frozenset()),
)
"""Identity level <- what has to work to prove it, highest first; as kiosk.identity has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalNow:
    """One terminal as it is now. machine: see MACHINES. area: division code of where it stands.

    zone: hall, zone24 or village. is_open: whether its zone is, now. built_in, working: kinds of devices, and those of
    them that work. services: keys of the terminal's services that work; None where nobody counts them. networks: those
    it reaches now; network_sorts: those it is connected to at all. proofs: ways to log in that work. pays: ways to pay.
    """

    key: str
    name_zh: str
    name_en: str
    machine: str
    area: str
    zone: str
    is_open: bool
    built_in: Collection[str]
    working: Collection[str]
    networks: Collection[str]
    network_sorts: Collection[str]
    proofs: Collection[str]
    services: Collection[str] | None = None
    pays: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Whether a matter can be done here. reason: None where it can, else a code of REASONS. params: what its text names."""

    matter: str
    is_offered: bool
    reason: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


BETWEEN: Final = "、"
"""Between the codes of one parameter."""
Why = Callable[[MatterDocument, TerminalNow, date], dict[str, str] | None]
"""None where nothing stands in the way, else what the reason's text names."""


def not_in_force(document: MatterDocument, _: TerminalNow, on: date) -> dict[str, str] | None:
    """The matter is cancelled, suspended or not yet begun."""
    status = document.status
    is_over = status.state != "active" or (status.cancelled is not None and status.cancelled <= on)
    return {} if is_over or status.effective > on else None


def counter_only(document: MatterDocument, _: TerminalNow, __: date) -> dict[str, str] | None:
    """No terminal does it."""
    return None if document.channels.kiosk else {"counter": BETWEEN.join(document.channels.counter)}


def other_machine(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """Another sort of terminal does it."""
    machines = document.channels.kiosk
    stands_for = STANDS_IN.get(terminal.machine) if document.channels.delegate_village else None
    return None if terminal.machine in machines or stands_for in machines else {"machines": BETWEEN.join(machines)}


def not_in_villages(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """It is not done outside the hall."""
    return {} if terminal.zone == "village" and not document.channels.delegate_village else None


def not_in_zone24(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """It is not done in the 24-hour zone."""
    return {} if terminal.zone == "zone24" and not document.channels.zone24h else None


def other_region(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """It is done elsewhere only."""
    regions = document.channels.regions
    return None if not regions or terminal.area.startswith(regions) else {"regions": BETWEEN.join(regions)}


def not_built_in(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """This terminal was built without a module that it needs."""
    missing = [each for each in document.kiosk.hardware if each not in terminal.built_in]
    return {"modules": BETWEEN.join(missing)} if missing else None


def not_connected(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """This terminal is not connected to the network that it needs."""
    network = document.kiosk.network
    return None if network in terminal.network_sorts else {"network": network}


def no_way_to_pay(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """It costs something, and here one cannot pay."""
    pay = document.kiosk.pay
    return {"pay": BETWEEN.join(pay)} if pay and not set(pay) & set(terminal.pays) else None


def zone_closed(_: MatterDocument, terminal: TerminalNow, __: date) -> dict[str, str] | None:
    """The place is closed now."""
    return None if terminal.is_open else {"zone": terminal.zone}


def offline(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """The network does not answer now."""
    network = document.kiosk.network
    return None if network in terminal.networks else {"network": network}


def broken(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """A module that it needs does not work now."""
    missing = [each for each in document.kiosk.hardware if each not in terminal.working]
    return {"modules": BETWEEN.join(missing)} if missing else None


def service_down(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """A service of the terminal that it needs does not work now."""
    if terminal.services is None:
        return None
    missing = [each for each in services_of(document) if each not in terminal.services]
    return {"services": BETWEEN.join(missing)} if missing else None


def cannot_log_in(document: MatterDocument, terminal: TerminalNow, _: date) -> dict[str, str] | None:
    """No way to log in that works here reaches the level it needs."""
    needed = document.kiosk.auth.min
    return None if reachable(terminal.proofs) >= needed else {"level": str(needed)}


SERVICE_OF: Final = {
    "document_printer": "print_certificate",
    "receipt_printer": "print_slip",
    "sign_pad": "sign",
    "document_camera": "scan_papers",
    "social_card_reader": "read_social_card",
}
"""Module -> the terminal's service that a matter has it for."""


def services_of(document: MatterDocument) -> tuple[str, ...]:
    """The terminal's services that a matter uses: logging in, and what its modules are for."""
    return ("log_in", *(SERVICE_OF[each] for each in document.kiosk.hardware if each in SERVICE_OF))


def reachable(proofs: Collection[str]) -> int:
    """The highest level that these proofs together reach."""
    return next(level for level, needed in PROVES if needed <= frozenset(proofs))


REASONS: Final[dict[str, tuple[Why, str, str]]] = {
    "not_in_force": (not_in_force, "本事项目前不受理", "This matter is not open to applications now"),
    "counter_only": (counter_only, "本事项要到窗口办理", "This matter is done at a counter"),
    "other_machine": (other_machine, "本事项在{machines}上办理", "This is done at another sort of machine: {machines}"),
    "not_in_villages": (not_in_villages, "村居站点不办本事项", "This is not done in the villages"),
    "not_in_zone24": (not_in_zone24, "24小时区不办本事项", "This is not done in the 24-hour zone"),
    "other_region": (other_region, "本事项只在指定地区办理", "This is done in certain places only"),
    "not_built_in": (not_built_in, "本机没有所需的{modules}", "This terminal lacks what it needs: {modules}"),
    "not_connected": (not_connected, "本机没有接入所需的网络", "This terminal is not on the network that it needs"),
    "no_way_to_pay": (no_way_to_pay, "本机不能缴费", "One cannot pay at this terminal"),
    "zone_closed": (zone_closed, "现在不是开放时间", "This place is closed now"),
    "offline": (offline, "网络暂时不通", "The network is down for the moment"),
    "broken": (broken, "本机的{modules}暂时不能用", "Out of use at this terminal: {modules}"),
    "service_down": (
        service_down,
        "本机暂时不能{services}",
        "Not possible at this terminal for the moment: {services}",
    ),
    "cannot_log_in": (cannot_log_in, "本机暂时不能核验本人", "This terminal cannot verify you for the moment"),
}
"""Code -> (what finds it, its text in zh and en), in the order in which they are asked."""
SHORT: Final[dict[str, tuple[str, str]]] = {
    "not_in_force": ("不受理", "not open now"),
    "counter_only": ("窗口办理", "at a counter"),
    "other_machine": ("别的机器办理", "at another machine"),
    "not_in_villages": ("村里不办", "not in villages"),
    "not_in_zone24": ("24小时区不办", "not in the 24-hour zone"),
    "other_region": ("别处办理", "done elsewhere"),
    "not_built_in": ("本机没有{modules}", "no {modules} here"),
    "not_connected": ("本机未联网", "not on its network"),
    "no_way_to_pay": ("本机不能缴费", "no payment here"),
    "zone_closed": ("未开放", "closed now"),
    "offline": ("网络不通", "network down"),
    "broken": ("{modules}停用", "{modules} out of use"),
    "service_down": ("不能{services}", "no {services}"),
    "cannot_log_in": ("不能核验", "cannot verify you"),
}
"""The same in so few words that they fit a tile."""
PASSING: Final = frozenset({"zone_closed", "offline", "broken", "service_down", "cannot_log_in"})
"""Reasons that pass by themselves; such a tile is grey, the others need not be there at all."""


def offer(document: MatterDocument, terminal: TerminalNow, on: date) -> Offer:
    """Whether a matter can be done at a terminal now. document: the version in force. on: the local day."""
    for code, (why, _, _) in REASONS.items():
        params = why(document, terminal, on)
        if params is not None:
            return Offer(matter=document.key, is_offered=False, reason=code, params=params)
    return Offer(matter=document.key, is_offered=True)


def works_at(document: MatterDocument, terminals: Iterable[TerminalNow], on: date) -> tuple[TerminalNow, ...]:
    """Where a matter can be done now (哪里能办), in the order given: the nearest first."""
    return tuple(terminal for terminal in terminals if offer(document, terminal, on).is_offered)


def offers(
    documents: Iterable[MatterDocument], here: TerminalNow, others: Iterable[TerminalNow], on: date
) -> tuple[tuple[Offer, tuple[TerminalNow, ...]], ...]:
    """Every matter with where else it works where it does not work here; the most wanted first."""
    elsewhere = tuple(others)
    ranked = sorted(documents, key=lambda each: (-each.channels.priority, each.number))
    made = [(document, offer(document, here, on)) for document in ranked]
    return tuple((each, () if each.is_offered else works_at(document, elsewhere, on)) for document, each in made)


def as_it_is(_: str, code: str) -> tuple[str, str]:
    """A code that nobody has words for."""
    return code, code


def reason_text(made: Offer, words: Callable[[str, str], tuple[str, str]] = as_it_is) -> tuple[str, str] | None:
    """Why not, in zh and en; None where it can be done. words: (name of a parameter, a code in it) -> zh, en."""
    if made.reason is None:
        return None
    return _worded(made, words, *REASONS[made.reason][1:])


def reason_in_short(made: Offer, words: Callable[[str, str], tuple[str, str]] = as_it_is) -> tuple[str, str] | None:
    """The same in few words."""
    if made.reason is None:
        return None
    zh, en = _worded(made, words, *SHORT[made.reason])
    # A device has no capital, a tile begins with one.
    return zh, en[:1].upper() + en[1:]


def _worded(made: Offer, words: Callable[[str, str], tuple[str, str]], zh: str, en: str) -> tuple[str, str]:
    named = {name: [words(name, code) for code in value.split(BETWEEN)] for name, value in made.params.items()}
    return (
        zh.format_map({name: BETWEEN.join(each[0] for each in both) for name, both in named.items()}),
        en.format_map({name: ", ".join(each[1] for each in both) for name, both in named.items()}),
    )
