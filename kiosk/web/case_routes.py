"""Rows of the route table (路由表) about cases; part of `kiosk.web.routes`."""

from __future__ import annotations

from typing import Final

from kiosk.web import case_schemas as shapes, cases, finding, terminal_schemas, visit_schemas
from kiosk.web.receipts import ROUTES as RECEIPTS
from kiosk.web.routing import PNG, Route
from kiosk.web.visit_routes import AT_A_TERMINAL, KIOSK, SESSION, WHICH_DEVICE, Row, at_session

ALWAYS: Final = (*AT_A_TERMINAL, "session_over", "unknown_terminal", "unknown_hall", "store_unavailable")
OWN: Final = (*ALWAYS, "unknown_case", "unknown_matter", "calendar_not_set")
CASE: Final = "/cases/<alias>"
WHOSE: Final = (*WHICH_DEVICE, ("session", "the session of whoever's it is"))

AT_TERMINALS: Final[tuple[Row, ...]] = (
    (
        "/cases",
        cases.open_case,
        shapes.CaseOrder,
        shapes.CaseRecord,
        "开始办件",
        "Begin a matter, with consent to ask its sources",
        201,
        True,
        (*OWN, "identify_first", "level_too_low", "case_already_open", "case_elsewhere", "matter_not_offered"),
    ),
    (
        f"{CASE}/resume",
        cases.resume_case,
        shapes.CaseVisit,
        shapes.CaseRecord,
        "继续办件",
        "Go on with a case, or look at it again",
        200,
        False,
        OWN,
    ),
    (
        f"{CASE}/submit",
        cases.submit_case,
        shapes.CaseForm,
        shapes.CaseRecord,
        "确认提交",
        "Submit a case to be judged",
        200,
        True,
        (
            *OWN,
            "case_still_fetching",
            "case_form_invalid",
            "not_signed",
            "case_step_wrong",
            "results_incomplete",
            "press_failed",
        ),
    ),
    (
        f"{CASE}/hand_over",
        cases.hand_over_case,
        shapes.CaseVisit,
        shapes.CaseRecord,
        "转人工",
        "A person instead of a machine",
        200,
        True,
        (*OWN, "case_step_wrong"),
    ),
    (
        f"{CASE}/withdraw",
        cases.withdraw_case,
        shapes.CaseVisit,
        shapes.CaseRecord,
        "撤回",
        "Withdraw a case",
        200,
        True,
        (*OWN, "case_step_wrong"),
    ),
    (
        f"{CASE}/print",
        cases.print_case,
        shapes.CaseVisit,
        visit_schemas.OrderedPaper,
        "打印证照或回执",
        "Print the certificate, or a receipt",
        201,
        True,
        (*OWN, "level_too_low", "unknown_paper", "paper_under_way", "paper_reprinted"),
    ),
    (
        f"{CASE}/to_phone",
        cases.send_case_to_phone,
        shapes.CaseVisit,
        visit_schemas.OrderedPaper,
        "发到手机",
        "Send the certificate, or a receipt, to its holder's phone",
        201,
        True,
        (*OWN, "no_phone", "level_too_low", "unknown_paper", "paper_under_way", "paper_reprinted"),
    ),
    (
        f"{CASE}/rate",
        cases.rate_case,
        shapes.CaseGrade,
        shapes.CaseRecord,
        "好差评",
        "Rate a finished case",
        200,
        True,
        (*OWN, "case_step_wrong"),
    ),
)
"""What follows the session's address, view, body, answer, zh, en, status, whether it is a command, problems."""

CASES: Final[tuple[Route, ...]] = (
    *at_session(AT_TERMINALS),
    Route(
        method="GET",
        path=f"{SESSION}/cases",
        view=cases.list_own_cases,
        who=KIOSK,
        zh="我的办件",
        en="The cases of whoever is there",
        answer=shapes.OwnCases,
        query=(*WHOSE, ("after", "alias of the last case of the page before")),
        problems=(*ALWAYS, "unknown_case"),
    ),
    Route(
        method="GET",
        path=f"{SESSION}/looks",
        view=cases.list_looks,
        who=KIOSK,
        zh="谁查过我的数据",
        en="Who looked at the data of whoever is there",
        answer=shapes.Looks,
        query=WHOSE,
        problems=(*ALWAYS, "identify_first"),
    ),
    Route(
        method="GET",
        path=f"{SESSION}{CASE}/preview.png",
        view=cases.preview_case,
        who=KIOSK,
        zh="证照预览",
        en="The certificate's picture",
        query=WHOSE,
        problems=(*ALWAYS, "unknown_case", "no_certificate", "press_failed"),
        media=PNG,
    ),
    Route(
        method="GET",
        path="/api/terminals/<terminal>/matters",
        view=finding.find_matters,
        who=KIOSK,
        zh="查找事项（名称、别名、拼音首字母）",
        en="Find a matter by name, other names, some characters or the initials of its pinyin",
        answer=terminal_schemas.FoundMatters,
        query=(*WHICH_DEVICE, ("q", "what is looked for, 40 characters at most")),
        problems=AT_A_TERMINAL,
    ),
    Route(
        method="GET",
        path="/api/verify/<number>",
        view=cases.verify_certificate,
        who=None,
        zh="核验证照",
        en="What anybody may know of a certificate",
        answer=shapes.Verified,
        problems=("unknown_certificate", "too_many_requests"),
    ),
    *RECEIPTS,
)
