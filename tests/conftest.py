"""Hypothesis profiles for the whole suite; fixtures live beside the tests that need them."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("local", **COMMON)
settings.register_profile("ci", **COMMON, derandomize=True, print_blob=True)
settings.register_profile("nightly", **COMMON, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))
