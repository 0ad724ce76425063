"""A browser's own WebSocket speaks to a device (浏览器直连设备): nothing of our pages in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from devices.client import Hands, remote
from tests.flows.conftest import Pages
from tests.flows.sizes import DESK
from tests.service import RunningService, service_in

READ = """
    (name) => new Promise((listening, reject) => {
        const socket = new WebSocket(`ws://${location.host}/xfs4iot/v1.0/${name}`);
        const header = {type: "command", name: "BarcodeReader.Read", version: "2.0", requestId: 1, timeout: 0};
        const heard = [];
        window.ended = new Promise((ended) => {
            socket.onmessage = (frame) => {
                const message = JSON.parse(frame.data);
                if (message.header.requestId === 1) heard.push(message);
                if (message.header.type === "acknowledge") listening(socket.extensions);
                if (message.header.type === "completion") ended(heard);
            };
        });
        socket.onopen = () => socket.send(JSON.stringify({header, payload: null}));
        socket.onerror = reject;
    })
"""


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo hall with a terminal whose readers are ours. The browser comes first: no browser, no service."""
    options = ("--demo", "--no-crowd", "--left-alone", "hall-1")
    with service_in(tmp_path_factory.mktemp("xfs"), *options) as running:
        yield running


def test_chromium_reads_a_code_at_a_terminals_scanner(pages: Pages, service: RunningService) -> None:
    page = pages.open("/", DESK)
    hands = Hands("hall-1", remote(service.base_url, service.accounts_file()["simulation_token"]))

    extensions = page.evaluate(READ, "hall-1-scanner")
    hands.show_code("YS1:ABC")
    heard = page.evaluate("() => window.ended")

    assert extensions == ""
    assert [each["header"]["type"] for each in heard] == ["acknowledge", "completion"]
    assert heard[1]["payload"]["readOutput"][0]["barcodeData"] == "WVMxOkFCQw=="
