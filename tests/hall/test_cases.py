"""Cases as their applicant and time move them. Monday is 2026-11-23; dates were counted on a calendar by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.approval.decisions import Result, Verdict
from kiosk.hall import commands as c, events as e
from kiosk.hall.case_events import Owner, Terms
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import CaseState
from kiosk.hall.refusals import (
    CalendarNotSet,
    CaseAlreadyOpen,
    CaseStepWrong,
    IdentifyFirst,
    LevelTooLow,
    ResultsIncomplete,
    UnknownCase,
    UnknownMatter,
)
from tests.case_builders import DAY_MS, ELDER, MONDAY_MS, NOON_MS, RELIEF, begin, case_hall, log_in, submit

UNMET, UNVERIFIED = Result.UNMET, Result.UNVERIFIED


def kinds(events: tuple[e.Event, ...]) -> list[str]:
    return [event.step if isinstance(event, e.CaseStepped) else type(event).__name__ for event in events]


def test_a_case_gets_a_number_of_43_characters_and_an_alias_to_type() -> None:
    hall = case_hall()
    log_in(hall)

    case = begin(hall)

    assert case.case == "11445299EM00000108" + "5440501101001" + "20261123" + "0001"
    assert len(case.case) == 43
    assert case.alias == "261123-0001"
    assert (case.state, case.owner, case.holder) == (CaseState.DRAFT, Owner.APPLICANT, "p1")


def test_serials_go_on_within_a_day_and_begin_again_on_the_next() -> None:
    hall = case_hall()
    log_in(hall)
    begin(hall)
    second = begin(hall, matter="relief")
    log_in(hall, at=NOON_MS + DAY_MS, subject="p2")

    third = begin(hall, at=NOON_MS + DAY_MS)

    assert (second.alias, third.alias) == ("261123-0002", "261124-0001")


def test_everything_met_is_granted_in_one_step_with_every_event_present() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    events = submit(hall, case)

    assert kinds(events) == ["CaseSubmitted", "CaseAccepted", "assign", "conclude", "grant", "make"]
    assert all(event.by is None for event in events if isinstance(event, e.CaseStepped))
    assert (case.state, case.owner, case.due_ms) == (CaseState.MAKING, Owner.SYSTEM, None)


def test_a_case_is_closed_only_when_its_file_is_stored() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case)

    hall.handle(c.DeliverCase(case=case.case, certificate="Z1", digest="d"), NOON_MS)

    assert case.state is CaseState.CLOSED
    assert hall.state.cases == {}


def test_whatever_somebody_does_for_a_case_on_one_day_is_one_visit() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case)

    (delivered,) = hall.handle(c.DeliverCase(case=case.case, certificate="Z1", digest="d"), NOON_MS)

    assert isinstance(delivered, e.CaseDelivered)
    assert delivered.visits == 1


def test_who_comes_again_on_another_day_comes_a_second_time() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, may_lack=True, C4=UNMET)

    hall.tick(NOON_MS + 2 * DAY_MS)
    supply = c.StepCase(case=case.case, step="supply", by="clerk-1", material="account")
    hall.handle(supply, NOON_MS + 2 * DAY_MS)

    assert (case.visits, case.came_on) == (2, "2026-11-25")


def test_an_unmet_hard_condition_is_told_once_with_the_soft_one_beside_it() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    events = submit(hall, case, C1=UNMET, C4=UNMET, C2=UNVERIFIED)

    # 15 working days after Monday the 23rd of November.
    assert events[1] == e.CaseToldOnce(
        at_ms=NOON_MS,
        case=case.case,
        codes=("C1", "C4"),
        pending=("C2",),
        due_on="2026-12-14",
        due_at_ms=MONDAY_MS + 22 * DAY_MS,
        by=None,
    )
    assert (case.state, case.owner) == (CaseState.CORRECTING, Owner.APPLICANT)


def test_what_was_not_told_the_first_time_goes_to_a_person() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET)

    submit(hall, case, C2=UNMET)

    assert (case.state, case.owner, case.ticket) == (CaseState.SUBMITTED, Owner.COUNTER, "A001")


def test_who_corrects_in_vain_keeps_the_day_of_the_first_notice() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET, C2=UNMET)
    log_in(hall, at=NOON_MS + DAY_MS)

    events = submit(hall, case, at=NOON_MS + DAY_MS, C1=UNMET)

    assert isinstance(events[1], e.CaseToldOnce)
    assert events[1].due_on == "2026-12-14"


def test_a_notice_that_is_not_answered_returns_the_case_at_the_end_of_its_day() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET)

    assert case.case in hall.state.cases
    events = [each for each in hall.tick(MONDAY_MS + 30 * DAY_MS) if isinstance(each, e.CaseStepped)]

    assert [(each.step, each.at_ms) for each in events] == [("lapse", MONDAY_MS + 22 * DAY_MS)]
    assert case.state is CaseState.RETURNED


def test_what_cannot_be_verified_goes_to_a_counter_while_the_hall_is_open() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    events = submit(hall, case, C2=UNVERIFIED)

    assert kinds(events)[:3] == ["CaseSubmitted", "TicketTaken", "CaseHandedOver"]
    assert (case.owner, case.ticket) == (Owner.COUNTER, "A001")
    # Five working days after Monday, at the end of the next Monday.
    assert case.due_ms == MONDAY_MS + 8 * DAY_MS


def test_at_night_the_back_office_gets_it_and_its_clock_begins_on_the_next_working_day() -> None:
    hall = case_hall(is_open=False)
    saturday_ms = MONDAY_MS + 5 * DAY_MS + 3_600_000
    log_in(hall, at=saturday_ms)
    case = begin(hall, at=saturday_ms)

    submit(hall, case, at=saturday_ms, C2=UNVERIFIED)

    assert (case.owner, case.ticket) == (Owner.OFFICE, None)
    assert case.due_ms == MONDAY_MS + 12 * DAY_MS  # the end of Friday the 4th of December


def test_a_village_never_sends_anybody_to_a_counter_ten_kilometres_away() -> None:
    hall = case_hall(gives_tickets=False)
    log_in(hall)
    case = begin(hall)

    submit(hall, case, C2=UNVERIFIED)

    assert (case.owner, case.ticket) == (Owner.OFFICE, None)


def test_a_route_goes_to_a_person_as_a_source_that_is_down_does() -> None:
    hall, other = case_hall(), case_hall()
    for each in (hall, other):
        log_in(each)

    routed = submit(hall, begin(hall), ROUTE=UNVERIFIED)
    down = submit(other, begin(other), C2=UNVERIFIED)

    assert isinstance(routed[0], e.CaseSubmitted)
    assert routed[0].verdict is Verdict.HANDED_OVER
    assert routed[1:] == down[1:]


def test_what_a_route_found_cannot_be_said() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    with pytest.raises(AssertionError, match="not said"):
        submit(hall, case, ROUTE=UNMET)


def test_what_was_not_verified_is_told_but_for_a_route() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    told = submit(hall, case, C1=UNMET, C2=UNVERIFIED, ROUTE=UNVERIFIED)[1]

    assert isinstance(told, e.CaseToldOnce)
    assert told.pending == ("C2",)


def test_a_matter_that_is_never_instant_goes_to_a_person_however_good_it_looks() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall, matter="relief")

    submit(hall, case)

    assert (case.state, case.owner) == (CaseState.SUBMITTED, Owner.COUNTER)


def test_a_signed_promise_accepts_a_case_with_its_gap_and_dates_the_obligation() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    submit(hall, case, may_lack=True, C4=UNMET)

    assert (case.state, case.owner) == (CaseState.ACCEPTED_WITH_GAPS, Owner.OFFICE)
    assert [(each.material, each.due_on) for each in case.obligations] == [("account", "2026-12-07")]
    assert case.terms == Terms(promised_on="2026-11-30", statutory_on="2026-12-21", is_estimate=False)


def test_without_the_promise_the_gap_is_told_once() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    submit(hall, case, C4=UNMET)

    assert case.state is CaseState.CORRECTING


def test_a_gap_that_is_not_filled_returns_the_case() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, may_lack=True, C4=UNMET)

    hall.tick(MONDAY_MS + 15 * DAY_MS - 1)
    before = case.state
    hall.tick(MONDAY_MS + 15 * DAY_MS)

    assert (before, case.state) == (CaseState.ACCEPTED_WITH_GAPS, CaseState.RETURNED)


def test_a_person_may_be_asked_for_instead_of_correcting() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET)

    hall.handle(c.HandOverCase(terminal="k1", session=session, case=case.case), NOON_MS)

    assert (case.state, case.owner, case.ticket) == (CaseState.SUBMITTED, Owner.COUNTER, "A001")


def test_a_person_may_be_asked_for_instead_of_a_machine() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)

    events = hall.handle(c.HandOverCase(terminal="k1", session=session, case=case.case), NOON_MS)

    assert kinds(events)[:3] == ["CaseSubmitted", "TicketTaken", "CaseHandedOver"]


def test_what_was_judged_goes_along_to_the_person_and_decides_nothing() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)
    judged = tuple((each.code, Result.MET) for each in ELDER.conditions)
    order = c.HandOverCase(terminal="k1", session=session, case=case.case, facts="#1", results=judged)

    with pytest.raises(ResultsIncomplete):
        hall.handle(replace(order, results=judged[1:]), NOON_MS)
    submitted, *_ = hall.handle(order, NOON_MS)

    assert isinstance(submitted, e.CaseSubmitted)
    assert (submitted.verdict, submitted.facts, submitted.results) == (Verdict.HANDED_OVER, "#1", judged)
    assert (case.state, case.owner) == (CaseState.SUBMITTED, Owner.COUNTER)


def test_what_was_corrected_and_judged_anew_is_submitted_by_it() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET)
    judged = tuple((each.code, Result.MET) for each in ELDER.conditions)

    events = hall.handle(
        c.HandOverCase(terminal="k1", session=session, case=case.case, facts="#2", results=judged), NOON_MS
    )

    assert kinds(events)[:3] == ["CaseSubmitted", "TicketTaken", "CaseHandedOver"]
    assert case.told == ("C1",)


def test_nobody_gets_a_second_ticket_for_one_case() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)
    submit(hall, case, C2=UNVERIFIED)

    with pytest.raises(CaseStepWrong):
        hall.handle(c.HandOverCase(terminal="k1", session=session, case=case.case), NOON_MS)


def test_a_case_nobody_took_up_counts_as_accepted_after_five_working_days() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C2=UNVERIFIED)

    events = hall.tick(MONDAY_MS + 8 * DAY_MS)

    assert [each.step for each in events if isinstance(each, e.CaseAccepted)] == ["deem_accepted"]
    assert case.state is CaseState.ACCEPTED


def test_a_draft_is_gone_after_thirty_days() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)

    hall.tick(NOON_MS + 30 * DAY_MS)

    assert case.state is CaseState.EXPIRED
    assert hall.state.cases == {}


def test_a_withdrawn_case_makes_room_for_another() -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET)

    hall.handle(c.WithdrawCase(terminal="k1", session=session, case=case.case), NOON_MS)

    assert case.state is CaseState.WITHDRAWN
    assert begin(hall).alias == "261123-0002"


def test_one_person_has_one_case_of_a_matter_under_way() -> None:
    hall = case_hall()
    log_in(hall)
    begin(hall)

    with pytest.raises(CaseAlreadyOpen) as refused:
        begin(hall)

    assert refused.value.params == {"alias": "261123-0001", "state": "draft"}


def test_an_agents_case_is_their_principals() -> None:
    hall = case_hall()
    log_in(hall, subject="agent", principal="shop")

    assert begin(hall).holder == "shop"


def test_another_persons_case_does_not_exist() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    session = log_in(hall, at=NOON_MS + DAY_MS, subject="p2")

    with pytest.raises(UnknownCase):
        submit(hall, case, at=NOON_MS + DAY_MS)
    with pytest.raises(UnknownCase):
        hall.handle(c.WithdrawCase(terminal="k1", session=session, case=case.case), NOON_MS + DAY_MS)


def test_a_matter_wants_its_level() -> None:
    hall = case_hall()
    log_in(hall, level=2)

    with pytest.raises(LevelTooLow):
        begin(hall)


def test_somebody_unknown_has_no_case() -> None:
    hall = case_hall()
    hall.handle(c.StartSession(terminal="k1", session="s"), NOON_MS)

    with pytest.raises(IdentifyFirst):
        hall.handle(c.OpenCase(terminal="k1", session="s", matter="elder"), NOON_MS)


def test_halls_count_in_series_of_which_none_is_the_beginning_of_another() -> None:
    given: dict[str, list[str]] = {}
    for series, cases in (("0", 100), ("1", 1_000), ("90", 100)):
        hall = case_hall()
        for count in range(cases):
            session = log_in(hall, at=NOON_MS + count, subject=f"p{count}")
            command = c.OpenCase(terminal="k1", session=session, matter="elder", series=series)
            (opened,) = hall.handle(command, NOON_MS + count)
            assert isinstance(opened, e.CaseOpened)
            given.setdefault(series, []).append(opened.alias)
            hall.handle(c.EndSession(terminal="k1", session=session, reason="finished"), NOON_MS + count)

    # Four digits, and as many as it takes on a day of more than 999 cases.
    assert [given["0"][0], given["1"][998], given["1"][999], given["90"][99]] == [
        "261123-0001",
        "261123-1999",
        "261123-11000",
        "261123-90100",
    ]
    assert len({alias for aliases in given.values() for alias in aliases}) == 1_200


@pytest.mark.parametrize("series", ["", "9", "99", "10", "x", "²"])
def test_a_series_that_could_begin_another_is_none(series: str) -> None:
    with pytest.raises(ValueError, match="series"):
        c.OpenCase(terminal="k1", session="s", matter="elder", series=series)


def test_a_matter_begins_on_its_day() -> None:
    hall = case_hall(replace(ELDER, in_force_on="2026-11-24"))
    log_in(hall)

    with pytest.raises(UnknownMatter):
        begin(hall)


def test_without_working_days_nothing_is_begun() -> None:
    hall = case_hall()
    hall.state.work_calendar = None
    log_in(hall)

    with pytest.raises(CalendarNotSet):
        begin(hall)


@pytest.mark.parametrize("results", [(), (("C1", Result.MET),), (("C9", Result.MET),) * 3])
def test_every_condition_has_its_result(results: tuple[tuple[str, Result], ...]) -> None:
    hall = case_hall()
    session = log_in(hall)
    case = begin(hall)

    with pytest.raises(ResultsIncomplete):
        hall.handle(
            c.SubmitCase(terminal="k1", session=session, case=case.case, facts="h", results=results),
            NOON_MS,
        )


def test_a_draft_is_decided_by_the_version_of_the_day_it_is_submitted() -> None:
    newer = replace(ELDER, version=2, in_force_on="2026-11-24", conditions=ELDER.conditions[:1])
    hall = case_hall(ELDER, newer)
    log_in(hall)
    case = begin(hall)
    session = log_in(hall, at=NOON_MS + DAY_MS)

    hall.handle(
        c.SubmitCase(
            terminal="k1",
            session=session,
            case=case.case,
            facts="h",
            results=(("C1", Result.MET),),
        ),
        NOON_MS + DAY_MS,
    )

    assert (case.version, case.state) == (2, CaseState.MAKING)


def test_what_is_under_way_keeps_its_version_when_another_is_published() -> None:
    hall = case_hall()
    log_in(hall)
    case = begin(hall)
    submit(hall, case, C1=UNMET)

    hall.handle(c.PublishCatalogue(digest="d2", matters=(replace(ELDER, version=2), RELIEF)), NOON_MS)
    submit(hall, case)

    assert (case.version, case.state) == (1, CaseState.MAKING)


def test_only_an_approval_is_drawn_for_an_after_check() -> None:
    hall = case_hall()
    log_in(hall)
    case, other = begin(hall), begin(hall, matter="relief")

    sampled, handed = submit(hall, case, is_sampled=True)[0], submit(hall, other, is_sampled=True)[0]

    assert isinstance(sampled, e.CaseSubmitted)
    assert isinstance(handed, e.CaseSubmitted)
    assert (sampled.is_sampled, handed.is_sampled) == (True, False)


def test_deadlines_of_many_cases_come_in_their_order() -> None:
    hall = case_hall()
    for hour, person in enumerate(("p1", "p2", "p3")):
        log_in(hall, at=NOON_MS + hour * 3_600_000, subject=person)
        begin(hall, at=NOON_MS + hour * 3_600_000)

    ended = [each for each in hall.tick(NOON_MS + 40 * DAY_MS) if isinstance(each, e.CaseStepped)]

    assert [each.at_ms - NOON_MS - 30 * DAY_MS for each in ended] == [0, 3_600_000, 7_200_000]
    assert hall.next_deadline() is None


def test_an_empty_hall_has_no_case() -> None:
    assert Hall().state.cases == {}
