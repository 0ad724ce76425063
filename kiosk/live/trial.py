"""Trials (试办): a matter judged for somebody of the made-up town on any day, with sources answering as one likes.

Nothing is stored and nothing granted: a port of its own that keeps no breaker, no authorisation and no audit row beyond
the call, over the town as it was made, without what has happened in this hall since. That somebody was looked up for a
trial is written down by whoever asks (`Disclosures.trial`).

Source: docs/decisions/0058-a-route-reason-is-withheld.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kiosk.approval.decisions import Decision, Verdict
from kiosk.approval.facts import Outcome
from kiosk.approval.notice import Item, notice_of
from kiosk.approval.verdict import judge
from kiosk.calendars.spans import DAY_MS, HOUR_MS, MINUTE_MS
from kiosk.calendars.workdays import calendar_name
from kiosk.hall.state import Session
from kiosk.identity.issuer.state import IssuerState
from kiosk.live.authorities import Authorities
from kiosk.live.case_facts import form_readings, session_readings
from kiosk.live.case_file import ask_records, asked_sources
from kiosk.live.case_paper import Place, order_of
from kiosk.live.case_staff import judged_records, output_records, read_record
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.registry.audit import MemoryAuditLog
from kiosk.registry.consents import Consent, MemoryConsents
from kiosk.registry.holdings import EPOCH, Holdings
from kiosk.registry.overlay import MemoryOverlay
from kiosk.registry.port import Exchange, FetchRequest, facts_of
from kiosk.registry.sources import Rooms, Sources
from kiosk.registry.switchboard import Switchboard
from kiosk.registry.weather import draw_names

Record = dict[str, Any]
WHO: Final = "trial"
CASE: Final = "0" * 43
LEVEL: Final = 3
PROOFS: Final = ("id_card", "face")
MIDDLE: Final = 0.5
"""Every uniform: latencies at their median."""
NOT_DRAWN: Final = 0.999_999
"""Nobody is picked for a look afterwards."""
NOON_MS: Final = 12 * HOUR_MS
KEY: Final = b"trial"


class NotOnThatDay(Exception):
    """No version of the matter is in force then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOrder:
    """subject: of the town. form: what the applicant would write. forced: source -> outcome."""

    subject: str
    matter: str
    day: date
    form: Mapping[str, Any]
    forced: Mapping[str, Outcome]


def trial_matters(book: CatalogueBook, day: date) -> list[Record]:
    """What can be tried on a day: names, what the form asks, which sources are asked."""
    records = []
    for key in sorted({key for key, _ in book.entries}):
        entry = book.on(key, day)
        if entry is None:
            continue
        sources = [(name, book.dictionary.sources[name]) for name in asked_sources(entry)]
        records.append(
            {
                "matter": key,
                "number": entry.document.number,
                "name_zh": entry.document.matter.name.zh,
                "name_en": entry.document.matter.name.en,
                "ask": ask_records(entry, book.dictionary),
                "needs_promise": "form.promise" in entry.document.fields,
                "sources": [{"source": name, "zh": each.zh, "en": each.en} for name, each in sources],
            }
        )
    return sorted(records, key=lambda each: each["number"])


def try_matter(authorities: Authorities, book: CatalogueBook, order: TrialOrder, utc_offset_min: int) -> Record:
    """Everything a case of theirs would come to. Raises NotOnThatDay, FormInvalid, SourceUnknown."""
    entry = book.on(order.matter, order.day)
    if entry is None:
        raise NotOnThatDay
    now_ms = (order.day - EPOCH).days * DAY_MS + NOON_MS - utc_offset_min * MINUTE_MS
    form = form_readings(order.form, entry, book.dictionary, now_ms, order.day)
    given = {name: each.value for name, each in form.items()}
    exchange = _exchange(authorities, book, entry, order, given, now_ms, utc_offset_min)
    visit = Session(session=WHO, terminal=WHO, started_at_ms=now_ms, subject=order.subject, level=LEVEL, proofs=PROOFS)
    seen = session_readings(visit, entry, IssuerState(), now_ms, order.day)
    facts = {**facts_of(exchange), **seen, **form}
    calendar = book.calendar
    decision = judge(entry.matter, facts, order.day, NOT_DRAWN, calendar.between, calendar=calendar_name(calendar))
    return {
        "subject": order.subject,
        "matter": order.matter,
        "version": entry.document.matter.version,
        "name_zh": entry.document.matter.name.zh,
        "name_en": entry.document.matter.name.en,
        "accepted_on": order.day.isoformat(),
        "verdict": decision.verdict.value,
        "sources": _answers(exchange, book, order.forced),
        "reads": [read_record(each, book) for each in decision.inputs],
        "judged": judged_records(decision, entry, book, is_revealed=True),
        "outputs": output_records(decision),
        "faults": list(decision.faults),
        "paper": _paper(decision, entry, book, now_ms, utc_offset_min),
        "notice": _notice(decision, entry),
    }


def _exchange(
    authorities: Authorities,
    book: CatalogueBook,
    entry: Entry,
    order: TrialOrder,
    given: Mapping[str, Any],
    now_ms: int,
    utc_offset_min: int,
) -> Exchange:
    """What the sources would say, by a port that is forgotten afterwards."""
    wanted = asked_sources(entry)
    fields = frozenset(name for names in wanted.values() for name in names)
    consent = Consent(
        consent=WHO,
        subject=order.subject,
        given_by=order.subject,
        matter=order.matter,
        case=CASE,
        fields=fields,
        why=WHO,
        at_ms=now_ms,
        terminal=WHO,
        text_version=WHO,
    )
    consents, board = MemoryConsents(), Switchboard()
    consents.record(consent)
    for source, outcome in order.forced.items():
        board.force(source, outcome)
    rooms = Rooms(
        dictionary=book.dictionary,
        holdings=Holdings(authorities.town, MemoryOverlay(), utc_offset_min),
        consents=consents,
        audit=MemoryAuditLog(KEY),
        scope_of=book.scope_of,
        key=KEY,
        utc_offset_min=utc_offset_min,
    )
    limits = {
        name: days for name in fields if (days := getattr(entry.document.fields[name], "fresh_days", None)) is not None
    }
    request = FetchRequest(
        subject=order.subject,
        matter=order.matter,
        case=CASE,
        fields=wanted,
        why=WHO,
        terminal=WHO,
        token=WHO,
        consent=WHO,
        given=given,
        fresh_days=limits,
    )
    return Sources(rooms, board).fetch(request, now_ms, dict.fromkeys(draw_names(wanted), MIDDLE))


def _answers(exchange: Exchange, book: CatalogueBook, forced: Mapping[str, Outcome]) -> list[Record]:
    names = book.dictionary.sources
    return [
        {
            "source": source,
            "zh": names[source].zh,
            "en": names[source].en,
            "outcome": each.outcome.value,
            "ms": each.latency_ms,
            "is_forced": source in forced,
        }
        for source, each in exchange.items()
    ]


def _paper(decision: Decision, entry: Entry, book: CatalogueBook, now_ms: int, utc_offset_min: int) -> Record | None:
    """What would be printed; nothing unless it is granted at once."""
    if decision.verdict is not Verdict.INSTANT:
        return None
    place = Place(name=WHO, utc_offset_min=utc_offset_min)
    try:
        order = order_of(decision, {"case": CASE, "granted_at_ms": now_ms}, entry, book, place)
    except ValueError as error:
        return {"title_zh": str(error), "title_en": str(error), "rows": [], "valid_until": None, "department": ""}
    holder = [{"label": each.label, "value": each.value} for each in order.holder]
    return {
        "title_zh": order.title,
        "title_en": order.title_en,
        "rows": [*holder, *({"label": label, "value": value} for label, value in order.rows)],
        "valid_until": None if order.valid_until is None else order.valid_until.isoformat(),
        "department": order.department,
    }


def _notice(decision: Decision, entry: Entry) -> Record | None:
    """What the applicant would read; nothing where it is granted."""
    if decision.verdict is Verdict.INSTANT:
        return None
    notice = notice_of(decision, entry.matter)
    by_staff = notice.by_staff
    return {
        "failing": [_item(each) for each in notice.failing],
        "pending": [_item(each) for each in notice.pending],
        "by_staff": None if by_staff is None else {"zh": by_staff.zh, "en": by_staff.en},
    }


def _item(item: Item) -> Record:
    said = {"name": item.name, "reason": item.reason, "remedy": item.remedy}
    texts = {name: {"zh": each.zh, "en": each.en} for name, each in said.items()}
    return {"code": item.code, **texts, "gap": item.gap}
