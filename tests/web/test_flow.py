"""A citizen's way through the hall, by HTTP alone."""

from __future__ import annotations

from tests.service import RunningService


def test_a_citizen_is_served_from_ticket_to_finish(service: RunningService) -> None:
    clerk = service.sign_in("clerk01")
    # Before whoever else of the shared hall waits for this counter.
    ticket = service.command(clerk, "/tickets", {"line": "A-special", "reason": "disabled"}).json()

    states = []
    for action in ("seat", "open", "next", "start", "finish"):
        answer = service.command(clerk, f"/counters/1/{action}")
        assert answer.status_code == 200, answer.text
        states.append(answer.json()["counter"]["counter"]["1"]["state"])
    own = service.session().get(f"{service.base_url}/api/tickets/{ticket['token']}", timeout=10).json()

    assert states == ["closed", "idle", "calling", "serving", "idle"]
    assert (own["state"], own["counter"]) == ("finished", "1")
    service.command(clerk, "/counters/1/seat", method="DELETE")
