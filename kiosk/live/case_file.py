"""The file on the desk (案卷): one case while somebody stands at a terminal with it, and what its page shows of it.

In memory alone, and gone with the session. What a `route` condition reads is never in what is shown: neither its fields
nor, where a source is asked for nothing else, how that source answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson
from pypinyin import lazy_pinyin

from kiosk.approval.compiled import Severity
from kiosk.approval.decisions import Decision, Verdict
from kiosk.approval.facts import FACTS, Outcome, Reading
from kiosk.approval.notice import Item, Notice, notice_of
from kiosk.approval.templates import Said
from kiosk.approval.verdict import NEUTRAL
from kiosk.certificates.orders import CertificateOrder
from kiosk.hall.case_events import Owner
from kiosk.hall.lifecycles import CaseState
from kiosk.live.case_paper import mask, value_text
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.matters.model import Dictionary, Fetched
from kiosk.registry.town.words import TOWN, VILLAGES

Record = dict[str, Any]
OWN_WORDS: Final = frozenset({"session", "form"})
"""Sources that nobody is asked: the visit, and what its applicant writes."""
PROMISE: Final = "form.promise"
WAITING: Final = "waiting"
STAGES: Final[dict[CaseState, str]] = {
    CaseState.DRAFT: "draft",
    CaseState.CORRECTING: "told_once",
    CaseState.SUBMITTED: "handed_over",
    CaseState.ACCEPTED: "handed_over",
    CaseState.ACCEPTED_WITH_GAPS: "with_gaps",
    CaseState.REVIEWING: "handed_over",
    CaseState.SPECIAL: "handed_over",
    CaseState.DECIDING: "handed_over",
    CaseState.GRANTED: "making",
    CaseState.MAKING: "making",
    CaseState.READY: "done",
    CaseState.POSTED: "done",
    CaseState.CLOSED: "done",
    CaseState.RATED: "done",
    CaseState.WITHDRAWN: "withdrawn",
}
"""How a case stands -> its stage for the page; whatever is not here has ended otherwise."""
ENDED: Final = "ended"
UNSETTABLE: Final = Said(
    "您的姓名或地址里有生僻字，自助机暂时打印不了，由工作人员为您办理。",
    "This machine cannot print a rare character in your name or address yet; staff will do it for you.",
)
"""Why a person takes over what would have been approved at once."""
SET_ASIDE: Final = Said(
    "您的办件已经批准。证照里有打印不了的字，由工作人员制作，结果不会丢失。",
    "Your case is approved. Its certificate has characters that cannot be printed yet; staff will see to it, and nothing is lost.",
)
"""What its holder reads of a granted case whose certificate cannot be set."""


PAPER_OF: Final = "case:"
RECEIPT_OF: Final = "receipt:"
"""How the matter of a paper begins that is a case's own, its certificate or its receipt; the alias follows."""


def paper_of(row: Row) -> str:
    """What is printed for a case as it stands: a receipt that did not come is no certificate."""
    return f"{RECEIPT_OF if row['certificate'] is None else PAPER_OF}{row['alias']}"


def alias_of(matter: str) -> str | None:
    """The case that a paper's matter is about, or None."""
    head = next((head for head in (PAPER_OF, RECEIPT_OF) if matter.startswith(head)), None)
    return None if head is None else matter.removeprefix(head)


class CaseAway(Exception):
    """What is to be printed cannot be had just now."""


class StillFetching(Exception):
    """The sources have not all answered yet."""


@dataclass(slots=True)
class Asked:
    """How a source stands. ms: how long it took, None before its answer."""

    state: str = WAITING
    ms: int | None = None


@dataclass(slots=True, kw_only=True)
class CaseFile:
    """One case at one terminal. row: as committed. at_ms: when each source was last asked, by source.

    told: what staff wrote to the one notice. judged: by their hashes, decisions that were made here, whether the hall took
    them or not. is_settable: whether its certificate can be set. decision: the one that counts, once there is one.
    order, rows, verify_url: of the certificate, once it is made.
    """

    session: str
    terminal: str
    level: int
    row: Row
    entry: Entry
    sources: dict[str, Asked] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    at_ms: dict[str, int] = field(default_factory=dict)
    is_ready: bool = False
    is_fetching: bool = False
    is_deciding: bool = False
    is_loading: bool = False
    decision: Decision | None = None
    judged: dict[str, Decision] = field(default_factory=dict)
    is_settable: bool = True
    order: CertificateOrder | None = None
    rows: tuple[tuple[Said, Said], ...] = ()
    verify_url: str | None = None
    paper: str | None = None
    told: str | None = None

    @property
    def is_set_aside(self) -> bool:
        """Whether it was granted and its certificate cannot be set: a person sees to it."""
        return (self.row["state"], self.row["owner"]) == (CaseState.MAKING.value, Owner.OFFICE.value)

    @property
    def stage(self) -> str:
        """For the page."""
        state = CaseState(self.row["state"])
        if self.is_deciding:
            return "deciding"
        if self.is_fetching:
            return "fetching"
        if self.is_loading:
            return "making"
        if state in {CaseState.DRAFT, CaseState.CORRECTING} and self.is_ready:
            return "check"
        if self.is_set_aside:
            return "handed_over"
        return STAGES.get(state, ENDED)


def asked_sources(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Source -> fields, of those that are asked for a matter."""
    return {source: fields for source, fields in entry.matter.scope.items() if source not in OWN_WORDS}


def route_fields(entry: Entry) -> frozenset[str]:
    """Fields that only staff may know were looked at."""
    reads = (each.reads for each in entry.matter.conditions if each.severity is Severity.ROUTE)
    return frozenset(read.partition("[]")[0] for each in reads for read in each)


def file_record(
    file: CaseFile,
    book: CatalogueBook,
    *,
    ticket: Record | None,
    paper: Record | None,
    office: tuple[date, date] | None = None,
    is_estimate: bool = False,
) -> Record:
    """The case record of the contract. ticket: number and ahead. paper: of its print.

    office: first and last day on which the office answers, where it has the case. is_estimate: of what is promised.
    """
    row, document = file.row, file.entry.document
    asks = file.stage in {"check", "told_once", "deciding"}
    return {
        "alias": row["alias"],
        "matter": row["matter"],
        "name_zh": document.matter.name.zh,
        "name_en": document.matter.name.en,
        "stage": file.stage,
        "owner": row["owner"],
        "ticket": ticket,
        "sources": source_records(file, book.dictionary),
        "fields": field_records(file, book.dictionary) if file.is_ready else [],
        "ask": ask_records(file.entry, book.dictionary) if asks else [],
        "needs_signature": needs_signature(file.entry),
        "needs_promise": PROMISE in document.fields,
        "may_have_gaps": document.lack.enabled,
        "notice": notice_record(file),
        "gaps": gap_records(row, file.entry),
        "certificate": None if file.order is None else certificate_record(file.order, file.verify_url, file),
        "paper": paper,
        "begins_on": None if office is None else office[0].isoformat(),
        "due_on": row["due_on"] if office is None else office[1].isoformat(),
        "is_estimate": is_estimate,
        "is_rated": row["grade"] is not None,
    }


def source_records(file: CaseFile, dictionary: Dictionary) -> list[Record]:
    """How each source stands; one that serves a route condition alone is not listed."""
    hidden, records = route_fields(file.entry), []
    for source, fields in asked_sources(file.entry).items():
        if set(fields) <= hidden:
            continue
        asked, names = file.sources.get(source, Asked()), dictionary.sources[source]
        records.append({"source": source, "zh": names.zh, "en": names.en, "state": asked.state, "ms": asked.ms})
    return records


def field_records(file: CaseFile, dictionary: Dictionary) -> list[Record]:
    """What was read, each with its source; what only a route condition reads is left out."""
    hidden, document = route_fields(file.entry), file.entry.document
    is_full = document.kiosk.auth.full is not None and file.level >= document.kiosk.auth.full
    records = []
    for name, declared in document.fields.items():
        if not isinstance(declared, Fetched) or declared.source in OWN_WORDS or name in hidden:
            continue
        reading, field_words = file.readings.get(name), dictionary.fields[name]
        if reading is None:
            continue
        source = dictionary.sources[declared.source]
        zh, en = _shown(name, reading, field_words.values, is_full=is_full)
        records.append(
            {
                "field": name,
                "zh": field_words.zh,
                "en": field_words.en,
                "value": zh,
                "value_en": en,
                "state": reading.outcome.value.lower(),
                "source_zh": source.zh,
                "source_en": source.en,
                "as_of": None if reading.as_of is None else reading.as_of.isoformat(),
                "is_locked": declared.lock,
            }
        )
    return records


def _shown(name: str, reading: Reading, words: Mapping[str, str], *, is_full: bool) -> tuple[str, str]:
    if reading.outcome is not Outcome.OK:
        nothing = "无 None" if reading.outcome in FACTS else "—"
        return nothing, nothing
    if isinstance(reading.value, list | tuple) and any(isinstance(each, dict) for each in reading.value):
        count = len(reading.value)
        return f"共 {count} 项", f"{count} on record"
    zh, en = value_text(reading.value, words)
    return (zh, en) if is_full else (mask(name, zh), mask(name, en))


def ask_records(entry: Entry, dictionary: Dictionary) -> list[Record]:
    """What the applicant is asked for; the promise is asked for by itself."""
    asked = [(name, dictionary.fields[name]) for name in entry.document.form.ask if name != PROMISE]
    return [
        {
            "field": name,
            "zh": each.zh,
            "en": each.en,
            "type": each.type,
            "options": [{"value": zh, "zh": zh, "en": en} for zh, en in each.values.items()],
            "begins": PLACES if each.begins == "places" else [],
        }
        for name, each in asked
    ]


def _place(name: str) -> Record:
    """One of the town's places, whose name is spelt for those who cannot read it."""
    return {"value": f"{TOWN}{name}", "zh": name, "en": "".join(lazy_pinyin(name)).capitalize() + f" {name}"}


PLACES: Final = [_place(name) for _, name in VILLAGES]
"""With what an address of the town begins."""


def needs_signature(entry: Entry) -> bool:
    """Whether some material of it is a signature."""
    return any("sign" in each.source for each in entry.document.materials)


def notice_record(file: CaseFile) -> Record | None:
    """What is told once, or that a person takes over; nothing while all is well."""
    stage = file.stage
    if stage not in {"told_once", "with_gaps", "handed_over", "check"}:
        return None
    if file.is_set_aside:
        return {"failing": [], "pending": [], "by_staff": _said(SET_ASIDE), "told": file.told}
    if file.decision is None or _is_silent(file, file.decision):
        by_staff = _said(NEUTRAL if file.is_settable else UNSETTABLE) if stage == "handed_over" else None
        is_said = by_staff is not None or file.told is not None
        return {"failing": [], "pending": [], "by_staff": by_staff, "told": file.told} if is_said else None
    notice: Notice = notice_of(file.decision, file.entry.matter)
    return {
        "failing": [_item(each) for each in notice.failing],
        "pending": [_item(each) for each in notice.pending],
        "by_staff": _said(NEUTRAL) if stage == "handed_over" else None,
        "told": file.told,
    }


def _is_silent(file: CaseFile, decision: Decision) -> bool:
    """Whether there is nothing to tell but who has it: whoever wanted a person was refused nothing by a machine."""
    is_handed = file.stage == "handed_over" and file.row["verdict"] == Verdict.HANDED_OVER
    return decision.verdict is Verdict.INSTANT or (is_handed and decision.verdict is not Verdict.HANDED_OVER)


def _item(item: Item) -> Record:
    texts = {"name": _said(item.name), "reason": _said(item.reason), "remedy": _said(item.remedy)}
    return {"code": item.code, **texts, "gap": item.gap}


def _said(said: Said) -> Record:
    return {"zh": said.zh, "en": said.en}


def gap_records(row: Row, entry: Entry) -> list[Record]:
    """What must still be brought, and until when."""
    names = {each.id: each.name for each in entry.document.materials}
    gaps: Iterable[tuple[str, str]] = orjson.loads(row["obligations"])
    return [
        {"material_zh": names[material].zh, "material_en": names[material].en, "due_on": due_on}
        for material, due_on in gaps
        if material in names
    ]


def certificate_record(order: CertificateOrder, verify_url: str | None, file: CaseFile) -> Record:
    """What its holder sees of a certificate."""
    return {
        "number": order.number,
        "name_zh": order.title,
        "name_en": order.title_en,
        "rows": [
            {"label": label.zh, "label_en": label.en, "value": value.zh, "value_en": value.en}
            for label, value in file.rows
        ],
        "issued_on": order.issued_on.isoformat(),
        "valid_until": None if order.valid_until is None else order.valid_until.isoformat(),
        "verify_url": verify_url,
        "is_revoked": file.row["state"] == CaseState.REVOKED,
    }
