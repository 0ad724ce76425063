"""What a tile says of a matter before a case is open (事项说明): who is asked for what, on what ground, and who decides.

Pure: from the catalogue to records of JSON values. What only a `route` condition reads is not listed, as it is nowhere.
A bundle (一件事) is a tile too: it asks each thing once and opens one case a member, in the order in which they wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.hall.config import HallConfig
from kiosk.live.case_file import Record, ask_records, asked_sources, needs_signature, route_fields
from kiosk.live.catalogue_book import CatalogueBook, Entry, matter_class
from kiosk.matters.bundles import BUNDLE_PRIORITY, Bundle, stages
from kiosk.matters.model import Dictionary, MatterDocument
from kiosk.matters.offer import Offer, TerminalNow, offer
from kiosk.matters.topics import group_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A matter of the day, or a bundle. documents: its own, or its members' in their order. record: what never changes."""

    key: str
    documents: tuple[MatterDocument, ...]
    record: Record

    @property
    def level(self) -> int:
        """What opens all of it."""
        return max(each.kiosk.auth.min for each in self.documents)

    @property
    def full_level(self) -> int | None:
        """What shows all of it in full; None where nothing does."""
        levels = [each.kiosk.auth.full for each in self.documents]
        return max((each for each in levels if each is not None), default=None)

    def offered(self, terminal: TerminalNow, day: date) -> Offer:
        """Whether all of it can be done there; else why the first of it cannot."""
        made = [offer(each, terminal, day) for each in self.documents]
        return next((each for each in made if not each.is_offered), made[0])


def shelf(book: CatalogueBook, config: HallConfig, day: date) -> tuple[Shelved, ...]:
    """Every matter in force on a day and every bundle of them; the most wanted first."""
    keys = dict.fromkeys(key for key, _ in book.entries)
    entries = {key: entry for key in keys if (entry := book.on(key, day)) is not None}
    matters = [_matter(entry, book.dictionary, config) for entry in entries.values()]
    bundles = [
        _bundle(each, [entries[key] for stage in stages(each) for key in stage], book.dictionary, config)
        for each in book.bundles
        if all(member.matter in entries for member in each.members)
    ]
    return tuple(sorted((*matters, *bundles), key=lambda each: (-each.record["priority"], each.record["number"])))


def _matter(entry: Entry, dictionary: Dictionary, config: HallConfig) -> Shelved:
    document = entry.document
    name, group = document.matter.name, group_of(document.classing.topic)
    record = {
        "key": document.key,
        "number": document.number,
        "name_zh": document.matter.tile or name.zh,
        "name_en": name.en,
        "sign": group.sign,
        "group": group.key,
        "group_zh": group.zh,
        "group_en": group.en,
        "priority": document.channels.priority,
        "matter_class": matter_class(document, config),
        "at_counters": bool(document.channels.counter),
        "members": [],
        "case": offer_record([entry], document.about.zh, document.about.en, dictionary),
    }
    return Shelved(key=document.key, documents=(document,), record=record)


def _bundle(bundle: Bundle, entries: list[Entry], dictionary: Dictionary, config: HallConfig) -> Shelved:
    first = _matter(entries[0], dictionary, config).record
    record = first | {
        "key": bundle.key,
        "number": "",
        "name_zh": bundle.tile or bundle.name.zh,
        "name_en": bundle.name.en,
        "priority": BUNDLE_PRIORITY,
        "at_counters": False,
        "members": [each.document.key for each in entries],
        "case": offer_record(entries, bundle.about.zh, bundle.about.en, dictionary),
    }
    return Shelved(key=bundle.key, documents=tuple(each.document for each in entries), record=record)


def offer_record(entries: Iterable[Entry], about_zh: str, about_en: str, dictionary: Dictionary) -> Record:
    """Of one matter, or of several as one: each source is asked for what any of them needs, and each thing asked once."""
    together = list(entries)
    wanted: dict[str, dict[str, None]] = {}
    asked: dict[str, Record] = {}
    for entry in together:
        hidden = route_fields(entry)
        for source, fields in asked_sources(entry).items():
            wanted.setdefault(source, {}).update(dict.fromkeys(each for each in fields if each not in hidden))
        asked |= {each["field"]: each for each in ask_records(entry, dictionary)}
    if len(together) == 1:
        # A case brings its own lists when it is open: the page before anybody has come must not carry them.
        asked = {name: each | {"options": [], "begins": []} for name, each in asked.items()}
    return {
        "about_zh": about_zh,
        "about_en": about_en,
        "takes_s": sum(each.document.kiosk.sec.p50 for each in together),
        "is_automatic": all(each.document.classing.instant == "allowed" for each in together),
        "is_signed": any(needs_signature(each) for each in together),
        "sources": [_source(source, list(fields), dictionary) for source, fields in wanted.items() if fields],
        "ask": list(asked.values()),
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
