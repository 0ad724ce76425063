"""Shapes of notices, owners and ratings (告知、首问与评价的数据格式)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.hall.service_commands import MOST_ITEMS
from kiosk.hall.service_records import RATING_REASONS
from kiosk.matters.missing import ItemKind
from kiosk.web.schemas import Answer, Body

Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_]+$")]


class MissingBody(Body):
    """One thing that is missing: an item of the matter, and one of its reasons."""

    item: Code
    reason: Code


class Tell(Body):
    """Everything that is missing for a matter, at once."""

    matter: Code
    items: Annotated[list[MissingBody], Field(min_length=1, max_length=MOST_ITEMS)]


class RateOwn(Body):
    """5 is 非常满意; null: they would rather not. reasons: of the two lowest, at least one."""

    grade: Annotated[int, Field(ge=1, le=5)] | None
    reasons: Annotated[list[Literal[RATING_REASONS]], Field(max_length=len(RATING_REASONS))] = Field(  # type: ignore[valid-type]  # a literal of a tuple
        default_factory=list
    )


class SettleFollowUp(Body):
    """What came of looking into a poor rating."""

    outcome: Literal["put_right", "explained", "unfounded"]


class MissingRecord(Answer):
    """One line of a notice, in words. remedy: what to do, null where that depends on the person."""

    item: str
    name_zh: str
    name_en: str
    reason: str
    reason_zh: str
    reason_en: str
    remedy_zh: str | None
    remedy_en: str | None


class ToldFact(Answer):
    """What is told with every notice: basis, limits, steps, fee, place, materials, whom to ask."""

    fact: str
    name_zh: str
    name_en: str
    zh: str
    en: str


class ToldNotice(Answer):
    """A notice in words. times: which one about this matter it is for its ticket. url: of its page, as in the QR."""

    hall: str
    hall_zh: str
    hall_en: str
    notice: str
    day: str
    ticket: str
    counter: str | None
    counter_name_zh: str | None
    counter_name_en: str | None
    matter: str
    version: int
    name_zh: str
    name_en: str
    times: int
    at_ms: int
    items: list[MissingRecord]
    facts: list[ToldFact]
    url: str


class ToldNotices(Answer):
    """All notices of a ticket, the oldest first."""

    notices: list[ToldNotice]


class GivenNotice(Answer):
    """The number of the notice that was given; in words it is read by it."""

    notice: str
    ticket: str
    times: int
    seq: int


class OfferedItem(Answer):
    """What can be missing for a matter. reasons: why, by code."""

    item: str
    name_zh: str
    name_en: str
    kind: ItemKind
    reasons: list[str]


class OfferedMatter(Answer):
    """A matter a counter may tell about. words: by which it is found too. said: told to this ticket already, in notices."""

    matter: str
    name_zh: str
    name_en: str
    words: str
    items: list[OfferedItem]
    said: list[str]
    notices: list[str]


class ReasonWords(Answer):
    """A reason as people read it."""

    reason: str
    zh: str
    en: str


class MissingList(Answer):
    """What a counter may say is missing now."""

    ticket: str | None
    matters: list[OfferedMatter]
    reasons: list[ReasonWords]


class RatingGiven(Answer):
    """How it stands after the answer. rating: rated or declined."""

    ticket: str
    rating: Literal["rated", "declined"]
    grade: int | None
    seq: int


class OwnerRecord(Answer):
    """Who owns a question (首问): the counter, and the account that sat there."""

    counter: str | None
    counter_name_zh: str | None
    counter_name_en: str | None
    clerk: str | None


class OwnedRecord(Answer):
    """A ticket that somebody else has now and this clerk was asked first. line: null of a finished one."""

    ticket: str
    state: Literal["waiting", "called", "serving", "parked", "finished"]
    line_name_zh: str | None
    line_name_en: str | None
    counter: str | None
    counter_name_zh: str | None
    counter_name_en: str | None


class GivenNoticeRecord(Answer):
    """A notice that the ticket at a counter has, by its number."""

    notice: str
    matter: str


class FollowUpRecord(Answer):
    """A poor rating that waits for a supervisor. clerk: who served."""

    follow_up: str
    day: str
    ticket: str
    counter: str | None
    counter_name_zh: str | None
    counter_name_en: str | None
    clerk: str | None
    grade: int
    reasons: list[str]
    at_ms: int
    due_at_ms: int
