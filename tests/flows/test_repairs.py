"""Repairs (维修): a fault from outside, the supervisor's page, four steps, and a terminal that is in service again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from devices.client import Hands, remote
from tests.flows.conftest import Pages
from tests.flows.sizes import PORTRAIT, WALL
from tests.service import RunningService

STEPS = ("open_door", "act", "reset", "close_door")


def hands_at(service: RunningService, terminal: str) -> Hands:
    """The physical world before a terminal."""
    return Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))


def open_terminals(pages: Pages) -> Page:
    return pages.staff("/monitor#terminals", WALL, "supervisor01")


def task_at(monitor: Page, terminal: str) -> Locator:
    """The task that stands for a terminal."""
    return monitor.locator(f".task[data-at={terminal}]")


def test_a_fault_becomes_a_task_and_four_steps_bring_the_terminal_back(pages: Pages, service: RunningService) -> None:
    monitor, kiosk = open_terminals(pages), pages.open("/kiosk/hall-2", PORTRAIT)
    row = monitor.locator("tr[data-terminal=hall-2]")
    expect(row.locator(".terminal-state")).to_have_text("● 正常服务")

    hands_at(service, "hall-2").inject("receipt_printer", "jam")

    expect(row.locator(".terminal-state")).to_have_text("▲ 部分可用")
    expect(row.locator(".bad-device")).to_have_text("凭条打印机 卡纸")
    # The worst stands first.
    expect(monitor.locator("tr[data-terminal]").first).to_have_attribute("data-terminal", "hall-2")
    task = task_at(monitor, "hall-2")
    expect(task.locator("h3")).to_have_text("▲ 凭条打印机：卡纸")
    expect(task.locator(".task-todo")).to_have_text("要做：取出卡住的纸")

    task.locator("[data-step=open_door]").click()
    expect(row.locator(".terminal-state")).to_have_text("◆ 维修中")
    expect(kiosk.locator(".is-out[data-code=supervisor]")).to_contain_text("本机正在维护")
    task.locator("[data-step=act]").click()
    task.locator("[data-step=reset]").click()
    expect(task.locator(".task-owner")).to_contain_text("supervisor01")
    task.locator("[data-step=close_door]").click()

    expect(task).to_have_count(0)
    expect(row.locator(".terminal-state")).to_have_text("● 正常服务")
    expect(row.locator(".bad-device")).to_have_count(0)
    expect(monitor.locator("[data-closed]").first).to_contain_text("大厅 2 号机 · 凭条打印机：卡纸")
    expect(kiosk.locator(".is-out")).to_have_count(0)
    assert hands_at(service, "hall-2").state()["state"] == "inService"


@pytest.mark.parametrize(
    ("device", "kind", "words"),
    [
        ("scanner", "dirty_window", "▲ Code scanner: Dirty window"),
        ("face_camera", "spoof", "▲ Face camera: Presentation attack"),
        ("document_printer", "paper_out", "▲ Document printer: Paper out"),
        ("id_reader", "unplugged", "▲ ID-card reader: Cable out"),
    ],
)
def test_each_kind_of_fault_is_named_and_mended(
    pages: Pages, service: RunningService, device: str, kind: str, words: str
) -> None:
    monitor = open_terminals(pages)
    monitor.locator("[data-action=language]").click()

    hands_at(service, "hall-3").inject(device, kind)
    task = task_at(monitor, "hall-3")
    expect(task.locator("h3")).to_have_text(words)
    for step in STEPS:
        task.locator(f"[data-step={step}]").click()

    expect(task).to_have_count(0)
    expect(monitor.locator("tr[data-terminal=hall-3] .terminal-state")).to_have_text("● In service")


def test_the_halls_view_counts_who_needs_somebody_and_leads_there(pages: Pages, service: RunningService) -> None:
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    expect(monitor.locator("[data-count=need]")).to_have_text("▲ 0 需要人处理")

    hands_at(service, "hall-4").inject("scanner", "dead")
    expect(monitor.locator("[data-count=need]")).to_have_text("▲ 1 需要人处理")
    monitor.locator("[data-action=open-terminals]").click()
    task = task_at(monitor, "hall-4")
    for step in STEPS:
        task.locator(f"[data-step={step}]").click()
    expect(task).to_have_count(0)
    monitor.go_back()

    expect(monitor.locator("[data-count=need]")).to_have_text("▲ 0 需要人处理")
    expect(monitor.locator("[data-count=overdue]")).to_have_count(0)
