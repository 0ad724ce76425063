"""Numbers of people and organisations (公民身份号码·统一社会信用代码): read, checked, and made up.

A number that reads well may still belong to nobody. Its first six digits say where it was first
registered, never where somebody lives, and a prefix that this file cannot name is accepted: three of
them are carried by people of one town, by the year in which they were registered. Whoever is made up
here is registered in 445299, a county code that was never assigned.

Source: GB 11643-1999 (ISO 7064 MOD 11-2), GB 32100-2015, GB 11714-1997.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.identity.refusals import NumberInvalid

SYNTHETIC_COUNTY: Final = "445299"
"""Not assigned, so that no made-up number can be a real person's or office's."""

AREAS: Final[dict[str, tuple[str, str]]] = {
    "440525": ("揭阳县（1983–1991）", "Jieyang county, 1983–1991"),
    "445202": ("榕城区", "Rongcheng"),
    "445203": ("揭东区", "Jiedong"),
    "445221": ("揭东县（1991–2012）", "Jiedong county, 1991–2012"),
    "445222": ("揭西县", "Jiexi"),
    "445224": ("惠来县", "Huilai"),
    "445281": ("普宁市", "Puning"),
    SYNTHETIC_COUNTY: ("仿真区", "synthetic county"),
}
"""Six digits -> name in zh and en. Only a handful; the others are no error."""
UNKNOWN_AREA: Final = ("未知地区", "unknown area")

PERSON_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PERSON_CHECKS: Final = "10X98765432"
"""Check character by the weighted sum modulo 11."""

ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z."""
ORGANISATION_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
INNER_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
INNER_CHECKS: Final = "0X987654321"
"""Check character of the organisation code inside, by the weighted sum modulo 11."""

_PERSON: Final = re.compile(r"[0-9]{17}[0-9X]")
_ORGANISATION: Final = re.compile(rf"[{ORGANISATION_ALPHABET}]{{2}}[0-9]{{6}}[{ORGANISATION_ALPHABET}]{{10}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNumber:
    """A 公民身份号码 that reads well. area: six digits of the first registration. sequence: odd for men."""

    number: str
    area: str
    born: date
    sequence: int

    @property
    def is_male(self) -> bool:
        """By the sequence number."""
        return self.sequence % 2 == 1

    @property
    def is_synthetic(self) -> bool:
        """Whether it is one of ours and nobody's."""
        return self.area == SYNTHETIC_COUNTY

    def age_on(self, day: date) -> int:
        """Completed years on a day; somebody born on 29 February completes one on 1 March of a common year."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationNumber:
    """A 统一社会信用代码 that reads well. authority: who registered it. organisation: the nine characters inside."""

    number: str
    authority: str
    category: str
    area: str
    organisation: str

    @property
    def is_synthetic(self) -> bool:
        """Whether it is one of ours and nobody's."""
        return self.area == SYNTHETIC_COUNTY


def read_person(text: str) -> PersonNumber:
    """A person's number as typed; a small x counts as X.

    Raises NumberInvalid with its reason: shape · birth · check.
    """
    number = text.upper()
    if not _PERSON.fullmatch(number):
        raise NumberInvalid(reason="shape")
    born = _date(number[6:14])
    if born is None:
        raise NumberInvalid(reason="birth")
    if person_check(number[:17]) != number[17]:
        raise NumberInvalid(reason="check")
    return PersonNumber(number=number, area=number[:6], born=born, sequence=int(number[14:17]))


def read_organisation(text: str) -> OrganisationNumber:
    """An organisation's number as typed; small letters count as capitals.

    Raises NumberInvalid with its reason: shape · inner (the organisation code's own check) · check.
    """
    number = text.upper()
    if not _ORGANISATION.fullmatch(number):
        raise NumberInvalid(reason="shape")
    if inner_check(number[8:16]) != number[16]:
        raise NumberInvalid(reason="inner")
    if organisation_check(number[:17]) != number[17]:
        raise NumberInvalid(reason="check")
    return OrganisationNumber(
        number=number, authority=number[0], category=number[1], area=number[2:8], organisation=number[8:17]
    )


def synthetic_person(born: date, sequence: int) -> str:
    """The number of somebody who does not exist. sequence: 0..999, odd for men."""
    body = f"{SYNTHETIC_COUNTY}{born:%Y%m%d}{sequence:03d}"
    return body + person_check(body)


def synthetic_organisation(kind: str, body: str) -> str:
    """The number of an organisation that does not exist.

    kind: authority and category, e.g. 91 for a company. body: the eight characters of its own code.
    """
    first = kind + SYNTHETIC_COUNTY + body + inner_check(body)
    return first + organisation_check(first)


def number_hash(number: str, key: bytes) -> str:
    """What journals and registers keep of a number: HMAC-SHA256, hex.

    key: the installation's own. Without one, trying all numbers of a county would take minutes.
    """
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def area_name(area: str) -> tuple[str, str]:
    """(zh, en) of six digits; a code that is not in the table is an unknown area and nothing worse."""
    return AREAS.get(area, UNKNOWN_AREA)


def person_check(first: str) -> str:
    """Check character of 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(PERSON_WEIGHTS, first, strict=True))
    return PERSON_CHECKS[total % 11]


def organisation_check(first: str) -> str:
    """Check character of the first 17 characters, modulo 31."""
    values = (ORGANISATION_ALPHABET.index(character) for character in first)
    total = sum(weight * value for weight, value in zip(ORGANISATION_WEIGHTS, values, strict=True))
    return ORGANISATION_ALPHABET[-total % 31]


def inner_check(body: str) -> str:
    """Check character of the eight characters of an organisation code: digits and letters count 0..35."""
    total = sum(weight * int(character, 36) for weight, character in zip(INNER_WEIGHTS, body, strict=True))
    return INNER_CHECKS[total % 11]


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
