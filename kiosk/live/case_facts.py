"""Facts that no authority is asked for (本次办理与本人填写): what the visit shows, and what its applicant has written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kiosk.approval.facts import Outcome, Reading
from kiosk.hall.refusals import Refusal
from kiosk.hall.state import Session
from kiosk.identity.issuer.authorisations import authority
from kiosk.identity.issuer.state import Entity, IssuerState
from kiosk.live.case_file import PROMISE
from kiosk.live.catalogue_book import Entry
from kiosk.matters.model import Dictionary

LONGEST_TEXT: Final = 120
MOST_TEXTS: Final = 20
GRADE_SEEN: Final = "A"
GRADE_PROMISED: Final = "D"
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
FORM: Final = "form"
SESSION: Final = "session"
FACE: Final = "face"


class FormInvalid(Exception):
    """What somebody wrote does not fit. places: field -> what is expected there."""

    def __init__(self, places: dict[str, str]) -> None:
        super().__init__(", ".join(places))
        self.places = places


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= LONGEST_TEXT or CONTROL.search(value):
        raise ValueError(f"a text of 1 to {LONGEST_TEXT} characters")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_TEXTS:
        raise ValueError(f"a list of 1 to {MOST_TEXTS} texts")
    return tuple(_text(each) for each in value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - one way to say what is expected
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number")  # noqa: TRY004 - as above
    return Decimal(value)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("a date like 2026-11-23") from None


READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text": _text,
    "texts": _texts,
    "flag": _flag,
    "number": _number,
    "date": _day,
}
"""Type of a field -> how what was written in it is read."""


def form_readings(
    written: Mapping[str, Any], entry: Entry, dictionary: Dictionary, now_ms: int, today: date
) -> dict[str, Reading]:
    """What was written, by field. Nothing that the matter does not ask for. Raises FormInvalid."""
    asked = {*entry.document.form.ask, PROMISE} & {*entry.document.fields}
    places: dict[str, str] = {name: "nothing asks for it" for name in written if name not in asked}
    found: dict[str, Reading] = {}
    for name in sorted(asked & written.keys()):
        try:
            value = READ[dictionary.fields[name].type](written[name])
        except ValueError as error:
            places[name] = str(error)
        else:
            found[name] = _said(name, value, FORM, GRADE_PROMISED, now_ms, today)
    missing = [name for name in entry.document.form.ask if name not in found and name not in places]
    places |= dict.fromkeys((name for name in missing if name != PROMISE), "is asked for")
    if places:
        raise FormInvalid(places)
    if PROMISE in asked and PROMISE not in found:
        # Whoever has not said so has not promised.
        found[PROMISE] = _said(PROMISE, False, FORM, GRADE_PROMISED, now_ms, today)  # noqa: FBT003 - a value
    return found


def session_readings(
    session: Session, entry: Entry, issuer: IssuerState, now_ms: int, today: date
) -> dict[str, Reading]:
    """What the visit shows, of the fields that the matter reads."""
    values: dict[str, Any] = {
        "session.level": int(session.level),
        "session.is_agent": session.principal is not None,
        "session.scopes": scopes_of(session, issuer, now_ms),
        "session.is_live": FACE in session.proofs,
    }
    wanted = entry.matter.scope.get(SESSION, ())
    return {name: _said(name, values[name], SESSION, GRADE_SEEN, now_ms, today) for name in wanted if name in values}


def scopes_of(session: Session, issuer: IssuerState, now_ms: int) -> tuple[str, ...]:
    """What somebody who acts for a company may do; nothing for who acts for themselves."""
    principal = session.principal
    if principal is None or not isinstance(issuer.subjects.get(principal), Entity):
        return ()
    try:
        return authority(issuer, principal, str(session.subject), now_ms)[1]
    except Refusal:
        return ()


def _said(name: str, value: Any, source: str, grade: str, now_ms: int, today: date) -> Reading:
    return Reading(
        field=name, outcome=Outcome.OK, value=value, source=source, as_of=today, fetched_at_ms=now_ms, grade=grade
    )
