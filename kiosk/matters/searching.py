"""Finding a matter (查找事项): by name, alias, keyword, some of its characters, pinyin or its initials, English or number.

A character that is read in several ways is found by each: 参 by c, s and cen. Nothing here knows who may apply.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pypinyin import Style, pinyin

from kiosk.matters.bundles import BUNDLE_PRIORITY, Bundle
from kiosk.matters.model import MatterDocument

LONGEST_QUERY: Final = 40
FEWEST_SCATTERED: Final = 2
"""One character alone is found only where it stands; scattered over a name it says nothing."""
NAME, ALIAS, KEYWORD = 0, 1, 2
EXACT, BEGINS, HOLDS, SCATTERED, INITIALS = 0, 10, 20, 40, 30
"""How good a match is; less is better. Its kind of text is added, so a name goes before an alias."""
ENGLISH: Final = 3

Sounds = tuple[frozenset[str], ...]
"""For each character of a text, the ways it is read, in plain letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """What can be found: a matter, or a bundle."""

    key: str
    number: str
    name_zh: str
    name_en: str
    alias: Sequence[str] = ()
    keywords: Sequence[str] = ()
    priority: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit. by: number, name, alias, keyword, characters, pinyin or english. text: what it was found by. rank: 0 best."""

    key: str
    by: str
    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of something that can be found."""

    kind: int
    text: str
    plain: str
    sounds: Sounds


def plain_text(text: str) -> str:
    """A text as it is compared: full-width forms as they stand for, no case, no signs or spaces."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def sounds_of(text: str) -> Sounds:
    """How each character is read; a letter or digit is read as itself."""
    return tuple(
        frozenset(plain_text(each) for each in readings)
        for character in text
        for readings in pinyin(character, style=Style.NORMAL, heteronym=True)
    )


def sounds_like(letters: str, sounds: Sounds, at: int = 0) -> bool:
    """Whether letters spell the characters from one on: each by its initial, more of it, or all: jzzqz, juzhuz, juzz."""
    if not letters:
        return True
    if at == len(sounds):
        return False
    return any(
        sounds_like(letters[length:], sounds, at + 1)
        for length in {length for each in sounds[at] for length in shared(letters, each)}
    )


def shared(letters: str, reading: str) -> Iterable[int]:
    """How many letters may stand for a character that is read so: any number of those it shares with its beginning."""
    length = 0
    while length < min(len(letters), len(reading)) and letters[length] == reading[length]:
        length += 1
        yield length


def is_scattered(query: str, text: str) -> bool:
    """Whether all characters stand in a text in this order."""
    rest = iter(text)
    return len(query) >= FEWEST_SCATTERED and all(each in rest for each in query)


BY: Final = {NAME: "name", ALIAS: "alias", KEYWORD: "keyword"}


class Search:
    """An index over what can be found. Built once for each version of the catalogue."""

    def __init__(self, findable: Iterable[Findable]) -> None:
        self._all = tuple(findable)
        self._entries = {each.key: tuple(entries_of(each)) for each in self._all}

    def find(self, query: str, limit: int = 20) -> tuple[Found, ...]:
        """The best hit of each, best first; what is wanted most goes before what is wanted less. Nothing for nothing."""
        plain = plain_text(query)[:LONGEST_QUERY]
        if not plain:
            return ()
        hits = [(hit, each) for each in self._all if (hit := self._best(plain, each)) is not None]
        hits.sort(key=lambda pair: (pair[0].rank, -pair[1].priority, pair[1].number))
        return tuple(hit for hit, _ in hits[:limit])

    def _best(self, plain: str, each: Findable) -> Found | None:
        if plain == each.number:
            return Found(key=each.key, by="number", text=each.number, rank=EXACT)
        hits = [hit for entry in self._entries[each.key] if (hit := match(plain, entry, each.key)) is not None]
        if len(plain) >= ENGLISH and plain in plain_text(each.name_en):
            hits.append(Found(key=each.key, by="english", text=each.name_en, rank=HOLDS))
        return min(hits, key=lambda hit: hit.rank, default=None)


def entries_of(each: Findable) -> Iterable[Entry]:
    """Name, aliases and keywords of one."""
    for kind, texts in ((NAME, (each.name_zh,)), (ALIAS, each.alias), (KEYWORD, each.keywords)):
        for text in texts:
            plain = plain_text(text)
            yield Entry(kind, text, plain, sounds_of(plain))


def match(plain: str, entry: Entry, key: str) -> Found | None:
    """How a query meets one text, if it does."""

    def found(rank: int, by: str) -> Found:
        return Found(key=key, by=by, text=entry.text, rank=rank + entry.kind)

    by = BY[entry.kind]
    if plain == entry.plain:
        return found(EXACT, by)
    if entry.plain.startswith(plain):
        return found(BEGINS, by)
    if plain in entry.plain:
        return found(HOLDS, by)
    if plain.isascii() and plain.isalpha() and len(plain) >= FEWEST_SCATTERED:
        starts = [at for at in range(len(entry.sounds)) if sounds_like(plain, entry.sounds, at)]
        if starts:
            # From the beginning is what people type; a match inside is worth less.
            return found(INITIALS if starts[0] == 0 else INITIALS + 5, "pinyin")
        return None
    if is_scattered(plain, entry.plain):
        return found(SCATTERED, "characters")
    return None


def findable(documents: Iterable[MatterDocument], bundles: Iterable[Bundle] = ()) -> tuple[Findable, ...]:
    """documents: of each matter the version in force."""
    matters = [
        Findable(
            key=each.key,
            number=each.number,
            name_zh=each.matter.name.zh,
            name_en=each.matter.name.en,
            alias=each.matter.alias,
            keywords=each.matter.keywords,
            priority=each.channels.priority,
        )
        for each in documents
    ]
    together = [
        Findable(
            key=each.key,
            number="",
            name_zh=each.name.zh,
            name_en=each.name.en,
            alias=each.alias,
            keywords=each.keywords,
            priority=BUNDLE_PRIORITY,
        )
        for each in bundles
    ]
    return (*matters, *together)
