"""What a tile says of a matter before a case is open (事项说明): who is asked for what, on what ground, and who decides.

Pure: from the catalogue to records of JSON values. What only a `route` condition reads is not listed, as it is nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kiosk.live.case_file import Record, asked_sources, route_fields
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.matters.model import Dictionary


def offer_records(book: CatalogueBook, keys: Iterable[str], day: date) -> Mapping[str, Record]:
    """Matter -> its offer, of those in force on a day."""
    found = {key: book.on(key, day) for key in keys}
    return {key: offer_record(entry, book.dictionary) for key, entry in found.items() if entry is not None}


def offer_record(entry: Entry, dictionary: Dictionary) -> Record:
    """Of one version."""
    document, hidden = entry.document, route_fields(entry)
    shown = {source: [each for each in fields if each not in hidden] for source, fields in asked_sources(entry).items()}
    return {
        "about_zh": document.about.zh,
        "about_en": document.about.en,
        "takes_s": document.kiosk.sec.p50,
        "is_automatic": document.classing.instant == "allowed",
        "sources": [_source(source, fields, dictionary) for source, fields in shown.items() if fields],
    }


def _source(source: str, fields: list[str], dictionary: Dictionary) -> Record:
    holder, words = dictionary.sources[source], [dictionary.fields[each] for each in fields]
    return {
        "source": source,
        "zh": holder.zh,
        "en": holder.en,
        "basis": holder.basis,
        "fields_zh": "、".join(each.zh for each in words),
        "fields_en": ", ".join(each.en for each in words),
    }
