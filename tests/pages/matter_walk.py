"""One walk through matters, papers and every fault screen, for whoever looks at them: structure, layout, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.pages.case_walk import answer_cases
from tests.pages.fake_cases import CERTIFICATE, case_paper, case_room, fetched_fields
from tests.pages.fake_hall import (
    CITIZEN,
    COUNTER_ONLY,
    SESSION_ID,
    TERMINAL_ROOM,
    TWO_THIRTY_PM_MS,
    FakeHall,
    hall_record,
    matter_records,
    notice_record,
    session_record,
    terminal_room,
)

PAPER_FAULTS = (
    ("paper_out", "printer_paper_out"),
    ("paper_jam", "printer_jam"),
    ("printer_off", "printer_unavailable"),
    ("paper_unknown", "printer_silent"),
    ("paper_left", "paper_not_taken"),
)
NOTICE_FAULTS = (
    ("scanner_off", "scanner_unavailable"),
    ("reader_off", "reader_unavailable"),
    ("camera_off", "face_unavailable"),
    ("face_over", "face_tries_over"),
    ("suspected", "face_suspected"),
    ("back_end", "issuer_down"),
    ("network", "network_down"),
    ("unknown", "never_heard_of"),
)
"""(screen, a code that leads to it)."""
MATTER = "insurance_proof"
FIND = "/api/terminals/hall-1/matters?device=hall-1&q=db"


def matters_and_faults(hall: FakeHall, tune: Callable[[], None], *, is_elder: bool = False) -> Iterator[str]:
    """The name of each screen when it stands. tune: sets language and mode once the page is there."""
    page = hall.page
    person = {"level": 3, "proofs": ["code", "face"], "holder": CITIZEN, "is_elder": is_elder}

    def push(**changes: Any) -> None:
        hall.push(TERMINAL_ROOM, changes)

    def touch(*targets: str) -> None:
        for target in targets:
            page.locator(target).first.click()

    def stands(target: str) -> None:
        page.locator(target).first.wait_for()

    answer_cases(hall)
    hall.answers["GET", FIND] = [(200, {"found": [{"key": COUNTER_ONLY, "by": "keyword", "text": "低保"}]})]
    hall.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": matter_records([["code"], ["id_card"]])}
    hall.open("kiosk", speed=0)
    tune()
    stands(".matter")
    yield "home"
    push(matters=matter_records(**{MATTER: "printer_unavailable"}))
    stands(".matter.is-off")
    yield "home-grey"
    touch("[data-action=find]")
    stands(".found")
    yield "find"
    touch("[data-group=police]")
    stands("[data-found='3']")
    yield "find-group"
    page.locator("#find-words").fill("db")
    stands(f".found[data-matter={COUNTER_ONLY}]")
    stands(".keys [data-key=z]")
    yield "find-words"
    touch(f".found[data-matter={COUNTER_ONLY}]")
    stands("[data-fault=not_here]")
    yield "brief-counter"
    touch("[data-action=home]", f"[data-matter={MATTER}]")
    stands(".matter-page [data-fault=not_now]")
    yield "brief-off"
    push(matters=matter_records([["code"], ["id_card"]]))
    stands("[data-action=show-code]")
    yield "brief-steps"
    push(session=session_record(**person), matters=matter_records())
    stands("[data-action=agree]")
    yield "brief-ready"
    touch("[data-action=agree]")
    for screen, code in PAPER_FAULTS:
        failed = case_paper(state="failed", cause=code, screen=screen, can_again=True)
        push(case=case_room("done", matter=MATTER, certificate=CERTIFICATE, paper=failed))
        stands(f"[data-fault={screen}]")
        yield screen
    push(case=case_room("done", matter=MATTER, certificate=CERTIFICATE, paper=case_paper(state="taken")))
    stands("[data-paper=taken]")
    yield "taken"
    touch("[data-action=home]")
    for screen, code in NOTICE_FAULTS:
        push(notice={screen: notice_record(code, screen)["n1"] | {"id": screen}})
        stands(f"[data-fault={screen}]")
        yield screen
        push(notice={screen: None})
    touch(f"[data-matter={MATTER}]", "[data-action=agree]")
    push(case=case_room("check", matter=MATTER, fields=fetched_fields()))
    touch("[data-case=check] [data-action=confirm]")
    stands("[data-sign]")
    yield "sign"
    push(
        terminal=terminal_room(sign_pad="beside")["terminal"], session=session_record(**person | {"signing": "failed"})
    )
    stands("[data-action=sign-again]")
    yield "sign-failed"
    push(terminal=terminal_room(sign_pad="off")["terminal"], session=session_record(**person))
    stands("[data-signing=off]")
    yield "sign-off"
    push(terminal=terminal_room()["terminal"])
    touch("[data-action=home]")
    shut = hall_record(door="shut", opens_at_ms=TWO_THIRTY_PM_MS, closes_at_ms=None)
    hall.push("hall", {"hall": shut})
    stands(".closed .matter")
    yield "closed"
    push(matters=matter_records(**{MATTER: "printer_unavailable"}))
    touch(f"[data-matter={MATTER}]", "[data-action=note]", "[data-key='1']")
    yield "note"
    touch("[data-action=send-note]")
    stands(".digit-field [role=alert]")
    yield "note-wrong"
    touch("[data-key=back]", "[data-action=send-note]")
    stands("[data-note=N0001]")
    yield "note-done"
    touch("[data-action=done]", "[data-action=bye]")
    push(terminal=terminal_room(state="outOfService", working=[])["terminal"], session={SESSION_ID: None})
    stands(".is-out")
    yield "out"
