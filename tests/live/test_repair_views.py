"""Terminals and tasks on the monitor: literal records of literal devices, the worst first, and a word for everything."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.faults import COMMON_KINDS, Fault
from devices.models import MODELS
from devices.profiles import PROFILES, Part, Profile
from devices.terminal import Terminal, TerminalState
from kiosk.hall import commands as c
from kiosk.hall.state import Task
from kiosk.live import repair_views as views
from tests.builders import configured_hall, do, terminals, two_line_config

HOUR_MS = 3_600_000


def terminal() -> Terminal:
    return Terminal("hall-1", PROFILES["yuezhizhu"])


def task(number: str = "T0001", **changes: object) -> Task:
    given: dict[str, object] = {
        "task": number, "terminal": "hall-1", "device": "scanner", "cause": "dead", "action": "reset",
        "opened_at_ms": 0, "due_at_ms": 4 * HOUR_MS,
    }  # fmt: skip
    return Task(**given | changes)  # type: ignore[arg-type]  # the fields above, and their types


def device(record: dict[str, object], name: str) -> object:
    devices: dict[str, object] = record["devices"]  # type: ignore[assignment]  # records by name
    return devices[name]


def test_a_terminal_in_order_has_full_stocks_and_nothing_that_fails() -> None:
    facts = views.terminal_facts(terminal())

    assert (facts["state"], facts["failing"]) == ("inService", [])
    assert device(facts, "scanner") == {"kind": "scanner", "state": "online", "faults": []}
    assert facts["stocks"] == {
        "receipt_printer": {
            "slips": {"count": 750, "capacity": 750, "level": "ok"},
            "bin": {"count": 0, "capacity": 40, "level": "ok"},
        },
        "document_printer": {
            "sheets": {"count": 250, "capacity": 250, "level": "ok"},
            "bin": {"count": 0, "capacity": 20, "level": "ok"},
        },
        "social_card_reader": {"bin": {"count": 0, "capacity": 20, "level": "ok"}},
    }


def test_a_jam_shows_at_its_device_and_at_the_service_that_needs_it() -> None:
    broken = terminal()
    broken.handle("receipt_printer", m.Inject(fault=Fault(fault_id="f", kind="jam")), 1)

    facts = views.terminal_facts(broken)

    assert (facts["state"], facts["failing"]) == ("degraded", ["print_slip"])
    assert device(facts, "receipt_printer") == {
        "kind": "receipt_printer",
        "state": "hardwareError",
        "faults": ["jam"],
    }


def test_a_service_that_is_coming_neither_works_nor_fails() -> None:
    facts = views.terminal_facts(Terminal("hall-5", PROFILES["card_machine"]))

    assert (facts["state"], facts["failing"], facts["coming"]) == ("inService", [], ["issue_card"])
    assert "issue_card" not in facts["working"]


def test_a_reader_that_listens_looks_no_different_from_one_that_rests() -> None:
    listening = terminal()
    before = views.terminal_facts(listening)

    draws = (0.5,) * len(listening.devices["scanner"].OPERATIONS["read"].draws)
    listening.handle("scanner", m.Begin(op_id="a", op="read", draws=draws), 1)

    assert listening.devices["scanner"].running is not None
    assert views.terminal_facts(listening) == before


@pytest.mark.parametrize(
    ("left_mm", "count", "level"),
    [(15_001, 75, "ok"), (15_000, 75, "low"), (200, 1, "low"), (199, 0, "out"), (0, 0, "out")],
)
def test_paper_is_low_at_a_tenth_and_out_when_no_slip_fits(left_mm: int, count: int, level: str) -> None:
    printer = MODELS["receipt_printer"]("p", counters={"paper_left": left_mm})

    slips = views.stock_records(printer)["slips"]

    assert (slips["count"], slips["level"]) == (count, level)


@pytest.mark.parametrize(("held", "level"), [(29, "ok"), (30, "high"), (40, "full")])
def test_a_bin_is_high_before_it_is_full(held: int, level: str) -> None:
    printer = MODELS["receipt_printer"]("p", counters={"in_bin": held})

    assert views.stock_records(printer)["bin"]["level"] == level


def test_a_card_box_shows_its_blanks() -> None:
    profile = Profile(zh="发卡机", en="card machine", parts={"box": Part(kind="card_box")}, services=("guide",))

    stocks = views.terminal_facts(Terminal("card-1", profile))["stocks"]

    assert stocks == {
        "box": {
            "cards": {"count": 100, "capacity": 100, "level": "ok"},
            "bin": {"count": 0, "capacity": 50, "level": "ok"},
        }
    }


# Worst first.


def test_the_worst_is_first_by_state_then_overdue_then_age() -> None:
    now_ms = 5 * HOUR_MS
    young, old = (
        task(opened_at_ms=3 * HOUR_MS, due_at_ms=7 * HOUR_MS),
        task(opened_at_ms=2 * HOUR_MS, due_at_ms=6 * HOUR_MS),
    )
    overdue = task(opened_at_ms=4 * HOUR_MS, due_at_ms=5 * HOUR_MS)
    halls = {
        "healthy": (TerminalState.IN_SERVICE, []),
        "paper low": (TerminalState.IN_SERVICE, [young]),
        "somebody is there": (TerminalState.SUPERVISOR, [old]),
        "young": (TerminalState.DEGRADED, [young]),
        "old": (TerminalState.DEGRADED, [young, old]),
        "overdue": (TerminalState.DEGRADED, [overdue]),
        "silent": (TerminalState.OFFLINE, []),
        "dead": (TerminalState.OUT_OF_SERVICE, []),
    }

    ordered = sorted(halls, key=lambda name: views.urgency(halls[name][0], halls[name][1], now_ms))

    assert ordered == ["dead", "silent", "overdue", "old", "young", "somebody is there", "paper low", "healthy"]


def test_every_state_of_a_terminal_has_its_place() -> None:
    assert set(views.SEVERITY) == set(TerminalState)


def test_the_worst_task_is_overdue_or_tampering_or_old() -> None:
    refill = task("T0001", action="maintenance", opened_at_ms=0, due_at_ms=100)
    broken = task("T0002", action="clear", opened_at_ms=50, due_at_ms=150)
    older = task("T0003", action="clear", opened_at_ms=40, due_at_ms=140)
    forced = task("T0004", action="suspend", opened_at_ms=60, due_at_ms=160)

    found = [views.worst_task(tasks, 99) for tasks in ([refill, broken, older], [broken, forced], [])]

    assert found == [older, forced, None]
    assert views.worst_task([refill, broken, forced], 100) == refill


def test_a_terminals_record_counts_its_tasks_and_names_the_worst() -> None:
    hall = configured_hall(two_line_config(terminals=terminals("hall-1", "hall-2")))
    do(hall, c.ReportNeed(terminal="hall-1", device="scanner", cause="dead", action="reset"), 1_000)
    do(hall, c.ReportNeed(terminal="hall-1", device="receipt_printer", cause="jam", action="clear"), 2_000)
    facts = {key: {"state": "degraded"} for key in ("hall-1", "hall-2")}

    records = views.terminal_records(facts, hall.state, 1_000 + 4 * HOUR_MS)

    assert records["hall-1"] == {
        "state": "degraded", "tasks": 2, "overdue": 1, "oldest_at_ms": 1_000, "worst": "T0001", "urgency": [2, 0, 1_000],
    }  # fmt: skip
    assert records["hall-2"] == {
        "state": "degraded", "tasks": 0, "overdue": 0, "oldest_at_ms": None, "worst": None,
        "urgency": [2, 1, 9_007_199_254_740_991],
    }  # fmt: skip


def test_the_monitor_has_four_figures_of_all_terminals_however_many_there_are() -> None:
    hall = configured_hall(two_line_config(terminals=terminals("hall-1", "hall-2", "hall-3")))
    do(hall, c.ReportNeed(terminal="hall-1", device="scanner", cause="dead", action="reset"), 1_000)
    do(hall, c.ReportNeed(terminal="hall-1", device="receipt_printer", cause="jam", action="clear"), 2_000)
    do(hall, c.ReportNeed(terminal="hall-3", device="scanner", cause="dead", action="reset"), 2_000)
    # Nothing is here of the third.
    states = {"hall-1": "degraded", "hall-2": "inService"}

    figures = views.fleet_records(states, hall.state, 1_000 + 4 * HOUR_MS)

    assert figures == {"now": {"terminals": 2, "in_service": 1, "need": 1, "overdue": 1}}


def test_a_task_shows_its_one_next_step_and_moves_to_the_closed_ones() -> None:
    hall = configured_hall(two_line_config(terminals=terminals("hall-1")))
    do(hall, c.ReportNeed(terminal="hall-1", device="scanner", cause="dead", action="reset"), 0)

    offered = []
    for step in c.TaskStep:
        offered.append(views.task_records(hall.state)["T0001"]["next"])
        do(hall, c.AdvanceTask(task="T0001", step=step, by="supervisor01"), 10)

    assert offered == ["open_door", "act", "reset", "close_door"]
    assert views.task_records(hall.state) == {}
    closed = views.closed_task_records(hall.state)["T0001"]
    assert (closed["state"], closed["next"], closed["by"], closed["stepped_at_ms"]) == (
        "closed", None, "supervisor01", 10,
    )  # fmt: skip


# Words.


def test_every_device_cause_and_action_that_a_model_can_report_has_words_in_both_languages() -> None:
    words = views.word_records()
    reported = [
        (kind, cause, fault.action)
        for kind, model in MODELS.items()
        for cause, fault in {**COMMON_KINDS, **model.FAULTS}.items()
        if fault.action is not None
    ]

    missing = []
    for kind, cause, action in reported:
        where = "*" if cause in COMMON_KINDS else kind
        for key in (f"device:{kind}", f"cause:{where}:{cause}", f"todo:{where}:{cause}", f"action:{action}"):
            word = words.get(key, {"zh": "", "en": ""})
            if not (word["zh"] and word["en"] and word["en"].isascii()):
                missing.append(key)

    assert len(reported) > 60
    assert missing == []


def test_only_the_words_go_out_that_say_what_is_the_matter_now() -> None:
    broken = terminal()
    quiet = views.words_for({"hall-1": views.terminal_facts(broken)}, ())
    broken.handle("receipt_printer", m.Inject(fault=Fault(fault_id="f", kind="jam")), 1)
    jam = task(device="receipt_printer", cause="jam", action="clear")
    gone = task(device="card_box", cause="paper_out", action="maintenance")

    words = views.words_for({"hall-1": views.terminal_facts(broken)}, (jam, gone))

    assert {key.partition(":")[0] for key in quiet} == {"service", "device"}
    assert set(words) - set(quiet) == {
        "cause:receipt_printer:jam",
        "todo:receipt_printer:jam",
        "action:clear",
        "action:maintenance",
        "device:card_box",
    }
    assert words["service:print_slip"] == {"zh": "打印凭条", "en": "Print a slip"}


def test_what_to_do_names_the_remedy_and_not_only_the_action() -> None:
    words = views.word_records()

    assert words["todo:receipt_printer:paper_out"] == {"zh": "换上新纸卷", "en": "Load a new roll"}
    assert words["todo:scanner:dirty_window"] == {"zh": "擦净窗口或镜面", "en": "Wipe window or glass"}
    assert words["todo:face_camera:spoof"]["en"] == "Go and look: somebody may have cheated"
    assert words["cause:*:unplugged"] == {"zh": "连接中断", "en": "Cable out"}


def test_every_remedy_of_every_model_has_its_words() -> None:
    known = {name for model in MODELS.values() for name in model.REMEDIES} | {"connect"}

    assert set(views.REMEDIES) == known
