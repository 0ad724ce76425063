"""A port to ask in tests: everything in memory, and a request about the woman of eighty."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.registry.audit import AuditLog, MemoryAuditLog
from kiosk.registry.consents import Consent, MemoryConsents
from kiosk.registry.dictionary import bundled_dictionary
from kiosk.registry.everybody import by_source
from kiosk.registry.holdings import Holdings, TownPort
from kiosk.registry.overlay import MemoryOverlay
from kiosk.registry.port import FetchRequest
from kiosk.registry.sources import Rooms, Sources
from kiosk.registry.weather import Outage, draw_names

KEY = b"a key for tests"
NOW_MS = 1_795_393_800_000
"""2026-11-23, a Monday, 08:30 in the town."""
DICTIONARY = bundled_dictionary()
EVERYTHING = by_source(DICTIONARY, DICTIONARY.fields)
"""Source -> all its fields."""
MATTER = "elder_allowance"
CASE = "case-1"
GIVEN = {"form.shop_name": "仿真区示例镇好好百货店", "form.shop_address": "仿真区示例镇示中居春路101号"}


@dataclass
class Bench:
    """A port with its parts in reach."""

    sources: Sources
    audit: AuditLog
    consents: MemoryConsents
    overlay: MemoryOverlay


def consent(**changes: Any) -> Consent:
    """Leave of the woman of eighty for everything."""
    given = Consent(
        consent="consent-1",
        subject="t-eighty",
        given_by="t-eighty",
        matter=MATTER,
        case=CASE,
        fields=frozenset(DICTIONARY.fields),
        why="办理高龄津贴",
        at_ms=NOW_MS,
        terminal="hall-1",
        text_version="1",
    )
    return dataclasses.replace(given, **changes)


def open_port(
    town: TownPort,
    *,
    audit: AuditLog | None = None,
    scope: frozenset[str] = frozenset(DICTIONARY.fields),
    outages: tuple[Outage, ...] = (),
    consents: tuple[Consent, ...] | None = None,
) -> Bench:
    """A port whose one matter declares `scope`, everything if nothing is said."""
    book, overlay, log = MemoryConsents(), MemoryOverlay(), audit or MemoryAuditLog(KEY)
    for each in (consent(),) if consents is None else consents:
        book.record(each)
    rooms = Rooms(
        dictionary=DICTIONARY,
        holdings=Holdings(town, overlay, 480),
        consents=book,
        audit=log,
        scope_of=lambda matter: scope if matter == MATTER else frozenset(),
        key=KEY,
        utc_offset_min=480,
    )
    return Bench(Sources(rooms, outages=lambda _: outages), log, book, overlay)


def request(fields: Mapping[str, tuple[str, ...]] = EVERYTHING, **changes: Any) -> FetchRequest:
    """What the woman of eighty's case asks for."""
    asked = FetchRequest(
        subject="t-eighty",
        matter=MATTER,
        case=CASE,
        fields=fields,
        why="办理高龄津贴",
        terminal="hall-1",
        token="token-1",
        consent="consent-1",
        given=GIVEN,
    )
    return dataclasses.replace(asked, **changes)


def luck(uniform: float = 0.5, **named: float) -> dict[str, float]:
    """Every uniform the same, but for those named with a bar for the dot."""
    drawn = dict.fromkeys(draw_names(EVERYTHING), uniform)
    return drawn | {name.replace("__", "."): value for name, value in named.items()}
