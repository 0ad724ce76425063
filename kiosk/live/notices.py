"""Notices in words (告知书): what a counter has told somebody, as the catalogue's version of then says it.

Everything at once: what is missing and why, and beside it basis, limits, steps, fee, place and materials. A notice has a
page of its own, opened by a token: hall and number, and a keyed hash that nobody can guess. Nobody's name is in it.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kiosk.certificates.notice_sheet import NoticeSheet, draw_notice_sheet
from kiosk.hall.case_rules import MatterRules, in_force
from kiosk.hall.config import HallConfig, LineConfig
from kiosk.hall.kinds import plain_kind
from kiosk.hall.line import NONE
from kiosk.hall.state import HallState, visit_at
from kiosk.hall.telling import items_of, told_before
from kiosk.live.catalogue_book import CatalogueBook, Entry
from kiosk.live.drawing import Drawing
from kiosk.live.names import counter_names
from kiosk.live.notice_rows import Row, notice_by_number, notices_of
from kiosk.live.store import Store
from kiosk.live.ticket_rows import Row as TicketRow
from kiosk.live.writer import HallWriter
from kiosk.matters.missing import EVERY_MATTER, REASONS, ItemKind
from kiosk.matters.model import Term, Words

Record = dict[str, Any]

HASH_BYTES: Final = 16
BETWEEN: Final = "~"
"""Between the parts of a token; no hall's key and no number has it."""
EVERY_NAME: Final[Mapping[str, Words]] = {
    "FEE": Words(zh="费用", en="Fee"),
    "LIMIT": Words(zh="办理时限", en="Time limit"),
    "PLACE": Words(zh="办理地点", en="Place"),
}
"""What items of every matter are called."""
STEPS: Final[Mapping[str, Words]] = {
    "即办件": Words(zh="收件 → 受理 → 审查决定 → 当场办结", en="handed in → accepted → decided → done at once"),
    "承诺件": Words(zh="收件 → 受理 → 审查 → 决定 → 送达", en="handed in → accepted → reviewed → decided → delivered"),
}
"""Way of handling -> its steps."""
UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "wd": ("{n} 个工作日", "{n} working days"),
    "d": ("{n} 天", "{n} days"),
    "h": ("{n} 小时", "{n} hours"),
    "instant": ("当场", "at once"),
}
"""Unit of a term -> how it is written, zh and en."""
NO_FEE: Final = Words(zh="不收费", en="free of charge")


class Notices:
    """Of an installation. secret: its own; writers: by hall."""

    def __init__(
        self,
        secret: bytes,
        public_url: str,
        store: Store,
        book: CatalogueBook,
        drawing: Drawing,
        writers: Mapping[str, HallWriter],
        utc_offset_min: int,
    ) -> None:
        self._key = hmac.digest(secret, b"yzz.told_notice", "sha256")
        self._public_url = public_url
        self._store = store
        self._book = book
        self._drawing = drawing
        self._writers = writers
        self._utc_offset_min = utc_offset_min

    def token(self, hall: str, notice: str) -> str:
        """With what whoever holds the sheet opens the page of a notice."""
        digest = hmac.digest(self._key, f"{hall}{BETWEEN}{notice}".encode(), "sha256")[:HASH_BYTES]
        return BETWEEN.join((hall, notice, urlsafe_b64encode(digest).decode().rstrip("=")))

    def held(self, token: str) -> Record | None:
        """What a token opens, in words; None: it opens nothing."""
        parts = token.split(BETWEEN)
        if len(parts) != len(("hall", "notice", "hash")) or parts[0] not in self._writers:
            return None
        hall, notice, _ = parts
        if not hmac.compare_digest(token.encode(), self.token(hall, notice).encode()):
            return None
        return self.by_number(hall, notice)

    def by_number(self, hall: str, notice: str) -> Record | None:
        """A notice of a hall in words, or None."""
        row = self._store.read(lambda connection: notice_by_number(connection, hall, notice))
        return None if row is None else self._record(row)

    def of_ticket(self, hall: str, day: str, ticket: str) -> list[Record]:
        """All that the holder of a ticket was told, the oldest first."""
        rows = self._store.read(lambda connection: notices_of(connection, hall, day, ticket))
        return [self._record(row) for row in rows]

    def of_row(self, row: TicketRow) -> list[Record]:
        """The same of a ticket that only the tables remember."""
        return self.of_ticket(row["hall"], row["day"], row["number"])

    def sheet(self, record: Record) -> bytes:
        """A notice on paper, PNG. record: of `by_number`."""
        sheet = NoticeSheet(
            hall_zh=record["hall_zh"],
            hall_en=record["hall_en"],
            notice=record["notice"],
            ticket=record["ticket"],
            matter_zh=record["name_zh"],
            matter_en=record["name_en"],
            items=tuple(
                (f"{each['name_zh']}：{each['reason_zh']}", f"{each['name_en']}: {each['reason_en']}")
                for each in record["items"]
            ),
            facts=tuple((each["name_zh"], each["zh"]) for each in record["facts"]),
            url=record["url"],
            told_at_ms=record["at_ms"],
            utc_offset_min=self._utc_offset_min,
        )
        return self._drawing.draw(draw_notice_sheet, sheet)

    def offers(self, state: HallState, index: int) -> list[Record]:
        """Matters that a counter may tell about, with all that can be missing. index: of the counter.

        said: codes that the holder of its ticket was told already.
        """
        visit = None if state.counters[index].ticket == NONE else visit_at(state, index)
        offers = []
        for rules in _in_force(state):
            entry = self._book.of(rules.key, rules.version)
            if entry is None or not _is_served(state, index, rules.matter_class):
                continue
            before = [] if visit is None else told_before(visit, rules.key)
            name = entry.document.matter.name
            offers.append(
                {
                    "matter": rules.key,
                    "name_zh": name.zh,
                    "name_en": name.en,
                    "words": " ".join((*entry.document.matter.alias, *entry.document.matter.keywords)),
                    "items": [self._offered(entry, item, kind) for item, kind in items_of(rules).items()],
                    "said": [code for each in before for code in each.items],
                    "notices": [each.notice for each in before],
                }
            )
        return offers

    def _offered(self, entry: Entry, item: str, kind: ItemKind) -> Record:
        return {**_item_names(entry, item), "kind": kind.value, "reasons": list(REASONS[kind])}

    def _record(self, row: Row) -> Record:
        state = self._writers[row["hall"]].committed.state
        entry = self._book.of(row["matter"], row["version"])
        config = state.config
        zh, en = (row["matter"],) * 2 if entry is None else _pair(entry.document.matter.name)
        hall_zh, hall_en = (row["hall"],) * 2 if config is None else (config.name_zh, config.name_en)
        return {
            "hall": row["hall"],
            "hall_zh": hall_zh,
            "hall_en": hall_en,
            "notice": row["notice"],
            "day": row["day"],
            "ticket": row["ticket"],
            **counter_names(state, row["counter"]),
            "matter": row["matter"],
            "version": row["version"],
            "name_zh": zh,
            "name_en": en,
            "times": row["times"],
            "at_ms": row["at_ms"],
            "items": [_said(entry, item, reason) for item, reason in row["items"]],
            "facts": [] if entry is None else _facts(entry, state, hall_zh, hall_en),
            "url": f"{self._public_url}/n/{self.token(row['hall'], row['notice'])}",
        }


def _in_force(state: HallState) -> list[MatterRules]:
    """The version of each matter that decides today; none while there is no day."""
    if state.day is None:
        return []
    day, keys = state.day.day, dict.fromkeys(each.key for each in _by_age(state.catalogue))
    found = (in_force(tuple(each for each in state.catalogue if each.key == key), day) for key in keys)
    return [rules for rules in found if rules is not None]


def _by_age(catalogue: Iterable[MatterRules]) -> list[MatterRules]:
    return sorted(catalogue, key=lambda each: (each.in_force_on, each.version))


def _is_served(state: HallState, index: int, matter_class: str) -> bool:
    lines = () if state.config is None else state.config.lines
    skills = state.counters[index].skills
    return any(each.matter_class == matter_class and skills >> number & 1 for number, each in enumerate(lines))


def _pair(words: Words) -> tuple[str, str]:
    return words.zh, words.en


def _name(entry: Entry, item: str) -> Words:
    """What an item is called; an unknown one by its code."""
    document = entry.document
    found = {each.id: each.name for each in document.materials}
    found |= {each.code: each.name for each in document.eligibility}
    return found.get(item) or EVERY_NAME.get(item) or Words(zh=item, en=item)


def _item_names(entry: Entry, item: str) -> Record:
    zh, en = _pair(_name(entry, item))
    return {"item": item, "name_zh": zh, "name_en": en}


def _said(entry: Entry | None, item: str, reason: str) -> Record:
    """One line of a notice. remedy: what to do, where that names no value of a person."""
    kind = _kind_of(entry, item)
    words = None if kind is None else REASONS[kind].get(reason)
    zh, en = (reason, reason) if words is None else _pair(words)
    names = {"item": item, "name_zh": item, "name_en": item} if entry is None else _item_names(entry, item)
    remedy = None if entry is None else _remedy(entry, item)
    return {
        **names,
        "reason": reason,
        "reason_zh": zh,
        "reason_en": en,
        "remedy_zh": None if remedy is None else remedy.zh,
        "remedy_en": None if remedy is None else remedy.en,
    }


def _kind_of(entry: Entry | None, item: str) -> ItemKind | None:
    if item in EVERY_MATTER:
        return EVERY_MATTER[item]
    if entry is None:
        return None
    return ItemKind.MATERIAL if item in {each.id for each in entry.document.materials} else ItemKind.CONDITION


def _remedy(entry: Entry, item: str) -> Words | None:
    found = next((each.remedy for each in entry.document.eligibility if each.code == item), None)
    # A template speaks of values that a counter has not read.
    return None if found is None or "{" in found.zh else found


def _facts(entry: Entry, state: HallState, hall_zh: str, hall_en: str) -> list[Record]:
    """Basis, limits, steps, fee, place, materials and whom to ask: what is told with every notice."""
    document, line = entry.document, _line_of(entry, state)
    place = ("", "") if line is None else (line.name_zh, line.name_en)
    basis = "；".join(f"{each.title}{each.article}" for each in document.basis)
    needed = [each.name for each in document.materials if each.need == "required"]
    promise, statutory = document.time.promise, document.time.statutory
    limit_zh, limit_en = _term(promise)
    if statutory is not None:
        law_zh, law_en = _term(statutory)
        limit_zh, limit_en = f"承诺 {limit_zh}，法定 {law_zh}", f"promised {limit_en}, by law {law_en}"
    steps = STEPS[document.classing.handling]
    fee = Words(zh=f"收费，依据：{document.fee.basis}", en="charged") if document.fee.charge else NO_FEE
    told = (
        ("basis", "依据", "Basis", basis, basis),
        ("limits", "时限", "Limits", limit_zh, limit_en),
        ("steps", "流程", "Steps", steps.zh, steps.en),
        ("fee", "费用", "Fee", fee.zh, fee.en),
        ("place", "地点", "Place", f"{hall_zh} {place[0]}".strip(), f"{hall_en} {place[1]}".strip()),
        ("materials", "材料", "Papers", "、".join(each.zh for each in needed), ", ".join(each.en for each in needed)),
        ("ask", "咨询", "Ask", document.consult.tel, document.consult.tel),
    )
    names = ("fact", "name_zh", "name_en", "zh", "en")
    return [dict(zip(names, each, strict=True)) for each in told if each[3]]


def _line_of(entry: Entry, state: HallState) -> LineConfig | None:
    """The ordinary line in which people wait for a matter."""
    config: HallConfig | None = state.config
    rules = [each for each in state.catalogue if each.key == entry.document.key]
    if config is None or not rules:
        return None
    index = config.line_of(rules[-1].matter_class, plain_kind(config.kinds).key)
    return None if index is None else config.lines[index]


def _term(term: Term) -> tuple[str, str]:
    zh, en = UNITS[term.unit]
    return zh.format(n=term.n), en.format(n=term.n)
