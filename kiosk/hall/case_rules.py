"""What the kernel must know of a matter (事项规则): terms, conditions by name, gaps; no text, no expression, no field.

Entered by the command `PublishCatalogue`, so that a journal is complete in itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.approval.compiled import CompiledMatter, Severity
from kiosk.approval.notice import public_rules
from kiosk.matters.model import MatterDocument, Term

CODE_LENGTH = 31
"""Characters of a 实施编码; a case's number is it, the date and a serial: 43."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRule:
    """What must be met: a condition, a decision table, the data themselves. gap: what may follow later, or None.

    All `route` conditions together are one rule, of which nothing is known but whether a person must look.
    """

    code: str
    severity: Severity
    gap: str | None = None

    def __post_init__(self) -> None:
        if self.gap is not None and self.severity is not Severity.SOFT:
            raise ValueError(f"condition {self.code!r}: only a soft condition has a gap")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRules:
    """One version of a matter. code: its 实施编码. in_force_on: first date it decides, "YYYY-MM-DD".

    level: what opens it. is_instant: whether a machine may approve. promised_days: working days of whoever takes it
    over; statutory_days: of the law. correct_days: to correct what was told once. gap_days: material -> working days to
    bring it. grants_with_gaps: whether it may be granted while something is still to come. materials, tellable: what a
    counter may say is missing: papers, and conditions that are no routes.
    """

    key: str
    version: int
    code: str
    in_force_on: str
    matter_class: str
    level: int
    conditions: tuple[ConditionRule, ...]
    is_instant: bool
    promised_days: int
    statutory_days: int
    correct_days: int = 15
    gap_days: tuple[tuple[str, int], ...] = ()
    grants_with_gaps: bool = False
    materials: tuple[str, ...] = ()
    tellable: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        codes = [each.code for each in self.conditions]
        if len(set(codes)) < len(codes) or sum(each.severity is Severity.ROUTE for each in self.conditions) > 1:
            raise ValueError(
                f"matter {self.key!r}: conditions have different codes, and routes one for all, not {codes}"
            )
        if len(self.code) != CODE_LENGTH:
            raise ValueError(f"matter {self.key!r}: a code has {CODE_LENGTH} characters")
        if not 0 <= self.promised_days <= self.statutory_days or self.correct_days < 1 or self.version < 1:
            raise ValueError(
                f"matter {self.key!r}: 0 <= promised_days <= statutory_days and a time to correct are needed"
            )
        missing = {each.gap for each in self.conditions if each.gap is not None} - dict(self.gap_days).keys()
        if missing:
            raise ValueError(f"matter {self.key!r}: no days for {sorted(missing)}")


def in_force(versions: tuple[MatterRules, ...], day: str) -> MatterRules | None:
    """The version of one matter that decides on a date: the newest that has begun, or None."""
    begun = [each for each in versions if each.in_force_on <= day]
    return max(begun, key=lambda each: (each.in_force_on, each.version), default=None)


def matter_rules(document: MatterDocument, matter: CompiledMatter, matter_class: str) -> MatterRules:
    """What the kernel must know of a document and what was compiled from it. matter_class: of the hall's lines.

    Raises ValueError for a term that is not in working days: nothing else is counted here.
    """
    person = document.time.fallback_promise or document.time.promise
    promised = _working_days(document.key, person)
    statutory = promised if document.time.statutory is None else _working_days(document.key, document.time.statutory)
    return MatterRules(
        key=document.key,
        version=document.matter.version,
        code=document.matter.code,
        in_force_on=document.status.effective.isoformat(),
        matter_class=matter_class,
        level=document.kiosk.auth.min,
        conditions=tuple(
            ConditionRule(code=code, severity=rule.severity, gap=rule.gap)
            for code, rule in public_rules(matter).items()
        ),
        is_instant=matter.is_instant,
        promised_days=promised,
        statutory_days=max(promised, statutory),
        gap_days=tuple(
            (each.id, each.lack_days) for each in document.materials if each.id in matter.lack_ok and each.lack_days
        ),
        materials=tuple(each.id for each in document.materials),
        tellable=tuple(each.code for each in document.eligibility if each.severity != Severity.ROUTE.value),
    )


def _working_days(key: str, term: Term) -> int:
    if term.unit not in {"wd", "instant"}:
        raise ValueError(f"matter {key!r}: a term of {term.n} {term.unit} is not counted here, only working days")
    return term.n
