"""The scanner, and through it what all devices share: pure time, literal numbers."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import Effect, Fault, Trigger
from devices.life import DeviceState
from devices.scanner import Scanner
from tests.devices.builders import actions, begin, changes, ends, feel, inject


def test_a_code_that_is_shown_is_read_after_120_ms() -> None:
    scanner = Scanner("scanner")

    begun = begin(scanner, "read", 1_000)
    seen = feel(scanner, "code", 1_500, text="]Q1YS1:ABC")
    early = scanner.tick(1_619)
    read = scanner.tick(9_000)

    assert begun == (
        m.Began(at_ms=1_000, device="scanner", op_id="a", op="read"),
        m.StatusChanged(at_ms=1_000, device="scanner", changes={"scanner": "on"}),
    )
    assert seen == early == ()
    assert read == (
        m.Ended(
            at_ms=1_620,
            device="scanner",
            op_id="a",
            op="read",
            code=m.Code.SUCCESS,
            result={"text": "YS1:ABC", "symbology": "qrCode"},
        ),
        m.StatusChanged(at_ms=1_620, device="scanner", changes={"scanner": "off"}),
    )
    assert scanner.counters == {"good_scans": 1}


def test_a_code_shown_before_anybody_listens_is_kept_for_five_seconds() -> None:
    scanner = Scanner("scanner")
    feel(scanner, "code", 0, text="early")

    begin(scanner, "read", 4_999)
    read = scanner.tick(6_000)

    assert ends(read) == [(5_119, "success", None)]


def test_then_it_is_lost_and_the_journal_says_so() -> None:
    scanner = Scanner("scanner")
    feel(scanner, "code", 0, text="early")

    lost = scanner.tick(5_000)
    begin(scanner, "read", 5_000)

    assert lost == (m.StimulusLost(at_ms=5_000, device="scanner", kind="code"),)
    assert scanner.next_deadline() is None


def test_nobody_shows_a_code_and_the_read_times_out() -> None:
    scanner = Scanner("scanner")
    begin(scanner, "read", 0, timeout_ms=30_000)

    assert ends(scanner.tick(40_000)) == [(30_000, "timeOut", None)]
    assert scanner.status() == {"device": "online", "scanner": "off"}


def test_a_dirty_window_misreads_until_somebody_wipes_it() -> None:
    scanner = Scanner("scanner")

    struck = inject(scanner, "dirty_window", 0)
    begin(scanner, "read", 0, misread=0.59)
    feel(scanner, "code", 0, text="x")
    dirty = scanner.tick(1_000)
    feel(scanner, "wipe", 2_000)
    begin(scanner, "read", 2_000, misread=0.59)
    feel(scanner, "code", 2_000, text="x")
    clean = scanner.tick(9_000)

    assert actions(struck) == [("dirty_window", "clear")]
    assert ends(dirty) == [(120, "commandErrorCode", "barcodeInvalid")]
    assert ends(clean) == [(2_120, "success", None)]


def test_a_dead_scanner_ends_the_read_and_wants_a_reset() -> None:
    scanner = Scanner("scanner")
    begin(scanner, "read", 0)

    died = inject(scanner, "dead", 100)
    refused = begin(scanner, "read", 200, op_id="b")
    scanner.handle(m.Reset(), 300)
    begin(scanner, "read", 300, op_id="c")

    assert ends(died) == [(100, "hardwareError", None)]
    assert changes(died) == {"device": "hardwareError", "scanner": "inoperative"}
    assert actions(died) == [("dead", "reset")]
    assert ends(refused) == [(200, "hardwareError", None)]
    assert scanner.status() == {"device": "deviceBusy", "scanner": "on"}


def test_a_cable_that_falls_out_for_a_second_starts_the_scanner_anew() -> None:
    scanner = Scanner("scanner", limits={"start_ms": 2_000})

    out = inject(scanner, "unplugged", 0, after_ms=1_000)
    back = scanner.tick(1_000)
    ready = scanner.tick(5_000)

    assert changes(out) == {"device": "noDevice"}
    assert changes(back) == {"device": "starting"}
    assert ready == (m.StatusChanged(at_ms=3_000, device="scanner", changes={"device": "online"}),)


@pytest.mark.parametrize(
    ("trigger", "spoiled"),
    [
        (Trigger(nth=2), [2]),
        (Trigger(every=2), [2, 4]),
        (Trigger(op="read"), [1, 2]),
        (Trigger(share=0.5), [1, 3]),
        (Trigger(when="good_scans>=2"), [3, 4]),
        (Trigger(at_ms=0), []),
    ],
)
def test_a_fault_strikes_the_operations_its_trigger_names(trigger: Trigger, spoiled: list[int]) -> None:
    scanner = Scanner("scanner")
    inject(scanner, "blind", 0, trigger, times=2)

    outcomes = []
    for number in range(1, 5):
        at = number * 10_000
        scanner.tick(at)
        begun = begin(scanner, "read", at, fault=0.25 if number % 2 else 0.75)
        if not ends(begun):
            feel(scanner, "code", at, text="x")
        outcomes += ends((*begun, *scanner.tick(at + 9_000)))

    assert [number for number, (_, _, error) in enumerate(outcomes, 1) if error == "barcodeInvalid"] == spoiled


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("slow", [(5_120, "success", "abcdef")]),
        ("twice", [(120, "success", "abcdef"), (120, "success", "abcdef")]),
        ("garbage", [(120, "success", "abcfed")]),
        ("silent", [(8_000, "timeOut", None)]),
    ],
)
def test_a_host_may_be_slow_silent_or_talk_nonsense(kind: str, read: list[object]) -> None:
    scanner = Scanner("scanner")
    inject(scanner, kind, 0, Trigger(nth=1))
    begin(scanner, "read", 0, timeout_ms=8_000)
    feel(scanner, "code", 0, text="abcdef")

    events = [event for event in scanner.tick(9_000) if isinstance(event, m.Ended)]

    assert [(event.at_ms, str(event.code), event.result.get("text")) for event in events] == read


def test_in_manual_mode_the_test_says_how_it_ends() -> None:
    scanner = Scanner("scanner", mode=m.Mode.MANUAL)

    paused = begin(scanner, "read", 0)
    feel(scanner, "code", 10, text="ignored")
    ended = scanner.handle(m.Respond(op_id="a", result={"text": "told"}), 20)

    assert paused[-1] == m.Paused(at_ms=0, device="scanner", op_id="a", op="read")
    assert ends(ended) == [(20, "success", None)]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (m.Begin(op_id="b", op="sing"), "unknown_operation"),
        (m.Begin(op_id="b", op="read", draws=(0.5, 0.5, 0.5)), "device_busy"),
        (m.Stimulus(kind="card"), "invalid_stimulus"),
        (m.Stimulus(kind="code", value={"text": ""}), "invalid_stimulus"),
        (m.Stimulus(kind="code", value={"text": "x" * 4_297}), "invalid_stimulus"),
        (m.Abort(op_id="b"), "not_waiting"),
        (m.Respond(op_id="a"), "not_waiting"),
        (m.Clear(fault_id="x"), "unknown_fault"),
        (m.Inject(fault=Fault(fault_id="x", kind="rust")), "unknown_fault"),
        (m.Plug(is_connected=True), "cannot_happen"),
        (m.Power(is_on=True), "cannot_happen"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(command: m.Command, code: str) -> None:
    scanner = Scanner("scanner")
    begin(scanner, "read", 0)
    before = (scanner.status(), scanner.next_deadline(), dict(scanner.counters), scanner.running)

    with pytest.raises(m.DeviceRefusal) as refused:
        scanner.handle(command, 10)

    assert refused.value.code == code
    assert (scanner.status(), scanner.next_deadline(), dict(scanner.counters), scanner.running) == before


def test_a_fault_that_strikes_a_device_already_gone_changes_nothing() -> None:
    scanner = Scanner("scanner")
    inject(scanner, "unplugged", 0, Trigger(nth=1), fault_id="cable")
    begin(scanner, "read", 0, timeout_ms=1_000)

    died = inject(scanner, "dead", 500)

    assert ends(died) == [(500, "hardwareError", None)]
    assert scanner.state is DeviceState.NO_DEVICE


def test_a_reset_by_the_host_does_not_end_a_suspicion_it_uncovers() -> None:
    scanner = Scanner("scanner")
    inject(scanner, "dead", 0, Trigger(nth=1), effect=Effect(state=DeviceState.POTENTIAL_FRAUD, halves=True))
    begin(scanner, "read", 0)

    ended = scanner.handle(m.Reset(), 500)

    assert ends(ended) == [(500, "canceled", None)]
    assert scanner.state is DeviceState.POTENTIAL_FRAUD


def test_only_a_supervisor_ends_a_suspicion() -> None:
    scanner = Scanner("scanner")
    inject(scanner, "dead", 0, effect=Effect(state=DeviceState.POTENTIAL_FRAUD))

    with pytest.raises(m.CannotHappen):
        scanner.handle(m.Reset(by=m.Who.STAFF), 1)
    scanner.handle(m.Reset(by=m.Who.SUPERVISOR), 2)

    assert scanner.state is DeviceState.ONLINE


@pytest.mark.parametrize(("mode", "error"), [(m.Mode.QUIET, None), (m.Mode.AUTO, "barcodeInvalid")])
def test_a_quiet_scanner_misreads_only_because_of_a_fault(mode: m.Mode, error: str | None) -> None:
    scanner = Scanner("scanner", mode=mode)

    begin(scanner, "read", 0, misread=0.019)
    feel(scanner, "code", 0, text="x")

    assert [ended[2] for ended in ends(scanner.tick(1_000))] == [error]
