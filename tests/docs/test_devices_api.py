"""The page about the devices tells the truth: its examples run, in order, and its table is the API's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.edge.automation import ROUTES
from tests.service import RunningService, start_service

PAGE = Path(__file__).parents[2] / "docs" / "devices-api.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
PORTS = ("--escpos-port", "--sam-port", "--osdp-port", "--xfs-port")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    """The demo hall as the page starts it, but at ports of the system's choice."""
    running = start_service(
        tmp_path, "--demo", "--no-crowd", "--left-alone", "hall-1", *(f"{port}=hall-1" for port in PORTS)
    )
    (tmp_path / "var").symlink_to(running.data)
    yield running
    running.stop()


def test_every_example_runs(service: RunningService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(service.data.parent)
    examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}

    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)

    assert len(examples) == 10


def test_every_route_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for pattern, methods in ROUTES.items():
        last = next((part for part in reversed(pattern.split("/")) if part not in {"*", ""}), "")
        assert last in text
        assert all(method in text for method in methods)
