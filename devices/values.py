"""What a stimulus or an argument may say: read by name, or refused with what was wanted.

Every function reads one field of a mapping, gives the default where the field is absent, and raises
InvalidStimulus(field, wanted) where it is of another sort.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from devices.messages import InvalidStimulus

Values = Mapping[str, object]
Word = TypeVar("Word", bound=StrEnum)


def text(values: Values, name: str, longest: int, default: str | None = None) -> str:
    """A text of 1 to longest characters; without a default it must be there."""
    value = values.get(name, default)
    if not isinstance(value, str) or not (value == default or 0 < len(value) <= longest):
        raise InvalidStimulus(field=name, wanted=f"1..{longest} characters")
    return value


def whole(values: Values, name: str, *, least: int = 1, most: int = 2**53, default: int | None = None) -> int:
    """A whole number; without a default it must be there."""
    value = values.get(name, default)
    # A truth value is an int, but not of this very type.
    if type(value) is not int or not least <= value <= most:
        raise InvalidStimulus(field=name, wanted=f"a whole number within {least}..{most}")
    return value


def flag(values: Values, name: str) -> bool:
    """A truth value; false where the field is absent."""
    value = values.get(name, False)
    if not isinstance(value, bool):
        raise InvalidStimulus(field=name, wanted="true or false")
    return value


def word(values: Values, name: str, words: type[Word], default: Word | None = None) -> Word:
    """One of a list of words; without a default it must be there."""
    value = values.get(name, default)
    found = next((each for each in words if each == value), None)
    if found is None:
        raise InvalidStimulus(field=name, wanted=" | ".join(words))
    return found


def words(values: Values, name: str, allowed: type[Word], most: int = 16) -> tuple[Word, ...]:
    """Some of a list of words, in order; none where the field is absent."""
    value = values.get(name, ())
    if not isinstance(value, (list, tuple)) or len(value) > most or any(each not in list(allowed) for each in value):
        raise InvalidStimulus(field=name, wanted=f"up to {most} of {' | '.join(allowed)}")
    return tuple(allowed(each) for each in value)


def number(values: Values, name: str, *, least: float, most: float) -> float | None:
    """A number, or None where the field is absent."""
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidStimulus(field=name, wanted=f"a number within {least}..{most}")
    return float(value)


def mapping(values: Values, name: str, most: int = 64) -> Values:
    """Named values, at most so many; none where the field is absent."""
    value = values.get(name, {})
    if not isinstance(value, Mapping) or len(value) > most:
        raise InvalidStimulus(field=name, wanted=f"up to {most} named values")
    return value
