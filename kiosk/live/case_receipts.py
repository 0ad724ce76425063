"""Receipts of cases (办件回执): what is kept and drawn of one, and what its page tells whoever holds it.

The page is opened by a token: the case's short number, by which it is found, and a keyed hash of its whole number, which
nobody can guess. It tells what the slip tells and how far the case is by now; no name, no ground, and of an end other
than the usual one only that it is over.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

import orjson

from devices.xfs.layout import Layout, Picture
from devices.xfs.native import picture_layout
from kiosk.approval.templates import Said
from kiosk.certificates.case_slip import CaseSlip, DueDay, draw_case_slip, slip_text
from kiosk.hall.config import HallConfig
from kiosk.hall.lifecycles import OPEN_CASES, CaseState
from kiosk.live.case_paper import Place
from kiosk.live.case_rows import Row
from kiosk.live.catalogue_book import Entry
from kiosk.live.drawing import Drawing

HASH_BYTES: Final = 16
HASH_LETTERS: Final = 22
"""Of the keyed hash in a token: 128 bits in base64url."""
SLIP: Final = "slip:"
"""How a kept page begins that is a receipt; what it is drawn from follows, as JSON."""
STAGES: Final[Mapping[str, Said]] = {
    "draft": Said("还没有提交", "Not handed in yet"),
    "received": Said("已收件，由工作人员接着办理", "Received; a member of staff goes on with it"),
    "told": Said("请申请人补正后再提交", "Waiting for the applicant to put something right"),
    "accepted": Said("已受理，正在办理", "Accepted; it is being worked on"),
    "made": Said("已批准，正在制作结果", "Approved; the result is being made"),
    "ready": Said("已办好，可以领取", "Ready to collect"),
    "posted": Said("已办好，已经寄出", "Done; it is in the post"),
    "done": Said("已办结", "Done"),
    "withdrawn": Said("申请人已撤回", "Withdrawn by the applicant"),
    "ended": Said("这件办件已经结束", "This case is over"),
}
"""How far a case is -> what its receipt and its page say."""
STAGE_OF: Final[Mapping[CaseState, str]] = {
    CaseState.DRAFT: "draft",
    CaseState.SUBMITTED: "received",
    CaseState.CORRECTING: "told",
    CaseState.ACCEPTED: "accepted",
    CaseState.ACCEPTED_WITH_GAPS: "accepted",
    CaseState.REVIEWING: "accepted",
    CaseState.SPECIAL: "accepted",
    CaseState.DECIDING: "accepted",
    CaseState.GRANTED: "made",
    CaseState.MAKING: "made",
    CaseState.READY: "ready",
    CaseState.POSTED: "posted",
    CaseState.CLOSED: "done",
    CaseState.RATED: "done",
    CaseState.WITHDRAWN: "withdrawn",
}
"""State -> stage; whatever is not here has ended otherwise, and how is for its holder alone."""
BEGINS: Final = Said("开始办理", "Begins")
ANSWER: Final = Said("最晚答复", "Answer by")
DUE: Final[Mapping[str, Said]] = {
    "told": Said("补正期限", "Put right by"),
    "accepted": Said("承诺办结", "Promised by"),
}
"""Stage -> what is due on the last day that its case has."""
ESTIMATED: Final = Said("承诺办结（预估）", "Promised by (estimate)")


class Receipts:
    """Of an installation. secret: its own. place_of: terminal -> where it stands."""

    def __init__(self, secret: bytes, public_url: str, drawing: Drawing, place_of: Callable[[str], Place]) -> None:
        self._key = hmac.digest(secret, b"yzz.receipt", "sha256")
        self._public_url = public_url
        self._drawing = drawing
        self._place_of = place_of

    def token(self, row: Row) -> str:
        """With what whoever holds its receipt opens the page of a case."""
        digest = hmac.digest(self._key, row["case"].encode(), "sha256")[:HASH_BYTES]
        return f"{row['alias']}-{urlsafe_b64encode(digest).decode().rstrip('=')}"

    def opens(self, token: str, row: Row) -> bool:
        """Whether a token is the case's own."""
        return hmac.compare_digest(token.encode(), self.token(row).encode())

    def page(
        self,
        row: Row,
        entry: Entry,
        hall: HallConfig,
        office: tuple[date, date] | None,
        terminal: str,
        at_ms: int,
        *,
        is_estimate: bool = False,
    ) -> str:
        """What is kept of a receipt that is printed now. office: first and last day on which the office answers."""
        place, name, said = self._place_of(terminal), entry.document.matter.name, STAGES[stage_of(row)]
        slip = CaseSlip(
            hall_zh=hall.name_zh,
            hall_en=hall.name_en,
            matter_zh=name.zh,
            matter_en=name.en,
            alias=row["alias"],
            case=row["case"],
            state_zh=said.zh,
            state_en=said.en,
            due=due_days(row, office, is_estimate=is_estimate),
            terminal=place.name,
            made_at_ms=at_ms,
            utc_offset_min=place.utc_offset_min,
            url=f"{self._public_url}/c/{self.token(row)}",
        )
        return SLIP + orjson.dumps(asdict(slip)).decode()

    def printable(self, slip: CaseSlip) -> Layout:
        """The receipt as its printer gets it: dot for dot, with its text for whoever cannot see it."""
        layout = picture_layout(self._drawing.draw(draw_case_slip, slip))
        said = slip_text(slip)
        return replace(
            layout, items=tuple(replace(each, text=said) for each in layout.items if isinstance(each, Picture))
        )


def slip_of(page: str) -> CaseSlip | None:
    """The receipt that a kept page is, or None where it is something else."""
    if not page.startswith(SLIP):
        return None
    kept = orjson.loads(page.removeprefix(SLIP))
    return CaseSlip(**{**kept, "due": tuple(DueDay(**each) for each in kept["due"])})


def alias_in(token: str) -> str:
    """The short number of the case that a token is said to be for."""
    return token[: -HASH_LETTERS - 1]


def stage_of(row: Row) -> str:
    """How far a case is, for whoever holds its receipt."""
    return STAGE_OF.get(CaseState(row["state"]), "ended")


def due_days(row: Row, office: tuple[date, date] | None, *, is_estimate: bool = False) -> tuple[DueDay, ...]:
    """What is due next. office: first and last day on which the office answers, while it has the case.

    is_estimate: what is promised lies in a year whose working days nobody has announced.
    """
    if office is not None:
        return tuple(_due(said, str(on)) for said, on in zip((BEGINS, ANSWER), office, strict=True))
    said = ESTIMATED if is_estimate else DUE.get(stage_of(row))
    is_open = CaseState(row["state"]) in OPEN_CASES
    return (_due(said, row["due_on"]),) if said is not None and is_open and row["due_on"] is not None else ()


def _due(said: Said, on: str) -> DueDay:
    return DueDay(zh=said.zh, en=said.en, on=on)


def held_record(
    row: Row, entry: Entry, hall: str, config: HallConfig, office: tuple[date, date] | None, *, is_estimate: bool
) -> dict[str, Any]:
    """The page of a case for whoever holds its receipt. hall: its key."""
    stage, name = stage_of(row), entry.document.matter.name
    return {
        "alias": row["alias"],
        "case": row["case"],
        "hall": hall,
        "hall_zh": config.name_zh,
        "hall_en": config.name_en,
        "matter_zh": name.zh,
        "matter_en": name.en,
        "stage": stage,
        "state_zh": STAGES[stage].zh,
        "state_en": STAGES[stage].en,
        "due": [asdict(each) for each in due_days(row, office, is_estimate=is_estimate)],
    }
