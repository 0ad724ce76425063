"""From letters to characters (拼音字表): what a touch keyboard needs to offer 登岗镇 for `denggangzhen` or `dgz`.

Pure: which characters there are, how common each is and which phrases the town uses is handed in. How characters are
read is pypinyin's; ü is typed as v, as on every keyboard in China.

Source: docs/decisions/0057-chinese-is-typed-by-pinyin.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pypinyin import Style, lazy_pinyin, pinyin

SYLLABLE: Final = re.compile(r"[a-z]{1,6}")
SELDOM: Final = 12
"""How many steps of commonness a character falls in the list of a reading that is not its usual one."""
FIRST_ROW: Final = 0xB0
FIRST_CELL: Final = 0xA1
ROW: Final = 94
LONGEST_PHRASE: Final = 12
ALSO: Final = {"lve": "lue", "nve": "nue"}
"""What some people type instead."""

Table = Mapping[str, Any]
"""syllables: letters -> its characters, the most common first. phrases: [text, its syllables with spaces between]."""


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    return "㐀" <= character <= "鿿" or "\U00020000" <= character <= "\U0003ffff"


def place_in_gb2312(character: str) -> int:
    """Its place there, level 1 before level 2; behind all of them for any other."""
    try:
        row, cell = character.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return ROW * ROW
    return (row - FIRST_ROW) * ROW + cell - FIRST_CELL


def readings(character: str) -> list[str]:
    """How it is read, the usual way first; nothing for what has no reading."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return [each for each in dict.fromkeys(found) if SYLLABLE.fullmatch(each)]


def syllables_of(characters: Iterable[str], step_of: Mapping[str, int], ours: frozenset[str]) -> dict[str, str]:
    """Syllable -> its characters. step_of: how common, 0 the most; unknown is after all. ours: before all others."""
    last = max(step_of.values(), default=0) + 1
    found: dict[str, list[tuple[int, int, str]]] = {}
    for character in characters:
        step = -1 if character in ours else step_of.get(character, last)
        for nth, syllable in enumerate(readings(character)):
            key = (step + SELDOM * min(nth, 1), place_in_gb2312(character), character)
            for typed in {syllable, ALSO.get(syllable, syllable)}:
                found.setdefault(typed, []).append(key)
    return {syllable: "".join(each[-1] for each in sorted(keys)) for syllable, keys in sorted(found.items())}


def phrases_of(texts: Iterable[str], can_set: frozenset[str]) -> list[list[str]]:
    """Each phrase once, with its syllables; what is not all Chinese, one character long or too long is left out."""
    kept = [
        text
        for text in dict.fromkeys(texts)
        if 1 < len(text) <= LONGEST_PHRASE and all(is_han(each) and each in can_set for each in text)
    ]
    return [[text, " ".join(lazy_pinyin(text))] for text in kept]


def table_of(characters: Iterable[str], step_of: Mapping[str, int], phrases: Iterable[str]) -> Table:
    """The table of a keyboard. Characters of the phrases come before all others."""
    han = frozenset(filter(is_han, characters))
    listed = phrases_of(phrases, han)
    ours = frozenset(each for text, _ in listed for each in text)
    return {"syllables": syllables_of(sorted(han), step_of, ours), "phrases": listed}
