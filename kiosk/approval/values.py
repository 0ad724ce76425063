"""Values (值): the types a rule may speak of, and how a raw value becomes one of them.

Numbers are decimal, dates are dates, lengths count characters. A number or date that comes as text is no number and
no date: it is refused where it enters, so that nothing is ever compared as text by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Rounded
from typing import Any, Final, NoReturn

from kiosk.matters.model import Dictionary

MAX_NUMBER: Final = Decimal(10) ** 15
MAX_TEXT: Final = 4000
MAX_MEMBERS: Final = 5000

EXACT: Final = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow, Rounded])
"""All arithmetic of rules: what cannot be computed exactly is an error, never a rounded answer."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the language. element: of a list; members: of a record, in the order of its tuple."""

    name: str
    element: Type | None = None
    members: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        return f"list of {self.element}" if self.element else self.name


NUMBER: Final = Type("number")
TEXT: Final = Type("text")
DATE: Final = Type("date")
FLAG: Final = Type("flag")
TEXTS: Final = Type("list", TEXT)
SCALARS: Final = {each.name: each for each in (NUMBER, TEXT, DATE, FLAG)}
"""Name in the dictionary -> type of a single value."""

Record = tuple[Any, ...]
Value = Decimal | date | str | bool | tuple[str, ...] | tuple[Record, ...]
"""What an expression computes with. A record is a tuple in the order of its type's members."""


def types_of(dictionary: Dictionary) -> dict[str, Type]:
    """Every type a field may have, by its name in the dictionary."""
    records = {
        name: Type("list", Type(name, members=tuple((member, SCALARS[kind]) for member, kind in members.items())))
        for name, members in dictionary.records.items()
    }
    return {**SCALARS, "texts": TEXTS, **records}


class Touched(TypeError):
    """Something looked at a value that is not known."""


class Unknown:
    """A value nobody knows. Whoever tests, compares, counts or computes with it gets Touched, never an answer."""

    __slots__ = ()

    def _touched(self, *_: object) -> NoReturn:
        raise Touched

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _touched
    __len__ = __iter__ = __contains__ = __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = _touched
    __mul__ = __rmul__ = __neg__ = __str__ = __format__ = __int__ = _touched

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class Mistyped(TypeError):
    """A raw value is not of its field's type."""


Convert = Callable[[object], Any]
"""From what a source gave to a value. Raises Mistyped."""


def to_number(raw: object) -> Decimal:
    """A whole number or a decimal; no float (it has lost its digits), no flag, no text."""
    if type(raw) is int:
        raw = Decimal(raw)
    if type(raw) is Decimal and raw.is_finite() and -MAX_NUMBER < raw < MAX_NUMBER:
        return raw
    raise Mistyped


def to_text(raw: object) -> str:
    """Characters as they are."""
    if type(raw) is str and len(raw) <= MAX_TEXT and (raw.isascii() or is_unicode(raw)):
        return raw
    raise Mistyped


def is_unicode(text: str) -> bool:
    """Whether a text can be written down; half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def to_date(raw: object) -> date:
    """A calendar day; an instant is none, since midnight elsewhere is another day."""
    if type(raw) is date:
        return raw
    raise Mistyped


def to_flag(raw: object) -> bool:
    """True or False itself."""
    if raw is True or raw is False:
        return raw
    raise Mistyped


def to_texts(raw: object) -> tuple[str, ...]:
    """A list of texts."""
    if type(raw) not in (list, tuple) or len(raw) > MAX_MEMBERS:  # type: ignore[arg-type]
        raise Mistyped
    return tuple(map(to_text, raw))  # type: ignore[call-overload]


SCALAR_CONVERTS: Final[dict[Type, Convert]] = {NUMBER: to_number, TEXT: to_text, DATE: to_date, FLAG: to_flag}


def to_records(record: Type) -> Convert:
    """A list of dicts becomes a list of tuples; what a member lacks is UNKNOWN, what it has too much is refused."""
    names = tuple(name for name, _ in record.members)
    converts = tuple(SCALAR_CONVERTS[kind] for _, kind in record.members)
    known = frozenset(names)

    def one(raw: object) -> Record:
        if type(raw) is not dict or not raw.keys() <= known:
            raise Mistyped
        given = map(raw.get, names)
        return tuple(UNKNOWN if each is None else to(each) for to, each in zip(converts, given, strict=True))

    def convert(raw: object) -> tuple[Record, ...]:
        if type(raw) not in (list, tuple) or len(raw) > MAX_MEMBERS:  # type: ignore[arg-type]
            raise Mistyped
        return tuple(map(one, raw))  # type: ignore[call-overload]

    return convert


def convert_to(kind: Type) -> Convert:
    """How a raw value becomes one of a type."""
    if kind.element is None:
        return SCALAR_CONVERTS[kind]
    return to_texts if kind.element == TEXT else to_records(kind.element)


MONTHS: Final = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - reads better
)
FLAG_WORDS: Final = {True: ("是", "yes"), False: ("否", "no")}


def shown_date(day: date) -> tuple[str, str]:
    """A day in zh and en: 2034年9月1日, 1 September 2034."""
    return f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def shown_number(number: Decimal) -> tuple[str, str]:
    """Digits without an exponent, and without zeros that say nothing."""
    text = format(number, "f")
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return plain, plain


SHOWN: Final[dict[type, Callable[[Any], tuple[str, str]]]] = {
    Decimal: shown_number,
    date: shown_date,
    str: lambda text: (text, text),
    bool: FLAG_WORDS.__getitem__,
    tuple: lambda texts: ("、".join(texts), ", ".join(texts)),
}


def shown(value: Any, words: Mapping[str, str] | None = None) -> tuple[str, str]:
    """A value as a citizen reads it, in zh and en. words: texts in English. Records are shown nowhere."""
    zh, en = SHOWN[type(value)](value)
    if not words:
        return zh, en
    if isinstance(value, tuple):
        return zh, ", ".join(words.get(each, each) for each in value)
    return zh, words.get(value, en) if isinstance(value, str) else en
