"""Commands of cases (办件命令). Part of `kiosk.hall.commands`, which has them all.

None carries a value of a person: facts are a keyed hash, results a word for each condition, what somebody wrote is the
key of a row in an erasable table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.approval.decisions import Result
from kiosk.calendars.workdays import WorkCalendar
from kiosk.hall.case_rules import MatterRules
from kiosk.hall.lifecycles import CaseState

STAFF_STEPS: Final = frozenset(
    {
        "accept",
        "tell_once",
        "rule_out",
        "refuse_acceptance",
        "assign",
        "hand_on",
        "stop_term",
        "resume_term",
        "extend",
        "conclude",
        "send_back",
        "grant",
        "deny",
        "make",
        "supply",
        "terminate",
    }
)
"""Steps that staff ask for by name."""
FIRST_SERIES: Final = "0"
GRADES: Final = (1, 5)
"""好差评: 5 is 非常满意."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCatalogue:
    """The matters and their versions, all of them. digest: SHA-256 of what they were made from."""

    digest: str
    matters: tuple[MatterRules, ...]
    by: str | None = None

    def __post_init__(self) -> None:
        versions = [(each.key, each.version) for each in self.matters]
        if len(set(versions)) < len(versions):
            raise ValueError("one document for each matter and version")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWorkCalendar:
    """The working days, anew (工作日历). Terms that run are counted again."""

    calendar: WorkCalendar
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Whoever is logged in begins a matter (开始办件). The number is allotted now; nothing is submitted.

    series: digits with which the serials of this hall begin (号段); none is the beginning of another hall's.
    """

    terminal: str
    session: str
    matter: str
    series: str = FIRST_SERIES

    def __post_init__(self) -> None:
        last = self.series.lstrip("9")
        if not (self.series.isascii() and self.series.isdigit() and len(last) == 1):
            raise ValueError("a series is one digit from 0 to 8, behind as many nines as it takes")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCase:
    """Submit a draft, or what was corrected (提交). facts: keyed hash of everything that was read.

    results: condition -> what became of it; of all routes together it is met or unverified, and never unmet.
    may_lack: the promise is signed by somebody in good standing. is_sampled: drawn for an after-check, should it be
    approved. token_hash: of the ticket's token, should a ticket be taken.
    """

    terminal: str
    session: str
    case: str
    facts: str
    results: tuple[tuple[str, Result], ...]
    may_lack: bool = False
    is_sampled: bool = False
    token_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverCase:
    """The citizen wants a person (转人工): instead of correcting, or instead of a machine.

    facts, results: of a draft, as in SubmitCase, where it was judged before; whoever takes it over decides on them.
    """

    terminal: str
    session: str
    case: str
    token_hash: str | None = None
    facts: str = ""
    results: tuple[tuple[str, Result], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpCase:
    """The clerk who serves its holder goes on with a case (接办)."""

    counter: str
    case: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCase:
    """The applicant wants it no more (撤回)."""

    terminal: str
    session: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCase:
    """Staff take a case one step further. codes: of tell_once, what is missing. material: of supply. days: of extend.

    writing: key of the opinion or reason, in a table of its own.
    """

    case: str
    step: str
    by: str
    codes: tuple[str, ...] = ()
    material: str | None = None
    days: int = 0
    writing: str | None = None

    def __post_init__(self) -> None:
        if self.step not in STAFF_STEPS:
            raise ValueError(f"staff do not {self.step!r}")
        if (self.step == "tell_once") != bool(self.codes) or (self.step == "supply") != (self.material is not None):
            raise ValueError("codes go with tell_once and a material with supply")
        if (self.step == "extend") != (self.days > 0):
            raise ValueError("days go with extend")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverCase:
    """The certificate is signed and stored (送达). digest: SHA-256 of the file."""

    case: str
    certificate: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCaseAside:
    """What was granted cannot be set on any sheet (制证受阻): a name that the font has not, say. A person has to see to it."""

    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCase:
    """好差评, once. was: how the finished case stands, by the tables; finished cases are not kept in memory."""

    case: str
    was: CaseState
    grade: int

    def __post_init__(self) -> None:
        least, most = GRADES
        if not least <= self.grade <= most:
            raise ValueError(f"a grade is within {least}..{most}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCase:
    """The authority takes back what was granted (撤销). was: as in RateCase."""

    case: str
    was: CaseState
    certificate: str
    by: str
    writing: str | None = None
