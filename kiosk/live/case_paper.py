"""From a decision to a paper (证照内容): what stands on a certificate, by the matter's document alone.

The same decision gives the same order: a paper is dated by the granting of its case and numbered by the case's number,
so that a paper made again after a crash is the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import orjson

from kiosk.approval.compiled import Workdays
from kiosk.approval.decisions import Decision, Verdict
from kiosk.approval.reading import read_facts
from kiosk.approval.storing import loaded_reading
from kiosk.approval.templates import Said
from kiosk.approval.values import shown
from kiosk.approval.verdict import judge, look_up
from kiosk.calendars.workdays import WorkCalendar
from kiosk.certificates.identifiers import CertificateNumber
from kiosk.certificates.orders import CertificateOrder, HolderField, Kind
from kiosk.certificates.register import RegisterRecord
from kiosk.identity.masking import STAR, mask_name, mask_person, mask_phone
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.live.shops import NUMBER, credit_code, with_shop
from kiosk.matters.model import ResultRow
from kiosk.registry.overlay import Grant, Mode

SECOND_MS: Final = 1_000
CREDIT_CODE: Final = "credit_code"
"""Name under which a grant finds the number that its case gives to a new market entity."""
SERIAL_DIGITS: Final = 12
"""The end of a case's number, date and serial, is the serial of its certificate."""
KINDS: Final[Mapping[str, Kind]] = {"出证": Kind.CERTIFICATE, "出文": Kind.NOTICE, "其他": Kind.NOTICE}
"""Type of result -> the sheet it is set on, where no sheet has the template's own name."""
COLUMNS: Final = ("项目 Item", "内容 Content")
BY_STAFF: Final = Said("由工作人员核定", "Settled by staff")
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "person.name": mask_name,
    "person.number": mask_person,
    "enterprise.operator": mask_name,
    "form.phone": mask_phone,
}
"""Field -> how it is masked; a field of a person that is not here is hidden whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and by whom a paper is issued. name: of the terminal. utc_offset_min: of the hall."""

    name: str
    utc_offset_min: int


def mask(field: str, text: str) -> str:
    """A value as a stranger, or a screen below the full level, may see it."""
    return MASKS.get(field, _hidden)(text)


def _hidden(text: str) -> str:
    return STAR * min(len(text), 8)


def judged_again(kept: bytes, entry: Entry, calendars: Mapping[str, WorkCalendar]) -> Decision:
    """The decision that gave these bytes, made anew from what it was made from, by the calendar that it names."""
    content = orjson.loads(kept)
    facts = {each["field"]: loaded_reading(each) for each in content["inputs"]}
    accepted_on = date.fromisoformat(content["accepted_on"])
    name = content["calendar"]
    return judge(entry.matter, facts, accepted_on, content["draw"], calendars[name].between, calendar=name)


def workdays_of(decision: Decision, book: CatalogueBook) -> Workdays:
    """Working days after a day up to and including another, as the decision counted them."""
    return book.calendars.known[decision.calendar].between


def certificate_number(row: Row, entry: Entry) -> str:
    """Of the one certificate of a case."""
    document = entry.document
    office = document.dept.code
    kind = document.result.cert_type or f"{office}9{document.number}"
    return str(CertificateNumber(kind=kind, issuer=office, serial=row["case"][-SERIAL_DIGITS:]))


def order_of(decision: Decision, row: Row, entry: Entry, book: CatalogueBook, place: Place) -> CertificateOrder:
    """The paper of a granted case. Raises ValueError where something does not fit on any sheet."""
    document = entry.document
    rows = tuple((label.zh, value.zh) for label, value in rows_of(decision, entry, book))
    kind = _kind(document.result.template, document.result.type)
    holder = holder_fields(decision, entry, book)
    if kind is Kind.LICENCE:
        # A licence has no table: what it says stands where another paper names its holder.
        if opens_shop(entry):
            code = credit_code(row["case"])
            holder = (HolderField(label=book.dictionary.fields[NUMBER].zh, value=code, masked=code), *holder)
        known = {each.label for each in holder}
        holder += tuple(
            _field(written, value)
            for written, (_, value) in zip(document.result.rows, rows, strict=True)
            if written.label.zh not in known
        )
        rows = ()
    issued_at_ms = row["granted_at_ms"] // SECOND_MS * SECOND_MS
    days = document.result.valid_days
    order = CertificateOrder(
        number=certificate_number(row, entry),
        kind=kind,
        title=document.result.name.zh,
        title_en=document.result.name.en,
        case=row["case"],
        holder=holder,
        department=document.dept.owner,
        purpose=_purpose(decision, document.matter.name.zh),
        terminal=place.name,
        issued_at_ms=issued_at_ms,
        utc_offset_min=place.utc_offset_min,
        paragraphs=() if kind is Kind.LICENCE else (f"经审核，准予：{document.matter.name.zh}。",),
        columns=COLUMNS if rows else (),
        rows=rows,
    )
    return order if days is None else _until(order, days)


def opens_shop(entry: Entry) -> bool:
    """Whether what is granted is a market entity of its own."""
    return any(each.field == NUMBER for each in entry.document.result.grants)


def _until(order: CertificateOrder, days: int) -> CertificateOrder:
    return replace(order, valid_until=order.issued_on + timedelta(days=days))


def _kind(template: str, result: str) -> Kind:
    return Kind(template) if template in set(Kind) else KINDS[result]


def _purpose(decision: Decision, otherwise: str) -> str:
    said = next((each.value for each in decision.inputs if each.field == "form.purpose"), None)
    return said if isinstance(said, str) and said.strip() else otherwise


def holder_fields(decision: Decision, entry: Entry, book: CatalogueBook) -> tuple[HolderField, ...]:
    """Who it is about: what the form had filled in."""
    known = {each.field: each.value for each in decision.inputs if each.value is not None}
    fields = [each for each in entry.document.form.prefill.values() if each in known]
    return tuple(
        HolderField(label=book.dictionary.fields[each].zh, value=text, masked=mask(each, text))
        for each in fields
        if (text := value_text(known[each])[0]).strip()
    )


def value_text(value: Any, words: Mapping[str, str] | None = None) -> tuple[str, str]:
    """A raw value as it is shown, in zh and en; nothing of what cannot be shown (records). words: texts in English."""
    if type(value) is int:
        value = Decimal(value)
    try:
        return shown(tuple(value) if isinstance(value, list) else value, words)
    except (KeyError, TypeError):
        return "", ""


def rows_of(decision: Decision, entry: Entry, book: CatalogueBook) -> tuple[tuple[Said, Said], ...]:
    """What the result says; where a person has granted it, whatever was not known is theirs to settle."""
    if decision.verdict is Verdict.INSTANT:
        return decision.rows
    facts = {each.field: each for each in decision.inputs}
    bench = read_facts(entry.matter, facts, decision.accepted_on, workdays_of(decision, book))
    for table, bits, slots in entry.matter.tables:
        look_up(table, bits, slots, bench)
    found = []
    for label, template in entry.matter.result_rows:
        try:
            found.append((label, template.fill(bench.env)))
        except Exception:  # noqa: BLE001 - a value that is not known cannot be shown, whatever it raises
            found.append((label, BY_STAFF))
    return tuple(found)


def certificate_rows(decision: Decision, row: Row, entry: Entry, book: CatalogueBook) -> tuple[tuple[Said, Said], ...]:
    """What its holder reads of a certificate on a screen: every label and value of the paper, in both languages."""
    known = {each.field: each.value for each in decision.inputs if each.value is not None}
    fields = [(each, book.dictionary.fields[each]) for each in entry.document.form.prefill.values() if each in known]
    holder = [(Said(each.zh, each.en), Said(*value_text(known[name], each.values))) for name, each in fields]
    if opens_shop(entry):
        number, code = book.dictionary.fields[NUMBER], credit_code(row["case"])
        holder.insert(0, (Said(number.zh, number.en), Said(code, code)))
    labels = {label.zh for label, _ in holder}
    rows = [(label, value) for label, value in rows_of(decision, entry, book) if label.zh not in labels]
    return tuple((label, value) for label, value in (*holder, *rows) if value.zh.strip())


def grants_of(decision: Decision, row: Row, entry: Entry, subject: str) -> list[Grant]:
    """What is on record about somebody from now on, so that the next fetch knows of it."""
    known = {each.field: each.value for each in decision.inputs} | dict(decision.derived) | decision.outputs
    known[CREDIT_CODE] = credit_code(row["case"])
    grants = []
    for each in entry.document.result.grants:
        is_name = each.value.startswith("{") and each.value.endswith("}")
        value = known.get(each.value[1:-1]) if is_name else each.value
        if value is None:
            continue
        # A list comes back from a store as a list and leaves a source as a tuple.
        value = tuple(value) if isinstance(value, list) else value
        mode, case, at_ms = Mode(each.mode), row["case"], row["granted_at_ms"]
        grants.append(Grant(subject=subject, field=each.field, mode=mode, value=value, at_ms=at_ms, case=case))
    return with_shop(grants, row["case"])


def _field(written: ResultRow, value: str) -> HolderField:
    name = written.value.zh.strip("{}")
    return HolderField(label=written.label.zh, value=value, masked=mask(name, value) if name in MASKS else value)


SHEET: Final = "sheet:"
"""How a kept page begins that is a stored file; the hash of its bytes follows, hex."""


def sheet_page(record: RegisterRecord) -> str:
    """What is kept of a certificate that is printed: which file it is, and nothing of what stands in it."""
    return f"{SHEET}{record.sha256}"


def sheet_of(page: str) -> str | None:
    """The hash of the file that a kept page is, or None where the page is a text."""
    return page.removeprefix(SHEET) if page.startswith(SHEET) else None
