"""Who looked at my data (谁查过我的数据): for whoever they are about, in words, the newest first.

Two logs are read: what sources were asked (the registry's chain), and whom of the staff a case was shown. Neither says
what came of it; a value is in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kiosk.live.authorities import Authorities
from kiosk.live.case_history import disclosures_to
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import CatalogueBook
from kiosk.live.disclosures import BOOKING, CASE, CITIZEN, TRANSFER, TRIAL, WITHHELD, Disclosures
from kiosk.live.store import Store
from kiosk.registry.audit import READ, AuditRow

Record = dict[str, Any]
MOST: Final = 200
STATUTORY: Final = "statutory"
GROUNDS: Final = {
    CASE: "staff",
    WITHHELD: "staff_revealed",
    TRIAL: "trial",
    BOOKING: "staff_booking",
    CITIZEN: "staff_counter",
    TRANSFER: "staff_transfer",
}
"""Prefix of a disclosure -> on what ground somebody of the staff was shown it."""


def look_records(
    authorities: Authorities,
    store: Store,
    disclosures: Disclosures,
    book: CatalogueBook,
    hall: str,
    subject: str,
    name_of: Callable[[str], tuple[str, str]],
    own: Sequence[Row],
) -> list[Record]:
    """Every look at somebody's data. name_of: terminal -> its name in zh and en. own: rows of their cases."""
    fetched = [_fetched(each, book, name_of) for each in authorities.who_looked(subject)[:MOST]]
    hashed = disclosures.hash_of(subject)
    told = store.read(lambda connection: list(disclosures_to(connection, hall, hashed)))
    matters = {row["alias"]: row["matter"] for row in own}
    shown = [record for each in told if (record := _shown(*each, matters, book)) is not None]
    return sorted((*fetched, *shown), key=lambda each: -each["at_ms"])[:MOST]


def _names(book: CatalogueBook, matter: str) -> Mapping[str, str]:
    found = max(
        (each.document for (key, _), each in book.entries.items() if key == matter),
        key=lambda each: each.matter.version,
        default=None,
    )
    zh, en = (matter, matter) if found is None else (found.matter.name.zh, found.matter.name.en)
    return {"matter": matter, "matter_zh": zh, "matter_en": en}


def _fetched(row: AuditRow, book: CatalogueBook, name_of: Callable[[str], tuple[str, str]]) -> Record:
    entry, dictionary = row.entry, book.dictionary
    source = dictionary.sources.get(entry.source)
    fields = [dictionary.fields[each] for each in entry.fields if each in dictionary.fields]
    who_zh, who_en = name_of(entry.terminal)
    return {
        "at_ms": entry.at_ms,
        "who_zh": who_zh,
        "who_en": who_en,
        "terminal": entry.terminal,
        **_names(book, entry.matter),
        "source": entry.source,
        "source_zh": entry.source if source is None else source.zh,
        "source_en": entry.source if source is None else source.en,
        "fields": list(entry.fields),
        "fields_zh": "、".join(each.zh for each in fields),
        "fields_en": ", ".join(each.en for each in fields),
        "why": entry.why,
        "ground": STATUTORY if entry.basis == STATUTORY else "consent",
        "was_let": entry.kind == READ,
    }


def _shown(at_ms: int, account: str, note: str, matters: Mapping[str, str], book: CatalogueBook) -> Record | None:
    """Somebody of the staff, of whom an account is named and no more; a note that is no case is told elsewhere."""
    prefix = next((each for each in GROUNDS if note.startswith(each)), None)
    if prefix is None:
        return None
    what = note.removeprefix(prefix)
    matter = what if prefix == TRIAL else matters.get(what, "")
    return {
        "at_ms": at_ms,
        "who_zh": account,
        "who_en": account,
        "terminal": "",
        **_names(book, matter),
        "source": "",
        "source_zh": "",
        "source_en": "",
        "fields": [],
        "fields_zh": "",
        "fields_en": "",
        "why": what,
        "ground": GROUNDS[prefix],
        "was_let": True,
    }
