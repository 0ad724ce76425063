"""Tickets taken on a phone: for matters, of the kind that an identity gives, one a person and class, found again there."""

from __future__ import annotations

import uuid
from typing import Any

import requests

from kiosk.live.slipless import Slipless
from kiosk.web.phone_schemas import PhoneTickets
from kiosk.web.schemas import TakenTicket, TicketRecord
from tests.service import RunningService
from tests.web.walking import code_of


def take(service: RunningService, persona: str, **order: Any) -> requests.Response:
    url = f"{service.base_url}/api/phone/personas/{persona}/halls/denggang/tickets"
    return service.session().post(url, json=order, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=30)


def own(service: RunningService, persona: str) -> PhoneTickets:
    answer = requests.get(f"{service.base_url}/api/phone/personas/{persona}/halls/denggang/tickets", timeout=30)
    assert answer.status_code == 200, answer.text
    return PhoneTickets.model_validate_json(answer.content)


def test_a_ticket_for_two_matters_waits_at_the_first_ones_counters_and_is_found_again_without_a_slip(
    service: RunningService,
) -> None:
    answer = take(service, "demo-former", matters=["no_offence_proof", "insurance_proof"])

    assert answer.status_code == 201, answer.text
    taken = TakenTicket.model_validate_json(answer.content)
    assert (taken.line, taken.kind, taken.chosen_by) == ("C", "ordinary", "holder")
    found = own(service, "demo-former")
    assert [(one.ticket, one.url, one.matters_open, one.is_remote) for one in found.tickets] == [
        (taken.ticket, taken.url, 2, True)
    ]
    assert own(service, "demo-agent").tickets == []
    page = requests.get(f"{service.base_url}/api/tickets/{taken.token}", timeout=30)
    assert TicketRecord.model_validate_json(page.content).ticket == taken.ticket


def test_what_can_be_taken_names_the_classes_and_every_matter_that_counters_serve(service: RunningService) -> None:
    found = own(service, "demo-agent")

    assert found.is_allowed
    assert [one.key for one in found.classes] == ["general", "social", "household", "business"]
    classes = {one.key: one.matter_class for one in found.matters}
    assert (classes["no_offence_proof"], classes["insurance_proof"]) == ("household", "social")
    assert "disability_support" not in classes


def test_the_kind_follows_from_who_it_is_and_a_second_ticket_is_refused_until_the_first_is_cancelled(
    service: RunningService,
) -> None:
    first = TakenTicket.model_validate_json(take(service, "demo-patient", matter_class="business").content)
    assert (first.kind, first.chosen_by, first.ground) == ("senior", "identity", "age_60")

    second = take(service, "demo-patient", matter_class="business")

    assert (second.status_code, code_of(second)) == (409, "ticket_held")
    assert second.json()["error"]["params"] == {"ticket": first.ticket}
    cancel = f"{service.base_url}/api/tickets/{first.token}/cancel"
    service.session().post(cancel, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=30)
    assert own(service, "demo-patient").tickets == []
    assert take(service, "demo-patient", matter_class="business").status_code == 201


def test_an_unknown_matter_one_named_twice_and_nothing_at_all_are_refused_with_their_reason(
    service: RunningService,
) -> None:
    unknown = take(service, "demo-boss", matters=["insurance_proof", "moon_landing"])
    twice = take(service, "demo-boss", matters=["insurance_proof", "insurance_proof"])
    nothing = take(service, "demo-boss")
    nobody = take(service, "nobody", matter_class="general")
    without_phone = take(service, "demo-elder", matter_class="general")

    assert [(each.status_code, code_of(each)) for each in (unknown, twice, nothing, nobody, without_phone)] == [
        (404, "unknown_matter"),
        (422, "invalid_input"),
        (422, "invalid_input"),
        (404, "unknown_persona"),
        (404, "unknown_persona"),
    ]
    assert unknown.json()["error"]["params"] == {"matter": "moon_landing"}


def test_the_secret_of_a_ticket_without_a_slip_is_made_of_its_seed_and_of_the_installation() -> None:
    here, elsewhere = Slipless(b"one"), Slipless(b"other")

    tokens = {here.token_of("seed"), here.token_of("seed2"), elsewhere.token_of("seed")}

    assert here.token_of("seed") in tokens
    assert [len(token) for token in tokens] == [22, 22, 22]
