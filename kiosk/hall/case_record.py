"""What the kernel keeps of a case (办件) while it is open: who, which matter, how far, until when."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.case_events import Light, Obligation, Owner, Terms
from kiosk.hall.lifecycles import CaseState


@dataclass(slots=True)
class Case:
    """One open case. subject: whoever opened it; principal: for whom, or None.

    due_ms: when something happens to it by itself, None where nothing does. accepted_on: the date its version was
    chosen by. stopped_on: since when a special procedure stops its terms. stopped_days, extended_days: working days
    that do not count. told, correct_by: conditions of the one notice, and
    the last day to correct them. clerk: account of who has taken it up at a counter, while it is with the counter. visits:
    days on which somebody came for it, that is opened it, submitted it, brought what was missing or went on at a counter;
    came_on: the last of them.
    """

    case: str
    alias: str
    matter: str
    version: int
    subject: str
    principal: str | None
    opened_at_ms: int
    due_ms: int | None
    state: CaseState = CaseState.DRAFT
    owner: Owner = Owner.APPLICANT
    ticket: str | None = None
    accepted_on: str | None = None
    terms: Terms | None = None
    light: Light = Light.GREEN
    told: tuple[str, ...] = ()
    correct_by: str | None = None
    obligations: tuple[Obligation, ...] = ()
    reviewer: str | None = None
    stopped_on: str | None = None
    stopped_days: int = 0
    extended_days: int = 0
    clerk: str | None = None
    visits: int = 0
    came_on: str = ""

    @property
    def holder(self) -> str:
        """Whose case it is."""
        return self.subject if self.principal is None else self.principal
