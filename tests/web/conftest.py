"""One shared service for all of these tests; whoever breaks something starts their own.

Sharing means: a test uses a counter and clerk that no other module uses, and leaves the seat.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service import RunningService, start_service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo hall."""
    running = start_service(tmp_path_factory.mktemp("web"))
    yield running
    running.stop()
