"""One town for all tests of the room: the default one, made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.registry.town.loaded import LoadedTown
from kiosk.registry.town.make import make_town
from kiosk.registry.town.plan import TownPlan
from kiosk.registry.town.reading import Town


@pytest.fixture(scope="session")
def town_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of seed 1."""
    return make_town(tmp_path_factory.mktemp("town"), TownPlan())


@pytest.fixture(scope="session")
def town(town_path: Path) -> Iterator[Town]:
    """The town of seed 1, open."""
    opened = Town(town_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def loaded(town: Town) -> LoadedTown:
    """The same town in memory."""
    return LoadedTown(town)
