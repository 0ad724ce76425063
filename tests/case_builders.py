"""Builders for tests of cases: matters with their terms, a hall that knows them, a person before a terminal."""

from __future__ import annotations

from kiosk.approval.compiled import Severity
from kiosk.approval.decisions import Result
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_record import Case
from kiosk.hall.case_rules import ConditionRule, MatterRules
from kiosk.hall.config import HALL_ALONE, ZoneConfig
from kiosk.hall.hall import Hall
from tests.builders import terminals, two_line_config

MONDAY_MS = 1_795_363_200_000
"""2026-11-23T00:00+08:00; no holiday follows before the year ends."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NOON_MS = MONDAY_MS + 12 * HOUR_MS
OFFICE = "11445299EM00000108"

ELDER = MatterRules(
    key="elder",
    version=1,
    code=f"{OFFICE}5440501101001",
    in_force_on="2024-01-01",
    matter_class="A",
    level=3,
    conditions=(
        ConditionRule(code="C1", severity=Severity.HARD),
        ConditionRule(code="C2", severity=Severity.HARD),
        ConditionRule(code="C4", severity=Severity.SOFT, gap="account"),
        ConditionRule(code="ROUTE", severity=Severity.ROUTE),
    ),
    is_instant=True,
    promised_days=5,
    statutory_days=20,
    gap_days=(("account", 10),),
    materials=("M1", "M2"),
    tellable=("C1", "C2", "C4"),
)
RELIEF = MatterRules(
    key="relief",
    version=1,
    code=f"{OFFICE}5440501102001",
    in_force_on="2024-01-01",
    matter_class="A",
    level=3,
    conditions=(ConditionRule(code="C1", severity=Severity.HARD),),
    is_instant=False,
    promised_days=22,
    statutory_days=30,
)


def case_hall(*matters: MatterRules, is_open: bool = True, gives_tickets: bool = True) -> Hall:
    """A hall of terminal k1 with matters and the announced working days, open on Monday from 8:30 to 17:30."""
    zones = (*HALL_ALONE, ZoneConfig(key="village", name_zh="村", name_en="Village", gives_tickets=False))
    zone = "hall" if gives_tickets else "village"
    config = two_line_config(zones=zones, terminals=terminals("k1", zone=zone))
    hall = Hall()
    hall.handle(c.ConfigureHall(config=config), MONDAY_MS)
    hall.handle(c.SetWorkCalendar(calendar=announced_work_calendar()), MONDAY_MS)
    hall.handle(c.PublishCatalogue(digest="d1", matters=matters or (ELDER, RELIEF)), MONDAY_MS)
    if is_open:
        hours = ((MONDAY_MS + 8 * HOUR_MS, MONDAY_MS + 18 * HOUR_MS),)
        hall.handle(c.OpenHall(day="2026-11-23", intervals=hours, turns_at_ms=MONDAY_MS + DAY_MS), MONDAY_MS)
    hall.tick(NOON_MS)
    return hall


def log_in(hall: Hall, *, at: int = NOON_MS, subject: str = "p1", level: int = 3, principal: str | None = None) -> str:
    """Somebody stands before k1 and is known. Returns the session."""
    hall.tick(at)
    session = f"s{at}"
    hall.handle(c.StartSession(terminal="k1", session=session), at)
    hall.handle(
        c.LogIn(
            terminal="k1", session=session, subject=subject, level=level, proofs=("code", "face"), principal=principal
        ),
        at,
    )
    return session


def begin(hall: Hall, *, matter: str = "elder", at: int = NOON_MS) -> Case:
    """A draft of whoever stands before k1."""
    session = hall.state.sessions["k1"].session
    (opened,) = hall.handle(c.OpenCase(terminal="k1", session=session, matter=matter), at)
    assert isinstance(opened, e.CaseOpened)
    return hall.state.cases[opened.case]


def submit(
    hall: Hall,
    case: Case,
    *,
    at: int = NOON_MS,
    may_lack: bool = False,
    is_sampled: bool = False,
    **results: Result,
) -> tuple[e.Event, ...]:
    """Submit it with every condition met but those named."""
    hall.tick(at)
    session = hall.state.sessions["k1"].session
    codes = {each.code for each in _rules(hall, case).conditions}
    found = dict.fromkeys(sorted(codes), Result.MET) | results
    command = c.SubmitCase(
        terminal="k1",
        session=session,
        case=case.case,
        facts="hash",
        results=tuple(found.items()),
        may_lack=may_lack,
        is_sampled=is_sampled,
    )
    return hall.handle(command, at)


def step(hall: Hall, case: Case, name: str, *, at: int, by: str = "clerk01", **more: object) -> tuple[e.Event, ...]:
    """Staff take it one step further."""
    hall.tick(at)
    return hall.handle(c.StepCase(case=case.case, step=name, by=by, **more), at)  # type: ignore[arg-type]  # a builder takes what a test names


def _rules(hall: Hall, case: Case) -> MatterRules:
    return next(each for each in hall.state.catalogue if (each.key, each.version) == (case.matter, case.version))
