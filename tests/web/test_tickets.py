"""Tickets over HTTP: retries, tokens, cancelling, the slip."""

from __future__ import annotations

import io
import uuid
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from kiosk.web.schemas import TakenTicket, TicketRecord
from tests.certificates.qr import read_qr
from tests.service import RunningService
from tests.web.test_bad_input import taken
from tests.web.walking import code_of


def test_fifty_clicks_with_one_key_take_one_ticket(service: RunningService) -> None:
    key = uuid.uuid4().hex
    kiosk = service.device("hall-1")

    before = taken(service)
    with ThreadPoolExecutor(50) as clicks:
        answers = list(clicks.map(lambda _: service.command(kiosk, "/tickets", {"line": "B"}, key=key), range(50)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert taken(service) == before + 1


def test_a_key_serves_one_request_only(service: RunningService) -> None:
    key = uuid.uuid4().hex
    kiosk = service.device("hall-1")
    service.command(kiosk, "/tickets", {"line": "B"}, key=key)

    other = service.command(kiosk, "/tickets", {"line": "D"}, key=key)

    assert (other.status_code, code_of(other)) == (409, "idempotency_key_reused")


def test_a_refusal_is_remembered_like_any_answer(service: RunningService) -> None:
    key = uuid.uuid4().hex
    kiosk = service.device("hall-1")

    first, second = (service.command(kiosk, "/tickets", {"line": "Z"}, key=key) for _ in range(2))

    assert first.status_code == second.status_code == 404
    assert first.content == second.content


def test_two_devices_may_use_the_same_key(service: RunningService) -> None:
    key = uuid.uuid4().hex

    one = service.command(service.device("hall-1"), "/tickets", {"line": "B"}, key=key).json()
    other = service.command(service.device("hall-2"), "/tickets", {"line": "B"}, key=key).json()

    assert one["ticket"] != other["ticket"]


def test_the_answer_is_as_promised(service: RunningService) -> None:
    kiosk = service.device("hall-1")

    answer = service.command(kiosk, "/tickets", {"matter_class": "social"})

    ticket = TakenTicket.model_validate_json(answer.content)
    assert (ticket.line, ticket.kind, ticket.chosen_by) == ("B", "ordinary", "holder")
    assert ticket.url == f"{service.base_url}/t/{ticket.token}"
    assert len(ticket.token) == 22


def test_nobody_gets_an_earlier_place_by_asking(service: RunningService) -> None:
    kiosk = service.device("hall-1")

    for body in ({"matter_class": "social", "kind": "special"}, {"line": "B-senior"}):
        answer = service.command(kiosk, "/tickets", body)

        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "kind_needs_ground")


def test_staff_give_an_earlier_place_with_a_reason_and_the_holder_may_decline_it(service: RunningService) -> None:
    kiosk, clerk, nobody = service.device("hall-1"), service.sign_in("clerk06"), service.session()
    service.command(kiosk, "/tickets", {"line": "D"})
    taken = service.command(kiosk, "/tickets", {"line": "D"}).json()
    own = f"{service.base_url}/api/tickets/{taken['token']}"
    change = f"/tickets/{taken['ticket']}/kind"

    without = service.command(clerk, change, {"kind": "special"})
    changed = service.command(clerk, change, {"kind": "special", "reason": "disabled"}).json()
    forbidden = service.command(kiosk, change, {"kind": "emergency", "reason": "emergency"})
    shown = nobody.get(own, timeout=10).json()
    declined = nobody.post(f"{own}/decline", json={}, headers={"Idempotency-Key": "decline-1"}, timeout=10).json()

    assert (without.status_code, without.json()["error"]["code"]) == (422, "reason_missing")
    assert (changed["ticket"], changed["line"], changed["kind"]) == (taken["ticket"], "D-special", "special")
    assert changed["ahead"] < taken["ahead"]
    assert forbidden.status_code in {401, 403}
    assert (shown["kind_name_zh"], shown["chosen_by"], shown["ground"], shown["can_decline"]) == (
        "优待",
        "clerk",
        None,
        True,
    )
    assert (declined["line"], declined["ahead"], declined["can_decline"]) == ("D", taken["ahead"], False)


def test_the_holder_sees_and_cancels_their_ticket_once(service: RunningService) -> None:
    kiosk, nobody = service.device("hall-1"), service.session()
    token = service.command(kiosk, "/tickets", {"line": "D"}).json()["token"]
    own = f"{service.base_url}/api/tickets/{token}"

    before = nobody.get(own, timeout=10)
    cancelled = nobody.post(f"{own}/cancel", headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10)
    again = nobody.post(f"{own}/cancel", headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10)
    after = nobody.get(own, timeout=10)

    assert TicketRecord.model_validate_json(before.content).can_cancel
    assert cancelled.json()["state"] == "abandoned"
    assert again.status_code in (404, 409)
    assert TicketRecord.model_validate_json(after.content).state == "abandoned"


def test_a_wrong_token_is_nobodys_ticket(service: RunningService) -> None:
    answer = service.session().get(f"{service.base_url}/api/tickets/{'x' * 22}", timeout=10)

    assert (answer.status_code, code_of(answer)) == (404, "unknown_token")


def test_staff_abandon_and_find_tickets_by_number(service: RunningService) -> None:
    kiosk, clerk = service.device("hall-1"), service.sign_in("clerk05")
    number = service.command(kiosk, "/tickets", {"line": "B"}).json()["ticket"]

    found = clerk.get(f"{service.base_url}/api/halls/denggang/tickets/{number}", timeout=10)
    gone = service.command(clerk, f"/tickets/{number}/abandon")
    resumed = service.command(clerk, f"/tickets/{number}/resume")

    assert TicketRecord.model_validate_json(found.content).ticket == number
    assert gone.json()["state"] == "abandoned"
    assert (resumed.status_code, code_of(resumed)) == (404, "unknown_ticket")


def test_the_slips_code_opens_the_tickets_own_page(service: RunningService) -> None:
    kiosk = service.device("hall-1")
    ticket = service.command(kiosk, "/tickets", {"line": "C"}).json()

    png = service.session().get(f"{service.base_url}/api/tickets/{ticket['token']}/slip.png", timeout=20)

    assert png.headers["Content-Type"] == "image/png"
    assert read_qr(Image.open(io.BytesIO(png.content))) == ticket["url"]


def test_the_people_ahead_are_counted_alike_in_short_and_long_queues(service: RunningService) -> None:
    kiosk = service.device("hall-1")
    taken = [service.command(kiosk, "/tickets", {"line": "C"}).json() for _ in range(80)]

    first = taken[0]["ahead"]

    assert [ticket["ahead"] for ticket in taken] == list(range(first, first + 80))
