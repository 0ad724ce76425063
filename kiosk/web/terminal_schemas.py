"""Shapes of terminals' records (自助终端的数据格式): machines, repairs, visits, matters and papers; part of `room_schemas`."""

from __future__ import annotations

from typing import Literal

from kiosk.hall.commands import TaskStep
from kiosk.hall.kinds import Ground
from kiosk.hall.lifecycles import PaperState, SessionState, TaskState
from kiosk.web.schemas import Answer

TerminalState = Literal["inService", "degraded", "outOfService", "supervisor", "offline"]
DeviceState = Literal[
    "noDevice",
    "starting",
    "online",
    "deviceBusy",
    "hardwareError",
    "userError",
    "potentialFraud",
    "offline",
    "powerOff",
]
"""The words of `devices.terminal` and `devices.life`, which this room may not see; a test compares them."""


class DeviceRecord(Answer):
    """A device of a terminal. state: of its life, online also while it works. faults: kinds that are active."""

    kind: str
    state: DeviceState
    faults: list[str]


class StockRecord(Answer):
    """What runs out, or a bin that fills. count: how many are left, or lie in the bin."""

    count: int
    capacity: int
    level: Literal["ok", "low", "out", "high", "full"]


What = Literal["slips", "sheets", "cards", "bin"]


class FleetRecord(Answer):
    """All terminals in figures, under the id "now". need: terminals with a task; overdue: tasks beyond their time."""

    terminals: int
    in_service: int
    need: int
    overdue: int


FrontEnd = Literal["page", "xfs", "wire", "other"]


class PlacedRecord(Answer):
    """A terminal and where it stands. profile: sort of machine. is_open: its zone's own hours, true where it has none.

    front_end: who reads its codes and cards; "other": other software, by a setting.
    """

    key: str
    name_zh: str
    name_en: str
    state: TerminalState
    working: list[str]
    profile: str
    zone: str
    zone_zh: str
    zone_en: str
    place_zh: str
    place_en: str
    is_open: bool
    opens_at_ms: int | None
    closes_at_ms: int | None
    front_end: FrontEnd


class TerminalRecord(PlacedRecord):
    """A terminal for those who look after it. working, failing, coming: keys of its services. tasks, overdue: how many are open.

    devices: by name; stocks: by device and by what it is. worst: the task that comes first. urgency: terminals in the order of these numbers are the worst first.
    """

    failing: list[str]
    coming: list[str]
    devices: dict[str, DeviceRecord]
    stocks: dict[str, dict[What, StockRecord]]
    tasks: int
    overdue: int
    oldest_at_ms: int | None
    worst: str | None
    urgency: list[int]


class TaskRecord(Answer):
    """A device that needs a person. cause: kind of its fault; action: what must be done. next: the one legal step.

    by, stepped_at_ms: who did the last step and when, null before the first.
    """

    task: str
    terminal: str
    device: str
    cause: str
    action: str
    opened_at_ms: int
    due_at_ms: int
    state: TaskState
    next: TaskStep | None
    by: str | None
    stepped_at_ms: int | None


class WordRecord(Answer):
    """A word for what a model reports, under "service:…", "device:…", "action:…", "cause:KIND:…" or "todo:KIND:…"."""

    zh: str
    en: str


class NoteRecord(Answer):
    """A note for the back office. is_named: whether its writer was logged in; has_writing: whether there is more to read."""

    note: str
    terminal: str
    matter: str | None
    cause: str
    left_at_ms: int
    due_at_ms: int
    is_named: bool
    has_writing: bool


class WaysRecord(Answer):
    """What can be shown at a terminal: whether the device that takes it works."""

    code: bool
    id_card: bool
    face: bool


class OwnTerminalRecord(PlacedRecord):
    """A terminal for its own page. working: keys of the services that work.

    follows_hall: its zone has no hours of its own. gives_tickets: whether the hall is near enough to queue for.
    nearest: where to go instead; its zone is null where it is this one's too, its metres where nobody has measured.
    is_door_shut: whether the street door of its zone opens to a card or code only, until door_opens_at_ms. sign_pad:
    where one signs; off: with a tap alone.
    """

    follows_hall: bool
    gives_tickets: bool
    ways: WaysRecord
    is_online: bool
    sign_pad: Literal["screen", "beside", "off"]
    nearest_name_zh: str | None
    nearest_name_en: str | None
    nearest_zone_zh: str | None
    nearest_zone_en: str | None
    nearest_metres: int | None
    nearest_is_free: bool | None
    is_door_shut: bool
    door_opens_at_ms: int | None
    simulation: bool


class WardRecord(Answer):
    """A child whom the holder may act for, masked. id: what the page calls them in this session."""

    id: str
    name_zh: str
    name_en: str


class HolderRecord(Answer):
    """Who is logged in, masked. for_zh, for_en: whom they act for. has_phone: whether papers can be sent
    there. wards: whom they may choose to act for.
    """

    kind: Literal["citizen", "legal_person", "patient", "guardian"]
    name_zh: str
    name_en: str
    for_zh: str | None
    for_en: str | None
    has_phone: bool
    wards: list[WardRecord]


class OfferRecord(Answer):
    """The kind of ticket that an identity gives by itself, and on which ground."""

    kind: str
    ground: Ground


class SessionRecord(Answer):
    """The session at a terminal, under its own id. due_at_ms: when it is asked, ends, or its card is seen to.

    offer: the kind of ticket their identity gives, null: an ordinary one.
    signed: matters that were signed for and not used yet. signing: how the signature pad stands for them, null: it is not asked.
    """

    id: str
    state: SessionState
    is_elder: bool
    hold: str | None
    due_at_ms: int
    has_card: bool
    level: int
    proofs: list[Literal["code", "id_card", "face", "helper", "staff"]]
    signed: list[str]
    signing: Literal["waiting", "signing", "failed"] | None
    holder: HolderRecord | None
    offer: OfferRecord | None


class NoticeRecord(Answer):
    """Why the last try did not work; gone with the next success or the session. code: a problem.

    screen: what the citizen sees; is_full: whether it takes the whole page.
    """

    id: str
    code: str
    at_ms: int
    device: str | None
    screen: str
    is_full: bool


class OfferedSource(Answer):
    """Who is asked, for what, and on what ground."""

    source: str
    zh: str
    en: str
    basis: Literal["statutory", "consent"]
    fields_zh: str
    fields_en: str


class CaseOption(Answer):
    """Something to choose."""

    value: str
    zh: str
    en: str


class OfferedQuestion(Answer):
    """What only the applicant knows. type: text, texts, flag, number or date. options, begins: of a bundle, see CaseAsk."""

    field: str
    zh: str
    en: str
    type: str
    options: list[CaseOption]
    begins: list[CaseOption]


class CaseOffer(Answer):
    """What a matter is before a case is open. takes_s: how long it takes at a terminal, the median. ask: what is asked."""

    about_zh: str
    about_en: str
    takes_s: int
    is_automatic: bool
    is_signed: bool
    sources: list[OfferedSource]
    ask: list[OfferedQuestion]


class MatterRecord(Answer):
    """A matter of the day at a terminal, or a bundle of several. is_tile: it belongs on the home page; else it is only found.

    name_zh has its break points. sign, group: of the department. matter_class: of the counters that do it too; at_counters:
    whether a ticket may name it, which is of one matter and never of a bundle. members:
    matters of a bundle in the order in which they are done, none of any other. reason: code of why it is not done here
    now, with its words, and short: so few that they fit a tile; why: the code that staff know it by; screen: what it leads to. elsewhere: where it works now.
    ways: what more to show before it opens, full_ways: before its numbers are shown in full; one empty list: nothing more.
    """

    key: str
    number: str
    name_zh: str
    name_en: str
    sign: str
    group: str
    group_zh: str
    group_en: str
    priority: int
    matter_class: str
    at_counters: bool
    members: list[str]
    level: int
    works: bool
    is_tile: bool
    reason: str | None
    reason_zh: str | None
    reason_en: str | None
    short_zh: str | None
    short_en: str | None
    why: str | None
    screen: str | None
    elsewhere_name_zh: str | None
    elsewhere_name_en: str | None
    elsewhere_zone_zh: str | None
    elsewhere_zone_en: str | None
    elsewhere_metres: int | None
    elsewhere_is_free: bool | None
    ways: list[list[Literal["code", "id_card", "face", "helper"]]]
    full_ways: list[list[Literal["code", "id_card", "face", "helper"]]]
    case: CaseOffer


class FoundMatter(Answer):
    """A hit: a matter's key, by what kind of text it was found, and that text."""

    key: str
    by: Literal["number", "name", "alias", "keyword", "characters", "pinyin", "english"]
    text: str


class FoundMatters(Answer):
    """The best first."""

    found: list[FoundMatter]


class PaperRecord(Answer):
    """Something printed today for whoever is logged in. is_here: in this very session. cause: why it did not come."""

    paper: str
    matter: str
    terminal: str
    is_here: bool
    state: PaperState
    ordered_at_ms: int
    cause: str | None
    screen: str | None
    can_again: bool
