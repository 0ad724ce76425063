"""One walk through a case in every stage and what goes wrong midway, for whoever looks: structure, layout, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.flows.case_pages import choose
from tests.pages.fake_cases import (
    ALIAS,
    ASKED,
    CERTIFICATE,
    ELSEWHERE,
    GAP,
    MATTER,
    NO_ACCOUNT,
    TOO_YOUNG,
    case_matters,
    case_paper,
    case_record,
    case_room,
    fetched_fields,
    source_states,
    told,
)
from tests.pages.fake_hall import CITIZEN, TERMINAL_ROOM, FakeHall, session_record, terminal_room

CASES = "/api/terminals/hall-1/session/cases"
OWN_LOOKS = "/api/terminals/hall-1/session/looks?device=hall-1&session=s-1"
PICTURE = f"{CASES}/{ALIAS}/preview.png?device=hall-1&session=s-1"


def post(part: str) -> tuple[str, str]:
    return "POST", f"{CASES}{part}?device=hall-1"


def answer_cases(hall: FakeHall) -> None:
    """A service that agrees to everything; what comes of it the test pushes."""
    fetching = case_record("fetching")
    hall.answers[post("")] = [(201, fetching)]
    for part in ("submit", "hand_over", "withdraw", "resume", "rate"):
        hall.answers[post(f"/{ALIAS}/{part}")] = [(200, {})]
    for part in ("print", "to_phone"):
        hall.answers[post(f"/{ALIAS}/{part}")] = [(201, {"paper": "P0001"})]
    rows = [
        case_record("check"),
        case_record("done", alias="YX1120-0007", certificate=CERTIFICATE),
        case_record("handed_over", alias="YX1119-0002", ticket={"number": "A051", "ahead": 2}),
        case_record("told_once", alias="YX1102-0031", due_on="2026-11-24"),
    ]
    hall.answers["GET", f"{CASES}?device=hall-1&session=s-1"] = [(200, {"cases": rows})]


def stand_at(hall: FakeHall, tune: Callable[[], None] = lambda: None, *, is_elder: bool = False) -> None:
    """Somebody is logged in, and the matter is offered."""
    answer_cases(hall)
    person = {"level": 3, "proofs": ["code", "face"], "holder": CITIZEN, "is_elder": is_elder}
    hall.rooms[TERMINAL_ROOM] = terminal_room() | {
        "matters": case_matters(), "session": session_record(**person), "case": {},
    }  # fmt: skip
    hall.open("kiosk", speed=0)
    tune()
    hall.page.locator(".welcome").wait_for()


def cases(hall: FakeHall, tune: Callable[[], None], *, is_elder: bool = False) -> Iterator[str]:
    """The name of each screen when it stands. tune: sets language and mode once the page is there."""
    page = hall.page

    def push(case: dict[str, Any]) -> None:
        hall.push(TERMINAL_ROOM, {"case": case})

    def touch(*targets: str) -> None:
        for target in targets:
            page.locator(target).first.click()

    def stands(target: str) -> None:
        page.locator(target).first.wait_for()

    stand_at(hall, tune, is_elder=is_elder)
    yield "home"
    choose(page, MATTER)
    yield "begin"
    touch("[data-action=agree]")
    push(case_room("fetching", sources=source_states(allowances="waiting", card_account="waiting")))
    stands("[data-case=fetching] [data-state=waiting]")
    yield "fetching"
    push(case_room("check", fields=fetched_fields()))
    stands("[data-case=check]")
    yield "check"
    touch("[data-action=wrong]")
    yield "wrong"
    touch("[data-action=stay]")
    push(case_room("check", fields=fetched_fields(), ask=list(ASKED)))
    stands(".is-asked")
    yield "check-asked"
    yield from asking(hall, touch, stands)
    push(case_room("deciding", ask=list(ASKED)))
    stands("[data-case=deciding]")
    yield "deciding"
    yield from ends(hall, push, touch, stands)


def asking(hall: FakeHall, touch: Callable[..., None], stands: Callable[[str], None]) -> Iterator[str]:
    """Everything that is asked, and the signature."""
    page = hall.page
    touch("[data-action=confirm]")
    stands("[data-kind=phone]")
    yield "ask-phone"
    page.locator("#case-ask").fill("138 0000 0000")
    touch("[data-action=answer]")
    stands("[data-kind=date]")
    page.locator("#case-ask").fill("2026 13 40")
    touch("[data-action=answer]")
    stands(".digit-field [role=alert]")
    yield "ask-date-wrong"
    page.locator("#case-ask").fill("2026 12 01")
    touch("[data-action=answer]")
    stands("[data-kind=options]")
    touch(".ask-option")
    yield "ask-options"
    touch("[data-action=answer]")
    stands("[data-kind=begins]")
    yield "ask-begins"
    touch("[data-option='仿真区示例镇示东村']")
    stands(".keys [data-key=z]")
    yield "ask-text"
    if page.locator("[data-layer=lower]").count():
        touch("[data-key=chinese]")
    for key in "ch":
        touch(f".keys [data-key={key}]")
    stands("[data-key=more]:enabled")
    yield "ask-pinyin"
    for key in "unlu":
        touch(f".keys [data-key={key}]")
    touch("[data-candidate=春路]")
    touch("[data-key=signs]")
    touch(".keys [data-key='8']")
    touch("[data-action=answer]")
    stands(".promise")
    yield "ask-promise"
    touch("[data-action=yes]")
    stands(".is-asked")
    yield "check-answered"
    touch("[data-action=confirm]")
    stands("[data-sign]")
    yield "sign"
    hall.push(
        TERMINAL_ROOM,
        {"session": session_record(level=3, proofs=["code", "face"], holder=CITIZEN, signed=[MATTER])},
    )


def ends(
    hall: FakeHall,
    push: Callable[[dict[str, Any]], None],
    touch: Callable[..., None],
    stands: Callable[[str], None],
) -> Iterator[str]:
    """How a case may end for its page."""
    push(case_room("done", certificate=CERTIFICATE))
    stands("[data-case=done]")
    hall.page.locator(".sheet[data-blind=true]").wait_for()
    yield "done"
    failed = case_paper(state="failed", cause="printer_paper_out", screen="paper_out", can_again=True)
    push(case_room("done", certificate=CERTIFICATE, paper=failed))
    stands("[data-fault=paper_out]")
    yield "paper_out"
    push(case_room("done", certificate=CERTIFICATE, paper=case_paper(state="taken")))
    stands("[data-paper=taken]")
    yield "done-taken"
    touch("[data-action=finish]")
    stands("[data-rate]")
    yield "rate"
    touch("[data-grade='1']")
    stands(".rate-reasons")
    yield "rate-why"
    touch("[data-reason=slow]", "[data-action=send-rating]")
    stands(".thanks")
    yield "thanks"
    touch("[data-action=more]", "[data-action=cases]")
    stands(".case-row")
    yield "list"
    touch(".case-row [data-action=go-on]")
    push(told(TOO_YOUNG, ELSEWHERE))
    stands("[data-case=told_once]")
    yield "told"
    push(told(NO_ACCOUNT, needs_promise=True))
    stands("[data-action=promise]")
    yield "told-gap"
    touch("[data-action=promise]")
    yield "promise"
    touch("[data-action=keep]")
    push(case_room("with_gaps", gaps=[GAP]))
    stands("[data-case=with_gaps]")
    yield "with-gaps"
    push(case_room("handed_over", ticket={"number": "A051", "ahead": 3}, sources=source_states(card_account="down")))
    stands("[data-ticket]")
    yield "handed-ticket"
    push(case_room("handed_over", begins_on="2026-11-24", due_on="2026-11-30"))
    stands("[data-office]")
    yield "handed-office"
    push(case_room("handed_over", due_on="2027-01-05", is_estimate=True))
    stands("[data-estimate=true]")
    yield "handed-estimate"
    push(case_room("withdrawn"))
    stands("[data-case=withdrawn]")
    yield "withdrawn"
