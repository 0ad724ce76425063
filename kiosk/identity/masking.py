"""Masks (脱敏): what a screen shows of somebody before they tap to see more.

The one place that decides it. Whatever does not look as expected is hidden whole: a mask that
guesses shows too much.

Source: the hall's privacy rules; GB/T 35273 gives the habit, not the pattern.
"""

from __future__ import annotations

import re
from typing import Final

STAR: Final = "*"
_PERSON: Final = re.compile(r"[0-9]{17}[0-9Xx]")
_PHONE: Final = re.compile(r"[0-9]{11}")
_CARD: Final = re.compile(r"[0-9A-Z]{8,19}")


def mask_person(number: str) -> str:
    """445***********0017: where somebody was first registered, to the city, and the last four."""
    return _between(number, 3, 4) if _PERSON.fullmatch(number) else _hidden(number)


def mask_name(name: str) -> str:
    """张* and 张*丰: the family name, and the last character of a longer one."""
    if len(name) <= 1:
        return _hidden(name)
    return _between(name, 1, 0 if len(name) == len("张三") else 1)


def mask_phone(phone: str) -> str:
    """138****1234."""
    return _between(phone, 3, 4) if _PHONE.fullmatch(phone) else _hidden(phone)


def mask_card(number: str) -> str:
    """The last four of a social or bank card."""
    return _between(number, 0, 4) if _CARD.fullmatch(number) else _hidden(number)


def _between(text: str, first: int, last: int) -> str:
    end = len(text) - last
    return text[:first] + STAR * (end - first) + text[end:]


def _hidden(text: str) -> str:
    return STAR * len(text)
