"""One walk through matters, papers and every fault screen, for whoever looks at them: structure, layout, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.pages.fake_hall import (
    CITIZEN,
    NOW_MS,
    SESSION_ID,
    TERMINAL_ROOM,
    TWO_THIRTY_PM_MS,
    FakeHall,
    hall_record,
    matter_records,
    notice_record,
    paper_record,
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


def matters_and_faults(hall: FakeHall, tune: Callable[[], None], *, is_elder: bool = False) -> Iterator[str]:
    """The name of each screen when it stands. tune: sets language and mode once the page is there."""
    page = hall.page
    person = {"level": 1, "proofs": ["code"], "holder": CITIZEN, "is_elder": is_elder}

    def push(**changes: Any) -> None:
        hall.push(TERMINAL_ROOM, changes)

    def touch(*targets: str) -> None:
        for target in targets:
            page.locator(target).first.click()

    def stands(target: str) -> None:
        page.locator(target).first.wait_for()

    hall.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": matter_records([["code"], ["id_card"]])}
    hall.open("kiosk", speed=0)
    tune()
    stands(".matter")
    yield "home"
    push(matters=matter_records(**{MATTER: "printer_unavailable"}))
    stands(".matter.is-off")
    yield "home-grey"
    touch(f"[data-matter={MATTER}]")
    stands(".matter-page .fault")
    yield "brief-off"
    push(matters=matter_records([["code"], ["id_card"]]))
    stands("[data-action=show-code]")
    yield "brief-steps"
    push(session=session_record(**person), matters=matter_records())
    stands("[data-action=start]")
    yield "brief-ready"
    touch("[data-action=start]")
    push(papers=paper_record())
    stands("[data-paper=ordered]")
    yield "printing"
    push(
        papers=paper_record(state="printed"),
        session=session_record(**person | {"state": "held", "hold": "paper", "due_at_ms": NOW_MS + 85_000}),
    )
    stands("[data-paper=printed]")
    yield "printed"
    for screen, code in PAPER_FAULTS:
        push(papers=paper_record(state="failed", cause=code, screen=screen, can_again=True))
        stands(f"[data-fault={screen}]")
        yield screen
    push(papers=paper_record(state="taken"))
    stands("[data-paper=taken]")
    yield "taken"
    touch("[data-action=more]")
    for screen, code in NOTICE_FAULTS:
        push(notice={screen: notice_record(code, screen)["n1"] | {"id": screen}})
        stands(f"[data-fault={screen}]")
        yield screen
        push(notice={screen: None})
    touch("[data-matter=progress]", "[data-action=start]")
    stands(".result-list")
    yield "progress"
    touch("[data-action=more]", "[data-matter=elder_allowance]", "[data-action=start]")
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
