"""Rows of the route table (路由表) about visits, the mock phone and tasks; part of `kiosk.web.routes`."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from kiosk.web import phones, schemas, visits
from kiosk.web import visit_schemas as shapes
from kiosk.web.access import Role
from kiosk.web.routing import Route, View

KIOSK: Final = frozenset({Role.KIOSK})
SESSION: Final = "/api/terminals/<terminal>/session"
WHICH_DEVICE: Final = (("device", "name of the device meant, where a browser has several"),)
AT_A_TERMINAL: Final = ("not_your_terminal",)
AUTHORISATIONS: Final = "/api/phone/personas/<persona>/authorisations"
ON_A_PHONE: Final = (
    "not_found",
    "unknown_persona",
    "not_yours",
    "too_many_requests",
    "overloaded",
    "store_unavailable",
)

Row = tuple[str, View, type[BaseModel] | None, type[BaseModel], str, str, int, bool, tuple[str, ...]]

AT_TERMINALS: Final[tuple[Row, ...]] = (
    (
        "",
        visits.start_session,
        shapes.Start,
        shapes.SessionName,
        "开始自助会话",
        "Begin a session",
        201,
        True,
        ("session_running", "terminal_not_known", "hall_not_configured"),
    ),
    ("/touch", visits.touch_session, shapes.Touch, shapes.Done, "还在", "Still there", 200, True, ("session_over",)),
    (
        "/mode",
        visits.set_session_mode,
        shapes.ModeChoice,
        shapes.Done,
        "长者模式",
        "Elder mode",
        200,
        True,
        ("session_over",),
    ),
    ("/end", visits.end_session, shapes.End, shapes.Done, "退出", "End the session", 200, True, ("session_over",)),
    (
        "/code",
        visits.scan_text,
        shapes.CodeText,
        shapes.Done,
        "粘贴或键入的码",
        "A pasted or typed code",
        202,
        False,
        ("session_over", "unknown_terminal", "scanner_unavailable"),
    ),
    (
        "/picture",
        visits.scan_picture,
        None,
        shapes.Done,
        "摄像头画面或图片中的码",
        "A picture of a code; header X-Session names the session",
        202,
        False,
        (
            "session_over",
            "unknown_terminal",
            "scanner_unavailable",
            "no_code_in_picture",
            "picture_refused",
            "unsupported_media_type",
            "body_too_large",
            "too_many_requests",
        ),
    ),
    (
        "/face",
        visits.look_at_face,
        shapes.FaceConsent,
        shapes.Done,
        "同意后刷脸",
        "Let the camera look once, with consent",
        202,
        False,
        ("session_over", "unknown_terminal", "identify_first", "face_tries_over", "face_unavailable"),
    ),
    (
        "/principal",
        visits.choose_principal,
        shapes.PrincipalChoice,
        shapes.Done,
        "选择代谁办理",
        "Choose whom to act for",
        200,
        True,
        ("session_over", "unknown_terminal", "identify_first", "not_yours", "not_a_child"),
    ),
    (
        "/helper",
        visits.vouch_as_helper,
        shapes.HelperWord,
        shapes.Done,
        "帮办员签名核验",
        "A helper vouches for whoever is logged in",
        200,
        False,
        (
            "session_over",
            "unknown_terminal",
            "wrong_credentials",
            "too_many_requests",
            "helper_not_allowed",
            "subject_differs",
            "overloaded",
            "store_unavailable",
        ),
    ),
)
"""What follows the session's address, view, body, answer, zh, en, status, whether it is a command, problems."""

VISITS: Final[tuple[Route, ...]] = (
    *(
        Route(
            method="POST",
            path=f"{SESSION}{action}",
            view=view,
            who=KIOSK,
            zh=zh,
            en=en,
            body=body,
            answer=answer,
            status=status,
            command=command,
            query=WHICH_DEVICE,
            problems=(*AT_A_TERMINAL, *problems),
        )
        for action, view, body, answer, zh, en, status, command, problems in AT_TERMINALS
    ),
    Route(
        method="GET",
        path="/api/phone/personas",
        view=phones.list_personas,
        who=None,
        zh="体验角色（仅仿真）",
        en="Personas, only with simulation on",
        answer=shapes.Personas,
        problems=("not_found",),
    ),
    Route(
        method="POST",
        path="/api/phone/personas/<persona>/codes",
        view=phones.show_code,
        who=None,
        zh="在手机上出示身份码（仅仿真）",
        en="Show a code on a phone, only with simulation on",
        body=shapes.CodeOrder,
        answer=shapes.ShownCode,
        status=201,
        problems=(
            "not_found",
            "unknown_persona",
            "no_principal",
            "not_insured",
            "agent_revoked",
            "issuer_down",
            "issuer_refuses",
            "too_many_requests",
            "overloaded",
            "store_unavailable",
        ),
    ),
    Route(
        method="GET",
        path=AUTHORISATIONS,
        view=phones.list_authorisations,
        who=None,
        zh="授权一览（仅仿真）",
        en="Whom a persona lets act and for whom they act, only with simulation on",
        answer=shapes.Authorisations,
        problems=("not_found", "unknown_persona"),
    ),
    *(
        Route(
            method="POST",
            path=f"{AUTHORISATIONS}{action}",
            view=view,
            who=None,
            zh=zh,
            en=f"{en}, only with simulation on",
            body=body,
            answer=shapes.Authorisations,
            status=status,
            problems=(*ON_A_PHONE, *problems),
        )
        for action, view, body, zh, en, status, problems in (
            (
                "",
                phones.grant_authorisation,
                shapes.Grant,
                "授予授权（仅仿真）",
                "A company lets somebody act",
                201,
                ("authorisation_exists", "unknown_subject", "subject_cancelled"),
            ),
            (
                "/<authorisation>/confirm",
                phones.confirm_authorisation,
                schemas.NoBody,
                "确认授权（仅仿真）",
                "The agent accepts",
                200,
                ("unknown_authorisation", "authorisation_not_open"),
            ),
            (
                "/<authorisation>/revoke",
                phones.revoke_authorisation,
                schemas.NoBody,
                "撤销授权（仅仿真）",
                "Either side ends it at once",
                200,
                ("unknown_authorisation", "authorisation_not_open"),
            ),
        )
    ),
    Route(
        method="POST",
        path="/api/halls/<hall>/terminals/<terminal>/session/staff",
        view=visits.confirm_as_staff,
        who=frozenset({Role.CLERK, Role.SUPERVISOR}),
        zh="工作人员确认终端前的人",
        en="Staff confirm whoever has been verified at a terminal",
        body=shapes.StaffWord,
        answer=schemas.Sequence,
        command=True,
        problems=("unknown_terminal", "session_over", "staff_not_allowed", "subject_differs"),
    ),
    Route(
        method="POST",
        path="/api/halls/<hall>/tasks/<task>/steps",
        view=visits.advance_task,
        who=frozenset({Role.SUPERVISOR}),
        zh="工单下一步",
        en="The next step of a task",
        body=shapes.StepOrder,
        answer=schemas.Sequence,
        command=True,
        problems=("unknown_task", "task_step_wrong"),
    ),
)
"""In the order of the document."""
