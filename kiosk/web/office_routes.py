"""Rows of the route table (路由表) about the back office; part of `kiosk.web.routes`."""

from __future__ import annotations

from typing import Final

from kiosk.web import office, office_schemas as shapes, schemas
from kiosk.web.access import Role
from kiosk.web.routing import Route

CLERKS: Final = frozenset({Role.CLERK, Role.SUPERVISOR})
CASES: Final = "/api/halls/<hall>/cases"
CASE: Final = f"{CASES}/<alias>"
TRIALS: Final = "/api/halls/<hall>/trials"
REVEALED: Final = (("revealed", "true: with what only who judges it may know; written down for itself"),)

OFFICE: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path=CASES,
        view=office.list_cases,
        who=CLERKS,
        zh="办件列表",
        en="The queue of cases; nobody is named in it",
        answer=shapes.QueuedCases,
        problems=("unknown_hall",),
    ),
    Route(
        method="GET",
        path=CASE,
        view=office.read_case,
        who=CLERKS,
        zh="查看办件（先记查阅）",
        en="One case with everything; the look is written down first",
        answer=shapes.StaffCase,
        query=REVEALED,
        problems=("unknown_hall", "unknown_case", "case_withheld", "store_unavailable"),
    ),
    Route(
        method="GET",
        path=f"{CASE}/audit",
        view=office.read_case_audit,
        who=CLERKS,
        zh="办件留痕（先记查阅）",
        en="What happened to a case and who was shown it; the look is written down first",
        answer=shapes.CaseAudit,
        query=REVEALED,
        problems=("unknown_hall", "unknown_case", "case_withheld", "store_unavailable"),
    ),
    Route(
        method="POST",
        path=f"{CASE}/step",
        view=office.step_case,
        who=CLERKS,
        zh="办理一步",
        en="Take a case one step further",
        body=shapes.CaseStep,
        answer=schemas.Sequence,
        command=True,
        problems=(
            "unknown_hall",
            "no_certificate",
            "unknown_case",
            "case_moved",
            "case_step_wrong",
            "told_once_already",
            "same_decider",
            "obligations_open",
            "unknown_obligation",
            "extended_already",
            "calendar_not_set",
        ),
    ),
    Route(
        method="GET",
        path=TRIALS,
        view=office.list_trials,
        who=CLERKS,
        zh="试办：人与事项（仅仿真）",
        en="Trials: people and matters; only with simulation on",
        answer=shapes.Trials,
        query=(("find", "a word of their role, label or name; none: the whole cast and some strangers"),),
        problems=("unknown_hall", "not_found"),
    ),
    Route(
        method="POST",
        path=TRIALS,
        view=office.try_case,
        who=CLERKS,
        zh="试办（不留存，不授予）",
        en="Judge a matter for somebody of the town; nothing is kept or granted",
        body=shapes.TrialBody,
        answer=shapes.Trial,
        problems=(
            "unknown_hall",
            "not_found",
            "unknown_person",
            "unknown_matter",
            "case_form_invalid",
            "source_unknown",
            "store_unavailable",
        ),
    ),
)
