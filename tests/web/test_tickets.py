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

    answer = service.command(kiosk, "/tickets", {"matter_class": "social", "kind": "priority"})

    ticket = TakenTicket.model_validate_json(answer.content)
    assert ticket.line == "B-priority"
    assert ticket.url == f"{service.base_url}/t/{ticket.token}"
    assert len(ticket.token) == 22


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
