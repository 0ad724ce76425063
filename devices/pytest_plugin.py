"""The fixture for integrators (测试夹具): pytest finds it by itself where the package is installed."""

from __future__ import annotations

import pytest

from devices.client import Desk


@pytest.fixture
def kiosk_terminal() -> Desk:
    """A terminal of your own on a clock of your own; the same chance every time."""
    return Desk()
