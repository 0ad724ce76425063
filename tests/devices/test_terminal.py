"""What a terminal is worth, derived from the services that work."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import Fault
from devices.models import MODELS
from devices.profiles import PROFILES, SERVICES, Part, Profile
from devices.terminal import Terminal, TerminalChanged, TerminalState

YUEZHIZHU = PROFILES["yuezhizhu"]
ALL = (
    "guide",
    "take_ticket",
    "log_in",
    "check_face",
    "print_slip",
    "print_certificate",
    "read_social_card",
    "scan_papers",
    "sign",
)


def break_down(terminal: Terminal, device: str, kind: str, at: int) -> list[TerminalChanged]:
    """A fault, and what it does to the terminal."""
    events = terminal.handle(device, m.Inject(fault=Fault(fault_id=f"{device}:{kind}", kind=kind)), at)
    return [event for event in events if isinstance(event, TerminalChanged)]


def test_a_terminal_of_which_everything_works_is_in_service() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)

    assert (terminal.state, terminal.working) == (TerminalState.IN_SERVICE, ALL)


def test_a_printer_without_paper_degrades_it_to_what_still_works() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)

    changed = break_down(terminal, "receipt_printer", "paper_out", 1_000)
    loaded = terminal.handle("receipt_printer", m.Stimulus(kind="replenish"), 2_000)

    working = tuple(service for service in ALL if service != "print_slip")
    assert changed == [TerminalChanged(at_ms=1_000, terminal="hall-1", state=TerminalState.DEGRADED, working=working)]
    assert loaded[-1] == TerminalChanged(at_ms=2_000, terminal="hall-1", state=TerminalState.IN_SERVICE, working=ALL)


def test_low_paper_alone_changes_nothing() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)

    assert break_down(terminal, "receipt_printer", "paper_low", 1_000) == []


def test_a_terminal_that_can_only_show_its_guide_is_out_of_service() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)

    break_down(terminal, "network", "offline", 1_000)
    changed = break_down(terminal, "receipt_printer", "jam", 2_000)

    assert changed[-1].state is TerminalState.OUT_OF_SERVICE
    assert changed[-1].working == ("guide",)


def test_heartbeats_and_supervisors_come_before_services() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)

    terminal.supervise(1, is_supervised=True)
    supervised = terminal.state
    terminal.reach(2, is_reachable=False)
    silent = terminal.state
    terminal.reach(3, is_reachable=True)
    back = terminal.supervise(4, is_supervised=False)

    assert (supervised, silent) == (TerminalState.SUPERVISOR, TerminalState.OFFLINE)
    assert back == (TerminalChanged(at_ms=4, terminal="hall-1", state=TerminalState.IN_SERVICE, working=ALL),)


def test_its_devices_are_woken_in_the_order_of_time() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)
    page = {"lines": 20, "length": 200}
    terminal.handle("receipt_printer", m.Begin(op_id="a", op="print", args=page, draws=(0.5,) * 4), 0)
    terminal.handle("scanner", m.Begin(op_id="b", op="read", draws=(0.5,) * 3), 0)
    terminal.handle("scanner", m.Stimulus(kind="code", value={"text": "x"}), 100)

    ended = [event for event in terminal.tick(1_000) if isinstance(event, m.Ended)]

    assert [(event.at_ms, event.device) for event in ended] == [(220, "scanner"), (640, "receipt_printer")]
    # The slip that nobody takes is next.
    assert terminal.next_deadline() == 30_640


COMING = {
    "card_machine": "issue_card",
    "permit_machine": "endorse_permit",
    "company_machine": "open_company",
    "tax_machine": "pay_tax",
}


@pytest.mark.parametrize("profile", COMING)
def test_a_service_that_is_coming_works_nowhere_and_makes_no_terminal_worse(profile: str) -> None:
    terminal = Terminal("hall-5", PROFILES[profile])

    assert terminal.coming == (COMING[profile],)
    assert COMING[profile] not in terminal.working
    assert not terminal.works(COMING[profile])
    assert set(terminal.offered) | {COMING[profile]} == set(PROFILES[profile].services)
    assert terminal.state is TerminalState.IN_SERVICE


def test_what_only_a_coming_service_needs_may_break_without_a_word_and_the_rest_still_counts() -> None:
    terminal = Terminal("hall-5", PROFILES["card_machine"])

    unheard = break_down(terminal, "card_box", "jam", 1_000)
    changed = break_down(terminal, "document_printer", "jam", 2_000)

    assert unheard == []
    assert changed[-1].state is TerminalState.DEGRADED
    assert set(terminal.offered) - set(changed[-1].working) == {"print_certificate"}


def test_a_machine_of_which_nothing_else_works_is_out_of_service() -> None:
    terminal = Terminal("hall-5", PROFILES["card_machine"])

    break_down(terminal, "network", "offline", 1_000)
    break_down(terminal, "receipt_printer", "jam", 2_000)

    assert terminal.state is TerminalState.OUT_OF_SERVICE


def test_who_asks_for_a_device_that_is_not_there_is_told_which_are() -> None:
    terminal = Terminal("hall-1", YUEZHIZHU)

    with pytest.raises(m.UnknownDevice) as refused:
        terminal.handle("toaster", m.Reset(), 0)

    assert refused.value.params["devices"] == tuple(YUEZHIZHU.parts)


def test_a_part_that_no_model_stands_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="toaster"):
        Terminal("x", Profile(zh="", en="", parts={"t": Part(kind="toaster")}, services=()))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_names_only_what_there_is(profile: Profile) -> None:
    kinds = {part.kind for part in profile.parts.values()}

    assert kinds <= set(MODELS)
    assert set(profile.services) <= set(SERVICES)
    assert all(hazard.fault in MODELS[hazard.kind].FAULTS or hazard.kind == "network" for hazard in profile.hazards)
    assert all((hazard.share is None) != (hazard.per_hour is None) for hazard in profile.hazards)
    assert Terminal("x", profile).state is TerminalState.IN_SERVICE


def test_every_way_of_a_service_names_real_operations() -> None:
    needs = {need for service in SERVICES.values() for way in service.ways for need in way}

    known = {(kind, op) for kind, model in MODELS.items() for op in (*model.OPERATIONS, "")}
    assert {need for need in needs if need[0] in MODELS} <= known
