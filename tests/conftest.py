"""Hypothesis profiles and the order of the whole suite; fixtures live beside the tests that need them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("local", **COMMON)
settings.register_profile("ci", **COMMON, derandomize=True, print_blob=True)
settings.register_profile("nightly", **COMMON, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Browser tests come last: their driver keeps an event loop running in this process, where no other may start."""
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
