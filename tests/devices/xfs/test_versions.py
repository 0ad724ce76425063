"""Versions that a connection chooses: its own, and nobody else's."""

from __future__ import annotations

from devices import messages as m
from devices.faults import Fault
from devices.scanner import Scanner
from tests.devices.xfs.rig import Rig, short

CHANGED = "Common.StatusChangedEvent"


def versions(rig: Rig, connection: str, name: str) -> list[object]:
    """Of every message of a name that a client got, acknowledges left out."""
    headers = [message["header"] for message in rig.got[connection]]
    return [header["version"] for header in headers if header["name"] == name and header["type"] != "acknowledge"]


def test_an_event_is_told_to_each_connection_in_the_version_it_has_chosen() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", "Common.SetVersions", 1, {"events": {CHANGED: 2}})

    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="dead")), 0)

    assert (versions(rig, "c1", CHANGED), versions(rig, "c2", CHANGED)) == (["2.0"], ["3.0"])


def test_a_command_is_answered_in_the_chosen_version_and_asked_in_no_other() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", "Common.Status", 1, version="2.0")
    rig.send("c1", "Common.SetVersions", 2, {"commands": {"Common.Status": 2}})
    rig.send("c1", "Common.Status", 3, version="2.0")
    rig.send("c1", "Common.Status", 4, version="3.0")
    rig.send("c2", "Common.Status", 1, version="3.0")

    assert versions(rig, "c1", "Common.Status") == ["3.0", "2.0", "3.0"]
    assert short(rig.got["c1"][-1])[2:] == (4, "unsupportedCommand")
    assert versions(rig, "c2", "Common.Status") == ["3.0"]


def test_who_chooses_again_keeps_what_is_not_named() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", "Common.SetVersions", 1, {"events": {CHANGED: 2}})
    rig.send("c1", "Common.SetVersions", 2, {"commands": {"Common.Status": 3}})

    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="dead")), 0)

    assert versions(rig, "c1", CHANGED) == ["2.0"]


def test_a_choice_that_cannot_be_changes_nothing() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", "Common.SetVersions", 1, {"events": {CHANGED: 2, "Common.ErrorEvent": 9}})

    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="dead")), 0)

    assert short(rig.got["c1"][1])[3] == "unsupportedData"
    assert versions(rig, "c1", CHANGED) == ["3.0"]


def test_a_choice_goes_with_its_connection() -> None:
    rig = Rig(Scanner("scanner"))
    rig.send("c1", "Common.SetVersions", 1, {"events": {CHANGED: 2}})
    rig.close("c1")
    rig.connections.append("c1")

    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="dead")), 0)

    assert versions(rig, "c1", CHANGED) == ["3.0"]
