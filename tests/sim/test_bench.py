"""The bench itself, small: every figure of a group comes out, and a run of one group keeps the others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.service import ROOT


def bench(output: Path, *groups: str) -> dict[str, Any]:
    only = [word for group in groups for word in ("--only", group)]
    command = [sys.executable, "-m", "sim.bench", "--quick", *only, "--output", str(output)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    record: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return record["groups"]


# Services are started and played with for as long as the machine needs; nothing here is asserted about how long.
@pytest.mark.timeout(600)
@pytest.mark.slow
@pytest.mark.load
def test_the_live_figures_come_out_and_stay_when_another_group_is_measured(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"

    first = bench(output, "fanout", "restart")
    second = bench(output, "keepalive", "tickets")

    assert list(second) == ["keepalive", "tickets", "fanout", "restart"]
    assert second["fanout"] == first["fanout"]
    values = {row["name"]: row["value"] for group in second.values() for row in group["rows"]}
    assert None not in values.values(), values
    assert values["a call on 20 boards at 20/s, lost"] == 0
    assert values["500 tickets by 32 connections, numbers twice in the journal"] == 0
    assert values["restart with a day of 200 tickets, of which after imports"] > 0
    assert all(group["quick"] for group in second.values())
